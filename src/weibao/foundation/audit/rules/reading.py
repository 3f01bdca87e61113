"""Who may read the whole record, and the cursor that leads through it."""

import base64
import binascii
from datetime import UTC, datetime

import orjson

from weibao.foundation.kernel.actor import Actor
from weibao.foundation.kernel.refusals import Refusal, RefusedError, noop

READ = "audit.read"
VERIFY = "audit.verify"  # what is put on record; whoever may read may verify
PAGE_LIMIT = 200

Mark = tuple[datetime, str, int]
"""Where a page ended: instant, subject and number of its last entry."""


def why_not_read(by: Actor, limit: int) -> Refusal | None:
    """Return why the actor may not search the record in pages of ``limit``, or None: ``no_permission``, ``invalid``."""
    if not by.holds(READ):
        return Refusal("no_permission", noop("您没有查阅审计记录的权限"))
    if not 1 <= limit <= PAGE_LIMIT:
        return Refusal("invalid", noop("每页条数应在 1 到 %(limit)s 之间"), {"limit": PAGE_LIMIT})
    return None


def written_cursor(mark: Mark) -> str:
    """Return the mark as text for an address."""
    at, subject, seq = mark
    return base64.urlsafe_b64encode(orjson.dumps((at.astimezone(UTC), subject, seq))).decode()


def read_cursor(cursor: str) -> Mark:
    """Return the mark that a cursor stands for; refused with ``invalid`` when it is none of ours."""
    try:
        at, subject, seq = orjson.loads(base64.urlsafe_b64decode(cursor.encode()))
        instant = datetime.fromisoformat(at)
    except (binascii.Error, ValueError, TypeError):
        raise RefusedError(_NO_CURSOR) from None
    if instant.tzinfo is None or not isinstance(subject, str) or not isinstance(seq, int) or "\0" in subject:
        raise RefusedError(_NO_CURSOR)
    return instant, subject, seq


_NO_CURSOR = Refusal("invalid", noop("翻页标记无效，请从第一页重新查起"))
