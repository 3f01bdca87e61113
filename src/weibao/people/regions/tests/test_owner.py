"""Who owns a matter that touches several places."""

import pytest

from weibao.foundation.kernel.actor import Level
from weibao.foundation.kernel.refusals import RefusedError
from weibao.people.regions import api as regions
from weibao.people.regions.api import Reach

JILIN = "220000"


@pytest.mark.parametrize(
    ("places", "level", "region", "reach"),
    [
        (["220322"], Level.COUNTY, "220322", Reach.ONE_COUNTY),
        (["220322", "220322"], Level.COUNTY, "220322", Reach.ONE_COUNTY),
        (["220322100"], Level.COUNTY, "220322", Reach.ONE_COUNTY),
        (["220322100201"], Level.COUNTY, "220322", Reach.ONE_COUNTY),
        (["220322100", "220322101", "220322"], Level.COUNTY, "220322", Reach.ONE_COUNTY),
        (["220322", "220323"], Level.CITY, "220300", Reach.CROSS_COUNTY),
        (["220322100", "220323"], Level.CITY, "220300", Reach.CROSS_COUNTY),
        (["220322", "220300"], Level.CITY, "220300", Reach.ONE_CITY),
        (["220300"], Level.CITY, "220300", Reach.ONE_CITY),
        (["441900"], Level.CITY, "441900", Reach.ONE_CITY),
        (["620200", "620200"], Level.CITY, "620200", Reach.ONE_CITY),
        (["220300", "220100"], Level.PROVINCE, JILIN, Reach.CROSS_CITY),
        (["220322", "220102"], Level.PROVINCE, JILIN, Reach.CROSS_CITY),
        (["220322", "220102", "220300"], Level.PROVINCE, JILIN, Reach.CROSS_CITY),
        (["441900", "442000"], Level.PROVINCE, "440000", Reach.CROSS_CITY),
        (["220000"], Level.PROVINCE, JILIN, Reach.ONE_PROVINCE),
        (["220000", "220322"], Level.PROVINCE, JILIN, Reach.ONE_PROVINCE),
        (["429004"], Level.COUNTY, "429004", Reach.ONE_COUNTY),
        (["429004", "429005"], Level.PROVINCE, "420000", Reach.CROSS_CITY),
        (["429004", "420102"], Level.PROVINCE, "420000", Reach.CROSS_CITY),
        (["659001", "659002"], Level.PROVINCE, "650000", Reach.CROSS_CITY),
        (["110101"], Level.COUNTY, "110101", Reach.ONE_COUNTY),
        (["110101", "110102"], Level.PROVINCE, "110000", Reach.CROSS_CITY),
        (["500101", "500235"], Level.PROVINCE, "500000", Reach.CROSS_CITY),
        (["810000"], Level.PROVINCE, "810000", Reach.ONE_PROVINCE),
        (["220172"], Level.COUNTY, "220172", Reach.ONE_COUNTY),
        (["220172", "220102"], Level.CITY, "220100", Reach.CROSS_COUNTY),
        (["227100"], Level.CITY, "227100", Reach.ONE_CITY),
        (["227100", "220621"], Level.PROVINCE, JILIN, Reach.CROSS_CITY),
    ],
)
def test_the_lowest_level_that_covers_all_places_owns(places, level, region, reach):
    owner = regions.owner(places, JILIN if region.startswith("22") else None)

    assert (owner.level, owner.region, owner.basis_key, owner.referral_out) == (level, region, reach, ())
    assert regions.owner(list(reversed(places))).region == region


def test_across_provinces_the_home_province_owns_and_refers_out():
    owner = regions.owner(["210102", "220322", "230102", "210202"], JILIN)

    assert (owner.level, owner.region, owner.basis_key) == (Level.PROVINCE, JILIN, Reach.CROSS_PROVINCE)
    assert owner.referral_out == ("210000", "230000")


@pytest.mark.parametrize("home", [None, JILIN])
def test_across_other_provinces_the_first_one_owns(home):
    owner = regions.owner(["370102", "210102"], home)

    assert (owner.region, owner.referral_out) == ("370000", ("210000",))


@pytest.mark.parametrize(
    ("places", "reason"),
    [
        (["220322"], "事项只涉及吉林省四平市梨树县，由县级负责"),
        (["220322", "220323"], "事项涉及梨树县、伊通满族自治县，同在吉林省四平市之内，跨县（市、区），由市级负责"),
        (["220322", "220102"], "事项涉及四平市、长春市，同在吉林省之内，跨市（州），由省级负责"),
        (["429004", "420102"], "事项涉及仙桃市、武汉市，同在湖北省之内，跨市（州），由省级负责"),
        (["110101", "110102"], "事项涉及东城区、西城区，同在直辖市北京市之内，跨区县，由直辖市（省级）负责"),
        (["441900"], "事项只涉及广东省东莞市，该市不设区县，由市级负责"),
        (["220322", "210102"], "事项涉及吉林省、辽宁省，跨省，由吉林省省级负责，并向辽宁省转介"),
        (["227100"], "事项只涉及吉林省长白山管委会（管理区，不是行政区划，按所在层级对待），由该管理区负责"),
    ],
)
def test_the_reason_names_the_places_and_the_rule(places, reason):
    assert regions.owner(places, JILIN if places[0].startswith("22") else None).reason == reason


@pytest.mark.parametrize(
    ("places", "home", "code"),
    [
        ([], None, "no_place"),
        (["220322", "999999"], None, "unknown_region"),
        (["220322", "220381"], None, "region_ended"),
        (["220322", "梨树"], None, "malformed_region_code"),
        (["110100"], None, "placeholder_region"),
        (["220322"], "220300", "not_a_province"),
        (["220322"], "99", "unknown_region"),
    ],
)
def test_one_bad_code_refuses_the_whole_question(places, home, code):
    with pytest.raises(RefusedError) as refused:
        regions.owner(places, home)

    assert refused.value.refusal.code == code
