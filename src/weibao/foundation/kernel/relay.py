"""Passes committed events on: stamps their order, then nudges whoever listens, in a statement of its own.

A NOTIFY inside the business transaction would make all commits wait for one another; here it costs them nothing.
"""

from datetime import datetime, timedelta

from django.db import connection

from weibao.foundation.kernel.actor import SYSTEM
from weibao.foundation.kernel.scope import acting_as

CHANNEL = "weibao_events"
_BATCH = 1000
_LOCK = 0x57_42_01  # one relay at a time, whichever process it lives in

_STAMP = """
WITH waiting AS (
    SELECT id FROM kernel_outbox WHERE position IS NULL ORDER BY id LIMIT %s
), ordered AS (
    SELECT id, nextval('kernel_outbox_position_seq') AS position FROM waiting
), stamped AS (
    UPDATE kernel_outbox o SET position = ordered.position FROM ordered WHERE o.id = ordered.id
    RETURNING o.position
)
SELECT count(*), max(position) FROM stamped
"""


def relay() -> int:
    """Give waiting events their position and return how many there were.

    Safe with several workers: whoever does not get the lock has nothing to do. An event whose transaction commits
    late gets a later position, so a reader that keeps a cursor by position never misses one.
    """
    with acting_as(SYSTEM), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(_STAMP, [_BATCH])
        count, latest = cursor.fetchone()
    if count:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, str(latest)])
    return int(count)


def prune(*, at: datetime, keep: timedelta) -> int:
    """Delete events older than ``keep`` that were passed on, and return how many."""
    with acting_as(SYSTEM), connection.cursor() as cursor:
        cursor.execute("DELETE FROM kernel_outbox WHERE position IS NOT NULL AND at < %s", [at - keep])
        return int(cursor.rowcount)
