"""Walk the whole record and find the first place where it was tampered with."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby, islice
from operator import itemgetter
from time import perf_counter
from typing import Any

import orjson
from django.db import connection, transaction

from weibao.foundation.audit.queries.keyring import keyring
from weibao.foundation.audit.queries.seals import latest_seal
from weibao.foundation.audit.rules.content import Content, canonical_facts, why_not_subject
from weibao.foundation.audit.rules.digests import Keyring
from weibao.foundation.audit.rules.links import Break, BreakKind, Link, broken_link
from weibao.foundation.audit.rules.seals import SealContent, StoredSeal, broken_seal
from weibao.foundation.kernel.actor import SYSTEM
from weibao.foundation.kernel.refusals import refuse_if
from weibao.foundation.kernel.scope import acting_as

# A record that is broken in many places (or read with the wrong key) need not be walked to its end to be called broken.
MOST_BREAKS = 20
_BATCH = 2000

# Entries, heads and leaves are read in one statement, hence from one snapshot, while others go on writing.
_ENTRIES = """
SELECT e.subject, e.seq, e.at, e.deed, e.by_id, e.by_name, e.unit_id, e.unit_name, e.summary, e.facts, e.path,
    e.algorithm, e.key_version, e.previous_hash, e.hash, h.hash, h.proof,
    h.is_sealed, l.hash
FROM audit_entry e
LEFT JOIN audit_head h ON h.subject = e.subject AND h.seq = e.seq
LEFT JOIN audit_seal_leaf l ON l.subject = e.subject AND l.seq = e.seq
WHERE %(subject)s::text IS NULL OR e.subject = %(subject)s
ORDER BY e.subject, e.seq
"""

# Heads and leaves remember how long a chain was: what they name beyond its present end was cut off.
_CUT_OFF = """
SELECT known.subject, COALESCE(max(e.seq), 0) + 1
FROM (
    SELECT h.subject, h.seq FROM audit_head h
    WHERE NOT EXISTS (SELECT 1 FROM audit_entry e WHERE e.subject = h.subject AND e.seq = h.seq)
    UNION ALL
    SELECT l.subject, l.seq FROM audit_seal_leaf l
    WHERE NOT EXISTS (SELECT 1 FROM audit_entry e WHERE e.subject = l.subject AND e.seq = l.seq)
) AS known
LEFT JOIN audit_entry e ON e.subject = known.subject
WHERE %(subject)s::text IS NULL OR known.subject = %(subject)s
GROUP BY known.subject
HAVING max(known.seq) > COALESCE(max(e.seq), 0)
ORDER BY known.subject LIMIT %(limit)s
"""

_SEALS = """
SELECT s.position, s.day, s.sealed_at, s.subjects, s.entries, s.merkle_root, s.algorithm, s.key_version,
    s.previous_hash, s.hash, l.subject, l.seq, l.hash
FROM audit_seal s LEFT JOIN audit_seal_leaf l ON l.position = s.position
ORDER BY s.position, l.subject
"""


@dataclass(frozen=True, slots=True)
class Report:
    """What a walk over the record found; ``breaks`` has at most one place for each chain and MOST_BREAKS in all."""

    entries: int
    subjects: int
    seals: int
    seconds: float
    breaks: tuple[Break, ...]
    latest_seal: StoredSeal | None

    @property
    def is_intact(self) -> bool:
        """Whether nothing was found."""
        return not self.breaks

    @property
    def entries_per_second(self) -> int:
        """How fast the entries were walked."""
        return round(self.entries / self.seconds) if self.seconds else 0


@dataclass(slots=True)
class _Count:
    entries: int = 0
    subjects: int = 0
    seals: int = 0


def verify(subject: str | None = None) -> Report:
    """Walk the chains, their heads and the daily seals, and report the broken places, the first one first.

    With a subject only its own chain is walked, against its head and the seals' leaves; the seals themselves are not.
    Reads everything, whoever asks: the asker's right to do so is the caller's business. Refused with
    ``unknown_subject_form``; a subject without entries gives a report with none.
    """
    refuse_if(why_not_subject(subject) if subject is not None else None)
    started = perf_counter()
    count = _Count()
    keys = keyring()
    with acting_as(SYSTEM):
        with connection.cursor() as cursor:
            # The walk reads to the end, so the plan must be the one that is fastest for all rows, not for the first.
            cursor.execute("SELECT set_config('cursor_tuple_fraction', '1', true)")
        found = _broken_chains(subject, keys, count)
        if subject is None:
            found += _broken_seals(keys, count)
        sealed = latest_seal()
        # Nothing was written; rolling back takes the whole-country view away again from a surrounding transaction.
        transaction.set_rollback(True)
    return Report(count.entries, count.subjects, count.seals, perf_counter() - started, tuple(found), sealed)


def _broken_chains(subject: str | None, keys: Keyring, count: _Count) -> list[Break]:
    with connection.cursor() as cursor:
        cursor.execute(_CUT_OFF, {"subject": subject, "limit": MOST_BREAKS})
        found = {cut: Break(cut, seq, BreakKind.REMOVED) for cut, seq in cursor.fetchall()}
    for broken in islice(_walk(subject, keys, count), MOST_BREAKS):
        cut = found.get(broken.subject)
        # A cut-off tail also leaves the head pointing nowhere; anything earlier in the chain is named instead.
        if cut is None or (broken.seq < cut.seq and broken.kind is not BreakKind.HEAD_MISMATCH):
            found[broken.subject] = broken
    return [found[broken] for broken in sorted(found)][:MOST_BREAKS]


def _walk(subject: str | None, keys: Keyring, count: _Count) -> Iterator[Break]:
    """Yield the first broken link of each chain that has one."""
    links = map(_link, _streamed(_ENTRIES, {"subject": subject}))
    before: Link | None = None
    is_broken = False
    current = next(links, None)
    while current is not None:
        following = next(links, None)
        name = current.content.subject
        count.entries += 1
        if before is None or before.content.subject != name:
            count.subjects += 1
            before, is_broken = None, False
        if not is_broken:
            after = following if following and following.content.subject == name else None
            broken = broken_link(before, current, after, keys)
            if broken:
                is_broken = True
                yield broken
        before, current = current, following


def _broken_seals(keys: Keyring, count: _Count) -> list[Break]:
    """Return the first broken seal, if any; all later ones rest on it."""
    before: StoredSeal | None = None
    for _, group in groupby(_streamed(_SEALS, {}), key=itemgetter(0)):
        rows = list(group)
        seal = StoredSeal(SealContent(*rows[0][:8]), rows[0][8], rows[0][9])
        count.seals += 1
        heads = ((row[10], row[11], row[12]) for row in rows if row[10] is not None)
        broken = broken_seal(before, seal, heads, keys)
        if broken:
            return [broken]
        before = seal
    return []


def _link(row: tuple[Any, ...]) -> Link:
    content = Content(*row[:13])
    if content.facts != "{}":
        # jsonb has an order and spacing of its own.
        content = content._replace(facts=canonical_facts(orjson.loads(content.facts)))
    return Link(content, *row[13:])


def _streamed(statement: str, params: Mapping[str, str | None]) -> Iterator[tuple[Any, ...]]:
    """Yield rows from a server-side cursor, so that memory does not grow with the record."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(statement, params)
        while rows := cursor.fetchmany(_BATCH):
            yield from rows
