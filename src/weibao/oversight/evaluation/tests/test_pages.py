"""The pages of a call back: what is asked, what is refused, and what follows."""

import pytest
from django.test import Client

from weibao.foundation.kernel import clock
from weibao.foundation.kernel.actor import SYSTEM
from weibao.foundation.kernel.scope import acting_as
from weibao.oversight.evaluation.models import FollowUp
from weibao.people.access import makers as access_makers
from weibao.people.access.api import Role
from weibao.people.directory import api as directory
from weibao.work.tickets import api as tickets
from weibao.work.tickets import makers

pytestmark = pytest.mark.django_db

REACHED = {"way": "phone", "reached": "yes", "contacted": "yes", "solved": "yes", "text": "谢谢"}


@pytest.fixture
def page() -> Client:
    client = Client()
    account = access_makers.account("何清", makers.SIPING_LINE, Role.FOLLOW_UP_AGENT, login="heqing-test")
    access_makers.log_in(client, account, makers.SIPING_LINE)
    return client


@pytest.fixture
def number() -> str:
    cast = makers.cast()
    at = clock.now()
    number = makers.opened(cast["taker"], at=at).number
    lishu = directory.unit_by_code(makers.LISHU).id
    for who, verb, given in (
        ("taker", tickets.refer_up, {"ground": "hard", "opinion": "疑难"}),
        ("province", tickets.dispatch, {"to_unit_id": lishu, "task": "请处置"}),
        ("county", tickets.sign, {}),
        ("county", tickets.reply, {"text": "已处置", "result": "solved", "way": "phone"}),
        ("province", tickets.review, {"opinion": ""}),
    ):
        with acting_as(cast[who]):
            verb(number=number, by=cast[who], at=at, **given)
    return number


def state_of(number: str) -> str:
    with acting_as(SYSTEM):
        return tickets.ticket(number, by=SYSTEM).state


def attempts() -> int:
    with acting_as(SYSTEM):
        return FollowUp.objects.count()


def test_the_list_shows_who_is_to_be_called_back(page, number):
    assert number in page.get("/follow-ups").content.decode()


def test_a_satisfied_caller_closes_the_ticket(page, number):
    form = page.get(f"/tickets/{number}/do/follow_up").content.decode()
    answer = page.post(f"/tickets/{number}/do/follow_up", REACHED | {"rating": "very_satisfied", "decision": "close"})

    assert "非常满意" in form
    assert answer.status_code == 302
    assert (state_of(number), attempts()) == ("closed", 1)


def test_an_unsatisfied_caller_sends_it_back_with_the_reason(page, number):
    page.post(
        f"/tickets/{number}/do/follow_up",
        REACHED | {"rating": "dissatisfied", "decision": "redo", "solved": "no", "text": "没有人来过"},
    )

    assert (state_of(number), attempts()) == ("in_progress", 1)


def test_an_unsatisfied_caller_without_a_reason_is_refused_and_nothing_is_recorded(page, number):
    answer = page.post(
        f"/tickets/{number}/do/follow_up",
        REACHED | {"rating": "dissatisfied", "decision": "redo", "text": ""},
        headers={"HX-Request": "true"},
    )

    assert answer.status_code == 422
    assert "不满意须写明原因" in answer.content.decode()
    assert (state_of(number), attempts()) == ("follow_up", 0)


def test_nobody_reached_needs_a_reason_to_close_and_the_attempt_is_undone_with_it(page, number):
    answer = page.post(
        f"/tickets/{number}/do/follow_up",
        {"way": "phone", "reached": "no", "decision": "close", "text": ""},
        headers={"HX-Request": "true"},
    )

    assert answer.status_code == 422
    assert "写明不回访的理由" in answer.content.decode()
    assert (state_of(number), attempts()) == ("follow_up", 0)


def test_three_attempts_are_enough(page, number):
    for _ in range(3):
        page.post(f"/tickets/{number}/do/follow_up", {"way": "phone", "reached": "no", "decision": "later"})

    answer = page.post(
        f"/tickets/{number}/do/follow_up",
        {"way": "phone", "reached": "no", "decision": "later"},
        headers={"HX-Request": "true"},
    )

    assert answer.status_code == 422
    assert "已按规定尝试 3 次" in answer.content.decode()
    assert attempts() == 3


def test_a_form_without_answers_comes_back(page, number):
    answer = page.post(f"/tickets/{number}/do/follow_up", {"text": "说了很多"}, headers={"HX-Request": "true"})

    assert answer.status_code == 422
    assert "说了很多" in answer.content.decode()
