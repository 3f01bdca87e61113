"""Proves that nothing waits without a clock, nothing lacks a way, and no urgent kind lacks its line, on every day."""

from collections.abc import Iterable, Iterator
from datetime import date

from weibao.advice.policy.entries import SECURITY_SETTINGS
from weibao.advice.policy.faults import Problem, fault
from weibao.advice.policy.profile import STANDARD, Profile
from weibao.advice.policy.rules import Entry
from weibao.advice.policy.table import RuleMissingError, Table
from weibao.advice.policy.terms import DutyName, Ground, NextStep, RequestType, Scope, Step, Urgency, WaitingState
from weibao.foundation.kernel.actor import Level
from weibao.foundation.kernel.refusals import noop

MISSING = noop("自 %(day)s 起缺少 [%(section)s.%(name)s]")
NO_ROUTE = noop("[category.%(category)s] 在%(level)s没有承办单位（自 %(day)s 起）")
NO_CLOCK = noop("等待状态“%(state)s”的环节 %(step)s 对 %(request_type)s、%(urgency)s 没有时限（自 %(day)s 起）")
NO_LINE = noop("[urgent_kind.%(kind)s] 没有紧急电话")
NO_URGENT_KIND = noop("[category.%(category)s] 缺省为特急，却不属于任何紧急类型")
NOBODY = noop("[duty.%(duty)s] 没有安排任何层级的单位")
NO_REFERRAL_ABOVE = noop("[ground.%(ground)s] 要求上报，但%(level)s受理之上没有接收上报的层级")
NO_SOURCE = noop("[dispatch.%(level)s] 没有写明从哪里选择承办单位")

# What each waiting state's clock must cover, and the transfers and notices that an urgent item starts besides.
URGENT_STEPS = (Step.URGENT_TRANSFER, Step.URGENT_FEEDBACK, Step.FILING)


def faults(profile: Profile, day: date) -> Iterator[Problem]:
    """Yield what is missing on a day."""
    yield from _vocabulary(profile, day)
    yield from _routes(profile, day)
    yield from _clocks(profile, day)
    yield from _urgent(profile, day)
    yield from _duties(profile, day)


def handling_levels(profile: Profile, day: date) -> tuple[Level, ...]:
    """Return the levels that handle items on a day, highest first."""
    duty = profile.duties.find(DutyName.HANDLING, day)
    return () if duty is None else duty.levels


def _vocabulary(profile: Profile, day: date) -> Iterator[Problem]:
    wanted: tuple[tuple[Table[Entry], Iterable[str]], ...] = (
        (profile.duties, DutyName),
        (profile.request_types, RequestType),
        (profile.urgencies, Urgency),
        (profile.waiting_states, WaitingState),
        (profile.ownerships, Scope),
        (profile.grounds, Ground),
        (profile.dispatches, [level.value for level in handling_levels(profile, day)]),
        (profile.security_settings, SECURITY_SETTINGS),
        *((table, [STANDARD]) for table in _single(profile)),
    )
    for table, names in wanted:
        for name in names:
            if table.find(str(name), day) is None:
                yield fault(profile.place, "missing_rule", MISSING, section=table.name, name=str(name), day=day).problem


def _single(profile: Profile) -> tuple[Table[Entry], ...]:
    return (
        profile.return_rules,
        profile.extension_rules,
        profile.follow_ups,
        profile.close_rules,
        profile.office_hour_rules,
    )


def _routes(profile: Profile, day: date) -> Iterator[Problem]:
    for category in profile.categories.all(day):
        for level in handling_levels(profile, day):
            try:
                lead = profile.catalogue(category.key, level, day).lead
            except RuleMissingError:
                lead = ()
            if not lead:
                entry = profile.dispatch_catalogue.find(category.key, day) or category
                yield fault(
                    entry.place, "no_route", NO_ROUTE, category=category.key, level=level.value, day=day
                ).problem


def _clocks(profile: Profile, day: date) -> Iterator[Problem]:
    needed = [
        (waiting.state.value, waiting.clock, waiting.place, tuple(Urgency))
        for waiting in profile.waiting_states.all(day)
    ]
    pressing = (Urgency.CRITICAL,)
    needed += [(step.value, step, profile.place, pressing) for step in URGENT_STEPS]
    for state, step, place, urgencies in needed:
        for request_type in RequestType:
            for urgency in urgencies:
                try:
                    profile.limit(step=step, request_type=request_type, urgency=urgency, on=day)
                except RuleMissingError:
                    yield fault(
                        place,
                        "no_clock",
                        NO_CLOCK,
                        state=state,
                        step=step.value,
                        request_type=request_type.value,
                        urgency=urgency.value,
                        day=day,
                    ).problem


def _urgent(profile: Profile, day: date) -> Iterator[Problem]:
    for kind in profile.urgent_kinds.all(day):
        if not kind.lines:
            yield fault(kind.place, "no_line", NO_LINE, kind=kind.key).problem
    for category in profile.categories.all(day):
        if category.urgency is Urgency.CRITICAL and category.urgent_kind is None:
            yield fault(category.place, "no_urgent_kind", NO_URGENT_KIND, category=category.key).problem


def _duties(profile: Profile, day: date) -> Iterator[Problem]:
    for duty in profile.duties.all(day):
        if not duty.kinds or not all(duty.kinds.values()):
            yield fault(duty.place, "nobody", NOBODY, duty=duty.key).problem
    for rule in profile.dispatches.all(day):
        if not rule.sources:
            yield fault(rule.place, "no_source", NO_SOURCE, level=rule.key).problem
    intake, referral = profile.duties.find(DutyName.INTAKE, day), profile.duties.find(DutyName.REFERRAL, day)
    if intake is None or referral is None:
        return
    for ground in profile.grounds.all(day):
        if ground.next_step is NextStep.REFER_UP:
            for level in intake.levels:
                # The highest level of intake has nobody above: what it cannot settle it dispatches itself.
                if level is not Level.PROVINCE and not any(above.is_above(level) for above in referral.levels):
                    yield fault(
                        ground.place, "no_referral_above", NO_REFERRAL_ABOVE, ground=ground.key, level=level.value
                    ).problem
