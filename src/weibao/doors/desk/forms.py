"""Reads a posted sheet, or a draft of one, into the nested form of intake, and keeps what was typed as it was typed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.http import QueryDict
from django.utils.translation import gettext

from weibao.doors.desk import rules, sheet
from weibao.doors.desk.rules import Decision, Ending
from weibao.foundation.kernel.refusals import Refusal, RefusedError
from weibao.foundation.kernel.web import words
from weibao.people.regions import api as regions
from weibao.work.intake import api as intake

_SHOWN_CANDIDATES = 4


def _leaves() -> tuple[str, ...]:
    names: list[str] = []
    for name, entry in intake.FORM.items():
        names += [name] if isinstance(entry, intake.Field) else [f"{name}.{leaf}" for leaf in entry]
    return tuple(names)


LEAVES = _leaves()
_ENDING_FIELDS = tuple(rules.field_name(ending, part) for ending in Ending for part in ("text", "ground", "cites"))
_PLACES = ("place.region_code", *sheet.OTHER_PLACES)
_TYPED = tuple(f"{name}_name" for name in _PLACES)
KNOWN = frozenset(LEAVES) | frozenset((*_PLACES, *_TYPED, *_ENDING_FIELDS))


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands on a sheet: texts by field name, and sentences for what is wrong by field name."""

    texts: Mapping[str, str]
    faults: Mapping[str, str] = field(default_factory=dict)

    def value(self, name: str) -> str:
        """Return the text of a field, ``""`` when it is empty."""
        return self.texts.get(name, "")

    def fault(self, name: str) -> str:
        """Return the sentence for what is wrong with a field, or ``""``."""
        return self.faults.get(name, "")

    def touches(self, section: sheet.Section) -> bool:
        """Return whether a section holds anything that a fresh sheet does not, or anything wrong."""
        return any(
            place.name in self.faults or self.value(place.name) not in {"", sheet.FRESH.get(place.name, "")}
            for place in section.places
        )

    def with_faults(self, faults: Mapping[str, Refusal]) -> "Sheet":
        """Return the same sheet with what is wrong written beside the fields."""
        return Sheet(self.texts, {_shown_name(name): words(refusal) for name, refusal in faults.items()})


def fresh() -> Sheet:
    """Return an empty sheet."""
    return Sheet(sheet.FRESH)


def posted(post: QueryDict) -> Sheet:
    """Return the sheet that a browser sent; names that no sheet has are left out."""
    return Sheet({name: str(post[name]) for name in post if name in KNOWN})


def drafted(body: Mapping[str, object]) -> Sheet:
    """Return the sheet of a draft, texts by field name; whatever else it holds is left out."""
    return Sheet({name: text for name, text in body.items() if name in KNOWN and isinstance(text, str)})


@dataclass(frozen=True, slots=True)
class Read:
    """A sheet read into the form of intake, with what could not be read."""

    form: Mapping[str, object]
    faults: Mapping[str, Refusal]


def read(filled: Sheet, on: date, home: str) -> Read:
    """Return the nested form, empty fields left out.

    A place that was typed but not picked is looked up, and wrong when it is not the only one of its name; ``home`` is
    the code of the region whose places are named first then.
    """
    form: dict[str, object] = {}
    faults: dict[str, Refusal] = {}
    for name in LEAVES:
        if name == "other_places":
            several = [code for each in sheet.OTHER_PLACES if (code := _picked(filled, each, on, home, faults))]
            if several:
                form[name] = several
            continue
        text = _picked(filled, name, on, home, faults) if name in _PLACES else filled.value(name)
        if text:
            group, _, leaf = name.rpartition(".")
            into = form.setdefault(group, {}) if group else form
            if isinstance(into, dict):
                into[leaf] = text
    return Read(form, faults)


def decision(filled: Sheet, verb: str) -> Decision | None:
    """Return what was decided with the registration, or None for the plain one."""
    if verb not in set(Ending):
        return None
    ending = Ending(verb)

    def text(part: str) -> str:
        return filled.value(rules.field_name(ending, part))

    return Decision(ending, text("text"), text("ground"), text("cites"))


def choices(name: str) -> Mapping[str, str]:
    """Return the closed list of values of a field of the form, empty for any other."""
    group, _, leaf = name.rpartition(".")
    entry = intake.FORM.get(group or leaf)
    found = entry if isinstance(entry, intake.Field) else entry and entry.get(leaf)
    return (found.choices if found else None) or {}


def place_named(code: str) -> str:
    """Return the full name of a picked division; a code that nobody knows is shown as it is."""
    try:
        return regions.get(code).full_name if code else ""
    except RefusedError:
        return code


def _picked(filled: Sheet, name: str, on: date, home: str, faults: dict[str, Refusal]) -> str:
    """Return the code of the division in one picker, or ``""``; what is wrong with a typed name is written down."""
    typed = filled.value(f"{name}_name").strip()
    if filled.value(name) or not typed:
        return filled.value(name)
    try:
        found = regions.search(typed, on)
    except RefusedError:
        faults[name] = rules.PLACE_UNKNOWN.with_values(name=typed[:20])
        return ""
    exact = [division for division in found if typed in {division.name, division.full_name}] or found
    if len(exact) == 1:
        return exact[0].code
    listed = gettext("、").join(division.full_name for division in nearest_first(exact, home)[:_SHOWN_CANDIDATES])
    faults[name] = rules.PLACE_UNCLEAR.with_values(name=typed[:20], list=listed)
    return ""


def nearest_first(found: Iterable[regions.Division], home: str) -> list[regions.Division]:
    """Return divisions with those of the same county, city and province as ``home`` (a code) first."""

    def apart(division: regions.Division) -> int:
        shared = (length for length in (6, 4, 2) if home and division.code[:length] == home[:length])
        return -next(shared, 0)

    return sorted(found, key=apart)


def _shown_name(name: str) -> str:
    return sheet.OTHER_PLACES[0] if name == "other_places" else name
