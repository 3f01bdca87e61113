"""A sheet is kept while it is written, taken in once, and nobody else's."""

import re

import pytest
from django.test import Client

from weibao.doors.desk.tests.sheets import FILLED, drafts, fresh_key, number_on, page_of, send, stored, value_of
from weibao.foundation.kernel.makers import client
from weibao.people.access.api import Role
from weibao.work.tickets import makers

pytestmark = pytest.mark.django_db


def test_the_same_sheet_sent_twice_gives_one_ticket_and_the_same_answer(taker):
    key = fresh_key()
    first = send(taker, key)
    after_one = stored()

    second = send(taker, key)

    assert (first.status_code, second.status_code) == (302, 302)
    assert first["Location"] == second["Location"]
    assert stored() == after_one


def test_a_sheet_changed_after_it_was_sent_is_told_so_and_becomes_a_sheet_of_its_own(taker):
    key = fresh_key()
    send(taker, key)
    number, after_one = number_on(page_of(taker, key)), stored()

    again = send(taker, key, text="改了几个字")
    page = again.content.decode()

    assert again.status_code == 409
    assert number in page
    assert "改了几个字" in page
    assert f"/register/{key}" not in re.search(r'<form id="sheet"[^>]*', page)[0]
    assert stored() == after_one


def test_a_draft_survives_a_reload(taker):
    key = fresh_key()
    body = {"text": "孩子说他", "child.age": "十来岁", "place.region_code_name": "梨", "nonsense": "x"}

    saved = client(taker).put(f"/register/{key}/draft", body, "application/json")
    page = page_of(taker, key)

    assert saved.status_code == 200
    assert saved.json()["saved_at"].endswith("+08:00")
    assert "孩子说他" in page
    assert value_of(page, "child.age") == "十来岁"
    assert value_of(page, "place.region_code_name") == "梨"
    assert "草稿已保存" in page


def test_a_draft_is_seen_by_its_writer_only(taker):
    key, colleague = fresh_key(), makers.actor(makers.SIPING_LINE, Role.CALL_TAKER, number=44)
    client(taker).put(f"/register/{key}/draft", {"text": "只给我看的"}, "application/json")

    assert "只给我看的" in page_of(taker, key)
    assert "只给我看的" not in page_of(colleague, key)


def test_a_draft_is_dropped_by_the_registration_and_not_by_one_that_is_refused(taker):
    key = fresh_key()
    client(taker).put(f"/register/{key}/draft", {"text": "孩子说他"}, "application/json")

    send(taker, key, text="")
    assert drafts(taker) == [key]
    send(taker, key)
    assert drafts(taker) == []


def test_a_save_that_comes_after_the_registration_brings_no_draft_back(taker):
    key = fresh_key()
    send(taker, key)

    late = client(taker).put(
        f"/register/{key}/draft", {"text": "迟到的"}, "application/json", headers={"accept": "application/json"}
    )

    assert late.status_code == 409
    assert late.json()["code"] == "already_registered"
    assert drafts(taker) == []


@pytest.mark.parametrize(
    ("body", "status"), [(b"{", 400), (b"[1]", 400), (b"null", 400), (b'{"text": 7, "caller.name": ["x"]}', 200)]
)
def test_a_draft_that_cannot_be_read_is_refused_and_odd_values_are_left_out(taker, body, status):
    answer = client(taker).put(f"/register/{fresh_key()}/draft", body, "application/json")

    assert answer.status_code == status


def test_a_draft_that_is_too_large_is_refused(taker):
    key = fresh_key()

    answer = client(taker).put(f"/register/{key}/draft", {"text": "长" * 40_000}, "application/json")

    assert answer.status_code == 413
    assert drafts(taker) == []


def test_a_key_of_any_length_but_a_sensible_one_leads_nowhere(taker):
    assert client(taker).get(f"/register/{'k' * 41}").status_code == 404
    assert client(taker).put(f"/register/{'k' * 41}/draft", {}, "application/json").status_code == 404


def test_after_the_session_is_over_a_save_is_told_so_and_a_sheet_leads_to_the_log_in_and_back():
    expired, before = Client(), stored()

    saved = expired.put(
        "/register/abc/draft", {"text": "x"}, "application/json", headers={"accept": "application/json"}
    )
    sent = expired.post("/register/abc", FILLED, headers={"referer": "http://testserver/register/abc"})

    assert (saved.status_code, saved.json()["code"]) == (401, "session_expired")
    assert sent.status_code == 302
    assert sent["Location"] == "/login?next=%2Fregister%2Fabc"
    assert stored() == before
