"""What others may hear from tickets: ids and states, never words about a child."""

from dataclasses import dataclass
from typing import ClassVar

from weibao.foundation.kernel.events import Event


@dataclass(frozen=True, slots=True)
class TicketOpened(Event):
    """A contact became a ticket."""

    topic: ClassVar[str] = "tickets"

    ticket_id: int
    number: str
    contact_id: int
    channel: str
    request_type: str
    category: str
    urgency: str


@dataclass(frozen=True, slots=True)
class TicketMoved(Event):
    """A verb was done; ``state`` is where the ticket stands now, ``unit_id`` the unit whose turn it is, if any."""

    topic: ClassVar[str] = "tickets"

    ticket_id: int
    number: str
    verb: str
    state: str
    by_unit_id: int | None
