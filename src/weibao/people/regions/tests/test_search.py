"""Finding divisions by what a person types."""

from datetime import date

import pytest

from weibao.foundation.kernel.actor import Level
from weibao.foundation.kernel.refusals import RefusedError
from weibao.people.regions import api as regions


def found(query, on=None):
    return [division.code for division in regions.search(query, on)]


def refusal_of(query, on=None):
    with pytest.raises(RefusedError) as refused:
        regions.search(query, on)
    return refused.value.refusal


@pytest.mark.parametrize(
    "query",
    [
        "220322",
        "梨树县",
        "四平市梨树县",
        "吉林省四平市梨树县",
        "吉林 梨树县",
        "四平梨树县",
        "吉林/四平/梨树县",
        " 吉林，梨树县 ",
    ],
)
def test_a_county_is_found_by_code_name_and_what_stands_above_it(query):
    assert found(query)[0] == "220322"


def test_an_ambiguous_name_gives_all_of_them_by_code():
    assert found("朝阳区") == ["110105", "220104"]
    assert found("长春朝阳区") == ["220104"]


def test_an_exact_name_comes_before_higher_levels_and_lower_codes():
    result = regions.search("吉林市")

    assert result[0].code == "220200"
    assert [division.level.rank for division in regions.search("四平")] == sorted(
        division.level.rank for division in regions.search("四平")
    )


def test_part_of_a_name_finds_higher_levels_first():
    result = regions.search("梨树")

    assert [division.code for division in result] == ["220322", "230305", "220322100"]


def test_a_village_is_found_where_nothing_higher_is_called_so():
    assert [division.full_name for division in regions.search("大烟筒")] == ["吉林省四平市梨树县梨树镇大烟筒村"]
    assert all(division.level is not Level.VILLAGE for division in regions.search("胜利"))
    assert {division.level for division in regions.search("梨树县梨树镇 大烟筒村")} == {Level.VILLAGE}


def test_the_longest_name_is_found():
    assert found("积石山保安族东乡族撒拉族自治县") == ["622927"]


def test_the_beginning_of_a_code_finds_what_completes_it():
    assert found("22032") == ["220322", "220323"]
    assert found("1")[0] == "110000"
    assert all(len(code) == 6 for code in found("220"))


def test_an_old_name_is_found_on_an_old_day():
    assert found("襄樊", date(2010, 11, 25)) == ["420600"]
    assert found("九台市", date(2014, 10, 19)) == ["220181"]
    assert found("公主岭市", date(2020, 6, 4)) == ["220381"]
    assert found("公主岭市")[0] == "220184"


def test_an_old_name_is_refused_today_with_what_it_is_now():
    refusal = refusal_of("襄樊市")

    assert refusal.code == "region_ended"
    assert "湖北省襄阳市（420600）" in refusal.sentence()


def test_an_old_name_that_several_had_is_answered_for_each():
    sentence = refusal_of("平安县").sentence()

    assert "630221" in sentence
    assert "632121" in sentence


def test_a_new_name_is_refused_on_an_old_day():
    assert refusal_of("两江新区", date(2025, 11, 5)).code == "region_not_yet"
    assert found("两江新区", date(2025, 11, 6)) == ["500157"]


@pytest.mark.parametrize("query", ["市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"])
def test_a_collective_node_is_never_found_by_name(query):
    assert refusal_of(query).code == "placeholder_region"


@pytest.mark.parametrize("query", ["", "   ", "\u3000"])
def test_an_empty_query_is_refused(query):
    assert refusal_of(query).code == "empty_query"


@pytest.mark.parametrize(
    "query", ["不存在的地方", "😀", "梨树\0", "、、", "a" * 10_000_000, "梨" * 500, "%s%(name)s", "\u202e梨树县"]
)
def test_what_nothing_is_called_is_refused_with_a_short_sentence(query):
    refusal = refusal_of(query)

    assert refusal.code == "unknown_region"
    assert len(refusal.sentence()) < 100


@pytest.mark.parametrize("query", ["9" * 1000, "99999", "12345678901"])
def test_a_number_that_begins_no_code_is_refused(query):
    refusal = refusal_of(query)

    assert refusal.code == "malformed_region_code"
    assert len(refusal.sentence()) < 120


def test_a_day_before_the_record_is_refused():
    assert refusal_of("梨树", date(2005, 12, 31)).code == "before_record"


def test_every_division_of_jilin_is_found_by_its_full_name():
    cities = regions.children("220000")
    counties = [county for city in cities for county in regions.children(city.code)]

    assert all(found(division.full_name)[0] == division.code for division in [*cities, *counties])
