"""The stage on which a journey is played: each deed through the real action, then a look at what it led to."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from weibao.advice.deadlines import api as deadlines
from weibao.foundation.audit import api as audit
from weibao.foundation.kernel.actor import SYSTEM, Actor
from weibao.foundation.kernel.refusals import RefusedError
from weibao.foundation.kernel.scope import acting_as
from weibao.people.directory import api as directory
from weibao.simulation.cast import Cast
from weibao.simulation.timeline import Line, Timeline
from weibao.simulation.virtual_time import VirtualTime
from weibao.work.tickets import api as tickets

JILIN = "220000"

Result = TypeVar("Result")


class BrokenClaimError(Exception):
    """A journey did not go as product.md tells it."""


class Stage:
    """Plays the tickets of one journey one after another; ``number`` is the one that is played now."""

    def __init__(self, timeline: Timeline, start: datetime) -> None:
        self.timeline = timeline
        self.time = VirtualTime(start)
        self.cast = Cast(JILIN, at=start)
        self.cast.build_units()
        self.number = ""
        self._seen = 0
        self._before: tickets.TicketView | None = None

    def open(self, form: Mapping[str, Any], *, by: Actor) -> tickets.Opened:
        """Register a contact and go on with the ticket that it opened."""
        with acting_as(by):
            opened = tickets.register(form=form, by=by, at=self.time.now)
        self.claim(bool(opened.number and opened.look_up_code), "登记后建立了工单，并有查询码")
        self.number, self._seen, self._before = opened.number, 0, None
        self._look()
        return opened

    def do(self, action: Callable[..., Result], *, by: Actor, **values: Any) -> Result:
        """Do one deed on the ticket as ``by`` and return what the action returned."""
        with acting_as(by):
            result = action(number=self.number, by=by, at=self.time.now, **values)
        self._look()
        return result

    def refused(self, action: Callable[..., object], *, by: Actor, **values: Any) -> str:
        """Try a deed that must be refused, and return the refusal's code; the ticket stays as it was."""
        before = self.view()
        try:
            with acting_as(by):
                action(number=self.number, by=by, at=self.time.now, **values)
        except RefusedError as error:
            if self.view() != before:
                raise BrokenClaimError("被拒绝的操作改变了工单") from None
            return error.refusal.code
        raise BrokenClaimError("不该办成的操作办成了")

    def view(self) -> tickets.TicketView:
        """Return the ticket as the system sees it."""
        with acting_as(SYSTEM):
            return tickets.view(self.number, by=SYSTEM)

    def running(self) -> Sequence[deadlines.ClockRow]:
        """Return the clocks that run on the ticket."""
        return [each for each in self.view().clocks if each.stopped_at is None]

    def is_seen_by(self, actor: Actor) -> bool:
        """Return whether somebody can find the ticket, by the rule in the code and the lock in the database."""
        with acting_as(actor):
            return bool(tickets.find(self.number, by=actor))

    def claim(self, holds: bool, sentence: str) -> None:
        """Note what the story has proved. Raises BrokenClaimError when it has not."""
        if not holds:
            raise BrokenClaimError(f"{self.timeline.name}：{sentence}——未能成立")
        if sentence not in self.timeline.claims:
            self.timeline.claims.append(sentence)

    def claim_turn(self, state: tickets.State, actor: Actor, clock_name: str) -> None:
        """Claim that the ticket stands in ``state``, that it is the turn of the actor's unit and its clock runs."""
        view, unit_id = self.view(), actor.unit_id
        names = {each.name for each in self.running() if each.unit_id == unit_id}
        stands = view.row.state == state and view.row.turn_unit_id == unit_id and clock_name in names
        if not stands or view.row.due_at is None or view.row.due_at < self.time.now:
            raise BrokenClaimError(f"{self.timeline.name}：工单应处于{tickets.LABELS[state]}并由计时看住")
        self.claim(stands, "每一步都有该谁办、何时到期，时限在计时")

    def claim_intact(self) -> None:
        """Claim that nothing runs on the ended ticket any more and that its record is whole."""
        view = self.view()
        ended = view.row.turn_unit_id is None and view.row.due_at is None and not self.running()
        self.claim(ended, "办结后不再轮到任何单位，没有计时在走")
        report = audit.verify(f"ticket:{view.row.id}")
        self.claim(report.is_intact and report.entries >= len(self.record()), "操作记录的哈希链完整")

    def record(self, *, by: Actor = SYSTEM) -> Sequence[tickets.LogLine]:
        """Return the permanent record of the ticket as ``by`` may read it."""
        with acting_as(by):
            return tickets.timeline(self.number, by=by)

    def _look(self) -> None:
        """Add what is new on the record to the timeline, with where the ticket stood after it.

        A deed that leaves two lines (a call back that ends the ticket) moves the ticket with the second one.
        """
        view = self.view()
        fresh = self.record()[self._seen :]
        for entry in fresh[:-1]:
            self._add(entry, self._before or view)
        self._add(fresh[-1], view)
        self._seen += len(fresh)
        self._before = view

    def _add(self, entry: tickets.LogLine, view: tickets.TicketView) -> None:
        row = view.row
        self.timeline.lines.append(
            Line(
                at=entry.at,
                who=entry.by,
                unit=entry.unit,
                deed=entry.deed,
                summary=entry.summary,
                state=row.state,
                state_label=row.state_label,
                turn=directory.unit(row.turn_unit_id).short_name if row.turn_unit_id else "",
                due_at=row.due_at,
                ticket=row.number,
            )
        )
