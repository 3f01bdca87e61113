"""Kinds of units."""

from weibao.foundation.kernel.actor import Level
from weibao.people.directory.kinds import KINDS, SIXTEEN_DEPARTMENTS, UnitKind


def test_every_kind_has_a_line_with_both_names_and_a_level() -> None:
    assert set(KINDS) == set(UnitKind)
    for facts in KINDS.values():
        assert facts.zh
        assert facts.en
        assert facts.levels


def test_no_two_kinds_share_a_name() -> None:
    assert len({facts.zh for facts in KINDS.values()}) == len(KINDS)
    assert len({facts.en for facts in KINDS.values()}) == len(KINDS)


def test_the_kinds_cover_the_sixteen_departments_that_issued_the_paper_in_hubei() -> None:
    signatories = {
        "civil_affairs",
        "staffing_office",
        "development_reform",
        "education",
        "police",
        "finance",
        "human_resources",
        "natural_resources",
        "housing",
        "health",
        "emergency_management",
        "market_regulation",
        "medical_security",
        "fire_rescue",
        "conscription_office",
        "disabled_federation",
    }

    assert signatories == SIXTEEN_DEPARTMENTS


def test_only_the_coordinating_kinds_oversee_their_region() -> None:
    overseeing = {kind for kind in UnitKind if kind.oversees}

    assert overseeing == {
        UnitKind.PROTECTION_OFFICE,
        UnitKind.CIVIL_AFFAIRS,
        UnitKind.GOV_SERVICES_BUREAU,
        UnitKind.LINE_12345,
    }


def test_a_station_is_of_the_township_and_a_committee_of_the_village() -> None:
    assert UnitKind.PROTECTION_STATION.levels == {Level.TOWNSHIP}
    assert UnitKind.VILLAGE_COMMITTEE.levels == {Level.VILLAGE}


def test_a_label_follows_the_language_of_the_page() -> None:
    assert UnitKind.POLICE.label("zh-hans") == "公安机关"
    assert UnitKind.POLICE.label("en") == "Police"
