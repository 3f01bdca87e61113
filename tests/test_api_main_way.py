"""The main way of a ticket over HTTP, as another system would go it."""

from itertools import pairwise

import pytest
from django.test import Client

from weibao.people.access import makers as access_makers
from weibao.people.access.roles import Role
from weibao.people.directory import api as directory

pytestmark = pytest.mark.django_db

FORM = {
    "channel": "phone",
    "kind": "about_child",
    "text": "邻居家的孩子常常一个人等到很晚。",
    "caller": {"name": "周大伯", "phone": "138-0000-0001", "relation": "neighbour"},
    "place": {"region_code": "220322"},
    "request_type": "help",
    "category": "left_alone",
}


def client_of(name: str, unit: str, *roles: Role) -> Client:
    client = Client()
    access_makers.log_in(client, access_makers.account(name, unit, *roles, login=f"demo-{len(name)}-{unit}"), unit)
    return client


def post(client: Client, path: str, body: dict, **headers: str):
    return client.post(f"/api/v1{path}", body, content_type="application/json", headers=headers)


def test_a_report_goes_from_the_first_word_to_the_rating():
    taker = client_of("林静", "220300-line_12345", Role.CALL_TAKER)
    province = client_of("主任甲", "220000-protection_office", Role.DISPATCHER, Role.REVIEWER)
    county = client_of("科员乙", "220322-civil_affairs", Role.HANDLER)
    caller_back = client_of("回访员", "220300-line_12345", Role.FOLLOW_UP_AGENT)
    lishu = directory.unit_by_code("220322-civil_affairs")

    registered = post(taker, "/contacts", FORM)
    assert registered.status_code == 201, registered.content
    assert registered.json()["advice"]["next_step"] == "refer_up"
    number = registered.json()["ticket"]["number"]
    code = registered.json()["ticket"]["look_up_code"]

    steps = [
        (taker, "refer_up", {"ground": "offline_work", "opinion": "需入户"}),
        (province, "dispatch", {"unit_id": lishu.id, "task": "请入户核实"}),
        (county, "sign", {}),
        (county, "report_progress", {"text": "已联系村委会"}),
        (county, "reply", {"text": "已落实照护人", "result": "solved", "way": "phone"}),
        (province, "review", {"opinion": "同意"}),
        (
            caller_back,
            "follow_up",
            {
                "way": "phone",
                "reached": True,
                "contacted": True,
                "solved": True,
                "rating": "very_satisfied",
                "decision": "close",
            },
        ),
    ]
    for client, verb, body in steps:
        answer = post(client, f"/tickets/{number}/{verb}", body)
        assert answer.status_code == 200, (verb, answer.content.decode())
    ticket = taker.get(f"/api/v1/tickets/{number}").json()
    assert ticket["state"] == "closed"
    assert ticket["turn"] is None
    timeline = taker.get(f"/api/v1/tickets/{number}/timeline").json()
    assert [line["seq"] for line in timeline] == list(range(1, len(timeline) + 1))
    assert all(a["hash"] == b["previous_hash"] for a, b in pairwise(timeline))
    known = Client().get(f"/api/v1/public/tickets/{number}?code={code}")
    assert known.json()["state"] == "closed"
    assert Client().get(f"/api/v1/public/tickets/{number}?code=000000").status_code == 404


def test_a_repeated_request_gets_the_first_answer_and_another_body_is_refused():
    taker = client_of("林静", "220300-line_12345", Role.CALL_TAKER)

    first = post(taker, "/contacts", FORM, **{"Idempotency-Key": "abc"})
    again = post(taker, "/contacts", FORM, **{"Idempotency-Key": "abc"})
    other = post(taker, "/contacts", {**FORM, "text": "另一件事"}, **{"Idempotency-Key": "abc"})

    assert first.json() == again.json()
    assert other.status_code == 409
    assert other.json()["code"] == "key_reused"
    assert len(taker.get("/api/v1/tickets").json()["items"]) == 1


def test_a_refused_request_leaves_nothing_behind_and_names_the_fields():
    taker = client_of("林静", "220300-line_12345", Role.CALL_TAKER)

    answer = post(taker, "/contacts", {**FORM, "place": {"region_code": "000000"}, "caller": {"phone": "x"}})

    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    assert set(answer.json()["errors"]) == {"place.region_code", "caller.phone"}
    assert taker.get("/api/v1/tickets").json()["items"] == []


def test_nobody_reads_without_logging_in():
    assert Client().get("/api/v1/tickets").status_code == 401
