"""Check a log-in: password, lock-out by account and by address, second factor; and put each outcome on record.

A failed log-in must be counted, so these functions return a refusal instead of raising it: nothing may be rolled back.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils.crypto import get_random_string
from django_otp.plugins.otp_totp.models import TOTPDevice

from weibao.foundation.audit import api as audit
from weibao.foundation.kernel.actor import SYSTEM
from weibao.foundation.kernel.refusals import Refusal
from weibao.people.access import rules
from weibao.people.access.models import Account, AddressFailures
from weibao.people.access.queries import actors
from weibao.people.directory import api as directory


@dataclass(frozen=True, slots=True)
class SignIn:
    """A right password: whose it is, and whether a code from the second factor is still to come."""

    account_id: int
    needs_code: bool


@transaction.atomic
def sign_in(*, login: str, password: str, address: str, at: datetime) -> SignIn | Refusal:
    """Check a login and password that came from a network address.

    Returns ``wrong_login`` alike for unknown logins, wrong passwords and suspended or locked accounts, after the same
    work; ``rate_limited`` when the address has failed too often. Limits are WEIBAO_LOCK_ATTEMPTS and
    WEIBAO_LOCK_MINUTES (GB/T 22239-2019 8.1.4.1: limit failed log-ins).
    """
    if address_is_locked(address, at):
        return rules.TOO_MANY.with_values(minutes=settings.WEIBAO_LOCK_MINUTES)
    # The row stays locked while the password is checked, so that parallel guesses are counted one by one.
    account = Account.objects.select_for_update().filter(login=login.strip().casefold()[:60]).first()
    is_right = account.check_password(password) if account else check_password(password, _nobodys_password())
    if account is None or not is_right or not account.is_active or rules.is_locked(account.locked_until, at):
        count_failure(account, login, address, at)
        return _wrong_login()
    return SignIn(account.id, needs_code=account.has_second_factor)


@transaction.atomic
def verify_code(*, account_id: int, code: str, address: str, at: datetime) -> Refusal | None:
    """Check a code of the account's second factor; return ``wrong_code``, ``wrong_login`` (locked) or None."""
    account = Account.objects.select_for_update().get(id=account_id)
    if rules.is_locked(account.locked_until, at) or not account.is_active:
        return _wrong_login()
    device = TOTPDevice.objects.filter(user=account, confirmed=True).first()
    if device is not None and code.isascii() and code.isdigit() and device.verify_token(code):
        return None
    count_failure(account, account.login, address, at)
    return rules.WRONG_CODE


@transaction.atomic
def record_sign_in(*, account_id: int, address: str, at: datetime) -> None:
    """Put a completed log-in on record and forget the account's failures before it."""
    account = Account.objects.select_for_update().get(id=account_id)
    account.failed_logins = 0
    account.locked_until = None
    account.last_login = at
    account.save(update_fields=["failed_logins", "locked_until", "last_login"])
    _record(account, "access.sign_in", "登录成功", address, at)


@transaction.atomic
def record_sign_out(*, account_id: int, at: datetime) -> None:
    """Put a log-out on record."""
    _record(Account.objects.get(id=account_id), "access.sign_out", "退出登录", "", at)


def count_failure(account: Account | None, login: str, address: str, at: datetime) -> None:
    """Count a failed log-in against its account and its address, lock what has failed too often, record it."""
    attempts, minutes = settings.WEIBAO_LOCK_ATTEMPTS, settings.WEIBAO_LOCK_MINUTES
    window = at - timedelta(minutes=minutes)
    failures, is_new = AddressFailures.objects.select_for_update().get_or_create(
        address=address, defaults={"failed_logins": 1, "first_failed_at": at}
    )
    if not is_new:
        is_stale = failures.first_failed_at < window
        failures.first_failed_at = at if is_stale else failures.first_failed_at
        failures.failed_logins = 1 if is_stale else failures.failed_logins + 1
        failures.locked_until = rules.lock_after(failures.failed_logins, attempts * rules.ADDRESS_FACTOR, at, minutes)
        failures.save()
    if account is None:
        # What was typed may be a password in the wrong box, so only its digest is kept, to tell one guess from many.
        _record_unknown(login, address, at)
    elif rules.is_locked(account.locked_until, at):
        _record(account, "access.sign_in_refused", "账号锁定期间尝试登录", address, at)
    else:
        # A lock that has run out begins a new count.
        account.failed_logins = 1 if account.locked_until else account.failed_logins + 1
        account.locked_until = rules.lock_after(account.failed_logins, attempts, at, minutes)
        account.save(update_fields=["failed_logins", "locked_until"])
        summary = f"连续登录失败，账号锁定 {minutes} 分钟" if account.locked_until else "登录失败"
        _record(account, "access.sign_in_refused", summary, address, at)


def address_is_locked(address: str, at: datetime) -> bool:
    """Return whether nobody may try to log in from the address for now."""
    return AddressFailures.objects.filter(address=address, locked_until__gt=at).exists()


def _wrong_login() -> Refusal:
    return rules.WRONG_LOGIN.with_values(attempts=settings.WEIBAO_LOCK_ATTEMPTS, minutes=settings.WEIBAO_LOCK_MINUTES)


@cache
def _nobodys_password() -> str:
    """Return a stored password that nobody has: checking against it takes as long as checking a real one."""
    return make_password(get_random_string(32))


def _record(account: Account, deed: str, summary: str, address: str, at: datetime) -> None:
    posts = actors.posts_of(account.id, at=at)
    path = directory.unit(posts[0].unit_id).path if posts else directory.home_path()
    audit.record(
        subject=f"account:{account.id}",
        deed=deed,
        by=actors.bare_actor(account.id),
        at=at,
        summary=summary,
        facts={"from_host": address} if address else {},
        path=path,
    )


def _record_unknown(login: str, address: str, at: datetime) -> None:
    audit.record(
        subject=f"host:{address.replace(':', '-')}",
        deed="access.sign_in_refused",
        by=SYSTEM,
        at=at,
        summary="以不存在的用户名尝试登录",
        facts={"login_digest": hashlib.sha256(login.encode(errors="replace")).hexdigest()[:16]},
        path=directory.home_path(),
    )
