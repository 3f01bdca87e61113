"""How calls back are put before people: rows, questions and choices, in words; nothing is decided here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import get_language, gettext

from weibao.advice.policy import api as policy
from weibao.foundation.kernel.refusals import noop
from weibao.oversight.evaluation import rules
from weibao.oversight.evaluation.queries import DueRow, FollowUpRow
from weibao.work.intake import api as intake
from weibao.work.tickets import api as tickets

_GRADES = {"critical": 3, "urgent": 2}
_DECISIONS = {
    rules.Decision.CLOSE: noop("办结"),
    rules.Decision.REDO: noop("退回重办"),
    rules.Decision.LATER: noop("再次回访"),
}
_DECISION_TONES = {rules.Decision.CLOSE: "green", rules.Decision.REDO: "violet"}

Choices = tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Heed:
    """What must be heeded before dialling; ``phone`` and ``name`` are masked, ``has_safe_contact`` names no number."""

    name: str
    phone: str
    relation: str
    secret: bool
    wants_reply: bool
    safe_time: str
    has_safe_contact: bool
    reveal_url: str


@dataclass(frozen=True, slots=True)
class Line:
    """A call that is due."""

    number: str
    url: str
    text: str
    place: str
    urgency: str
    grade: int
    due_at: datetime | None
    opened_at: datetime
    late: bool
    heed: Heed | None
    attempts: int
    tried_at: datetime | None


@dataclass(frozen=True, slots=True)
class Attempt:
    """An earlier attempt in words."""

    at: datetime
    title: str
    answers: str
    tone: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the caller is asked, what may follow, and what was tried before."""

    heed: Heed | None
    questions: dict[str, str]
    ways: tuple[tuple[str, str], ...]
    ratings: Choices
    decisions: Choices
    attempts: tuple[Attempt, ...]
    next_attempt: int
    attempts_allowed: int
    heeds_no_reply_wish: bool


def due_rows(rows: Sequence[DueRow], at: datetime) -> list[Line]:
    """Return the lines of the list."""
    urgencies = policy.active().urgencies
    return [
        Line(
            number=row.ticket.number,
            url=reverse("evaluation:follow_up", args=[row.ticket.number]),
            text=row.ticket.summary,
            place=row.ticket.place,
            urgency=_label(urgencies.find(row.ticket.urgency), row.ticket.urgency),
            grade=_GRADES.get(row.ticket.urgency, 1),
            due_at=row.ticket.due_at,
            opened_at=row.ticket.opened_at,
            late=row.ticket.due_at is not None and row.ticket.due_at < at,
            heed=_heed(row.contact, row.ticket.number),
            attempts=row.attempts,
            tried_at=row.tried_at,
        )
        for row in rows
    ]


def sheet(view: tickets.TicketView, earlier: Sequence[FollowUpRow]) -> Sheet:
    """Return the sheet of the next call about a ticket."""
    profile = policy.load(view.profile)
    chinese = _chinese()
    present = [row for row in earlier if row.round == view.row.redo_count]
    return Sheet(
        heed=_heed(view.contact, view.row.number),
        questions={
            question.key: question.question if chinese else question.question_en
            for question in profile.follow_up_questions.all()
        },
        ways=tuple((key, gettext(label)) for key, label in rules.WAYS.items()),
        ratings=tuple(
            (grade.key, policy.label(grade, get_language()), "green" if grade.satisfied else "red")
            for grade in sorted(profile.ratings.all(), key=lambda grade: grade.rank)
        ),
        decisions=tuple(
            (decision.value, gettext(label), _DECISION_TONES.get(decision, ""))
            for decision, label in _DECISIONS.items()
        ),
        attempts=tuple(_attempt(row, profile) for row in reversed(earlier)),
        next_attempt=len(present) + 1,
        attempts_allowed=profile.follow_up().attempts,
        heeds_no_reply_wish=profile.follow_up().respects_no_reply_wish,
    )


def _heed(contact: intake.ContactView | None, number: str) -> Heed | None:
    if contact is None:
        return None
    caller = contact.groups.get("caller", {})
    return Heed(
        name=caller.get("name", ""),
        phone=caller.get("phone", ""),
        relation=gettext(intake.RELATIONS.get(contact.caller_relation, "")) if contact.caller_relation else "",
        secret=contact.caller_secret,
        wants_reply=contact.wants_reply,
        safe_time=caller.get("safe_time", ""),
        has_safe_contact="safe_contact" in caller,
        reveal_url=reverse("tickets:reveal", args=[number, "caller"]),
    )


def _attempt(row: FollowUpRow, profile: policy.Profile) -> Attempt:
    title = gettext("第 %(attempt)d 次 · %(way)s") % {"attempt": row.attempt, "way": gettext(row.way_label)}
    if row.round:
        title = gettext("第 %(round)d 次重办后，%(title)s") % {"round": row.round, "title": title}
    if not row.reached:
        return Attempt(row.at, title, gettext("未联系到"), "orange")
    words = [
        gettext("单位联系过") if row.contacted else gettext("单位没有联系过"),
        gettext("已解决") if row.solved else gettext("未解决"),
        _label(profile.ratings.find(row.rating), row.rating),
    ]
    return Attempt(row.at, title, " · ".join(words), "green" if row.solved else "red")


def _label(rule: policy.Labelled | None, key: str) -> str:
    return policy.label(rule, get_language()) if rule else key


def _chinese() -> bool:
    return (get_language() or "zh").startswith("zh")
