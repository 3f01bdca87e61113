"""Accounts and grants, as the system administrator and the security administrator keep them."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from django.contrib import messages
from django.db import transaction
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from weibao.foundation.kernel import clock
from weibao.foundation.kernel.actor import Actor
from weibao.foundation.kernel.refusals import RefusedError, noop, refuse_if
from weibao.foundation.kernel.web import StaffRequest, words
from weibao.people.access import rules
from weibao.people.access.actions import accounts as account_actions
from weibao.people.access.actions import grants as grant_actions
from weibao.people.access.actions.accounts import own_path
from weibao.people.access.forms import AccountForm, GrantForm
from weibao.people.access.queries import accounts
from weibao.people.access.roles import LABELS, Role
from weibao.people.directory import api as directory

STATES = {
    "active": (noop("正常"), "green"),
    "locked": (noop("已锁定"), "orange"),
    "suspended": (noop("已停用"), "neutral"),
}

_FIELD_OF = {"login_taken": "login", "wrong_period": "until", "unit_ended": "unit"}

_Made = TypeVar("_Made")


@require_GET
def listed(request: StaffRequest) -> HttpResponse:
    """Show the accounts of the administrator's region."""
    by, at = request.actor, clock.now()
    asked_words = request.GET.get("q", "").strip()[:60].replace("\0", "")
    role = Role(request.GET["role"]) if request.GET.get("role") in set(Role) else None
    after = request.GET.get("after", "")[:60].replace("\0", "")
    page = accounts.accounts(by=by, at=at, words=asked_words, role=role, after=after)
    query = request.GET.copy()
    query["after"] = page.after or ""
    why_not_new = rules.why_not_create_account(by, own_path(by), own_path(by))
    facts = {
        "menu_key": "accounts",
        "rows": [_shown(row) for row in page.rows],
        "roles": [(role.value, gettext(label)) for role, label in LABELS.items()],
        "filters": {"q": asked_words, "role": role or ""},
        "next_url": f"?{query.urlencode()}" if page.after else "",
        "why_not_new": words(why_not_new) if why_not_new else "",
    }
    return render(request, "access/accounts.html", facts)


@require_GET
def shown(request: StaffRequest, account_id: int) -> HttpResponse:
    """Show one account, its grants, and what this administrator may do with it."""
    by, at = request.actor, clock.now()
    row, facts_of, held = accounts.account(account_id, by=by, at=at)
    change = rules.why_not_change_account(facts_of, by, own_path(by))
    facts = {
        "menu_key": "accounts",
        "row": _shown(row),
        "grants": [(grant, gettext(grant.role_label), _why_not_withdraw(grant, account_id, by, at)) for grant in held],
        "why_not_change": words(change) if change else "",
        "why_not_grant": ""
        if by.holds(rules.GRANT) and by.id != account_id
        else gettext("由安全管理员授权，且不能给自己授权"),
    }
    return render(request, "access/account.html", facts)


@never_cache
@require_http_methods(["GET", "POST"])
def new(request: StaffRequest) -> HttpResponse:
    """Create an account, with the person it is for, and show its one-time password."""
    by = request.actor
    refuse_if(rules.why_not_create_account(by, own_path(by), own_path(by)))
    form = AccountForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        made = _try(form, lambda: _create(form, by, clock.now()))
        if made is not None:
            return render(request, "access/password_drawer.html", {"login": made.login, "password": made.password})
    return render(
        request,
        "access/account_drawer.html",
        {"form": form, "url_here": reverse("access:new_account")},
        status=422 if form.errors else 200,
    )


@never_cache
@require_http_methods(["GET", "POST"])
def give(request: StaffRequest, account_id: int) -> HttpResponse:
    """Give the account a grant."""
    by, at = request.actor, clock.now()
    row, _, _ = accounts.account(account_id, by=by, at=at)
    form = GrantForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        made = _try(
            form,
            lambda: grant_actions.give_grant(
                account_id=account_id,
                role=Role(form.cleaned_data["role"]),
                unit_id=form.cleaned_data["unit"].id,
                active_until=form.active_until(),
                by=by,
                at=at,
            ),
        )
        if made is not None:
            messages.success(request, gettext("已授权，立即生效"))
            return _done(account_id)
    facts = {"form": form, "row": row, "url_here": reverse("access:give_grant", args=[account_id])}
    return render(request, "access/grant_drawer.html", facts, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def withdraw(request: StaffRequest, account_id: int, grant_id: int) -> HttpResponse:
    """Take a grant back."""
    by, at = request.actor, clock.now()
    row, _, held = accounts.account(account_id, by=by, at=at)
    grant = next((grant for grant in held if grant.id == grant_id), None)
    if grant is None:
        raise RefusedError(rules.UNKNOWN_GRANT)
    if request.method == "POST":
        grant_actions.withdraw_grant(grant_id=grant_id, by=by, at=at)
        messages.success(request, gettext("已收回授权，立即生效"))
        return _done(account_id)
    sentence = gettext("收回“%(name)s”在%(unit)s的%(role)s授权？正在使用的页面从下一步操作起失去权限。") % {
        "name": row.name,
        "unit": grant.unit_name,
        "role": gettext(grant.role_label),
    }
    return _question(request, row, gettext("收回授权"), sentence, gettext("收回"))


@never_cache
@require_http_methods(["GET", "POST"])
def suspend(request: StaffRequest, account_id: int) -> HttpResponse:
    """Suspend the account after asking once more."""
    row = _changeable(request, account_id)
    if request.method == "POST":
        account_actions.suspend_account(account_id=account_id, by=request.actor, at=clock.now())
        messages.success(request, gettext("账号已停用，所有登录已退出"))
        return _done(account_id)
    return _question(
        request,
        row,
        gettext("停用账号"),
        gettext("停用后立即退出所有登录，不能再登录；授权保留，启用后恢复。"),
        gettext("停用"),
    )


@never_cache
@require_http_methods(["GET", "POST"])
def restore(request: StaffRequest, account_id: int) -> HttpResponse:
    """Restore or unlock the account after asking once more."""
    row = _changeable(request, account_id)
    if request.method == "POST":
        account_actions.restore_account(account_id=account_id, by=request.actor, at=clock.now())
        messages.success(request, gettext("账号可以登录了"))
        return _done(account_id)
    return _question(request, row, gettext("启用账号"), gettext("启用或解锁后可以立即登录。"), gettext("启用"))


@never_cache
@require_http_methods(["GET", "POST"])
def reset(request: StaffRequest, account_id: int) -> HttpResponse:
    """Give the account a new one-time password after asking once more, and show it."""
    row = _changeable(request, account_id)
    if request.method == "POST":
        password = account_actions.reset_password(account_id=account_id, by=request.actor, at=clock.now())
        return render(request, "access/password_drawer.html", {"login": row.login, "password": password})
    return _question(
        request,
        row,
        gettext("重置密码"),
        gettext("生成只用一次的新密码并退出所有登录，同时解除动态验证码；本人首次登录时必须修改。"),
        gettext("重置"),
    )


def _changeable(request: StaffRequest, account_id: int) -> accounts.AccountRow:
    row, facts_of, _ = accounts.account(account_id, by=request.actor, at=clock.now())
    refuse_if(rules.why_not_change_account(facts_of, request.actor, own_path(request.actor)))
    return row


def _question(request: StaffRequest, row: accounts.AccountRow, title: str, sentence: str, submit: str) -> HttpResponse:
    facts = {"title": title, "row": row, "sentence": sentence, "submit": submit, "url_here": request.path}
    return render(request, "access/confirm_drawer.html", facts)


def _create(form: AccountForm, by: Actor, at: datetime) -> account_actions.NewAccount:
    typed = form.cleaned_data
    person_id = directory.add_person(name=typed["name"], unit_id=typed["unit"].id, title=typed["title"], by=by, at=at)
    return account_actions.create_account(login=typed["login"], person_id=person_id, by=by, at=at)


def _try(form: Form, act: Callable[[], _Made]) -> _Made | None:
    """Return what ``act`` returns; a refusal becomes an error of the form, with nothing stored."""
    try:
        with transaction.atomic():
            return act()
    except RefusedError as error:
        form.add_error(_FIELD_OF.get(error.refusal.code), words(error.refusal))
        return None


def _done(account_id: int) -> HttpResponse:
    """Tell the drawer that it is done: the page behind it is read anew."""
    return HttpResponse(status=204, headers={"HX-Redirect": reverse("access:account", args=[account_id])})


def _why_not_withdraw(grant: accounts.GrantRow, account_id: int, by: Actor, at: datetime) -> str:
    refusal = rules.why_not_withdraw(
        account_id=account_id,
        unit_path=directory.unit(grant.unit_id).path,
        has_ended=grant.active_until is not None and grant.active_until <= at,
        by=by,
        own_path=own_path(by),
    )
    return words(refusal) if refusal else ""


def _shown(row: accounts.AccountRow) -> dict[str, object]:
    label, tone = STATES[row.state]
    return {
        "id": row.id,
        "login": row.login,
        "name": row.name,
        "unit": row.unit_name,
        "is_service": row.is_service,
        "state": row.state,
        "state_label": gettext(label),
        "tone": tone,
        "second_factor": row.has_second_factor,
        "last_login": row.last_login,
        "roles": [gettext(role) for role in row.roles],
        "url": reverse("access:account", args=[row.id]),
    }
