"""The pages from the street to the desk, and the middleware that guards everything behind."""

from datetime import datetime, timedelta
from urllib.parse import quote

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_otp.plugins.otp_totp.models import TOTPDevice

from weibao.foundation.kernel import clock
from weibao.foundation.kernel.actor import SYSTEM
from weibao.people.access import api as access
from weibao.people.access import makers
from weibao.people.access.middleware import BACKGROUND_HEADER
from weibao.people.access.models import Account, Session
from weibao.people.access.roles import Role
from weibao.people.access.tests.test_signing_in import present_code
from weibao.people.directory import api as directory

pytestmark = [pytest.mark.django_db, pytest.mark.urls("weibao.people.access.tests.urls")]

LINE = "220300-line_12345"
COUNTY = "220322-civil_affairs"
CENTRE = "220322-protection_centre"
NEW = "zao-mei-you-le-31"


@pytest.fixture
def call_taker() -> int:
    return makers.account("林静", LINE, Role.CALL_TAKER)


def sign_in(client: Client, login: str = "linjing", password: str = makers.PASSWORD, **more: str):
    return client.post("/login", {"login": login, "password": password, **more})


def session_of(client: Client) -> Session:
    return Session.objects.get(session_key=client.session.session_key)


def two_posts() -> int:
    account_id = makers.account("罗兰", COUNTY, Role.HANDLER, login="luolan")
    access.give_grant(
        account_id=account_id,
        role=Role.HANDLER,
        unit_id=directory.unit_by_code(CENTRE).id,
        by=SYSTEM,
        at=makers.EARLY,
    )
    return account_id


def test_who_has_not_logged_in_is_led_to_the_log_in_and_back(client: Client, call_taker: int) -> None:
    led = client.get("/work?tab=mine")
    assert led.status_code == 302
    assert led["Location"] == f"/login?next={quote('/work?tab=mine', safe='')}"
    assert "登录后继续刚才的页面" in client.get(led["Location"]).text

    back = sign_in(client, next="/work?tab=mine")

    assert back["Location"] == "/work?tab=mine"
    assert client.get("/work").text == "林静 四平市12345热线"


def test_a_public_page_is_open_to_all(client: Client) -> None:
    assert client.get("/street").text == "open to all"


@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "work", "/\\evil"]
)
def test_no_address_outside_is_followed_after_the_log_in(client: Client, call_taker: int, wanted: str) -> None:
    assert sign_in(client, next=wanted)["Location"] == "/"


def test_a_wrong_password_shows_the_sentence_and_keeps_the_login(client: Client, call_taker: int) -> None:
    answer = sign_in(client, password="wrong")

    assert answer.status_code == 401
    assert "用户名或密码不正确" in answer.text
    assert 'value="linjing"' in answer.text
    assert "wrong" not in answer.text
    assert client.get("/work").status_code == 302


def test_nulls_and_long_passwords_are_simply_wrong(client: Client, call_taker: int) -> None:
    assert sign_in(client, login="lin\0jing").status_code == 401
    assert sign_in(client, password="\0").status_code == 401
    assert sign_in(client, password="x" * 100_000).status_code == 401


def test_the_key_of_the_session_changes_with_the_log_in(client: Client, call_taker: int) -> None:
    client.session.save()
    session = client.session
    session["planted"] = "before"
    session.save()
    before = session.session_key

    sign_in(client)

    assert client.session.session_key != before
    assert "planted" not in client.session
    assert not Session.objects.filter(session_key=before).exists()


def test_logging_out_ends_the_session_for_good(client: Client, call_taker: int) -> None:
    sign_in(client)
    key = client.session.session_key

    assert client.get("/logout").status_code == 405
    assert client.post("/logout")["Location"] == "/login"

    assert not Session.objects.filter(session_key=key).exists()
    client.cookies["sessionid"] = key or ""
    assert client.get("/work").status_code == 302


def test_a_session_ends_when_idle(client: Client, call_taker: int) -> None:
    makers.log_in(client, call_taker, LINE)
    Session.objects.update(expire_date=clock.now() - timedelta(seconds=1))

    assert client.get("/work").status_code == 302


def left(client: Client) -> timedelta:
    return session_of(client).expire_date - clock.now()


def test_a_used_session_is_prolonged_at_most_once_a_minute(client: Client, call_taker: int) -> None:
    makers.log_in(client, call_taker, LINE)
    Session.objects.update(expire_date=clock.now() + timedelta(minutes=5))

    client.get("/work")
    prolonged = session_of(client).expire_date
    client.get("/work")

    assert left(client) > timedelta(minutes=29)
    assert session_of(client).expire_date == prolonged


def test_a_page_that_refreshes_itself_does_not_prolong_the_session(client: Client, call_taker: int) -> None:
    makers.log_in(client, call_taker, LINE)
    Session.objects.update(expire_date=clock.now() + timedelta(minutes=5))

    client.get("/work", headers={BACKGROUND_HEADER: "1"})

    assert left(client) < timedelta(minutes=6)


def test_a_request_costs_one_statement(client: Client, call_taker: int) -> None:
    makers.log_in(client, call_taker, LINE)
    client.get("/work")

    with CaptureQueriesContext(connection) as queries:
        client.get("/work")

    assert [query["sql"].split()[:2] for query in queries if "access_" in query["sql"]] == [["SELECT", "s.account_id,"]]
    assert not [query for query in queries if "directory_" in query["sql"]]


@pytest.mark.parametrize("headers", [{"HX-Request": "true"}, {"Accept": "application/json"}])
def test_a_program_or_fragment_is_told_that_the_session_has_expired(client: Client, headers: dict[str, str]) -> None:
    answer = client.get("/work", headers=headers)

    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "session_expired"


def test_a_form_sent_after_the_session_ended_leads_back_to_its_page(client: Client) -> None:
    answer = client.post("/work", headers={"Referer": "http://testserver/work/7"})

    assert answer["Location"] == f"/login?next={quote('/work/7', safe='')}"


def test_a_withdrawn_grant_stops_the_next_request(client: Client) -> None:
    account_id = makers.account("林静", LINE)
    unit_id = directory.unit_by_code(LINE).id
    grant_id = access.give_grant(
        account_id=account_id, role=Role.CALL_TAKER, unit_id=unit_id, by=SYSTEM, at=makers.EARLY
    )
    makers.log_in(client, account_id, LINE)
    assert client.get("/work").status_code == 200

    access.withdraw_grant(grant_id=grant_id, by=SYSTEM, at=clock.now())

    assert client.get("/work")["Location"].startswith("/me/posts")
    assert "没有任何岗位" in client.get("/me/posts").text


def test_somebody_with_two_posts_chooses_one_and_can_change_it(client: Client) -> None:
    two_posts()
    sign_in(client, "luolan")
    assert client.get("/work")["Location"] == f"/me/posts?next={quote('/work', safe='')}"
    page = client.get("/me/posts").text
    assert "梨树县民政局" in page
    assert "梨树县未成年人救助保护中心" in page

    client.post("/me/posts", {"unit": directory.unit_by_code(CENTRE).id, "next": "/work"})
    assert client.get("/work").text == "罗兰 梨树县未保中心"
    client.post("/me/posts", {"unit": directory.unit_by_code(COUNTY).id})

    assert client.get("/work").text == "罗兰 梨树县民政局"


def test_a_post_that_one_does_not_hold_cannot_be_chosen(client: Client) -> None:
    two_posts()
    sign_in(client, "luolan")

    client.post("/me/posts", {"unit": directory.unit_by_code("220000-protection_office").id})
    client.post("/me/posts", {"unit": "9" * 30})

    assert client.get("/work").status_code == 302


def test_a_first_password_must_be_changed_before_anything_else(client: Client, call_taker: int) -> None:
    Account.objects.update(must_change_password=True)
    sign_in(client)
    assert client.get("/work")["Location"].startswith("/me/password")
    assert client.get("/work", headers={"Accept": "application/json"}).json()["code"] == "step_left"

    wrong = client.post("/me/password", {"old": "wrong", "new": NEW, "again": NEW})
    unlike = client.post("/me/password", {"old": makers.PASSWORD, "new": NEW, "again": "other"})
    right = client.post("/me/password", {"old": makers.PASSWORD, "new": NEW, "again": NEW, "next": "/work"})

    assert (wrong.status_code, unlike.status_code) == (422, 422)
    assert "原密码不正确" in wrong.text
    assert "不一致" in unlike.text
    assert right["Location"] == "/work"
    assert client.get("/work").status_code == 200


def test_a_changed_password_ends_the_other_sessions_and_keeps_this_one(client: Client, call_taker: int) -> None:
    elsewhere = Client()
    sign_in(elsewhere)
    sign_in(client)

    client.post("/me/password", {"old": makers.PASSWORD, "new": NEW, "again": NEW})

    assert client.get("/work").status_code == 200
    assert elsewhere.get("/work").status_code == 302


def test_an_old_password_must_be_changed_when_the_deployment_says_so(
    client: Client, call_taker: int, settings: LazySettings
) -> None:
    makers.log_in(client, call_taker, LINE)
    settings.WEIBAO_PASSWORD_DAYS = 90
    Account.objects.update(password_changed_at=clock.now() - timedelta(days=91))

    assert client.get("/work")["Location"].startswith("/me/password")


def test_a_mandatory_second_factor_is_enrolled_before_work_and_asked_for_next_time(
    client: Client, call_taker: int, settings: LazySettings
) -> None:
    settings.WEIBAO_TOTP_REQUIRED = True
    sign_in(client)
    assert client.get("/work")["Location"].startswith("/me/second-factor")
    assert "<svg" in client.get("/me/second-factor").text

    assert client.post("/me/second-factor", {"code": "12345a"}).status_code == 422
    TOTPDevice.objects.update(throttling_failure_count=0, throttling_failure_timestamp=None)
    client.post("/me/second-factor", {"code": present_code(call_taker)})
    assert client.get("/work").status_code == 200
    client.post("/logout")
    TOTPDevice.objects.update(last_t=-1)
    asked = sign_in(client, next="/work")
    assert asked["Location"] == f"/login/code?next={quote('/work', safe='')}"
    assert client.get("/work").status_code == 302
    assert client.post("/login/code", {"code": "000000"}).status_code == 401
    TOTPDevice.objects.update(throttling_failure_count=0, throttling_failure_timestamp=None)
    done = client.post("/login/code", {"code": present_code(call_taker), "next": "/work"})

    assert done["Location"] == "/work"
    assert client.get("/work").status_code == 200


def test_a_code_without_a_password_before_it_or_too_late_is_not_asked_for(client: Client, call_taker: int) -> None:
    assert "验证等待超时" in client.get("/login/code").text
    session = client.session
    late = clock.now() - timedelta(seconds=1)
    session["pending"] = {"account_id": call_taker, "until": late.isoformat()}
    session.save()

    answer = client.post("/login/code", {"code": "123456"})

    assert answer.status_code == 401
    assert "验证等待超时" in answer.text


def test_a_locked_account_is_sent_back_to_the_log_in_from_the_code(client: Client, call_taker: int) -> None:
    session = client.session
    until = clock.now() + timedelta(minutes=5)
    session["pending"] = {"account_id": call_taker, "until": until.isoformat()}
    session.save()
    Account.objects.update(locked_until=until)

    assert "用户名或密码不正确" in client.post("/login/code", {"code": "123456"}).text
    assert "pending" not in client.session


def test_somebody_logged_in_needs_no_log_in_page(client: Client, call_taker: int) -> None:
    makers.log_in(client, call_taker, LINE)

    assert client.get("/login?next=/work")["Location"] == "/work"


def test_a_session_tells_other_processes_who_works_in_it(client: Client, call_taker: int) -> None:
    makers.log_in(client, call_taker, LINE)
    key = client.session.session_key or ""

    actor = access.actor_of_session(key)
    later: datetime = clock.now() + timedelta(hours=2)

    assert actor is not None
    assert actor.name == "林静"
    assert access.actor_of_session(key, at=later) is None
    assert access.actor_of_session("unknown") is None


def test_log_in_pages_are_never_cached_and_accept_no_other_method(client: Client) -> None:
    assert "no-store" in client.get("/login")["Cache-Control"]
    assert client.put("/login").status_code == 405
