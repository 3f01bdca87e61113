"""What may stand on the record, and what its hash covers."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weibao.foundation.audit.makers import AT, NANGUAN
from weibao.foundation.audit.rules.content import (
    GENESIS,
    Content,
    canonical,
    canonical_facts,
    is_personal_key,
    why_not_record,
    why_not_subject,
)
from weibao.foundation.kernel import clock

ENTRY = Content("ticket:1", 1, AT, "tickets.sign", 11, "林静", 21, "长春市12345热线", "签收", "{}", NANGUAN, "sm3", 1)


def refused(**changes: object) -> str | None:
    entry = {"subject": "ticket:1", "deed": "tickets.sign", "summary": "签收", "facts": {}, "path": NANGUAN}
    refusal = why_not_record(**{**entry, **changes})
    return refusal and refusal.code


def test_an_ordinary_entry_may_be_recorded():
    facts = {
        "unit_id": 21,
        "unit_name": "南关区民政局",
        "due_at": AT,
        "on": date(2026, 3, 2),
        "codes": ["220102"],
        "by": None,
    }

    assert refused(facts=facts) is None


def test_an_entry_without_a_place_may_be_recorded():
    assert refused(path="") is None
    assert refused(path="/") is None


@pytest.mark.parametrize(
    "subject", ["", "ticket", "ticket:", "Ticket:1", "ticket:1 2", "ticket:1\n", "工单:1", "t:" + "1" * 101]
)
def test_a_subject_is_a_kind_and_an_id(subject: str):
    assert why_not_subject(subject).code == "unknown_subject_form"
    assert refused(subject=subject) == "unknown_subject_form"


@pytest.mark.parametrize("deed", ["", "sign", "tickets.", "Tickets.sign", "tickets.sign.off", "tickets.sign "])
def test_a_deed_is_a_module_and_a_verb(deed: str):
    assert refused(deed=deed) == "unknown_deed_form"


@pytest.mark.parametrize("path", ["22", "/22", "22/", "/22//", "/22/ /"])
def test_a_path_begins_and_ends_with_a_stroke(path: str):
    assert refused(path=path) == "unknown_path_form"


@pytest.mark.parametrize("summary", ["", "  ", "签" * 4001, "签\0收"])
def test_a_summary_says_something_and_has_an_end(summary: str):
    assert refused(summary=summary) == "summary_unfit"


@pytest.mark.parametrize(
    "key",
    ["phone", "caller_phone", "child_name", "name", "citizen_id", "id_number", "address", "birth_date", "password"],
)
def test_personal_information_and_secrets_stay_off_the_record_however_deep(key: str):
    assert is_personal_key(key)
    assert refused(facts={key: "x"}) == "personal_fact"
    assert refused(facts={"before": [{key: "x"}]}) == "personal_fact"


@pytest.mark.parametrize(
    "key", ["unit_name", "region_name", "name_count_of_regions_unit_name", "renamed", "phones_masked"]
)
def test_names_of_units_and_places_are_not_personal(key: str):
    assert is_personal_key(key) is key.startswith("name_")


@pytest.mark.parametrize(
    "value",
    [1.5, 2**63, "x" * 401, "a\0b", b"x", object(), {"Key": 1}, {1: 1}, [[[[[1]]]]], datetime(2026, 3, 2, tzinfo=None)],  # noqa: DTZ001 - naive on purpose
)
def test_what_the_database_would_store_differently_is_no_fact(value: object):
    assert refused(facts={"fact": value}) == "facts_unfit"


def test_the_hash_covers_every_field():
    other = {
        "at": AT.replace(microsecond=1),
        "by_id": 12,
        "unit_id": None,
        "key_version": 2,
        "seq": 2,
        "facts": '{"a":1}',
    }
    whole = canonical(ENTRY, GENESIS)

    for field in Content._fields:
        changed = ENTRY._replace(**{field: other.get(field, "anders")})
        assert canonical(changed, GENESIS) != whole, field
    assert canonical(ENTRY, b"\1" * 32) != whole


def test_the_same_instant_in_another_zone_is_the_same_entry():
    assert canonical(ENTRY._replace(at=clock.local(AT)), GENESIS) == canonical(ENTRY, GENESIS)


@given(st.text(), st.text())
def test_text_cannot_move_from_one_field_to_its_neighbour(one: str, two: str):
    split = ENTRY._replace(by_name=one, summary=two)
    joined = ENTRY._replace(by_name=one + two, summary="")

    assert (canonical(split, GENESIS) == canonical(joined, GENESIS)) is (two == "")


def test_facts_do_not_depend_on_the_order_they_came_in():
    assert canonical_facts({"b": 1, "a": {"d": 1, "c": 2}}) == '{"a":{"c":2,"d":1},"b":1}'
    assert canonical_facts({}) == "{}"
