"""Finds the line of a table or key in a TOML text, because the standard library's reader keeps no positions."""

import re
from dataclasses import dataclass, field

_HEADER = re.compile(r"\s*(\[\[?)\s*([A-Za-z0-9_-]+(?:\s*\.\s*[A-Za-z0-9_\"-]+)*)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"\s*\"?([A-Za-z0-9_-]+)\"?\s*=")
_AT_LINE = re.compile(r"at line (\d+)")

Spot = tuple[str, str, int]
"""Section, name and number of the version (0 for the first) of a table."""


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines, counted from one, of the tables `[section.name]` and of the keys in them."""

    tables: dict[Spot, int] = field(default_factory=dict)
    keys: dict[tuple[Spot, str], int] = field(default_factory=dict)

    def of(self, spot: Spot, key: str = "") -> int:
        """Return the line of a key, else of its table, else of the section's first table, else 1."""
        section, name, _ = spot
        found = (
            self.keys.get((spot, key))
            or self.tables.get(spot)
            or self.tables.get((section, name, 0))
            or self.keys.get(((section, "", 0), name))
        )
        return found or min((line for (each, _, _), line in self.tables.items() if each == section), default=1)


def index(text: str) -> Lines:
    """Return the lines of every table header and key of a profile's text.

    Keys above all tables belong to the table `("", "", 0)`.
    """
    lines = Lines()
    spot: Spot = ("", "", 0)
    seen: dict[tuple[str, str], int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _HEADER.match(line):
            path = [part.strip().strip('"') for part in header[2].split(".")]
            section, name = path[0], path[1] if len(path) > 1 else ""
            # A table below an entry, such as [catalogue.x.county], still belongs to that entry.
            if len(path) <= 2:
                seen[section, name] = seen.get((section, name), -1) + 1
            spot = (section, name, max(seen.get((section, name), 0), 0))
            lines.tables.setdefault(spot, number)
            if len(path) > 2:
                lines.keys.setdefault((spot, path[2]), number)
        elif key := _KEY.match(line):
            lines.keys.setdefault((spot, key[1]), number)
    return lines


def of_syntax_error(message: str) -> int:
    """Return the line that the TOML reader's complaint names, or 1."""
    found = _AT_LINE.search(message)
    return int(found[1]) if found else 1
