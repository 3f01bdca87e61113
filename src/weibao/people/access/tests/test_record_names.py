"""What access tells the record: what deeds are called, and which accounts a person's name means."""

import html

import pytest
from django.test import Client

from weibao.foundation.kernel.actor import SYSTEM
from weibao.foundation.kernel.scope import acting_as
from weibao.people.access import makers
from weibao.people.access.queries import accounts
from weibao.people.access.roles import Role

pytestmark = pytest.mark.django_db

OFFICE = "220000-protection_office"
COUNTY = "220322-civil_affairs"


def test_people_and_systems_are_found_by_their_whole_name() -> None:
    with acting_as(SYSTEM):
        first = makers.account("王芳", COUNTY, login="wangfang1")
        second = makers.account("王芳", OFFICE, login="wangfang2")
        makers.account("王芳芳", OFFICE, login="wangfangfang")

        assert sorted(accounts.named("王芳")) == sorted([first, second])
        assert accounts.named("王") == []


def test_an_auditor_finds_what_somebody_did_by_the_name_and_reads_what_it_was() -> None:
    number = makers.account("田野", COUNTY, Role.HANDLER, login="tianye")
    auditor = Client(headers={"accept-language": "zh-hans"})
    makers.log_in(auditor, makers.account("高远", OFFICE, Role.AUDITOR, login="gaoyuan"), OFFICE)
    login = Client().post("/login", {"login": "tianye", "password": makers.PASSWORD})

    page = html.unescape(auditor.get("/audit/?person=田野").text)

    assert login.status_code == 302
    assert f'class="wb-code wb-muted">{number}<' in page
    assert ">登录</td>" in page
