"""Set time limits running."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import orjson
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError

from weibao.advice.deadlines.rules.clocks import CLOCK_RUNNING, NewClock, plan
from weibao.advice.deadlines.rules.limits import why_not_limit
from weibao.advice.deadlines.rules.reckoning import standard
from weibao.foundation.kernel import ids
from weibao.foundation.kernel.actor import Actor
from weibao.foundation.kernel.refusals import RefusedError, refuse_if

# One parameter for all rows: the driver then keeps the parsed statement, which halves the time it takes here.
_INSERT = """
    INSERT INTO deadlines_clock (
        id, subject_kind, subject_id, name, unit_id, path, amount, unit, warn_before, ladder, basis_document,
        basis_article, started_at, started_by, due_at, warn_at, stages, stages_at, next_at, missing_years,
        pause_reason, extended, extension_reason)
    SELECT id, subject_kind, subject_id, name, unit_id, path, amount, unit, warn_before, ladder, basis_document,
        basis_article, started_at, started_by, due_at, warn_at, stages, stages_at, stages_at[1], missing_years,
        '', 0, ''
    FROM jsonb_to_recordset(%s::jsonb) AS new (
        id bigint, subject_kind varchar, subject_id bigint, name varchar, unit_id bigint, path varchar,
        amount integer, unit varchar, warn_before varchar, ladder jsonb, basis_document varchar,
        basis_article varchar, started_at timestamptz, started_by bigint, due_at timestamptz, warn_at timestamptz,
        stages varchar[], stages_at timestamptz[], missing_years smallint[])
    ON CONFLICT DO NOTHING
"""


def start(*, clock: NewClock, by: Actor, at: datetime) -> int:
    """Start one clock and return its id. Refused as ``start_many`` is."""
    return start_many(clocks=[clock], by=by, at=at)[0]


def start_many(*, clocks: Sequence[NewClock], by: Actor, at: datetime) -> tuple[int, ...]:
    """Start several clocks with one statement and return their ids in the given order.

    Refused with ``clock_running`` when a unit already runs a clock of that name on a subject, with
    ``limit_not_positive`` or ``limit_too_long``, and with ``out_of_calendar``; then none is started.
    """
    if not connection.in_atomic_block:
        raise TransactionManagementError("a clock starts in the transaction of the deed that starts it")
    if not clocks:
        return ()
    first = ids.new_id(at)
    rows = [_row(first + number, clock, by, at) for number, clock in enumerate(clocks)]
    with connection.cursor() as cursor:
        # DO NOTHING without naming the index: naming it would demand that the actor may also see the new row.
        cursor.execute(_INSERT, [orjson.dumps(rows).decode()])
        written = cursor.rowcount
    if written != len(rows):
        if written:
            # A savepoint would undo the others, at the price of two statements for every contact ever registered.
            transaction.set_rollback(True)
        raise RefusedError(CLOCK_RUNNING)
    return tuple(range(first, first + len(rows)))


def _row(clock_id: int, clock: NewClock, by: Actor, at: datetime) -> dict[str, Any]:
    """Return the clock's row; refused like ``start_many``."""
    refuse_if(why_not_limit(clock.limit))
    planned = plan(standard(), at, clock)
    return {
        "id": clock_id,
        "subject_kind": clock.subject.kind,
        "subject_id": clock.subject.id,
        "name": clock.name,
        "unit_id": clock.unit_id,
        "path": clock.path,
        "amount": clock.limit.amount,
        "unit": clock.limit.unit,
        "warn_before": str(clock.warn_before or ""),
        "ladder": [[rung.stage, str(rung.after)] for rung in clock.ladder],
        "basis_document": clock.basis.document,
        "basis_article": clock.basis.article,
        "started_at": at,
        "started_by": by.id,
        "due_at": planned.due_at,
        "warn_at": planned.warn_at,
        "stages": [stage.name for stage in planned.stages],
        "stages_at": [stage.at for stage in planned.stages],
        "missing_years": planned.missing_years,
    }
