"""Stop time limits: kept, missed, or no longer needed."""

from collections.abc import Collection
from datetime import datetime

from django.db import connection
from django.db.transaction import TransactionManagementError

from weibao.advice.deadlines.actions.sweep import catch_up
from weibao.advice.deadlines.rules.clocks import Outcome, Subject
from weibao.foundation.kernel.actor import Actor

# What a paused clock is judged by is the instant at which it stood still.
_STOP = """
    WITH running AS (
        SELECT id, next_at FROM deadlines_clock
        WHERE subject_id = %(id)s AND subject_kind = %(kind)s AND stopped_at IS NULL
          AND (%(names)s::varchar[] IS NULL OR name = ANY (%(names)s::varchar[]))
        FOR UPDATE
    )
    UPDATE deadlines_clock clock
    SET stopped_at = %(at)s, stopped_by = %(by)s, next_at = NULL,
        outcome = CASE WHEN %(cancelled)s THEN 'cancelled'
                       WHEN coalesce(clock.paused_at, %(at)s) <= clock.due_at THEN 'met' ELSE 'late' END
    FROM running WHERE clock.id = running.id
    RETURNING clock.id, clock.name, clock.outcome, running.next_at
"""


def stop(
    *, subject: Subject, names: Collection[str], by: Actor, at: datetime, cancelled: bool = False
) -> dict[str, Outcome]:
    """Stop the named clocks of a subject and return how each ended.

    One statement; clocks that do not run are passed over, so stopping twice changes nothing. ``cancelled`` says that
    what was waited for is no longer needed, and judges nobody.
    """
    return _stop(subject, list(names), by, at, cancelled=cancelled)


def stop_all(*, subject: Subject, by: Actor, at: datetime, cancelled: bool = False) -> dict[str, Outcome]:
    """Stop every running clock of a subject and return how each ended, by name; otherwise like ``stop``."""
    return _stop(subject, None, by, at, cancelled=cancelled)


def _stop(subject: Subject, names: list[str] | None, by: Actor, at: datetime, *, cancelled: bool) -> dict[str, Outcome]:
    if not connection.in_atomic_block:
        raise TransactionManagementError("a clock stops in the transaction of the deed that stops it")
    with connection.cursor() as cursor:
        cursor.execute(
            _STOP,
            {"id": subject.id, "kind": subject.kind, "names": names, "at": at, "by": by.id, "cancelled": cancelled},
        )
        stopped = cursor.fetchall()
    late = [clock_id for clock_id, _, _, next_at in stopped if next_at is not None and next_at < at]
    if late:
        catch_up(clock_ids=late, at=at)
    return {name: Outcome(outcome) for _, name, outcome, _ in stopped}
