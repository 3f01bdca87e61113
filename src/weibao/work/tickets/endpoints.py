"""JSON endpoints of contacts and tickets, version 1: typed functions over the same actions and queries as the pages."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from weibao.advice.policy import api as policy
from weibao.foundation.kernel import clock
from weibao.foundation.kernel.endpoints import REFUSALS, once
from weibao.foundation.kernel.web import StaffRequest, words
from weibao.work.tickets import api as tickets
from weibao.work.tickets.inputs import (
    AnswerIn,
    ContactIn,
    DispatchIn,
    NotAcceptIn,
    ReasonIn,
    ReferUpIn,
    ReplyIn,
    ReviewIn,
    Seen,
    TextIn,
)
from weibao.work.tickets.shapes import contact_shape, done, ticket_shape

router = Router(tags=["tickets"])


class TicketRef(Schema):
    """The ticket that was opened; the look-up code is told to the caller and shown only this once."""

    number: str
    look_up_code: str
    state: str
    due_at: datetime | None


class ContactOut(Schema):
    """What registering gave."""

    contact_id: str
    advice: dict[str, Any] | None
    ticket: TicketRef | None = None


class ListQuery(Schema):
    """How to look at the tickets that one may see."""

    tab: tickets.Tab = tickets.Tab.ALL_OPEN
    state: str = ""
    urgency: str = ""
    category: str = ""
    request_type: str = ""
    channel: str = ""
    region: str = ""
    q: str = Field(default="", max_length=100)
    cursor: str = Field(default="", max_length=60)
    limit: int = Field(default=50, ge=1, le=200)


class TicketList(Schema):
    """A page of tickets and the cursor of the next one."""

    items: list[dict[str, Any]]
    next_cursor: str


class Entry(Schema):
    """One line of a ticket's record."""

    seq: int
    at: datetime
    deed: str
    by: str
    unit: str
    summary: str
    text: str
    hash: str
    previous_hash: str


class VerbState(Schema):
    """Whether a verb may be done now by the one who asks, and if not, why."""

    verb: str
    label: str
    allowed: bool
    code: str | None = None
    why_not: str | None = None


@router.post("/contacts", response={201: ContactOut, **REFUSALS}, summary="登记一次联系")
def register(request: StaffRequest, body: ContactIn) -> HttpResponse:
    """Register a contact; a ticket is opened when it carries a request."""

    def act() -> tuple[int, Any]:
        at = clock.now()
        opened = tickets.register(form=body.model_dump(exclude_none=True), by=request.actor, at=at)
        return 201, contact_shape(opened)

    return once(request, act)


@router.get("/tickets", response={200: TicketList, **REFUSALS}, summary="工单列表")
def list_tickets(request: StaffRequest, asked: Query[ListQuery]) -> dict[str, Any]:
    """Return the tickets that the one who asks may see, by due time; with ``q``, those that fit the words."""
    if asked.q:
        found = tickets.find(asked.q, by=request.actor, limit=min(asked.limit, 50))
        return {"items": [_row(row) for row in found], "next_cursor": ""}
    filters = tickets.Filters(
        state=asked.state,
        urgency=asked.urgency,
        category=asked.category,
        request_type=asked.request_type,
        channel=asked.channel,
        region=asked.region,
    )
    page = tickets.page(
        by=request.actor, at=clock.now(), tab=asked.tab, filters=filters, cursor=asked.cursor, limit=asked.limit
    )
    return {"items": [_row(row) for row in page.rows], "next_cursor": page.next_cursor}


@router.get("/tickets/{number}", response={200: dict[str, Any], **REFUSALS}, summary="工单")
def show(request: StaffRequest, number: str) -> dict[str, Any]:
    """Return one ticket with whose turn it is, its clocks and its parts."""
    return ticket_shape(tickets.view(number, by=request.actor))


@router.get("/tickets/{number}/timeline", response={200: list[Entry], **REFUSALS}, summary="工单时间线")
def timeline(request: StaffRequest, number: str) -> list[dict[str, Any]]:
    """Return the permanent record of a ticket in order."""
    return [
        {
            "seq": line.seq,
            "at": clock.local(line.at),
            "deed": line.deed,
            "by": line.by,
            "unit": line.unit,
            "summary": line.summary,
            "text": line.text,
            "hash": line.hash,
            "previous_hash": line.previous_hash,
        }
        for line in tickets.timeline(number, by=request.actor)
    ]


@router.get("/tickets/{number}/verbs", response={200: list[VerbState], **REFUSALS}, summary="现在可以做什么")
def verbs(request: StaffRequest, number: str) -> list[dict[str, Any]]:
    """Return every verb: what may be done now by the one who asks, and for the rest why not."""
    return [
        {
            "verb": row.verb.value,
            "label": row.label,
            "allowed": row.refusal is None,
            "code": row.refusal.code if row.refusal else None,
            "why_not": words(row.refusal) if row.refusal else None,
        }
        for row in tickets.verbs(number, by=request.actor)
    ]


_DONE = {200: dict[str, Any], **REFUSALS}


@router.post("/tickets/{number}/answer", response=_DONE, summary="当场答复")
def answer(request: StaffRequest, number: str, body: AnswerIn) -> HttpResponse:
    """Answer the caller at once and end the ticket."""
    return done(request, number, lambda by, at: tickets.answer(number=number, by=by, at=at, **body.model_dump()))


@router.post("/tickets/{number}/not_accept", response=_DONE, summary="不予受理")
def not_accept(request: StaffRequest, number: str, body: NotAcceptIn) -> HttpResponse:
    """End a ticket that is not for the hotline."""
    return done(request, number, lambda by, at: tickets.not_accept(number=number, by=by, at=at, **body.model_dump()))


@router.post("/tickets/{number}/refer_up", response=_DONE, summary="上报省办")
def refer_up(request: StaffRequest, number: str, body: ReferUpIn) -> HttpResponse:
    """Refer a ticket to the province's office."""
    return done(request, number, lambda by, at: tickets.refer_up(number=number, by=by, at=at, **body.model_dump()))


@router.post("/tickets/{number}/dispatch", response=_DONE, summary="派单")
def dispatch(request: StaffRequest, number: str, body: DispatchIn) -> HttpResponse:
    """Give a ticket to a unit with a limit."""
    limit = policy.Span(body.limit.amount, body.limit.unit) if body.limit else None
    return done(
        request,
        number,
        lambda by, at: tickets.dispatch(
            number=number, to_unit_id=body.unit_id, task=body.task, limit=limit, by=by, at=at, seen=body.seen
        ),
    )


@router.post("/tickets/{number}/sign", response=_DONE, summary="签收")
def sign(request: StaffRequest, number: str, body: Seen) -> HttpResponse:
    """Sign for a ticket."""
    return done(request, number, lambda by, at: tickets.sign(number=number, by=by, at=at, **body.model_dump()))


@router.post("/tickets/{number}/report_progress", response=_DONE, summary="反馈进展")
def report_progress(request: StaffRequest, number: str, body: TextIn) -> HttpResponse:
    """Put progress on the record."""
    return done(
        request, number, lambda by, at: tickets.report_progress(number=number, by=by, at=at, **body.model_dump())
    )


@router.post("/tickets/{number}/reply", response=_DONE, summary="答复")
def reply(request: StaffRequest, number: str, body: ReplyIn) -> HttpResponse:
    """Record what the caller was told."""
    return done(request, number, lambda by, at: tickets.reply(number=number, by=by, at=at, **body.model_dump()))


@router.post("/tickets/{number}/review", response=_DONE, summary="审核通过")
def review(request: StaffRequest, number: str, body: ReviewIn) -> HttpResponse:
    """Accept the result."""
    return done(request, number, lambda by, at: tickets.review(number=number, by=by, at=at, **body.model_dump()))


@router.post("/tickets/{number}/redo", response=_DONE, summary="退回重办")
def redo(request: StaffRequest, number: str, body: ReasonIn) -> HttpResponse:
    """Send a ticket back to the unit that handled it."""
    return done(request, number, lambda by, at: tickets.redo(number=number, by=by, at=at, **body.model_dump()))


@router.post("/tickets/{number}/close", response=_DONE, summary="办结")
def close(request: StaffRequest, number: str, body: ReasonIn) -> HttpResponse:
    """Close a ticket."""
    return done(request, number, lambda by, at: tickets.close(number=number, by=by, at=at, **body.model_dump()))


@router.post("/tickets/{number}/note", response=_DONE, summary="备注")
def note(request: StaffRequest, number: str, body: TextIn) -> HttpResponse:
    """Add a remark."""
    return done(request, number, lambda by, at: tickets.note(number=number, text=body.text, by=by, at=at))


def _row(row: tickets.Row) -> dict[str, Any]:
    return {
        "number": row.number,
        "state": row.state,
        "category": row.category,
        "request_type": row.request_type,
        "urgency": row.urgency,
        "channel": row.channel,
        "summary": row.summary,
        "place": row.place,
        "turn": {"unit": row.turn_unit, "unit_id": row.turn_unit_id} if row.turn_unit_id else None,
        "due_at": clock.local(row.due_at) if row.due_at else None,
        "opened_at": clock.local(row.opened_at),
        "ended_at": clock.local(row.ended_at) if row.ended_at else None,
    }
