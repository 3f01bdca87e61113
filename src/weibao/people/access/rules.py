"""Who may manage accounts and grants, and what a log-in must pass, as pure functions of plain values."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from weibao.foundation.kernel.actor import Actor
from weibao.foundation.kernel.refusals import Refusal, noop

from .roles import ADMINISTRATORS, Role

MANAGE_ACCOUNTS = "access.manage_accounts"
GRANT = "access.grant"

ADDRESS_FACTOR = 10
"""A network address is given this many times the attempts of an account: a whole hall sits behind one."""

PENDING_MINUTES = 5
"""How long a right password waits for its second factor."""

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{2,59}")

UNKNOWN_ACCOUNT = Refusal("not_found", noop("没有这个账号"))
UNKNOWN_GRANT = Refusal("not_found", noop("没有这项授权"))
NO_POST = Refusal("no_permission", noop("您的账号目前没有任何岗位，请联系安全管理员授权"))
SESSION_EXPIRED = Refusal("session_expired", noop("登录已失效，请重新登录"))
# One sentence for an unknown login, a wrong password and a locked account, so that none can be told from another.
WRONG_LOGIN = Refusal(
    "wrong_login",
    noop("用户名或密码不正确，或者账号已锁定。连续输错 %(attempts)s 次将锁定 %(minutes)s 分钟。"),
)
TOO_MANY = Refusal("rate_limited", noop("此网络地址的失败登录过多，请 %(minutes)s 分钟后再试"))
WRONG_CODE = Refusal("wrong_code", noop("动态验证码不正确，请查看手机上的最新验证码"))
CODE_TOO_LATE = Refusal("session_expired", noop("验证等待超时，请重新输入用户名和密码"))
INVALID_TOKEN = Refusal("invalid_token", noop("访问令牌无效或已过期"))
INVALID_CLIENT = Refusal("invalid_client", noop("客户端标识或密钥不正确"))
STEP_LEFT = Refusal("step_left", noop("请先在页面上完成登录：修改密码、绑定动态验证码或选择岗位"))
FORGED = Refusal("no_permission", noop("请求缺少防伪令牌，请刷新页面后重试"))


class Step(StrEnum):
    """What somebody with the right password still has to do before working."""

    CHANGE_PASSWORD = "change_password"  # noqa: S105 - the name of a step  # 修改密码
    ENROL_SECOND_FACTOR = "enrol_second_factor"  # 绑定动态验证码
    CHOOSE_POST = "choose_post"  # 选择岗位


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """What the rules need to know of an account; ``path`` is its home region, ``roles`` are those held or to come."""

    id: int
    path: str
    is_active: bool
    roles: frozenset[Role]


@dataclass(frozen=True, slots=True)
class GrantFacts:
    """A grant that somebody wants to give."""

    account: AccountFacts
    role: Role
    unit_path: str
    unit_is_active: bool
    already_held: bool
    active_from: datetime
    active_until: datetime | None


def next_step(*, must_change: bool, must_enrol: bool, has_post: bool) -> Step | None:
    """Return what stands between the log-in and the work, the first thing first, or None."""
    if must_change:
        return Step.CHANGE_PASSWORD
    if must_enrol:
        return Step.ENROL_SECOND_FACTOR
    return None if has_post else Step.CHOOSE_POST


def password_is_old(changed_at: datetime, at: datetime, days: int) -> bool:
    """Return whether a password is due for its regular change (GB/T 22239-2019 8.1.4.1); 0 days means never."""
    return days > 0 and changed_at + timedelta(days=days) <= at


def is_locked(locked_until: datetime | None, at: datetime) -> bool:
    """Return whether a lock still holds."""
    return locked_until is not None and at < locked_until


def lock_after(failed: int, limit: int, at: datetime, minutes: int) -> datetime | None:
    """Return until when so many failures in a row lock, or None while there are attempts left."""
    return at + timedelta(minutes=minutes) if failed >= limit else None


def why_not_login_name(login: str) -> Refusal | None:
    """Return why nobody can have this login, or None: ``invalid``."""
    if _LOGIN.fullmatch(login):
        return None
    return Refusal("invalid", noop("用户名应为 3 至 60 个小写字母、数字或 . _ -，以字母或数字开头"))


def why_not_create_account(by: Actor, own_path: str, path: str) -> Refusal | None:
    """Return why the actor, in a unit of region ``own_path``, may not create an account at ``path``, or None.

    Codes ``no_permission``, ``other_region``.
    """
    if not by.holds(MANAGE_ACCOUNTS):
        return Refusal("no_permission", noop("您没有管理账号的权限"))
    return _why_not_reach(by, own_path, path)


def why_not_change_account(account: AccountFacts, by: Actor, own_path: str) -> Refusal | None:
    """Return why the actor may not suspend, restore, unlock or reset the account, or None.

    Codes ``own_account``, ``no_permission``, ``other_region``, ``administrators_apart``. A system administrator who
    could reset the password of the security administrator or the auditor would hold their powers too; the security
    administrator resets those, and nobody his own.
    """
    if account.id == by.id:
        return Refusal("own_account", noop("不能对自己的账号做这项操作"))
    others = account.roles & ADMINISTRATORS - {Role.SYSTEM_ADMIN}
    if others and not by.is_system:
        if by.holds(GRANT):
            return _why_not_reach(by, own_path, account.path)
        return Refusal("administrators_apart", noop("安全管理员和审计员的账号不由系统管理员管理"))
    return why_not_create_account(by, own_path, account.path)


def why_not_hold_together(role: Role, held: Collection[Role]) -> Refusal | None:
    """Return why one account cannot hold the role beside those it holds, or None: ``administrators_apart``."""
    if role in ADMINISTRATORS:
        other = next((one for one in held if one in ADMINISTRATORS and one != role), None)
        if other:
            return Refusal(
                "administrators_apart",
                noop("系统管理员、安全管理员、审计员应由不同的人担任，该账号已是%(role)s"),
                {"role": other.label},
            )
    return None


def why_not_grant(facts: GrantFacts, by: Actor, own_path: str) -> Refusal | None:
    """Return why the actor, in a unit of region ``own_path``, may not give this grant, or None.

    Codes ``no_permission``, ``own_account``, ``other_region``, ``unit_ended``, ``account_suspended``,
    ``already_granted``, ``wrong_period``, ``administrators_apart``.
    """
    if no := _why_not_hand_out(facts.account.id, facts.unit_path, by, own_path):
        return no
    if not facts.unit_is_active:
        return Refusal("unit_ended", noop("该单位已停用，不能授权"))
    if not facts.account.is_active:
        return Refusal("account_suspended", noop("该账号已停用，不能授权"))
    if facts.already_held:
        return Refusal("already_granted", noop("该账号在这个单位已有这个角色"))
    if facts.active_until is not None and facts.active_until <= facts.active_from:
        return Refusal("wrong_period", noop("截止时间应晚于开始时间"))
    return why_not_hold_together(facts.role, facts.account.roles)


def why_not_withdraw(*, account_id: int, unit_path: str, has_ended: bool, by: Actor, own_path: str) -> Refusal | None:
    """Return why the actor may not take a grant back, or None.

    Codes ``no_permission``, ``own_account``, ``other_region``, ``already_ended``.
    """
    if no := _why_not_hand_out(account_id, unit_path, by, own_path):
        return no
    if has_ended:
        return Refusal("already_ended", noop("这项授权已经结束"))
    return None


def _why_not_hand_out(account_id: int, unit_path: str, by: Actor, own_path: str) -> Refusal | None:
    if not by.holds(GRANT):
        return Refusal("no_permission", noop("您没有授予和收回权限的权限"))
    if account_id == by.id:
        return Refusal("own_account", noop("不能给自己授权，也不能收回自己的授权"))
    return _why_not_reach(by, own_path, unit_path)


def _why_not_reach(by: Actor, own_path: str, path: str) -> Refusal | None:
    if by.is_system or (own_path and path.startswith(own_path)):
        return None
    return Refusal("other_region", noop("该单位不在您的管辖区划内"))
