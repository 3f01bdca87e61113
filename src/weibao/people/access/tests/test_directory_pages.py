"""The pages of the directory, seen by people who log in; they stand here because the directory knows no accounts."""

import pytest
from django.test import Client

from weibao.foundation.audit import api as audit
from weibao.foundation.kernel import clock
from weibao.foundation.kernel.actor import SYSTEM
from weibao.foundation.kernel.scope import acting_as
from weibao.people.access import makers
from weibao.people.access.roles import Role
from weibao.people.directory import api as directory
from weibao.people.directory import makers as directory_makers

pytestmark = [pytest.mark.django_db, pytest.mark.urls("weibao.people.access.tests.urls")]

COUNTY = "220322-civil_affairs"


def logged_in(role: Role = Role.HANDLER, unit_code: str = COUNTY) -> Client:
    client = Client()
    makers.log_in(client, makers.account("苏禾", unit_code, role, login="suhe"), unit_code)
    return client


def manager() -> Client:
    return logged_in(Role.SYSTEM_ADMIN, "220000-gov_services_bureau")


def unit_id(code: str) -> int:
    return directory.unit_by_code(code).id


def test_the_first_page_shows_the_units_of_one_s_own_region_beside_the_tree() -> None:
    page = logged_in().get("/directory/").text

    assert "吉林省四平市梨树县" in page
    assert "梨树县公安局" in page
    assert "双辽市" in page
    assert "伊通满族自治县公安局" not in page


def test_another_region_is_one_address_away() -> None:
    page = logged_in().get("/directory/?region=222400").text

    assert "延边朝鲜族自治州民政局" in page
    assert "敦化市" in page


def test_units_are_found_by_name_and_pinyin() -> None:
    client = logged_in()

    assert "伊通满族自治县民政局" in client.get("/directory/?q=伊通 民政").text
    assert "伊通满族自治县民政局" in client.get("/directory/?q=yitong").text
    assert "没有找到机构" in client.get("/directory/?q=xyz").text
    assert "只列出前" in client.get("/directory/?q=局").text


@pytest.mark.parametrize(
    ("query", "status"), [("?region=999999", 409), ("?region=abc", 409), ("?q=" + "长" * 200, 422)]
)
def test_odd_addresses_get_a_sentence(query: str, status: int) -> None:
    answer = logged_in().get(f"/directory/{query}")

    assert answer.status_code == status
    assert "Traceback" not in answer.text


def test_a_unit_s_page_shows_what_it_is_and_who_is_in_it() -> None:
    makers.account("田野", COUNTY, Role.HANDLER, login="tianye")

    page = logged_in().get(f"/directory/units/{unit_id(COUNTY)}").text

    assert "梨树县民政局" in page
    assert "未保办" in page
    assert "四平市民政局" in page
    assert "梨树县未成年人救助保护中心" in page
    assert "田野" in page


def test_the_page_speaks_english_too() -> None:
    client = logged_in()
    client.cookies["django_language"] = "en"

    assert "Civil affairs" in client.get(f"/directory/units/{unit_id(COUNTY)}").text


def test_unknown_units_and_people_are_not_found() -> None:
    client = manager()

    for address in ("units/999999", "units/999999/change", "people/999999/end", f"units/{'9' * 30}"):
        assert client.get(f"/directory/{address}").status_code == 404


def test_a_colleague_s_number_is_shown_on_request_and_that_is_on_record() -> None:
    person_id = directory_makers.person("白露", unit_id("220322-education"), phone="13900000001")
    client = logged_in()

    assert "13900000001" not in client.get(f"/directory/units/{unit_id('220322-education')}").text
    assert "13900000001" not in client.get(f"/directory/people/{person_id}/phone").text
    assert "13900000001" in client.post(f"/directory/people/{person_id}/phone").text

    with acting_as(SYSTEM):
        deeds = [entry.deed for entry in audit.timeline(f"person:{person_id}", by=SYSTEM)]
    assert deeds == ["directory.manage", "directory.reveal"]


def test_who_may_not_reveal_or_manage_is_told_so() -> None:
    person_id = directory_makers.person("白露", unit_id("220322-education"), phone="13900000001")
    intern = logged_in(Role.INTERN, "220300-line_12345")

    assert intern.post(f"/directory/people/{person_id}/phone").status_code == 403
    assert intern.post(f"/directory/people/{person_id}/end").status_code == 403
    assert intern.post(f"/directory/units/{unit_id(COUNTY)}/change", {"name": "x"}).status_code == 403
    assert intern.post(f"/directory/units/{unit_id(COUNTY)}/people/new", {"name": "x"}).status_code == 403
    assert "您没有维护机构通讯录的权限" in intern.get(f"/directory/units/{unit_id(COUNTY)}").text
    assert directory.unit(unit_id(COUNTY)).name == "梨树县民政局"


def test_a_manager_changes_a_unit() -> None:
    client = manager()
    address = f"/directory/units/{unit_id(COUNTY)}/change"
    assert 'value="梨树县民政局"' in client.get(address).text

    done = client.post(address, {"name": "梨树县民政局", "short_name": "梨树民政", "phone": "0434-5550000"})

    assert done["HX-Redirect"] == f"/directory/units/{unit_id(COUNTY)}"
    assert "0434-5550000" in client.get(f"/directory/units/{unit_id(COUNTY)}").text


@pytest.mark.parametrize(
    "typed", [{"name": "", "short_name": "x"}, {"name": "局\u202e", "short_name": "x"}, {"name": "局" * 101}]
)
def test_a_wrong_change_is_refused_in_the_form(typed: dict[str, str]) -> None:
    answer = manager().post(f"/directory/units/{unit_id(COUNTY)}/change", typed)

    assert answer.status_code == 422
    assert directory.unit(unit_id(COUNTY)).name == "梨树县民政局"


def test_a_manager_adds_somebody_and_takes_them_off_again() -> None:
    client = manager()
    unit = unit_id("220322-court")

    client.post(f"/directory/units/{unit}/people/new", {"name": "秦川", "title": "法官", "phone": ""})
    page = client.get(f"/directory/units/{unit}").text
    assert "秦川" in page

    (person,) = directory.people_of(unit, on=clock.day_of(clock.now()))
    assert "移出" in client.get(f"/directory/people/{person.id}/end").text
    done = client.post(f"/directory/people/{person.id}/end")
    again = client.post(f"/directory/people/{person.id}/end")

    assert done["HX-Redirect"] == f"/directory/units/{unit}"
    assert again.status_code == 422
    assert "已于" in again.text
    assert directory.people_of(unit, on=clock.day_of(clock.now())) == []
