"""Finds the units an item may be given to, best first, each with the reason and the basis for naming it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from weibao.advice.policy.api import Basis, Duty, DutyName, Profile, Source, UrgentKind, word
from weibao.advice.routing.terms import (
    FindUnits,
    MissingUnit,
    Ownership,
    Proposal,
    Reason,
    Role,
    RoutingFacts,
)
from weibao.foundation.kernel.actor import Level
from weibao.foundation.kernel.refusals import noop
from weibao.people.directory.kinds import UnitKind
from weibao.people.regions import api as regions

LEAD_BELOW = noop("%(region)s承担属地责任；%(owner_reason)s")
PLACE_SUPPORT = noop("事项涉及%(region)s，请当地协同办理")
CATALOGUE_LEAD = noop("派单目录：“%(category)s”在%(level)s由%(kind)s主办")
CATALOGUE_SUPPORT = noop("派单目录：“%(category)s”在%(level)s由%(kind)s协办")
REFERRAL = noop("%(level)s负责接收上报、研究评估并转办")
FILING = noop("“%(kind)s”属于紧急类事项，转接110等紧急电话的同时报备")


@dataclass(frozen=True, slots=True)
class Case:
    """The item, the rules, who owns it, the places it touches, and how to find units."""

    facts: RoutingFacts
    profile: Profile
    owner: Ownership
    places: tuple[str, ...]
    find_units: FindUnits


@dataclass(frozen=True, slots=True)
class Found:
    """Units proposed, each once, best first; and the kinds that were looked for in vain."""

    proposals: tuple[Proposal, ...]
    missing: tuple[MissingUnit, ...]


_Named = Iterator[Proposal | MissingUnit]


def units(case: Case) -> Found:
    """Return the units to dispatch to, in the order in which the profile has this level look for them."""
    rule = case.profile.dispatches.find(case.facts.at_level, case.facts.on)
    sources = () if rule is None else rule.sources
    return _sorted(case, (each for source in sources for each in _FROM[source](case)))


def referral_offices(case: Case) -> Found:
    """Return the offices above that take the item."""
    duty = case.profile.duty(DutyName.REFERRAL, case.facts.on)
    levels = [level for level in reversed(duty.levels) if level.is_above(case.facts.at_level)]
    named = (each for level in levels[:1] for each in _on_duty(case, duty, level, REFERRAL, {"level": word(level)}))
    return _sorted(case, named)


def filing_offices(case: Case, urgent: UrgentKind) -> Found:
    """Return the offices that are told of an urgent item at the moment it is passed to the emergency line."""
    duty = case.profile.duty(DutyName.URGENT_FILING, case.facts.on)
    params = {"kind": urgent.label}
    return _sorted(case, (each for level in duty.levels for each in _on_duty(case, duty, level, FILING, params)))


def _on_duty(case: Case, duty: Duty, level: Level, text: str, params: dict[str, str]) -> _Named:
    region = _above(case.facts.at_region, level, case)
    if region is not None:
        yield from _first_kind(case, duty.kinds[level], region, Role.LEAD, Reason(text, params), duty.basis)


def _lead_below(case: Case) -> _Named:
    """Yield the handling unit one level down towards the owner, or the owner's own; then those of other places."""
    duty = case.profile.duty(DutyName.HANDLING, case.facts.on)
    towards = _step_down(case, case.owner.region)
    if towards is not None:
        region = regions.get(towards, case.facts.on)
        reason = Reason(LEAD_BELOW, {"region": region.name, "owner_reason": case.owner.reason})
        yield from _first_kind(case, duty.kinds.get(region.level, ()), towards, Role.LEAD, reason, duty.basis)
    for code in dict.fromkeys(filter(None, (_step_down(case, place) for place in case.places))):
        if code not in {towards, case.facts.at_region}:
            region = regions.get(code, case.facts.on)
            reason = Reason(PLACE_SUPPORT, {"region": region.name})
            kinds = duty.kinds.get(region.level, ())
            yield from _first_kind(case, kinds, code, Role.SUPPORT, reason, case.owner.basis)


def _catalogue_of_owner(case: Case) -> _Named:
    yield from _catalogue(case, case.owner.level, case.owner.region)


def _catalogue_here(case: Case) -> _Named:
    yield from _catalogue(case, case.facts.at_level, case.facts.at_region)


def _catalogue(case: Case, level: Level, region: str) -> _Named:
    """Yield the departments of a region after the dispatch catalogue, leads before supports."""
    category = case.profile.category(case.facts.category, case.facts.on)
    route = case.profile.catalogue(category.key, level, case.facts.on)
    for role, text, kinds in (
        (Role.LEAD, CATALOGUE_LEAD, route.lead),
        (Role.SUPPORT, CATALOGUE_SUPPORT, route.support),
    ):
        for kind in kinds:
            params = {"category": category.label, "level": word(level), "kind": kind.zh}
            yield from _first_kind(case, (kind,), region, role, Reason(text, params), route.basis)


_FROM = {
    Source.LEAD_BELOW: _lead_below,
    Source.CATALOGUE: _catalogue_of_owner,
    Source.CATALOGUE_HERE: _catalogue_here,
}


def _first_kind(case: Case, kinds: Iterable[UnitKind], region: str, role: Role, reason: Reason, basis: Basis) -> _Named:
    """Yield the units of the first kind that the region has; when it has none, what was looked for."""
    wanted = tuple(kinds)
    for kind in wanted:
        found = case.find_units(kind, region)
        if found:
            yield from (Proposal(unit, role, reason, basis) for unit in found)
            return
    yield from (MissingUnit(kind, region) for kind in wanted[:1])


def _step_down(case: Case, place: str) -> str | None:
    """Return the division right below the office's on the way to a place; the office's own when the place is it."""
    here = case.facts.at_region
    code = regions.get(place, case.facts.on).code
    if code == here:
        return here
    way = [each.code for each in regions.ancestors(code, case.facts.on)] + [code]
    return way[way.index(here) + 1] if here in way else None


def _above(region: str, level: Level, case: Case) -> str | None:
    """Return the division of a level that is, or stands above, a region."""
    own = regions.get(region, case.facts.on)
    line = [*regions.ancestors(own.code, case.facts.on), own]
    return next((each.code for each in line if each.level is level), None)


def _sorted(case: Case, named: Iterable[Proposal | MissingUnit]) -> Found:
    proposals: dict[int, Proposal] = {}
    missing: dict[MissingUnit, None] = {}
    for each in named:
        if isinstance(each, MissingUnit):
            missing.setdefault(each)
        elif each.unit.id != case.facts.at_unit:
            proposals.setdefault(each.unit.id, each)
    leads_first = sorted(proposals.values(), key=lambda proposal: proposal.role is not Role.LEAD)
    return Found(tuple(leads_first), tuple(missing))
