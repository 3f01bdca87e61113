"""What people and programs are told when something goes wrong before or outside a view."""

import logging
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from weibao.foundation.kernel import makers
from weibao.foundation.kernel.refusals import Refusal
from weibao.foundation.kernel.web import words

pytestmark = [pytest.mark.django_db, pytest.mark.urls("weibao.foundation.kernel.tests.fault_urls")]


@pytest.fixture(autouse=True)
def installation(settings):
    settings.MIDDLEWARE = makers.without_log_in(settings.MIDDLEWARE)
    settings.CSRF_FAILURE_VIEW = "weibao.foundation.kernel.faults.forged"


@pytest.fixture
def client():
    return makers.client(raises=False)


def test_an_address_behind_which_there_is_nothing_is_answered_with_a_sentence_and_ways_on(client):
    answer = client.get("/nowhere/<script>")

    assert answer.status_code == 404
    assert "没有找到，或者不在您的管辖范围内" in answer.text
    assert "回到我的工作" in answer.text
    assert "<script>" not in answer.text.split("</head>")[1]


@pytest.mark.parametrize(("path", "headers"), [("/api/v1/nowhere", {}), ("/nowhere", {"hx-request": "true"})])
def test_programs_and_drawers_get_a_problem_document(client, path, headers):
    answer = client.get(path, headers=headers)

    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "not_found"


def test_a_fault_is_told_by_the_number_under_which_the_log_has_it(client, caplog):
    with caplog.at_level(logging.ERROR, logger="weibao.faults"):
        answer = client.get("/broken?word=孩子")

    assert answer.status_code == 500
    number = re.search(r"故障编号 (\d+)", answer.text)[1]
    logged = [record.getMessage() for record in caplog.records if record.name == "weibao.faults"]
    assert logged == [f"fault {number} in GET /broken"]
    assert "孩子的姓名" not in answer.text


def test_a_fault_is_told_without_the_database(client):
    with CaptureQueriesContext(
        connection,
    ) as asked:
        answer = client.get("/broken")

    assert answer.status_code == 500
    assert len(asked) == 0


def test_a_fault_behind_the_interface_is_a_problem_document(client):
    answer = client.get("/api/v1/broken")

    assert answer.status_code == 500
    assert answer.json()["code"] == "fault"


def test_a_form_without_the_token_of_its_page_is_refused_and_told_what_to_do():
    answer = makers.client(checks_forms=True).post("/form", {"text": "写下的话"})

    assert answer.status_code == 403
    assert "页面已经过期" in answer.text
    assert "写下的话" not in answer.text


def test_a_body_that_is_too_large_is_told_so(client, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000

    answer = client.post("/form", {"text": "长" * 1000}, content_type="application/x-www-form-urlencoded")

    assert answer.status_code == 413
    assert "内容太大" in answer.text


def test_more_fields_than_any_form_has_are_told_so(client, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 3

    answer = client.post("/form", {f"field{number}": "x" for number in range(5)})

    assert answer.status_code == 413


def test_a_request_that_nobody_can_read_is_told_so(client):
    answer = client.get("/odd")

    assert answer.status_code == 400
    assert "浏览器发来的内容不完整" in answer.text


def test_what_is_denied_outside_a_rule_is_told_so(client):
    answer = client.get("/denied")

    assert answer.status_code == 403
    assert "您没有这项权限" in answer.text


def test_crawlers_are_told_that_nothing_is_for_them(client):
    assert "Disallow: /" in client.get("/robots.txt").text


def test_the_old_address_of_the_emblem_leads_to_it(client):
    assert client.get("/favicon.ico")["Location"] == "/static/weibao/emblem.svg"


def test_faults_are_answered_with_the_security_headers(client):
    for path in ("/nowhere", "/broken"):
        assert "script-src 'self'" in client.get(path)["Content-Security-Policy"]


def test_a_label_among_the_values_of_a_sentence_is_translated_with_it():
    refusal = Refusal("late", "%(month)s: %(name)s, %(count)d", {"month": "January", "name": "", "count": 3})

    with translation.override("zh-hans"):
        said = words(refusal)

    assert said == "一月: , 3"
