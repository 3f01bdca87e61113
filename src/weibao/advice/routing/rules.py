"""Facts and policy in, advice out: answer at once, refer up, or give to which unit, each with reason and basis."""

from dataclasses import dataclass

from weibao.advice.policy.api import (
    Basis,
    DutyName,
    Ground,
    LimitRule,
    NextStep,
    Profile,
    Step,
    Urgency,
    UrgentKind,
    word,
)
from weibao.advice.routing import candidates
from weibao.advice.routing.ownership import owner_at_home
from weibao.advice.routing.terms import FindUnits, Ownership, Reason, RoutingAdvice, RoutingFacts
from weibao.foundation.kernel.actor import Level
from weibao.foundation.kernel.refusals import noop
from weibao.people.regions import api as regions

ANSWER = noop("%(request_type)s属于受理时即时答复的事项")
REFER_UP = noop("%(grounds)s，转介至%(level)s研究评估")
ELSEWHERE = noop("事项由%(owner)s负责，超出%(here)s范围，上报%(level)s转办")
HANDLE = noop("事项由%(owner)s负责，由本单位办理，可请派单目录所列部门协同")
DISPATCH = noop("事项由%(owner)s负责，由%(here)s派单")

_LIMITED_STEPS: dict[NextStep, tuple[Step, ...]] = {
    NextStep.ANSWER: (),
    NextStep.REFER_UP: (Step.REFERRAL_ASSESSMENT,),
    NextStep.DISPATCH: (Step.DISPATCH, Step.SIGN, Step.HANDLE, Step.PROGRESS),
    NextStep.HANDLE: (Step.HANDLE, Step.PROGRESS),
}
_URGENT_STEPS = (Step.URGENT_TRANSFER, Step.URGENT_FEEDBACK)


@dataclass(frozen=True, slots=True)
class _Decision:
    step: NextStep
    reason: Reason
    basis: Basis
    grounds: tuple[Ground, ...] = ()


def advise(facts: RoutingFacts, profile: Profile, find_units: FindUnits) -> RoutingAdvice:
    """Return where the item goes from the office that has it.

    Refused with the regions module's refusals; raises RuleMissingError for a category the profile does not know.
    """
    places = facts.places or (facts.at_region,)
    owner = owner_at_home(places, profile, facts.on)
    urgent = urgent_kind_of(facts, profile)
    decision = _decide(facts, profile, owner, urgent)
    case = candidates.Case(facts, profile, owner, places, find_units)
    if decision.step is NextStep.REFER_UP:
        found = candidates.referral_offices(case)
    elif decision.step is NextStep.ANSWER:
        found = candidates.Found((), ())
    else:
        found = candidates.units(case)
    filings = candidates.filing_offices(case, urgent) if urgent and urgent.filed else candidates.Found((), ())
    return RoutingAdvice(
        owner=owner,
        next_step=decision.step,
        reason=decision.reason,
        basis=decision.basis,
        grounds=decision.grounds,
        proposals=found.proposals,
        urgent_kind=urgent,
        lines=urgent.lines if urgent else (),
        filings=filings.proposals,
        limits=_limits(facts, profile, decision.step, urgent),
        missing=found.missing + filings.missing,
    )


def urgent_kind_of(facts: RoutingFacts, profile: Profile) -> UrgentKind | None:
    """Return the urgent kind of an item, if any: asking about the law on a harm is not yet a child being harmed."""
    if profile.answers_at_once(facts.request_type, facts.on) and facts.urgency is not Urgency.CRITICAL:
        return None
    return profile.urgent_kind(facts.category, facts.on)


def _decide(facts: RoutingFacts, profile: Profile, owner: Ownership, urgent: UrgentKind | None) -> _Decision:
    request_type = profile.request_type(facts.request_type, facts.on)
    if request_type.answered_at_once and not facts.grounds and urgent is None:
        return _Decision(NextStep.ANSWER, Reason(ANSWER, {"request_type": request_type.label}), request_type.basis)
    grounds = _grounds(facts, profile)
    upward = None if facts.assessed else referral_level_above(facts, profile)
    up = [rule for ground in grounds if (rule := profile.ground(ground, facts.on)).next_step is NextStep.REFER_UP]
    if upward is not None and up:
        params = {"grounds": "、".join(rule.label for rule in up), "level": word(upward)}
        return _Decision(NextStep.REFER_UP, Reason(REFER_UP, params), up[0].basis, grounds)
    here, owning = regions.get(facts.at_region, facts.on), regions.get(owner.region, facts.on)
    names = {"owner": owning.name, "here": here.name}
    if upward is not None and not owning.path.startswith(here.path):
        reason = Reason(ELSEWHERE, {**names, "level": word(upward)})
        return _Decision(NextStep.REFER_UP, reason, owner.basis, grounds)
    handling = profile.duty(DutyName.HANDLING, facts.on)
    dispatch = profile.dispatches.find(facts.at_level, facts.on)
    handles = facts.at_region == owning.code and facts.at_kind in handling.kinds.get(facts.at_level, ())
    if handles or dispatch is None:
        return _Decision(NextStep.HANDLE, Reason(HANDLE, names), handling.basis, grounds)
    return _Decision(NextStep.DISPATCH, Reason(DISPATCH, names), dispatch.basis, grounds)


def _grounds(facts: RoutingFacts, profile: Profile) -> tuple[Ground, ...]:
    """Return why the item is not settled on the call; what the intake cannot settle needs somebody on the spot."""
    intake = profile.duty(DutyName.INTAKE, facts.on)
    if not facts.grounds and facts.at_kind in intake.kinds.get(facts.at_level, ()):
        return (Ground.OFFLINE_WORK,)
    return tuple(ground for ground in Ground if ground in facts.grounds)


def referral_level_above(facts: RoutingFacts, profile: Profile) -> Level | None:
    """Return the lowest level above the office that takes referrals, or None when it stands on top."""
    levels = profile.duty(DutyName.REFERRAL, facts.on).levels
    return max(
        (level for level in levels if level.is_above(facts.at_level)), key=lambda level: level.rank, default=None
    )


def _limits(facts: RoutingFacts, profile: Profile, step: NextStep, urgent: UrgentKind | None) -> dict[Step, LimitRule]:
    steps = _LIMITED_STEPS[step]
    if urgent is not None:
        steps += _URGENT_STEPS + ((Step.FILING,) if urgent.filed else ())
    # An urgent kind is timed as critical even when the taker set less: lowering needs a second person.
    urgency = Urgency.CRITICAL if urgent is not None else facts.urgency
    return {
        each: profile.limit(
            step=each,
            request_type=facts.request_type,
            urgency=urgency if each in _URGENT_STEPS or each is Step.FILING else facts.urgency,
            on=facts.on,
        )
        for each in steps
    }
