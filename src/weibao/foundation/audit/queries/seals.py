"""The daily seals."""

from datetime import date

from weibao.foundation.audit.models import Seal
from weibao.foundation.audit.rules.seals import SealContent, StoredSeal


def latest_seal() -> StoredSeal | None:
    """Return the newest seal, or None; whoever keeps its hash elsewhere can tell whether seals vanished later."""
    return _stored(Seal.objects.order_by("-position").first())


def seal_of(day: date) -> StoredSeal | None:
    """Return the seal of a day, or None."""
    return _stored(Seal.objects.filter(day=day).first())


def sealed_before(position: int | None = None, limit: int = 50) -> list[StoredSeal]:
    """Return seals from the newest, or from the one before ``position``, backwards."""
    rows = Seal.objects.order_by("-position")
    if position is not None:
        rows = rows.filter(position__lt=position)
    return [sealed for row in rows[:limit] if (sealed := _stored(row))]


def _stored(row: Seal | None) -> StoredSeal | None:
    if row is None:
        return None
    content = SealContent(
        row.position,
        row.day,
        row.sealed_at,
        row.subjects,
        row.entries,
        bytes(row.merkle_root),
        row.algorithm,
        row.key_version,
    )
    return StoredSeal(content, bytes(row.previous_hash), bytes(row.hash))
