"""The pages of tickets: what they show, what they refuse, and that nothing typed is lost."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

from weibao.foundation.kernel import clock
from weibao.foundation.kernel.actor import SYSTEM
from weibao.foundation.kernel.scope import acting_as
from weibao.people.access import makers as access_makers
from weibao.people.access.api import Role
from weibao.people.directory import api as directory
from weibao.work.tickets import api as tickets
from weibao.work.tickets import makers
from weibao.work.tickets.makers import LISHU, PROVINCE, SIPING, SIPING_LINE
from weibao.work.tickets.models import SavedView, Ticket

pytestmark = pytest.mark.django_db

STORY = "孩子陈小苗一个人在家<script>alert(1)</script>，没有大人"


def page_of(unit: str, *roles: Role) -> Client:
    client = Client()
    access_makers.log_in(client, access_makers.account("林静", unit, *roles, login=f"page-{unit}"), unit)
    return client


def opened(**changes) -> str:
    taker = makers.actor(SIPING_LINE, Role.CALL_TAKER)
    return makers.opened(taker, at=clock.now() - timedelta(hours=1), text=STORY, **changes).number


def at_the_province() -> str:
    number = opened()
    taker = makers.actor(SIPING_LINE, Role.CALL_TAKER)
    with acting_as(taker):
        tickets.refer_up(number=number, ground="hard", opinion="疑难", by=taker, at=clock.now())
    return number


def state_of(number: str) -> str:
    with acting_as(SYSTEM):
        return Ticket.objects.get(number=number).state


def test_the_queue_shows_what_waits_for_my_unit_and_escapes_what_callers_said():
    number = opened()

    page = page_of(SIPING_LINE, Role.CALL_TAKER).get("/tickets/").content.decode()

    assert number in page
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_queue_of_fifty_rows_asks_the_database_as_often_as_one_of_none(django_assert_max_num_queries):
    page = page_of(SIPING_LINE, Role.CALL_TAKER)
    page.get("/tickets/")
    for _ in range(55):
        opened()

    with django_assert_max_num_queries(16):
        answer = page.get("/tickets/")

    assert answer.content.decode().count("wb-number") == 50


def test_the_next_page_begins_where_the_first_ended():
    numbers = {opened() for _ in range(53)}
    page = page_of(SIPING_LINE, Role.CALL_TAKER)

    first = page.get("/tickets/").content.decode()
    after = first.split("after=", 1)[1].split('"', 1)[0]
    second = page.get(f"/tickets/?tab=turn&after={after}").content.decode()

    assert {n for n in numbers if n in first} | {n for n in numbers if n in second} == numbers
    assert not {n for n in numbers if n in first} & {n for n in numbers if n in second}


def test_an_unreadable_cursor_or_tab_gets_a_sentence():
    page = page_of(SIPING_LINE, Role.CALL_TAKER)

    assert page.get("/tickets/?after=%27%3B").status_code == 422
    assert page.get("/tickets/?tab=nonsense").status_code == 422


def test_filters_narrow_and_a_view_of_them_can_be_kept():
    opened()
    page = page_of(SIPING_LINE, Role.CALL_TAKER)

    assert "wb-number" not in page.get("/tickets/?urgency=critical").content.decode()
    saved = page.post("/tickets/views?tab=turn&urgency=critical", {"name": "特急"})

    assert saved.status_code == 204
    assert "特急" in page.get("/tickets/").content.decode()
    with acting_as(SYSTEM):
        assert not SavedView.objects.exists()  # a view is seen by whoever saved it


def test_a_ticket_shows_masked_people_and_its_record():
    number = at_the_province()

    page = page_of(PROVINCE, Role.DISPATCHER).get(f"/tickets/{number}").content.decode()

    assert "陈**" in page
    assert "13800000001" not in page
    assert "138****0001" in page
    assert "疑难" in page


def test_masked_values_need_a_reason_and_leave_a_record():
    number = at_the_province()
    page = page_of(PROVINCE, Role.DISPATCHER)

    without = page.post(f"/tickets/{number}/reveal/caller", {"reason": ""})
    shown = page.post(f"/tickets/{number}/reveal/caller", {"reason": "需要核实来电人"})

    assert without.status_code == 422
    assert "13800000001" in shown.content.decode()
    with acting_as(SYSTEM), connection.cursor() as cursor:
        cursor.execute('SELECT "group", reason FROM intake_disclosure')
        assert cursor.fetchall() == [("caller", "需要核实来电人")]


def test_another_city_is_told_that_there_is_no_such_ticket():
    number = opened()

    answer = page_of("220100-civil_affairs", Role.DISPATCHER).get(f"/tickets/{number}")

    assert answer.status_code == 404
    assert "没有这张工单" in answer.content.decode()


def test_the_province_dispatches_to_the_proposed_unit_with_an_order():
    number = at_the_province()
    page = page_of(PROVINCE, Role.DISPATCHER)
    siping = directory.unit_by_code(SIPING)

    form = page.get(f"/tickets/{number}/do/dispatch", headers={"HX-Request": "true"}).content.decode()
    done = page.post(
        f"/tickets/{number}/do/dispatch",
        {"unit": siping.id, "task": "请核实", "limit_amount": "3", "limit_unit": "working_days", "seen": 2},
        headers={"HX-Request": "true"},
    )

    assert f'<option value="{siping.id}" selected' in form or f'value="{siping.id}"' in form
    assert done.status_code == 204
    assert state_of(number) == "dispatched"
    sheet = page.get(f"/tickets/{number}").content.decode()
    assert "未保转〔" in sheet
    order = sheet.split(f"/tickets/{number}/orders/", 1)[1].split('"', 1)[0]
    assert "请核实" in page.get(f"/tickets/{number}/orders/{order}").content.decode()


def test_a_form_with_faults_comes_back_with_what_was_typed_and_changes_nothing():
    number = at_the_province()
    page = page_of(PROVINCE, Role.DISPATCHER)

    answer = page.post(
        f"/tickets/{number}/do/dispatch", {"unit": "", "task": "写了很久的要求"}, headers={"HX-Request": "true"}
    )

    assert answer.status_code == 422
    assert "写了很久的要求" in answer.content.decode()
    assert state_of(number) == "referred_up"


def test_whoever_acts_on_an_old_page_is_told_and_nothing_changes():
    number = at_the_province()

    answer = page_of(PROVINCE, Role.DISPATCHER).post(
        f"/tickets/{number}/do/dispatch",
        {"unit": directory.unit_by_code(SIPING).id, "task": "请核实", "seen": 1},
        headers={"HX-Request": "true"},
    )

    assert answer.status_code == 409
    assert answer.json()["code"] == "stale"
    assert state_of(number) == "referred_up"


def test_a_verb_that_is_off_says_why_on_the_page_and_at_the_gate():
    number = at_the_province()
    page = page_of(LISHU, Role.HANDLER)

    shown = page.get(f"/tickets/{number}").content.decode()
    refused = page.post(f"/tickets/{number}/do/sign", {}, headers={"HX-Request": "true"})

    assert "工单处于“待评估”，不能签收" in shown
    assert refused.json()["title"] == "工单处于“待评估”，不能签收"


@pytest.mark.parametrize("path", ["/tickets/{}/peek", "/tickets/{}/print", "/tickets/search?q={}", "/tickets/check"])
def test_the_other_pages_open(path: str):
    number = at_the_province()

    assert page_of(PROVINCE, Role.DISPATCHER).get(path.format(number)).status_code == 200


def test_the_story_is_found_by_words_and_by_telephone_number():
    number = opened()
    page = page_of(SIPING_LINE, Role.CALL_TAKER)

    assert number in page.get("/tickets/search", {"q": "陈小苗"}).content.decode()
    assert number in page.get("/tickets/search", {"q": "138 0000 0001"}).content.decode()
    assert number not in page.get("/tickets/search", {"q": "没说过的话"}).content.decode()
