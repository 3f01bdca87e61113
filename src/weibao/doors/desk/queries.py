"""Reads of the desk: what is mine and by when, who is calling, what I was writing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

from django.utils.translation import gettext

from weibao.advice.policy import api as policy
from weibao.doors.desk import labels
from weibao.foundation.kernel import clock
from weibao.foundation.kernel.actor import Actor
from weibao.work.intake import api as intake
from weibao.work.tickets import api as tickets
from weibao.work.tickets.api import Tab

DUE_SOON = tickets.DUE_SOON
FIRST = 10
_AT_MOST = 10
_DRAFTS_READ = 5
# Which tabs a post has on its first page, by the deed that makes them its business.
_TILES: tuple[tuple[Tab, str, str], ...] = (
    (Tab.TURN, "tickets.read", ""),
    (Tab.SIGN, "tickets.sign", ""),
    (Tab.REVIEW, "tickets.review", ""),
    (Tab.FOLLOW_UP, "tickets.follow_up", ""),
    (Tab.DUE_SOON, "tickets.read", "orange"),
    (Tab.OVERDUE, "tickets.read", "red"),
)
_TONES = {tickets.State.DISPATCHED.value: "orange"}


@dataclass(frozen=True, slots=True)
class Tile:
    """One counter; ``count`` ends with a plus where counting stopped."""

    tab: str
    label: str
    count: str
    tone: str


@dataclass(frozen=True, slots=True)
class Line:
    """One ticket as the desk lists it."""

    number: str
    text: str
    state: str
    tone: str
    urgency: str
    grade: int
    place: str
    due_at: datetime | None
    opened_at: datetime
    late: bool


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A sheet that was not sent yet."""

    key: str
    saved_at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class TakenLine:
    """A contact that the reader registered; ``ticket`` is None where none was opened."""

    at: datetime
    channel: str
    kind: str
    text: str
    ticket: Line | None


@dataclass(frozen=True, slots=True)
class Home:
    """The first page of somebody who works with tickets."""

    tiles: tuple[Tile, ...]
    to_sign: tuple[Line, ...]
    turn: tuple[Line, ...]
    drafts: tuple[DraftLine, ...]
    more_drafts: int
    taken: tuple[TakenLine, ...]


@dataclass(frozen=True, slots=True)
class Pop:
    """What is known of a number: tickets that are still open, and earlier contacts, as far as the reader may see."""

    tickets: tuple[Line, ...]
    contacts: tuple[TakenLine, ...]
    several: bool

    @property
    def times(self) -> int:
        """Return which contact of this number the present one is."""
        return len(self.contacts) + 1


def home(*, by: Actor, at: datetime) -> Home:
    """Return the first page: counters, what is the unit's turn, drafts, and what the reader registered today."""
    counted = [(tab, tone) for tab, deed, tone in _TILES if by.holds(deed)]
    counts = tickets.counts(by=by, at=at, tabs=[tab for tab, _ in counted])
    drafts = intake.drafts(by=by)
    signs = Tab.SIGN in counts and counts[Tab.SIGN] > 0
    return Home(
        tiles=tuple(
            Tile(tab.value, gettext(tickets.TAB_LABELS[tab]), _number(counts[tab]), tone if counts[tab] else "")
            for tab, tone in counted
        ),
        to_sign=_lines(by, at, Tab.SIGN) if signs else (),
        turn=_lines(by, at, Tab.TURN),
        drafts=tuple(_draft(key, saved_at, by) for key, saved_at in drafts[:_DRAFTS_READ]),
        more_drafts=max(0, len(drafts) - _DRAFTS_READ),
        taken=_taken(by, at) if by.holds(intake.REGISTER) else (),
    )


def pop(phone: str, *, by: Actor, at: datetime) -> Pop | None:
    """Return what is known of a number, or None while it is not one yet."""
    digits = intake.phone_digits(phone)
    if not digits:
        return None
    earlier = intake.earlier(digits, by=by, limit=_AT_MOST)
    found = tickets.of_contacts([contact.id for contact in earlier], by=by)
    contacts = tuple(_contact(contact, found.get(contact.id), at) for contact in earlier)
    still_open = tuple(row.ticket for row in contacts if row.ticket is not None and row.ticket.due_at is not None)
    return Pop(still_open, contacts, several=len(earlier) == _AT_MOST)


def grouped(number: str) -> str:
    """Return a number in groups of four, as it is read out."""
    return " ".join(number[start : start + 4] for start in range(0, len(number), 4))


def line(row: tickets.Row, at: datetime) -> Line:
    """Return a ticket as the desk lists it, in the reader's language."""
    urgency = policy.active().urgencies.find(row.urgency)
    return Line(
        number=row.number,
        text=row.summary,
        state=gettext(row.state_label),
        tone=_TONES.get(row.state, "blue") if row.due_at else "green",
        urgency=labels.named(urgency) if urgency else row.urgency,
        grade=labels.grade(row.urgency),
        place=row.place,
        due_at=row.due_at,
        opened_at=row.opened_at,
        late=row.due_at is not None and row.due_at < at,
    )


def _lines(by: Actor, at: datetime, tab: Tab) -> tuple[Line, ...]:
    return tuple(line(row, at) for row in tickets.page(by=by, at=at, tab=tab, limit=FIRST).rows)


def _number(count: int) -> str:
    return f"{count}+" if count >= tickets.COUNTED_UP_TO else str(count)


def _draft(key: str, saved_at: datetime, by: Actor) -> DraftLine:
    kept = intake.draft(key, by=by)
    text = str(kept[0].get("text", "")) if kept else ""
    return DraftLine(key, saved_at, intake.first_line(text, 40))


def _taken(by: Actor, at: datetime) -> tuple[TakenLine, ...]:
    midnight = datetime.combine(clock.day_of(at), time(), clock.SHANGHAI)
    mine: Sequence[intake.EarlierContact] = intake.taken(since=midnight, by=by, limit=_AT_MOST)
    found = tickets.of_contacts([contact.id for contact in mine], by=by)
    return tuple(_contact(contact, found.get(contact.id), at) for contact in mine)


def _contact(contact: intake.EarlierContact, row: tickets.Row | None, at: datetime) -> TakenLine:
    return TakenLine(
        at=contact.at,
        channel=gettext(intake.CHANNELS.get(contact.channel, contact.channel)),
        kind=gettext(intake.KINDS.get(contact.kind, contact.kind)),
        text=contact.first_line,
        ticket=line(row, at) if row else None,
    )
