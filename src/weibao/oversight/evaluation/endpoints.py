"""JSON endpoints of evaluation, version 1."""

from typing import Any

from django.http import HttpResponse
from ninja import Router
from pydantic import StrictBool, StrictInt

from weibao.foundation.kernel.endpoints import REFUSALS, Given
from weibao.foundation.kernel.web import StaffRequest
from weibao.oversight.evaluation import api as evaluation
from weibao.work.tickets import api as tickets

router = Router(tags=["evaluation"])


class FollowUpIn(Given):
    """One attempt to call back; the three answers only when somebody was reached."""

    way: str
    reached: StrictBool
    contacted: StrictBool | None = None
    solved: StrictBool | None = None
    rating: str = ""
    decision: str
    text: str = ""
    seen: StrictInt | None = None


@router.post("/tickets/{number}/follow_up", response={200: dict[str, Any], **REFUSALS}, summary="回访")
def follow_up(request: StaffRequest, number: str, body: FollowUpIn) -> HttpResponse:
    """Record a call back and do what it leads to: close, redo, or later."""
    answers = evaluation.Answers(body.contacted, body.solved, body.rating)
    return tickets.done(
        request,
        number,
        lambda by, at: evaluation.follow_up(
            number=number,
            way=body.way,
            reached=body.reached,
            answers=answers,
            decision=body.decision,
            text=body.text,
            by=by,
            at=at,
            seen=body.seen,
        ),
    )
