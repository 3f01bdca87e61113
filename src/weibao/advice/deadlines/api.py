"""The face of the deadlines module: the working calendar, the reckoning of limits, and clocks."""

from dataclasses import replace
from datetime import datetime, timedelta

from weibao.advice.deadlines.actions.change import EXTEND, PAUSE, RESUME, extend, pause, resume
from weibao.advice.deadlines.actions.start import start, start_many
from weibao.advice.deadlines.actions.stop import stop, stop_all
from weibao.advice.deadlines.actions.sweep import SweepError, SweepResult, sweep
from weibao.advice.deadlines.calendar import CalendarGapWarning, DayKind, Gap, calendar_gaps, warn_of_gaps
from weibao.advice.deadlines.queries import ReachedStage, clocks_of, running_for, stages_of, sweep_lag
from weibao.advice.deadlines.rules import clocks
from weibao.advice.deadlines.rules.clocks import (
    BREACHED,
    WARNED,
    ClockRow,
    NewClock,
    Outcome,
    Rung,
    Standing,
    Subject,
    why_not_extend,
    why_not_pause,
    why_not_resume,
)
from weibao.advice.deadlines.rules.limits import parse_limit, why_not_limit
from weibao.advice.deadlines.rules.reckoning import CalendarDay, Due, Reckoning, standard
from weibao.advice.policy.api import LimitUnit, Span

__all__ = [
    "BREACHED",
    "EXTEND",
    "PAUSE",
    "RESUME",
    "WARNED",
    "CalendarDay",
    "CalendarGapWarning",
    "ClockRow",
    "DayKind",
    "Due",
    "Gap",
    "LimitUnit",
    "NewClock",
    "Outcome",
    "ReachedStage",
    "Reckoning",
    "Rung",
    "Span",
    "Standing",
    "Subject",
    "SweepError",
    "SweepResult",
    "calendar_gaps",
    "clocks_of",
    "due",
    "due_at",
    "due_by",
    "due_of",
    "extend",
    "left",
    "parse_limit",
    "pause",
    "remaining",
    "resume",
    "running_for",
    "share_left",
    "stages_of",
    "standard",
    "start",
    "start_many",
    "stop",
    "stop_all",
    "sweep",
    "sweep_lag",
    "warn_at",
    "warn_of_gaps",
    "why_not_extend",
    "why_not_limit",
    "why_not_pause",
    "why_not_resume",
]


def due_at(start: datetime, amount: int, unit: LimitUnit) -> datetime:
    """Return the instant, in UTC, up to which a limit begun at ``start`` is kept, by the official calendar."""
    return standard().due_at(start, amount, unit)


def due(start: datetime, amount: int, unit: LimitUnit) -> Due:
    """Return the due time with every day up to it and whether it rests on a year not yet known."""
    return standard().due(start, amount, unit)


def due_of(clock: NewClock, at: datetime) -> datetime:
    """Return when a clock will be due if it is started at ``at``."""
    return clocks.due_of(standard(), at, clock)


def due_by(clock: NewClock, due_at: datetime) -> NewClock:
    """Return the same clock, but ending at ``due_at`` instead of after its limit."""
    return replace(clock, due_at=due_at)


def warn_at(start: datetime, due: datetime, before: Span) -> datetime | None:
    """Return when to warn ``before`` the due time, or None when the limit is too short for that."""
    return standard().warn_at(start, due, before)


def remaining(now: datetime, due: datetime, unit: LimitUnit) -> timedelta:
    """Return what is left of a limit, never below zero: working time for working units, else elapsed time."""
    return standard().remaining(now, due, unit)


def share_left(start: datetime, now: datetime, due: datetime, unit: LimitUnit) -> float:
    """Return the share of a limit that is left, 1.0 at the start and 0.0 when due, for a countdown ring."""
    return standard().share_left(start, now, due, unit)


def left(clock: ClockRow, at: datetime) -> tuple[timedelta, float]:
    """Return the (working) time left on a clock and its share of the whole limit."""
    return clock.left(at, standard()), clock.share_left(at, standard())
