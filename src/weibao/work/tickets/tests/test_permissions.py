"""The evaluator, the lists and the database agree on who sees what and who may do what."""

import pytest
from django.db import connection

from weibao.foundation.kernel.refusals import RefusedError
from weibao.foundation.kernel.scope import acting_as
from weibao.people.access.api import Role
from weibao.people.directory import api as directory
from weibao.work.tickets import api as tickets
from weibao.work.tickets import makers, truth_table
from weibao.work.tickets.models import Ticket
from weibao.work.tickets.states import Verb

UNITS = [
    "220000-protection_office",
    "220000-gov_services_bureau",
    "220000-education",
    "220300-line_12345",
    "220300-civil_affairs",
    "220300-police",
    "220322-civil_affairs",
    "220322-police",
    "220302-civil_affairs",
    "220100-line_12345",
    "220100-civil_affairs",
    "220122-civil_affairs",
]
PLACES = {
    "one county": {"place": {"region_code": "220322"}, "other_places": []},
    "two counties of one city": {"place": {"region_code": "220322"}, "other_places": ["220302"]},
    "two cities": {"place": {"region_code": "220322"}, "other_places": ["220122"]},
}


def raw_count(number: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM tickets_ticket WHERE number = %s", [number])
        return cursor.fetchone()[0]


@pytest.mark.django_db
@pytest.mark.parametrize("given_to", [None, "220322-police"])
@pytest.mark.parametrize("where", PLACES)
def test_evaluator_list_search_and_database_agree_on_who_sees_a_ticket(where: str, given_to: str | None):
    taker, province = makers.actor(makers.SIPING_LINE, Role.CALL_TAKER), makers.cast()["province"]
    opened = makers.opened(taker, **PLACES[where])
    with acting_as(taker):
        tickets.refer_up(number=opened.number, ground="hard", opinion="疑难", by=taker, at=makers.MORNING)
    if given_to:
        with acting_as(province):
            unit = directory.unit_by_code(given_to)
            tickets.dispatch(number=opened.number, to_unit_id=unit.id, task="请核查", by=province, at=makers.MORNING)
    with acting_as(province):
        path = tickets.view(opened.number, by=province).path

    for code in UNITS:
        unit = directory.unit_by_code(code)
        for role in (Role.HANDLER, Role.LEADER, Role.SYSTEM_ADMIN):
            by = makers.actor(code, role)
            shared = code in {given_to, makers.SIPING_LINE, makers.PROVINCE}
            expected = truth_table.sees(
                reads=truth_table.reads_tickets(role),
                oversees=unit.oversees,
                unit_path=unit.path,
                ticket_path=path,
                shared=shared,
            )
            with acting_as(by):
                in_database = raw_count(opened.number) == 1
                in_list = Ticket.objects.visible_to(by).filter(number=opened.number).exists()
                by_words = opened.ticket_id in tickets.ids_by_words("陈小苗", limit=10) or not in_database
            assert (in_database, in_list, by_words or not expected) == (expected, expected, True), (code, role)


def test_each_cell_of_the_table_is_decided_by_its_relation_and_role():
    for cell in truth_table.cells():
        if cell.relation is truth_table.Relation.NEITHER:
            assert cell.refusal == "not_found"
        elif cell.refusal == "" and cell.verb is not Verb.NOTE:
            assert cell.relation is truth_table.Relation.TURN


@pytest.mark.django_db
@pytest.mark.parametrize("verb", [verb for verb in Verb if verb is not Verb.NOTE])
def test_the_actions_refuse_what_the_table_refuses_and_change_nothing(verb: Verb):
    taker = makers.actor(makers.SIPING_LINE, Role.CALL_TAKER)
    number = makers.opened(taker).number
    everything = makers.actor(makers.SIPING, *Role, number=99)
    calls = {
        Verb.ANSWER: (tickets.answer, {"text": "可以申请"}),
        Verb.NOT_ACCEPT: (tickets.not_accept, {"ground": "petition", "told": "请找信访部门"}),
        Verb.REFER_UP: (tickets.refer_up, {"ground": "hard", "opinion": "疑难"}),
        Verb.DISPATCH: (tickets.dispatch, {"to_unit_id": directory.unit_by_code(makers.LISHU).id, "task": "请办"}),
        Verb.SIGN: (tickets.sign, {}),
        Verb.REPORT_PROGRESS: (tickets.report_progress, {"text": "进展"}),
        Verb.REPLY: (tickets.reply, {"text": "答复", "result": "solved", "way": "phone"}),
        Verb.REVIEW: (tickets.review, {"opinion": ""}),
        Verb.FOLLOW_UP: (tickets.follow_up, {"summary": "回访", "text": "", "reached": True, "facts": {}}),
        Verb.REDO: (tickets.redo, {"reason": "重办"}),
        Verb.CLOSE: (tickets.close, {"reason": "结束"}),
    }
    act, given = calls[verb]

    with acting_as(everything):
        before = Ticket.objects.filter(number=number).values().get()
    with pytest.raises(RefusedError) as refused, acting_as(everything):
        act(number=number, by=everything, at=makers.MORNING, **given)

    assert refused.value.refusal.code in {"other_unit", "wrong_state"}
    with acting_as(everything):
        assert Ticket.objects.filter(number=number).values().get() == before
        assert len(tickets.timeline(number, by=everything)) == 1
