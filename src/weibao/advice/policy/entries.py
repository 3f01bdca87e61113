"""Turns one table of a profile into its rule: which keys each sort of entry has, and nothing more."""

from enum import StrEnum
from typing import TypeVar

from weibao.advice.policy.reader import Reader
from weibao.advice.policy.rules import (
    CatalogueEntry,
    Category,
    CategoryGroup,
    CloseRule,
    DispatchRule,
    Duty,
    EmergencyLine,
    ExtensionRule,
    FollowUpQuestion,
    FollowUpRule,
    GroundRule,
    LadderRung,
    LimitRule,
    OfficeHours,
    OwnershipRule,
    RatingGrade,
    RefusalGround,
    RequestTypeRule,
    ResultKind,
    ReturnRule,
    SecuritySetting,
    SupervisionGround,
    UnitChoice,
    UrgencyRule,
    UrgentKind,
    Waiting,
)
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
from weibao.foundation.kernel.actor import Level
from weibao.foundation.kernel.refusals import noop
from weibao.people.directory.kinds import UnitKind

# The settings of sign-in that the access module asks for, with the bounds of whole numbers; None is yes or no.
SECURITY_SETTINGS: dict[str, tuple[int, int] | None] = {
    "totp_required": None,
    "idle_minutes": (1, 24 * 60),
    "lock_out_attempts": (1, 100),
    "lock_out_minutes": (1, 7 * 24 * 60),
    "password_least_length": (8, 128),
    "password_days": (0, 3650),
}

WRONG_NAME = noop("%(entry)s 的名称不在可用范围内：%(choices)s")

S = TypeVar("S", bound=StrEnum)


def _named(reader: Reader, words: type[StrEnum]) -> None:
    if reader.key not in set(words):
        raise reader.fault("", "wrong_name", WRONG_NAME, choices="、".join(word.value for word in words))


def duty(reader: Reader) -> Duty:
    """Read `[duty.*]`."""
    _named(reader, DutyName)
    return Duty(**reader.labelled(), name=DutyName(reader.key), kinds=reader.kinds_by_level("kinds"))


def request_type(reader: Reader) -> RequestTypeRule:
    """Read `[request_type.*]`."""
    _named(reader, RequestType)
    return RequestTypeRule(
        **reader.labelled(),
        request_type=RequestType(reader.key),
        answered_at_once=reader.flag("answered_at_once"),
    )


def urgency(reader: Reader) -> UrgencyRule:
    """Read `[urgency.*]`."""
    _named(reader, Urgency)
    return UrgencyRule(
        **reader.labelled(),
        urgency=Urgency(reader.key),
        rank=reader.whole("rank", least=1, most=len(Urgency)),
        meaning=reader.text("meaning"),
        meaning_en=reader.text("meaning_en"),
    )


def emergency_line(reader: Reader) -> EmergencyLine:
    """Read `[emergency_line.*]`."""
    return EmergencyLine(
        **reader.labelled(),
        number=reader.key,
        purpose=reader.text("purpose"),
        purpose_en=reader.text("purpose_en"),
    )


def urgent_kind(reader: Reader) -> UrgentKind:
    """Read `[urgent_kind.*]`."""
    return UrgentKind(**reader.labelled(), lines=reader.texts("lines"), filed=reader.flag("filed"))


def category_group(reader: Reader) -> CategoryGroup:
    """Read `[category_group.*]`."""
    return CategoryGroup(**reader.labelled(), protection=reader.word("protection", Protection))


def category(reader: Reader) -> Category:
    """Read `[category.*]`."""
    return Category(
        **reader.labelled(),
        group=reader.text("group"),
        urgency=reader.word("urgency", Urgency),
        protection=reader.word("protection", Protection),
        report_situations=reader.wholes("report_situations", least=1, most=9),
        urgent_kind=reader.text("urgent_kind") if reader.has("urgent_kind") else None,
    )


def catalogue(reader: Reader) -> CatalogueEntry:
    """Read `[catalogue.*]`, with a table of its own for a level that differs."""
    by_level = {
        level: UnitChoice(reader.unit_kinds(level, values, "lead"), reader.unit_kinds(level, values, "support"))
        for level, values in reader.tables_by_level().items()
    }
    everywhere = UnitChoice(reader.words("lead", UnitKind), reader.words("support", UnitKind, []))
    return CatalogueEntry(**reader.entry(), everywhere=everywhere, by_level=by_level)


def limit(reader: Reader) -> LimitRule:
    """Read `[limit.*]`."""
    return LimitRule(
        **reader.entry(),
        step=reader.word("step", Step),
        span=reader.span("limit"),
        warn_before=reader.span("warn_before"),
        request_types=_only(reader, "request_types", RequestType),
        urgencies=_only(reader, "urgencies", Urgency),
    )


def _only(reader: Reader, key: str, words: type[S]) -> frozenset[S] | None:
    return frozenset(reader.words(key, words)) if reader.has(key) else None


def waiting(reader: Reader) -> Waiting:
    """Read `[waiting.*]`."""
    _named(reader, WaitingState)
    return Waiting(
        **reader.labelled(),
        state=WaitingState(reader.key),
        clock=reader.word("clock", Step),
        turn=reader.word("turn", Turn),
    )


def ownership(reader: Reader) -> OwnershipRule:
    """Read `[ownership.*]`."""
    _named(reader, Scope)
    return OwnershipRule(
        **reader.labelled(),
        scope=Scope(reader.key),
        level=reader.word("level", Level),
        referral_out=reader.flag("referral_out", default=False),
    )


def ground(reader: Reader) -> GroundRule:
    """Read `[ground.*]`."""
    _named(reader, Ground)
    return GroundRule(**reader.labelled(), ground=Ground(reader.key), next_step=reader.word("next_step", NextStep))


def dispatch(reader: Reader) -> DispatchRule:
    """Read `[dispatch.*]`."""
    _named(reader, Level)
    return DispatchRule(**reader.labelled(), level=Level(reader.key), sources=reader.words("sources", Source))


def return_rule(reader: Reader) -> ReturnRule:
    """Read `[return_rule.*]`."""
    return ReturnRule(
        **reader.labelled(),
        reason_required=reader.flag("reason_required"),
        final_after_decision=reader.flag("final_after_decision"),
        dispute_climbs=reader.words("dispute_climbs", DutyName),
    )


def extension_rule(reader: Reader) -> ExtensionRule:
    """Read `[extension_rule.*]`."""
    return ExtensionRule(
        **reader.labelled(),
        longest=reader.span("longest"),
        times=reader.whole("times", least=0, most=10),
        before_due_only=reader.flag("before_due_only"),
        tell_caller=reader.flag("tell_caller"),
    )


def supervision(reader: Reader) -> LadderRung:
    """Read `[supervision.*]`."""
    return LadderRung(
        **reader.labelled(),
        rank=reader.whole("rank", least=1, most=20),
        trigger=reader.word("trigger", Trigger),
        after=reader.span("after") if reader.has("after") else None,
        issuers=reader.words("issuers", UnitKind, []),
        grounds=reader.texts("grounds", []),
    )


def supervision_ground(reader: Reader) -> SupervisionGround:
    """Read `[supervision_ground.*]`."""
    return SupervisionGround(**reader.labelled(), automatic=reader.flag("automatic"))


def follow_up(reader: Reader) -> FollowUpRule:
    """Read `[follow_up.*]`."""
    return FollowUpRule(
        **reader.labelled(),
        attempts=reader.whole("attempts", least=1, most=20),
        attempts_apart=reader.span("attempts_apart"),
        respects_safe_contact=reader.flag("respects_safe_contact"),
        respects_no_reply_wish=reader.flag("respects_no_reply_wish"),
    )


def follow_up_question(reader: Reader) -> FollowUpQuestion:
    """Read `[follow_up_question.*]`."""
    return FollowUpQuestion(
        **reader.labelled(),
        rank=reader.whole("rank", least=1, most=20),
        question=reader.text("question"),
        question_en=reader.text("question_en"),
    )


def rating(reader: Reader) -> RatingGrade:
    """Read `[rating.*]`."""
    return RatingGrade(
        **reader.labelled(),
        rank=reader.whole("rank", least=1, most=20),
        satisfied=reader.flag("satisfied"),
        redo=reader.flag("redo"),
    )


def result(reader: Reader) -> ResultKind:
    """Read `[result.*]`."""
    return ResultKind(**reader.labelled(), solved=reader.flag("solved"))


def close_rule(reader: Reader) -> CloseRule:
    """Read `[close_rule.*]`."""
    return CloseRule(
        **reader.labelled(),
        needs_reply=reader.flag("needs_reply"),
        needs_follow_up=reader.flag("needs_follow_up"),
        reason_may_replace=reader.flag("reason_may_replace"),
    )


def not_accepted(reader: Reader) -> RefusalGround:
    """Read `[not_accepted.*]`."""
    return RefusalGround(
        **reader.labelled(),
        where_to=reader.text("where_to"),
        where_to_en=reader.text("where_to_en"),
    )


def security(reader: Reader) -> SecuritySetting:
    """Read `[security.*]`."""
    if reader.key not in SECURITY_SETTINGS:
        raise reader.fault("", "wrong_name", WRONG_NAME, choices="、".join(SECURITY_SETTINGS))
    bounds = SECURITY_SETTINGS[reader.key]
    value = reader.flag("value") if bounds is None else reader.whole("value", least=bounds[0], most=bounds[1])
    return SecuritySetting(**reader.labelled(), value=value)


def office_hours(reader: Reader) -> OfficeHours:
    """Read `[office_hours.*]`."""
    return OfficeHours(**reader.labelled(), opens=reader.clock_time("opens"), closes=reader.clock_time("closes"))
