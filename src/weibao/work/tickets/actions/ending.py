"""Brings a ticket to its end: answering at once, not accepting, reviewing, following up, redoing, closing."""

from collections.abc import Mapping
from datetime import datetime

from weibao.advice.deadlines import api as deadlines
from weibao.advice.policy import api as policy
from weibao.foundation.kernel import crypto
from weibao.foundation.kernel.actor import Actor
from weibao.foundation.kernel.refusals import Refusal, RefusedError, noop, refuse_if
from weibao.foundation.kernel.scope import one_transaction
from weibao.people.directory import api as directory
from weibao.work.tickets import rules
from weibao.work.tickets.actions import steps
from weibao.work.tickets.actions.steps import Move
from weibao.work.tickets.actions.working import REPLY_WAYS, store_reply
from weibao.work.tickets.facts import facts_of
from weibao.work.tickets.models import Assignment, Ticket
from weibao.work.tickets.states import State, Verb

UNKNOWN_GROUND = Refusal("not_a_choice", noop("请选择不予受理的理由"))

# A direct answer explains; the profile's kinds of result are for work that was done.
ANSWER_RESULT = "explained"


@one_transaction
def answer(
    *, number: str, text: str, by: Actor, at: datetime, cites: str = "", way: str = "on_call", seen: int | None = None
) -> None:
    """Answer the caller at once and end the ticket as a direct answer (直接答复).

    The answer is the reply; no follow-up is owed because the caller heard it on the call, which the record says.
    Refused like every verb, and with ``urgent_kind`` or ``danger``.
    """
    ticket = steps.locked(number, Verb.ANSWER, by, seen)
    text = steps.needed(text, noop("答复内容"))
    store_reply(ticket, text=text, result=ANSWER_RESULT, way=way, cites=cites, by=by, at=at)
    # What is cited is typed freely, so it stands with the reply and not on the record, which is kept for ever.
    summary = (
        "当场答复（%(way)s），注明依据；已当面告知，不再回访"
        if cites.strip()
        else "当场答复（%(way)s）；已当面告知，不再回访"
    )
    _end(
        ticket,
        Verb.ANSWER,
        Move(
            steps.sentence(summary, way=REPLY_WAYS[way]),
            None,
            None,
            {"way": way, "digest": crypto.sm3(text.encode()).hex()},
            {"replied_at": at},
        ),
        by=by,
        at=at,
    )


@one_transaction
def not_accept(*, number: str, ground: str, told: str, by: Actor, at: datetime, seen: int | None = None) -> None:
    """End a ticket that is not for the hotline; ``told`` is what the caller was told, with where to go.

    ``ground`` is one of the profile's grounds (国办函〔2025〕66号). Refused like every verb, and with ``not_a_choice``.
    """
    ticket = steps.locked(number, Verb.NOT_ACCEPT, by, seen)
    rule = policy.load(ticket.profile).not_accepted_grounds.find(ground)
    if rule is None:
        raise RefusedError(UNKNOWN_GROUND)
    told = steps.needed(told, noop("告知内容"))
    _end(
        ticket,
        Verb.NOT_ACCEPT,
        Move(steps.sentence("不予受理：%(ground)s", ground=rule.label), None, None, {"ground": ground}, text=told),
        by=by,
        at=at,
    )


@one_transaction
def review(*, number: str, opinion: str, by: Actor, at: datetime, seen: int | None = None) -> None:
    """Accept the result on behalf of the office that gave the ticket; the call back to the caller is next.

    Refused like every verb.
    """
    ticket = steps.locked(number, Verb.REVIEW, by, seen)
    opinion = steps.needed(opinion, noop("审核意见"), least=0)
    unit_id = follow_up_unit(ticket)
    steps.stop_clocks(ticket, by=by, at=at)
    guard = steps.clock_for(ticket, steps.guard_of(ticket, State.FOLLOW_UP), unit_id, at=at)
    deadlines.start(clock=guard, by=by, at=at)
    move = Move(
        summary="审核通过，转回访",
        text=opinion,
        turn_unit_id=unit_id,
        due_at=deadlines.due_of(guard, at),
    )
    steps.finish(ticket, Verb.REVIEW, move, by=by, at=at)


@one_transaction
def follow_up(
    *,
    number: str,
    summary: str,
    text: str,
    reached: bool,
    facts: Mapping[str, object],
    by: Actor,
    at: datetime,
    seen: int | None = None,
) -> tuple[int, str]:
    """Put one attempt to call back on the ticket and return the ticket's id and path for the one who keeps the details.

    Refused like every verb. Evaluation keeps the answers; a ticket only knows whether anybody was reached.
    """
    ticket = steps.locked(number, Verb.FOLLOW_UP, by, seen)
    text = steps.needed(text, noop("回访情况"), least=0)
    move = Move(
        summary=summary,
        text=text,
        turn_unit_id=ticket.turn_unit_id,
        due_at=ticket.due_at,
        facts={"reached": reached, **facts},
        changes={"turn_person_id": by.id, **({"followed_up_at": at} if reached else {})},
    )
    steps.finish(ticket, Verb.FOLLOW_UP, move, by=by, at=at)
    return ticket.id, ticket.path


@one_transaction
def redo(*, number: str, reason: str, by: Actor, at: datetime, seen: int | None = None) -> None:
    """Send a ticket back to the unit that handled it, with a reason and a new clock.

    Refused like every verb, and with ``nothing_given`` or ``required``.
    """
    ticket = steps.locked(number, Verb.REDO, by, seen)
    reason = steps.needed(reason, noop("退回理由"))
    part = steps.lead(ticket)
    if part is None:
        raise RefusedError(rules.NOTHING_GIVEN)
    steps.stop_clocks(ticket, by=by, at=at)
    handle = steps.clock_for(ticket, policy.Step.HANDLE, part.to_unit_id, at=at)
    due_at = deadlines.due_of(handle, at)
    deadlines.start(clock=handle, by=by, at=at)
    Assignment.objects.filter(id=part.id).update(done_at=None, due_at=due_at)
    move = Move(
        summary="退回重办",
        text=reason,
        turn_unit_id=part.to_unit_id,
        due_at=due_at,
        facts={"redo": ticket.redo_count + 1},
        # The caller is to be told and asked again, so the earlier reply and call back no longer count.
        changes={"redo_count": ticket.redo_count + 1, "replied_at": None, "followed_up_at": None},
    )
    steps.finish(ticket, Verb.REDO, move, by=by, at=at)


@one_transaction
def close(*, number: str, reason: str, by: Actor, at: datetime, seen: int | None = None) -> None:
    """Close a ticket after its reply and its follow-up; without a follow-up only with a reason on record.

    Refused like every verb, and with ``no_reply`` or ``no_follow_up``.
    """
    ticket = steps.locked(number, Verb.CLOSE, by, seen)
    reason = steps.needed(reason, noop("办结说明"), least=0, longest=1000)
    refuse_if(rules.why_not_close(facts_of(ticket), reason=reason))
    _end(ticket, Verb.CLOSE, Move("办结", None, None, text=reason), by=by, at=at)


def follow_up_unit(ticket: Ticket) -> int:
    """Return the unit that calls back: the one with that duty where the ticket was taken, else the taker itself."""
    duty = policy.load(ticket.profile).duty(policy.DutyName.FOLLOW_UP)
    taker = steps.unit(ticket.intake_unit_id)
    if taker.kind in duty.kinds.get(taker.level, ()):
        return taker.id
    for kind in duty.kinds.get(taker.level, ()):
        if units := directory.find_units(kind, taker.region_code):
            return units[0].id
    return taker.id


def _end(ticket: Ticket, verb: Verb, move: Move, *, by: Actor, at: datetime) -> None:
    steps.stop_clocks(ticket, by=by, at=at)
    steps.finish(ticket, verb, move, by=by, at=at)
