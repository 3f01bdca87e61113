"""Runs every proof over a profile and says what was proved, or what is wrong and where."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from weibao.advice.policy.checks import completeness, days, references, sanity
from weibao.advice.policy.faults import Problem, ProfileFaultError
from weibao.advice.policy.loader import assemble
from weibao.advice.policy.profile import Profile
from weibao.advice.policy.sources import FOLDER, lineage
from weibao.advice.policy.terms import RequestType, Urgency


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What was proved of a profile: counts, and the days between which no rule changes."""

    profile: str
    lineage: tuple[str, ...]
    entries: int
    entries_with_source: int
    entries_by_default: int
    category_groups: int
    categories: int
    routes: int
    waiting_states: int
    clocks: int
    limits: int
    urgent_kinds: int
    lines: int
    days: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Either a proof, or the problems found; never both."""

    proof: Proof | None
    problems: tuple[Problem, ...]


def check(name: str, folders: Sequence[Path] = (FOLDER,)) -> tuple[Problem, ...]:
    """Return what is wrong with a profile, the most basic first; empty when it is complete and consistent.

    Refused with `unknown_profile`.
    """
    return examine(name, folders).problems


def examine(name: str, folders: Sequence[Path] = (FOLDER,)) -> Verdict:
    """Return the proof for a profile, or what stands against it.

    Refused with `unknown_profile`.
    """
    try:
        assembly = assemble(lineage(name, folders))
    except ProfileFaultError as error:
        return Verdict(None, (error.problem,))
    profile = assembly.profile
    if profile is None or assembly.problems:
        return Verdict(None, assembly.problems)
    # Each sort of proof leans on the one before: days, then names, then what stands on each day.
    problems = tuple(days.faults(profile)) or tuple(references.faults(profile)) or _daily(profile)
    return Verdict(None, problems) if problems else Verdict(_proof(profile), ())


def _daily(profile: Profile) -> tuple[Problem, ...]:
    found: dict[tuple[object, ...], Problem] = {}
    for day in days.changes(profile):
        for problem in (*completeness.faults(profile, day), *sanity.faults(profile, day)):
            what = tuple(value for name, value in problem.refusal.params.items() if name != "day")
            found.setdefault((problem.code, problem.place, *what), problem)
    return tuple(found.values())


def _proof(profile: Profile) -> Proof:
    changes = days.changes(profile)
    entries = [entry for table in profile.rule_tables() for versions in table.versions.values() for entry in versions]
    levels = completeness.handling_levels(profile, changes[-1])
    by_default = sum(entry.basis.is_default for entry in entries)
    return Proof(
        profile=profile.name,
        lineage=profile.lineage,
        entries=len(entries),
        entries_with_source=len(entries) - by_default,
        entries_by_default=by_default,
        category_groups=len(profile.category_groups),
        categories=len(profile.categories),
        routes=len(profile.categories) * len(levels),
        waiting_states=len(profile.waiting_states),
        clocks=len(profile.waiting_states) * len(RequestType) * len(Urgency),
        limits=len(profile.limits),
        urgent_kinds=len(profile.urgent_kinds),
        lines=len(profile.emergency_lines),
        days=changes,
    )
