"""Units and people in the database: reading, changing, and what is refused."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from weibao.foundation.audit import api as audit
from weibao.foundation.kernel.actor import SYSTEM, Actor, Level
from weibao.foundation.kernel.refusals import RefusedError
from weibao.foundation.kernel.scope import acting_as
from weibao.people.directory import api as directory
from weibao.people.directory import makers, snapshot
from weibao.people.directory.kinds import UnitKind
from weibao.people.directory.models import Person, Unit

pytestmark = pytest.mark.django_db

EARLY = makers.EARLY
LATER = EARLY + timedelta(days=30)


def manager(unit: directory.UnitRow, *deeds: str) -> Actor:
    return Actor(
        9, "石坚", "shijian", unit.id, unit.name, unit.kind, unit.level, unit.region_code, "", frozenset(deeds)
    )


def refusal_of(error: pytest.ExceptionInfo[RefusedError]) -> str:
    return error.value.refusal.code


def units(*codes: str) -> list[directory.UnitRow]:
    return [directory.unit_by_code(code) for code in codes]


def test_the_tree_of_a_province_is_created_once_and_recorded_once() -> None:
    before = Unit.objects.count()
    first = directory.create_tree(province_code="460000", by=SYSTEM, at=LATER)
    second = directory.create_tree(province_code="460000", by=SYSTEM, at=LATER)

    assert first == len(directory.plan_tree("460000")) == Unit.objects.count() - before
    assert second == 0
    with acting_as(SYSTEM):
        entries = audit.timeline("region:460000", by=SYSTEM)
    assert [entry.deed for entry in entries] == ["directory.manage"]


def test_a_tree_is_created_only_by_who_may_manage_the_whole_province() -> None:
    (county,) = units("220322-civil_affairs")

    with pytest.raises(RefusedError) as refused:
        directory.create_tree(province_code="220000", by=manager(county, directory.MANAGE), at=LATER)

    assert refusal_of(refused) == "other_region"


def test_units_are_found_by_kind_and_region_also_by_an_office_they_hold() -> None:
    bureau, _ = units("220322-civil_affairs", "220322-police")

    assert directory.find_units(UnitKind.CIVIL_AFFAIRS, "220322") == [bureau]
    assert directory.find_units(UnitKind.PROTECTION_OFFICE, "220322") == [bureau]
    assert directory.find_units(UnitKind.LINE_12345, "220322") == []


def test_finding_labelling_and_reading_units_asks_the_database_for_nothing() -> None:
    bureau = directory.unit_by_code("220322-civil_affairs")
    directory.unit(bureau.id)

    with CaptureQueriesContext(connection) as queries:
        assert directory.unit_names([bureau.id, -1]) == {bureau.id: "梨树县民政局"}
        assert directory.find_units(UnitKind.CIVIL_AFFAIRS, "220322")
        assert directory.unit(bureau.id).path == "/22/2203/220322/"
        assert directory.search_units("lishu")

    assert len(queries) == 0


def test_a_change_is_seen_at_once_by_its_process_and_later_by_another() -> None:
    bureau = directory.unit_by_code("220322-civil_affairs")
    mark = directory.revision()

    directory.change_unit(
        unit_id=bureau.id, name="梨树县民政局（试）", short_name="梨树民政", phone="", by=SYSTEM, at=LATER
    )

    assert directory.unit(bureau.id).name == "梨树县民政局（试）"
    assert directory.revision() != mark


def test_a_change_that_is_rolled_back_was_never_seen_by_anybody_else() -> None:
    (bureau,) = units("220322-civil_affairs")
    before = directory.revision()

    with transaction.atomic():
        directory.end_unit(unit_id=bureau.id, on=LATER.date(), by=SYSTEM, at=LATER)
        assert not directory.unit(bureau.id).is_active()
        transaction.set_rollback(True)

    assert directory.unit(bureau.id).is_active()
    assert directory.revision() == before


def test_a_copy_is_not_read_again_while_nothing_changed() -> None:
    before = snapshot.current()
    snapshot.recheck()

    with CaptureQueriesContext(connection) as queries:
        assert snapshot.current() is before

    assert len(queries) == 1


def test_search_finds_names_short_names_and_pinyin_the_higher_level_first() -> None:
    assert [unit.short_name for unit in directory.search_units("四平市民政局", limit=1)] == ["四平市民政局"]
    assert [unit.short_name for unit in directory.search_units("伊通县 民政局")] == ["伊通县民政局"]
    assert "伊通县民政局" in [unit.short_name for unit in directory.search_units("yitongman minzhengju")]
    assert [unit.level for unit in directory.search_units("民政 省")][:1] == [Level.PROVINCE]
    assert directory.search_units("  ") == []
    assert directory.search_units("民政局", path="/22/2203/220323/")[0].short_name == "伊通县民政局"


def test_pages_of_units_follow_each_other_without_gap_or_repeat() -> None:
    page: list[directory.UnitRow] = []
    after: directory.Mark | None = None

    while rows := directory.units_under("/22/2203/220322/", after=after, limit=7):
        page += rows
        after = directory.mark_of(rows[-1])

    assert (
        len(page) == len({unit.id for unit in page}) == Unit.objects.filter(path__startswith="/22/2203/220322/").count()
    )
    assert page == sorted(page, key=directory.mark_of)
    found = directory.units_under("/22/2203/", kind=UnitKind.PROTECTION_OFFICE, limit=2)
    assert [unit.code for unit in found] == ["220300-civil_affairs", "220302-civil_affairs"]


def test_the_installation_is_at_home_where_its_highest_units_are() -> None:
    assert directory.home_path() == "/22/"
    directory.create_tree(province_code="460000", by=SYSTEM, at=LATER)

    assert directory.home_path() == "/"


def test_an_ended_unit_keeps_its_name_and_is_no_longer_offered() -> None:
    bureau = directory.unit_by_code("220322-civil_affairs")
    ends = LATER.date()

    directory.end_unit(unit_id=bureau.id, on=ends, by=SYSTEM, at=LATER)

    assert directory.unit_names([bureau.id]) == {bureau.id: "梨树县民政局"}
    assert directory.find_units(UnitKind.CIVIL_AFFAIRS, "220322") == []
    assert directory.find_units(UnitKind.CIVIL_AFFAIRS, "220322", on=ends - timedelta(days=1))
    assert directory.find_units(UnitKind.CIVIL_AFFAIRS, "220322", on=ends) == []
    with pytest.raises(RefusedError) as refused:
        directory.end_unit(unit_id=bureau.id, on=ends, by=SYSTEM, at=LATER)
    assert refusal_of(refused) == "already_ended"


def test_a_school_is_added_by_hand_and_oversees_nothing() -> None:
    school = directory.add_unit(
        kind=UnitKind.CLOSE_CONTACT_UNIT, region_code="220322", name="梨树县虚构小学", by=SYSTEM, at=LATER
    )

    assert school.level is Level.COUNTY
    assert not school.oversees
    assert school.active_from == LATER.date()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"name": " "}, "invalid"),
        ({"name": "学" * 101}, "invalid"),
        ({"name": "学校\u202e"}, "invalid"),
        ({"region_code": "220399"}, "unknown_region"),
        ({"kind": UnitKind.VILLAGE_COMMITTEE}, "wrong_level"),
        ({"under": -1}, "not_found"),
    ],
)
def test_a_wrong_unit_is_refused_and_nothing_is_stored(changes: dict[str, object], code: str) -> None:
    before = Unit.objects.count()
    asked: dict[str, object] = {"kind": UnitKind.CLOSE_CONTACT_UNIT, "region_code": "220322", "name": "梨树县虚构小学"}

    with pytest.raises(RefusedError) as refused:
        directory.add_unit(**(asked | changes), by=SYSTEM, at=LATER)  # type: ignore[arg-type]

    assert refusal_of(refused) == code
    assert Unit.objects.count() == before


def test_only_who_may_manage_changes_units_and_only_of_the_own_region() -> None:
    county, other = units("220322-civil_affairs", "220323-civil_affairs")
    asked = {"name": "新名", "short_name": "新名", "phone": ""}

    with pytest.raises(RefusedError) as without:
        directory.change_unit(unit_id=county.id, **asked, by=manager(county), at=LATER)
    with pytest.raises(RefusedError) as elsewhere:
        directory.change_unit(unit_id=other.id, **asked, by=manager(county, directory.MANAGE), at=LATER)
    directory.change_unit(unit_id=county.id, **asked, by=manager(county, directory.MANAGE), at=LATER)

    assert refusal_of(without) == "no_permission"
    assert refusal_of(elsewhere) == "other_region"
    assert directory.unit(other.id).name == "伊通满族自治县民政局"
    assert directory.unit(county.id).name == "新名"


def test_people_are_listed_by_pinyin_while_they_hold_their_post() -> None:
    bureau = directory.unit_by_code("220322-civil_affairs")
    makers.person("周远", bureau.id)
    first = makers.person("林静", bureau.id, title="科员")

    directory.end_person(person_id=first, on=LATER.date(), by=SYSTEM, at=LATER)

    assert [person.name for person in directory.people_of(bureau.id, on=EARLY.date())] == ["林静", "周远"]
    assert [person.name for person in directory.people_of(bureau.id, on=LATER.date())] == ["周远"]
    with pytest.raises(RefusedError) as again:
        directory.end_person(person_id=first, on=LATER.date(), by=SYSTEM, at=LATER)
    assert refusal_of(again) == "already_ended"


def test_a_number_is_stored_encrypted_and_told_only_to_readers_of_the_directory() -> None:
    bureau = directory.unit_by_code("220322-civil_affairs")
    person_id = directory.add_person(
        name="苏禾", unit_id=bureau.id, phone="13900000001", active_from=date(2026, 1, 1), by=SYSTEM, at=EARLY
    )

    sealed = Person.objects.get(id=person_id).phone_sealed
    assert sealed is not None
    assert b"139" not in bytes(sealed)
    assert directory.person(person_id).has_phone
    reader = manager(bureau, directory.REVEAL)
    assert directory.look_up_phone(person_id=person_id, by=reader, at=LATER) == "13900000001"
    with pytest.raises(RefusedError) as refused:
        directory.look_up_phone(person_id=person_id, by=manager(bureau, directory.READ), at=LATER)
    assert refusal_of(refused) == "no_permission"
    with acting_as(SYSTEM):
        entries = audit.timeline(f"person:{person_id}", by=SYSTEM)
    assert [entry.deed for entry in entries] == ["directory.manage", "directory.reveal"]
    assert "139" not in "".join(entry.summary for entry in entries)


def test_unknown_units_and_people_are_refused_in_words() -> None:
    for ask in (
        lambda: directory.unit(-1),
        lambda: directory.unit_by_code("none"),
        lambda: directory.person(-1),
        lambda: directory.look_up_phone(person_id=-1, by=SYSTEM, at=LATER),
        lambda: directory.end_unit(unit_id=-1, on=LATER.date(), by=SYSTEM, at=LATER),
        lambda: directory.end_person(person_id=-1, on=LATER.date(), by=SYSTEM, at=LATER),
    ):
        with pytest.raises(RefusedError) as refused:
            ask()
        assert refusal_of(refused) == "not_found"


def test_the_database_knows_the_kinds_and_refuses_others() -> None:
    bureau = directory.unit_by_code("220322-civil_affairs")

    with pytest.raises(IntegrityError), transaction.atomic():
        Unit.objects.filter(id=bureau.id).update(kind="secret_society")
