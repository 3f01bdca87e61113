"""Proves that the versions of each rule follow one another without overlap or gap, and names the days to look at."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from weibao.advice.policy.faults import Problem, fault
from weibao.advice.policy.profile import Profile
from weibao.foundation.kernel.refusals import noop

ENDS_BEFORE_IT_BEGINS = noop("%(entry)s 的有效期止于 %(until)s，不晚于起始日")
OVERLAP = noop("%(entry)s 的两个版本在 %(day)s 同时有效")
GAP = noop("%(entry)s 从 %(until)s 到 %(day)s 没有有效版本")


def changes(profile: Profile) -> tuple[date, ...]:
    """Return the days, from the profile's first, on which some rule begins or ends: between them nothing changes."""
    days = {profile.valid_from}
    for table in profile.rule_tables():
        for versions in table.versions.values():
            for entry in versions:
                days |= {day for day in (entry.valid_from, entry.valid_until) if day and day > profile.valid_from}
    return tuple(sorted(days))


def faults(profile: Profile) -> Iterator[Problem]:
    """Yield what is wrong with the days of versions."""
    for table in profile.tables():
        for key, versions in table.versions.items():
            title = f"[{table.name}.{key}]"
            for entry in versions:
                if entry.valid_from and entry.valid_until and entry.valid_until <= entry.valid_from:
                    yield fault(
                        entry.place, "days_reversed", ENDS_BEFORE_IT_BEGINS, entry=title, until=entry.valid_until
                    ).problem
            for earlier, later in pairwise(versions):
                begins = later.valid_from or date.min
                if earlier.valid_until is None or earlier.valid_until > begins:
                    yield fault(later.place, "days_overlap", OVERLAP, entry=title, day=begins).problem
                elif earlier.valid_until < begins:
                    yield fault(
                        later.place, "days_gap", GAP, entry=title, until=earlier.valid_until, day=begins
                    ).problem
