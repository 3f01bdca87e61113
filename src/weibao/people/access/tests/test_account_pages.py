"""The administrators' pages: what each shows, what each verb does, and why a button is off."""

import re

import pytest
from django.test import Client

from weibao.foundation.kernel import clock
from weibao.people.access import api as access
from weibao.people.access import makers
from weibao.people.access.models import Account, Grant
from weibao.people.access.roles import Role

pytestmark = [pytest.mark.django_db, pytest.mark.urls("weibao.people.access.tests.urls")]

DATA_BUREAU = "220000-gov_services_bureau"
COUNTY = "220322-civil_affairs"
CITY_BUREAU = "220300-gov_services_bureau"


def logged_in(role: Role, unit_code: str = DATA_BUREAU, login: str = "admin") -> Client:
    client = Client()
    makers.log_in(client, makers.account("石坚", unit_code, role, login=login), unit_code)
    return client


@pytest.fixture
def clerk() -> int:
    return makers.account("田野", COUNTY, Role.HANDLER, login="tianye")


@pytest.mark.parametrize("role", [role for role in Role if role not in access.ADMINISTRATORS])
def test_only_administrators_see_accounts(role: Role, clerk: int) -> None:
    client = logged_in(role)

    assert client.get("/accounts/").status_code == 403
    assert client.get(f"/accounts/{clerk}").status_code == 403


@pytest.mark.parametrize("role", sorted(access.ADMINISTRATORS))
def test_each_administrator_sees_the_accounts_of_the_region(role: Role, clerk: int) -> None:
    client = logged_in(role)

    page = client.get("/accounts/").text

    assert "田野" in page
    assert "梨树县民政局" in page
    assert client.get(f"/accounts/{clerk}").status_code == 200


def test_a_city_s_administrator_sees_no_account_of_another_city(clerk: int) -> None:
    makers.account("夏一苇", "220100-civil_affairs", login="elsewhere")
    client = logged_in(Role.SYSTEM_ADMIN, CITY_BUREAU)

    page = client.get("/accounts/").text

    assert "tianye" in page
    assert "elsewhere" not in page
    other = Account.objects.get(login="elsewhere").id
    assert client.get(f"/accounts/{other}").status_code == 404
    assert client.post(f"/accounts/{other}/suspend").status_code == 404


def test_the_list_is_narrowed_by_words_and_role(clerk: int) -> None:
    client = logged_in(Role.AUDITOR)

    assert "tianye" in client.get("/accounts/?q=梨树").text
    assert "tianye" not in client.get("/accounts/?q=不存在").text
    assert "没有符合条件的账号" in client.get("/accounts/?q=不存在").text
    assert "tianye" in client.get("/accounts/?role=handler").text
    assert "tianye" not in client.get("/accounts/?role=auditor").text
    assert client.get("/accounts/?role=king&q=%00&after=%00").status_code == 200


def test_the_list_goes_on_page_by_page(clerk: int) -> None:
    for number in range(55):
        makers.account(f"人{number}", COUNTY, login=f"clerk-{number:02}")
    client = logged_in(Role.AUDITOR)

    first = client.get("/accounts/").text
    link = re.search(r'href="(\?[^"]*after=[^"]+)"', first)
    assert link is not None
    second = client.get("/accounts/" + link[1].replace("&amp;", "&")).text

    logins = re.findall(r'class="wb-code">([a-z0-9-]+)<', first + second)
    assert len(logins) == len(set(logins)) == 57


def test_a_new_account_shows_its_password_once(clerk: int) -> None:
    client = logged_in(Role.SYSTEM_ADMIN)
    typed = {"name": "白露", "unit": "梨树县教育局", "title": "科员", "login": "bailu"}

    answer = client.post("/accounts/new", typed)

    account = Account.objects.get(login="bailu")
    password = re.search(r"<dd>([A-Za-z0-9]{4}(?:-[A-Za-z0-9]{4}){3})</dd>", answer.text)
    assert password is not None
    assert account.check_password(password[1])
    assert account.person is not None
    assert account.person.name == "白露"
    assert access.posts_of(account.id, at=clock.now()) == []


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"login": "tianye"}, "已被使用"),
        ({"login": "田野"}, "用户名应为"),
        ({"unit": "不存在的单位"}, "没有找到这个单位"),
        ({"unit": "民政局"}, "有多个单位符合"),
        ({"name": ""}, "wb-error"),
        ({"name": "白" * 61}, "wb-error"),
    ],
)
def test_a_wrong_account_keeps_what_was_typed_and_stores_nothing(
    clerk: int, changes: dict[str, str], sentence: str
) -> None:
    client = logged_in(Role.SYSTEM_ADMIN)
    typed = {"name": "白露", "unit": "梨树县教育局", "title": "科员", "login": "bailu"}
    before = Account.objects.count()

    answer = client.post("/accounts/new", typed | changes)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'value="科员"' in answer.text
    assert Account.objects.count() == before


def test_the_security_administrator_grants_and_takes_back(clerk: int) -> None:
    client = logged_in(Role.SECURITY_ADMIN)
    assert "授权" in client.get(f"/accounts/{clerk}/grants/new").text

    given = client.post(
        f"/accounts/{clerk}/grants/new", {"role": "dispatcher", "unit": "梨树县民政局", "until": "2099-12-31"}
    )
    grant = Grant.objects.get(account_id=clerk, role="dispatcher")
    assert given.status_code == 204
    assert given["HX-Redirect"] == f"/accounts/{clerk}"
    assert grant.active_until is not None
    assert clock.local(grant.active_until).isoformat() == "2099-12-31T23:59:59+08:00"
    assert "收回" in client.get(f"/accounts/{clerk}/grants/{grant.id}/withdraw").text

    client.post(f"/accounts/{clerk}/grants/{grant.id}/withdraw")

    assert "派单员" not in [role.label for post in access.posts_of(clerk, at=clock.now()) for role in post.roles]
    page = client.get(f"/accounts/{clerk}").text
    assert "已结束" in page


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"role": "handler"}, "已有这个角色"),
        ({"role": "king"}, "wb-error"),
        ({"until": "2001-01-01"}, "截止时间应晚于开始时间"),
        ({"until": "tomorrow"}, "wb-error"),
    ],
)
def test_a_wrong_grant_is_refused_in_the_form(clerk: int, typed: dict[str, str], sentence: str) -> None:
    client = logged_in(Role.SECURITY_ADMIN)
    usual = {"role": "dispatcher", "unit": "梨树县民政局", "until": ""}

    answer = client.post(f"/accounts/{clerk}/grants/new", usual | typed)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert Grant.objects.filter(account_id=clerk).count() == 1


def test_what_an_administrator_may_not_do_is_off_with_its_reason_and_refused_at_the_gate(clerk: int) -> None:
    system = logged_in(Role.SYSTEM_ADMIN)
    security = logged_in(Role.SECURITY_ADMIN, login="security")
    auditor_id = makers.account("文鉴", DATA_BUREAU, Role.AUDITOR, login="wenjian")

    assert "由安全管理员授权" in system.get(f"/accounts/{clerk}").text
    assert "不由系统管理员管理" in system.get(f"/accounts/{auditor_id}").text
    assert system.post(f"/accounts/{auditor_id}/reset").status_code == 409
    assert system.post(f"/accounts/{clerk}/grants/new", {"role": "leader", "unit": "梨树县民政局"}).status_code == 422
    assert security.post("/accounts/new", {}).status_code == 403
    assert security.post(f"/accounts/{clerk}/suspend").status_code == 403
    assert not Grant.objects.filter(account_id=clerk, role="leader").exists()


def test_the_system_administrator_suspends_restores_and_resets(clerk: int) -> None:
    client = logged_in(Role.SYSTEM_ADMIN)
    for verb in ("suspend", "restore", "reset"):
        assert client.get(f"/accounts/{clerk}/{verb}").status_code == 200

    client.post(f"/accounts/{clerk}/suspend")
    assert not Account.objects.get(id=clerk).is_active
    assert "已停用" in client.get(f"/accounts/{clerk}").text
    client.post(f"/accounts/{clerk}/restore")
    assert Account.objects.get(id=clerk).is_active
    answer = client.post(f"/accounts/{clerk}/reset")

    assert "一次性密码" in answer.text
    assert Account.objects.get(id=clerk).must_change_password


def test_unknown_accounts_and_grants_are_not_found(clerk: int) -> None:
    client = logged_in(Role.SECURITY_ADMIN)

    assert client.get("/accounts/999999").status_code == 404
    assert client.get(f"/accounts/{'9' * 30}").status_code == 404
    assert client.get(f"/accounts/{clerk}/grants/999999/withdraw").status_code == 404


def test_a_department_s_system_is_shown_as_one(clerk: int) -> None:
    from weibao.foundation.kernel.actor import SYSTEM
    from weibao.people.directory import api as directory

    made = access.create_api_client(
        login="police-lishu",
        name="梨树公安接口",
        unit_id=directory.unit_by_code("220322-police").id,
        by=SYSTEM,
        at=makers.EARLY,
    )
    client = logged_in(Role.SYSTEM_ADMIN)

    assert "梨树公安接口" in client.get("/accounts/").text
    assert "重置密码" not in client.get(f"/accounts/{made.account_id}").text
    assert client.post(f"/accounts/{made.account_id}/reset").status_code == 422
