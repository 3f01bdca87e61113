"""The rules of accounts, grants and log-ins; no database."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from weibao.foundation.kernel.actor import SYSTEM, Actor, Level
from weibao.people.access import rules
from weibao.people.access.roles import ADMINISTRATORS, Role, deeds_of
from weibao.people.access.rules import AccountFacts, GrantFacts, Step

AT = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
HOME = "/22/2203/"


def by(*roles: Role, number: int = 1) -> Actor:
    deeds = deeds_of(frozenset(roles))
    return Actor(number, "石坚", "shijian", 5, "四平市政数局", "gov_services_bureau", Level.CITY, "220300", "", deeds)


def account(*roles: Role, number: int = 2, path: str = HOME, is_active: bool = True) -> AccountFacts:
    return AccountFacts(number, path, is_active, frozenset(roles))


def grant(role: Role = Role.HANDLER, **changes: object) -> GrantFacts:
    facts: dict[str, object] = {
        "account": account(),
        "role": role,
        "unit_path": "/22/2203/220322/",
        "unit_is_active": True,
        "already_held": False,
        "active_from": AT,
        "active_until": None,
    }
    return GrantFacts(**(facts | changes))  # type: ignore[arg-type]


def code(refusal: object) -> str | None:
    return getattr(refusal, "code", None)


def test_the_security_administrator_grants_what_nothing_speaks_against() -> None:
    assert rules.why_not_grant(grant(), by(Role.SECURITY_ADMIN), HOME) is None


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SECURITY_ADMIN])
def test_nobody_but_the_security_administrator_grants(role: Role) -> None:
    assert code(rules.why_not_grant(grant(), by(role), HOME)) == "no_permission"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"account": account(number=1)}, "own_account"),
        ({"unit_path": "/22/2201/220102/"}, "other_region"),
        ({"unit_path": "/22/"}, "other_region"),
        ({"unit_is_active": False}, "unit_ended"),
        ({"account": account(is_active=False)}, "account_suspended"),
        ({"already_held": True}, "already_granted"),
        ({"active_until": AT}, "wrong_period"),
    ],
)
def test_a_grant_is_refused(changes: dict[str, object], expected: str) -> None:
    assert code(rules.why_not_grant(grant(**changes), by(Role.SECURITY_ADMIN), HOME)) == expected


@pytest.mark.parametrize(("held", "wanted"), list(permutations(sorted(ADMINISTRATORS), 2)))
def test_no_account_holds_two_of_the_three_administrations(held: Role, wanted: Role) -> None:
    refusal = rules.why_not_grant(grant(wanted, account=account(held)), by(Role.SECURITY_ADMIN), HOME)

    assert code(refusal) == "administrators_apart"
    assert held.label in rules.why_not_hold_together(wanted, {held}).sentence()  # type: ignore[union-attr]


def test_an_administrator_may_hold_the_same_administration_in_a_second_unit() -> None:
    assert rules.why_not_hold_together(Role.AUDITOR, {Role.AUDITOR}) is None


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, None),
        ({"by": by(Role.SYSTEM_ADMIN)}, "no_permission"),
        ({"account_id": 1}, "own_account"),
        ({"unit_path": "/22/2201/"}, "other_region"),
        ({"has_ended": True}, "already_ended"),
    ],
)
def test_a_grant_is_taken_back_only_by_another_of_the_region_and_once(
    asked: dict[str, object], expected: str | None
) -> None:
    usual: dict[str, object] = {
        "account_id": 2,
        "unit_path": "/22/2203/220322/",
        "has_ended": False,
        "by": by(Role.SECURITY_ADMIN),
        "own_path": HOME,
    }

    assert code(rules.why_not_withdraw(**(usual | asked))) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("target", "actor", "expected"),
    [
        (account(Role.HANDLER), by(Role.SYSTEM_ADMIN), None),
        (account(Role.SYSTEM_ADMIN), by(Role.SYSTEM_ADMIN), None),
        (account(Role.HANDLER), by(Role.SECURITY_ADMIN), "no_permission"),
        (account(Role.HANDLER, number=1), by(Role.SYSTEM_ADMIN), "own_account"),
        (account(Role.HANDLER, path="/22/2201/"), by(Role.SYSTEM_ADMIN), "other_region"),
        (account(Role.AUDITOR), by(Role.SYSTEM_ADMIN), "administrators_apart"),
        (account(Role.SECURITY_ADMIN), by(Role.SYSTEM_ADMIN), "administrators_apart"),
        (account(Role.AUDITOR), by(Role.SECURITY_ADMIN), None),
        (account(Role.AUDITOR, path="/22/2201/"), by(Role.SECURITY_ADMIN), "other_region"),
        (account(Role.AUDITOR), SYSTEM, None),
    ],
)
def test_accounts_are_changed_by_the_right_administrator(
    target: AccountFacts, actor: Actor, expected: str | None
) -> None:
    assert code(rules.why_not_change_account(target, actor, HOME)) == expected


def test_only_the_system_administrator_creates_accounts_and_only_at_home() -> None:
    assert rules.why_not_create_account(by(Role.SYSTEM_ADMIN), HOME, HOME) is None
    assert code(rules.why_not_create_account(by(Role.SECURITY_ADMIN), HOME, HOME)) == "no_permission"
    assert code(rules.why_not_create_account(by(Role.SYSTEM_ADMIN), HOME, "/22/2201/")) == "other_region"
    assert code(rules.why_not_create_account(by(Role.SYSTEM_ADMIN), "", HOME)) == "other_region"


@pytest.mark.parametrize("login", ["linjing", "lin.jing-2", "220322-clerk", "a_b"])
def test_plain_logins_are_accepted(login: str) -> None:
    assert rules.why_not_login_name(login) is None


@pytest.mark.parametrize("login", ["", "ab", "Lin", "林静", "-lin", "lin jing", "a" * 61, "lin\n", "lin\0"])
def test_other_logins_are_refused(login: str) -> None:
    assert code(rules.why_not_login_name(login)) == "invalid"


def test_steps_come_in_order_before_work() -> None:
    asked = {"must_change": True, "must_enrol": True, "has_post": False}

    assert rules.next_step(**asked) is Step.CHANGE_PASSWORD
    assert rules.next_step(**(asked | {"must_change": False})) is Step.ENROL_SECOND_FACTOR
    assert rules.next_step(must_change=False, must_enrol=False, has_post=False) is Step.CHOOSE_POST
    assert rules.next_step(must_change=False, must_enrol=False, has_post=True) is None


def test_a_password_grows_old_by_the_day_or_never() -> None:
    changed = AT - timedelta(days=90)

    assert rules.password_is_old(changed, AT, 90)
    assert not rules.password_is_old(changed + timedelta(seconds=1), AT, 90)
    assert not rules.password_is_old(changed, AT, 0)


def test_a_lock_begins_with_the_last_attempt_and_ends_on_the_minute() -> None:
    assert rules.lock_after(4, 5, AT, 15) is None
    until = rules.lock_after(5, 5, AT, 15)

    assert until == AT + timedelta(minutes=15)
    assert rules.is_locked(until, AT + timedelta(minutes=14, seconds=59))
    assert not rules.is_locked(until, AT + timedelta(minutes=15))
    assert not rules.is_locked(None, AT)
