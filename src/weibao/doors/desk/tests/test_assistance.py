"""What the registration page is told while it is being filled in: the caller, the owner, the limits, the places."""

import pytest

from weibao.foundation.kernel import clock
from weibao.foundation.kernel.actor import Actor
from weibao.foundation.kernel.makers import client
from weibao.people.access.api import Role
from weibao.work.tickets import makers

pytestmark = pytest.mark.django_db

BEATEN = {"kind": "about_child", "category": "domestic_violence", "request_type": "report"}


def advised(by: Actor, **facts: str) -> str:
    answer = client(by).post("/register/advice", facts)
    assert answer.status_code == 200
    return answer.content.decode()


def popped(by: Actor, phone: str) -> str:
    return client(by).post("/register/number", {"caller.phone": phone}).content.decode()


def test_a_beaten_child_means_110_the_province_the_questions_and_no_answer(taker):
    page = advised(taker, **BEATEN, **{"place.region_code": "220322"})

    assert "立即转接 110" in page
    assert "同时报备" in page
    assert "特急" in page
    assert "孩子现在安全吗" in page
    assert "强制报告情形第4项" in page
    assert 'data-opens="safety suspect event"' in page
    assert "不能直接答复办结" in page
    assert "登记并上报" in page


def test_the_owner_is_named_with_the_reason_the_basis_and_the_limits(taker):
    page = advised(
        taker, kind="about_child", category="left_alone", request_type="help", **{"place.region_code": "220322"}
    )

    assert "吉林省四平市梨树县" in page
    assert "县级" in page
    assert "事项只涉及吉林省四平市梨树县，由县级负责" in page
    assert "吉民发〔2022〕2号" in page
    assert "研究评估" in page


def test_places_in_two_counties_give_the_matter_to_the_city(taker):
    page = advised(taker, category="left_alone", **{"place.region_code": "220322", "other_places.1": "220323"})

    assert "市级" in page


def test_what_is_missing_is_said_and_nothing_is_advised_out_of_thin_air(taker):
    page = advised(taker, kind="about_child")

    assert "还没有事发地" in page
    assert "还没有事项分类" in page
    assert "归属" not in page.replace("判断归属", "")


def test_a_place_that_is_unclear_or_unknown_is_said_at_once(taker):
    assert "“铁西”对应多个地区" in advised(taker, category="left_alone", **{"place.region_code_name": "铁西"})
    assert "没有找到“幻想市”" in advised(taker, category="left_alone", **{"place.region_code_name": "幻想市"})


def test_an_ended_division_or_a_wrong_class_is_told_and_is_no_fault(taker):
    assert "九台" in advised(taker, category="left_alone", **{"place.region_code": "220181"})
    assert "没有这个事项分类" in advised(taker, category="witchcraft")
    assert "没有这种诉求性质" in advised(taker, category="left_alone", request_type="wish")


def test_a_pressing_matter_cannot_be_made_ordinary_and_the_page_says_so_at_once(taker):
    page = advised(taker, **BEATEN, urgency="normal")

    assert "降低须由第二人决定" in page


def test_an_emergency_without_anything_else_shows_every_line_to_call(taker):
    page = advised(taker, kind="emergency")

    assert "110 / 119 / 120 / 122" in page


def test_a_silent_call_is_only_counted(taker):
    assert "只登记、不建工单" in advised(taker, kind="silent", category="domestic_violence")


def test_a_question_about_the_law_may_be_answered_at_once(taker):
    page = advised(taker, category="domestic_violence", request_type="consult")

    assert "即时答复" in page
    assert "答复并结束" in page
    assert "立即转接" not in page


def test_an_intern_is_offered_no_ending(taker):
    page = advised(makers.actor(makers.SIPING_LINE, Role.INTERN), category="left_alone")

    assert "gate-" not in page


def test_a_number_that_called_before_shows_its_contacts_and_what_is_still_open(taker):
    number = makers.opened(taker, at=clock.now(), text="上次说的事").number
    makers.opened(taker, at=clock.now(), kind="silent", text="")

    page = popped(taker, "138-0000 0001")

    assert "第 3 次来电" in page
    assert "在办 1 件" in page
    assert f"/tickets/{number}" in page
    assert "上次说的事" in page


def test_a_number_that_never_called_is_new_and_half_a_number_says_nothing(taker):
    assert "首次来电" in popped(taker, "13899999999")
    assert popped(taker, "138").strip() == ""
    assert popped(taker, "").strip() == ""


def test_another_city_s_contacts_do_not_pop_up(taker):
    makers.opened(taker, at=clock.now(), text="四平的事")

    page = popped(makers.actor("220100-line_12345", Role.CALL_TAKER), "13800000001")

    assert "首次来电" in page
    assert "四平的事" not in page


def test_numbers_are_asked_for_in_the_body_so_that_they_stand_in_no_address(taker):
    assert client(taker).get("/register/number?caller.phone=13800000001").status_code == 405
    assert client(taker).get("/register/advice").status_code == 405


def test_the_picker_walks_down_from_the_own_province(taker):
    provinces = client(taker).get("/region-picker?parent=").json()
    cities = client(taker).get("/region-picker?parent=220000").json()

    assert provinces[0] == {
        "code": "220000", "name": "吉林省", "full_name": "吉林省", "level": "province", "leaf": False
    }  # fmt: skip
    assert {"code", "name", "full_name", "level", "leaf"} == set(cities[0])
    assert "四平市" in [row["name"] for row in cities]


def test_the_picker_finds_by_name_with_the_near_ones_first(taker):
    found = client(taker).get("/region-picker?q=铁西").json()

    assert found[0]["full_name"] == "吉林省四平市铁西区"
    assert len(found) <= 20


def test_the_picker_answers_nonsense_with_an_empty_list(taker):
    assert client(taker).get("/region-picker?q=幻想市").json() == []
    assert client(taker).get("/region-picker?parent=999999").json() == []
    assert client(taker).get("/region-picker?q=" + "长" * 200).json() == []


def test_a_whole_ticket_number_leads_straight_to_its_ticket(taker):
    number = makers.opened(taker, at=clock.now()).number

    assert client(taker).get(f"/search?q= {number} ")["Location"] == f"/tickets/{number}"
    assert (
        client(taker).get("/search?q=孩子 害怕")["Location"]
        == "/tickets/search?q=%E5%AD%A9%E5%AD%90+%E5%AE%B3%E6%80%95"
    )


def test_a_number_out_of_sight_leads_to_a_search_that_finds_nothing(taker):
    number = makers.opened(taker, at=clock.now()).number

    answer = client(makers.cast()["other_city"]).get(f"/search?q={number}")

    assert answer["Location"].startswith("/tickets/search?q=")


def test_the_language_is_changed_and_one_is_taken_back_where_one_was(taker):
    page = client(taker)

    answer = page.post("/language", {"language": "en", "next": "/register"})

    assert (answer.status_code, answer["Location"]) == (302, "/register")
    assert page.get("/", headers={"accept-language": "zh-hans"}).content.decode().find('lang="en"') > 0
    assert (
        page.post("/language", {"language": "en", "next": "https://example.org/"})["Location"] != "https://example.org/"
    )
