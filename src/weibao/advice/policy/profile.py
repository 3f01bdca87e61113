"""A province's rules, ready to be asked; everything is frozen and every answer carries its basis."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from weibao.advice.policy.rules import (
    CatalogueEntry,
    Category,
    CategoryGroup,
    CloseRule,
    DispatchRule,
    Document,
    Duty,
    EmergencyLine,
    Entry,
    ExtensionRule,
    FollowUpQuestion,
    FollowUpRule,
    GroundRule,
    LadderRung,
    LimitRule,
    OfficeHours,
    OwnershipRule,
    Place,
    RatingGrade,
    RefusalGround,
    RequestTypeRule,
    ResultKind,
    ReturnRule,
    Route,
    SecuritySetting,
    SupervisionGround,
    UrgencyRule,
    UrgentKind,
    Waiting,
)
from weibao.advice.policy.table import RuleMissingError, Table
from weibao.advice.policy.terms import DutyName, Ground, RequestType, Scope, Step, Urgency, WaitingState
from weibao.foundation.kernel.actor import Level
from weibao.people.directory.kinds import UnitKind

STANDARD = "standard"
"""The key of a rule of which a profile has one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SecuritySettings:
    """Sign-in and sessions, as the access module asks for them; `password_days` 0 means no forced change."""

    totp_required: bool
    idle_minutes: int
    lock_out_attempts: int
    lock_out_minutes: int
    password_least_length: int
    password_days: int


# Compared and hashed by identity: a profile is read once per process, and answers are remembered per profile.
@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Profile:
    """The dated rules of one province; `on` is the day asked about, None the rules without an end.

    `valid_from` is the first day the profile stands. `home_province` is the code of the province that runs the line, or
    None for rules that belong to no province.
    """

    name: str
    title: str
    title_en: str
    home_province: str | None
    valid_from: date
    lineage: tuple[str, ...]
    place: Place
    documents: Table[Document]
    duties: Table[Duty]
    request_types: Table[RequestTypeRule]
    urgencies: Table[UrgencyRule]
    emergency_lines: Table[EmergencyLine]
    urgent_kinds: Table[UrgentKind]
    category_groups: Table[CategoryGroup]
    categories: Table[Category]
    dispatch_catalogue: Table[CatalogueEntry]
    limits: Table[LimitRule]
    waiting_states: Table[Waiting]
    ownerships: Table[OwnershipRule]
    grounds: Table[GroundRule]
    dispatches: Table[DispatchRule]
    return_rules: Table[ReturnRule]
    extension_rules: Table[ExtensionRule]
    supervision_ladder: Table[LadderRung]
    supervision_grounds: Table[SupervisionGround]
    follow_ups: Table[FollowUpRule]
    follow_up_questions: Table[FollowUpQuestion]
    ratings: Table[RatingGrade]
    results: Table[ResultKind]
    close_rules: Table[CloseRule]
    not_accepted_grounds: Table[RefusalGround]
    security_settings: Table[SecuritySetting]
    office_hour_rules: Table[OfficeHours]

    def tables(self) -> tuple[Table[Entry], ...]:
        """Return every table, documents first, in the order of the page that shows them."""
        values = (getattr(self, name) for name in self.__dataclass_fields__)
        return tuple(value for value in values if isinstance(value, Table))

    def rule_tables(self) -> tuple[Table[Entry], ...]:
        """Return every table of rules, without the documents they rest on."""
        return tuple(table for table in self.tables() if table is not self.documents)

    def category(self, key: str, on: date | None = None) -> Category:
        """Return the category `key`; raises RuleMissingError."""
        return self.categories.get(key, on)

    def request_type(self, request_type: RequestType, on: date | None = None) -> RequestTypeRule:
        """Return the rule for a request type."""
        return self.request_types.get(request_type, on)

    def answers_at_once(self, request_type: RequestType, on: date | None = None) -> bool:
        """Whether the intake answers this request type at once, so that nothing is dispatched."""
        return self.request_type(request_type, on).answered_at_once

    def urgency(self, urgency: Urgency, on: date | None = None) -> UrgencyRule:
        """Return the meaning of an urgency."""
        return self.urgencies.get(urgency, on)

    def urgent_kind(self, category: str, on: date | None = None) -> UrgentKind | None:
        """Return the urgent kind a category belongs to, with the lines to call and the filing; None for most."""
        kind = self.category(category, on).urgent_kind
        return None if kind is None else self.urgent_kinds.get(kind, on)

    def duty(self, name: DutyName, on: date | None = None) -> Duty:
        """Return who does a task of the hotline, level by level."""
        return self.duties.get(name, on)

    def ground(self, ground: Ground, on: date | None = None) -> GroundRule:
        """Return what a ground for not answering at once leads to."""
        return self.grounds.get(ground, on)

    def ownership(self, scope: Scope, on: date | None = None) -> OwnershipRule:
        """Return which level owns a matter that reaches this far."""
        return self.ownerships.get(scope, on)

    def dispatch(self, level: Level, on: date | None = None) -> DispatchRule:
        """Return where an office of this level looks for the unit to give an item to."""
        return self.dispatches.get(level, on)

    def waiting(self, state: WaitingState, on: date | None = None) -> Waiting:
        """Return the clock and the turn of a waiting state."""
        return self.waiting_states.get(state, on)

    def catalogue(self, category: str, level: Level, on: date | None = None) -> Route:
        """Return the kinds of unit that lead and support a category on a level; raises RuleMissingError.

        A category without a line of its own takes its group's; kinds that do not exist on the level are left out.
        """
        entry = self.dispatch_catalogue.find(category, on)
        if entry is None:
            entry = self.dispatch_catalogue.get(self.category(category, on).group, on)
        choice = entry.by_level.get(level, entry.everywhere)
        return Route(
            category=category,
            level=level,
            lead=_existing(choice.lead, level),
            support=_existing(choice.support, level),
            basis=entry.basis,
        )

    def limit(self, *, step: Step, request_type: RequestType, urgency: Urgency, on: date | None = None) -> LimitRule:
        """Return the time limit of a step: of the rules that cover the case, the one that names it most closely.

        Raises RuleMissingError; for the clocks of waiting states the checker proves that it does not.
        """
        return _limit(self, step, request_type, urgency, on)

    @property
    def security(self) -> SecuritySettings:
        """The settings of sign-in and sessions without an end."""
        return SecuritySettings(
            totp_required=bool(self.security_settings.get("totp_required").value),
            idle_minutes=int(self.security_settings.get("idle_minutes").value),
            lock_out_attempts=int(self.security_settings.get("lock_out_attempts").value),
            lock_out_minutes=int(self.security_settings.get("lock_out_minutes").value),
            password_least_length=int(self.security_settings.get("password_least_length").value),
            password_days=int(self.security_settings.get("password_days").value),
        )

    def close_rule(self, on: date | None = None) -> CloseRule:
        """Return what must be on the record before an item may be closed."""
        return self.close_rules.get(STANDARD, on)

    def follow_up(self, on: date | None = None) -> FollowUpRule:
        """Return how the caller is called back."""
        return self.follow_ups.get(STANDARD, on)

    def return_rule(self, on: date | None = None) -> ReturnRule:
        """Return what a unit must do to send an item back."""
        return self.return_rules.get(STANDARD, on)

    def extension_rule(self, on: date | None = None) -> ExtensionRule:
        """Return what a unit must do to get more time."""
        return self.extension_rules.get(STANDARD, on)

    def office_hours(self, on: date | None = None) -> OfficeHours:
        """Return when working hours begin and end."""
        return self.office_hour_rules.get(STANDARD, on)

    def ladder(self, on: date | None = None) -> tuple[LadderRung, ...]:
        """Return the rungs of the supervision ladder, lowest first."""
        return tuple(sorted(self.supervision_ladder.all(on), key=lambda rung: rung.rank))

    def tree(self, on: date | None = None) -> Mapping[CategoryGroup, tuple[Category, ...]]:
        """Return the category tree in the order of the profile."""
        categories = self.categories.all(on)
        return {
            group: tuple(each for each in categories if each.group == group.key)
            for group in self.category_groups.all(on)
        }


def _existing(kinds: tuple[UnitKind, ...], level: Level) -> tuple[UnitKind, ...]:
    return tuple(kind for kind in kinds if level in kind.levels)


# Every ticket asks for several limits; there are a few hundred answers a day.
@lru_cache(maxsize=4096)
def _limit(profile: Profile, step: Step, request_type: RequestType, urgency: Urgency, on: date | None) -> LimitRule:
    fitting = [rule for rule in profile.limits.all(on) if rule.step is step and rule.covers(request_type, urgency)]
    if not fitting:
        raise RuleMissingError(f"limit: {step} {request_type} {urgency}")
    return max(fitting, key=lambda rule: rule.closeness)
