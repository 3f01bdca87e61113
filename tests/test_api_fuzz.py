"""The interface under whatever the document allows and much that it does not: answers, never a fault of ours."""

from collections.abc import Iterator

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance

from weibao.config.wsgi import application
from weibao.foundation.kernel import clock
from weibao.foundation.kernel.actor import SYSTEM
from weibao.foundation.kernel.scope import acting_as
from weibao.people.access import api as access
from weibao.people.access.api import Role
from weibao.people.directory import api as directory
from weibao.work.tickets import api as tickets
from weibao.work.tickets import makers

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)


@pytest.fixture
def token() -> str:
    """Return the bearer token of a system that may do what a call taker and a handler may."""
    unit = directory.unit_by_code(makers.SIPING_LINE)
    with acting_as(SYSTEM):
        made = access.create_api_client(login="fuzz", name="模糊测试", unit_id=unit.id, by=SYSTEM, at=clock.now())
        for role in (Role.DEPARTMENT_SYSTEM, Role.SHIFT_LEAD):
            access.give_grant(account_id=made.account_id, role=role, unit_id=unit.id, by=SYSTEM, at=clock.now())
    asked = {"grant_type": "client_credentials", "client_id": made.login, "client_secret": made.password}
    return Client().post("/api/v1/token", asked).json()["access_token"]


@pytest.fixture
def bearer(token: str) -> Iterator[str]:
    """Return the token, and keep the test's connection: a real server closes its own at the end of each request."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield token
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@schema.include(path_regex="^/api/v1/(?!session)").parametrize()
@settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None)
def test_whatever_is_sent_gets_an_answer_of_the_documented_kind(case, bearer: str):
    answer = case.call(headers={"Authorization": f"Bearer {bearer}"})

    case.validate_response(answer, checks=[not_a_server_error, content_type_conformance, response_schema_conformance])


BAD_TEXTS = {
    "null byte": "孩子\x00哭",
    "half a surrogate": "\ud83d",
    "right-to-left override": "孩子\u202e哭了很久",
    "emoji": "孩子哭了😭😭",
    "very long": "哭" * 5001,
    "markup": "<script>alert(1)</script>孩子",
    "empty": "",
    "blank": "   \n ",
}


@pytest.mark.parametrize("name", BAD_TEXTS)
def test_strange_texts_are_stored_clean_or_refused_with_a_sentence(token: str, name: str):
    answer = Client(raise_request_exception=False).post(
        "/api/v1/contacts",
        {"channel": "phone", "kind": "about_child", "text": BAD_TEXTS[name]},
        content_type="application/json",
        headers={"Authorization": f"Bearer {token}"},
    )

    assert answer.status_code in {201, 400, 422}, answer.content
    if answer.status_code == 201:
        number = answer.json()["ticket"]["number"]
        with acting_as(SYSTEM):
            text = tickets.view(number, by=SYSTEM).contact.text
        assert "\u202e" not in text
        assert "\x00" not in text
    else:
        assert answer["Content-Type"] == "application/problem+json"
        assert answer.json()["title"]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"{", "application/json"),
        (b"[]", "application/json"),
        (b"null", "application/json"),
        (b"\xff\xfe", "application/json"),
        (b'{"channel":' + b'{"a":' * 2000 + b"1" + b"}" * 2000 + b"}", "application/json"),
        (b"x" * (10 * 1024 * 1024), "application/json"),
        (b"channel=phone", "application/x-www-form-urlencoded"),
        (b"", "application/json"),
    ],
    ids=["broken", "list", "null", "not text", "deep", "ten megabytes", "form", "nothing"],
)
def test_bodies_that_are_no_contact_are_refused_and_nothing_is_written(token: str, body: bytes, kind: str):
    answer = Client(raise_request_exception=False).post(
        "/api/v1/contacts", body, content_type=kind, headers={"Authorization": f"Bearer {token}"}
    )

    assert 400 <= answer.status_code < 500, answer.content
    assert answer["Content-Type"] == "application/problem+json", answer.content[:200]
    found = Client().get("/api/v1/tickets", headers={"Authorization": f"Bearer {token}"})
    assert found.json()["items"] == []


def test_an_unknown_token_is_told_so():
    answer = Client().get("/api/v1/tickets", headers={"Authorization": "Bearer nonsense"})

    assert (answer.status_code, answer.json()["code"]) == (401, "invalid_token")
