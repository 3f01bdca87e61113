"""What the routing adviser is told and what it answers: plain frozen values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Protocol

from weibao.advice.policy.api import (
    Basis,
    Ground,
    LimitRule,
    NextStep,
    RequestType,
    Scope,
    Step,
    Urgency,
    UrgentKind,
)
from weibao.foundation.kernel.actor import Level
from weibao.people.directory.kinds import UnitKind


class UnitRow(Protocol):
    """What the adviser needs to know of a unit; the directory's rows fit."""

    @property
    def id(self) -> int:
        """The unit's number."""
        ...

    @property
    def name(self) -> str:
        """The unit's full name."""
        ...

    @property
    def region_code(self) -> str:
        """The code of the division the unit works for."""
        ...


class FindUnits(Protocol):
    """How the adviser asks the directory: the units of a kind that work for exactly this division, best first."""

    def __call__(self, kind: UnitKind, region_code: str) -> Sequence[UnitRow]:
        """Return the units; empty when there is none."""
        ...


class Role(StrEnum):
    """What a proposed unit is to do."""

    LEAD = "lead"  # 主办
    SUPPORT = "support"  # 协办


@dataclass(frozen=True, slots=True)
class Reason:
    """Why, as a marked Chinese sentence with named places, so that a page can translate it."""

    text: str
    params: Mapping[str, str] = field(default_factory=dict)

    def sentence(self) -> str:
        """Return the Chinese sentence with its values filled in."""
        return self.text % self.params if self.params else self.text

    def __str__(self) -> str:
        return self.sentence()


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutingFacts:
    """An item as it lies before an office.

    `places` are codes of all divisions the matter touches (none: the office's own region). `at_level`, `at_region`,
    `at_kind` and `at_unit` describe the office whose turn it is, which is never proposed to itself. `grounds` are those
    that a person has named; `assessed` says that the referral office has already studied the item and sent it down.
    `on` is the local day.
    """

    places: tuple[str, ...]
    request_type: RequestType
    category: str
    urgency: Urgency
    at_level: Level
    at_region: str
    at_kind: UnitKind
    on: date
    at_unit: int | None = None
    grounds: frozenset[Ground] = frozenset()
    assessed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Ownership:
    """Which level and region own the matter, why, on what basis; `referral_out` lists other provinces to tell."""

    level: Level
    region: str
    scope: Scope
    reason: str
    basis: Basis
    referral_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """A unit to give the item to, with what it is to do and why."""

    unit: UnitRow
    role: Role
    reason: Reason
    basis: Basis


@dataclass(frozen=True, slots=True)
class MissingUnit:
    """A unit the rules ask for that the directory does not have."""

    kind: UnitKind
    region: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutingAdvice:
    """Where the item goes: owner, next step, units best first, lines to call, who is told, time limits."""

    owner: Ownership
    next_step: NextStep
    reason: Reason
    basis: Basis
    grounds: tuple[Ground, ...]
    proposals: tuple[Proposal, ...]
    urgent_kind: UrgentKind | None
    lines: tuple[str, ...]
    filings: tuple[Proposal, ...]
    limits: Mapping[Step, LimitRule]
    missing: tuple[MissingUnit, ...]

    @property
    def best(self) -> Proposal | None:
        """The first unit proposed as lead."""
        return next((each for each in self.proposals if each.role is Role.LEAD), None)
