"""What is decided in the same breath as registering: done as a whole or not at all."""

import re

import pytest

from weibao.doors.desk.tests.sheets import fresh_key, number_on, page_of, send, stored, ticket, value_of

pytestmark = pytest.mark.django_db


def test_a_silent_call_cannot_be_answered(taker):
    before = stored()

    answer = send(taker, fresh_key(), kind="silent", verb="answer", **{"answer.text": "您好"})

    assert answer.status_code == 409
    assert "此类联系只登记、不建工单" in answer.content.decode()
    assert stored() == before


def test_an_answer_given_at_once_ends_the_ticket_with_its_source(taker):
    key = fresh_key()
    answered = {"answer.text": "由监护人向乡镇申请。", "answer.cites": "民发〔2019〕62号"}

    answer = send(taker, key, request_type="consult", verb="answer", **answered)
    view = ticket(number_on(page_of(taker, key)))

    assert answer.status_code == 302
    assert view.row.state == "answered"
    assert [(reply.text, reply.cites, reply.way) for reply in view.replies] == [
        ("由监护人向乡镇申请。", "民发〔2019〕62号", "on_call")
    ]


def test_a_visitor_is_answered_face_to_face(taker):
    key = fresh_key()

    send(taker, key, channel="walk_in", request_type="consult", verb="answer", **{"answer.text": "可以申请。"})

    assert ticket(number_on(page_of(taker, key))).replies[0].way == "visit"


def test_an_urgent_kind_is_not_answered_away_and_the_answer_stays_on_the_sheet(taker):
    before = stored()
    urgent = {"category": "domestic_violence", "request_type": "report", "answer.text": "我们会转告。"}

    answer = send(taker, fresh_key(), verb="answer", **urgent)

    assert answer.status_code == 409
    assert "不能直接答复办结" in answer.content.decode()
    assert "我们会转告。" in answer.content.decode()
    assert stored() == before


def test_an_answer_without_words_is_asked_for(taker):
    before = stored()

    answer = send(taker, fresh_key(), verb="answer")

    assert answer.status_code == 422
    assert "请填写答复内容" in answer.content.decode()
    assert re.search(r'<details class="desk-ending"[^>]* open', answer.content.decode())
    assert stored() == before


def test_an_answer_with_too_long_a_source_is_told_beside_it(taker):
    before = stored()

    answer = send(taker, fresh_key(), verb="answer", **{"answer.text": "可以申请。", "answer.cites": "长" * 301})

    assert answer.status_code == 422
    assert 'id="error_answer.cites"' in answer.content.decode()
    assert stored() == before


def test_a_hard_item_is_registered_and_referred_up_in_one_go(taker):
    key = fresh_key()

    answer = send(taker, key, verb="refer_up", **{"refer_up.ground": "hard", "refer_up.text": "需要多部门会商"})
    view = ticket(number_on(page_of(taker, key)))

    assert answer.status_code == 302
    assert view.row.state == "referred_up"
    assert view.row.turn_unit.startswith("省")


def test_a_referral_without_ground_or_with_an_unknown_one_stores_nothing(taker):
    before = stored()

    without = send(taker, fresh_key(), verb="refer_up", **{"refer_up.text": "需要会商"})
    unknown = send(taker, fresh_key(), verb="refer_up", **{"refer_up.ground": "boredom", "refer_up.text": "需要会商"})

    assert (without.status_code, unknown.status_code) == (422, 422)
    assert 'id="error_refer_up.ground"' in without.content.decode()
    assert 'id="error_refer_up.ground"' in unknown.content.decode()
    assert stored() == before


def test_what_is_not_for_the_hotline_is_registered_as_not_accepted(taker):
    key = fresh_key()
    told = {"not_accept.ground": "litigation", "not_accept.text": "请向法院提出，可拨 12348。"}

    send(taker, key, verb="not_accept", **told)

    assert ticket(number_on(page_of(taker, key))).row.state == "not_accepted"


@pytest.mark.parametrize(
    ("verb", "fields"),
    [
        ("answer", {"answer.text": "可以申请。"}),
        ("refer_up", {"refer_up.ground": "hard", "refer_up.text": "需要会商"}),
        ("not_accept", {"not_accept.ground": "litigation", "not_accept.text": "请向法院提出。"}),
    ],
)
def test_an_intern_registers_and_decides_nothing(intern, verb, fields):
    before, key = stored(), fresh_key()

    page = page_of(intern, key)
    refused = send(intern, key, verb=verb, **fields)

    assert page.count('aria-disabled="true"') == 3
    assert refused.status_code == 403
    assert "的权限" in refused.content.decode()
    assert value_of(refused.content.decode(), "child.name") == "陈小苗"
    assert stored() == before
    assert send(intern, key).status_code == 302
