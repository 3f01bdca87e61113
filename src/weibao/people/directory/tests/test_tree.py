"""The units that a province gets from its declarative file; no database."""

from collections import Counter
from itertools import chain

import pytest

from weibao.foundation.kernel.actor import Level
from weibao.foundation.kernel.refusals import RefusedError
from weibao.people.directory.kinds import SIXTEEN_DEPARTMENTS, UnitKind
from weibao.people.directory.tree import UnitPlan, plan_tree
from weibao.people.directory.tree_files import TreeFileError, read_tree
from weibao.people.regions import api as regions

JILIN = plan_tree("220000")
BY_CODE = {plan.code: plan for plan in JILIN}
CITIES = regions.children("220000", zones=False)
COUNTIES = list(chain.from_iterable(regions.children(city.code, zones=False) for city in CITIES))


def names(plans: list[UnitPlan], kind: UnitKind, region_code: str) -> list[str]:
    return [plan.name for plan in plans if plan.region_code == region_code and plan.kind == kind]


def test_every_code_is_given_once() -> None:
    assert Counter(plan.code for plan in JILIN).most_common(1)[0][1] == 1


@pytest.mark.parametrize(
    "kind",
    [
        UnitKind.CIVIL_AFFAIRS,
        UnitKind.GOV_SERVICES_BUREAU,
        UnitKind.PROTECTION_CENTRE,
        UnitKind.POLICE,
        UnitKind.EDUCATION,
        UnitKind.HEALTH,
        UnitKind.WOMENS_FEDERATION,
        UnitKind.YOUTH_LEAGUE,
        UnitKind.PROCURATORATE,
        UnitKind.COURT,
        UnitKind.JUSTICE_BUREAU,
        UnitKind.MARKET_REGULATION,
    ],
)
def test_every_present_county_of_jilin_has_the_kind_exactly_once(kind: UnitKind) -> None:
    found = Counter(plan.region_code for plan in JILIN if plan.kind == kind and plan.level is Level.COUNTY)

    assert found == Counter(county.code for county in COUNTIES)
    assert len(COUNTIES) == 60


def test_every_city_has_its_12345_line_and_its_children_s_home_exactly_once() -> None:
    for kind in (UnitKind.LINE_12345, UnitKind.WELFARE_INSTITUTION, UnitKind.LINE_12356, UnitKind.CIVIL_AFFAIRS):
        found = Counter(plan.region_code for plan in JILIN if plan.kind == kind and plan.level is Level.CITY)
        found.pop("227100", None)
        assert found == Counter(city.code for city in CITIES)


def test_the_sixteen_departments_exist_in_the_province_and_in_every_city() -> None:
    for code in ["220000", *(city.code for city in CITIES)]:
        kinds = {kind for plan in JILIN if plan.region_code == code for kind in (plan.kind, *plan.also_kinds)}
        assert kinds >= SIXTEEN_DEPARTMENTS


def test_the_province_s_protection_office_is_its_civil_affairs_department() -> None:
    office = BY_CODE["220000-protection_office"]

    assert office.name == "吉林省民政厅（省未保办）"
    assert office.short_name == "省民政厅"
    assert UnitKind.CIVIL_AFFAIRS in office.also_kinds
    assert office.oversees
    assert office.path == "/22/"


def test_a_county_that_moved_is_named_under_its_present_city() -> None:
    moved = [plan for plan in JILIN if plan.name == "公主岭市民政局"]

    assert [plan.path for plan in moved] == ["/22/2201/220184/"]


def test_districts_carry_their_city_and_police_branches_are_of_the_city() -> None:
    assert BY_CODE["220302-civil_affairs"].name == "四平市铁西区民政局"
    assert BY_CODE["220302-civil_affairs"].short_name == "铁西区民政局"
    assert BY_CODE["220302-police"].name == "四平市公安局铁西分局"
    assert "220302-tobacco" not in BY_CODE


def test_an_autonomous_prefecture_has_its_full_name_and_a_short_one() -> None:
    bureau = BY_CODE["222400-civil_affairs"]

    assert bureau.name == "延边朝鲜族自治州民政局"
    assert bureau.short_name == "延边州民政局"
    assert bureau.level is Level.CITY


def test_the_management_zone_of_changbaishan_has_only_the_bureaux_that_the_notice_addresses() -> None:
    zone = {plan.kind for plan in JILIN if plan.region_code == "227100"}

    assert zone == {UnitKind.CIVIL_AFFAIRS, UnitKind.GOV_SERVICES_BUREAU}
    assert not [plan for plan in JILIN if plan.region_code == "220171"]


def test_the_demonstration_county_goes_down_to_townships_and_villages() -> None:
    assert BY_CODE["220322100-town_government"].name == "梨树镇人民政府"
    assert BY_CODE["220322100-protection_station"].parent_code == "220322100-town_government"
    villages = [plan for plan in JILIN if plan.kind == UnitKind.VILLAGE_COMMITTEE]
    assert villages
    assert all(plan.name.endswith(("村民委员会", "居民委员会")) for plan in villages)
    assert all(plan.path.startswith("/22/2203/220322/") for plan in villages)


def test_each_unit_follows_the_one_it_stands_under_and_lies_in_its_region() -> None:
    seen: set[str] = set()
    for plan in JILIN:
        if plan.parent_code is not None:
            assert plan.parent_code in seen
            assert plan.path.startswith(BY_CODE[plan.parent_code].path)
        seen.add(plan.code)


def test_a_county_bureau_stands_under_its_city_s_and_that_under_the_province_s() -> None:
    assert BY_CODE["220322-education"].parent_code == "220300-education"
    assert BY_CODE["220300-education"].parent_code == "220000-education"
    assert BY_CODE["220300-civil_affairs"].parent_code == "220000-protection_office"
    assert BY_CODE["220300-line_12345"].parent_code == "220300-gov_services_bureau"


def test_kinds_stand_only_on_levels_where_they_exist() -> None:
    assert all(plan.level in plan.kind.levels for plan in JILIN)


def test_names_fit_their_columns() -> None:
    assert max(len(plan.name) for plan in JILIN) <= 100
    assert max(len(plan.short_name) for plan in JILIN) <= 60
    assert max(len(plan.code) for plan in JILIN) <= 60


@pytest.mark.parametrize("code", [division.code for division in regions.picker_children()])
def test_every_province_has_a_tree(code: str) -> None:
    if regions.get(code).kind is regions.Kind.SPECIAL_REGION or code == "710000":
        return
    plans = plan_tree(code)

    offices = {(plan.region_code, kind) for plan in plans for kind in (plan.kind, *plan.also_kinds)}
    assert {(region, UnitKind.CIVIL_AFFAIRS) for region, _ in offices} <= offices | {
        (plan.region_code, UnitKind.CIVIL_AFFAIRS) for plan in plans if plan.level in {Level.TOWNSHIP, Level.VILLAGE}
    }


def test_a_municipality_has_bureaux_and_a_line_of_its_own_and_names_its_districts() -> None:
    beijing = plan_tree("110000")

    assert names(beijing, UnitKind.CIVIL_AFFAIRS, "110000") == ["北京市民政局"]
    assert names(beijing, UnitKind.LINE_12345, "110000") == ["北京市12345政务服务便民热线"]
    assert names(beijing, UnitKind.POLICE, "110101") == ["北京市公安局东城分局"]


def test_a_county_right_under_the_province_has_its_own_name() -> None:
    hubei = plan_tree("420000")

    assert names(hubei, UnitKind.POLICE, "429021") == ["神农架林区公安局"]
    assert names(hubei, UnitKind.CIVIL_AFFAIRS, "429004") == ["仙桃市民政局"]


def test_an_unknown_province_is_refused() -> None:
    with pytest.raises(RefusedError) as refused:
        plan_tree("990000")

    assert refused.value.refusal.code == "unknown_region"


def test_a_file_with_an_unknown_key_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "tomllib.loads", lambda _: {"unit": [{"kind": "police", "ciyt": "{place}公安局"}], "active_from": None}
    )

    with pytest.raises(TreeFileError, match="ciyt"):
        read_tree.__wrapped__("national")
