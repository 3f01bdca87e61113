"""What stands on the record: the timeline of one subject, and a search through all of it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import connection
from django.db.models import Q

from weibao.foundation.audit.models import VISIBLE, Entry
from weibao.foundation.audit.rules.reading import read_cursor, why_not_read, written_cursor
from weibao.foundation.kernel import clock
from weibao.foundation.kernel.actor import Actor
from weibao.foundation.kernel.refusals import refuse_if
from weibao.foundation.kernel.scope import bounds

_TIMELINE = (
    "SELECT seq, at, deed, by_name, unit_name, summary, encode(hash, 'hex'), encode(previous_hash, 'hex')"  # noqa: S608 - constant text
    f" FROM audit_entry WHERE subject = %(subject)s AND {VISIBLE} ORDER BY seq"
)


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One line of a timeline; ``by`` and ``unit`` are the names at the time, the hashes are hexadecimal."""

    seq: int
    at: datetime
    deed: str
    by: str
    unit: str
    summary: str
    hash: str
    previous_hash: str


@dataclass(frozen=True, slots=True)
class FoundEntry:
    """One line of a search."""

    subject: str
    seq: int
    at: datetime
    deed: str
    by_id: int
    by: str
    unit: str
    summary: str


@dataclass(frozen=True, slots=True)
class FoundPage:
    """One page of a search, newest first, and the cursor of the next page or ``""``."""

    entries: tuple[FoundEntry, ...]
    next_cursor: str


def timeline(subject: str, *, by: Actor) -> list[TimelineEntry]:
    """Return the entries of a subject that the actor may see, in order."""
    low, high = bounds(by.scope_path)
    with connection.cursor() as cursor:
        cursor.execute(_TIMELINE, {"subject": subject, "low": low, "high": high, "unit_id": by.unit_id})
        return [TimelineEntry(*row) for row in cursor.fetchall()]


def search(
    *,
    by: Actor,
    actor_ids: Collection[int] = (),
    deed: str = "",
    day: date | None = None,
    subject: str = "",
    cursor: str = "",
    limit: int = 50,
) -> FoundPage:
    """Return entries the actor may see, newest first, narrowed by who acted, what was done, the civil day, the subject.

    Refused with ``no_permission`` (the deed ``audit.read``), or ``invalid`` for a wrong limit or cursor.
    """
    refuse_if(why_not_read(by, limit))
    rows = Entry.objects.visible_to(by)
    if actor_ids:
        rows = rows.filter(by_id__in=actor_ids)
    if deed:
        rows = rows.filter(deed=deed)
    if day is not None:
        begin = datetime.combine(day, time(), clock.SHANGHAI)
        rows = rows.filter(at__gte=begin, at__lt=begin + timedelta(days=1))
    if subject:
        rows = rows.filter(subject=subject)
    if cursor:
        at, last, seq = read_cursor(cursor)
        earlier = Q(at__lt=at) | Q(at=at, subject__lt=last) | Q(at=at, subject=last, seq__lt=seq)
        rows = rows.filter(Q(at__lte=at) & earlier)
    columns = rows.order_by("-at", "-subject", "-seq").values_list(
        "subject", "seq", "at", "deed", "by_id", "by_name", "unit_name", "summary"
    )
    found = [FoundEntry(*row) for row in columns[: limit + 1]]
    page, more = tuple(found[:limit]), len(found) > limit
    return FoundPage(page, written_cursor((page[-1].at, page[-1].subject, page[-1].seq)) if more else "")
