"""How tickets look as JSON, version 1 of the contract."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import HttpResponse

from weibao.foundation.kernel import clock
from weibao.foundation.kernel.actor import Actor
from weibao.foundation.kernel.endpoints import once
from weibao.foundation.kernel.web import StaffRequest
from weibao.people.directory import api as directory
from weibao.work.tickets.actions.opening import Opened
from weibao.work.tickets.queries import detail


def contact_shape(opened: Opened) -> dict[str, Any]:
    """Return the answer to a registration: the contact, what is advised, and the ticket with its look-up code."""
    return {
        "contact_id": str(opened.contact_id),
        "advice": _advice(opened),
        "ticket": {
            "number": opened.number,
            "look_up_code": opened.look_up_code,
            "state": opened.state,
            "due_at": local(opened.due_at),
        }
        if opened.number
        else None,
    }


def ticket_shape(view: detail.TicketView) -> dict[str, Any]:
    """Return a ticket as the contract shows it; people stay masked."""
    row = view.row
    return {
        "number": row.number,
        "version": view.version,
        "state": row.state,
        "state_label": row.state_label,
        "request_type": row.request_type,
        "category": row.category,
        "category_label": row.category_label,
        "protection_domain": view.protection,
        "urgency": row.urgency,
        "channel": row.channel,
        "summary": row.summary,
        "text": view.contact.text if view.contact else "",
        "people": view.contact.groups if view.contact else {},
        "place": row.place,
        "owner_level": view.owner_level,
        "owner_unit": view.owner_unit,
        "intake_unit": view.intake_unit,
        "turn": {"unit": directory.unit(row.turn_unit_id).name, "unit_id": row.turn_unit_id, "person": None}
        if row.turn_unit_id
        else None,
        "due_at": local(row.due_at),
        "opened_at": local(row.opened_at),
        "ended_at": local(row.ended_at),
        "redo_count": row.redo_count,
        "profile": view.profile,
        "clocks": [
            {
                "name": clock_row.name,
                "unit_id": clock_row.unit_id,
                "started_at": local(clock_row.started_at),
                "due_at": local(clock_row.due_at),
                "stopped_at": local(clock_row.stopped_at),
                "outcome": clock_row.outcome,
                "limit": f"{clock_row.limit.amount} {clock_row.limit.unit.value}",
                "basis": clock_row.basis.facts(),
            }
            for clock_row in view.clocks
        ],
        "assignments": [
            {
                "id": str(part.id),
                "parent_id": str(part.parent_id) if part.parent_id else None,
                "order_number": part.order_number,
                "from_unit": part.from_unit,
                "to_unit": part.to_unit,
                "level": part.level,
                "role": part.role,
                "limit": part.limit,
                "due_at": local(part.due_at),
                "given_at": local(part.given_at),
                "signed_at": local(part.signed_at),
                "done_at": local(part.done_at),
            }
            for part in view.assignments
        ],
        "replies": [
            {
                "at": local(said.at),
                "unit": said.unit,
                "way": said.way,
                "result": said.result,
                "text": said.text,
                "cites": said.cites,
            }
            for said in view.replies
        ],
    }


def done(request: StaffRequest, number: str, act: Callable[[Actor, datetime], object]) -> HttpResponse:
    """Do one verb and answer with the ticket as the one who did it may still see it."""

    def acted() -> tuple[int, Any]:
        act(request.actor, clock.now())
        return 200, ticket_shape(detail.view(number, by=request.actor))

    return once(request, acted)


def local(instant: datetime | None) -> datetime | None:
    """Return an instant with the offset of local time."""
    return clock.local(instant) if instant else None


def _advice(opened: Opened) -> dict[str, Any] | None:
    advice = opened.advice
    if advice is None:
        return None
    return {
        "next_step": advice.next_step.value,
        "owner_level": advice.owner.level.value,
        "owner_region": advice.owner.region,
        "reason": str(advice.reason),
        "owner_reason": advice.owner.reason,
        "basis": advice.basis.facts(),
        "units": [
            {
                "unit_id": each.unit.id,
                "name": each.unit.name,
                "role": each.role.value,
                "reason": str(each.reason),
                "basis": each.basis.facts(),
            }
            for each in advice.proposals
        ],
    }
