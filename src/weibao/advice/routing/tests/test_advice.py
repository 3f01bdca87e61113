"""Where an item goes next, and why."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weibao.advice.policy import api as policy
from weibao.advice.policy.api import Ground, NextStep, RequestType, Step, Urgency
from weibao.advice.routing import api as routing
from weibao.advice.routing.api import Role, RoutingFacts
from weibao.foundation.kernel.actor import Level
from weibao.people.directory.kinds import UnitKind
from weibao.people.regions import api as regions

NOTICE = "吉民发〔2022〕2号"


@dataclass(frozen=True)
class Unit:
    id: int
    name: str
    region_code: str


class Directory:
    """Every kind of unit wherever it may exist, except those that are said to be missing."""

    def __init__(self, *missing: tuple[UnitKind, str]) -> None:
        self.missing = set(missing)

    def __call__(self, kind: UnitKind, region_code: str) -> Sequence[Unit]:
        region = regions.get(region_code)
        if (kind, region.code) in self.missing or region.level not in kind.levels:
            return []
        number = list(UnitKind).index(kind) * 10**7 + int(region.code)
        return [Unit(number, region.name + kind.zh, region.code)]


HELP_IN_LISHU = RoutingFacts(
    places=("220322",),
    request_type=RequestType.HELP,
    category="temporary_aid",
    urgency=Urgency.NORMAL,
    at_level=Level.CITY,
    at_region="220300",
    at_kind=UnitKind.LINE_12345,
    on=date(2026, 11, 22),
)
AT_PROVINCE = {"at_level": Level.PROVINCE, "at_region": "220000", "at_kind": UnitKind.PROTECTION_OFFICE}
AT_SIPING = {"at_level": Level.CITY, "at_region": "220300", "at_kind": UnitKind.CIVIL_AFFAIRS, "assessed": True}
AT_LISHU = {"at_level": Level.COUNTY, "at_region": "220322", "at_kind": UnitKind.CIVIL_AFFAIRS, "assessed": True}


def advise(facts: RoutingFacts, *missing: tuple[UnitKind, str], profile: str = "jilin-12345") -> routing.RoutingAdvice:
    return routing.advise(facts, policy.load(profile), Directory(*missing))


def names(advice: routing.RoutingAdvice, role: Role) -> list[str]:
    return [proposal.unit.name for proposal in advice.proposals if proposal.role is role]


def test_advice_is_answered_at_once_by_the_city_line() -> None:
    advice = advise(replace(HELP_IN_LISHU, request_type=RequestType.CONSULT, category="de_facto_unattended_child"))

    assert advice.next_step is NextStep.ANSWER
    assert advice.proposals == ()
    assert advice.limits == {}
    assert str(advice.basis) == f"{NOTICE} 二（二）1"


@pytest.mark.parametrize("ground", list(Ground))
def test_what_cannot_be_settled_at_once_goes_up_to_the_province_office(ground: Ground) -> None:
    advice = advise(replace(HELP_IN_LISHU, request_type=RequestType.CONSULT, grounds=frozenset({ground})))

    assert advice.next_step is NextStep.REFER_UP
    assert advice.grounds == (ground,)
    assert names(advice, Role.LEAD) == ["吉林省未保办"]
    assert Step.REFERRAL_ASSESSMENT in advice.limits
    assert policy.load("jilin-12345").ground(ground).label in advice.reason.sentence()


def test_a_request_for_help_without_a_named_ground_is_work_on_site() -> None:
    advice = advise(HELP_IN_LISHU)

    assert advice.next_step is NextStep.REFER_UP
    assert advice.grounds == (Ground.OFFLINE_WORK,)


def test_without_a_protection_office_the_province_civil_affairs_takes_the_referral() -> None:
    advice = advise(HELP_IN_LISHU, (UnitKind.PROTECTION_OFFICE, "220000"))

    assert names(advice, Role.LEAD) == ["吉林省民政部门"]


def test_the_province_proposes_the_civil_affairs_of_the_city_first() -> None:
    advice = advise(replace(HELP_IN_LISHU, **AT_PROVINCE))

    assert advice.next_step is NextStep.DISPATCH
    assert advice.best is not None
    assert advice.best.unit.name == "四平市民政部门"
    assert "四平市承担属地责任" in advice.best.reason.sentence()
    assert str(advice.best.basis) == f"{NOTICE} 二（二）2、3"
    assert set(advice.limits) == {Step.DISPATCH, Step.SIGN, Step.HANDLE, Step.PROGRESS}


def test_the_city_proposes_the_civil_affairs_of_the_county_first() -> None:
    advice = advise(replace(HELP_IN_LISHU, **AT_SIPING))

    assert advice.next_step is NextStep.DISPATCH
    assert names(advice, Role.LEAD)[0] == "梨树县民政部门"


def test_the_departments_of_the_catalogue_follow_with_their_own_basis() -> None:
    advice = advise(replace(HELP_IN_LISHU, category="school_bullying", **AT_SIPING))

    assert names(advice, Role.LEAD) == ["梨树县民政部门", "梨树县教育部门"]
    assert "梨树县公安机关" in names(advice, Role.SUPPORT)
    assert "派单目录" in advice.proposals[1].reason.sentence()
    assert str(advice.proposals[1].basis) == "未成年人保护法 第三十九条"


def test_the_county_that_owns_the_item_handles_it_and_is_not_proposed_to_itself() -> None:
    own = Directory()(UnitKind.CIVIL_AFFAIRS, "220322")[0]

    advice = advise(replace(HELP_IN_LISHU, category="school_bullying", at_unit=own.id, **AT_LISHU))

    assert advice.next_step is NextStep.HANDLE
    assert own not in [proposal.unit for proposal in advice.proposals]
    assert names(advice, Role.LEAD) == ["梨树县教育部门"]


def test_across_counties_the_city_owns_and_the_counties_support() -> None:
    advice = advise(replace(HELP_IN_LISHU, places=("220322", "220323"), **AT_SIPING))

    assert (advice.owner.level, advice.owner.region) == (Level.CITY, "220300")
    assert advice.next_step is NextStep.HANDLE
    assert names(advice, Role.SUPPORT)[:2] == ["梨树县民政部门", "伊通满族自治县民政部门"]


def test_across_cities_the_province_owns_and_the_cities_support() -> None:
    advice = advise(replace(HELP_IN_LISHU, places=("220322", "220104"), **AT_PROVINCE))

    assert (advice.owner.level, advice.owner.region) == (Level.PROVINCE, "220000")
    assert advice.next_step is NextStep.HANDLE
    assert names(advice, Role.SUPPORT)[:2] == ["四平市民政部门", "长春市民政部门"]


def test_across_provinces_the_province_owns_and_refers_out() -> None:
    advice = advise(replace(HELP_IN_LISHU, places=("220322", "530102"), **AT_PROVINCE))

    assert advice.owner.referral_out == ("530000",)
    assert advice.next_step is NextStep.HANDLE


@pytest.mark.parametrize("category", ["domestic_violence", "abuse", "abandonment", "sexual_assault"])
def test_the_four_urgent_kinds_call_110_and_are_filed_with_the_province_office(category: str) -> None:
    advice = advise(
        replace(HELP_IN_LISHU, request_type=RequestType.REPORT, category=category, urgency=Urgency.CRITICAL)
    )

    assert advice.lines == ("110",)
    assert [filing.unit.name for filing in advice.filings] == ["吉林省未保办"]
    assert str(advice.filings[0].basis) == f"{NOTICE} 二（二）1"
    assert {Step.URGENT_TRANSFER, Step.URGENT_FEEDBACK, Step.FILING} <= set(advice.limits)


def test_an_urgent_kind_is_never_answered_as_advice_when_a_child_is_in_danger() -> None:
    advice = advise(
        replace(HELP_IN_LISHU, request_type=RequestType.CONSULT, category="abuse", urgency=Urgency.CRITICAL)
    )

    assert advice.next_step is NextStep.REFER_UP
    assert advice.lines == ("110",)


def test_asking_about_the_law_on_abuse_calls_nobody() -> None:
    advice = advise(replace(HELP_IN_LISHU, request_type=RequestType.CONSULT, category="abuse"))

    assert advice.next_step is NextStep.ANSWER
    assert advice.urgent_kind is None


def test_a_clock_set_too_slow_does_not_slow_the_urgent_path() -> None:
    advice = advise(replace(HELP_IN_LISHU, request_type=RequestType.REPORT, category="abuse"))

    assert str(advice.limits[Step.URGENT_FEEDBACK].span) == "2 hours"


def test_under_the_national_rules_the_city_dispatches_by_itself() -> None:
    advice = advise(HELP_IN_LISHU, profile="national")

    assert advice.next_step is NextStep.DISPATCH
    assert names(advice, Role.LEAD)[0] == "梨树县民政部门"


DEPARTMENT_DUTY = """
title = "按部门职责派单"
title_en = "Dispatch by department duty"
valid_from = 2021-06-01
inherits = "national"

[duty.intake]
label = "受理"
label_en = "Intake"
kinds = { province = ["line_12345"], city = ["line_12345"], county = ["line_12345"] }
basis = "default"

[dispatch.city]
label = "派单"
label_en = "Dispatch"
sources = ["catalogue_here"]
basis = "default"
"""


def test_a_province_whose_line_dispatches_to_departments_of_its_own_level_is_a_matter_of_data(tmp_path: Path) -> None:
    (tmp_path / "departments.toml").write_text(DEPARTMENT_DUTY, encoding="utf-8")
    folders = (tmp_path, policy.FOLDER)
    complaint = replace(HELP_IN_LISHU, request_type=RequestType.COMPLAINT, category="unfit_venue")

    advice = routing.advise(complaint, policy.load("departments", folders), Directory())

    assert policy.check("departments", folders) == ()
    assert advice.next_step is NextStep.DISPATCH
    assert names(advice, Role.LEAD) == ["四平市文化和旅游部门"]
    assert names(advice, Role.SUPPORT) == ["四平市市场监管部门", "四平市公安机关"]


def test_what_lies_outside_the_region_of_the_office_goes_up() -> None:
    advice = advise(replace(HELP_IN_LISHU, places=("220104",)), profile="national")

    assert advice.next_step is NextStep.REFER_UP
    assert "超出四平市范围" in advice.reason.sentence()


def test_without_a_place_the_office_region_is_the_place() -> None:
    assert advise(replace(HELP_IN_LISHU, places=())).owner.region == "220300"


def test_a_unit_that_the_directory_lacks_is_named_as_missing() -> None:
    advice = advise(replace(HELP_IN_LISHU, category="school_bullying", **AT_SIPING), (UnitKind.EDUCATION, "220322"))

    assert [(each.kind, each.region) for each in advice.missing] == [(UnitKind.EDUCATION, "220322")]


def test_an_office_below_the_dispatching_levels_handles_what_it_has() -> None:
    township = replace(
        HELP_IN_LISHU, at_level=Level.TOWNSHIP, at_region="220322", at_kind=UnitKind.TOWN_GOVERNMENT, assessed=True
    )

    advice = advise(township)

    assert advice.next_step is NextStep.HANDLE
    assert advice.proposals == ()


def test_an_unknown_category_is_not_guessed() -> None:
    with pytest.raises(policy.RuleMissingError):
        advise(replace(HELP_IN_LISHU, category="weather"))


_OFFICES = st.sampled_from(
    [
        (Level.CITY, "220300", UnitKind.LINE_12345),
        (Level.CITY, "220100", UnitKind.LINE_12345),
        (Level.PROVINCE, "220000", UnitKind.PROTECTION_OFFICE),
        (Level.CITY, "220300", UnitKind.CIVIL_AFFAIRS),
        (Level.COUNTY, "220322", UnitKind.CIVIL_AFFAIRS),
    ]
)


@given(
    office=_OFFICES,
    places=st.lists(st.sampled_from(["220322", "220323", "220104", "220300", "530102"]), max_size=3).map(tuple),
    request_type=st.sampled_from(RequestType),
    category=st.sampled_from(sorted(policy.load("jilin-12345").categories)),
    urgency=st.sampled_from(Urgency),
    grounds=st.frozensets(st.sampled_from(Ground)),
    profile=st.sampled_from(policy.names()),
)
def test_every_item_has_an_owner_and_a_next_step_with_reason_basis_and_somebody_to_do_it(
    office: tuple[Level, str, UnitKind],
    places: tuple[str, ...],
    request_type: RequestType,
    category: str,
    urgency: Urgency,
    grounds: frozenset[Ground],
    profile: str,
) -> None:
    level, region, kind = office
    facts = RoutingFacts(
        places=places,
        request_type=request_type,
        category=category,
        urgency=urgency,
        at_level=level,
        at_region=region,
        at_kind=kind,
        on=date(2026, 11, 22),
        grounds=grounds,
    )

    advice = advise(facts, profile=profile)

    assert advice.reason.sentence()
    assert advice.basis.document
    assert advice.owner.basis.document
    if advice.next_step in {NextStep.REFER_UP, NextStep.DISPATCH}:
        assert advice.best is not None
        assert advice.limits
    if advice.next_step is not NextStep.ANSWER:
        ranked = [proposal.role for proposal in advice.proposals]
        assert ranked == sorted(ranked, key=lambda role: role is not Role.LEAD)
    assert len({proposal.unit.id for proposal in advice.proposals}) == len(advice.proposals)
    assert all(proposal.reason.sentence() and proposal.basis.document for proposal in advice.proposals)
    if advice.urgent_kind is not None:
        assert advice.lines
        assert advice.next_step is not NextStep.ANSWER
