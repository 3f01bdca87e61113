"""Rules of one sort by key, each key with its versions in the order of their days."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from weibao.advice.policy.rules import Entry

E_co = TypeVar("E_co", bound=Entry, covariant=True)
E = TypeVar("E", bound=Entry)


class RuleMissingError(LookupError):
    """The profile has no such rule on that day."""


@dataclass(frozen=True, slots=True)
class Table(Generic[E_co]):
    """All rules of one sort, called `name` in the profile; `on=None` means the version without an end."""

    name: str
    versions: Mapping[str, tuple[E_co, ...]]

    def find(self, key: str, on: date | None = None) -> E_co | None:
        """Return the rule `key` as it stands on a day, or None."""
        return _standing(self.versions.get(key, ()), on)

    def get(self, key: str, on: date | None = None) -> E_co:
        """Return the rule `key` as it stands on a day; raises RuleMissingError when there is none."""
        found = self.find(key, on)
        if found is None:
            raise RuleMissingError(f"{self.name}.{key}")
        return found

    def all(self, on: date | None = None) -> tuple[E_co, ...]:
        """Return every rule that stands on a day, in the order of the profile."""
        return tuple(found for versions in self.versions.values() if (found := _standing(versions, on)) is not None)

    def __contains__(self, key: object) -> bool:
        return key in self.versions

    def __iter__(self) -> Iterator[str]:
        return iter(self.versions)

    def __len__(self) -> int:
        return len(self.versions)


def _standing(versions: tuple[E, ...], on: date | None) -> E | None:
    if on is None:
        return next((entry for entry in reversed(versions) if entry.valid_until is None), None)
    return next((entry for entry in versions if entry.holds_on(on)), None)
