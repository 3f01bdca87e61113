"""The tickets that contacts became, and the contacts behind tickets, for modules that show both."""

from collections.abc import Mapping, Sequence

from weibao.foundation.kernel.actor import Actor
from weibao.work.tickets.models import Ticket
from weibao.work.tickets.queries.lists import Row, by_ids


def of_contacts(contact_ids: Sequence[int], *, by: Actor) -> Mapping[int, Row]:
    """Return by contact the tickets that ``by`` may see; a contact that became none is left out."""
    pairs = dict(
        Ticket.objects.visible_to(by).filter(contact_id__in=contact_ids).values_list("id", "contact_id"),
    )
    return {pairs[row.id]: row for row in by_ids(list(pairs), by=by)} if pairs else {}


def contact_ids(ticket_ids: Sequence[int], *, by: Actor) -> Mapping[int, int]:
    """Return by ticket the contact behind it, as far as ``by`` may see the ticket."""
    return dict(Ticket.objects.visible_to(by).filter(id__in=ticket_ids).values_list("id", "contact_id"))
