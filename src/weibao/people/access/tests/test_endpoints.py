"""Tokens for systems and log-in for people's programs, over HTTP."""

import base64
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.test import Client

from weibao.foundation.kernel import clock
from weibao.foundation.kernel.actor import SYSTEM
from weibao.people.access import api as access
from weibao.people.access import makers
from weibao.people.access.models import AccessToken, Account, ApiClient, Tries
from weibao.people.access.roles import Role
from weibao.people.access.tests.test_entrance import two_posts
from weibao.people.directory import api as directory

pytestmark = [pytest.mark.django_db, pytest.mark.urls("weibao.people.access.tests.urls")]

POLICE = "220322-police"
LINE = "220300-line_12345"


@pytest.fixture
def police() -> access.NewAccount:
    unit_id = directory.unit_by_code(POLICE).id
    made = access.create_api_client(
        login="police-lishu", name="梨树公安接口", unit_id=unit_id, by=SYSTEM, at=makers.EARLY
    )
    access.give_grant(
        account_id=made.account_id, role=Role.DEPARTMENT_SYSTEM, unit_id=unit_id, by=SYSTEM, at=makers.EARLY
    )
    return made


def ask(client: Client, client_id: str, secret: str, **more: str):
    form = {"grant_type": "client_credentials", "client_id": client_id, "client_secret": secret}
    return client.post("/api/v1/token", form | more)


def who(client: Client, token: str):
    return client.get("/api/v1/session", headers={"Authorization": f"Bearer {token}"})


def test_a_department_s_system_gets_a_token_of_one_hour_and_acts_with_it(
    client: Client, police: access.NewAccount
) -> None:
    answer = ask(client, police.login, police.password)

    assert answer.status_code == 200
    body = answer.json()
    assert (body["token_type"], body["expires_in"]) == ("Bearer", 3600)
    me = who(Client(), body["access_token"]).json()
    assert (me["name"], me["unit"], me["roles"]) == ("梨树公安接口", "梨树县公安局", ["department_system"])


def test_credentials_may_come_as_json_or_by_http_basic(client: Client, police: access.NewAccount) -> None:
    body = {"grant_type": "client_credentials", "client_id": police.login, "client_secret": police.password}
    basic = base64.b64encode(f"{police.login}:{police.password}".encode()).decode()

    by_json = client.post("/api/v1/token", body, content_type="application/json")
    by_basic = client.post(
        "/api/v1/token", {"grant_type": "client_credentials"}, headers={"Authorization": f"Basic {basic}"}
    )

    assert (by_json.status_code, by_basic.status_code) == (200, 200)


def test_only_the_digest_of_a_token_is_kept(client: Client, police: access.NewAccount) -> None:
    token = ask(client, police.login, police.password).json()["access_token"]

    kept = AccessToken.objects.get()
    assert token.encode() not in bytes(kept.digest)
    assert len(bytes(kept.digest)) == 32
    assert police.password.encode() not in bytes(ApiClient.objects.get().secret_digest)


@pytest.mark.parametrize("secret", ["", "wrong", "x" * 10_000, "林静"])
def test_a_wrong_secret_or_client_is_refused_alike(client: Client, police: access.NewAccount, secret: str) -> None:
    wrong = ask(client, police.login, secret)
    unknown = ask(client, "nobody", secret)

    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json() == unknown.json()
    assert wrong.json()["code"] == "invalid_client"
    assert not AccessToken.objects.exists()


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'{"grant_type": 5}', b'{"grant_type": "client_credentials", "client_id": {}}', b"\x00"]
)
def test_odd_bodies_are_refused_in_words(client: Client, body: bytes) -> None:
    answer = client.post("/api/v1/token", body, content_type="application/json")

    assert answer.status_code in {401, 422}
    assert answer["Content-Type"] == "application/problem+json"


def test_broken_basic_credentials_are_simply_wrong(client: Client) -> None:
    for credentials in ("!!!", base64.b64encode(b"\xff\xfe").decode(), ""):
        answer = client.post(
            "/api/v1/token", {"grant_type": "client_credentials"}, headers={"Authorization": f"Basic {credentials}"}
        )
        assert answer.status_code == 401


def test_an_expired_or_unknown_token_is_refused_with_a_challenge(client: Client, police: access.NewAccount) -> None:
    token = ask(client, police.login, police.password).json()["access_token"]
    AccessToken.objects.update(expires_at=clock.now())

    for wrong in (token, "unknown", "林", ""):
        answer = who(client, wrong)
        assert answer.status_code == 401
        assert answer.json()["code"] in {"invalid_token", "session_expired"}
    assert "invalid_token" in who(client, token)["WWW-Authenticate"]


def test_a_suspended_client_s_tokens_stop_working(client: Client, police: access.NewAccount) -> None:
    token = ask(client, police.login, police.password).json()["access_token"]

    access.suspend_account(account_id=police.account_id, by=SYSTEM, at=clock.now())

    assert who(client, token).status_code == 401
    assert ask(client, police.login, police.password).status_code == 401


def test_a_client_without_a_grant_gets_no_token(client: Client) -> None:
    unit_id = directory.unit_by_code(POLICE).id
    made = access.create_api_client(login="police-2", name="公安接口", unit_id=unit_id, by=SYSTEM, at=makers.EARLY)

    answer = ask(client, made.login, made.password)

    assert (answer.status_code, answer.json()["code"]) == (403, "no_permission")


def test_a_department_s_system_cannot_log_in_to_pages(client: Client, police: access.NewAccount) -> None:
    assert client.post("/login", {"login": police.login, "password": police.password}).status_code == 401


def test_a_demo_login_works_as_client_in_demo_mode_only(client: Client, settings: LazySettings) -> None:
    makers.account("林静", LINE, Role.CALL_TAKER)
    settings.WEIBAO_DEMO = False
    assert ask(client, "linjing", makers.PASSWORD).status_code == 401

    settings.WEIBAO_DEMO = True
    answer = ask(client, "linjing", makers.PASSWORD)

    assert who(Client(), answer.json()["access_token"]).json()["login"] == "linjing"
    assert ask(client, "linjing", "wrong").json()["code"] == "invalid_client"


def test_a_demo_login_with_several_posts_chooses_one_by_scope(client: Client, settings: LazySettings) -> None:
    settings.WEIBAO_DEMO = True
    two_posts()

    answer = ask(client, "luolan", makers.PASSWORD, scope="220322-protection_centre")

    assert who(Client(), answer.json()["access_token"]).json()["unit"] == "梨树县未保中心"
    assert ask(client, "luolan", makers.PASSWORD, scope="220000-police").status_code == 403


def test_guessing_clients_shuts_the_address_out(client: Client, settings: LazySettings) -> None:
    settings.WEIBAO_LOCK_ATTEMPTS = 1
    for number in range(10):
        ask(client, f"guess{number}", "wrong")

    assert ask(client, "guess", "wrong").status_code == 429


def log_in(client: Client, **more: str):
    body = {"login": "linjing", "password": makers.PASSWORD, **more}
    return client.post("/api/v1/session", body, content_type="application/json")


def test_a_program_logs_a_person_in_and_out(client: Client) -> None:
    makers.account("林静", LINE, Role.CALL_TAKER)

    answer = log_in(client)

    assert answer.status_code == 200
    assert answer.json()["roles"] == ["call_taker"]
    assert client.get("/api/v1/session").json()["name"] == "林静"
    assert client.delete("/api/v1/session").status_code == 204
    assert client.get("/api/v1/session").json()["code"] == "session_expired"


def test_a_program_is_refused_like_a_person(client: Client) -> None:
    makers.account("林静", LINE, Role.CALL_TAKER)

    assert log_in(client, password="wrong").json()["code"] == "wrong_login"
    assert log_in(client, unit="220000-police").json()["code"] == "no_permission"
    Account.objects.update(has_second_factor=True)
    assert log_in(client, code="000000").json()["code"] == "wrong_code"
    assert client.get("/api/v1/session").status_code == 401


def test_a_session_that_still_has_a_step_left_gets_nothing_from_the_interface(client: Client) -> None:
    account_id = makers.account("林静", LINE, Role.CALL_TAKER)
    Account.objects.update(must_change_password=True)
    makers.log_in(client, account_id, LINE)

    assert client.get("/api/v1/session").json()["code"] == "step_left"


def test_a_write_with_a_session_needs_the_anti_forgery_token_and_one_with_a_bearer_token_does_not(
    police: access.NewAccount,
) -> None:
    strict = Client(enforce_csrf_checks=True)
    account_id = makers.account("林静", LINE, Role.CALL_TAKER)
    makers.log_in(strict, account_id, LINE)
    token = ask(Client(), police.login, police.password).json()["access_token"]

    forged = strict.delete("/api/v1/session")
    by_token = Client(enforce_csrf_checks=True).delete("/api/v1/session", headers={"Authorization": f"Bearer {token}"})

    assert (forged.status_code, forged.json()["code"]) == (403, "no_permission")
    assert by_token.status_code == 204


def test_a_public_thing_may_be_tried_so_often_a_minute(client: Client) -> None:
    from weibao.people.access.actions.tokens import may_try

    at = clock.now()

    allowed = [may_try("look_up", address="10.0.0.1", at=at, per_minute=3) for _ in range(5)]

    assert allowed == [True, True, True, False, False]
    assert may_try("look_up", address="10.0.0.2", at=at, per_minute=3)
    assert may_try("other", address="10.0.0.1", at=at, per_minute=3)
    assert may_try("look_up", address="10.0.0.1", at=at + timedelta(seconds=61), per_minute=3)


def test_what_has_expired_is_cleared_and_the_rest_stays(client: Client, police: access.NewAccount) -> None:
    at = clock.now()
    ask(client, police.login, police.password)
    Tries.objects.create(what="look_up", address="10.0.0.1", since=at - timedelta(days=2), count=1)

    assert access.clear_expired(at=at) == 0
    assert access.clear_expired(at=at + timedelta(hours=2)) == 1

    assert not AccessToken.objects.exists()
    assert not Tries.objects.exists()
