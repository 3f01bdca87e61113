"""What a clock is, what stands in the way of moving it, and at which instants something happens to it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from weibao.advice.deadlines.rules.limits import why_not_limit
from weibao.advice.deadlines.rules.reckoning import Reckoning
from weibao.advice.policy.api import Basis, LimitUnit, Span
from weibao.foundation.kernel.refusals import Refusal, noop

WARNED = "warned"  # 临期提醒
BREACHED = "breached"  # 超期

REASON_LONGEST = 500

NO_CLOCK = Refusal("no_clock", noop("没有这项正在计时的时限"))
CLOCK_RUNNING = Refusal("clock_running", noop("同一事项的这项时限已在计时"))
CLOCK_PAUSED = Refusal("clock_paused", noop("该时限已暂停"))
CLOCK_NOT_PAUSED = Refusal("clock_not_paused", noop("该时限没有暂停"))
LIMIT_PASSED = Refusal("limit_passed", noop("时限已过，只能在到期前提出"))
REASON_MISSING = Refusal("reason_missing", noop("请写明理由"))
REASON_TOO_LONG = Refusal("reason_too_long", noop("理由最多%(longest)s字"))
EXTENDED_TOO_OFTEN = Refusal("extended_too_often", noop("该时限最多延长%(times)s次"))
EARLIER_THAN_CLOCK = Refusal("earlier_than_clock", noop("时间早于该时限的上一次变动"))


class Standing(StrEnum):
    """How a clock stands at an instant."""

    RUNNING = "running"  # 计时中
    DUE_SOON = "due_soon"  # 临期
    OVERDUE = "overdue"  # 超期
    PAUSED = "paused"  # 已暂停
    MET = "met"  # 按时完成
    LATE = "late"  # 超期完成
    CANCELLED = "cancelled"  # 已取消


class Outcome(StrEnum):
    """How a clock ended."""

    MET = "met"  # 按时
    LATE = "late"  # 超期
    CANCELLED = "cancelled"  # 取消


@dataclass(frozen=True, slots=True)
class Subject:
    """What a time limit is about, such as ``Subject("ticket", 123)``."""

    kind: str
    id: int

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"


@dataclass(frozen=True, slots=True)
class Rung:
    """A later stage, reached when the clock still runs ``after`` its due time, such as an urging note."""

    stage: str
    after: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class NewClock:
    """A clock to be started: a snapshot of the rule it runs under, which later changes of the profile do not touch.

    ``due_at`` ends the clock at a given instant instead of after its limit, as the part of a task that is passed down
    ends with the whole; when that instant is already past, the clock is overdue from the beginning.
    """

    subject: Subject
    name: str
    limit: Span
    basis: Basis
    path: str
    unit_id: int | None = None
    warn_before: Span | None = None
    ladder: tuple[Rung, ...] = ()
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PlannedStage:
    """Something that happens to a clock at a planned instant."""

    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Plan:
    """Due time and stages of a clock, the stages in the order of time."""

    due_at: datetime
    warn_at: datetime | None
    stages: tuple[PlannedStage, ...]
    missing_years: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockRow:
    """A clock as it is read and judged; ``due_at`` of a paused clock is where it stood when the pause began."""

    id: int
    subject: Subject
    name: str
    unit_id: int | None
    path: str
    limit: Span
    basis: Basis
    started_at: datetime
    due_at: datetime
    warn_at: datetime | None
    paused_at: datetime | None
    pause_reason: str
    stopped_at: datetime | None
    outcome: Outcome | None
    extended: int
    extension_reason: str
    missing_years: tuple[int, ...]

    @property
    def is_uncertain(self) -> bool:
        """Return whether the due time rests on a year whose holidays were not known."""
        return bool(self.missing_years)

    def standing(self, at: datetime) -> Standing:
        """Return how the clock stands at ``at``; the due instant itself is still in time."""
        if self.outcome is not None:
            return Standing(self.outcome.value)
        if self.paused_at is not None:
            return Standing.PAUSED
        if at > self.due_at:
            return Standing.OVERDUE
        return Standing.DUE_SOON if self.warn_at is not None and at >= self.warn_at else Standing.RUNNING

    def left(self, at: datetime, reckoning: Reckoning) -> timedelta:
        """Return the (working) time left; a paused or stopped clock keeps what it had then."""
        return reckoning.remaining(self._halted_at or at, self.due_at, self.limit.unit)

    def share_left(self, at: datetime, reckoning: Reckoning) -> float:
        """Return the share left, 1.0 at the start and 0.0 when due, for a countdown ring."""
        return reckoning.share_left(self.started_at, self._halted_at or at, self.due_at, self.limit.unit)

    @property
    def _halted_at(self) -> datetime | None:
        return self.stopped_at or self.paused_at


def due_of(reckoning: Reckoning, start: datetime, clock: NewClock) -> datetime:
    """Return when a clock begun at ``start`` is due."""
    return clock.due_at or reckoning.due_at(start, clock.limit.amount, clock.limit.unit)


def plan(reckoning: Reckoning, start: datetime, clock: NewClock) -> Plan:
    """Return when a clock begun at ``start`` warns, is due and climbs its ladder."""
    return plan_for(
        reckoning, start, due_of(reckoning, start, clock), clock.limit.unit, clock.warn_before, clock.ladder
    )


def plan_for(
    reckoning: Reckoning,
    start: datetime,
    due_at: datetime,
    unit: LimitUnit,
    warn_before: Span | None,
    ladder: Iterable[Rung],
) -> Plan:
    """Return the plan of a clock that is due at ``due_at``, however it came to be due then."""
    warn_at = reckoning.warn_at(start, due_at, warn_before) if warn_before is not None else None
    stages = [] if warn_at is None else [PlannedStage(WARNED, warn_at)]
    stages.append(PlannedStage(BREACHED, due_at))
    stages += [
        PlannedStage(rung.stage, reckoning.due_at(due_at, rung.after.amount, rung.after.unit)) for rung in ladder
    ]
    if ladder:
        stages.sort(key=lambda stage: stage.at)
    return Plan(due_at, warn_at, tuple(stages), reckoning.missing_years(start, due_at, unit))


def outcome_of(due_at: datetime, paused_at: datetime | None, stopped_at: datetime) -> Outcome:
    """Return whether a clock stopped at ``stopped_at`` was kept; a paused one stood still since its pause."""
    return Outcome.MET if (paused_at or stopped_at) <= due_at else Outcome.LATE


def why_not_pause(clock: ClockRow, *, reason: str, at: datetime) -> Refusal | None:
    """Return what stands in the way of pausing: already paused, already overdue, no reason."""
    if clock.paused_at is not None:
        return CLOCK_PAUSED
    return _why_not_before_due(clock, at) or _why_not_reason(reason)


def why_not_resume(clock: ClockRow, *, at: datetime) -> Refusal | None:
    """Return what stands in the way of going on after a pause, or None."""
    if clock.paused_at is None:
        return CLOCK_NOT_PAUSED
    return EARLIER_THAN_CLOCK if at < clock.paused_at else None


def why_not_extend(
    clock: ClockRow, *, more: Span, reason: str, asked_at: datetime, times: int | None = None
) -> Refusal | None:
    """Return what stands in the way of giving ``more`` time, or None.

    More time must be asked for before the limit ends and with a reason (北京市接诉即办工作条例, article 15); it may be
    granted later. ``times`` is how often a limit may be extended under the rules in force.
    """
    if clock.paused_at is not None:
        return CLOCK_PAUSED
    if times is not None and clock.extended >= times:
        return EXTENDED_TOO_OFTEN.with_values(times=times)
    return _why_not_before_due(clock, asked_at) or _why_not_reason(reason) or why_not_limit(more)


def _why_not_before_due(clock: ClockRow, at: datetime) -> Refusal | None:
    if at < clock.started_at:
        return EARLIER_THAN_CLOCK
    return LIMIT_PASSED if at > clock.due_at else None


def _why_not_reason(reason: str) -> Refusal | None:
    if not reason.strip():
        return REASON_MISSING
    return REASON_TOO_LONG.with_values(longest=REASON_LONGEST) if len(reason) > REASON_LONGEST else None
