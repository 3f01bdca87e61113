"""What the shipped profiles say."""

from datetime import date

import pytest

from weibao.advice.policy import api as policy
from weibao.advice.policy.api import (
    DutyName,
    Ground,
    LimitUnit,
    NextStep,
    RequestType,
    Scope,
    Span,
    Step,
    Urgency,
    WaitingState,
)
from weibao.foundation.kernel.actor import Level
from weibao.foundation.kernel.refusals import RefusedError
from weibao.people.directory.kinds import UnitKind

NOTICE = "吉民发〔2022〕2号"


@pytest.fixture(scope="module")
def jilin() -> policy.Profile:
    return policy.load("jilin-12345")


@pytest.fixture(scope="module")
def national() -> policy.Profile:
    return policy.load("national")


@pytest.mark.parametrize("name", policy.names())
def test_every_profile_that_comes_with_the_product_is_proved_complete(name: str) -> None:
    verdict = policy.examine(name)

    assert verdict.problems == ()
    assert verdict.proof is not None
    assert verdict.proof.routes == verdict.proof.categories * 3
    assert verdict.proof.clocks == len(WaitingState) * len(RequestType) * len(Urgency)


def test_a_profile_is_read_once_per_process() -> None:
    assert policy.load("jilin-12345") is policy.load("jilin-12345")


def test_an_unknown_profile_is_refused_with_the_names_that_exist() -> None:
    with pytest.raises(RefusedError) as refused:
        policy.load("atlantis")

    assert refused.value.refusal.code == "unknown_profile"
    assert "jilin-12345" in refused.value.refusal.sentence()


def test_a_path_is_no_name_of_a_profile() -> None:
    with pytest.raises(RefusedError) as refused:
        policy.load("../profiles/national")

    assert refused.value.refusal.code == "unknown_profile"


def test_in_jilin_the_city_line_accepts_and_the_province_office_takes_referrals(jilin: policy.Profile) -> None:
    intake, referral = jilin.duty(DutyName.INTAKE), jilin.duty(DutyName.REFERRAL)

    assert dict(intake.kinds) == {Level.CITY: (UnitKind.LINE_12345,)}
    assert referral.levels == (Level.PROVINCE,)
    assert referral.kinds[Level.PROVINCE][0] is UnitKind.PROTECTION_OFFICE
    assert (intake.basis.document, intake.basis.article) == (NOTICE, "二（二）1")


def test_in_jilin_advice_is_answered_at_once_and_harm_is_not(jilin: policy.Profile) -> None:
    assert jilin.answers_at_once(RequestType.CONSULT)
    assert not jilin.answers_at_once(RequestType.REPORT)
    assert jilin.request_type(RequestType.CONSULT).basis.document == NOTICE


@pytest.mark.parametrize("ground", list(Ground))
def test_in_jilin_each_of_the_three_grounds_leads_up_to_the_province(jilin: policy.Profile, ground: Ground) -> None:
    rule = jilin.ground(ground)

    assert rule.next_step is NextStep.REFER_UP
    assert str(rule.basis) == f"{NOTICE} 二（二）1"


def test_in_jilin_the_four_urgent_kinds_call_110_and_are_filed_with_the_province_office(jilin: policy.Profile) -> None:
    filed = {kind.key: kind for kind in jilin.urgent_kinds.all() if kind.filed}

    assert set(filed) == {"abandonment", "sexual_assault", "abuse", "violence"}
    assert all("110" in kind.lines and kind.basis.document == NOTICE for kind in filed.values())
    assert jilin.duty(DutyName.URGENT_FILING).kinds[Level.PROVINCE][0] is UnitKind.PROTECTION_OFFICE


@pytest.mark.parametrize(
    ("category", "kind"),
    [
        ("domestic_violence", "violence"),
        ("sexual_assault", "sexual_assault"),
        ("abuse", "abuse"),
        ("abandonment", "abandonment"),
        ("minimum_living", None),
    ],
)
def test_a_category_knows_its_urgent_kind(jilin: policy.Profile, category: str, kind: str | None) -> None:
    found = jilin.urgent_kind(category)

    assert (found.key if found else None) == kind


@pytest.mark.parametrize(
    ("scope", "level", "article"),
    [
        (Scope.ONE_COUNTY, Level.COUNTY, "二（二）2"),
        (Scope.CROSS_COUNTY, Level.CITY, "二（二）3"),
        (Scope.CROSS_CITY, Level.PROVINCE, "二（二）3"),
        (Scope.CROSS_PROVINCE, Level.PROVINCE, "二（二）3"),
    ],
)
def test_in_jilin_jurisdiction_rests_on_the_notice(
    jilin: policy.Profile, scope: Scope, level: Level, article: str
) -> None:
    rule = jilin.ownership(scope)

    assert (rule.level, rule.basis.document, rule.basis.article) == (level, NOTICE, article)


def test_in_jilin_two_bureaux_issue_the_supervision_letter(jilin: policy.Profile) -> None:
    letter = jilin.supervision_ladder.get("supervision_letter")

    assert letter.issuers == (UnitKind.PROTECTION_OFFICE, UnitKind.GOV_SERVICES_BUREAU)
    assert letter.grounds == ("weak_work", "overdue", "poor_result")
    assert letter.basis.document == NOTICE


def test_a_number_that_no_source_gives_is_marked_as_a_default(jilin: policy.Profile) -> None:
    limit = jilin.limit(step=Step.HANDLE, request_type=RequestType.HELP, urgency=Urgency.NORMAL)

    assert limit.basis.is_default
    assert limit.basis.facts()["document"] == "default"


@pytest.mark.parametrize(
    ("step", "request_type", "urgency", "span"),
    [
        (Step.HANDLE, RequestType.HELP, Urgency.NORMAL, Span(5, LimitUnit.WORKING_DAYS)),
        (Step.HANDLE, RequestType.CONSULT, Urgency.NORMAL, Span(2, LimitUnit.WORKING_DAYS)),
        (Step.HANDLE, RequestType.CONSULT, Urgency.CRITICAL, Span(24, LimitUnit.HOURS)),
        (Step.HANDLE, RequestType.REPORT, Urgency.COMPLEX, Span(15, LimitUnit.WORKING_DAYS)),
        (Step.URGENT_FEEDBACK, RequestType.REPORT, Urgency.CRITICAL, Span(2, LimitUnit.HOURS)),
        (Step.DISPATCH, RequestType.HELP, Urgency.CRITICAL, Span(15, LimitUnit.MINUTES)),
    ],
)
def test_the_rule_that_names_a_case_most_closely_limits_it(
    jilin: policy.Profile, step: Step, request_type: RequestType, urgency: Urgency, span: Span
) -> None:
    rule = jilin.limit(step=step, request_type=request_type, urgency=urgency)

    assert rule.span == span
    assert (rule.amount, rule.unit) == (span.amount, span.unit)
    assert rule.warn_before.nominal_minutes < rule.span.nominal_minutes


def test_a_rule_that_is_not_there_is_missing_and_not_guessed(jilin: policy.Profile) -> None:
    with pytest.raises(policy.RuleMissingError):
        jilin.category("no_such_category")
    with pytest.raises(policy.RuleMissingError):
        jilin.ownership(Scope.CROSS_CITY, on=date(2021, 12, 31))


def test_the_lead_agency_follows_the_amendment_of_april_2024(national: policy.Profile) -> None:
    before = national.duty(DutyName.LEAD_AGENCY, date(2024, 4, 25))
    after = national.duty(DutyName.LEAD_AGENCY, date(2024, 4, 26))

    assert before.kinds[Level.COUNTY] == (UnitKind.CIVIL_AFFAIRS,)
    assert after.kinds[Level.COUNTY] == (UnitKind.WOMEN_CHILDREN_OFFICE,)
    assert national.duty(DutyName.LEAD_AGENCY) is after
    assert before.basis.document == after.basis.document == "未成年人保护法"


def test_before_its_first_day_a_rule_does_not_hold(jilin: policy.Profile) -> None:
    assert jilin.duties.find("intake", date(2022, 1, 9)) is None
    assert jilin.duties.find("intake", date(2022, 1, 10)) is not None


def test_a_category_without_an_own_line_takes_the_catalogue_line_of_its_group(jilin: policy.Profile) -> None:
    route = jilin.catalogue("enrolment_transfer", Level.COUNTY)

    assert route.lead == (UnitKind.EDUCATION,)
    assert route.basis.document == "未成年人保护法"


def test_a_level_of_its_own_in_the_catalogue_wins(jilin: policy.Profile) -> None:
    assert jilin.catalogue("game_spending", Level.PROVINCE).lead == (UnitKind.PRESS_PUBLICATION,)
    assert jilin.catalogue("game_spending", Level.COUNTY).lead == (UnitKind.CULTURE_TOURISM,)


def test_kinds_that_do_not_exist_on_a_level_are_left_out_of_the_route(jilin: policy.Profile) -> None:
    assert UnitKind.TOWN_GOVERNMENT not in jilin.catalogue("dropout", Level.COUNTY).support


def test_the_tree_has_ten_groups_and_every_category_in_one(jilin: policy.Profile) -> None:
    tree = jilin.tree()

    assert len(tree) == 10
    assert sum(len(categories) for categories in tree.values()) == len(jilin.categories)
    assert all(categories for categories in tree.values())


def test_each_waiting_state_has_a_clock_and_a_turn(jilin: policy.Profile) -> None:
    clocks = {state: jilin.waiting(state).clock for state in WaitingState}

    assert clocks[WaitingState.DISPATCHED] is Step.SIGN
    assert clocks[WaitingState.IN_PROGRESS] is Step.HANDLE
    assert len(set(clocks.values())) == len(WaitingState)


def test_security_settings_come_with_their_values(jilin: policy.Profile) -> None:
    security = jilin.security

    assert security.totp_required is False
    assert security.lock_out_attempts == 5
    assert jilin.security_settings.get("idle_minutes").basis.document == "GB/T 22239—2019"


def test_nothing_closes_without_reply_and_follow_up_or_a_reason(jilin: policy.Profile) -> None:
    rule = jilin.close_rule()

    assert (rule.needs_reply, rule.needs_follow_up, rule.reason_may_replace) == (True, True, True)
    assert jilin.follow_up().attempts == 3
    assert [question.key for question in jilin.follow_up_questions.all()] == ["contacted", "solved", "satisfied"]
    assert [grade.rank for grade in jilin.ratings.all()] == [1, 2, 3, 4, 5]


def test_returns_and_extensions_are_rules_too(jilin: policy.Profile) -> None:
    assert jilin.return_rule().final_after_decision
    assert jilin.extension_rule().longest == Span(10, LimitUnit.WORKING_DAYS)
    assert [rung.rank for rung in jilin.ladder()] == list(range(1, 8))


def test_a_province_finds_its_profile() -> None:
    assert policy.of_province("220000") == "jilin-12345"
    assert policy.of_province("650000") is None


def test_the_active_profile_is_the_one_the_installation_names() -> None:
    assert policy.active() is policy.load("jilin-12345")
