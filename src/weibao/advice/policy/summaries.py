"""Says each rule in one line for people, Chinese or English, from its values."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from weibao.advice.policy import rules
from weibao.advice.policy.profile import Profile
from weibao.advice.policy.spans import Span
from weibao.advice.policy.terms import RequestType, Urgency
from weibao.advice.policy.words import ZH, label, word, yes_or_no
from weibao.foundation.kernel.actor import Level
from weibao.people.directory.kinds import UnitKind


@dataclass(frozen=True, slots=True)
class Speaker:
    """Puts rules of one profile into words of one language."""

    profile: Profile
    language: str = ZH

    def say(self, entry: rules.Entry) -> str:
        """Return the rule in one line, without its name and basis."""
        return _SAY[type(entry)](self, entry)

    def name(self, entry: rules.Entry) -> str:
        """Return what the rule is called."""
        if isinstance(entry, rules.Labelled):
            return label(entry, self.language)
        if isinstance(entry, rules.LimitRule):
            return word(entry.step, self.language)
        categories, groups = self.profile.categories, self.profile.category_groups
        labelled = categories.find(entry.key) or groups.find(entry.key)
        return entry.key if labelled is None else self.name(labelled)

    @property
    def chinese(self) -> bool:
        """Whether the language is Chinese."""
        return self.language.startswith(ZH)

    def pick(self, zh: str, en: str) -> str:
        """Return the sentence in the language."""
        return zh if self.chinese else en

    def join(self, parts: Iterable[str]) -> str:
        """Return the parts as a list in the language."""
        return self.pick("、", ", ").join(parts)

    def yes(self, *, value: bool) -> str:
        """Return yes or no."""
        return yes_or_no(value=value, language=self.language)

    def span(self, span: Span) -> str:
        """Return a length of time."""
        unit = word(span.unit, self.language)
        return self.pick(
            f"{span.amount}{unit}", f"{span.amount} {unit.removesuffix('s') if span.amount == 1 else unit}"
        )

    def kinds(self, kinds: Iterable[UnitKind]) -> str:
        """Return kinds of unit by name."""
        return self.join(kind.label(self.language) for kind in kinds)

    def by_level(self, kinds: Mapping[Level, tuple[UnitKind, ...]]) -> str:
        """Return kinds of unit level by level."""
        parts = (
            f"{word(level, self.language)}{self.pick('：', ': ')}{self.kinds(each)}" for level, each in kinds.items()
        )
        return self.pick("；", "; ").join(parts)


def _duty(say: Speaker, rule: rules.Duty) -> str:
    return say.by_level(rule.kinds)


def _request_type(say: Speaker, rule: rules.RequestTypeRule) -> str:
    if rule.answered_at_once:
        return say.pick("受理时即时答复", "answered at once by the intake")
    return say.pick("不即时答复的转办", "passed on unless settled on the call")


def _urgency(say: Speaker, rule: rules.UrgencyRule) -> str:
    return say.pick(rule.meaning, rule.meaning_en)


def _line(say: Speaker, rule: rules.EmergencyLine) -> str:
    return say.pick(rule.purpose, rule.purpose_en)


def _urgent_kind(say: Speaker, rule: rules.UrgentKind) -> str:
    lines = say.join(rule.lines)
    if rule.filed:
        return say.pick(f"立即转接 {lines}，同时报备", f"passed to {lines} at once, and filed at the same moment")
    return say.pick(f"立即转接 {lines}", f"passed to {lines} at once")


def _group(say: Speaker, rule: rules.CategoryGroup) -> str:
    return word(rule.protection, say.language)


def _category(say: Speaker, rule: rules.Category) -> str:
    group = say.profile.category_groups.find(rule.group)
    parts = [
        rule.group if group is None else say.name(group),
        say.name(say.profile.urgencies.get(rule.urgency)),
        word(rule.protection, say.language),
    ]
    if rule.report_situations:
        numbers = say.join(str(number) for number in rule.report_situations)
        parts.append(say.pick(f"强制报告情形 {numbers}", f"mandatory-report situation {numbers}"))
    return say.pick("；", "; ").join(parts)


def _choice(say: Speaker, choice: rules.UnitChoice) -> str:
    lead = say.pick(f"主办 {say.kinds(choice.lead)}", f"lead: {say.kinds(choice.lead)}")
    if not choice.support:
        return lead
    return say.pick(f"{lead}；协办 {say.kinds(choice.support)}", f"{lead}; support: {say.kinds(choice.support)}")


def _catalogue(say: Speaker, rule: rules.CatalogueEntry) -> str:
    parts = [_choice(say, rule.everywhere)]
    for level, choice in rule.by_level.items():
        parts.append(f"{word(level, say.language)}{say.pick('：', ': ')}{_choice(say, choice)}")
    return say.pick("。", ". ").join(parts)


def _limit(say: Speaker, rule: rules.LimitRule) -> str:
    types, urgencies = say.profile.request_types, say.profile.urgencies
    cases = [
        say.name(types.get(each))
        for each in RequestType
        if rule.request_types is not None and each in rule.request_types
    ]
    cases += [
        say.name(urgencies.get(each)) for each in Urgency if rule.urgencies is not None and each in rule.urgencies
    ]
    which = say.join(cases) if cases else say.pick("各类", "all cases")
    return say.pick(
        f"{which}：{say.span(rule.span)}，提前 {say.span(rule.warn_before)} 预警",
        f"{which}: {say.span(rule.span)}, warning {say.span(rule.warn_before)} before",
    )


def _waiting(say: Speaker, rule: rules.Waiting) -> str:
    clock, turn = word(rule.clock, say.language), word(rule.turn, say.language)
    return say.pick(f"计“{clock}”时限，轮到{turn}", f"clock: {clock}; turn: {turn}")


def _ownership(say: Speaker, rule: rules.OwnershipRule) -> str:
    level = word(rule.level, say.language)
    if rule.referral_out:
        return say.pick(f"{level}负责，并向外省转介", f"{level}, with a referral out")
    return say.pick(f"{level}负责", level)


def _ground(say: Speaker, rule: rules.GroundRule) -> str:
    return word(rule.next_step, say.language)


def _dispatch(say: Speaker, rule: rules.DispatchRule) -> str:
    return say.pick("依次从", "from, in order: ") + say.join(word(each, say.language) for each in rule.sources)


def _return(say: Speaker, rule: rules.ReturnRule) -> str:
    climbs = say.join(word(each, say.language) for each in rule.dispute_climbs)
    return say.pick(
        f"须说明理由：{say.yes(value=rule.reason_required)}；审核后不得再退：{say.yes(value=rule.final_after_decision)}；"
        f"争议逐级提交：{climbs}",
        f"reason required: {say.yes(value=rule.reason_required)}; final after the decision: "
        f"{say.yes(value=rule.final_after_decision)}; disputes climb to: {climbs}",
    )


def _extension(say: Speaker, rule: rules.ExtensionRule) -> str:
    before = say.yes(value=rule.before_due_only)
    return say.pick(
        f"最多 {rule.times} 次，每次最长 {say.span(rule.longest)}；只能在到期前申请：{before}",
        f"extensions: at most {rule.times}, each up to {say.span(rule.longest)}; only before due: {before}",
    )


def _rung(say: Speaker, rule: rules.LadderRung) -> str:
    parts = [word(rule.trigger, say.language)]
    if rule.after is not None:
        parts.append(say.span(rule.after))
    if rule.issuers:
        parts.append(say.kinds(rule.issuers))
    return say.pick("；", "; ").join(parts)


def _supervision_ground(say: Speaker, rule: rules.SupervisionGround) -> str:
    return say.pick("由系统发现", "found by the clocks") if rule.automatic else say.pick("由人认定", "found by people")


def _follow_up(say: Speaker, rule: rules.FollowUpRule) -> str:
    return say.pick(
        f"最多拨打 {rule.attempts} 次，每次间隔 {say.span(rule.attempts_apart)}",
        f"at most {rule.attempts} attempts, {say.span(rule.attempts_apart)} apart",
    )


def _question(say: Speaker, rule: rules.FollowUpQuestion) -> str:
    return say.pick(rule.question, rule.question_en)


def _rating(say: Speaker, rule: rules.RatingGrade) -> str:
    if rule.satisfied:
        return say.pick("计为满意", "counts as satisfied")
    return say.pick("计为不满意，有理由的重办", "counts as dissatisfied; done again when there is cause")


def _result(say: Speaker, rule: rules.ResultKind) -> str:
    return (
        say.pick("计为解决", "counts as solved") if rule.solved else say.pick("不计为解决", "does not count as solved")
    )


def _close(say: Speaker, rule: rules.CloseRule) -> str:
    if rule.reason_may_replace:
        return say.pick("须有答复与回访，或记录理由", "needs a reply and a follow-up, or a recorded reason")
    return say.pick("须有答复与回访", "needs a reply and a follow-up")


def _not_accepted(say: Speaker, rule: rules.RefusalGround) -> str:
    return say.pick(rule.where_to, rule.where_to_en)


def _security(say: Speaker, rule: rules.SecuritySetting) -> str:
    return say.yes(value=rule.value) if isinstance(rule.value, bool) else str(rule.value)


def _hours(say: Speaker, rule: rules.OfficeHours) -> str:
    return f"{rule.opens:%H:%M}{say.pick('至', ' to ')}{rule.closes:%H:%M}"


def _document(say: Speaker, rule: rules.Document) -> str:
    return say.pick(f"引作“{rule.cite}”", f"cited as {rule.cite}")


# The types are matched by the key, which the checker of types cannot see.
_SAY: Mapping[type[rules.Entry], Callable[[Speaker, Any], str]] = {
    rules.Document: _document,
    rules.Duty: _duty,
    rules.RequestTypeRule: _request_type,
    rules.UrgencyRule: _urgency,
    rules.EmergencyLine: _line,
    rules.UrgentKind: _urgent_kind,
    rules.CategoryGroup: _group,
    rules.Category: _category,
    rules.CatalogueEntry: _catalogue,
    rules.LimitRule: _limit,
    rules.Waiting: _waiting,
    rules.OwnershipRule: _ownership,
    rules.GroundRule: _ground,
    rules.DispatchRule: _dispatch,
    rules.ReturnRule: _return,
    rules.ExtensionRule: _extension,
    rules.LadderRung: _rung,
    rules.SupervisionGround: _supervision_ground,
    rules.FollowUpRule: _follow_up,
    rules.FollowUpQuestion: _question,
    rules.RatingGrade: _rating,
    rules.ResultKind: _result,
    rules.CloseRule: _close,
    rules.RefusalGround: _not_accepted,
    rules.SecuritySetting: _security,
    rules.OfficeHours: _hours,
}
