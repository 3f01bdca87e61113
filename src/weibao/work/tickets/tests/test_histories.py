"""Random histories: whatever people try, in whatever order, no ticket is ever without a turn and a clock."""

from datetime import timedelta

import pytest
from django.db import connection
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from weibao.foundation.audit import api as audit
from weibao.foundation.kernel.actor import SYSTEM
from weibao.foundation.kernel.refusals import RefusedError
from weibao.foundation.kernel.scope import acting_as
from weibao.people.access.api import Role
from weibao.people.directory import api as directory
from weibao.work.tickets import api as tickets
from weibao.work.tickets import makers
from weibao.work.tickets.models import Assignment, Ticket
from weibao.work.tickets.states import ENDED, GUARD, State

_PEOPLE = (makers.SIPING_LINE, makers.PROVINCE, makers.SIPING, makers.LISHU, makers.LISHU_POLICE)
_TABLES = ("tickets_ticket", "tickets_assignment", "tickets_reply", "tickets_remark", "deadlines_clock", "audit_entry")


def snapshot() -> list[int]:
    counts = []
    with acting_as(SYSTEM), connection.cursor() as cursor:
        for table in _TABLES:
            cursor.execute(f"SELECT coalesce(sum(hashtext(t::text)::bigint), 0), count(*) FROM {table} t")
            counts += cursor.fetchone()
    return counts


class Histories(RuleBasedStateMachine):
    """People of five units do whatever comes to their mind with one ticket."""

    @initialize(category=st.sampled_from(["left_alone", "law_advice", "domestic_violence"]))
    def opens(self, category: str) -> None:
        self.at = makers.MORNING
        self.refused = 0
        taker = makers.actor(makers.SIPING_LINE, Role.CALL_TAKER)
        nature = "consult" if category == "law_advice" else "help"
        self.number = makers.opened(taker, category=category, request_type=nature).number

    def attempt(self, who: str, verb, **given) -> None:
        self.at += timedelta(minutes=37)
        by = makers.actor(who, Role.SHIFT_LEAD, Role.DISPATCHER, Role.HANDLER, Role.REVIEWER, Role.FOLLOW_UP_AGENT)
        before = snapshot()
        try:
            with acting_as(by):
                verb(number=self.number, by=by, at=self.at, **given)
        except RefusedError:
            self.refused += 1
            assert snapshot() == before, "a refusal changed something"

    who = st.sampled_from(_PEOPLE)

    @rule(who=who)
    def answers(self, who: str) -> None:
        self.attempt(who, tickets.answer, text="可以向民政部门申请")

    @rule(who=who, ground=st.sampled_from(["hard", "offline_work", "nonsense"]))
    def refers_up(self, who: str, ground: str) -> None:
        self.attempt(who, tickets.refer_up, ground=ground, opinion="需要研究")

    @rule(who=who, to=st.sampled_from(_PEOPLE))
    def dispatches(self, who: str, to: str) -> None:
        self.attempt(who, tickets.dispatch, to_unit_id=directory.unit_by_code(to).id, task="请处置")

    @rule(who=who)
    def signs(self, who: str) -> None:
        self.attempt(who, tickets.sign)

    @rule(who=who)
    def reports(self, who: str) -> None:
        self.attempt(who, tickets.report_progress, text="已联系")

    @rule(who=who, result=st.sampled_from(["solved", "explained", "nonsense"]))
    def replies(self, who: str, result: str) -> None:
        self.attempt(who, tickets.reply, text="已答复", result=result, way="phone")

    @rule(who=who)
    def reviews(self, who: str) -> None:
        self.attempt(who, tickets.review, opinion="")

    @rule(who=who, reached=st.booleans())
    def follows_up(self, who: str, *, reached: bool) -> None:
        self.attempt(who, tickets.follow_up, summary="回访", text="", reached=reached, facts={})

    @rule(who=who)
    def sends_back(self, who: str) -> None:
        self.attempt(who, tickets.redo, reason="没有解决")

    @rule(who=who, reason=st.sampled_from(["", "来电人不再联系"]))
    def closes(self, who: str, reason: str) -> None:
        self.attempt(who, tickets.close, reason=reason)

    @rule(who=who)
    def notes(self, who: str) -> None:
        self.attempt(who, tickets.note, text="备注一句")

    @invariant()
    def somebody_has_the_turn_and_a_clock_runs_or_it_has_ended(self) -> None:
        if not hasattr(self, "number"):
            return
        with acting_as(SYSTEM):
            ticket = Ticket.objects.get(number=self.number)
            view = tickets.view(self.number, by=SYSTEM)
        running = {(clock.name, clock.unit_id) for clock in view.clocks if clock.stopped_at is None}
        if State(ticket.state) in ENDED:
            assert (ticket.turn_unit_id, ticket.due_at, running) == (None, None, set())
            return
        assert ticket.turn_unit_id is not None
        assert (GUARD[State(ticket.state)], ticket.turn_unit_id) in running
        guards = [c for c in view.clocks if c.stopped_at is None and c.unit_id == ticket.turn_unit_id]
        assert ticket.due_at in {clock.due_at for clock in guards}

    @invariant()
    def a_closed_ticket_was_replied_to_and_its_parts_are_done(self) -> None:
        if not hasattr(self, "number"):
            return
        with acting_as(SYSTEM):
            ticket = Ticket.objects.get(number=self.number)
            open_parts = Assignment.objects.filter(ticket_id=ticket.id, done_at=None).count()
        if ticket.state == State.CLOSED:
            assert ticket.replied_at is not None
            assert open_parts == 0

    def teardown(self) -> None:
        if hasattr(self, "number"):
            with acting_as(SYSTEM):
                subject = f"ticket:{Ticket.objects.get(number=self.number).id}"
                assert audit.verify(subject).is_intact


@pytest.mark.slow
class TestHistories(TestCase):
    """Each history runs in a transaction of its own."""

    def test_no_history_leaves_a_ticket_without_turn_and_clock(self) -> None:
        run_state_machine_as_test(
            Histories,
            settings=settings(
                max_examples=25,
                stateful_step_count=30,
                deadline=None,
                derandomize=True,
                suppress_health_check=list(HealthCheck),
            ),
        )
