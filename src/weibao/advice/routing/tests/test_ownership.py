"""Who owns a matter that touches several places."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weibao.advice.policy import api as policy
from weibao.advice.policy.api import Scope
from weibao.advice.routing import api as routing
from weibao.foundation.kernel.actor import Level
from weibao.foundation.kernel.refusals import RefusedError
from weibao.people.regions import api as regions

TODAY = date(2026, 11, 22)
LISHU, YITONG, TIEDONG = "220322", "220323", "220303"  # 四平市的梨树县、伊通县、铁东区
SIPING, CHANGCHUN, JILIN = "220300", "220100", "220000"
CHAOYANG = "220104"  # 长春市朝阳区
YUNNAN, WUHUA = "530000", "530102"  # 云南省、昆明市五华区
XIANTAO, WUHAN = "429004", "420100"  # 湖北省直辖的仙桃市、武汉市
DONGGUAN = "441900"


@pytest.fixture(scope="module")
def jilin() -> policy.Profile:
    return policy.load("jilin-12345")


@pytest.mark.parametrize(
    ("places", "level", "region", "scope", "article"),
    [
        ([LISHU], Level.COUNTY, LISHU, Scope.ONE_COUNTY, "二（二）2"),
        ([LISHU, LISHU], Level.COUNTY, LISHU, Scope.ONE_COUNTY, "二（二）2"),
        ([SIPING], Level.CITY, SIPING, Scope.ONE_CITY, "二（二）2"),
        ([LISHU, YITONG], Level.CITY, SIPING, Scope.CROSS_COUNTY, "二（二）3"),
        ([LISHU, YITONG, TIEDONG], Level.CITY, SIPING, Scope.CROSS_COUNTY, "二（二）3"),
        ([LISHU, CHAOYANG], Level.PROVINCE, JILIN, Scope.CROSS_CITY, "二（二）3"),
        ([SIPING, CHANGCHUN], Level.PROVINCE, JILIN, Scope.CROSS_CITY, "二（二）3"),
        ([LISHU, WUHUA], Level.PROVINCE, JILIN, Scope.CROSS_PROVINCE, "二（二）3"),
        ([WUHUA, LISHU], Level.PROVINCE, JILIN, Scope.CROSS_PROVINCE, "二（二）3"),
    ],
)
def test_jurisdiction_in_jilin(
    jilin: policy.Profile, places: list[str], level: Level, region: str, scope: Scope, article: str
) -> None:
    owner = routing.owner_of(places, jilin, TODAY)

    assert (owner.level, owner.region, owner.scope) == (level, region, scope)
    assert (owner.basis.document, owner.basis.article) == ("吉民发〔2022〕2号", article)
    assert owner.reason


def test_a_matter_across_provinces_is_referred_out(jilin: policy.Profile) -> None:
    assert routing.owner_of([LISHU, WUHUA], jilin, TODAY).referral_out == (YUNNAN,)
    assert routing.owner_of([LISHU, CHAOYANG], jilin, TODAY).referral_out == ()


def test_elsewhere_the_national_rules_give_the_basis() -> None:
    national = policy.load("national")

    assert routing.owner_of([WUHUA], national, TODAY).level is Level.COUNTY
    assert routing.owner_of([DONGGUAN], national, TODAY).level is Level.CITY
    assert routing.owner_of([XIANTAO, WUHAN], national, TODAY).level is Level.PROVINCE
    assert routing.owner_of([LISHU, YITONG], national, TODAY).basis.document == "民政部2020年热线试点通知"


def test_a_matter_wholly_in_another_province_is_relayed_by_ours(jilin: policy.Profile) -> None:
    owner = routing.owner_at_home([WUHUA], jilin, TODAY)

    assert (owner.level, owner.region, owner.referral_out) == (Level.PROVINCE, JILIN, (YUNNAN,))
    assert owner.scope is Scope.CROSS_PROVINCE


def test_a_profile_may_give_counties_matters_to_the_city(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("profiles")
    (folder / "prefecture.toml").write_text(
        'title = "试点"\ntitle_en = "Pilot"\nvalid_from = 2020-09-07\ninherits = "national"\n'
        '[ownership.one_county]\nlabel = "由市级办理"\nlabel_en = "the city"\nlevel = "city"\nbasis = "default"\n',
        encoding="utf-8",
    )
    pilot = policy.load("prefecture", (folder, policy.FOLDER))

    assert routing.owner_of([LISHU], pilot, TODAY).region == SIPING
    assert routing.owner_of([LISHU], pilot, TODAY).level is Level.CITY
    assert routing.owner_of([XIANTAO], pilot, TODAY).level is Level.PROVINCE


@pytest.mark.parametrize(
    ("places", "code"),
    [
        (["999999"], "unknown_region"),
        (["220381"], "region_ended"),  # 公主岭市2020年划归长春
        (["梨树"], "malformed_region_code"),
        ([], "no_place"),
    ],
)
def test_a_place_that_is_not_there_is_refused_and_never_guessed(
    jilin: policy.Profile, places: list[str], code: str
) -> None:
    with pytest.raises(RefusedError) as refused:
        routing.owner_of(places, jilin, TODAY)

    assert refused.value.refusal.code == code


_COUNTIES = [
    county.code
    for city in regions.children(JILIN)
    for county in (regions.children(city.code) or [city])
    if not city.is_zone
]


@given(st.lists(st.sampled_from(_COUNTIES), min_size=1, max_size=5))
def test_the_owner_covers_every_place_and_does_not_depend_on_their_order(places: list[str]) -> None:
    profile = policy.load("jilin-12345")

    owner = routing.owner_of(places, profile, TODAY)

    path = regions.path_of(owner.region)
    assert all(regions.path_of(place).startswith(path) for place in places)
    assert routing.owner_of(places[::-1], profile, TODAY).region == owner.region
    assert owner.basis.document == "吉民发〔2022〕2号"
