"""JSON endpoints of access, version 1: tokens for systems, log-in and log-out for people's programs."""

import base64
import binascii
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from ninja.responses import Status
from pydantic import Field

from weibao.foundation.kernel import clock
from weibao.foundation.kernel.actor import Actor
from weibao.foundation.kernel.endpoints import REFUSALS
from weibao.foundation.kernel.refusals import Refusal, RefusedError, noop
from weibao.foundation.kernel.web import StaffRequest, problem

from . import rules, web
from .actions import signing_in, tokens
from .auth import BearerOrSession
from .queries import actors
from .sessions import UNIT

router = Router(tags=["access"])

UNSUPPORTED_GRANT = Refusal("invalid", noop("grant_type 只支持 client_credentials"))

_TOKEN_FORM = {
    "type": "object",
    "properties": {
        "grant_type": {"type": "string", "enum": ["client_credentials"]},
        "client_id": {"type": "string", "maxLength": 60},
        "client_secret": {"type": "string", "maxLength": 200},
        "scope": {
            "type": "string",
            "maxLength": 60,
            "description": "code of the unit to act for, when there are several",
        },
    },
    "required": ["grant_type"],
}


class TokenAnswer(Schema):
    """An access token (RFC 6749 section 5.1)."""

    access_token: str
    token_type: str = "Bearer"  # noqa: S105 - the kind of token
    expires_in: int


class Login(Schema):
    """A login with its password, the code of the second factor, and the unit to act for when there are several."""

    login: str = Field(min_length=1, max_length=60)
    password: str = Field(min_length=1, max_length=200)
    code: str = Field(default="", max_length=10)
    unit: str = Field(default="", max_length=60)


class Who(Schema):
    """Who acts in this session."""

    id: int
    login: str
    name: str
    unit: str
    unit_id: int
    level: str
    region_code: str
    roles: list[str]
    deeds: list[str]


@router.post(
    "/token",
    auth=None,
    response={200: TokenAnswer, **REFUSALS},
    summary="获取访问令牌",
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                "application/x-www-form-urlencoded": {"schema": _TOKEN_FORM},
                "application/json": {"schema": _TOKEN_FORM},
            },
        }
    },
)
def issue_token(request: HttpRequest) -> Any:
    """Give a bearer token for a client id and secret, sent in the body or by HTTP Basic (RFC 6749 section 4.4)."""
    asked = _asked(request)
    if asked.get("grant_type") != "client_credentials":
        raise RefusedError(UNSUPPORTED_GRANT)
    at = clock.now()
    issued = tokens.issue_token(
        client_id=asked.get("client_id", "")[:60],
        client_secret=asked.get("client_secret", "")[:200],
        unit_code=asked.get("scope", ""),
        address=web.address_of(request),
        at=at,
    )
    if isinstance(issued, Refusal):
        return _counted(issued)
    lifetime = int((issued.expires_at - at).total_seconds())
    return TokenAnswer(access_token=issued.access_token, expires_in=lifetime)


@router.post("/session", auth=None, response={200: Who, **REFUSALS}, summary="登录")
def log_in(request: HttpRequest, asked: Login) -> Any:
    """Log a person in and set the session cookie, the second factor's code along with the password."""
    at = clock.now()
    address = web.address_of(request)
    signed_in = signing_in.sign_in(login=asked.login, password=asked.password, address=address, at=at)
    if isinstance(signed_in, Refusal):
        return _counted(signed_in)
    if signed_in.needs_code:
        wrong = signing_in.verify_code(account_id=signed_in.account_id, code=asked.code, address=address, at=at)
        if wrong is not None:
            return _counted(wrong)
    posts = actors.posts_of(signed_in.account_id, at=at)
    chosen = next((post for post in posts if not asked.unit or web.unit_code(post) == asked.unit), None)
    if chosen is None:
        return _counted(rules.NO_POST)
    web.open_session(request, signed_in.account_id, at=at)
    request.session[UNIT] = chosen.unit_id
    actor = actors.actor_for(signed_in.account_id, chosen.unit_id, at=at)
    return _who(actor) if actor else _counted(rules.NO_POST)


@router.get("/session", auth=BearerOrSession(), response={200: Who, **REFUSALS}, summary="当前身份")
def show_session(request: StaffRequest) -> Who:
    """Return who acts."""
    return _who(request.actor)


@router.delete("/session", auth=BearerOrSession(), response={204: None, **REFUSALS}, summary="退出登录")
def log_out(request: StaffRequest) -> Status[None]:
    """End the session."""
    signing_in.record_sign_out(account_id=request.actor.id, at=clock.now())
    request.session.flush()
    return Status(204, None)


def _asked(request: HttpRequest) -> dict[str, str]:
    """Return what the client sent as form, JSON or Basic credentials; what is no text counts as missing."""
    asked: dict[str, Any] = request.POST.dict()
    if request.content_type == "application/json":
        try:
            body = orjson.loads(request.body)
        except orjson.JSONDecodeError:
            body = None
        asked = body if isinstance(body, dict) else {}
    scheme, _, credentials = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "basic":
        try:
            client_id, _, secret = base64.b64decode(credentials, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            client_id = secret = ""
        asked |= {"client_id": client_id, "client_secret": secret}
    return {name: value for name, value in asked.items() if isinstance(value, str) and "\0" not in value}


def _counted(refusal: Refusal) -> HttpResponse:
    """Return a refusal as an answer: raising it would roll back the count of failures."""
    return problem(RefusedError(refusal))


def _who(actor: Actor) -> Who:
    return Who(
        id=actor.id,
        login=actor.login,
        name=actor.name,
        unit=actor.unit_name,
        unit_id=actor.unit_id or 0,
        level=str(actor.level or ""),
        region_code=actor.region_code,
        roles=sorted(actor.roles),
        deeds=sorted(actor.deeds),
    )
