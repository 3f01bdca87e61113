"""Log-ins: lock-out by account and address, the same answer for unknown and wrong, second factor, what is on record."""

from datetime import datetime, timedelta

import pytest
from django.conf import LazySettings
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from weibao.foundation.audit import api as audit
from weibao.foundation.kernel import clock
from weibao.foundation.kernel.actor import SYSTEM
from weibao.foundation.kernel.refusals import Refusal, RefusedError
from weibao.foundation.kernel.scope import acting_as
from weibao.people.access import makers, rules
from weibao.people.access.actions import accounts, passwords, signing_in
from weibao.people.access.actions.signing_in import SignIn
from weibao.people.access.models import Account, AddressFailures
from weibao.people.access.roles import Role

pytestmark = pytest.mark.django_db

AT = makers.EARLY + timedelta(days=200)
LINE = "220300-line_12345"


@pytest.fixture(autouse=True)
def limits(settings: LazySettings) -> None:
    settings.WEIBAO_LOCK_ATTEMPTS = 3
    settings.WEIBAO_LOCK_MINUTES = 15


def call_taker() -> int:
    return makers.account("林静", LINE, Role.CALL_TAKER)


def attempt(
    login: str = "linjing", password: str = makers.PASSWORD, at: datetime = AT, address: str = "10.0.0.1"
) -> SignIn | Refusal:
    return signing_in.sign_in(login=login, password=password, address=address, at=at)


def code_of(outcome: object) -> str:
    assert isinstance(outcome, Refusal)
    return outcome.code


def deeds(subject: str) -> list[str]:
    with acting_as(SYSTEM):
        return [f"{entry.deed} {entry.summary}" for entry in audit.timeline(subject, by=SYSTEM)]


def test_a_right_password_names_the_account_whatever_the_case_of_the_login() -> None:
    account_id = call_taker()

    assert attempt("LinJing ") == SignIn(account_id, needs_code=False)


def test_unknown_wrong_suspended_and_locked_get_one_and_the_same_answer() -> None:
    account_id = call_taker()
    wrong = attempt(password="wrong")
    unknown = attempt("nobody")
    for _ in range(2):
        attempt(password="wrong")
    locked = attempt()
    accounts.suspend_account(account_id=account_id, by=SYSTEM, at=AT)
    suspended = attempt(at=AT + timedelta(hours=1))

    assert wrong == unknown == locked == suspended
    assert code_of(wrong) == "wrong_login"


def test_an_unknown_login_is_checked_as_long_as_a_known_one(monkeypatch: pytest.MonkeyPatch) -> None:
    call_taker()
    checked: list[str] = []
    check = signing_in.check_password
    monkeypatch.setattr(signing_in, "check_password", lambda raw, stored: checked.append(stored) or check(raw, stored))

    attempt("nobody")

    known = Account.objects.get(login="linjing").password
    assert [stored.split("$")[:4] for stored in checked] == [known.split("$")[:4]]


def test_too_many_failures_lock_the_account_for_a_while() -> None:
    account_id = call_taker()
    for _ in range(3):
        assert code_of(attempt(password="wrong")) == "wrong_login"

    assert code_of(attempt(at=AT + timedelta(minutes=14))) == "wrong_login"
    assert attempt(at=AT + timedelta(minutes=15)) == SignIn(account_id, needs_code=False)


def test_a_lock_that_has_run_out_begins_a_new_count() -> None:
    account_id = call_taker()
    for _ in range(3):
        attempt(password="wrong")
    later = AT + timedelta(minutes=20)

    attempt(password="wrong", at=later)

    assert Account.objects.get(id=account_id).failed_logins == 1
    assert attempt(at=later) == SignIn(account_id, needs_code=False)


def test_a_completed_log_in_forgets_the_account_s_failures() -> None:
    account_id = call_taker()
    attempt(password="wrong")
    attempt(password="wrong")

    signing_in.record_sign_in(account_id=account_id, address="10.0.0.1", at=AT)

    account = Account.objects.get(id=account_id)
    assert (account.failed_logins, account.locked_until, account.last_login) == (0, None, AT)


def test_an_address_that_guesses_many_logins_is_shut_out_and_others_are_not() -> None:
    account_id = call_taker()
    for number in range(3 * rules.ADDRESS_FACTOR):
        attempt(f"guess{number}", "wrong")

    assert code_of(attempt()) == "rate_limited"
    assert attempt(address="10.0.0.2") == SignIn(account_id, needs_code=False)
    assert attempt(at=AT + timedelta(minutes=15)) == SignIn(account_id, needs_code=False)


def test_failures_of_an_address_long_ago_do_not_count() -> None:
    attempt("guess", "wrong")
    attempt("guess", "wrong")
    attempt("guess", "wrong", at=AT + timedelta(minutes=16))

    assert AddressFailures.objects.get(address="10.0.0.1").failed_logins == 1


def test_log_ins_failures_and_locks_are_on_record_without_what_was_typed() -> None:
    account_id = call_taker()
    attempt("my-password-in-the-wrong-box", "x")
    for _ in range(3):
        attempt(password="wrong")
    attempt()
    signing_in.record_sign_in(account_id=account_id, address="10.0.0.1", at=AT)
    signing_in.record_sign_out(account_id=account_id, at=AT)

    assert [deed for deed in deeds(f"account:{account_id}") if "sign_" in deed] == [
        "access.sign_in_refused 登录失败",
        "access.sign_in_refused 登录失败",
        "access.sign_in_refused 连续登录失败，账号锁定 15 分钟",
        "access.sign_in_refused 账号锁定期间尝试登录",
        "access.sign_in 登录成功",
        "access.sign_out 退出登录",
    ]
    assert deeds("host:10.0.0.1") == ["access.sign_in_refused 以不存在的用户名尝试登录"]


@pytest.mark.parametrize("typed", ["", "x" * 5000, "林静", "linjing\u202e", "🙂", "' OR 1=1 --"])
def test_odd_logins_are_simply_wrong(typed: str) -> None:
    assert code_of(attempt(typed, typed)) == "wrong_login"


def enrolled() -> tuple[int, str]:
    """Return an account with a confirmed second factor, and the code that is right now."""
    account_id = call_taker()
    passwords.begin_enrolment(account_id=account_id, at=AT)
    by = makers_actor(account_id)
    passwords.confirm_enrolment(account_id=account_id, code=present_code(account_id), by=by, at=AT)
    TOTPDevice.objects.update(last_t=-1)
    return account_id, present_code(account_id)


def makers_actor(account_id: int):
    from weibao.people.access.queries.actors import bare_actor

    return bare_actor(account_id)


def present_code(account_id: int) -> str:
    device = TOTPDevice.objects.get(user_id=account_id)
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift)
    totp.time = clock.now().timestamp()
    return f"{totp.token():06}"


def test_an_enrolled_account_needs_its_code_after_the_password() -> None:
    account_id, code = enrolled()

    assert attempt() == SignIn(account_id, needs_code=True)
    assert signing_in.verify_code(account_id=account_id, code=code, address="10.0.0.1", at=AT) is None


def test_a_code_is_good_only_once() -> None:
    account_id, code = enrolled()
    signing_in.verify_code(account_id=account_id, code=code, address="10.0.0.1", at=AT)

    again = signing_in.verify_code(account_id=account_id, code=code, address="10.0.0.1", at=AT)

    assert code_of(again) == "wrong_code"


@pytest.mark.parametrize("typed", ["", "abcdef", "12345", "１２３４５６", "0" * 40])
def test_wrong_codes_count_as_failures(typed: str) -> None:
    account_id, _ = enrolled()

    refusal = signing_in.verify_code(account_id=account_id, code=typed, address="10.0.0.1", at=AT)

    assert code_of(refusal) == "wrong_code"
    assert Account.objects.get(id=account_id).failed_logins == 1


def test_guessing_codes_locks_the_account() -> None:
    account_id, code = enrolled()
    for _ in range(3):
        signing_in.verify_code(account_id=account_id, code="000000", address="10.0.0.1", at=AT)

    refusal = signing_in.verify_code(account_id=account_id, code=code, address="10.0.0.1", at=AT)

    assert code_of(refusal) == "wrong_login"


def test_a_second_factor_is_binding_only_after_its_first_code() -> None:
    account_id = call_taker()
    enrolment = passwords.begin_enrolment(account_id=account_id, at=AT)

    with pytest.raises(RefusedError) as refused:
        passwords.confirm_enrolment(account_id=account_id, code="000000", by=makers_actor(account_id), at=AT)

    assert refused.value.refusal.code == "wrong_code"
    assert not Account.objects.get(id=account_id).has_second_factor
    assert attempt() == SignIn(account_id, needs_code=False)
    assert passwords.begin_enrolment(account_id=account_id, at=AT) == enrolment
    assert enrolment.picture.startswith("<svg")


def test_a_second_factor_is_removed_with_password_and_code_and_can_be_replaced() -> None:
    account_id, code = enrolled()
    by = makers_actor(account_id)
    with pytest.raises(RefusedError):
        passwords.remove_second_factor(account_id=account_id, password="wrong", code=code, by=by, at=AT)
    with pytest.raises(RefusedError):
        passwords.begin_enrolment(account_id=account_id, at=AT)

    passwords.remove_second_factor(account_id=account_id, password=makers.PASSWORD, code=code, by=by, at=AT)

    assert not Account.objects.get(id=account_id).has_second_factor
    assert not TOTPDevice.objects.filter(user_id=account_id).exists()
    assert passwords.begin_enrolment(account_id=account_id, at=AT).key


def change(account_id: int, new: str, old: str = makers.PASSWORD) -> None:
    passwords.change_password(
        account_id=account_id, old=old, new=new, session_key=None, by=makers_actor(account_id), at=AT
    )


def test_a_new_password_replaces_the_old_one() -> None:
    account_id = call_taker()

    change(account_id, "zao-mei-you-le-31")

    assert code_of(attempt()) == "wrong_login"
    assert attempt(password="zao-mei-you-le-31") == SignIn(account_id, needs_code=False)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("wrong", "zao-mei-you-le-31", "wrong_password"),
        (makers.PASSWORD, makers.PASSWORD, "same_password"),
        (makers.PASSWORD, "short", "invalid"),
        (makers.PASSWORD, "1234567890123", "invalid"),
        (makers.PASSWORD, "password123", "invalid"),
    ],
)
def test_a_poor_password_is_refused_and_the_old_one_stays(old: str, new: str, code: str) -> None:
    account_id = call_taker()

    with pytest.raises(RefusedError) as refused:
        change(account_id, new, old)

    assert refused.value.refusal.code == code
    assert attempt() == SignIn(account_id, needs_code=False)
