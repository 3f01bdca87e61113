"""Reads of evaluation: what callers said when they were called back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max

from weibao.advice.policy import api as policy
from weibao.foundation.kernel.actor import Actor
from weibao.foundation.kernel.refusals import Refusal, noop, refuse_if
from weibao.oversight.evaluation import rules
from weibao.oversight.evaluation.models import FollowUp
from weibao.work.intake import api as intake
from weibao.work.tickets import api as tickets

NO_PERMISSION = Refusal("no_permission", noop("您没有回访的权限"))


@dataclass(frozen=True, slots=True)
class FollowUpRow:
    """One attempt as the ticket's page shows it."""

    round: int
    attempt: int
    at: datetime
    way: str
    way_label: str
    reached: bool
    contacted: bool | None
    solved: bool | None
    rating: str
    rating_label: str


@dataclass(frozen=True, slots=True)
class DueRow:
    """A ticket whose caller is to be called back, with what must be heeded before dialling.

    ``contact`` is None where the reader may see the ticket but not the contact behind it; ``attempts`` counts those
    since the work was last done, ``tried_at`` is the latest of them.
    """

    ticket: tickets.Row
    contact: intake.ContactView | None
    attempts: int
    tried_at: datetime | None


@dataclass(frozen=True, slots=True)
class DuePage:
    """Some rows and the cursor of the next ones, ``""`` when there are no more."""

    rows: Sequence[DueRow]
    next_cursor: str


def why_not_call_back(by: Actor) -> Refusal | None:
    """Return why the actor's post includes no calling back, or None: ``no_permission``."""
    return None if by.holds("tickets.follow_up") else NO_PERMISSION


def due(*, by: Actor, at: datetime, cursor: str = "") -> DuePage:
    """Return the tickets whose callers the actor's unit is to call back, the most pressing first.

    Refused with ``no_permission``, or ``invalid`` for a cursor that is none.
    """
    refuse_if(why_not_call_back(by))
    page = tickets.page(by=by, at=at, tab=tickets.Tab.FOLLOW_UP, cursor=cursor)
    ticket_ids = [row.id for row in page.rows]
    contact_ids = tickets.contact_ids(ticket_ids, by=by)
    contacts = intake.contacts(list(contact_ids.values()), by=by)
    tried = _tried(ticket_ids)
    rows = []
    for row in page.rows:
        attempts, tried_at = tried.get((row.id, row.redo_count), (0, None))
        rows.append(DueRow(row, contacts.get(contact_ids.get(row.id, 0)), attempts, tried_at))
    return DuePage(rows, page.next_cursor)


def _tried(ticket_ids: Sequence[int]) -> Mapping[tuple[int, int], tuple[int, datetime]]:
    found = FollowUp.objects.filter(ticket_id__in=ticket_ids).values_list("ticket_id", "round").order_by()
    return {
        (ticket_id, number): (attempts, tried_at)
        for ticket_id, number, attempts, tried_at in found.annotate(Max("attempt"), Max("at"))
    }


def follow_ups(number: str, *, by: Actor) -> Sequence[FollowUpRow]:
    """Return the attempts to call back about a ticket, oldest first. Refused with ``not_found``."""
    ticket = tickets.ticket(number, by=by)
    profile = policy.load(ticket.profile)
    labels = {grade.key: grade.label for grade in profile.ratings.all()}
    rows = FollowUp.objects.filter(ticket_id=ticket.id).order_by("round", "attempt").values()
    return [
        FollowUpRow(
            round=row["round"],
            attempt=row["attempt"],
            at=row["at"],
            way=row["way"],
            way_label=rules.WAYS[row["way"]],
            reached=row["reached"],
            contacted=row["contacted"],
            solved=row["solved"],
            rating=row["rating"],
            rating_label=labels.get(row["rating"], ""),
        )
        for row in rows
    ]


def attempts_of(ticket_ids: Sequence[int]) -> dict[int, int]:
    """Return how often each ticket's caller has been called in its present round, by ticket id."""
    counted: dict[int, int] = {}
    for ticket_id, attempt in FollowUp.objects.filter(ticket_id__in=ticket_ids).values_list("ticket_id", "attempt"):
        counted[ticket_id] = max(attempt, counted.get(ticket_id, 0))
    return counted
