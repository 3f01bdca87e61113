"""The divisions in memory: reads the packaged files once, on first use, and finds entries by code."""

import csv
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib import resources
from typing import Self

from weibao.people.regions import codes
from weibao.people.regions.terms import Division, Kind

# Earlier days are not recorded: what was renamed or merged before is known only by code, name and year.
RECORD_BEGINS = date(2006, 1, 1)
_NO_COUNTIES = frozenset({"441900", "442000", "460400", "620200"})  # 东莞、中山、儋州、嘉峪关
_TOWNSHIP_LIKE = range(400, 600)  # of the three township digits, by the statistics' coding rules


@dataclass(frozen=True, slots=True)
class Entry:
    """One stretch of time in which a code had one name."""

    code: str
    name: str
    kind: Kind
    valid_from: date | None = None
    valid_until: date | None = None
    successors: tuple[str, ...] = ()

    def is_valid(self, on: date | None) -> bool:
        """Return whether the entry holds on a day; None asks for the latest state."""
        if on is None:
            return self.valid_until is None
        return (self.valid_from is None or self.valid_from <= on) and (
            self.valid_until is None or on < self.valid_until
        )


@dataclass(frozen=True, slots=True)
class Former:
    """A code that was given up before the record begins, and the latest year whose table has it."""

    code: str
    name: str
    latest_year: int


class Gazetteer:
    """All entries, in the order of their codes."""

    def __init__(self, entries: list[Entry]) -> None:
        self.entries = sorted(entries, key=lambda entry: (entry.code, entry.valid_from or date.min))
        self._by_code: dict[str, list[Entry]] = {}
        self._below: dict[str | None, list[str]] = {}
        for entry in self.entries:
            if entry.code not in self._by_code:
                self._by_code[entry.code] = []
                self._below.setdefault(codes.parent_of(entry.code), []).append(entry.code)
            self._by_code[entry.code].append(entry)
        self._codes = list(self._by_code)

    @classmethod
    def read(cls) -> Self:
        """Read divisions, townships and villages from the packaged files."""
        entries = [
            Entry(
                code,
                name,
                _kind(code, kind),
                date.fromisoformat(first) if first else None,
                date.fromisoformat(end) if end else None,
                tuple(successors.split()),
            )
            for code, name, kind, first, end, successors in _lines("divisions.csv")
        ]
        for file in ("townships.csv", "villages.csv"):
            entries.extend(Entry(code, name, _kind(code)) for code, name in _lines(file))
        return cls(entries)

    def history(self, code: str) -> list[Entry]:
        """Return all entries of a code, earliest first."""
        return self._by_code.get(code, [])

    def find(self, code: str, on: date | None) -> Entry | None:
        """Return the entry of ``code`` that holds on a day together with all above it, or None."""
        entry = next((entry for entry in reversed(self.history(code)) if entry.is_valid(on)), None)
        parent = codes.parent_of(code)
        if entry is None or (parent is not None and self.find(parent, on) is None):
            return None
        return entry

    def below(self, code: str | None, on: date | None) -> Iterator[Entry]:
        """Yield the entries directly under ``code`` (None: the provinces) that hold on a day, by code."""
        found = (self.find(child, on) for child in self._below.get(code, []))
        return (entry for entry in found if entry is not None)

    def has_below(self, code: str) -> bool:
        """Return whether anything under ``code`` was ever recorded."""
        return code in self._below

    def starting(self, prefix: str) -> Iterator[str]:
        """Yield the recorded codes that begin with ``prefix``, in order."""
        for position in range(bisect_left(self._codes, prefix), len(self._codes)):
            if not self._codes[position].startswith(prefix):
                return
            yield self._codes[position]

    def names(self, entry: Entry, on: date | None) -> tuple[str, ...]:
        """Return the names from the province down to ``entry``, as they were on a day.

        An ended entry is named as on its last day when no day is asked for.
        """
        if on is None and entry.valid_until is not None:
            on = entry.valid_until - timedelta(days=1)
        above = (self.find(code, on) for code in codes.lineage(entry.code)[:-1])
        return (*(upper.name for upper in above if upper is not None), entry.name)

    def division(self, entry: Entry, on: date | None) -> Division:
        """Return an entry as callers see it."""
        return Division(
            code=entry.code,
            name=entry.name,
            level=codes.level_of(entry.code),
            full_name="".join(self.names(entry, on)),
            parent=codes.parent_of(entry.code),
            path=codes.path(entry.code),
            valid_from=entry.valid_from,
            valid_until=entry.valid_until,
            successors=entry.successors,
            kind=entry.kind,
        )

    def present(self, entry: Entry, on: date | None) -> list[Entry]:
        """Return what an ended entry's territory belongs to on a day, following successors that ended as well."""
        found: dict[str, Entry] = {}
        waiting, seen = [entry], {entry}
        while waiting:
            for code in waiting.pop(0).successors:
                holds = self.find(code, on)
                if holds is not None:
                    found.setdefault(code, holds)
                    continue
                later = [heir for heir in self.history(code) if heir.successors and heir not in seen]
                seen.update(later)
                waiting.extend(later)
        return list(found.values())


@cache
def gazetteer() -> Gazetteer:
    """Return the divisions; read once per process, on first use."""
    return Gazetteer.read()


@cache
def former() -> dict[str, Former]:
    """Return the codes given up before the record begins; read only when an unknown code is asked for."""
    return {code: Former(code, name, int(year)) for code, name, year in _lines("former.csv")}


def _lines(file: str) -> Iterator[list[str]]:
    with (resources.files(__package__) / "data" / file).open(encoding="utf-8") as text:
        lines = csv.reader(text)
        next(lines)
        yield from lines


def _kind(code: str, listed: str = "") -> Kind:
    if listed:
        return Kind(listed)
    if len(code) > 6:
        is_like = len(code) == 9 and int(code[6:]) in _TOWNSHIP_LIKE
        return Kind.TOWNSHIP_LIKE if is_like else Kind.ORDINARY
    if code[2:4] == codes.PROVINCE_RUN:
        return Kind.CORPS_CITY if code.startswith(codes.CORPS) else Kind.PROVINCE_RUN_COUNTY
    if code in _NO_COUNTIES:
        return Kind.CITY_WITHOUT_COUNTIES
    if code[:2] in codes.SPECIAL_REGIONS:
        return Kind.SPECIAL_REGION
    is_municipality = code.endswith("0000") and code[:2] in codes.MUNICIPALITIES
    return Kind.MUNICIPALITY if is_municipality else Kind.ORDINARY
