"""The people on whose behalf the bench works, and how their requests reach the application."""

import json
import secrets
from collections.abc import Mapping
from datetime import timedelta
from io import BytesIO
from typing import Any

from bench import ground
from weibao.foundation.kernel import clock
from weibao.foundation.kernel.actor import SYSTEM, Actor
from weibao.foundation.kernel.scope import acting_as
from weibao.people.access import api as access
from weibao.people.access.models import AccessToken
from weibao.people.access.queries.identities import token_digest
from weibao.people.access.sessions import ACCOUNT, UNIT, SessionStore
from weibao.people.directory import api as directory

CITY = "220300"
COUNTY = "220322"
Role = access.Role
_NO_PASSWORD = "!"  # noqa: S105 - nothing hashes to it, so nobody can log in


def cast() -> dict[str, Actor]:
    """Return who acts: the call taker, the overseers of county, city and province, and two bureaus without a region."""
    return {
        "taker": _member(f"{CITY}-line_12345", Role.CALL_TAKER),
        "county": _member(f"{COUNTY}-civil_affairs", Role.HANDLER, Role.DISPATCHER),
        "city": _member(f"{CITY}-civil_affairs", Role.DISPATCHER),
        "province": _member(f"{ground.PROVINCE}-protection_office", Role.DISPATCHER),
        "few": _member(f"{COUNTY}-education", Role.HANDLER),
        "many": _member(f"{ground.PROVINCE}-education", Role.HANDLER),
    }


def _member(unit_code: str, *roles: access.Role) -> Actor:
    at = clock.now()
    unit = directory.unit_by_code(unit_code)
    with acting_as(SYSTEM):
        person_id = directory.add_person(name="林静", unit_id=unit.id, title="", phone="", by=SYSTEM, at=at)
        made = access.create_account(
            login=f"bench-{unit.id}", person_id=person_id, encoded_password=_NO_PASSWORD, by=SYSTEM, at=at
        )
        for role in roles:
            access.give_grant(account_id=made.account_id, role=role, unit_id=unit.id, by=SYSTEM, at=at)
        actor = access.actor_for(made.account_id, unit.id, at=clock.now())
    if actor is None:
        raise LookupError(unit_code)
    return actor


def token(actor: Actor) -> str:
    """Return a bearer token of the actor."""
    made, at = secrets.token_urlsafe(32), clock.now()
    AccessToken.objects.create(
        digest=token_digest(made),
        account_id=actor.id,
        unit_id=actor.unit,
        created_at=at,
        expires_at=at + timedelta(hours=2),
    )
    return made


def session(actor: Actor) -> str:
    """Return the key of a session of the actor."""
    store = SessionStore()
    store[ACCOUNT] = actor.id
    store[UNIT] = actor.unit
    store.save()
    return str(store.session_key)


def call(application: Any, path: str, *, bearer: str = "", cookie: str = "", body: object = None) -> tuple[str, bytes]:
    """Send one request through the application in this process and return the status line and the answer."""
    path, _, query = path.partition("?")
    raw = json.dumps(body, ensure_ascii=False).encode() if body is not None else b""
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "POST" if body is not None else "GET",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "127.0.0.1:8000",
        "HTTP_ACCEPT_LANGUAGE": "zh-CN",
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(raw)),
        "wsgi.input": BytesIO(raw),
        "wsgi.url_scheme": "http",
    }
    if bearer:
        environ["HTTP_AUTHORIZATION"] = f"Bearer {bearer}"
    if cookie:
        environ["HTTP_COOKIE"] = f"sessionid={cookie}"
    status: list[str] = []
    answer = application(environ, lambda line, _headers, _error=None: status.append(line))
    try:
        return status[0], b"".join(answer)
    finally:
        answer.close()


class NotRegisteredError(Exception):
    """The application did not answer a registration with 201."""


def register(application: Any, bearer: str, number: int) -> None:
    """Register one contact through the application; raises NotRegisteredError."""
    status, answer = call(application, "/api/v1/contacts", bearer=bearer, body=form(number))
    if not status.startswith("201"):
        raise NotRegisteredError(f"{status} {answer.decode()}")


def form(number: int) -> Mapping[str, object]:
    """Return a registration form as the hotline fills it in, a little different each time."""
    return {
        "channel": "phone",
        "kind": "about_child",
        "text": (
            f"邻居家的孩子放学后常常一个人在门口等到很晚，家里没有大人，第{number}次看到了。"
            "孩子说爸爸妈妈都在外地打工，奶奶身体不好，已经两天没有吃上热饭，班主任打过电话没有人接，"
            "希望有人上门看看，也想知道能不能申请临时救助。来电人愿意留下电话，不希望邻居知道是自己反映的情况。"
        ),
        "caller": {"name": "周大伯", "phone": f"138{number % 10**8:08d}", "relation": "neighbour"},
        "child": {"name": "陈小苗", "age": 9, "sex": "female"},
        "place": {"region_code": COUNTY, "address": "虚构路1号"},
        "request_type": "help",
        "category": "left_alone",
    }
