"""Plans the units of a province: one per kind and division, named and hung as its tree file says."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from weibao.foundation.kernel.actor import Level
from weibao.people.regions import api as regions

from .kinds import UnitKind
from .tree_files import TreeEntry, TreeFile, tree_for

Lineage = tuple[regions.Division, ...]
"""A division after all it lies in, the province first."""

_PROVINCE_WORD = {"自治区": "自治区", "市": "市"}


@dataclass(frozen=True, slots=True)
class UnitPlan:
    """A unit that is to be; ``parent_code`` names another plan of the same tree."""

    code: str
    name: str
    short_name: str
    kind: UnitKind
    also_kinds: tuple[UnitKind, ...]
    level: Level
    region_code: str
    path: str
    oversees: bool
    parent_code: str | None
    active_from: date


def plan_tree(province_code: str, *, on: date | None = None) -> list[UnitPlan]:
    """Return the units of a province and everything under it, each after the one it stands under.

    ``province_code`` has six digits; ``on`` chooses the divisions of a day, otherwise the present ones. Refused with
    ``unknown_region`` or ``region_ended``.
    """
    tree = tree_for(province_code)
    plans: dict[str, UnitPlan] = {}
    offices: dict[tuple[str, UnitKind], str] = {}
    for lineage in _lineages(tree, (regions.get(province_code, on=on),), on):
        division = lineage[-1]
        here = [entry for entry in tree.entries if _pattern(entry, lineage)]
        for entry in here:
            for kind in (entry.kind, *entry.also_kinds):
                offices.setdefault((division.code, kind), _code(division, entry.kind))
        for entry in here:
            plans[_code(division, entry.kind)] = _plan(tree, entry, lineage, _stands_under(entry, lineage, offices))
    return list(_parents_first(plans))


def _lineages(tree: TreeFile, lineage: Lineage, on: date | None) -> Iterator[Lineage]:
    """Yield the division at the end of ``lineage`` and all below it, each with those it lies in, highest first."""
    yield lineage
    for child in regions.children(lineage[-1].code, on=on):
        if not child.is_zone or child.code in tree.zones:
            yield from _lineages(tree, (*lineage, child), on)


def _code(division: regions.Division, kind: UnitKind) -> str:
    return f"{division.code}-{kind}"


def _forms(lineage: Lineage) -> tuple[str, ...]:
    """Return the forms a name may take for a division, the most particular first."""
    division = lineage[-1]
    if division.is_zone:
        return ("zone",)
    name = division.name
    particular = {
        Level.PROVINCE: "municipality" if name.endswith("市") else "",
        Level.CITY: "" if name.endswith("市") else "prefecture",
        Level.COUNTY: "district" if _is_district(lineage) else "",
        Level.TOWNSHIP: "street" if name.endswith("街道") else "",
        Level.VILLAGE: "" if name.endswith("村") else "community",
    }
    return (particular[division.level], str(division.level))


def _is_district(lineage: Lineage) -> bool:
    """Return whether the division is a district of a city; 神农架林区, right under a province, is not."""
    return len(lineage) > 1 and lineage[-1].name.endswith("区") and lineage[-2].name.endswith("市")


def _pattern(entry: TreeEntry, lineage: Lineage) -> str:
    division = lineage[-1]
    if entry.within and not any(f"/{code}/" in division.path for code in entry.within):
        return ""
    for form in _forms(lineage):
        if form in entry.names:
            pattern = entry.names[form]
            # A municipality's departments rank like a province's but are called bureaux.
            is_bureau = form == "province" and division.name.endswith("市")
            return pattern.replace("厅", "局") if is_bureau else pattern
    return ""


def _stands_under(entry: TreeEntry, lineage: Lineage, offices: dict[tuple[str, UnitKind], str]) -> str | None:
    """Return the code of the unit above: the one named by ``under``, else the nearest of the same kind higher up."""
    kinds = (entry.under,) if entry.under else (entry.kind, *entry.also_kinds)
    steps = lineage if entry.under else lineage[:-1]
    for division in reversed(steps):
        for kind in kinds:
            if (division.code, kind) in offices:
                return offices[division.code, kind]
    return None


def _plan(tree: TreeFile, entry: TreeEntry, lineage: Lineage, under: str | None) -> UnitPlan:
    division = lineage[-1]
    pattern = _pattern(entry, lineage)
    own = division.name
    city = lineage[-2].name if len(lineage) > 1 else ""
    shared = {"name": own, "city": city, "stem": own[:-1]}
    place = f"{city}{own}" if division.level is Level.COUNTY and _is_district(lineage) else own
    return UnitPlan(
        code=_code(division, entry.kind),
        name=pattern.format(place=place, **shared),
        short_name=_abbreviated(tree, pattern.format(place=_short(tree, division), **shared)),
        kind=entry.kind,
        also_kinds=entry.also_kinds,
        level=division.level,
        region_code=division.code,
        path=division.path,
        oversees=entry.kind.oversees if entry.oversees is None else entry.oversees,
        parent_code=under,
        active_from=tree.active_from,
    )


def _short(tree: TreeFile, division: regions.Division) -> str:
    if division.level is Level.PROVINCE:
        return next((word for ending, word in _PROVINCE_WORD.items() if division.name.endswith(ending)), "省")
    return tree.short_names.get(division.code, division.name)


def _abbreviated(tree: TreeFile, name: str) -> str:
    for long, short in tree.abbreviations.items():
        name = name.replace(long, short)
    return name


def _parents_first(plans: dict[str, UnitPlan]) -> Iterator[UnitPlan]:
    placed: set[str] = set()

    def place(plan: UnitPlan) -> Iterator[UnitPlan]:
        if plan.code in placed:
            return
        placed.add(plan.code)
        if plan.parent_code is not None:
            yield from place(plans[plan.parent_code])
        yield plan

    for plan in plans.values():
        yield from place(plan)
