"""Writes of evaluation: calling the caller back."""

from datetime import datetime

from django.db.models import Max

from weibao.advice.policy import api as policy
from weibao.foundation.kernel import ids
from weibao.foundation.kernel.actor import Actor
from weibao.foundation.kernel.refusals import refuse_if
from weibao.foundation.kernel.scope import one_transaction
from weibao.oversight.evaluation import rules
from weibao.oversight.evaluation.models import FollowUp
from weibao.work.tickets import api as tickets


@one_transaction
def follow_up(
    *,
    number: str,
    way: str,
    reached: bool,
    answers: rules.Answers,
    decision: str,
    text: str,
    by: Actor,
    at: datetime,
    seen: int | None = None,
) -> None:
    """Record one attempt to call back and do what it leads to: close, redo, or try again later.

    ``text`` is what the caller said, the reason for a redo, or the reason for closing without having reached anybody.
    Refused like every verb of a ticket, and with ``required``, ``not_a_choice``, ``not_reached`` or
    ``too_many_attempts``; a refusal of the closing or the redo undoes the attempt as well.
    """
    ticket = tickets.ticket(number, by=by)
    profile = policy.load(ticket.profile)
    grades = {grade.key: grade for grade in profile.ratings.all()}
    earlier = FollowUp.objects.filter(ticket_id=ticket.id, round=ticket.redo_count)
    attempts = earlier.aggregate(latest=Max("attempt"))["latest"] or 0
    refuse_if(
        rules.why_not_follow_up(
            answers,
            reached=reached,
            way=way,
            decision=decision,
            text=text,
            grades=grades,
            unsatisfied={key for key, grade in grades.items() if not grade.satisfied},
            attempts_before=attempts,
            attempts_allowed=profile.follow_up().attempts,
        )
    )
    summary = (
        "第 %(attempt)d 次回访（%(way)s），满意度：%(rating)s"
        if reached
        else "第 %(attempt)d 次回访（%(way)s），未联系到当事人"
    )
    ticket_id, path = tickets.follow_up(
        number=number,
        summary=summary
        % {
            "attempt": attempts + 1,
            "way": rules.WAYS[way],
            "rating": grades[answers.rating].label if answers.rating else "",
        },
        text=text,
        reached=reached,
        facts={"way": way, "contacted": answers.contacted, "solved": answers.solved, "rating": answers.rating},
        by=by,
        at=at,
        seen=seen,
    )
    FollowUp(
        id=ids.new_id(at),
        ticket_id=ticket_id,
        round=ticket.redo_count,
        attempt=attempts + 1,
        at=at,
        way=way,
        reached=reached,
        contacted=answers.contacted,
        solved=answers.solved,
        rating=answers.rating,
        by_id=by.id,
        unit_id=by.unit,
        path=path,
    ).save(force_insert=True)
    if decision == rules.Decision.CLOSE:
        tickets.close(number=number, reason="" if reached else text, by=by, at=at)
    elif decision == rules.Decision.REDO:
        tickets.redo(number=number, reason=text, by=by, at=at)
