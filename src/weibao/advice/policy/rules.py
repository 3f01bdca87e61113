"""The entries of a profile as frozen values, each with the text it rests on and the days it holds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time

from weibao.advice.policy.spans import Span
from weibao.advice.policy.terms import (
    DutyName,
    Ground,
    NextStep,
    Protection,
    RequestType,
    Scope,
    Source,
    Step,
    Trigger,
    Turn,
    Urgency,
    WaitingState,
)
from weibao.advice.policy.units import LimitUnit
from weibao.foundation.kernel.actor import Level
from weibao.people.directory.kinds import UnitKind

DEFAULT = "default"
"""The document of a rule that no source settles: our own proposal, to be edited by the province."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry is written: the file's name and its line, counted from one."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class Basis:
    """The text a rule rests on: short title or number, article or section, and a remark."""

    document: str
    article: str = ""
    note: str = ""

    @property
    def is_default(self) -> bool:
        """Whether no source settles this rule."""
        return self.document == DEFAULT

    def __str__(self) -> str:
        return "缺省" if self.is_default else f"{self.document} {self.article}".strip()

    def facts(self) -> dict[str, str]:
        """Return `{document, article}`, and `note` when there is one."""
        facts = {"document": self.document, "article": self.article}
        return facts | ({"note": self.note} if self.note else {})


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What every rule has; the days are half open: from `valid_from` up to but without `valid_until`."""

    key: str
    basis: Basis
    place: Place
    valid_from: date | None = None
    valid_until: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether the rule is in force on `day`."""
        return (self.valid_from or date.min) <= day and (self.valid_until is None or day < self.valid_until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled(Entry):
    """A rule that people see by name."""

    label: str
    label_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Document(Labelled):
    """A law, notice or standard that rules rest on; `label` is its full title, `cite` its short form."""

    cite: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty(Labelled):
    """Which kinds of unit do a task of the hotline, level by level, the first that exists first."""

    name: DutyName
    kinds: Mapping[Level, tuple[UnitKind, ...]]

    @property
    def levels(self) -> tuple[Level, ...]:
        """The levels that have this task, highest first."""
        return tuple(sorted(self.kinds, key=lambda level: level.rank))


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestTypeRule(Labelled):
    """A request type and whether the intake answers it at once."""

    request_type: RequestType
    answered_at_once: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class UrgencyRule(Labelled):
    """An urgency level: `rank` 1 is the most pressing; `meaning` tells a call taker when to choose it."""

    urgency: Urgency
    rank: int
    meaning: str
    meaning_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EmergencyLine(Labelled):
    """A number to which a call is passed on."""

    number: str
    purpose: str
    purpose_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UrgentKind(Labelled):
    """A kind of danger with the lines to call at once; `filed` says that the filing duty is told at the same moment."""

    lines: tuple[str, ...]
    filed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryGroup(Labelled):
    """First level of the category tree."""

    protection: Protection


@dataclass(frozen=True, slots=True, kw_only=True)
class Category(Labelled):
    """Second level of the category tree.

    `report_situations` hints at the nine situations of mandatory reporting (numbers 1 to 9); `urgent_kind` is the key
    of the urgent kind that a fresh item of this category belongs to, if any.
    """

    group: str
    urgency: Urgency
    protection: Protection
    report_situations: tuple[int, ...] = ()
    urgent_kind: str | None = None


@dataclass(frozen=True, slots=True)
class UnitChoice:
    """Kinds of unit that lead and that support, best first."""

    lead: tuple[UnitKind, ...]
    support: tuple[UnitKind, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueEntry(Entry):
    """A line of the dispatch catalogue (派单目录) for a category, or for a group where the category has no own line."""

    everywhere: UnitChoice
    by_level: Mapping[Level, UnitChoice] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Route:
    """The catalogue's answer for one category on one level: only kinds that exist on that level."""

    category: str
    level: Level
    lead: tuple[UnitKind, ...]
    support: tuple[UnitKind, ...]
    basis: Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitRule(Entry):
    """A time limit for a step; None for request types or urgencies means all of them."""

    step: Step
    span: Span
    warn_before: Span
    request_types: frozenset[RequestType] | None = None
    urgencies: frozenset[Urgency] | None = None

    @property
    def amount(self) -> int:
        """How many units."""
        return self.span.amount

    @property
    def unit(self) -> LimitUnit:
        """Which unit."""
        return self.span.unit

    @property
    def closeness(self) -> int:
        """How closely the rule names its case; urgency weighs more than request type, for the child's safety."""
        return 2 * (self.urgencies is not None) + (self.request_types is not None)

    def covers(self, request_type: RequestType, urgency: Urgency) -> bool:
        """Whether the rule speaks of this request type at this urgency."""
        return (self.request_types is None or request_type in self.request_types) and (
            self.urgencies is None or urgency in self.urgencies
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting(Labelled):
    """A waiting state of the ticket, the step whose clock runs in it, and whose turn it is."""

    state: WaitingState
    clock: Step
    turn: Turn


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnershipRule(Labelled):
    """Which level owns a matter that reaches this far, and whether it is also referred out of the province."""

    scope: Scope
    level: Level
    referral_out: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class GroundRule(Labelled):
    """Why an item is not settled on the call, and where it goes then."""

    ground: Ground
    next_step: NextStep


@dataclass(frozen=True, slots=True, kw_only=True)
class DispatchRule(Labelled):
    """Where an office of this level looks for the unit to give an item to, first choice first."""

    level: Level
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnRule(Labelled):
    """What a unit must do to send an item back (退单)."""

    reason_required: bool
    final_after_decision: bool
    dispute_climbs: tuple[DutyName, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionRule(Labelled):
    """What a unit must do to get more time (延期)."""

    longest: Span
    times: int
    before_due_only: bool
    tell_caller: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LadderRung(Labelled):
    """A rung of the supervision ladder (督办阶梯); `after` counts from what `trigger` names."""

    rank: int
    trigger: Trigger
    after: Span | None
    issuers: tuple[UnitKind, ...]
    grounds: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisionGround(Labelled):
    """Why a unit is supervised; `automatic` ones are found by the clocks."""

    automatic: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpRule(Labelled):
    """How the caller is called back."""

    attempts: int
    attempts_apart: Span
    respects_safe_contact: bool
    respects_no_reply_wish: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpQuestion(Labelled):
    """A question of the follow-up, asked in the order of `rank`."""

    rank: int
    question: str
    question_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingGrade(Labelled):
    """A grade of satisfaction: 1 is the best; `satisfied` tells how it counts, `redo` whether it may reopen."""

    rank: int
    satisfied: bool
    redo: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultKind(Labelled):
    """How an item ended; `solved` tells how it counts."""

    solved: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseRule(Labelled):
    """What must be on the record before an item may be closed."""

    needs_reply: bool
    needs_follow_up: bool
    reason_may_replace: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalGround(Labelled):
    """Why an item is not accepted (不予受理), and where the caller is sent instead."""

    where_to: str
    where_to_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SecuritySetting(Labelled):
    """One setting of sign-in and sessions."""

    value: bool | int


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeHours(Labelled):
    """When working hours begin and end on a working day, local time."""

    opens: time
    closes: time
