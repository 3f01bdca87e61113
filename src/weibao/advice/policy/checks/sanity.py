"""Proves that numbers and orders make sense: warnings before limits, one rule for each case, ladders without holes."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import combinations

from weibao.advice.policy.faults import Problem, fault
from weibao.advice.policy.profile import Profile
from weibao.advice.policy.rules import Entry, LimitRule, OwnershipRule
from weibao.advice.policy.terms import RequestType, Scope, Trigger, Urgency
from weibao.foundation.kernel.actor import Level
from weibao.foundation.kernel.refusals import noop

WARNS_TOO_EARLY = noop("[limit.%(name)s] 的预警提前量 %(warn)s 不短于时限 %(limit)s")
TWO_LIMITS = noop(
    "[limit.%(name)s] 与 [limit.%(other)s] 同样适用于 %(step)s 的 %(request_type)s、%(urgency)s，无法取舍"
)
SAME_RANK = noop("[%(section)s.%(name)s] 与 [%(section)s.%(other)s] 的次序同为 %(rank)s")
RANK_HOLE = noop("[%(section)s.%(name)s] 的次序应为 %(rank)s")
AFTER_WHAT = noop("[supervision.%(name)s] 的触发方式 %(trigger)s 与“after”不相配")
OPENS_AFTER_CLOSING = noop("[office_hours.%(name)s] 的上班时间不早于下班时间")
OWNER_TOO_LOW = noop("[ownership.%(name)s] 不能由%(level)s负责，至少应为%(least)s")
CLOSES_TOO_EASILY = noop("[close_rule.%(name)s] 允许没有答复或回访就办结")
SAME_GRADE = noop("[rating.%(name)s] 满意却要求重办")

# The lowest level whose region still covers all the places.
_LEAST_OWNER = {
    Scope.ONE_COUNTY: Level.COUNTY,
    Scope.ONE_CITY: Level.CITY,
    Scope.ONE_PROVINCE: Level.PROVINCE,
    Scope.CROSS_COUNTY: Level.CITY,
    Scope.CROSS_CITY: Level.PROVINCE,
    Scope.CROSS_PROVINCE: Level.PROVINCE,
}


def faults(profile: Profile, day: date) -> Iterator[Problem]:
    """Yield what makes no sense on a day."""
    yield from _limits(profile.limits.all(day))
    yield from _owners(profile.ownerships.all(day))
    yield from _ranks("urgency", [(rule.rank, rule) for rule in profile.urgencies.all(day)])
    yield from _ranks("supervision", [(rule.rank, rule) for rule in profile.supervision_ladder.all(day)])
    yield from _ranks("follow_up_question", [(rule.rank, rule) for rule in profile.follow_up_questions.all(day)])
    yield from _ranks("rating", [(rule.rank, rule) for rule in profile.ratings.all(day)])
    for rung in profile.supervision_ladder.all(day):
        counts = rung.trigger in {Trigger.AFTER_DUE, Trigger.AFTER_PREVIOUS}
        if counts is not (rung.after is not None):
            yield fault(rung.place, "after_what", AFTER_WHAT, name=rung.key, trigger=rung.trigger.value).problem
    for hours in profile.office_hour_rules.all(day):
        if hours.opens >= hours.closes:
            yield fault(hours.place, "opens_after_closing", OPENS_AFTER_CLOSING, name=hours.key).problem
    for close in profile.close_rules.all(day):
        if not (close.needs_reply and close.needs_follow_up):
            yield fault(close.place, "closes_too_easily", CLOSES_TOO_EASILY, name=close.key).problem
    for grade in profile.ratings.all(day):
        if grade.satisfied and grade.redo:
            yield fault(grade.place, "satisfied_redo", SAME_GRADE, name=grade.key).problem


def _limits(limits: Sequence[LimitRule]) -> Iterator[Problem]:
    for rule in limits:
        if rule.warn_before.nominal_minutes >= rule.span.nominal_minutes:
            yield fault(
                rule.place, "warns_too_early", WARNS_TOO_EARLY, name=rule.key, warn=rule.warn_before, limit=rule.span
            ).problem
    for one, other in combinations(limits, 2):
        if one.step is not other.step or one.closeness != other.closeness:
            continue
        both = next(
            (
                (kind, how)
                for kind in RequestType
                for how in Urgency
                if one.covers(kind, how) and other.covers(kind, how)
            ),
            None,
        )
        if both is not None:
            yield fault(
                other.place,
                "two_limits",
                TWO_LIMITS,
                name=other.key,
                other=one.key,
                step=one.step.value,
                request_type=both[0].value,
                urgency=both[1].value,
            ).problem


def _owners(owners: Sequence[OwnershipRule]) -> Iterator[Problem]:
    for rule in owners:
        least = _LEAST_OWNER[rule.scope]
        if least.is_above(rule.level):
            yield fault(
                rule.place, "owner_too_low", OWNER_TOO_LOW, name=rule.key, level=rule.level.value, least=least.value
            ).problem


def _ranks(section: str, ranked: Sequence[tuple[int, Entry]]) -> Iterator[Problem]:
    by_rank: dict[int, Entry] = {}
    for rank, entry in ranked:
        if rank in by_rank:
            other = by_rank[rank].key
            yield fault(
                entry.place, "same_rank", SAME_RANK, section=section, name=entry.key, other=other, rank=rank
            ).problem
            return
        by_rank[rank] = entry
    for wanted, rank in enumerate(sorted(by_rank), start=1):
        if rank != wanted:
            yield fault(
                by_rank[rank].place, "rank_hole", RANK_HOLE, section=section, name=by_rank[rank].key, rank=wanted
            ).problem
            return
