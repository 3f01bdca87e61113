"""Who sees which entries: the query and the database agree."""

from datetime import date, timedelta

import pytest
from django.db import connection

from weibao.foundation.audit.actions.recording import NewEntry, record_many
from weibao.foundation.audit.makers import AT, NANGUAN, actor, auditor, make_entries
from weibao.foundation.audit.models import Entry
from weibao.foundation.audit.queries.entries import search, timeline
from weibao.foundation.audit.rules.reading import PAGE_LIMIT, READ
from weibao.foundation.kernel.actor import SYSTEM, Actor
from weibao.foundation.kernel.refusals import RefusedError
from weibao.foundation.kernel.scope import bind
from weibao.foundation.kernel.sharing import share

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 3, 2)
BIG = 9_000_000_000_000_000_000  # larger than any id: names no subject that could be shared

OURS = {"ticket:7", "ticket:8", f"ticket:{BIG}", "account:5", "profile:jilin-12345"}


@pytest.fixture(autouse=True)
def three_subjects(db: None) -> None:
    """A ticket of Nanguan, one of Jilin city, and something of no place."""
    make_entries("ticket:7", 2)
    record_many(
        [
            NewEntry(
                "ticket:8", "tickets.sign", actor(number=31), AT + timedelta(hours=1), "签收", path="/22/2202/220202/"
            ),
            NewEntry("account:5", "access.login", actor(number=5), AT + timedelta(hours=2), "登录"),
            NewEntry(f"ticket:{BIG}", "tickets.sign", actor(), AT, "签收", path="/46/"),
            NewEntry("profile:jilin-12345", "policy.load", SYSTEM, AT, "启用规则", path="/22/"),
        ]
    )


def seen(by: Actor) -> set[str]:
    """What the actor's query gives, after checking that the database alone and the timeline give the same."""
    bind(by)
    queried = set(Entry.objects.visible_to(by).values_list("subject", flat=True))
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT subject FROM audit_entry")
        assert {subject for (subject,) in cursor.fetchall()} == queried
    bind(auditor())  # so that only the query narrows
    everything = Entry.objects.values_list("subject", flat=True)
    assert {subject for subject in everything if timeline(subject, by=by)} == queried
    assert set(Entry.objects.visible_to(by).values_list("subject", flat=True)) == queried
    return queried & OURS


def test_a_county_sees_what_happened_in_it():
    assert seen(actor(scope_path=NANGUAN)) == {"ticket:7"}


def test_a_city_sees_its_counties():
    assert seen(actor(scope_path="/22/2202/")) == {"ticket:8"}


def test_a_province_sees_its_cities_but_not_what_belongs_to_no_place():
    assert seen(actor(scope_path="/22/")) == {"ticket:7", "ticket:8", "profile:jilin-12345"}


def test_whoever_sees_the_country_sees_all():
    assert seen(auditor()) == seen(SYSTEM) == OURS


def test_an_actor_without_region_sees_nothing():
    assert seen(actor(scope_path="", unit_id=None)) == set()


def test_a_unit_outside_sees_a_subject_that_was_shared_with_it():
    support = actor(scope_path="/22/2202/", unit_id=77)
    share([(7, 77), (5, 78)])

    assert seen(support) == {"ticket:7", "ticket:8"}
    assert seen(actor(scope_path="", unit_id=77)) == {"ticket:7"}
    assert seen(actor(scope_path="", unit_id=79)) == set()


def test_without_an_actor_the_database_shows_nothing():
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.path', '', true), set_config('app.path_hi', '', true)")
        cursor.execute("SELECT count(*) FROM audit_entry")
        assert cursor.fetchone() == (0,)


def test_somebody_may_record_what_he_may_not_read():
    outsider = actor(scope_path="/22/2202/", unit_id=78)
    bind(outsider)

    make_entries("ticket:7", 1, by=outsider)

    assert timeline("ticket:7", by=outsider) == []
    bind(auditor())
    assert [row.seq for row in timeline("ticket:7", by=auditor())] == [1, 2, 3]


def test_a_timeline_line_has_the_promised_shape():
    bind(auditor())

    first = timeline("ticket:7", by=auditor())[0]

    assert (first.seq, first.at, first.deed, first.by, first.unit, first.summary) == (
        1,
        AT,
        "tickets.note",
        "林静",
        "长春市12345热线",
        "补充说明之1",
    )
    assert len(first.hash) == len(first.previous_hash) == 64


def test_a_timeline_is_one_query(django_assert_num_queries):
    bind(auditor())

    with django_assert_num_queries(1):
        timeline("ticket:7", by=auditor())


def test_a_search_goes_from_the_newest_to_the_oldest():
    bind(auditor())

    found = search(by=auditor(), day=MONDAY).entries

    assert [(row.subject, row.seq) for row in found] == [
        ("account:5", 1),
        ("ticket:8", 1),
        (f"ticket:{BIG}", 1),
        ("ticket:7", 2),
        ("ticket:7", 1),
        ("profile:jilin-12345", 1),
    ]


def test_a_search_is_narrowed_by_person_deed_and_day():
    bind(auditor())
    make_entries("ticket:9", 1, at=AT.replace(hour=16))  # 00:30 of the next day in China

    assert {row.subject for row in search(by=auditor(), actor_ids=[31]).entries} == {"ticket:8"}
    assert {row.subject for row in search(by=auditor(), deed="access.login").entries} == {"account:5"}
    assert {row.subject for row in search(by=auditor(), day=date(2026, 3, 3)).entries} == {"ticket:9"}
    assert "ticket:9" not in {row.subject for row in search(by=auditor(), day=MONDAY).entries}


@pytest.mark.parametrize("limit", [1, 2, 4, 6, 7])
def test_pages_join_without_gap_or_repetition(limit: int, django_assert_num_queries):
    bind(auditor())
    whole = list(search(by=auditor(), day=MONDAY).entries)
    found, cursor = [], ""

    while True:
        with django_assert_num_queries(1):
            page = search(by=auditor(), day=MONDAY, cursor=cursor, limit=limit)
        found += page.entries
        cursor = page.next_cursor
        if not cursor:
            break

    assert found == whole


def test_a_search_without_the_right_is_refused():
    bind(actor())

    with pytest.raises(RefusedError) as refused:
        search(by=actor())

    assert refused.value.refusal.code == "no_permission"


def test_a_search_stays_inside_the_region_of_its_reader():
    reader = actor(scope_path="/22/2202/", unit_id=78, deeds=frozenset({READ}))
    bind(reader)

    assert {row.subject for row in search(by=reader).entries} == {"ticket:8"}


@pytest.mark.parametrize("limit", [0, -1, PAGE_LIMIT + 1])
def test_a_page_has_a_sensible_length(limit: int):
    with pytest.raises(RefusedError) as refused:
        search(by=auditor(), limit=limit)

    assert refused.value.refusal.code == "invalid"


@pytest.mark.parametrize("cursor", ["x", "é", "e30=", "WzEsMiwzXQ==", "WyIyMDI2LTAxLTAxIiwiYSIsMV0=", "W10=", "AAAA"])
def test_a_wrong_cursor_is_refused(cursor: str):
    with pytest.raises(RefusedError) as refused:
        search(by=auditor(), cursor=cursor)

    assert refused.value.refusal.code == "invalid"
