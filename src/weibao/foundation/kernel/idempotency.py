"""A repeated request with the same key gets the first answer; the same key with another body is refused."""

from datetime import datetime, timedelta

from django.db import connection

from .crypto import sm3
from .refusals import Refusal, RefusedError, noop

KEY_REUSED = Refusal("key_reused", noop("同一个 Idempotency-Key 已用于另一份内容"))
KEY_TOO_LONG = Refusal("invalid", noop("Idempotency-Key 不能超过 120 个字符"))


def kept(*, actor_id: int, key: str, body: bytes) -> tuple[int, bytes] | None:
    """Return status and body of the first answer to this key, or None when the key is new.

    Two requests with one key at once wait for each other on an advisory lock that ends with the transaction.
    Refused with ``key_reused`` or ``invalid``.
    """
    if len(key) > 120:
        raise RefusedError(KEY_TOO_LONG)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, %s))", [key, actor_id])
        cursor.execute(
            "SELECT digest, status, body FROM kernel_kept_answer WHERE actor_id = %s AND key = %s", [actor_id, key]
        )
        row = cursor.fetchone()
    if row is None:
        return None
    if bytes(row[0]) != sm3(body):
        raise RefusedError(KEY_REUSED)
    return row[1], bytes(row[2])


def keep(*, actor_id: int, key: str, body: bytes, status: int, answer: bytes, at: datetime) -> None:
    """Keep the first answer, in the same transaction as what it answers for."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO kernel_kept_answer (actor_id, key, digest, status, body, at) VALUES (%s, %s, %s, %s, %s, %s)",
            [actor_id, key, sm3(body), status, answer, at],
        )


def forget(*, at: datetime, keep: timedelta) -> int:
    """Delete kept answers older than ``keep``, and return how many; a key is good for as long as people try again."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM kernel_kept_answer WHERE at < %s", [at - keep])
        return int(cursor.rowcount)
