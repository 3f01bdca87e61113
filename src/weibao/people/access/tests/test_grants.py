"""Grants and accounts through the actions: dated, kept apart, on record, effective at once; and the actor they make."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from weibao.foundation.audit import api as audit
from weibao.foundation.kernel.actor import SYSTEM, Actor, Level
from weibao.foundation.kernel.refusals import RefusedError
from weibao.foundation.kernel.scope import acting_as
from weibao.people.access import api as access
from weibao.people.access import makers
from weibao.people.access.models import Account, Grant, Session
from weibao.people.access.queries.actors import remembered_actor
from weibao.people.access.roles import ADMINISTRATORS, Role, deeds_of
from weibao.people.directory import api as directory

pytestmark = pytest.mark.django_db

AT = makers.EARLY + timedelta(days=200)
LINE = "220300-line_12345"
COUNTY = "220322-civil_affairs"
POLICE = "220322-police"
DATA_BUREAU = "220000-gov_services_bureau"


def unit_id(code: str) -> int:
    return directory.unit_by_code(code).id


def acts(account_id: int, code: str, at=AT) -> Actor | None:
    return access.actor_for(account_id, unit_id(code), at=at)


def security_admin() -> Actor:
    made = acts(makers.account("严明", DATA_BUREAU, Role.SECURITY_ADMIN, login="yanming"), DATA_BUREAU)
    assert made is not None
    return made


def system_admin() -> Actor:
    made = acts(makers.account("石坚", DATA_BUREAU, Role.SYSTEM_ADMIN, login="shijian"), DATA_BUREAU)
    assert made is not None
    return made


def give(account_id: int, role: Role, code: str, by: Actor, **period: object) -> int:
    return access.give_grant(account_id=account_id, role=role, unit_id=unit_id(code), by=by, at=AT, **period)  # type: ignore[arg-type]


def code_of(error: pytest.ExceptionInfo[RefusedError]) -> str:
    return error.value.refusal.code


def test_an_actor_is_what_its_grants_in_the_unit_say() -> None:
    account_id = makers.account("田野", COUNTY, Role.HANDLER, Role.DISPATCHER)

    actor = acts(account_id, COUNTY)

    assert actor == Actor(
        id=account_id,
        name="田野",
        login="linjing",
        unit_id=unit_id(COUNTY),
        unit_name="梨树县民政局",
        unit_kind="civil_affairs",
        level=Level.COUNTY,
        region_code="220322",
        scope_path="/22/2203/220322/",
        deeds=deeds_of(frozenset({Role.HANDLER, Role.DISPATCHER})),
        roles=frozenset({"handler", "dispatcher"}),
    )


@pytest.mark.parametrize(
    ("code", "role", "scope"),
    [
        ("220000-protection_office", Role.DISPATCHER, "/22/"),
        (LINE, Role.CALL_TAKER, "/22/2203/"),
        (COUNTY, Role.LEADER, "/22/2203/220322/"),
        (POLICE, Role.HANDLER, ""),
        ("220322-education", Role.LEADER, ""),
        (DATA_BUREAU, Role.AUDITOR, "/22/"),
        (DATA_BUREAU, Role.SYSTEM_ADMIN, ""),
        (DATA_BUREAU, Role.SECURITY_ADMIN, ""),
        ("220322100-protection_station", Role.TOWNSHIP_CHILD_SUPERVISOR, ""),
    ],
)
def test_only_readers_in_overseeing_units_see_by_region(code: str, role: Role, scope: str) -> None:
    actor = acts(makers.account("林静", code, role), code)

    assert actor is not None
    assert actor.scope_path == scope
    assert access.scope(actor) == (scope, unit_id(code))


def test_somebody_with_several_posts_acts_in_one_at_a_time() -> None:
    account_id = makers.account("高远", "220000-protection_office", Role.LEADER)
    give(account_id, Role.AUDITOR, DATA_BUREAU, SYSTEM)

    posts = access.posts_of(account_id, at=AT)

    assert {(post.unit_name, post.roles) for post in posts} == {
        ("吉林省民政厅（省未保办）", frozenset({Role.LEADER})),
        ("吉林省政务服务和数字化建设管理局", frozenset({Role.AUDITOR})),
    }
    leader, auditor = acts(account_id, "220000-protection_office"), acts(account_id, DATA_BUREAU)
    assert leader is not None
    assert auditor is not None
    assert not leader.holds("audit.read")
    assert not auditor.holds("tickets.read")
    assert acts(account_id, COUNTY) is None


def test_a_grant_holds_from_its_first_to_before_its_last_instant() -> None:
    account_id = makers.account("田野", COUNTY)
    until = AT + timedelta(days=30)
    begins = AT + timedelta(days=1)

    give(account_id, Role.HANDLER, COUNTY, SYSTEM, active_from=begins, active_until=until)

    assert acts(account_id, COUNTY, begins - timedelta(seconds=1)) is None
    assert acts(account_id, COUNTY, begins) is not None
    assert acts(account_id, COUNTY, until - timedelta(seconds=1)) is not None
    assert acts(account_id, COUNTY, until) is None


def test_a_grant_in_a_unit_that_has_ended_holds_no_longer() -> None:
    account_id = makers.account("田野", COUNTY, Role.HANDLER)

    directory.end_unit(unit_id=unit_id(COUNTY), on=AT.date(), by=SYSTEM, at=AT)

    assert acts(account_id, COUNTY, AT - timedelta(days=2)) is not None
    assert acts(account_id, COUNTY, AT + timedelta(days=1)) is None


def test_a_remembered_actor_costs_no_query_until_something_changes() -> None:
    account_id = makers.account("田野", COUNTY, Role.HANDLER)
    unit = unit_id(COUNTY)

    def remembered(version: int, at=AT) -> Actor | None:
        return remembered_actor(account_id, unit, grants_version=version, at=at)

    version = Account.objects.get(id=account_id).grants_version
    first = remembered(version)
    with CaptureQueriesContext(connection) as queries:
        assert remembered(version) is first
    give(account_id, Role.DISPATCHER, COUNTY, SYSTEM, active_until=AT + timedelta(hours=1))
    newer = Account.objects.get(id=account_id).grants_version
    second = remembered(newer)
    directory.change_unit(unit_id=unit, name="梨树县民政局", short_name="梨树民政", phone="", by=SYSTEM, at=AT)
    third = remembered(newer)
    ended = remembered(newer, AT + timedelta(hours=1))

    assert len(queries) == 0
    assert newer > version
    assert second is not None
    assert third is not None
    assert ended is not None
    assert second.holds("tickets.dispatch")
    assert third.unit_name == "梨树民政"
    assert not ended.holds("tickets.dispatch")


def test_a_withdrawn_grant_ends_at_once_and_both_are_on_record() -> None:
    by = security_admin()
    account_id = makers.account("田野", COUNTY)
    grant_id = give(account_id, Role.HANDLER, COUNTY, by)
    assert acts(account_id, COUNTY) is not None

    access.withdraw_grant(grant_id=grant_id, by=by, at=AT + timedelta(hours=1))

    assert acts(account_id, COUNTY, AT + timedelta(hours=1)) is None
    with acting_as(SYSTEM):
        entries = audit.timeline(f"account:{account_id}", by=SYSTEM)
    assert [entry.summary for entry in entries if entry.deed == "access.grant"] == [
        "授予承办人（梨树县民政局）",
        "收回承办人（梨树县民政局）",
    ]
    with pytest.raises(RefusedError) as again:
        access.withdraw_grant(grant_id=grant_id, by=by, at=AT + timedelta(hours=2))
    assert code_of(again) == "already_ended"


@pytest.mark.parametrize("first", sorted(ADMINISTRATORS))
@pytest.mark.parametrize("second", sorted(ADMINISTRATORS))
def test_the_three_administrations_are_never_in_one_hand(first: Role, second: Role) -> None:
    by = security_admin()
    account_id = makers.account("石坚", DATA_BUREAU, first, login="shijian")
    before = Grant.objects.count()

    with pytest.raises(RefusedError) as refused:
        give(account_id, second, "220300-gov_services_bureau" if first != second else DATA_BUREAU, by)

    assert code_of(refused) == ("already_granted" if first == second else "administrators_apart")
    assert Grant.objects.count() == before


def test_a_second_account_of_the_same_person_is_the_same_hand() -> None:
    by = security_admin()
    first = makers.account("石坚", DATA_BUREAU, Role.SYSTEM_ADMIN, login="shijian")
    person_id = Account.objects.get(id=first).person_id
    assert person_id is not None
    other = access.create_account(login="shijian2", person_id=person_id, by=SYSTEM, at=AT).account_id

    with pytest.raises(RefusedError) as refused:
        give(other, Role.AUDITOR, DATA_BUREAU, by)

    assert code_of(refused) == "administrators_apart"


def test_a_former_administrator_may_take_another_administration() -> None:
    by = security_admin()
    account_id = makers.account("石坚", DATA_BUREAU, login="shijian")
    grant_id = give(account_id, Role.SYSTEM_ADMIN, DATA_BUREAU, by)

    access.withdraw_grant(grant_id=grant_id, by=by, at=AT)

    assert give(account_id, Role.AUDITOR, DATA_BUREAU, by)


def test_the_database_itself_keeps_the_administrations_apart_and_self_grants_out() -> None:
    account_id = makers.account("石坚", DATA_BUREAU, Role.SYSTEM_ADMIN, login="shijian")
    row = {"account_id": account_id, "unit_id": unit_id(DATA_BUREAU), "active_from": AT, "given_at": AT}

    with pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.create(**row, role="auditor", given_by_id=0)
    with pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.create(**row, role="handler", given_by_id=account_id)
    with pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.create(**row, role="king", given_by_id=0)


def test_nobody_grants_to_himself_or_without_the_right_and_nothing_is_recorded() -> None:
    security, system = security_admin(), system_admin()
    account_id = makers.account("田野", COUNTY)
    before = Grant.objects.count()

    with pytest.raises(RefusedError) as own:
        give(security.id, Role.CALL_TAKER, LINE, security)
    with pytest.raises(RefusedError) as without:
        give(account_id, Role.HANDLER, COUNTY, system)
    with pytest.raises(RefusedError) as nobody:
        give(-1, Role.HANDLER, COUNTY, security)

    assert (code_of(own), code_of(without), code_of(nobody)) == ("own_account", "no_permission", "not_found")
    assert Grant.objects.count() == before


def test_the_same_grant_is_not_given_twice_for_overlapping_times() -> None:
    account_id = makers.account("田野", COUNTY)
    ends = AT + timedelta(days=10)
    give(account_id, Role.HANDLER, COUNTY, SYSTEM, active_until=ends)

    with pytest.raises(RefusedError) as refused:
        give(account_id, Role.HANDLER, COUNTY, SYSTEM)
    give(account_id, Role.HANDLER, COUNTY, SYSTEM, active_from=ends, active_until=ends + timedelta(days=1))

    assert code_of(refused) == "already_granted"


def test_the_system_administrator_creates_accounts_without_rights_and_a_password_for_once() -> None:
    by = system_admin()
    person_id = directory.add_person(name="白露", unit_id=unit_id("220322-education"), by=SYSTEM, at=AT)

    made = access.create_account(login="BaiLu", person_id=person_id, by=by, at=AT)

    account = Account.objects.get(id=made.account_id)
    assert account.login == made.login == "bailu"
    assert account.check_password(made.password)
    assert account.must_change_password
    assert access.posts_of(account.id, at=AT) == []
    with pytest.raises(RefusedError) as taken:
        access.create_account(login="bailu", person_id=person_id, by=by, at=AT)
    assert code_of(taken) == "login_taken"


def test_the_system_administrator_does_not_touch_the_other_administrators_accounts() -> None:
    security, system = security_admin(), system_admin()
    auditor = makers.account("文鉴", DATA_BUREAU, Role.AUDITOR, login="wenjian")
    stored = Account.objects.get(id=auditor).password

    for act in (access.reset_password, access.suspend_account, access.restore_account):
        with pytest.raises(RefusedError) as refused:
            act(account_id=auditor, by=system, at=AT)
        assert code_of(refused) == "administrators_apart"
        with pytest.raises(RefusedError) as own:
            act(account_id=system.id, by=system, at=AT)
        assert code_of(own) == "own_account"
    assert Account.objects.get(id=auditor).password == stored

    assert access.reset_password(account_id=auditor, by=security, at=AT)


def test_a_suspended_account_loses_its_sessions_and_its_actor_at_once() -> None:
    system = system_admin()
    account_id = makers.account("田野", COUNTY, Role.HANDLER)
    Session.objects.create(session_key="k" * 32, session_data="", expire_date=AT, account_id=account_id)

    access.suspend_account(account_id=account_id, by=system, at=AT)

    assert acts(account_id, COUNTY) is None
    assert not Session.objects.filter(account_id=account_id).exists()
    access.restore_account(account_id=account_id, by=system, at=AT)
    assert acts(account_id, COUNTY) is not None


def test_a_reset_password_works_once_and_ends_sessions_and_second_factor() -> None:
    system = system_admin()
    account_id = makers.account("田野", COUNTY, Role.HANDLER)
    Account.objects.filter(id=account_id).update(has_second_factor=True, failed_logins=3, locked_until=AT)

    password = access.reset_password(account_id=account_id, by=system, at=AT)

    account = Account.objects.get(id=account_id)
    assert account.check_password(password)
    assert account.must_change_password
    assert (account.has_second_factor, account.failed_logins, account.locked_until) == (False, 0, None)
