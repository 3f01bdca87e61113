"""Loads the demonstration: the units of Jilin, its demo accounts and some hundred tickets, through the real actions.

All tickets come in one transaction, because a sweep of the clocks that saw a history half told would call kept limits
broken; whoever is killed on the way has left no ticket behind and begins anew.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from weibao.advice.deadlines import api as deadlines
from weibao.foundation.audit import api as audit
from weibao.foundation.kernel.actor import SYSTEM, Actor
from weibao.foundation.kernel.refusals import Refusal, noop, refuse_if
from weibao.foundation.kernel.scope import acting_as
from weibao.oversight.evaluation import api as evaluation
from weibao.people.access import api as access
from weibao.simulation.cast import Cast, unit
from weibao.simulation.histories import PROVINCE, Deed, History, Seat, in_order
from weibao.simulation.province import histories
from weibao.work.tickets import api as tickets
from weibao.work.tickets.api import Verb

NOT_A_DEMO = Refusal("not_a_demo", noop("只有演示系统才能载入演示数据（WEIBAO_DEMO=1）"))

_SUBJECT, _LOADED = f"region:{PROVINCE}", "simulation.load"

Say = Callable[[str], None]


def is_loaded() -> bool:
    """Return whether the demonstration is complete; the record says so in the transaction that made it."""
    with acting_as(SYSTEM):
        return any(entry.deed == _LOADED for entry in audit.timeline(_SUBJECT, by=SYSTEM))


def load(count: int, now: datetime, *, say: Say) -> int:
    """Load ``count`` tickets whose histories end at ``now`` and return how many deeds it took, 0 when all was there.

    Refused with ``not_a_demo`` in an installation that is none.
    """
    refuse_if(None if settings.WEIBAO_DEMO else NOT_A_DEMO)
    if is_loaded():
        return 0
    cast = Cast(PROVINCE, at=now)
    cast.build_units()
    with acting_as(SYSTEM):
        access.create_demo_accounts(at=now)
    planned = histories(count, now)
    with transaction.atomic():
        deeds = _perform(planned, cast, say)
        with acting_as(SYSTEM):
            audit.record(
                subject=_SUBJECT,
                deed=_LOADED,
                by=SYSTEM,
                at=now,
                summary="演示数据载入完毕",
                facts={"tickets": count, "deeds": deeds},
            )
    deadlines.sweep(at=now)
    return deeds


def _perform(planned: Sequence[History], cast: Cast, say: Say) -> int:
    """Do everything in the order of time and return how many deeds it was."""
    numbers: dict[int, str] = {}
    order = in_order(planned)
    told = 0
    for place, (at, history, deed) in enumerate(order):
        if deed is None:
            numbers[history] = _open(planned[history], _actor(planned[history].by, cast), at)
        else:
            _do(numbers[history], deed, cast)
        percent = (place + 1) * 100 // len(order)
        if percent >= told + 5:
            told = percent - percent % 5
            say(f"演示数据 {told}%")
    return len(order)


def _open(history: History, by: Actor, at: datetime) -> str:
    with acting_as(by):
        return tickets.register(form=history.form, by=by, at=at).number


def _do(number: str, deed: Deed, cast: Cast) -> None:
    by = _actor(deed.by, cast)
    values = dict(deed.values)
    if isinstance(to := values.pop("to", None), Seat):
        values["to_unit_id"] = unit(to.kind, to.region_code).id
    with acting_as(by):
        _ACTIONS[deed.verb](number=number, by=by, at=deed.at, **values)


def _actor(seat: Seat, cast: Cast) -> Actor:
    return cast.of(unit(seat.kind, seat.region_code), seat.role)


def _follow_up(*, rating: str, reached: bool, **values: Any) -> None:
    solved = rating not in {"dissatisfied", "very_dissatisfied"}
    answers = evaluation.Answers(contacted=True, solved=solved, rating=rating) if reached else evaluation.Answers()
    evaluation.follow_up(reached=reached, answers=answers, **values)


_ACTIONS: Mapping[Verb, Callable[..., object]] = {
    Verb.ANSWER: tickets.answer,
    Verb.NOT_ACCEPT: tickets.not_accept,
    Verb.REFER_UP: tickets.refer_up,
    Verb.DISPATCH: tickets.dispatch,
    Verb.SIGN: tickets.sign,
    Verb.REPORT_PROGRESS: tickets.report_progress,
    Verb.REPLY: tickets.reply,
    Verb.REVIEW: tickets.review,
    Verb.FOLLOW_UP: _follow_up,
    Verb.REDO: tickets.redo,
    Verb.NOTE: tickets.note,
}
