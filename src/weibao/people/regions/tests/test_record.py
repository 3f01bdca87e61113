"""What must be true of the whole record, on every day."""

import csv
from datetime import date, timedelta
from importlib import resources
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from weibao.foundation.kernel.actor import Level
from weibao.people.regions import api as regions
from weibao.people.regions import codes
from weibao.people.regions.gazetteer import RECORD_BEGINS, former, gazetteer

ENTRIES = gazetteer().entries
CURRENT = [entry.code for entry in ENTRIES if entry.valid_until is None]
DAYS = st.dates(RECORD_BEGINS, date(2030, 12, 31))
SOME_CURRENT = st.lists(st.sampled_from(CURRENT), min_size=1, max_size=4)


def on_day(on):
    return {entry.code: entry for entry in ENTRIES if entry.is_valid(on)}


@given(st.sampled_from(CURRENT))
def test_every_current_division_hangs_on_a_province(code):
    chain = regions.ancestors(code)

    assert (chain[0] if chain else regions.get(code)).level is Level.PROVINCE
    ranks = [division.level.rank for division in [*chain, regions.get(code)]]
    assert ranks == sorted(set(ranks))


def test_every_entry_had_all_that_stands_above_it_through_its_whole_life():
    for entry in ENTRIES:
        eve = entry.valid_until - timedelta(days=1) if entry.valid_until else None
        for day in {entry.valid_from or RECORD_BEGINS, eve}:
            if len(entry.code) == 6:
                assert gazetteer().find(entry.code, day) is entry, (entry, day)


@given(st.sampled_from(CURRENT), st.sampled_from(CURRENT))
def test_a_path_begins_with_another_exactly_when_the_division_lies_in_it(inner, outer):
    holds = outer == inner or outer in {division.code for division in regions.ancestors(inner)}

    assert regions.path_of(inner).startswith(regions.path_of(outer)) == holds


def test_no_two_divisions_share_a_path():
    paths = [codes.path(code) for code in CURRENT]

    assert len(set(paths)) == len(paths)


def test_the_stretches_of_a_code_do_not_overlap():
    for code in {entry.code for entry in ENTRIES}:
        stretches = gazetteer().history(code)
        for earlier, later in pairwise(stretches):
            assert earlier.valid_until is not None
            assert later.valid_from is not None
            assert earlier.valid_until <= later.valid_from


@given(SOME_CURRENT)
def test_the_common_division_contains_each_place(places):
    common = regions.common(places)

    for place in places:
        own = {place, *(division.code for division in regions.ancestors(place))}
        assert common is None or common.code in own


@given(SOME_CURRENT)
def test_the_owner_contains_each_place_of_its_province_and_the_rest_is_referred(places):
    owner = regions.owner(places)

    for place in places:
        inside = codes.path(place).startswith(codes.path(owner.region))
        referred = regions.province_of(place) in owner.referral_out
        assert inside != referred


@settings(max_examples=25)
@given(DAYS)
def test_on_every_day_names_are_single_within_a_parent(on):
    seen = set()
    for entry in on_day(on).values():
        if len(entry.code) == 6:
            key = (codes.parent_of(entry.code), entry.name)
            assert key not in seen
            seen.add(key)


def test_successors_were_there_when_their_forerunner_ended():
    for entry in ENTRIES:
        for successor in entry.successors:
            assert gazetteer().find(successor, entry.valid_until) is not None, entry


def test_every_ended_division_leads_to_one_of_today():
    for entry in ENTRIES:
        if entry.valid_until is not None:
            assert gazetteer().present(entry, None), entry


def test_the_numbers_of_divisions_are_those_that_are_published():
    # 民政部: 34 provinces; 333 cities and prefectures; 2,843 counties at the end of 2022, 2,844 in 2023, 2,846 in 2024.
    def count(on, level):
        return sum(
            codes.level_of(entry.code) is level and entry.kind is not regions.Kind.MANAGEMENT_ZONE
            for entry in on_day(on).values()
        )

    assert count(None, Level.PROVINCE) == 34
    assert count(None, Level.CITY) == 333
    assert [count(date(year, 12, 31), Level.COUNTY) for year in (2022, 2023, 2024)] == [2843, 2844, 2846]


def test_no_collective_node_is_recorded():
    for entry in ENTRIES:
        assert not codes.is_placeholder_name(entry.name)
        assert not (codes.level_of(entry.code) is Level.CITY and codes.is_placeholder(entry.code))


def test_the_divisions_say_what_the_table_of_changes_says():
    text = (resources.files("weibao.people.regions.data") / "changes.csv").read_text(encoding="utf-8")
    for line in csv.DictReader(text.splitlines()):
        on = date.fromisoformat(line["on"])
        before = [pair.split(" ", 1) for pair in line["before"].split(";") if pair]
        after = [pair.split(" ", 1) for pair in line["after"].split(";") if pair]
        for code, name in before:
            ended = [entry for entry in gazetteer().history(code) if entry.name == name and entry.valid_until == on]
            assert ended, line
            assert {heir for heir, _ in after} <= set(ended[0].successors)
        for code, name in after:
            assert gazetteer().find(code, on).name == name, line


def test_codes_of_former_times_are_not_in_the_record():
    assert not set(former()) & {entry.code for entry in ENTRIES}


def test_townships_and_villages_of_the_demo_province_are_there():
    jilin = [county for city in regions.children("220000") for county in regions.children(city.code, zones=False)]
    lishu = regions.children("220322")
    yitong = regions.children("220323")

    assert len(jilin) == 60
    assert all(regions.children(county.code) for county in jilin)
    assert sum(len(regions.children(township.code)) for township in lishu) > 300
    assert sum(len(regions.children(township.code)) for township in yitong) > 180
