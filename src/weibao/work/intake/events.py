"""What others may hear from intake."""

from dataclasses import dataclass
from typing import ClassVar

from weibao.foundation.kernel.events import Event


@dataclass(frozen=True, slots=True)
class ContactReceived(Event):
    """Somebody reached the line, whatever became of it."""

    topic: ClassVar[str] = "contacts"

    contact_id: int
    channel: str
    kind: str
