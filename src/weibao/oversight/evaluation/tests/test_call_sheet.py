"""The sheet of one call back and the list of those due: what must be heeded, and that nothing typed is lost."""

import html
import re
from datetime import timedelta
from typing import Any

import pytest

from weibao.foundation.kernel import clock
from weibao.foundation.kernel.actor import SYSTEM, Actor
from weibao.foundation.kernel.makers import client, without_log_in
from weibao.foundation.kernel.scope import acting_as
from weibao.oversight.evaluation import api as evaluation
from weibao.oversight.evaluation.models import FollowUp
from weibao.people.access.api import Role
from weibao.people.directory import api as directory
from weibao.work.tickets import api as tickets
from weibao.work.tickets import makers

pytestmark = pytest.mark.django_db

CALLER = {
    "name": "周大伯",
    "phone": "13800000001",
    "relation": "neighbour",
    "secret": True,
    "safe_contact": "微信 zhou-yun",
    "safe_time": "晚上八点以后",
}
SATISFIED = {
    "way": "phone",
    "reached": "yes",
    "contacted": "yes",
    "solved": "yes",
    "rating": "satisfied",
    "decision": "close",
}


@pytest.fixture
def agent(settings) -> Actor:
    settings.MIDDLEWARE = without_log_in(settings.MIDDLEWARE)
    return makers.cast()["caller_back"]


def due(**changes: Any) -> str:
    """Return the number of a ticket whose caller is to be called back."""
    cast, at = makers.cast(), clock.now()
    number = makers.opened(cast["taker"], at=at, **{"caller": CALLER} | changes).number
    lishu = directory.unit_by_code(makers.LISHU).id
    for who, verb, given in (
        ("taker", tickets.refer_up, {"ground": "hard", "opinion": "疑难"}),
        ("province", tickets.dispatch, {"to_unit_id": lishu, "task": "请处置"}),
        ("county", tickets.sign, {}),
        ("county", tickets.reply, {"text": "村里每周去看望", "result": "solved", "way": "phone"}),
        ("province", tickets.review, {"opinion": ""}),
    ):
        with acting_as(cast[who]):
            verb(number=number, by=cast[who], at=at, **given)
    return number


def page_of(by: Actor, number: str) -> str:
    return html.unescape(client(by).get(f"/follow-ups/{number}").content.decode())


def main_part(page: str) -> str:
    return page.partition("<main")[2].partition("</main>")[0]


def state_of(number: str) -> str:
    with acting_as(SYSTEM):
        return tickets.ticket(number, by=SYSTEM).state


def attempts() -> int:
    with acting_as(SYSTEM):
        return FollowUp.objects.count()


def try_in_vain(by: Actor, number: str) -> None:
    with acting_as(by):
        evaluation.follow_up(
            number=number,
            way="phone",
            reached=False,
            answers=evaluation.Answers(),
            decision="later",
            text="",
            by=by,
            at=clock.now(),
        )


def test_the_sheet_shows_what_must_be_heeded_and_hides_what_must_be_hidden(agent):
    page = page_of(agent, due())

    assert "请只用它联系，不要拨打原号码" in page
    assert "晚上八点以后" in page
    assert "来电人要求保密" in page
    assert "138****0001" in page
    assert "周**" in page
    for hidden in ("13800000001", "周大伯", "zhou-yun"):
        assert hidden not in page


def test_the_number_is_shown_for_a_reason_only(agent):
    number = due()

    assert f'data-drawer="/tickets/{number}/reveal/caller"' in page_of(agent, number)


def test_the_sheet_tells_what_was_done_and_what_to_ask(agent):
    page = page_of(agent, due())

    assert "村里每周去看望" in page
    assert "承办单位是否联系过您？" in page
    assert re.findall(r"<span>([^<]*满意)</span>", page) == [
        "非常满意", "满意", "基本满意", "不满意", "非常不满意"
    ]  # fmt: skip


def test_a_caller_who_wants_no_reply_need_not_be_called(agent):
    assert "来电人不要求答复" in page_of(agent, due(caller={"wants_reply": False}))
    assert "来电人不要求答复" not in page_of(agent, due())


def test_a_sheet_sent_from_the_page_closes_the_ticket_and_leads_to_the_next_call(agent):
    number = due()

    answer = client(agent).post(f"/follow-ups/{number}", SATISFIED)

    assert (answer.status_code, answer["Location"]) == (302, "/follow-ups")
    assert (state_of(number), attempts()) == ("closed", 1)


def test_a_sheet_sent_from_the_drawer_leads_back_to_the_ticket(agent):
    number = due()
    headers = {"HX-Request": "true", "HX-Current-URL": f"http://testserver/tickets/{number}"}

    answer = client(agent).post(f"/tickets/{number}/do/follow_up", SATISFIED, headers=headers)

    assert (answer.status_code, answer["HX-Redirect"]) == (204, f"/tickets/{number}")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"reached": ""}, "请选择是否联系到当事人"),
        ({"way": ""}, "请选择回访方式"),
        ({"way": "pigeon"}, "请选择回访方式"),
        ({"decision": ""}, "请选择回访后的处理"),
        ({"solved": ""}, "请填写联系、解决、满意三项"),
        ({"rating": "delighted"}, "请选择满意度"),
        ({"rating": "dissatisfied", "text": ""}, "不满意须写明原因"),
        ({"seen": "1"}, "您看到的页面已过时"),
        ({"seen": "x"}, "页面内容不完整"),
    ],
)
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["page", "drawer"])
def test_a_sheet_that_is_refused_comes_back_as_it_was_sent(agent, changes, sentence, headers):
    number = due()
    sent = SATISFIED | {"contacted": "no", "text": "他说谢谢"} | changes

    answer = client(agent).post(f"/follow-ups/{number}", sent, headers=headers)
    page = answer.content.decode()

    assert answer.status_code == 422
    assert sentence in page
    assert re.search(r'name="contacted" value="no" checked', page)
    assert ("他说谢谢" in page) == ("text" not in changes)
    assert ("<main" in page) == (not headers)
    assert (state_of(number), attempts()) == ("follow_up", 0)


def test_answers_that_were_ticked_before_the_line_was_dead_do_not_count(agent):
    number = due()

    answer = client(agent).post(f"/follow-ups/{number}", SATISFIED | {"reached": "no", "decision": "later"})

    assert answer.status_code == 302
    assert (state_of(number), attempts()) == ("follow_up", 1)
    with acting_as(SYSTEM):
        assert evaluation.follow_ups(number, by=SYSTEM)[0].rating == ""


def test_earlier_attempts_stand_on_the_sheet_and_are_counted(agent):
    number = due()
    try_in_vain(agent, number)

    page = page_of(agent, number)

    assert "未联系到" in page
    assert "本次是第 2 次，规定尝试 3 次" in page


def test_the_list_shows_what_to_heed_and_how_often_it_was_tried(agent):
    number = due()
    try_in_vain(agent, number)

    page = main_part(html.unescape(client(agent).get("/follow-ups").content.decode()))

    assert f"/follow-ups/{number}" in page
    assert "1 / 3 次" in page
    assert "只用安全联系方式" in page
    assert "晚上八点以后" in page
    assert "138****0001" in page
    assert "13800000001" not in page


def test_an_empty_list_says_what_will_come(agent):
    assert "现在没有要回访的当事人" in client(agent).get("/follow-ups").content.decode()


def test_what_waits_for_another_unit_s_call_is_not_on_the_list(agent):
    number = due()
    other = makers.actor("220100-line_12345", Role.FOLLOW_UP_AGENT)

    assert number not in client(other).get("/follow-ups").content.decode()
    assert client(other).get(f"/follow-ups/{number}").status_code == 404
    assert client(other).post(f"/follow-ups/{number}", SATISFIED).status_code == 404
    assert state_of(number) == "follow_up"


def test_whoever_may_not_call_back_gets_neither_list_nor_sheet(agent):
    number, taker = due(), makers.cast()["taker"]

    assert client(taker).get("/follow-ups").status_code == 403
    assert client(taker).get(f"/follow-ups/{number}").status_code == 403
    answer = client(taker).post(f"/follow-ups/{number}", SATISFIED)
    assert answer.status_code == 422
    assert "的权限" in answer.content.decode()
    assert (state_of(number), attempts()) == ("follow_up", 0)


def test_there_is_no_sheet_before_the_result_was_reviewed(agent):
    number = makers.opened(makers.cast()["taker"], at=clock.now()).number

    assert client(agent).get(f"/follow-ups/{number}").status_code == 409


def test_a_forged_cursor_is_refused(agent):
    assert client(agent).get("/follow-ups?after=x'--").status_code == 422


def test_what_callers_said_is_escaped(agent):
    number = due(text="<script>alert(1)</script>", caller=CALLER | {"safe_time": "<script>alert(2)</script>"})

    for address in ("/follow-ups", f"/follow-ups/{number}"):
        assert "<script>alert" not in client(agent).get(address).content.decode()


def test_more_calls_cost_no_more_statements(agent, django_assert_max_num_queries):
    for _ in range(4):
        due()

    with django_assert_max_num_queries(9):
        client(agent).get("/follow-ups")


def test_a_second_round_after_a_redo_starts_counting_anew(agent):
    number = due()
    try_in_vain(agent, number)
    cast, at = makers.cast(), clock.now() + timedelta(minutes=1)
    with acting_as(agent):
        tickets.redo(number=number, reason="没有人来过", by=agent, at=at)
    for who, verb, given in (
        ("county", tickets.reply, {"text": "再次上门", "result": "solved", "way": "phone"}),
        ("province", tickets.review, {"opinion": ""}),
    ):
        with acting_as(cast[who]):
            verb(number=number, by=cast[who], at=at, **given)

    assert "本次是第 1 次" in page_of(agent, number)
    assert "还没有" in main_part(client(agent).get("/follow-ups").content.decode())
