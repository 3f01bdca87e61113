"""Sweeps over a million clocks of which ten thousand run: how long one sweep takes, with nothing due and with some."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bench import measure
from weibao.advice.deadlines import api as deadlines


@dataclass(frozen=True, slots=True)
class Sweeping:
    """Elapsed milliseconds of a sweep that finds nothing and of one that finds ``found`` clocks due."""

    idle: measure.Taken
    busy: measure.Taken
    found: float


def measured(now: datetime, times: int) -> Sweeping:
    """Return what a sweep takes; the busy ones each step a quarter of an hour on, sixty times the usual distance."""
    first = now + timedelta(minutes=1)
    deadlines.sweep(at=first)
    idle = measure.repeat(lambda _: deadlines.sweep(at=first), times, warm=2)
    found = 0

    def step(number: int) -> None:
        nonlocal found
        swept = deadlines.sweep(at=first + timedelta(minutes=15 * (number + 1)))
        found += swept.warned + swept.breached + swept.reached

    busy = measure.repeat(step, times, warm=0)
    return Sweeping(idle, busy, found / times)
