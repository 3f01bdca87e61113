"""Reads the declarative files that say which units a province has and what they are called."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

from .kinds import UnitKind

NATIONAL = "national"

_LEVEL_FORMS = ("province", "city", "county", "township", "village")
# What overrides the form of the level, and when, stands at the head of national.toml.
_PARTICULAR_FORMS = ("municipality", "prefecture", "district", "street", "community", "zone")
FORMS = (*_LEVEL_FORMS, *_PARTICULAR_FORMS)


class TreeFileError(Exception):
    """A tree file names a kind or key that does not exist."""


@dataclass(frozen=True, slots=True)
class TreeEntry:
    """One kind of unit in a tree: the pattern of its name per form, where it stands, and for which divisions."""

    kind: UnitKind
    names: Mapping[str, str]
    also_kinds: tuple[UnitKind, ...] = ()
    under: UnitKind | None = None
    within: tuple[str, ...] = ()
    oversees: bool | None = None


@dataclass(frozen=True, slots=True)
class TreeFile:
    """A province's tree with what it inherits already merged in."""

    active_from: date
    entries: tuple[TreeEntry, ...]
    province: str | None = None
    zones: tuple[str, ...] = ()
    short_names: Mapping[str, str] = field(default_factory=dict)
    abbreviations: Mapping[str, str] = field(default_factory=dict)


@cache
def tree_for(province_code: str) -> TreeFile:
    """Return the tree of a province: its own file where there is one, the national pattern otherwise."""
    for file in sorted(resources.files(__package__).joinpath("trees").iterdir(), key=lambda file: file.name):
        tree = read_tree(file.name.removesuffix(".toml"))
        if tree.province == province_code:
            return tree
    return read_tree(NATIONAL)


@cache
def read_tree(name: str) -> TreeFile:
    """Return the named tree; an entry of a kind replaces the inherited entry of that kind.

    Raises TreeFileError when a kind or key is unknown.
    """
    text = resources.files(__package__).joinpath("trees", f"{name}.toml").read_text(encoding="utf-8")
    raw = tomllib.loads(text)
    try:
        own = tuple(_entry(item) for item in raw.get("unit", []))
    except (KeyError, TypeError, ValueError) as error:
        raise TreeFileError(f"trees/{name}.toml: {error}") from error
    inherited = read_tree(raw["inherits"]) if "inherits" in raw else None
    replaced = {entry.kind for entry in own}
    return TreeFile(
        active_from=raw["active_from"],
        entries=(*own, *(entry for entry in (inherited.entries if inherited else ()) if entry.kind not in replaced)),
        province=raw.get("province"),
        zones=tuple(raw.get("zones", [])),
        short_names=raw.get("short_names", {}),
        abbreviations={**(inherited.abbreviations if inherited else {}), **raw.get("abbreviations", {})},
    )


def _entry(item: dict[str, Any]) -> TreeEntry:
    unknown = item.keys() - {"kind", "also", "under", "within", "oversees", *FORMS}
    if unknown:
        raise ValueError(f"unknown keys {sorted(unknown)}")
    return TreeEntry(
        kind=UnitKind(item["kind"]),
        names={form: item[form] for form in FORMS if form in item},
        also_kinds=tuple(UnitKind(kind) for kind in item.get("also", [])),
        under=UnitKind(item["under"]) if "under" in item else None,
        within=tuple(item.get("within", [])),
        oversees=item.get("oversees"),
    )
