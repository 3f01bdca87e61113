"""Proves that what one rule names in another is there, and that units are named only where such units exist."""

from collections.abc import Iterator, Mapping
from typing import TypeVar

from weibao.advice.policy.faults import Problem, fault
from weibao.advice.policy.profile import Profile
from weibao.advice.policy.rules import Entry
from weibao.foundation.kernel.actor import Level
from weibao.foundation.kernel.refusals import noop
from weibao.people.directory.kinds import UnitKind

E = TypeVar("E", bound=Entry)

UNKNOWN_NAME = noop("%(entry)s 引用了不存在的 [%(section)s.%(name)s]")
NAMED_TWICE = noop("[category.%(name)s] 与 [category_group.%(name)s] 同名，派单目录无法区分")
NO_SUCH_UNIT = noop("%(entry)s 在%(level)s安排了“%(kind)s”，但该层级没有这类单位")


def faults(profile: Profile) -> Iterator[Problem]:
    """Yield names that lead nowhere and units that do not exist on their level."""
    yield from _categories(profile)
    yield from _urgency_and_ladder(profile)
    for duty in _entries(profile.duties.versions):
        for level, kinds in duty.kinds.items():
            yield from _units(duty, "duty", level, kinds)
    for entry in _entries(profile.dispatch_catalogue.versions):
        for level, choice in entry.by_level.items():
            yield from _units(entry, "catalogue", level, choice.lead + choice.support)


def _urgency_and_ladder(profile: Profile) -> Iterator[Problem]:
    for kind in _entries(profile.urgent_kinds.versions):
        for line in kind.lines:
            if line not in profile.emergency_lines:
                yield _unknown(kind, "urgent_kind", "emergency_line", line)
    for rung in _entries(profile.supervision_ladder.versions):
        for ground in rung.grounds:
            if ground not in profile.supervision_grounds:
                yield _unknown(rung, "supervision", "supervision_ground", ground)


def _categories(profile: Profile) -> Iterator[Problem]:
    for category in _entries(profile.categories.versions):
        if category.group not in profile.category_groups:
            yield _unknown(category, "category", "category_group", category.group)
        if category.urgent_kind is not None and category.urgent_kind not in profile.urgent_kinds:
            yield _unknown(category, "category", "urgent_kind", category.urgent_kind)
        if category.key in profile.category_groups:
            yield fault(category.place, "named_twice", NAMED_TWICE, name=category.key).problem
    for entry in _entries(profile.dispatch_catalogue.versions):
        if entry.key not in profile.categories and entry.key not in profile.category_groups:
            yield _unknown(entry, "catalogue", "category", entry.key)


def _entries(versions: Mapping[str, tuple[E, ...]]) -> Iterator[E]:
    for each in versions.values():
        yield from each


def _unknown(entry: Entry, own: str, section: str, name: str) -> Problem:
    title = f"[{own}.{entry.key}]"
    return fault(entry.place, "unknown_name", UNKNOWN_NAME, entry=title, section=section, name=name).problem


def _units(entry: Entry, section: str, level: Level, kinds: tuple[UnitKind, ...]) -> Iterator[Problem]:
    for kind in kinds:
        if level not in kind.levels:
            title = f"[{section}.{entry.key}]"
            yield fault(entry.place, "no_such_unit", NO_SUCH_UNIT, entry=title, level=level.value, kind=kind.zh).problem
