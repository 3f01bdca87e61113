"""Looking a division up by its code: the tree, the dates, and the sentences when it cannot be had."""

from datetime import date

import pytest

from weibao.foundation.kernel.actor import Level
from weibao.foundation.kernel.refusals import RefusedError
from weibao.people.regions import api as regions
from weibao.people.regions.api import Kind


def refusal_of(code, on=None):
    with pytest.raises(RefusedError) as refused:
        regions.get(code, on)
    return refused.value.refusal


def codes(divisions):
    return [division.code for division in divisions]


def test_a_county_knows_its_name_level_place_and_path():
    lishu = regions.get("220322")

    assert (lishu.name, lishu.full_name) == ("梨树县", "吉林省四平市梨树县")
    assert (lishu.level, lishu.parent, lishu.path) == (Level.COUNTY, "220300", "/22/2203/220322/")
    assert (lishu.kind, lishu.valid_from, lishu.valid_until) == (Kind.ORDINARY, None, None)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("22", "220000"),
        ("2203", "220300"),
        ("220322000000", "220322"),
        ("220322100000", "220322100"),
        (" 220322 ", "220322"),
        ("２２０３２２", "220322"),
    ],
)
def test_a_code_may_be_written_short_long_or_full_width(written, code):
    assert regions.get(written).code == code


@pytest.mark.parametrize(
    ("code", "full_name", "level", "parent", "path", "kind"),
    [
        ("110000", "北京市", Level.PROVINCE, None, "/11/", Kind.MUNICIPALITY),
        ("110101", "北京市东城区", Level.COUNTY, "110000", "/11/110101/", Kind.ORDINARY),
        ("500235", "重庆市云阳县", Level.COUNTY, "500000", "/50/500235/", Kind.ORDINARY),
        ("429004", "湖北省仙桃市", Level.COUNTY, "420000", "/42/429004/", Kind.PROVINCE_RUN_COUNTY),
        ("429005", "湖北省潜江市", Level.COUNTY, "420000", "/42/429005/", Kind.PROVINCE_RUN_COUNTY),
        ("429006", "湖北省天门市", Level.COUNTY, "420000", "/42/429006/", Kind.PROVINCE_RUN_COUNTY),
        ("429021", "湖北省神农架林区", Level.COUNTY, "420000", "/42/429021/", Kind.PROVINCE_RUN_COUNTY),
        ("419001", "河南省济源市", Level.COUNTY, "410000", "/41/419001/", Kind.PROVINCE_RUN_COUNTY),
        ("469002", "海南省琼海市", Level.COUNTY, "460000", "/46/469002/", Kind.PROVINCE_RUN_COUNTY),
        ("659001", "新疆维吾尔自治区石河子市", Level.COUNTY, "650000", "/65/659001/", Kind.CORPS_CITY),
        ("441900", "广东省东莞市", Level.CITY, "440000", "/44/4419/", Kind.CITY_WITHOUT_COUNTIES),
        ("442000", "广东省中山市", Level.CITY, "440000", "/44/4420/", Kind.CITY_WITHOUT_COUNTIES),
        ("460400", "海南省儋州市", Level.CITY, "460000", "/46/4604/", Kind.CITY_WITHOUT_COUNTIES),
        ("620200", "甘肃省嘉峪关市", Level.CITY, "620000", "/62/6202/", Kind.CITY_WITHOUT_COUNTIES),
        ("710000", "台湾省", Level.PROVINCE, None, "/71/", Kind.ORDINARY),
        ("810000", "香港特别行政区", Level.PROVINCE, None, "/81/", Kind.SPECIAL_REGION),
        ("820000", "澳门特别行政区", Level.PROVINCE, None, "/82/", Kind.SPECIAL_REGION),
        ("227100", "吉林省长白山管委会", Level.CITY, "220000", "/22/2271/", Kind.MANAGEMENT_ZONE),
        (
            "220172",
            "吉林省长春市长春净月高新技术产业开发区",
            Level.COUNTY,
            "220100",
            "/22/2201/220172/",
            Kind.MANAGEMENT_ZONE,
        ),
        (
            "220322100",
            "吉林省四平市梨树县梨树镇",
            Level.TOWNSHIP,
            "220322",
            "/22/2203/220322/220322100/",
            Kind.ORDINARY,
        ),
        (
            "622927",
            "甘肃省临夏回族自治州积石山保安族东乡族撒拉族自治县",
            Level.COUNTY,
            "622900",
            "/62/6229/622927/",
            Kind.ORDINARY,
        ),
    ],
)
def test_special_divisions_hang_where_they_belong(code, full_name, level, parent, path, kind):
    found = regions.get(code)

    assert (found.full_name, found.level, found.parent) == (full_name, level, parent)
    assert (found.path, regions.path_of(code), found.kind) == (path, path, kind)


def test_the_longest_name_is_kept_whole():
    longest = "积石山保安族东乡族撒拉族自治县"
    names = [d.name for city in regions.children("620000") for d in regions.children(city.code)]

    assert max(names, key=len) == longest
    assert regions.get("622927").name == longest


# What the notices say; the day is the one before and the one on which it takes hold.
KNOWN_CHANGES = [
    ("2006-06-05", "220625", "江源县", "220605", "江源区"),
    ("2007-01-21", "530800", "思茅市", "530800", "普洱市"),
    ("2009-10-21", "120107", "塘沽区", "120116", "滨海新区"),
    ("2010-02-23", "220602", "八道江区", "220602", "浑江区"),
    ("2010-06-28", "110103", "崇文区", "110101", "东城区"),
    ("2010-06-28", "110104", "宣武区", "110102", "西城区"),
    ("2010-11-26", "420600", "襄樊市", "420600", "襄阳市"),
    ("2010-11-26", "420607", "襄阳区", "420607", "襄州区"),
    ("2011-07-14", "341402", "居巢区", "340181", "巢湖市"),
    ("2011-07-14", "341421", "庐江县", "340124", "庐江县"),
    ("2011-10-22", "500111", "双桥区", "500111", "大足区"),
    ("2011-10-22", "522400", "毕节地区", "520500", "毕节市"),
    ("2013-01-24", "220724", "扶余县", "220781", "扶余市"),
    ("2013-02-08", "320107", "下关区", "320106", "鼓楼区"),
    ("2014-01-25", "440116", "萝岗区", "440112", "黄埔区"),
    ("2014-10-20", "220181", "九台市", "220113", "九台区"),
    ("2015-02-19", "469003", "儋州市", "460400", "儋州市"),
    ("2015-10-13", "310108", "闸北区", "310106", "静安区"),
    ("2015-12-03", "510122", "双流县", "510116", "双流区"),
    ("2016-05-03", "512081", "简阳市", "510185", "简阳市"),
    ("2016-09-14", "330204", "江东区", "330212", "鄞州区"),
    ("2017-07-18", "542400", "那曲地区", "540600", "那曲市"),
    ("2018-12-26", "371202", "莱城区", "370116", "莱芜区"),
    ("2018-12-26", "371203", "钢城区", "370117", "钢城区"),
    ("2019-06-29", "230703", "南岔区", "230726", "南岔县"),
    ("2020-06-05", "220381", "公主岭市", "220184", "公主岭市"),
    ("2020-06-05", "130502", "桥东区", "130502", "襄都区"),
    ("2021-04-09", "330103", "下城区", "330105", "拱墅区"),
    ("2021-04-09", "330104", "江干区", "330102", "上城区"),
    ("2021-02-06", "350427", "沙县", "350405", "沙县区"),
    ("2023-04-03", "540422", "米林县", "540481", "米林市"),
    ("2025-11-06", "500105", "江北区", "500157", "两江新区"),
]


@pytest.mark.parametrize(("day", "old", "old_name", "new", "new_name"), KNOWN_CHANGES)
def test_a_known_change_takes_hold_on_its_day(day, old, old_name, new, new_name):
    on = date.fromisoformat(day)
    eve = date.fromordinal(on.toordinal() - 1)

    before, after = regions.get(old, eve), regions.get(new, on)

    assert (before.name, before.valid_until) == (old_name, on)
    assert after.name == new_name
    assert new in before.successors
    assert new_name in regions.get(new).name


def test_what_hangzhou_set_up_new_in_2021_was_not_there_before():
    before = codes(regions.children("330100", date(2021, 4, 8)))
    after = codes(regions.children("330100", date(2021, 4, 9)))

    assert set(after) - set(before) == {"330113", "330114"}
    assert set(before) - set(after) == {"330103", "330104"}


def test_a_full_name_uses_the_names_of_its_day():
    assert regions.get("420606", date(2010, 11, 25)).full_name == "湖北省襄樊市樊城区"
    assert regions.get("420606", date(2010, 11, 26)).full_name == "湖北省襄阳市樊城区"


def test_an_ended_code_is_refused_and_the_sentence_names_what_it_is_now():
    refusal = refusal_of("220381")

    assert refusal.code == "region_ended"
    assert refusal.sentence() == (
        "吉林省四平市公主岭市（220381）已于2020年6月5日停用（撤销、更名或者换代码），现为吉林省长春市公主岭市（220184）"
    )


def test_the_sentence_follows_successors_that_ended_as_well():
    assert "青海省海东市平安区（630203）" in refusal_of("632121").sentence()
    assert "青海省海东市平安县（630221）" in refusal_of("632121", date(2014, 1, 1)).sentence()


def test_a_territory_that_was_divided_names_all_heirs():
    sentence = refusal_of("130521").sentence()

    assert "襄都区（130502）" in sentence
    assert "信都区（130503）" in sentence


def test_a_code_is_refused_before_its_division_was_set_up():
    refusal = refusal_of("220184", date(2020, 6, 4))

    assert refusal.code == "region_not_yet"
    assert "2020年6月5日才设立" in refusal.sentence()


def test_days_before_the_record_are_not_guessed_at():
    assert regions.get("220322", regions.RECORD_BEGINS).name == "梨树县"
    assert refusal_of("220322", date(2005, 12, 31)).code == "before_record"


@pytest.mark.parametrize(
    "code", ["110100", "110200", "500200", "429000", "469000", "659000", "220301", "620201", "441901"]
)
def test_a_collective_node_is_refused_with_what_to_use_instead(code):
    refusal = refusal_of(code)

    assert refusal.code == "placeholder_region"
    assert regions.get(str(refusal.params["above_code"])).name in refusal.sentence()


@pytest.mark.parametrize(
    "written", ["", "2", "220", "22032", "2203221", "2203221000000", "22032a", "梨树", "-20322", "22 0322", "\0"]
)
def test_what_cannot_be_a_code_is_refused_as_malformed(written):
    assert refusal_of(written).code == "malformed_region_code"


@pytest.mark.parametrize("code", ["999999", "000000", "220399", "229900", "220322999", "220322100999"])
def test_a_code_that_nobody_has_is_refused_as_unknown(code):
    assert refusal_of(code).code == "unknown_region"


def test_a_code_given_up_before_the_record_is_said_to_be_old():
    refusal = refusal_of("512323")

    assert refusal.code == "region_ended"
    assert "南川县" in refusal.sentence()


def test_a_township_that_is_not_recorded_is_refused_with_its_county():
    refusal = refusal_of("110101001")

    assert refusal.code == "unknown_region"
    assert "北京市东城区的代码110101" in refusal.sentence()


def test_a_township_goes_with_its_county():
    assert regions.get("220184100", date(2020, 6, 5)).full_name.startswith("吉林省长春市公主岭市")
    assert refusal_of("220184100", date(2019, 1, 1)).code == "region_not_yet"
    assert refusal_of("220381100").code == "region_ended"


def test_ancestors_come_from_the_province_down():
    assert codes(regions.ancestors("220322100")) == ["220000", "220300", "220322"]
    assert codes(regions.ancestors("429004")) == ["420000"]
    assert regions.ancestors("220000") == []


def test_a_picker_goes_from_province_to_village_in_the_order_of_codes():
    provinces = regions.picker_children()
    cities = regions.picker_children("220000")
    counties = regions.picker_children("220300")
    townships = regions.picker_children("220322")
    villages = regions.picker_children("220322100")

    assert len(provinces) == 34
    assert [city.name for city in cities] == [
        *("长春市", "吉林市", "四平市", "辽源市", "通化市", "白山市", "松原市", "白城市"),
        *("延边朝鲜族自治州", "长白山管委会"),
    ]
    assert [county.name for county in counties] == ["铁西区", "铁东区", "梨树县", "伊通满族自治县", "双辽市"]
    assert townships[3].name == "梨树镇"
    assert villages[0].level is Level.VILLAGE
    assert all(codes(step) == sorted(codes(step)) for step in (provinces, cities, counties, townships, villages))
    assert regions.picker_children(villages[0].code) == []


def test_children_come_without_zones_when_zones_are_not_wanted():
    with_zones, without = regions.children("220100"), regions.children("220100", zones=False)

    assert {division.kind for division in with_zones} - {division.kind for division in without} == {
        Kind.MANAGEMENT_ZONE
    }
    assert codes(regions.children("440000"))[-3:] == ["445100", "445200", "445300"]
    assert regions.children("441900") == []


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        (["220322"], "220322"),
        (["220322", "220322"], "220322"),
        (["220322", "220323"], "220300"),
        (["220322", "220300"], "220300"),
        (["220322", "220102"], "220000"),
        (["220322100", "220322101"], "220322"),
        (["429004", "420102"], "420000"),
        (["110101", "110102"], "110000"),
        (["220322", "210102"], None),
        ([], None),
    ],
)
def test_the_lowest_common_division(places, expected):
    found = regions.common(places)

    assert (found.code if found else None) == expected
