"""The menu tree at the left and the few other places of the shell that modules fill in when they start."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from django.urls import reverse
from django.utils.translation import get_language, gettext, override

from .actor import Actor
from .refusals import noop

PERSONAL = noop("个人")

Place = Literal["home", "search", "sign_in", "sign_out", "language"]


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the menu: ``label`` and ``group`` are marked Chinese text, ``deed`` the permission that shows it.

    A group stands where its entry with the lowest ``order`` would stand.
    """

    key: str
    label: str
    url_name: str
    icon: str
    group: str
    deed: str | None = None
    order: int = 100


@dataclass(frozen=True, slots=True)
class Line:
    """An entry ready for the page: translated and with its address."""

    key: str
    label: str
    url: str
    icon: str


@dataclass(frozen=True, slots=True)
class Group:
    """Lines under one heading; ``key`` is the untranslated heading."""

    key: str
    label: str
    lines: tuple[Line, ...]


_entries: dict[str, Entry] = {}
_places: dict[Place, str] = {}


def add(entry: Entry) -> None:
    """Put ``entry`` into the menu; an entry with the same key is replaced. Called from a module's ``apps.ready``."""
    _entries[entry.key] = entry
    _groups.cache_clear()


def fill(place: Place, url_name: str) -> None:
    """Say which view stands behind a place of the shell, such as the search box. Called from ``apps.ready``."""
    _places[place] = url_name


def address(place: Place) -> str | None:
    """Return the address behind a place of the shell, or None where no module has filled it."""
    url_name = _places.get(place)
    return reverse(url_name) if url_name else None


def for_actor(actor: Actor) -> tuple[Group, ...]:
    """Return the groups of the menu tree that ``actor`` may use, in order, without empty ones."""
    return _groups(_keys(actor), get_language() or "")


def personal(actor: Actor) -> tuple[Line, ...]:
    """Return the lines of the menu under the person's name."""
    return _lines(_keys(actor), PERSONAL)


def _keys(actor: Actor) -> frozenset[str]:
    return frozenset(key for key, entry in _entries.items() if entry.deed is None or actor.holds(entry.deed))


# Every page shows the menu, and few different ones exist: one for each set of permissions and language.
@lru_cache(maxsize=256)
def _groups(keys: frozenset[str], language: str) -> tuple[Group, ...]:
    places: dict[str, int] = {}
    for entry in _entries.values():
        places[entry.group] = min(entry.order, places.get(entry.group, entry.order))
    places.pop(PERSONAL, None)
    order = sorted(places, key=lambda group: (places[group], group))
    with override(language or None):
        groups = [Group(key=group, label=gettext(group), lines=_lines(keys, group)) for group in order]
    return tuple(group for group in groups if group.lines)


def _lines(keys: frozenset[str], group: str) -> tuple[Line, ...]:
    mine = [entry for key, entry in _entries.items() if key in keys and entry.group == group]
    mine.sort(key=lambda entry: (entry.order, entry.key))
    return tuple(
        Line(key=entry.key, label=gettext(entry.label), url=reverse(entry.url_name), icon=entry.icon) for entry in mine
    )
