"""The main way of a ticket, from the first word to the end, and the refusals beside it."""

from datetime import timedelta

import pytest

from weibao.foundation.audit import api as audit
from weibao.foundation.kernel.actor import Actor
from weibao.foundation.kernel.refusals import InvalidError, RefusedError
from weibao.foundation.kernel.scope import acting_as
from weibao.people.directory import api as directory
from weibao.work.tickets import api as tickets
from weibao.work.tickets import makers
from weibao.work.tickets.makers import LISHU, MORNING, SIPING
from weibao.work.tickets.models import Assignment, Ticket
from weibao.work.tickets.states import State

pytestmark = pytest.mark.django_db


def unit_id(code: str) -> int:
    return directory.unit_by_code(code).id


def code_of(refused: pytest.ExceptionInfo[RefusedError]) -> str:
    return refused.value.refusal.code


def stored(number: str) -> Ticket:
    return Ticket.objects.get(number=number)


def do(by: Actor, verb, number: str, hours: float, **given):
    with acting_as(by):
        return verb(number=number, by=by, at=MORNING + timedelta(hours=hours), **given)


def test_a_hard_item_goes_up_down_and_home_again_with_a_turn_and_a_clock_at_every_step():
    cast = makers.cast()
    number = makers.opened(cast["taker"]).number

    do(cast["taker"], tickets.refer_up, number, 0.1, ground="offline_work", opinion="需要入户核实")
    order = do(cast["province"], tickets.dispatch, number, 1, to_unit_id=unit_id(SIPING), task="请核实并处置")
    do(cast["city"], tickets.sign, number, 2)
    do(cast["city"], tickets.dispatch, number, 3, to_unit_id=unit_id(LISHU), task="请入户")
    do(cast["county"], tickets.sign, number, 4)
    do(cast["county"], tickets.report_progress, number, 5, text="已联系村委会")
    do(cast["county"], tickets.reply, number, 8, text="已落实照护人", result="solved", way="phone")
    do(cast["province"], tickets.review, number, 9, opinion="处置得当")

    with acting_as(cast["province"]):
        row = tickets.view(number, by=cast["province"])
        assert order == "吉未保转〔2026〕1号"
        assert row.row.state == State.FOLLOW_UP
        assert row.row.turn_unit == directory.unit_by_code("220300-line_12345").short_name
        assert [(part.to_unit, part.level) for part in row.assignments] == [
            (directory.unit(unit_id(SIPING)).name, "city"),
            (directory.unit(unit_id(LISHU)).name, "county"),
        ]
        assert all(part.done_at for part in row.assignments)
        assert [clock.name for clock in row.clocks if clock.stopped_at is None] == ["follow_up"]
        deeds = [line.deed for line in tickets.timeline(number, by=cast["province"])]
    assert deeds == [
        "tickets.open",
        "tickets.refer_up",
        "tickets.dispatch",
        "tickets.sign",
        "tickets.dispatch",
        "tickets.sign",
        "tickets.report_progress",
        "tickets.reply",
        "tickets.review",
    ]


def test_advice_is_answered_at_once_and_cites_its_source():
    taker = makers.cast()["taker"]
    number = makers.opened(taker, request_type="consult", category="law_advice").number

    do(taker, tickets.answer, number, 0.1, text="可以向户籍地民政部门申请", cites="未成年人保护法 第九十七条")

    with acting_as(taker):
        view = tickets.view(number, by=taker)
        assert view.row.state == State.ANSWERED
        assert view.row.due_at is None
        assert view.replies[0].cites == "未成年人保护法 第九十七条"
        assert not [clock for clock in view.clocks if clock.stopped_at is None]


def test_a_matter_of_an_urgent_kind_cannot_be_answered_away():
    taker = makers.cast()["taker"]
    number = makers.opened(taker, request_type="report", category="domestic_violence").number

    with pytest.raises(RefusedError) as refused:
        do(taker, tickets.answer, number, 0.1, text="请自行协商")

    assert code_of(refused) == "urgent_kind"
    with acting_as(taker):
        assert stored(number).state == State.PENDING_DISPATCH
        assert len(audit.timeline(f"ticket:{stored(number).id}", by=taker)) == 1


def test_a_second_signature_is_refused_and_changes_nothing():
    cast = makers.cast()
    number = makers.opened(cast["taker"]).number
    do(cast["taker"], tickets.refer_up, number, 0.1, ground="hard", opinion="疑难")
    do(cast["province"], tickets.dispatch, number, 1, to_unit_id=unit_id(SIPING), task="请处置")
    do(cast["city"], tickets.sign, number, 2)

    with acting_as(cast["city"]):
        before = Ticket.objects.filter(number=number).values().get(), list(Assignment.objects.values())
    with pytest.raises(RefusedError) as refused:
        do(cast["city"], tickets.sign, number, 3)

    assert code_of(refused) == "wrong_state"
    with acting_as(cast["city"]):
        assert (Ticket.objects.filter(number=number).values().get(), list(Assignment.objects.values())) == before


def test_a_unit_whose_turn_it_is_not_is_refused():
    cast = makers.cast()
    number = makers.opened(cast["taker"]).number
    do(cast["taker"], tickets.refer_up, number, 0.1, ground="hard", opinion="疑难")

    with pytest.raises(RefusedError) as refused:
        do(cast["city"], tickets.dispatch, number, 1, to_unit_id=unit_id(LISHU), task="请处置")

    assert code_of(refused) == "other_unit"


def test_whoever_acts_on_an_old_page_is_told():
    cast = makers.cast()
    number = makers.opened(cast["taker"]).number
    do(cast["taker"], tickets.note, number, 0.05, text="来电人又来电")

    with pytest.raises(RefusedError) as refused:
        do(cast["taker"], tickets.refer_up, number, 0.1, ground="hard", opinion="疑难", seen=1)

    assert code_of(refused) == "stale"


def test_another_city_neither_sees_nor_touches_the_ticket():
    cast = makers.cast()
    number = makers.opened(cast["taker"]).number

    with acting_as(cast["other_city"]):
        assert not Ticket.objects.filter(number=number).exists()
        with pytest.raises(RefusedError) as refused:
            tickets.view(number, by=cast["other_city"])
    assert code_of(refused) == "not_found"


def test_a_bureau_sees_a_ticket_only_once_it_was_given_to_it():
    cast = makers.cast()
    number = makers.opened(cast["taker"]).number
    do(cast["taker"], tickets.refer_up, number, 0.1, ground="hard", opinion="疑难")
    do(cast["province"], tickets.dispatch, number, 1, to_unit_id=unit_id(LISHU), task="请处置")
    do(cast["county"], tickets.sign, number, 2)
    with acting_as(cast["police"]):
        assert not Ticket.objects.filter(number=number).exists()

    do(cast["county"], tickets.dispatch, number, 3, to_unit_id=cast["police"].unit_id, task="请核查")

    with acting_as(cast["police"]):
        assert tickets.view(number, by=cast["police"]).row.number == number
        assert tickets.find("陈小苗", by=cast["police"])[0].number == number


def test_a_ticket_cannot_be_given_upwards_sideways_or_in_a_circle():
    cast = makers.cast()
    number = makers.opened(cast["taker"]).number
    do(cast["taker"], tickets.refer_up, number, 0.1, ground="hard", opinion="疑难")
    do(cast["province"], tickets.dispatch, number, 1, to_unit_id=unit_id(SIPING), task="请处置")
    do(cast["city"], tickets.sign, number, 2)

    for target, code in ((makers.PROVINCE, "not_below"), (makers.CHANGCHUN, "not_below"), (SIPING, "own_unit")):
        with pytest.raises(RefusedError) as refused:
            do(cast["city"], tickets.dispatch, number, 3, to_unit_id=unit_id(target), task="请处置")
        assert code_of(refused) == code


def test_closing_needs_a_reply_and_a_call_back_or_a_reason():
    cast = makers.cast()
    number = makers.opened(cast["taker"]).number
    do(cast["taker"], tickets.refer_up, number, 0.1, ground="hard", opinion="疑难")
    do(cast["province"], tickets.dispatch, number, 1, to_unit_id=unit_id(LISHU), task="请处置")
    do(cast["county"], tickets.sign, number, 2)
    do(cast["county"], tickets.reply, number, 3, text="已处置", result="solved", way="phone")
    do(cast["province"], tickets.review, number, 4, opinion="")

    with pytest.raises(RefusedError) as refused:
        do(cast["caller_back"], tickets.close, number, 5, reason="")
    assert code_of(refused) == "no_follow_up"
    do(cast["caller_back"], tickets.close, number, 5, reason="来电人要求不再联系")

    with acting_as(cast["caller_back"]):
        assert stored(number).state == State.CLOSED


def test_a_redo_goes_back_to_the_unit_with_a_new_clock():
    cast = makers.cast()
    number = makers.opened(cast["taker"]).number
    do(cast["taker"], tickets.refer_up, number, 0.1, ground="hard", opinion="疑难")
    do(cast["province"], tickets.dispatch, number, 1, to_unit_id=unit_id(LISHU), task="请处置")
    do(cast["county"], tickets.sign, number, 2)
    do(cast["county"], tickets.reply, number, 3, text="已处置", result="solved", way="phone")

    do(cast["province"], tickets.redo, number, 4, reason="未说明照护安排")

    with acting_as(cast["province"]):
        view = tickets.view(number, by=cast["province"])
        assert view.row.state == State.IN_PROGRESS
        assert view.row.turn_unit_id == unit_id(LISHU)
        running = [clock for clock in view.clocks if clock.stopped_at is None]
        assert [(clock.name, clock.started_at) for clock in running] == [("handle", MORNING + timedelta(hours=4))]
        assert stored(number).replied_at is None


def test_wrong_fields_are_named_and_nothing_is_stored():
    taker = makers.cast()["taker"]

    with pytest.raises(InvalidError) as refused:
        makers.opened(taker, text="", place={"region_code": "999999"}, caller={"phone": "abc"}, category="left_alone")

    assert set(refused.value.faults) == {"text", "place.region_code", "caller.phone"}
    with acting_as(taker):
        assert not Ticket.objects.exists()


def test_a_silent_call_is_a_contact_without_a_ticket():
    taker = makers.cast()["taker"]

    opened = makers.opened(taker, kind="silent", text="")

    assert opened.contact_id
    assert not opened.number
