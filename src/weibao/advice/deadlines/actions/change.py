"""Pause, resume and extend a running time limit, each with its reason."""

from datetime import datetime

from django.db import transaction

from weibao.advice.deadlines.models import Clock, Stage
from weibao.advice.deadlines.queries import facts_of
from weibao.advice.deadlines.rules.clocks import (
    NO_CLOCK,
    ClockRow,
    Plan,
    Rung,
    Subject,
    plan_for,
    why_not_extend,
    why_not_pause,
    why_not_resume,
)
from weibao.advice.deadlines.rules.limits import parse_limit
from weibao.advice.deadlines.rules.reckoning import standard
from weibao.advice.policy.api import Span
from weibao.foundation.audit import api as audit
from weibao.foundation.kernel.actor import Actor
from weibao.foundation.kernel.refusals import RefusedError, noop, refuse_if

PAUSE = "deadlines.pause"
RESUME = "deadlines.resume"
EXTEND = "deadlines.extend"


@transaction.atomic
def pause(*, subject: Subject, name: str, reason: str, by: Actor, at: datetime, unit_id: int | None = None) -> None:
    """Let a clock stand still, keeping what is left of its limit; ``unit_id`` as in ``extend``.

    Refused with ``no_clock``, ``clock_paused``, ``limit_passed``, ``earlier_than_clock``, ``reason_missing`` or
    ``reason_too_long``.
    """
    row, clock = _locked(subject, name, unit_id)
    refuse_if(why_not_pause(clock, reason=reason, at=at))

    row.paused_at = at
    row.pause_reason = reason.strip()
    row.next_at = None
    row.save(update_fields=["paused_at", "pause_reason", "next_at"])
    _record(PAUSE, noop("暂停计算时限"), clock, by, at)


@transaction.atomic
def resume(*, subject: Subject, name: str, by: Actor, at: datetime, unit_id: int | None = None) -> datetime:
    """Let a paused clock go on with what was left and return the new due time.

    Refused with ``no_clock``, ``clock_not_paused`` or ``earlier_than_clock``.
    """
    row, clock = _locked(subject, name, unit_id)
    refuse_if(why_not_resume(clock, at=at))

    reckoning = standard()
    due_at = reckoning.after_pause(clock.due_at, row.paused_at or at, at, clock.limit.unit)
    _follow(row, _plan(row, clock, due_at))
    row.paused_at = None
    row.save()
    _record(RESUME, noop("恢复计算时限"), clock, by, at, due_at)
    return due_at


@transaction.atomic
def extend(
    *,
    subject: Subject,
    name: str,
    more: Span,
    reason: str,
    by: Actor,
    at: datetime,
    asked_at: datetime | None = None,
    times: int | None = None,
    unit_id: int | None = None,
) -> datetime:
    """Give ``more`` time, counted from the present due time, and return the new due time.

    ``unit_id`` names the unit where several run a clock of that name. ``asked_at`` is when it was asked for, ``at``
    when not given; ``times`` how often the rules allow it. Refused with ``no_clock``, ``clock_paused``,
    ``extended_too_often``, ``limit_passed``, ``earlier_than_clock``, ``reason_missing``, ``reason_too_long``,
    ``limit_not_positive``, ``limit_too_long`` or ``out_of_calendar``.
    """
    row, clock = _locked(subject, name, unit_id)
    refuse_if(why_not_extend(clock, more=more, reason=reason, asked_at=asked_at or at, times=times))

    due_at = standard().due_at(clock.due_at, more.amount, more.unit)
    row.extended += 1
    row.extension_reason = reason.strip()
    _follow(row, _plan(row, clock, due_at))
    row.missing_years = sorted({*row.missing_years, *standard().missing_years(clock.due_at, due_at, more.unit)})
    row.save()
    _record(EXTEND, noop("延长时限"), clock, by, at, due_at)
    return due_at


def _locked(subject: Subject, name: str, unit_id: int | None) -> tuple[Clock, ClockRow]:
    """Lock the running clock; where several units run one of that name and none is asked for, the latest started."""
    running = Clock.objects.running().filter(subject_id=subject.id, subject_kind=subject.kind, name=name)
    if unit_id is not None:
        running = running.filter(unit_id=unit_id)
    row = running.select_for_update().order_by("-id").first()
    if row is None:
        raise RefusedError(NO_CLOCK)
    return row, facts_of(row)


def _plan(row: Clock, clock: ClockRow, due_at: datetime) -> Plan:
    warn_before = parse_limit(row.warn_before) if row.warn_before else None
    ladder = tuple(Rung(stage, parse_limit(after)) for stage, after in row.ladder)
    return plan_for(standard(), clock.started_at, due_at, clock.limit.unit, warn_before, ladder)


def _follow(row: Clock, plan: Plan) -> None:
    """Put the clock on a new plan; what it already reached under this extension does not come again."""
    reached = set(Stage.objects.filter(clock_id=row.id, extension=row.extended).values_list("stage", flat=True))
    row.due_at = plan.due_at
    row.warn_at = plan.warn_at
    row.stages = [stage.name for stage in plan.stages]
    row.stages_at = [stage.at for stage in plan.stages]
    row.next_at = min((stage.at for stage in plan.stages if stage.name not in reached), default=None)
    row.missing_years = list(plan.missing_years)


def _record(deed: str, summary: str, clock: ClockRow, by: Actor, at: datetime, due_at: datetime | None = None) -> None:
    facts: dict[str, object] = {"clock": clock.id, "limit": clock.name, "due_at": (due_at or clock.due_at).isoformat()}
    audit.record(subject=str(clock.subject), deed=deed, by=by, at=at, summary=summary, facts=facts, path=clock.path)
