"""What became of divisions since 2006: the changes with the papers that ordered them, and the stretches of a code."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib import resources

from weibao.people.regions import codes, queries
from weibao.people.regions.gazetteer import gazetteer
from weibao.people.regions.terms import Division


@dataclass(frozen=True, slots=True)
class Named:
    """A division as a paper names it."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Change:
    """One change: the day and number of the approval, what there was before and what there is after."""

    on: date
    document: str
    before: tuple[Named, ...]
    after: tuple[Named, ...]

    def touches(self, code: str) -> bool:
        """Return whether the division with ``code`` stands on either side."""
        return any(named.code == code for named in (*self.before, *self.after))


@cache
def changes() -> tuple[Change, ...]:
    """Return every recorded change of a division of county level or above, the latest first."""
    return tuple(reversed(list(_read())))


def changes_of(code: str) -> list[Change]:
    """Return the changes that touch a division, the latest first."""
    return [change for change in changes() if change.touches(code)]


def changes_under(code: str) -> list[Change]:
    """Return the changes in a province, the latest first."""
    own = code[:2]
    return [change for change in changes() if any(named.code[:2] == own for named in (*change.before, *change.after))]


def stretches(code: str) -> list[Division]:
    """Return each stretch of time in which a code had one name, the latest first; former ones as on their last day.

    Refused as ``queries.get`` when the record never had the code.
    """
    book = gazetteer()
    history = book.history(codes.canonical(code) or "")
    # A code without entries is refused there, with the sentence that fits it best.
    return [book.division(entry, None) for entry in reversed(history)] or [queries.get(code)]


def around(here: Division, on: date | None) -> tuple[list[Division], list[Division]]:
    """Return what is directly under a division and what stands above it, as of a day or of its own last day."""
    if on is None and here.valid_until is not None:
        on = here.valid_until - timedelta(days=1)
    return queries.children(here.code, on), queries.ancestors(here.code, on)


def latest(code: str) -> Division | None:
    """Return a division as it is, or as it was on its last day; None for a code that the record never had."""
    history = gazetteer().history(code)
    return gazetteer().division(history[-1], None) if history else None


def _read() -> Iterator[Change]:
    with (resources.files(__package__) / "data" / "changes.csv").open(encoding="utf-8") as text:
        lines = csv.reader(text)
        next(lines)
        for on, document, before, after in lines:
            yield Change(date.fromisoformat(on), document, _named(before), _named(after))


def _named(text: str) -> tuple[Named, ...]:
    return tuple(Named(*each.split(" ", 1)) for each in text.split(";") if each)
