"""Finds tickets by what people know: a number, a telephone number, or any words of the story."""

from collections.abc import Sequence
from hmac import compare_digest
from typing import Any

from django.db import connection

from weibao.foundation.kernel import clock, crypto, search
from weibao.foundation.kernel.actor import Actor
from weibao.people.directory import api as directory
from weibao.work.intake import api as intake
from weibao.work.tickets import numbers, states
from weibao.work.tickets.models import Reply, Ticket
from weibao.work.tickets.queries.lists import Row, by_ids
from weibao.work.tickets.states import State

MOST = 50
_NEWEST = 2**62


def find(text: str, *, by: Actor, limit: int = 20, before: int = _NEWEST) -> Sequence[Row]:
    """Return the newest tickets that fit ``text``, among those that ``by`` may see.

    Digits with a right check digit are a ticket number, other long digits a telephone number (found by blind index);
    everything else is looked for in the stories, all words required.
    """
    wanted = text.strip()[:100]
    limit = max(1, min(limit, MOST))
    if numbers.is_ticket_number(wanted):
        found = list(Ticket.objects.visible_to(by).filter(number=wanted).values_list("id", flat=True))
        if found:
            return by_ids(found, by=by)
    if phone := intake.phone_digits(wanted):
        contacts = intake.ids_of_phone(phone, by=by, limit=limit)
        found = list(Ticket.objects.visible_to(by).filter(contact_id__in=contacts).values_list("id", flat=True))
        if found:
            return by_ids(found, by=by)
    return by_ids(ids_by_words(wanted, limit=limit, before=before), by=by)


def ids_by_words(text: str, *, limit: int, before: int = _NEWEST) -> list[int]:
    """Return the ids of the newest tickets whose story holds all words of ``text``, within the bound actor's scope."""
    wanted = search.query(text)
    if not wanted:
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT found FROM tickets_search(%s, %s, %s)", [wanted, before, limit])
        return [row[0] for row in cursor.fetchall()]


def for_caller(number: str, code: str) -> dict[str, Any] | None:
    """Return what a caller with number and look-up code may know of the request, or None when the two do not fit.

    Only where it stands and what was replied: no unit's person, no child, no other caller.
    """
    ticket = Ticket.objects.filter(number=number).first() if numbers.is_ticket_number(number) else None
    held = crypto.decrypt(ticket.look_up_code) if ticket else "------"
    # Compared by digest, also for a number that does not exist, so that answers take the same time.
    same = compare_digest(crypto.blind_index(held, "look_up"), crypto.blind_index(code[:12], "look_up"))
    if ticket is None or not same:
        return None
    replies = Reply.objects.filter(ticket_id=ticket.id).order_by("id").values_list("at", "text")
    return {
        "number": ticket.number,
        "state": ticket.state,
        "state_label": states.LABELS[State(ticket.state)],
        "opened_at": clock.local(ticket.opened_at),
        "ended_at": clock.local(ticket.ended_at) if ticket.ended_at else None,
        "handled_by": directory.unit(ticket.turn_unit_id).short_name if ticket.turn_unit_id else "",
        "replies": [{"at": clock.local(at), "text": text} for at, text in replies],
    }
