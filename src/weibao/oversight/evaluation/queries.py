"""Reads of evaluation: what callers said when they were called back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from weibao.advice.policy import api as policy
from weibao.foundation.kernel.actor import Actor
from weibao.oversight.evaluation import rules
from weibao.oversight.evaluation.models import FollowUp
from weibao.work.tickets import api as tickets


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
