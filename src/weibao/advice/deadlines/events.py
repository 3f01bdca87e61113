"""What others may hear of clocks: a limit is about to end, has ended, or has reached a later stage."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from weibao.foundation.kernel.events import Event


@dataclass(frozen=True, slots=True)
class ClockEvent(Event):
    """A stage of a clock has been reached.

    ``at`` is when the sweep found it, ``planned_at`` when it was due to happen; ``extension`` says how often the limit
    had been extended.
    """

    topic: ClassVar[str] = "deadlines"

    clock_id: int
    subject_kind: str
    subject_id: int
    name: str
    stage: str
    planned_at: datetime
    due_at: datetime
    extension: int


@dataclass(frozen=True, slots=True)
class ClockWarned(ClockEvent):
    """A limit will end soon (临期)."""


@dataclass(frozen=True, slots=True)
class ClockBreached(ClockEvent):
    """A limit has ended and its clock still runs (超期)."""


@dataclass(frozen=True, slots=True)
class ClockStageReached(ClockEvent):
    """A clock still runs so long after its limit that a later stage is reached (催办 and so on)."""
