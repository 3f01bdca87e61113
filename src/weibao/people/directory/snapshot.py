"""The directory's units in memory: hot paths label, find and order units from here without asking the database.

A copy is compared with the revision in the database at most every ``RECHECK_SECONDS``, and at once after a change made
by this process; other processes may therefore serve a unit's former name that long.
"""

import re
import threading
import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from weibao.foundation.kernel.actor import Level

from .kinds import UnitKind
from .models import Revision, Unit

RECHECK_SECONDS = 5.0

_SPELLING = re.compile(r"[1-5]?( |$)")
_RANK = {kind: rank for rank, kind in enumerate(UnitKind)}
FIELDS = (
    "id",
    "code",
    "name",
    "short_name",
    "kind",
    "also_kinds",
    "level",
    "region_code",
    "path",
    "parent_id",
    "oversees",
    "sort_key",
    "phone",
    "active_from",
    "active_until",
)


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit as the rest of the product sees it."""

    id: int
    code: str
    name: str
    short_name: str
    kind: UnitKind
    also_kinds: tuple[UnitKind, ...]
    level: Level
    region_code: str
    path: str
    parent_id: int | None
    oversees: bool
    sort_key: str
    phone: str
    active_from: date
    active_until: date | None
    spelling: str = ""  # the name in pinyin without tones and blanks, to be searched

    def is_active(self, on: date | None = None) -> bool:
        """Return whether the unit exists on the day, or (without a day) has no end."""
        if on is None:
            return self.active_until is None
        return self.active_from <= on and (self.active_until is None or on < self.active_until)

    def serves_as(self, kind: UnitKind) -> bool:
        """Return whether the unit is of the kind or holds that office besides its own."""
        return self.kind == kind or kind in self.also_kinds


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All units at one revision, ended ones included, indexed for reading."""

    mark: str
    by_id: Mapping[int, UnitRow]
    by_code: Mapping[str, UnitRow]
    by_kind_and_region: Mapping[tuple[UnitKind, str], tuple[UnitRow, ...]]
    by_region: Mapping[str, tuple[UnitRow, ...]]


_held: Snapshot | None = None
_checked_at = float("-inf")


class _Unfinished(threading.local):
    """What a transaction that has changed units sees of them before it commits; nobody else may see it."""

    snapshot: Snapshot | None = None
    changes: int = 0


_unfinished = _Unfinished()


def current() -> Snapshot:
    """Return the units, reading them anew when the directory has changed."""
    global _held, _checked_at  # noqa: PLW0603 - the one copy of this process
    if changes := _unfinished_changes():
        if _unfinished.snapshot is None or _unfinished.changes != changes:
            _unfinished.snapshot, _unfinished.changes = _read(_mark()), changes
        return _unfinished.snapshot
    moment = time.monotonic()
    if _held is not None and moment - _checked_at < RECHECK_SECONDS:
        return _held
    mark = _mark()
    if _held is None or _held.mark != mark:
        _held = _read(mark)
    _checked_at = moment
    return _held


def revision() -> str:
    """Return the mark of the units that this process serves; it changes whenever a unit does."""
    return current().mark


def changed() -> None:
    """Have the present transaction read the units anew, and after its commit everybody in this process."""
    _unfinished.snapshot = None
    transaction.on_commit(recheck)


def recheck() -> None:
    """Have the next reader in this process compare its copy with the database."""
    global _checked_at  # noqa: PLW0603 - the one copy of this process
    _checked_at = float("-inf")


def _unfinished_changes() -> int:
    """Return how many changes of units the present transaction has made: each has ``recheck`` wait for the commit.

    A rollback takes the waiting calls away, so the copy of what never came to be is not looked at again.
    """
    return sum(recheck in waiting for waiting in transaction.get_connection().run_on_commit)


def _mark() -> str:
    return Revision.objects.values_list("mark", flat=True).first() or ""


def row_of(values: tuple[object, ...]) -> UnitRow:
    """Return the row made of the values of ``FIELDS``."""
    fields = dict(zip(FIELDS, values, strict=True))
    fields["kind"] = UnitKind(str(fields["kind"]))
    fields["also_kinds"] = tuple(UnitKind(kind) for kind in fields["also_kinds"])  # type: ignore[attr-defined]  # a list of text
    fields["spelling"] = _SPELLING.sub("", str(fields["sort_key"]))
    fields["level"] = Level(str(fields["level"]))
    return UnitRow(**fields)  # type: ignore[arg-type]  # the columns have the types of the fields


def _read(mark: str) -> Snapshot:
    rows = [row_of(values) for values in Unit.objects.values_list(*FIELDS)]
    rows.sort(key=lambda row: (row.path, _RANK[row.kind], row.sort_key, row.id))
    by_kind_and_region: dict[tuple[UnitKind, str], list[UnitRow]] = defaultdict(list)
    by_region: dict[str, list[UnitRow]] = defaultdict(list)
    for row in rows:
        by_region[row.region_code].append(row)
        for kind in (row.kind, *row.also_kinds):
            by_kind_and_region[kind, row.region_code].append(row)
    return Snapshot(
        mark=mark,
        by_id={row.id: row for row in rows},
        by_code={row.code: row for row in rows},
        by_kind_and_region={key: tuple(value) for key, value in by_kind_and_region.items()},
        by_region={key: tuple(value) for key, value in by_region.items()},
    )
