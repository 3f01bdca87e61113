"""Put what was done on the permanent record."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.transaction import TransactionManagementError

from weibao.foundation.audit.queries.keyring import keyring
from weibao.foundation.audit.rules.content import GENESIS, NATION, Content, canonical, canonical_facts, why_not_record
from weibao.foundation.audit.rules.digests import Keyring
from weibao.foundation.audit.rules.links import canonical_head
from weibao.foundation.kernel.actor import Actor
from weibao.foundation.kernel.refusals import refuse_if


@dataclass(frozen=True, slots=True)
class NewEntry:
    """What is to be recorded; the fields are those of ``record``."""

    subject: str
    deed: str
    by: Actor
    at: datetime
    summary: str
    facts: Mapping[str, object] = field(default_factory=dict)
    path: str = NATION
    opens: bool = False


_Value = str | int | bytes | datetime | None
_Row = tuple[Content, bytes, bytes]
_Tail = tuple[int, bytes]

_COLUMNS = (
    "subject, seq, at, deed, by_id, by_name, unit_id, unit_name, summary, facts, path, algorithm, key_version,"
    " previous_hash, hash"
)
_PLACES = "(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
_TYPED_PLACES = (
    "(%s, %s::int, %s::timestamptz, %s, %s::bigint, %s, %s::bigint, %s, %s, %s::jsonb, %s, %s, %s::smallint,"
    " %s::bytea, %s::bytea)"
)


def record(
    *,
    subject: str,
    deed: str,
    by: Actor,
    at: datetime,
    summary: str,
    facts: Mapping[str, object] | None = None,
    path: str = NATION,
    opens: bool = False,
) -> int:
    """Put one deed on the record of a subject, inside the transaction of the deed itself, and return its number.

    ``subject`` is ``kind:id``; when the id is a number, units with which that id is shared see the entry, as does
    whoever sees the region ``path``. ``summary`` is a Chinese sentence ready to be shown, ``facts`` are codes, counts
    and times for programs; neither ever holds what is child-sensitive. ``opens`` says that the subject is new, which
    saves a statement and is harmless when it is not so. Refused as ``why_not_record`` says.
    """
    entry = NewEntry(subject, deed, by, at, summary, facts or {}, path, opens)
    return record_many([entry])[0]


def record_many(entries: Sequence[NewEntry]) -> list[int]:
    """Put several deeds on record, also of several subjects, and return their numbers in the given order.

    One statement when all subjects are new and say so, two when all exist, whatever the number of entries; a mixture
    takes one or two more. All are written or, when one is refused, none.
    """
    if not connection.in_atomic_block:
        raise TransactionManagementError("a deed and its record belong in one transaction")
    chains: dict[str, list[NewEntry]] = {}
    for entry in entries:
        refuse_if(why_not_record(entry.subject, entry.deed, entry.summary, entry.facts, entry.path))
        if entry.at.tzinfo is None:
            raise ValueError("an instant on record needs its offset")
        chains.setdefault(entry.subject, []).append(entry)
    return _write(entries, chains) if chains else []


def _write(entries: Sequence[NewEntry], chains: Mapping[str, Sequence[NewEntry]]) -> list[int]:
    keys = keyring()
    first: dict[str, int] = {}
    with connection.cursor() as cursor:
        tails = _lock(cursor, [subject for subject, chain in chains.items() if not chain[0].opens])
        # Sorted like the locks, so that two writers never wait for each other in a ring.
        new = sorted(subject for subject in chains if subject not in tails)
        opened = _open(cursor, {subject: _rows(chains[subject], (0, GENESIS), keys) for subject in new}, keys)
        first.update(dict.fromkeys(opened, 1))
        # Another writer opened these while we tried; its commit let us go on, so now there is a tail to lock.
        tails |= _lock(cursor, [subject for subject in new if subject not in opened])
        _lengthen(cursor, [_rows(chains[subject], tail, keys) for subject, tail in tails.items()], keys)
        first.update((subject, seq + 1) for subject, (seq, _) in tails.items())
    numbers = []
    for entry in entries:
        numbers.append(first[entry.subject])
        first[entry.subject] += 1
    return numbers


def _rows(chain: Iterable[NewEntry], tail: _Tail, keys: Keyring) -> list[_Row]:
    """Return the entries as rows that continue a chain from its tail."""
    seq, previous_hash = tail
    rows = []
    for entry in chain:
        seq += 1
        by = entry.by
        content = Content(
            entry.subject,
            seq,
            entry.at,
            entry.deed,
            by.id,
            by.name,
            by.unit_id,
            by.unit_name,
            entry.summary,
            canonical_facts(entry.facts),
            entry.path or NATION,
            keys.algorithm,
            keys.key_version,
        )
        value = keys.sign(canonical(content, previous_hash))
        rows.append((content, previous_hash, value))
        previous_hash = value
    return rows


def _lock(cursor: CursorWrapper, subjects: Sequence[str]) -> dict[str, _Tail]:
    """Return the tails of those subjects that have one, locked until the transaction ends."""
    if not subjects:
        return {}
    cursor.execute(
        "SELECT subject, seq, hash FROM audit_head WHERE subject = ANY(%s) ORDER BY subject FOR NO KEY UPDATE",
        [list(subjects)],
    )
    return {subject: (seq, value) for subject, seq, value in cursor.fetchall()}


def _open(cursor: CursorWrapper, chains: Mapping[str, Sequence[_Row]], keys: Keyring) -> set[str]:
    """Write chains that should be new and return the subjects that were; of the others nothing is written."""
    if not chains:
        return set()
    heads = ", ".join(["(%s, %s, %s, %s, false)"] * len(chains))
    rows = [row for chain in chains.values() for row in chain]
    statement = (
        "WITH opened AS (INSERT INTO audit_head (subject, seq, hash, proof, is_sealed)"  # noqa: S608 - only placeholders are joined
        f" VALUES {heads} ON CONFLICT (subject) DO NOTHING RETURNING subject),"
        f" written AS (INSERT INTO audit_entry ({_COLUMNS}) SELECT new.* FROM"
        f" (VALUES {', '.join([_TYPED_PLACES] * len(rows))}) AS new ({_COLUMNS})"
        " WHERE new.subject IN (SELECT subject FROM opened))"
        " SELECT subject FROM opened"
    )
    cursor.execute(statement, _head_values(chains.values(), keys) + _values(rows))
    return {subject for (subject,) in cursor.fetchall()}


def _lengthen(cursor: CursorWrapper, chains: Sequence[Sequence[_Row]], keys: Keyring) -> None:
    """Write rows that continue locked chains and move their heads."""
    if not chains:
        return
    heads = ", ".join(["(%s, %s::int, %s::bytea, %s::bytea)"] * len(chains))
    rows = [row for chain in chains for row in chain]
    statement = (
        "WITH moved AS ("  # noqa: S608 - only placeholders are joined
        "UPDATE audit_head SET seq = new.seq, hash = new.hash, proof = new.proof, is_sealed = false"
        f" FROM (VALUES {heads}) AS new (subject, seq, hash, proof) WHERE audit_head.subject = new.subject)"
        f" INSERT INTO audit_entry ({_COLUMNS}) VALUES {', '.join([_PLACES] * len(rows))}"
    )
    cursor.execute(statement, _head_values(chains, keys) + _values(rows))


def _head_values(chains: Iterable[Sequence[_Row]], keys: Keyring) -> list[_Value]:
    values: list[_Value] = []
    for chain in chains:
        content, _, value = chain[-1]
        subject, seq = content.subject, content.seq
        values += (subject, seq, value, keys.sign(canonical_head(subject, seq, value)))
    return values


def _values(rows: Iterable[_Row]) -> list[_Value]:
    values: list[_Value] = []
    for content, previous_hash, value in rows:
        values += content
        values += (previous_hash, value)
    return values
