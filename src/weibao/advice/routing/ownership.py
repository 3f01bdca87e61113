"""Which level owns a matter: the places say how far it reaches, the profile says who answers for that, and why."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from weibao.advice.policy.api import Profile, Scope
from weibao.advice.routing.terms import Ownership
from weibao.foundation.kernel.actor import Level
from weibao.people.regions import api as regions


def owner_of(places: Sequence[str], profile: Profile, on: date | None = None) -> Ownership:
    """Return who owns a matter that touches `places` (codes), after the profile's rules on jurisdiction.

    Refused with the regions module's refusals for unknown, ended or missing codes.
    """
    reach = regions.owner(list(places), profile.home_province, on)
    rule = profile.ownership(Scope(reach.basis_key), on)
    owner = Ownership(
        level=reach.level,
        region=reach.region,
        scope=rule.scope,
        reason=reach.reason,
        basis=rule.basis,
        referral_out=reach.referral_out if rule.referral_out else (),
    )
    return _lifted(owner, rule.level, on)


def owner_at_home(places: Sequence[str], profile: Profile, on: date | None = None) -> Ownership:
    """Return the owner inside the profile's province: a matter that lies wholly elsewhere is relayed by the province.

    The caller turned to this province's line, so somebody here must own the item until the other province has it.
    Refused as `owner_of`.
    """
    owner = owner_of(places, profile, on)
    home = profile.home_province
    if home is None or regions.province_of(owner.region) == home:
        return owner
    others = tuple(dict.fromkeys(regions.province_of(regions.get(place, on).code) for place in places))
    rule = profile.ownership(Scope.CROSS_PROVINCE, on)
    return Ownership(
        level=Level.PROVINCE,
        region=home,
        scope=rule.scope,
        reason=regions.owner([home, *places], home, on).reason,
        basis=rule.basis,
        referral_out=others,
    )


def _lifted(owner: Ownership, level: Level, on: date | None) -> Ownership:
    """Return the owner on the level the profile asks for when that is above the lowest one that covers the places."""
    if not level.is_above(owner.level):
        return owner
    above = next((each for each in regions.ancestors(owner.region, on) if each.level is level), None)
    # A province-run county has no city above it: the province is the next.
    above = above or regions.ancestors(owner.region, on)[0]
    return replace(owner, level=above.level, region=above.code)
