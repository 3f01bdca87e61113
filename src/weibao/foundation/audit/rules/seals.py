"""The daily seal over all chain heads: what it covers, when one may be made, and what is wrong with a broken one."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from itertools import chain
from typing import NamedTuple

import orjson

from weibao.foundation.audit.rules.content import GENESIS
from weibao.foundation.audit.rules.digests import Keyring, leaf, merkle_root
from weibao.foundation.audit.rules.links import SEAL, Break, BreakKind
from weibao.foundation.kernel.refusals import Refusal, noop


class SealContent(NamedTuple):
    """Everything one daily seal says, in the order in which its hash covers it."""

    position: int
    day: date
    sealed_at: datetime
    subjects: int
    entries: int
    merkle_root: bytes
    algorithm: str
    key_version: int


def canonical_seal(content: SealContent, previous_hash: bytes) -> bytes:
    """Return the bytes that a seal's hash covers."""
    sealed_at = content.sealed_at.astimezone(UTC)
    fields = (
        "seal",
        content.position,
        content.day,
        sealed_at,
        content.subjects,
        content.entries,
        content.merkle_root.hex(),
        content.algorithm,
        content.key_version,
        previous_hash.hex(),
    )
    return orjson.dumps(fields)


class StoredSeal(NamedTuple):
    """One daily seal as stored."""

    content: SealContent
    previous_hash: bytes
    hash: bytes


def seal_root(algorithm: str, previous_root: bytes, heads: Iterable[tuple[str, int, bytes]]) -> bytes:
    """Return the root over the seal before and the chain heads (subject, seq, hash), which come sorted by subject."""
    leaves = (leaf(algorithm, *head) for head in heads)
    return merkle_root(algorithm, chain((previous_root,), leaves))


def broken_seal(
    before: StoredSeal | None, seal: StoredSeal, heads: Iterable[tuple[str, int, bytes]], keyring: Keyring
) -> Break | None:
    """Return what is wrong with a daily seal, or None, given the seal before it and the chain heads kept with it."""
    content = seal.content
    due = before.content.position + 1 if before else 1
    data = canonical_seal(content, seal.previous_hash)
    if not keyring.vouches(content.algorithm, content.key_version, data, seal.hash):
        return Break(SEAL, content.position, BreakKind.CHANGED)
    if content.position != due:
        return Break(SEAL, due, BreakKind.REMOVED)
    if seal.previous_hash != (before.hash if before else GENESIS):
        return Break(SEAL, due, BreakKind.REORDERED)
    if content.merkle_root != seal_root(content.algorithm, before.content.merkle_root if before else GENESIS, heads):
        return Break(SEAL, due, BreakKind.SEAL_MISMATCH)
    return None


def why_not_seal(day: date, today: date, latest: date | None) -> Refusal | None:
    """Return why a day cannot be sealed, or None: codes ``day_not_over`` and ``later_day_sealed``."""
    if day >= today:
        return Refusal("day_not_over", noop("%(day)s 尚未结束，不能封存"), {"day": day})
    if latest is not None and day < latest:
        return Refusal(
            "later_day_sealed", noop("%(latest)s 已经封存，不能再补封 %(day)s"), {"day": day, "latest": latest}
        )
    return None
