"""Reads of the directory: units from the copy in memory, people and keyset pages from the database.

Nothing here is narrowed by who asks: every member of staff may see every unit, and no child's data is among it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from weibao.foundation.kernel.refusals import RefusedError
from weibao.foundation.kernel.scope import bounds

from . import rules, snapshot
from .kinds import UnitKind
from .models import Person, Unit
from .snapshot import FIELDS, UnitRow, row_of

PAGE_LIMIT = 200

Mark = tuple[str, str, int]
"""Where a page of units ended: path, sort key and id of its last unit."""


@dataclass(frozen=True, slots=True)
class PersonRow:
    """Somebody in a unit; ``has_phone`` says whether a number is on file, which is shown only on demand."""

    id: int
    name: str
    title: str
    unit_id: int
    has_phone: bool
    active_from: date
    active_until: date | None


def unit(unit_id: int) -> UnitRow:
    """Return the unit with this id, ended ones too; refused with ``not_found``."""
    row = snapshot.current().by_id.get(unit_id)
    if row is None:
        raise RefusedError(rules.UNKNOWN_UNIT)
    return row


def unit_by_code(code: str) -> UnitRow:
    """Return the unit with this code, such as "220322-police"; refused with ``not_found``."""
    row = snapshot.current().by_code.get(code)
    if row is None:
        raise RefusedError(rules.UNKNOWN_UNIT)
    return row


def unit_names(unit_ids: Iterable[int]) -> dict[int, str]:
    """Return the short names of units by id, without asking the database; unknown ids are left out."""
    by_id = snapshot.current().by_id
    return {unit_id: by_id[unit_id].short_name for unit_id in unit_ids if unit_id in by_id}


def find_units(kind: UnitKind, region_code: str, *, on: date | None = None) -> list[UnitRow]:
    """Return the units of a region itself that are of the kind or hold that office, the proper ones first.

    With ``on`` those that exist on the day, otherwise those without an end. ``region_code`` is canonical: six digits
    down to the county, nine for a township, twelve for a village.
    """
    found = snapshot.current().by_kind_and_region.get((kind, region_code), ())
    return [row for row in found if row.is_active(on)]


def units_of_region(region_code: str, *, on: date | None = None) -> list[UnitRow]:
    """Return the units of a region itself, in the order of the glossary's kinds."""
    return [row for row in snapshot.current().by_region.get(region_code, ()) if row.is_active(on)]


def units_standing_under(unit_id: int) -> list[UnitRow]:
    """Return the units right under one that have no end, by region and kind."""
    return [row for row in snapshot.current().by_id.values() if row.parent_id == unit_id and row.is_active()]


def search_units(text: str, *, path: str = "/", limit: int = 20, on: date | None = None) -> list[UnitRow]:
    """Return units at or below ``path`` whose name, short name or pinyin holds all words of ``text``, nearest first.

    Names that begin with the first word come first, then higher levels. Pinyin is matched without tones ("lishu").
    """
    words = text.casefold().split()
    if not words:
        return []
    found = []
    for row in snapshot.current().by_id.values():
        if row.path.startswith(path) and row.is_active(on):
            where = [row.short_name.find(words[0]), row.name.find(words[0])]
            haystack = f"{row.name}|{row.short_name}|{row.spelling}"
            if all(word in haystack for word in words):
                found.append((0 not in where, row.level.rank, row.path, row.sort_key, row.id, row))
    found.sort(key=lambda ranked: ranked[:5])
    return [ranked[-1] for ranked in found[:limit]]


def units_under(
    path: str, *, after: Mark | None = None, limit: int = 50, kind: UnitKind | None = None, on: date | None = None
) -> list[UnitRow]:
    """Return a page of the units at or below ``path``, by region and pinyin, after ``mark_of`` the row before."""
    low, high = bounds(path)
    units = Unit.objects.filter(path__gte=low, path__lt=high)
    if kind is not None:
        units = units.filter(Q(kind=kind) | Q(also_kinds__contains=[kind]))
    if on is None:
        units = units.filter(active_until=None)
    else:
        units = units.filter(Q(active_until=None) | Q(active_until__gt=on), active_from__lte=on)
    if after is not None:
        at, key, unit_id = after
        same_path = Q(path=at) & (Q(sort_key__gt=key) | Q(sort_key=key, id__gt=unit_id))
        units = units.filter(Q(path__gt=at) | same_path, path__gte=at)
    rows = units.order_by("path", "sort_key", "id").values_list(*FIELDS)[: min(limit, PAGE_LIMIT)]
    return [row_of(values) for values in rows]


def mark_of(row: UnitRow) -> Mark:
    """Return where a page that ends with ``row`` ended."""
    return row.path, row.sort_key, row.id


def home_path() -> str:
    """Return the path of the highest region that has units: the whole of this installation, "/" when it has several."""
    paths = {row.path for row in snapshot.current().by_id.values()}
    shortest = min(paths, key=len, default="/")
    return shortest if all(path.startswith(shortest) for path in paths) else "/"


def people_of(unit_id: int, *, on: date) -> list[PersonRow]:
    """Return who holds a post in the unit on the day, by pinyin."""
    people = Person.objects.filter(Q(active_until=None) | Q(active_until__gt=on), unit_id=unit_id, active_from__lte=on)
    return [_person(values) for values in people.order_by("sort_key", "id").values_list(*_PERSON_FIELDS)]


def person(person_id: int) -> PersonRow:
    """Return somebody of the directory; refused with ``not_found``."""
    values = Person.objects.filter(id=person_id).values_list(*_PERSON_FIELDS).first()
    if values is None:
        raise RefusedError(rules.UNKNOWN_PERSON)
    return _person(values)


_PERSON_FIELDS = ("id", "name", "title", "unit_id", "phone_sealed", "active_from", "active_until")


def _person(values: tuple[int, str, str, int, bytes | None, date, date | None]) -> PersonRow:
    person_id, name, title, unit_id, sealed, active_from, active_until = values
    return PersonRow(person_id, name, title, unit_id, sealed is not None, active_from, active_until)
