"""Find the clocks whose next instant has come, and record and tell what happened to them exactly once."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from weibao.advice.deadlines.events import ClockBreached, ClockEvent, ClockStageReached, ClockWarned
from weibao.advice.deadlines.models import Clock
from weibao.advice.deadlines.rules.clocks import BREACHED, WARNED
from weibao.foundation.kernel import events
from weibao.foundation.kernel.actor import SYSTEM
from weibao.foundation.kernel.scope import acting_as

_KINDS: dict[str, type[ClockEvent]] = {WARNED: ClockWarned, BREACHED: ClockBreached}

# An instant is over when it is past, not when it strikes: who finishes at 17:00:00 sharp is in time.
_RECORD = """
    INSERT INTO deadlines_stage (clock_id, extension, stage, planned_at, recorded_at)
    SELECT due.id, due.extended, planned.stage, planned.at, %(at)s
    FROM due, unnest(due.stages, due.stages_at) AS planned (stage, at)
    WHERE planned.at < %(at)s
    ON CONFLICT DO NOTHING
    RETURNING clock_id, stage, planned_at
"""
_TELL = """
    SELECT due.path, due.unit_id, due.id, due.subject_kind, due.subject_id, due.name, recorded.stage,
           recorded.planned_at, due.due_at, due.extended
    FROM due {join} JOIN recorded ON recorded.clock_id = due.id
    ORDER BY recorded.planned_at, due.id
"""
# Locking skips what another worker holds; advancing next_at in the same statement is what makes it happen once.
_SWEEP = f"""
    WITH due AS (
        SELECT * FROM deadlines_clock
        WHERE next_at < %(at)s AND id <> ALL (%(spared)s::bigint[])
          AND (%(only)s::bigint IS NULL OR id = %(only)s)
        ORDER BY next_at LIMIT %(batch)s
        FOR UPDATE SKIP LOCKED
    ), recorded AS ({_RECORD}), advanced AS (
        UPDATE deadlines_clock clock
        SET next_at = (SELECT min(planned) FROM unnest(clock.stages_at) planned WHERE planned >= %(at)s)
        FROM due WHERE clock.id = due.id
    )
    {_TELL.format(join="LEFT")}
"""  # noqa: S608 - constant text only
_CATCH_UP = f"""
    WITH due AS (SELECT * FROM deadlines_clock WHERE id = ANY (%(ids)s::bigint[])), recorded AS ({_RECORD})
    {_TELL.format(join="INNER")}
"""  # noqa: S608 - constant text only


@dataclass(frozen=True, slots=True)
class SweepResult:
    """How many stages a sweep recorded, by kind, in how many transactions."""

    warned: int = 0
    breached: int = 0
    reached: int = 0
    batches: int = 0

    def plus(self, told: Iterable[ClockEvent]) -> "SweepResult":
        """Return the result with one more batch added."""
        kinds = [type(event) for event in told]
        return SweepResult(
            self.warned + kinds.count(ClockWarned),
            self.breached + kinds.count(ClockBreached),
            self.reached + kinds.count(ClockStageReached),
            self.batches + 1,
        )


class SweepError(ExceptionGroup[Exception]):
    """Some clocks could not be swept because a subscriber failed; all others were."""


def sweep(*, at: datetime, batch: int = 500) -> SweepResult:
    """Record every stage that lies before ``at`` and publish it, in short transactions of at most ``batch`` clocks.

    Several workers may sweep at once, and one may die at any moment: what it had not committed the next sweep finds.
    A clock on which a subscriber fails is left for the next sweep and keeps no other from its turn; SweepError is
    raised at the end.
    """
    result = SweepResult()
    failed: dict[int, Exception] = {}
    while True:
        try:
            swept, told = _sweep_batch(at, batch, failed.keys())
        except Exception:  # noqa: BLE001 - which clock it was is found out below, and the failure is raised again
            told = _sweep_one_by_one(at, batch, failed)
            swept = True
        if not swept:
            break
        result = result.plus(told)
    if failed:
        raise SweepError(f"clocks not swept: {sorted(failed)}", list(failed.values()))
    return result


def _sweep_batch(
    at: datetime, batch: int, spared: Collection[int], *, only: int | None = None
) -> tuple[bool, list[ClockEvent]]:
    """Sweep up to ``batch`` clocks in one transaction; return whether any was due, and what was told."""
    with acting_as(SYSTEM), connection.cursor() as cursor:
        cursor.execute(_SWEEP, {"at": at, "batch": batch, "spared": list(spared), "only": only})
        rows = cursor.fetchall()
        told = _events(rows, at)
        events.publish_many(told)
    return bool(rows), told


def _sweep_one_by_one(at: datetime, batch: int, failed: dict[int, Exception]) -> list[ClockEvent]:
    """Sweep as many clocks as a batch holds, each in its own transaction, and enter those that fail in ``failed``."""
    with acting_as(SYSTEM):
        waiting = Clock.objects.filter(next_at__lt=at).exclude(id__in=failed).order_by("next_at")
        found = list(waiting.values_list("id", flat=True)[:batch])
    told: list[ClockEvent] = []
    for clock_id in found:
        try:
            told += _sweep_batch(at, 1, (), only=clock_id)[1]
        except Exception as error:  # noqa: BLE001 - one broken clock must not stop the country's others
            failed[clock_id] = error
    return told


def catch_up(*, clock_ids: Collection[int], at: datetime) -> None:
    """Record and publish the stages of clocks that were stopped before a sweep found them late."""
    with connection.cursor() as cursor:
        cursor.execute(_CATCH_UP, {"at": at, "ids": list(clock_ids)})
        told = _events(cursor.fetchall(), at)
    events.publish_many(told)


def _events(rows: Iterable[tuple[Any, ...]], at: datetime) -> list[ClockEvent]:
    """Return the rows as events; a row without a stage is a clock whose stage another extension already recorded."""
    return [_KINDS.get(row[6], ClockStageReached)(at, *row) for row in rows if row[6] is not None]
