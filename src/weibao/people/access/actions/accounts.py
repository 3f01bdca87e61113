"""Accounts as the system administrator keeps them."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from weibao.foundation.audit import api as audit
from weibao.foundation.kernel.actor import Actor
from weibao.foundation.kernel.refusals import Refusal, RefusedError, noop, refuse_if
from weibao.people.access import rules, sessions
from weibao.people.access.actions.passwords import drop_second_factor, one_time_password
from weibao.people.access.models import AccessToken, Account, ApiClient
from weibao.people.access.queries.accounts import facts_of
from weibao.people.access.queries.identities import token_digest
from weibao.people.directory import api as directory


@dataclass(frozen=True, slots=True)
class NewAccount:
    """A fresh account with the password to hand over, which is shown once and kept nowhere."""

    account_id: int
    login: str
    password: str


@transaction.atomic
def create_account(
    *, login: str, person_id: int, by: Actor, at: datetime, encoded_password: str | None = None
) -> NewAccount:
    """Create an account without any grant for somebody of the directory; its one-time password must be changed.

    An ``encoded_password`` is for demonstrations: it need not be changed, and no password is returned. Refused
    with ``no_permission``, ``other_region``, ``invalid``, ``not_found`` or ``login_taken``.
    """
    home = directory.unit(directory.person(person_id).unit_id)
    refuse_if(rules.why_not_create_account(by, own_path(by), home.path))
    account = _new_account(login, at=at)
    account.person_id = person_id
    account.must_change_password = encoded_password is None
    password = ""
    if encoded_password is None:
        password = one_time_password()
        account.set_password(password)
    else:
        account.password = encoded_password
    account.save(force_insert=True)
    _record(account.id, "新建账号", by=by, at=at, path=home.path)
    return NewAccount(account.id, account.login, password)


@transaction.atomic
def create_api_client(*, login: str, name: str, unit_id: int, by: Actor, at: datetime) -> NewAccount:
    """Create an account for a department's system and return its client id and secret; it cannot log in to pages.

    Refused with ``no_permission``, ``other_region``, ``invalid``, ``not_found`` or ``login_taken``.
    """
    unit = directory.unit(unit_id)
    refuse_if(rules.why_not_create_account(by, own_path(by), unit.path))
    if not 1 <= len(name.strip()) <= 60 or not name.isprintable():
        raise RefusedError(Refusal("invalid", noop("系统名称应为 1 至 60 个字")))
    account = _new_account(login, at=at)
    account.service_name = name.strip()
    account.must_change_password = False
    account.set_unusable_password()
    account.save(force_insert=True)
    secret = secrets.token_urlsafe(32)
    ApiClient.objects.create(
        client_id=account.login, secret_digest=token_digest(secret), account=account, unit_id=unit_id, created_at=at
    )
    _record(account.id, f"新建系统接口账号：{account.service_name}", by=by, at=at, path=unit.path)
    return NewAccount(account.id, account.login, secret)


@transaction.atomic
def suspend_account(*, account_id: int, by: Actor, at: datetime) -> None:
    """Suspend an account and end its sessions and tokens at once.

    Refused with ``not_found``, ``own_account``, ``no_permission``, ``other_region``, ``administrators_apart``.
    """
    account = _changeable(account_id, by=by, at=at)
    account.is_active = False
    account.grants_version += 1
    account.save(update_fields=["is_active", "grants_version"])
    _end_everything(account_id)
    _record(account_id, "停用账号", by=by, at=at)


@transaction.atomic
def restore_account(*, account_id: int, by: Actor, at: datetime) -> None:
    """Let a suspended or locked account log in again; refused as ``suspend_account``."""
    account = _changeable(account_id, by=by, at=at)
    account.is_active = True
    account.failed_logins = 0
    account.locked_until = None
    account.grants_version += 1
    account.save(update_fields=["is_active", "failed_logins", "locked_until", "grants_version"])
    _record(account_id, "启用或解锁账号", by=by, at=at)


@transaction.atomic
def reset_password(*, account_id: int, by: Actor, at: datetime) -> str:
    """Return a new one-time password for somebody who forgot theirs; sessions end, the second factor is dropped.

    Refused as ``suspend_account``, and with ``invalid`` for a department's system.
    """
    account = _changeable(account_id, by=by, at=at)
    if account.service_name:
        raise RefusedError(Refusal("invalid", noop("系统接口账号没有登录密码")))
    password = one_time_password()
    account.set_password(password)
    account.must_change_password = True
    account.password_changed_at = at
    account.failed_logins = 0
    account.locked_until = None
    account.save(
        update_fields=["password", "must_change_password", "password_changed_at", "failed_logins", "locked_until"]
    )
    drop_second_factor(account)
    _end_everything(account_id)
    _record(account_id, "重置密码", by=by, at=at)
    return password


def _new_account(login: str, *, at: datetime) -> Account:
    name = login.strip().casefold()
    refuse_if(rules.why_not_login_name(name))
    if Account.objects.filter(login=name).exists():
        raise RefusedError(Refusal("login_taken", noop("用户名“%(login)s”已被使用"), {"login": name}))
    return Account(login=name, password_changed_at=at, created_at=at)


def _changeable(account_id: int, *, by: Actor, at: datetime) -> Account:
    account = Account.objects.select_for_update().filter(id=account_id).first()
    if account is None:
        raise RefusedError(rules.UNKNOWN_ACCOUNT)
    refuse_if(rules.why_not_change_account(facts_of(account, at=at), by, own_path(by)))
    return account


def own_path(by: Actor) -> str:
    """Return the region path of the unit that the actor acts for, "" without one."""
    return directory.unit(by.unit_id).path if by.unit_id else ""


def _end_everything(account_id: int) -> None:
    sessions.end_sessions(account_id)
    AccessToken.objects.filter(account_id=account_id).delete()


def _record(account_id: int, summary: str, *, by: Actor, at: datetime, path: str = "") -> None:
    audit.record(
        subject=f"account:{account_id}",
        deed=rules.MANAGE_ACCOUNTS,
        by=by,
        at=at,
        summary=summary,
        path=path or own_path(by) or directory.home_path(),
    )
