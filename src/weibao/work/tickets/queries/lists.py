"""Lists of tickets: queues by tab and filter, paged by key, with labels already made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db.models import Q

from weibao.advice.policy import api as policy
from weibao.foundation.kernel import clock
from weibao.foundation.kernel.actor import Actor
from weibao.foundation.kernel.refusals import Refusal, RefusedError, noop
from weibao.people.directory import api as directory
from weibao.people.regions import api as regions
from weibao.work.tickets import states
from weibao.work.tickets.models import Ticket, TicketQuerySet
from weibao.work.tickets.states import State

PAGE = 50
MOST = 200
COUNTED_UP_TO = 1000
DUE_SOON = timedelta(hours=24)

WRONG_CURSOR = Refusal("invalid", noop("翻页标记无法识别，请从第一页重新开始"))
WRONG_FILTER = Refusal("invalid", noop("没有这个筛选值：%(value)s"))

_COLUMNS = (
    "id",
    "number",
    "state",
    "urgency",
    "category",
    "request_type",
    "summary",
    "channel",
    "region_code",
    "turn_unit_id",
    "turn_person_id",
    "due_at",
    "opened_at",
    "ended_at",
    "redo_count",
)


class Tab(StrEnum):
    """A way of looking at the queue."""

    TURN = "turn"  # 待我单位办理
    SIGN = "sign"  # 待签收
    PROGRESS = "progress"  # 办理中
    REVIEW = "review"  # 待审核
    FOLLOW_UP = "follow_up"  # 待回访
    DUE_SOON = "due_soon"  # 临期
    OVERDUE = "overdue"  # 超期
    ALL_OPEN = "all_open"  # 全部在办
    ENDED = "ended"  # 已办结


TAB_LABELS: Mapping[Tab, str] = {
    Tab.TURN: noop("待我单位办理"),
    Tab.SIGN: noop("待签收"),
    Tab.PROGRESS: noop("办理中"),
    Tab.REVIEW: noop("待审核"),
    Tab.FOLLOW_UP: noop("待回访"),
    Tab.DUE_SOON: noop("临期"),
    Tab.OVERDUE: noop("超期"),
    Tab.ALL_OPEN: noop("全部在办"),
    Tab.ENDED: noop("已结束"),
}

_TAB_STATE = {
    Tab.SIGN: State.DISPATCHED,
    Tab.PROGRESS: State.IN_PROGRESS,
    Tab.REVIEW: State.REPLIED,
    Tab.FOLLOW_UP: State.FOLLOW_UP,
}


@dataclass(frozen=True, slots=True)
class Filters:
    """What narrows a list; an empty value narrows nothing. ``region`` is a division's code."""

    state: str = ""
    urgency: str = ""
    category: str = ""
    request_type: str = ""
    channel: str = ""
    region: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list, ready to be shown; labels are Chinese texts that the page translates."""

    id: int
    number: str
    state: str
    state_label: str
    urgency: str
    urgency_label: str
    category: str
    category_label: str
    request_type: str
    summary: str
    channel: str
    place: str
    turn_unit_id: int | None
    turn_unit: str
    due_at: datetime | None
    opened_at: datetime
    ended_at: datetime | None
    redo_count: int


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows and the cursor of the next ones; ``""`` when there are no more."""

    rows: Sequence[Row]
    next_cursor: str


def page(
    *, by: Actor, at: datetime, tab: Tab = Tab.TURN, filters: Filters | None = None, cursor: str = "", limit: int = PAGE
) -> Page:
    """Return one page of a tab: open ones by due time, ended ones newest first.

    At most ``MOST`` rows. Refused with ``invalid`` for a cursor that is none or a filter value that does not exist.
    """
    limit = max(1, min(limit, MOST))
    rows = narrowed(_of_tab(by, at, tab), filters or Filters())
    if tab is Tab.ENDED:
        if cursor:
            rows = rows.filter(id__lt=_number(cursor))
        found = list(rows.order_by("-id").values_list(*_COLUMNS)[: limit + 1])
    else:
        if cursor:
            rows = rows.filter(_after(cursor))
        found = list(rows.order_by("due_at", "id").values_list(*_COLUMNS)[: limit + 1])
    more = len(found) > limit
    found = found[:limit]
    return Page([row_of(values) for values in found], _cursor(tab, found[-1]) if more else "")


def counts(*, by: Actor, at: datetime, tabs: Sequence[Tab]) -> Mapping[Tab, int]:
    """Return how many tickets each tab holds, counted up to ``COUNTED_UP_TO`` so that no one waits for a count."""
    return {tab: _of_tab(by, at, tab).order_by().values("id")[:COUNTED_UP_TO].count() for tab in tabs}


def by_ids(found: Sequence[int], *, by: Actor) -> Sequence[Row]:
    """Return the rows of some ids, newest first, as far as ``by`` may see them."""
    rows = Ticket.objects.visible_to(by).filter(id__in=found).order_by("-id").values_list(*_COLUMNS)
    return [row_of(values) for values in rows]


def narrowed(rows: TicketQuerySet, filters: Filters) -> TicketQuerySet:
    """Return ``rows`` with the filters applied. Refused with ``invalid`` for an unknown state or division."""
    if filters.state:
        if filters.state not in set(State):
            raise RefusedError(WRONG_FILTER.with_values(value=filters.state[:20]))
        rows = rows.filter(state=filters.state)
    for name in ("urgency", "category", "request_type", "channel"):
        if value := getattr(filters, name):
            rows = rows.filter(**{name: value})
    if filters.region:
        rows = rows.filter(_in_region(regions.path_of(filters.region)))
    return rows


def row_of(values: tuple[Any, ...]) -> Row:
    """Return a row made of the values of ``_COLUMNS``."""
    given = dict(zip(_COLUMNS, values, strict=True))
    profile = policy.active()
    category = profile.categories.find(given["category"])
    unit_id = given["turn_unit_id"]
    return Row(
        id=given["id"],
        number=given["number"],
        state=given["state"],
        state_label=states.LABELS[State(given["state"])],
        urgency=given["urgency"],
        urgency_label=profile.urgency(policy.Urgency(given["urgency"])).label,
        category=given["category"],
        category_label=category.label if category else given["category"],
        request_type=given["request_type"],
        summary=given["summary"],
        channel=given["channel"],
        place=place_name(given["region_code"]),
        turn_unit_id=unit_id,
        turn_unit=directory.unit(unit_id).short_name if unit_id else "",
        due_at=given["due_at"],
        opened_at=given["opened_at"],
        ended_at=given["ended_at"],
        redo_count=given["redo_count"],
    )


def row_from(stored: Ticket) -> Row:
    """Return the row of a ticket that has been read as a whole."""
    return row_of(tuple(getattr(stored, name) for name in _COLUMNS))


def place_name(code: str) -> str:
    """Return the full name of a division as a list shows it, without the province; ``""`` for no place."""
    return regions.local_name(code) if code else ""


def _of_tab(by: Actor, at: datetime, tab: Tab) -> TicketQuerySet:
    rows = Ticket.objects.visible_to(by)
    if tab is Tab.ENDED:
        rows = rows.exclude(ended_at=None)
        return rows.filter(_in_region(by.scope_path)) if by.scope_path else rows
    rows = rows.open()
    if tab is Tab.ALL_OPEN:
        return rows.filter(_in_region(by.scope_path)) if by.scope_path else rows
    if tab is Tab.TURN:
        return rows.filter(turn_unit_id=by.unit_id)
    if tab in _TAB_STATE:
        return rows.filter(turn_unit_id=by.unit_id, state=_TAB_STATE[tab].value)
    # An office that oversees a region looks at the whole of it, any other unit at its own turn.
    reach = _in_region(by.scope_path) if by.scope_path else Q(turn_unit_id=by.unit_id)
    if tab is Tab.OVERDUE:
        return rows.filter(reach, due_at__lt=at)
    return rows.filter(reach, due_at__gte=at, due_at__lt=at + DUE_SOON)


def _in_region(path: str) -> Q:
    """Return the condition for a region, naming the column of its level so that lists read one short index."""
    parts = path.strip("/").split("/")
    if path == "/" or len(parts) == 1:
        return Q(path__gte=path, path__lt=path[:-1] + "0")
    if len(parts) == 2:
        return Q(city_code=parts[1])
    if len(parts) == 3:
        return Q(county_code=parts[2])
    return Q(county_code=parts[2], path__gte=path, path__lt=path[:-1] + "0")


def _cursor(tab: Tab, values: tuple[Any, ...]) -> str:
    given = dict(zip(_COLUMNS, values, strict=True))
    if tab is Tab.ENDED:
        return str(given["id"])
    return f"{int(given['due_at'].timestamp() * 1_000_000)}.{given['id']}"


def _after(cursor: str) -> Q:
    micros, _, row_id = cursor.partition(".")
    try:
        due_at = datetime.fromtimestamp(0, tz=clock.SHANGHAI) + timedelta(microseconds=_number(micros))
    except OverflowError:
        raise RefusedError(WRONG_CURSOR) from None
    return Q(due_at__gt=due_at) | Q(due_at=due_at, id__gt=_number(row_id))


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 19):
        raise RefusedError(WRONG_CURSOR)
    return min(int(text), 2**62)
