"""From the street to the desk: log-in, second factor, post, password, log-out."""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from weibao.foundation.kernel import clock, menu
from weibao.foundation.kernel.refusals import Refusal, RefusedError
from weibao.foundation.kernel.web import STATUS, public, words
from weibao.people.access import rules, web
from weibao.people.access.actions import passwords, signing_in
from weibao.people.access.queries import actors
from weibao.people.access.sessions import UNIT
from weibao.people.access.web import EntranceRequest, entrance, next_address

_PENDING = "pending"


@public
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def login(request: HttpRequest) -> HttpResponse:
    """Ask for login and password; a right pair opens the session or asks for the second factor."""
    if request.method == "GET":
        if web.actor_of(request) is not None:
            return HttpResponseRedirect(next_address(request) or _home())
        return _login_page(request)
    at = clock.now()
    typed, password = request.POST.get("login", "")[:60], request.POST.get("password", "")[:200]
    if "\0" in typed or "\0" in password:
        typed = password = ""
    outcome = signing_in.sign_in(login=typed, password=password, address=web.address_of(request), at=at)
    if isinstance(outcome, Refusal):
        return _login_page(request, typed, outcome)
    if outcome.needs_code:
        request.session.flush()
        until = at + timedelta(minutes=rules.PENDING_MINUTES)
        request.session[_PENDING] = {"account_id": outcome.account_id, "until": until.isoformat()}
        return HttpResponseRedirect(_with_next("access:code", request))
    web.open_session(request, outcome.account_id, at=at)
    return HttpResponseRedirect(next_address(request) or _home())


@public
@never_cache
@require_http_methods(["GET", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Ask for the code of the second factor after a right password."""
    at = clock.now()
    pending = request.session.get(_PENDING)
    if not pending or datetime.fromisoformat(pending["until"]) <= at:
        return _login_page(request, "", rules.CODE_TOO_LATE)
    if request.method == "GET":
        return _code_page(request)
    account_id = int(pending["account_id"])
    typed = request.POST.get("code", "").replace(" ", "")[:10]
    wrong = signing_in.verify_code(account_id=account_id, code=typed, address=web.address_of(request), at=at)
    if wrong is None:
        web.open_session(request, account_id, at=at)
        return HttpResponseRedirect(next_address(request) or _home())
    if wrong.code != rules.WRONG_CODE.code:
        request.session.flush()
        return _login_page(request, "", wrong)
    return _code_page(request, wrong)


@entrance
@require_POST
def logout(request: EntranceRequest) -> HttpResponse:
    """End the session."""
    signing_in.record_sign_out(account_id=request.entrance.identity.account_id, at=clock.now())
    request.session.flush()
    return HttpResponseRedirect(reverse("access:login"))


@entrance
@never_cache
@require_http_methods(["GET", "POST"])
def posts(request: EntranceRequest) -> HttpResponse:
    """Let somebody with several posts choose the one to act in."""
    held = actors.posts_of(request.entrance.identity.account_id, at=clock.now())
    chosen = next((post for post in held if str(post.unit_id) == request.POST.get("unit")), None)
    if request.method == "POST" and chosen is not None:
        request.session[UNIT] = chosen.unit_id
        return HttpResponseRedirect(next_address(request) or _home())
    facts = {
        "posts": [
            (post.unit_id, f"{post.unit_name}（{'、'.join(gettext(role.label) for role in sorted(post.roles))}）")
            for post in held
        ],
        "here": request.entrance.identity.unit_id,
        "next": next_address(request),
    }
    return render(request, "access/posts.html", facts)


@entrance
@never_cache
@sensitive_post_parameters("old", "new", "again")
@require_http_methods(["GET", "POST"])
def password(request: EntranceRequest) -> HttpResponse:
    """Change one's own password; asked for on the first log-in and when the old one is due."""
    must = request.entrance.step is rules.Step.CHANGE_PASSWORD
    faults: dict[str, str] = {}
    if request.method == "POST":
        faults = _change_password(request)
        if not faults:
            messages.success(request, gettext("密码已修改，其他地方的登录已退出"))
            return HttpResponseRedirect(next_address(request) or _home())
    facts = {"must": must, "faults": faults, "next": next_address(request), "home": _home()}
    return render(request, "access/password.html", facts, status=422 if faults else 200)


@entrance
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def second_factor(request: EntranceRequest) -> HttpResponse:
    """Enrol a phone as second factor, or remove the one enrolled."""
    identity = request.entrance.identity
    at = clock.now()
    wrong: Refusal | None = None
    if request.method == "POST":
        by = actors.bare_actor(identity.account_id)
        typed = request.POST.get("code", "").replace(" ", "")[:10]
        try:
            if identity.has_second_factor:
                old = request.POST.get("password", "")[:200]
                passwords.remove_second_factor(account_id=identity.account_id, password=old, code=typed, by=by, at=at)
                messages.success(request, gettext("已解除动态验证码"))
            else:
                passwords.confirm_enrolment(account_id=identity.account_id, code=typed, by=by, at=at)
                messages.success(request, gettext("已绑定动态验证码，下次登录时需要输入"))
            return HttpResponseRedirect(next_address(request) or _home())
        except RefusedError as error:
            wrong = error.refusal
    facts: dict[str, object] = {
        "enrolled": identity.has_second_factor,
        "must": settings.WEIBAO_TOTP_REQUIRED,
        "wrong": words(wrong) if wrong else "",
        "next": next_address(request),
        "home": _home(),
    }
    if not identity.has_second_factor:
        enrolment = passwords.begin_enrolment(account_id=identity.account_id, at=at)
        # The picture is drawn by the qrcode library from our own address; nothing typed stands in it.
        facts |= {"key": enrolment.key, "picture": mark_safe(enrolment.picture)}  # noqa: S308 - see above
    return render(request, "access/second_factor.html", facts, status=422 if wrong else 200)


def _change_password(request: EntranceRequest) -> dict[str, str]:
    """Change the password and return nothing, or what was wrong by field."""
    old, new, again = (request.POST.get(name, "")[:200] for name in ("old", "new", "again"))
    if new != again:
        return {"again": gettext("两次输入的新密码不一致")}
    if not web.may_try("password", request):
        return {"old": words(rules.TOO_MANY.with_values(minutes=1))}
    account_id = request.entrance.identity.account_id
    try:
        passwords.change_password(
            account_id=account_id,
            old=old,
            new=new,
            session_key=request.session.session_key,
            by=web.actor_of(request) or actors.bare_actor(account_id),
            at=clock.now(),
        )
    except RefusedError as error:
        return {"old" if error.refusal.code == "wrong_password" else "new": words(error.refusal)}
    return {}


def _login_page(request: HttpRequest, typed: str = "", wrong: Refusal | None = None) -> HttpResponse:
    facts = {
        "typed": typed,
        "wrong": words(wrong) if wrong else "",
        "next": next_address(request),
        "came_from": bool(next_address(request)) and wrong is None,
    }
    return render(request, "access/login.html", facts, status=STATUS.get(wrong.code, 409) if wrong else 200)


def _code_page(request: HttpRequest, wrong: Refusal | None = None) -> HttpResponse:
    facts = {"wrong": words(wrong) if wrong else "", "next": next_address(request)}
    return render(request, "access/code.html", facts, status=401 if wrong else 200)


def _home() -> str:
    return menu.address("home") or "/"


def _with_next(url_name: str, request: HttpRequest) -> str:
    return web.with_next(reverse(url_name), next_address(request))
