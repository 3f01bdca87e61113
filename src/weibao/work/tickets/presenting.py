"""How tickets are put before people: tones, grades, icons, and rows ready for the page; no decision is made here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import get_language, gettext

from weibao.advice.deadlines import api as deadlines
from weibao.advice.policy import api as policy
from weibao.foundation.kernel.actor import Actor, Level
from weibao.foundation.kernel.moments import moment
from weibao.foundation.kernel.refusals import noop
from weibao.foundation.kernel.web import words
from weibao.people.directory import api as directory
from weibao.work.intake import api as intake
from weibao.work.tickets.queries.detail import AssignmentRow, LogLine, TicketView, VerbRow
from weibao.work.tickets.queries.lists import Row
from weibao.work.tickets.states import ENDED, State, Verb

STATE_TONES: Mapping[State, str] = {
    State.PENDING_DISPATCH: "orange",
    State.REFERRED_UP: "orange",
    State.DISPATCHED: "orange",
    State.IN_PROGRESS: "blue",
    State.REPLIED: "blue",
    State.FOLLOW_UP: "blue",
    State.CLOSED: "green",
    State.ANSWERED: "green",
    State.NOT_ACCEPTED: "neutral",
}

_GRADES = {"critical": 3, "urgent": 2}

LEVEL_LETTERS: Mapping[Level, str] = {
    Level.PROVINCE: noop("省"),
    Level.CITY: noop("市"),
    Level.COUNTY: noop("县"),
    Level.TOWNSHIP: noop("乡"),
    Level.VILLAGE: noop("村"),
}

_LOOKS: Mapping[str, tuple[str, str, str]] = {
    # deed: kind of line, icon, tone
    "tickets.open": ("flow", "phone-incoming", "neutral"),
    "tickets.refer_up": ("flow", "arrow-up", "violet"),
    "tickets.dispatch": ("flow", "send", "blue"),
    "tickets.sign": ("flow", "writing-sign", "blue"),
    "tickets.report_progress": ("work", "progress", "neutral"),
    "tickets.reply": ("work", "message-2", "green"),
    "tickets.answer": ("work", "message-2", "green"),
    "tickets.not_accept": ("flow", "ban", "red"),
    "tickets.review": ("flow", "circle-check", "green"),
    "tickets.redo": ("flow", "arrow-back-up", "violet"),
    "tickets.follow_up": ("call", "phone-outgoing", "neutral"),
    "tickets.close": ("flow", "circle-check", "green"),
    "tickets.note": ("work", "note", "neutral"),
}

TIMELINE_KINDS = (("flow", noop("流转")), ("work", noop("办理")), ("call", noop("回访")))

_VERB_ICONS: Mapping[Verb, tuple[str, str, str]] = {
    # verb: icon, tone, key
    Verb.SIGN: ("writing-sign", "", "F2"),
    Verb.ANSWER: ("message-2", "", "F2"),
    Verb.DISPATCH: ("send", "", "F4"),
    Verb.REFER_UP: ("arrow-up", "", "F6"),
    Verb.REPORT_PROGRESS: ("progress", "", "F7"),
    Verb.REPLY: ("message-2", "", "F8"),
    Verb.REVIEW: ("circle-check", "", "F2"),
    Verb.FOLLOW_UP: ("phone-outgoing", "", "F2"),
    Verb.CLOSE: ("circle-check", "", "F9"),
    Verb.REDO: ("arrow-back-up", "red", ""),
    Verb.NOT_ACCEPT: ("ban", "red", ""),
    Verb.NOTE: ("note", "", ""),
}


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A line of the queue with its marks."""

    number: str
    url: str
    drawer: str
    grade: int
    urgency: str
    text: str
    category: str
    place: str
    status: tuple[str, str]
    unit: str
    mine: str
    due: datetime | None
    start: datetime
    source: str
    late: bool
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the timeline."""

    at: datetime
    title: str
    unit: str
    by: str
    summary: str
    kind: str
    icon: str
    tone: str
    papers: tuple[tuple[str, str], ...]
    hash: str
    seq: int


@dataclass(frozen=True, slots=True)
class Node:
    """A unit in the tree of assignments."""

    unit: str
    role: str
    lead: bool
    status: tuple[str, str]
    person: str
    due: str
    current: bool
    children: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class VerbButton:
    """A verb of the bar; ``why`` is the sentence when it is off, ``""`` when it is on."""

    key: str
    label: str
    url: str
    why: str
    icon: str
    tone: str
    shortcut: str
    method: str


def grade(urgency: str) -> int:
    """Return 3 for 特急, 2 for 紧急 and 1 for all others."""
    return _GRADES.get(urgency, 1)


def queue_rows(rows: Sequence[Row], *, by: Actor, at: datetime) -> list[QueueRow]:
    """Return the lines of a queue, labels translated."""
    profile, language = policy.active(), get_language()
    return [
        QueueRow(
            number=row.number,
            url=(url := f"/tickets/{row.number}"),
            drawer=f"{url}/peek",
            grade=grade(row.urgency),
            urgency=policy.label(profile.urgency(policy.Urgency(row.urgency)), language),
            text=row.summary,
            category=_category(profile, row, language),
            place=row.place,
            status=(gettext(row.state_label), STATE_TONES[State(row.state)]),
            unit=row.turn_unit,
            mine="unit" if by.belongs_to(row.turn_unit_id) else "",
            due=row.due_at,
            start=row.opened_at,
            source=gettext(intake.CHANNELS[row.channel]),
            late=row.due_at is not None and row.due_at < at,
            ended_at=row.ended_at,
        )
        for row in rows
    ]


def _category(profile: policy.Profile, row: Row, language: str | None) -> str:
    category = profile.categories.find(row.category)
    return policy.label(category, language) if category else row.category_label


def entries(lines: Sequence[LogLine], number: str, parts: Sequence[AssignmentRow]) -> list[Entry]:
    """Return the timeline, newest first, each dispatch with the paper that it issued."""
    orders = {part.given_at: part for part in parts if part.order_number}
    shown = []
    for line in reversed(lines):
        kind, icon, tone = _LOOKS.get(line.deed, ("work", "point", "neutral"))
        part = orders.get(line.at) if line.deed == "tickets.dispatch" else None
        papers = ((part.order_number, reverse("tickets:order", args=[number, part.id])),) if part else ()
        shown.append(
            Entry(line.at, line.summary, line.unit, line.by, line.text, kind, icon, tone, papers, line.hash, line.seq)
        )
    return shown


def tree(parts: Sequence[AssignmentRow], current: int | None, at: datetime) -> tuple[Node, ...]:
    """Return the assignments as the tree of who gave to whom."""

    def node(part: AssignmentRow) -> Node:
        if part.done_at:
            status = (gettext("已办"), "green")
        elif part.signed_at is None:
            status = (gettext("待签收"), "orange")
        elif part.due_at < at:
            status = (gettext("超期"), "red")
        else:
            status = (gettext("办理中"), "blue")
        return Node(
            unit=part.to_unit,
            role=gettext("主办") if part.role == "lead" else gettext("协办"),
            lead=part.role == "lead",
            status=status,
            person="",
            due=gettext("%(due)s 前") % {"due": moment(part.due_at)},
            current=part.to_unit_id == current and part.done_at is None,
            children=tuple(node(child) for child in parts if child.parent_id == part.id),
        )

    return tuple(node(part) for part in parts if part.parent_id is None)


def buttons(rows: Sequence[VerbRow], number: str) -> tuple[list[VerbButton], list[VerbButton]]:
    """Return the verbs for the bar: those that fit the state, and the others with their reasons."""
    main: list[VerbButton] = []
    more: list[VerbButton] = []
    for row in rows:
        icon, tone, key = _VERB_ICONS[row.verb]
        button = VerbButton(
            key=row.verb.value,
            label=gettext(row.label),
            url=reverse("tickets:verb", args=[number, row.verb.value]),
            why=words(row.refusal) if row.refusal else "",
            icon=icon,
            tone=tone,
            shortcut=key if row.refusal is None else "",
            method="drawer",
        )
        (more if row.refusal is not None and row.refusal.code == "wrong_state" else main).append(button)
    return main, more


def levels(view: TicketView) -> list[tuple[str, str, str]]:
    """Return the path through the levels: letter, unit, and whether it is done, now or next."""
    steps: list[tuple[Level, str]] = []
    for part in view.assignments:
        for unit_name, level in ((part.from_unit, None), (part.to_unit, Level(part.level))):
            if level is not None and (level, unit_name) not in steps:
                steps.append((level, unit_name))
    owner = view.owner_unit
    found = directory.unit(view.row.turn_unit_id) if view.row.turn_unit_id else None
    path = [(Level(view.owner_unit_level), owner), *[step for step in steps if step[1] != owner]]
    ended = State(view.row.state) in ENDED
    return [
        (
            gettext(LEVEL_LETTERS[level]),
            name,
            "done" if ended or found is None or found.name != name else "now",
        )
        for level, name in path
    ]


def clock_rows(clocks: Sequence[deadlines.ClockRow]) -> list[tuple[str, deadlines.ClockRow, str, str]]:
    """Return label, clock, unit and state of each clock, the running ones first."""
    ordered = sorted(clocks, key=lambda clock: (clock.stopped_at is not None, clock.due_at))
    return [
        (
            policy.word(policy.Step(clock.name), get_language() or "zh"),
            clock,
            directory.unit(clock.unit_id).short_name if clock.unit_id else "",
            "met" if clock.stopped_at else ("paused" if clock.paused_at else "running"),
        )
        for clock in ordered
    ]
