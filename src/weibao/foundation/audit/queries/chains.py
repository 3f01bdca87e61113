"""One entry in full, and how long the chain of a subject is and how far it is sealed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from weibao.foundation.audit.models import Entry, Head, Seal, SealLeaf
from weibao.foundation.audit.rules.reading import why_not_read
from weibao.foundation.kernel.actor import Actor
from weibao.foundation.kernel.refusals import Refusal, RefusedError, noop, refuse_if

NOT_ON_RECORD = Refusal("not_found", noop("记录中没有这一条，或者不在您的管辖范围内"))


@dataclass(frozen=True, slots=True)
class SealMark:
    """A daily seal by number and day."""

    position: int
    day: date


@dataclass(frozen=True, slots=True)
class EntryDetail:
    """One entry with everything its hash covers; hashes are hexadecimal, ``sealed`` is the first seal over it."""

    subject: str
    seq: int
    at: datetime
    deed: str
    by_id: int
    by: str
    unit_id: int | None
    unit: str
    summary: str
    facts: Mapping[str, Any]
    path: str
    algorithm: str
    key_version: int
    previous_hash: str
    hash: str
    sealed: SealMark | None


@dataclass(frozen=True, slots=True)
class ChainState:
    """How long the chain of a subject is and up to which entry the daily seals cover it (0: none yet)."""

    subject: str
    entries: int
    sealed_entries: int
    sealed: SealMark | None
    head_hash: str


def entry(subject: str, seq: int, *, by: Actor) -> EntryDetail:
    """Return one entry in full; refused with ``no_permission`` or ``not_found``."""
    refuse_if(why_not_read(by, 1))
    row = Entry.objects.visible_to(by).filter(subject=subject, seq=seq).first()
    if row is None:
        raise RefusedError(NOT_ON_RECORD)
    leaf = SealLeaf.objects.filter(subject=subject, seq__gte=seq).order_by("seq").values_list("position", flat=True)
    return EntryDetail(
        subject=row.subject,
        seq=row.seq,
        at=row.at,
        deed=row.deed,
        by_id=row.by_id,
        by=row.by_name,
        unit_id=row.unit_id,
        unit=row.unit_name,
        summary=row.summary,
        facts=row.facts,
        path=row.path,
        algorithm=row.algorithm,
        key_version=row.key_version,
        previous_hash=bytes(row.previous_hash).hex(),
        hash=bytes(row.hash).hex(),
        sealed=_mark(leaf.first()),
    )


def chain(subject: str, *, by: Actor) -> ChainState:
    """Return the state of a subject's chain; refused with ``no_permission``, or ``not_found`` if it is out of sight."""
    refuse_if(why_not_read(by, 1))
    head = Head.objects.filter(subject=subject).first()
    if head is None or not Entry.objects.visible_to(by).filter(subject=subject).exists():
        raise RefusedError(NOT_ON_RECORD)
    leaf = SealLeaf.objects.filter(subject=subject).order_by("-seq").first()
    return ChainState(
        subject=subject,
        entries=head.seq,
        sealed_entries=leaf.seq if leaf else 0,
        sealed=_mark(leaf.position) if leaf else None,
        head_hash=bytes(head.hash).hex(),
    )


def _mark(position: int | None) -> SealMark | None:
    found = Seal.objects.filter(position=position).values_list("position", "day").first() if position else None
    return SealMark(*found) if found else None
