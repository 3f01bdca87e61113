"""The first page: what is mine, by role, and what it says when there is nothing."""

from datetime import timedelta

import pytest

from weibao.doors.desk import receipts
from weibao.foundation.kernel import clock
from weibao.foundation.kernel.actor import Actor
from weibao.foundation.kernel.makers import client
from weibao.foundation.kernel.scope import acting_as
from weibao.people.access.api import Role
from weibao.people.directory import api as directory
from weibao.work.intake import api as intake
from weibao.work.tickets import api as tickets
from weibao.work.tickets import makers

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _whoever_is_given(taker):
    """Every client works without a log-in."""


def page_of(by: Actor) -> str:
    answer = client(by).get("/")
    assert answer.status_code == 200
    return answer.content.decode().partition("<main")[2]


def test_a_call_taker_finds_the_way_to_register_and_what_waits_for_the_line():
    taker = makers.cast()["taker"]
    number = makers.opened(taker, at=clock.now()).number

    page = page_of(taker)

    assert "登记来电" in page
    assert f"/tickets/{number}" in page
    assert "待我单位办理</span><strong>1<" in page


def test_a_handler_finds_what_is_to_be_signed_for_before_everything_else():
    cast, at = makers.cast(), clock.now()
    number = makers.opened(cast["taker"], at=at).number
    county = directory.unit_by_code(makers.LISHU).id
    with acting_as(cast["taker"]):
        tickets.refer_up(number=number, ground="hard", opinion="疑难", by=cast["taker"], at=at)
    with acting_as(cast["province"]):
        tickets.dispatch(number=number, to_unit_id=county, task="请处置", by=cast["province"], at=at)

    page = page_of(cast["county"])

    assert page.index("等我单位签收") < page.index("轮到我单位")
    assert "待签收</span><strong>1<" in page
    assert "登记来电" not in page


def test_what_is_overdue_is_counted_and_marked():
    taker = makers.cast()["taker"]
    makers.opened(taker, at=clock.now() - timedelta(days=40))

    page = page_of(taker)

    assert 'class="wb-tile is-red"' in page
    assert 'class="is-late"' in page


def test_a_tile_leads_to_what_it_counts():
    cast = makers.cast()

    assert "/tickets/?tab=overdue" in page_of(cast["taker"])
    assert 'href="/follow-ups"' in page_of(cast["caller_back"])


def test_an_empty_page_says_what_to_do():
    page = page_of(makers.cast()["taker"])

    assert "现在没有轮到您单位的工单" in page
    assert "今天还没有登记" in page


def test_what_i_registered_today_is_listed_and_what_a_colleague_or_yesterday_brought_is_not():
    taker, colleague = makers.cast()["taker"], makers.actor(makers.SIPING_LINE, Role.CALL_TAKER, number=44)
    mine = makers.opened(taker, at=clock.now(), text="今天我接的")
    makers.opened(colleague, at=clock.now(), text="同事接的")
    makers.opened(taker, at=clock.now() - timedelta(days=1), text="昨天我接的")

    page = page_of(taker).partition("今天我登记的")[2]

    assert mine.number in page
    assert "同事接的" not in page
    assert "昨天我接的" not in page


def test_a_silent_call_of_today_is_listed_without_a_ticket():
    taker = makers.cast()["taker"]
    makers.opened(taker, at=clock.now(), kind="silent", text="")

    assert "沉默来电" in page_of(taker)


def test_my_drafts_are_listed_with_their_first_words_and_can_be_dropped():
    taker = makers.cast()["taker"]
    with acting_as(taker):
        intake.save_draft(key="abc", body={"text": "刚写到一半"}, by=taker, at=clock.now())

    assert "刚写到一半" in page_of(taker)
    assert client(taker).post("/register/abc/drop").status_code == 302
    assert "刚写到一半" not in page_of(taker)


def test_the_draft_of_a_colleague_is_neither_seen_nor_dropped():
    taker, colleague = makers.cast()["taker"], makers.actor(makers.SIPING_LINE, Role.CALL_TAKER, number=44)
    with acting_as(taker):
        intake.save_draft(key="abc", body={"text": "刚写到一半"}, by=taker, at=clock.now())

    client(colleague).post("/register/abc/drop")

    assert "刚写到一半" not in page_of(colleague)
    assert "刚写到一半" in page_of(taker)


def test_an_administrator_finds_the_ways_to_what_he_manages_and_no_ticket():
    number = makers.opened(makers.cast()["taker"], at=clock.now()).number

    page = page_of(makers.actor("220000-gov_services_bureau", Role.SYSTEM_ADMIN))

    assert "/accounts" in page
    assert number not in page
    assert "待我单位办理" not in page


def test_the_words_of_a_caller_are_escaped():
    taker = makers.cast()["taker"]
    makers.opened(taker, at=clock.now(), text="<script>alert(1)</script>")

    page = page_of(taker)

    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_more_tickets_cost_no_more_statements(django_assert_max_num_queries):
    taker = makers.cast()["taker"]
    for _ in range(8):
        makers.opened(taker, at=clock.now())

    with django_assert_max_num_queries(16):
        page_of(taker)


def test_the_number_is_read_out_in_groups():
    from weibao.doors.desk.queries import grouped

    assert grouped("26112200000018") == "2611 2200 0000 18"
    assert receipts.LONGEST_KEY == 40
