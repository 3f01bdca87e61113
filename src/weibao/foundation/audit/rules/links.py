"""Recognise the link at which a chain or the row of seals breaks, and say what was done to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import orjson

from weibao.foundation.audit.rules.content import GENESIS, Content, canonical
from weibao.foundation.audit.rules.digests import Keyring
from weibao.foundation.kernel.refusals import noop

# How far around its place a row that fails its own check is tried, to tell a moved row from a changed one.
_REORDER_REACH = 200


class BreakKind(StrEnum):
    """What was done to the record."""

    CHANGED = "changed"  # 被改动
    REMOVED = "removed"  # 被删除
    REORDERED = "reordered"  # 被调换次序
    FORGED = "forged"  # 被伪造
    HEAD_MISMATCH = "head_mismatch"  # 链尾不符
    SEAL_MISMATCH = "seal_mismatch"  # 封存不符


_SENTENCES: Mapping[BreakKind, str] = {
    BreakKind.CHANGED: noop("%(subject)s 的第 %(seq)s 条记录内容被改动"),
    BreakKind.REMOVED: noop("%(subject)s 的第 %(seq)s 条记录被删除"),
    BreakKind.REORDERED: noop("%(subject)s 的第 %(seq)s 条记录不在原来的位置，次序被调换"),
    BreakKind.FORGED: noop("%(subject)s 的第 %(seq)s 条记录不是本系统写入的，属于伪造"),
    BreakKind.HEAD_MISMATCH: noop("%(subject)s 的链尾登记与第 %(seq)s 条记录不符"),
    BreakKind.SEAL_MISMATCH: noop("%(subject)s 的第 %(seq)s 条记录与日封存不符"),
}

SEAL = "seal"
_SEAL_SENTENCES: Mapping[BreakKind, str] = {
    BreakKind.CHANGED: noop("第 %(seq)s 号日封存被改动，或者不是本系统写入的"),
    BreakKind.REMOVED: noop("第 %(seq)s 号日封存被删除"),
    BreakKind.REORDERED: noop("第 %(seq)s 号日封存与前一号不相衔接"),
    BreakKind.SEAL_MISMATCH: noop("第 %(seq)s 号日封存所列的链尾被增删或改动"),
}


@dataclass(frozen=True, slots=True)
class Break:
    """One place where the record does not hold: the subject, the number of the entry, and what was done.

    For a daily seal the subject is ``seal`` and the number its position.
    """

    subject: str
    seq: int
    kind: BreakKind

    @property
    def text(self) -> str:
        """The Chinese sentence, with placeholders ``subject`` and ``seq``, marked for translation."""
        return (_SEAL_SENTENCES if self.subject == SEAL else _SENTENCES)[self.kind]

    def sentence(self) -> str:
        """Return the Chinese sentence with its places filled in."""
        return self.text % self.params

    @property
    def params(self) -> Mapping[str, object]:
        """What fills the sentence."""
        return {"subject": self.subject, "seq": self.seq}


class Link(NamedTuple):
    """One stored entry, with what head and seal remember of it (None where they do not name it)."""

    content: Content
    previous_hash: bytes
    hash: bytes
    head_hash: bytes | None
    head_proof: bytes | None
    head_is_sealed: bool | None
    sealed_hash: bytes | None


def canonical_head(subject: str, seq: int, value: bytes) -> bytes:
    """Return the bytes that a head's proof covers.

    Without a proof of its own, a head could be put back to any earlier entry and a cut-off tail would not show.
    """
    return orjson.dumps(("head", subject, seq, value.hex()))


def is_authentic(link: Link, keyring: Keyring, seq: int | None = None) -> bool:
    """Tell whether the system itself wrote this entry (at place ``seq``, or where it stands)."""
    content = link.content if seq is None else link.content._replace(seq=seq)
    data = canonical(content, link.previous_hash)
    return keyring.vouches(content.algorithm, content.key_version, data, link.hash)


def broken_link(before: Link | None, link: Link, after: Link | None, keyring: Keyring) -> Break | None:
    """Return what is wrong at this link of a chain, given its two neighbours, or None.

    The chain up to ``before`` has been found whole.
    """
    subject, seq = link.content.subject, link.content.seq
    if not is_authentic(link, keyring):
        return Break(subject, seq, _what_was_done(link, after, keyring))
    due = before.content.seq + 1 if before else 1
    if seq != due:
        return Break(subject, due, BreakKind.REMOVED)
    kind = _loose_end(before, link, after, keyring)
    return Break(subject, seq, kind) if kind else None


def _what_was_done(link: Link, after: Link | None, keyring: Keyring) -> BreakKind:
    seq = link.content.seq
    for place in range(max(1, seq - _REORDER_REACH), seq + _REORDER_REACH):
        if place != seq and is_authentic(link, keyring, place):
            return BreakKind.REORDERED
    # When its hash is one that something of ours refers to, an entry of ours stood here and was altered.
    is_continued = after is not None and after.previous_hash == link.hash and is_authentic(after, keyring)
    is_known = is_continued or link.sealed_hash == link.hash or _is_head(link, keyring)
    return BreakKind.CHANGED if is_known else BreakKind.FORGED


def _loose_end(before: Link | None, link: Link, after: Link | None, keyring: Keyring) -> BreakKind | None:
    if link.previous_hash != (before.hash if before else GENESIS):
        # Written by us, but after another entry than the one that stands before it now.
        return BreakKind.REORDERED
    if link.sealed_hash not in {None, link.hash}:
        return BreakKind.SEAL_MISMATCH
    if after is not None:
        return None
    if not _is_head(link, keyring):
        return BreakKind.HEAD_MISMATCH
    return BreakKind.SEAL_MISMATCH if link.head_is_sealed and link.sealed_hash is None else None


def _is_head(link: Link, keyring: Keyring) -> bool:
    """Tell whether a head written by us names this very entry as the end of its chain."""
    if link.head_proof is None or link.head_hash != link.hash:
        return False
    content = link.content
    data = canonical_head(content.subject, content.seq, link.hash)
    return keyring.vouches(content.algorithm, content.key_version, data, link.head_proof)
