"""The registration page: what it opens, what it tells, and that nothing typed is lost."""

import re
from datetime import timedelta

import pytest

from weibao.doors.desk import rules
from weibao.doors.desk.forms import LEAVES
from weibao.doors.desk.sheet import OTHER_PLACES, SECTIONS
from weibao.doors.desk.tests.sheets import fresh_key, number_on, page_of, send, stored, ticket, value_of
from weibao.foundation.kernel import clock
from weibao.foundation.kernel.actor import SYSTEM
from weibao.foundation.kernel.makers import client
from weibao.foundation.kernel.scope import acting_as
from weibao.people.access.api import Role
from weibao.work.tickets import api as tickets
from weibao.work.tickets import makers

pytestmark = pytest.mark.django_db


def test_every_field_of_the_form_has_its_place_on_the_sheet(taker):
    placed = {place.name for section in SECTIONS for place in section.places}
    page = page_of(taker, fresh_key())

    assert set(LEAVES) - {"other_places"} <= placed | {
        "channel", "kind", "text", "caller.phone", "request_type", "category", "urgency"
    }  # fmt: skip
    for name in (*LEAVES, *OTHER_PLACES):
        assert f'name="{name}"' in page or name == "other_places"


def test_a_fresh_sheet_gets_an_address_of_its_own(taker):
    one, other = (client(taker).get("/register")["Location"] for _ in range(2))

    assert one != other
    assert client(taker).get(one).status_code == 200


def test_somebody_who_may_not_register_gets_no_sheet(taker):
    handler = makers.actor(makers.LISHU, Role.HANDLER)
    before = stored()

    assert client(handler).get("/register").status_code == 403
    assert client(handler).get("/register/abc").status_code == 403
    assert send(handler, "abc").status_code == 403
    assert client(handler).put("/register/abc/draft", b"{}", "application/json").status_code == 403
    assert client(handler).post("/register/advice", {}).status_code == 403
    assert client(handler).post("/register/number", {}).status_code == 403
    assert stored() == before


def test_a_filled_sheet_opens_a_ticket_and_shows_number_and_look_up_code_large(taker):
    key = fresh_key()

    answer = send(taker, key)
    page = page_of(taker, key)

    assert answer.status_code == 302
    number = number_on(page)
    assert ticket(number).row.state == "pending_dispatch"
    assert ticket(number).contact.groups["child"]["name"] == "陈**"
    code = "".join(re.findall(r"<span>(\d{3})</span>", page))
    with acting_as(SYSTEM):
        assert tickets.for_caller(number, code)["number"] == number


def test_the_look_up_code_is_not_shown_for_ever(taker, monkeypatch):
    key = fresh_key()
    send(taker, key)
    later = clock.now() + rules.CODE_SHOWN_FOR + timedelta(seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)

    page = page_of(taker, key)

    assert number_on(page)
    assert "半小时后不再显示" in page
    assert not re.findall(r"<span>(\d{3})</span>", page)


def test_the_receipt_is_for_the_taker_alone_and_can_be_printed(taker):
    key, colleague = fresh_key(), makers.actor(makers.SIPING_LINE, Role.CALL_TAKER, number=44)
    send(taker, key)

    assert "受理回执" in client(taker).get(f"/register/{key}/slip").content.decode()
    assert client(colleague).get(f"/register/{key}/slip").status_code == 404
    assert "登记完成" not in page_of(colleague, key)


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("text", "", "请填写诉求内容"),
        ("text", "长" * 5001, "诉求内容最多 5000 个字"),
        ("caller.phone", "电话忘了", "来电人电话应为 3 至 20 位数字"),
        ("child.id_number", "220322201501010011", "公民身份号码的位数或校验码不对"),
        ("child.birth_on", "2199-01-01", "出生日期不能晚于今天"),
        ("place.region_code", "220399", "220399"),
        ("urgency", "soon", "没有这个紧急程度"),
        ("category", "witchcraft", "没有这个事项分类"),
        ("channel", "", "请填写渠道"),
    ],
)
def test_a_wrong_field_is_told_beside_it_and_nothing_typed_is_lost(taker, name, value, sentence):
    before, key = stored(), fresh_key()

    answer = send(taker, key, **{name: value, "child.school": "糖葫芦巷小学", "answer.text": "先这样答"})
    page = answer.content.decode()

    assert answer.status_code == 422
    assert sentence in page
    assert re.search(rf'id="error_{re.escape(name)}"', page)
    assert value_of(page, "child.school") == "糖葫芦巷小学"
    assert value_of(page, "caller.phone") == ("电话忘了" if name == "caller.phone" else "13800000001")
    assert "先这样答" in page
    assert 'data-draft="register:' + key in page
    assert stored() == before


def test_every_fault_is_told_at_once(taker):
    page = send(
        taker, fresh_key(), text="", **{"child.age": "小", "caller.phone": "x", "verb": "answer"}
    ).content.decode()

    assert "有 4 处填写有误" in page
    for name in ("text", "child.age", "caller.phone", "answer.text"):
        assert f'id="error_{name}"' in page


def test_the_limit_on_the_page_is_that_of_the_form(taker):
    assert send(taker, fresh_key(), text="长" * 5000).status_code == 302
    assert 'maxlength="5000"' in page_of(taker, fresh_key())


def test_what_was_typed_is_escaped(taker):
    hostile = '"><script>alert(1)</script>'

    page = send(taker, fresh_key(), text="", **{"caller.name": hostile, "answer.cites": hostile}).content.decode()

    assert "<script>alert" not in page
    assert value_of(page, "caller.name") == hostile


def test_a_place_that_was_typed_and_not_picked_is_taken_when_there_is_only_one(taker):
    key = fresh_key()

    send(taker, key, **{"place.region_code": "", "place.region_code_name": "四平市梨树县"})

    assert ticket(number_on(page_of(taker, key))).row.place == "四平市梨树县"


def test_a_place_that_means_several_is_asked_about_with_the_near_ones_first(taker):
    before = stored()

    page = send(taker, fresh_key(), **{"place.region_code": "", "place.region_code_name": "铁西"}).content.decode()

    assert "“铁西”对应多个地区：吉林省四平市铁西区、" in page
    assert value_of(page, "place.region_code_name") == "铁西"
    assert stored() == before


def test_the_other_places_of_a_matter_reach_the_ticket(taker):
    key = fresh_key()

    send(taker, key, **{"other_places.1": "220323", "other_places.3_name": "伊通满族自治县"})

    assert ticket(number_on(page_of(taker, key))).owner_level == "city"


def test_a_silent_call_needs_nothing_but_its_kind(taker):
    key = fresh_key()

    answer = client(taker).post(f"/register/{key}", {"channel": "phone", "kind": "silent", "verb": "register"})
    page = page_of(taker, key)

    assert answer.status_code == 302
    assert "此类联系不建工单" in page
    assert "/tickets/2" not in page
