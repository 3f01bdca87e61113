"""The work on a ticket: signing for it, reporting progress, replying to the caller, notes."""

from datetime import datetime

from weibao.advice.deadlines import api as deadlines
from weibao.advice.policy import api as policy
from weibao.foundation.kernel import crypto, ids
from weibao.foundation.kernel.actor import Actor
from weibao.foundation.kernel.refusals import Refusal, RefusedError, noop, refuse_if
from weibao.foundation.kernel.scope import one_transaction
from weibao.work.tickets import rules, states
from weibao.work.tickets.actions import steps
from weibao.work.tickets.actions.steps import Move
from weibao.work.tickets.facts import KIND
from weibao.work.tickets.models import Assignment, Reply, Ticket
from weibao.work.tickets.states import State, Verb

UNKNOWN_RESULT = Refusal("not_a_choice", noop("请选择办理结果"))
UNKNOWN_WAY = Refusal("not_a_choice", noop("请选择答复方式"))

REPLY_WAYS = {
    "phone": noop("电话"),
    "visit": noop("当面"),
    "letter": noop("书面"),
    "sms": noop("短信"),
    "on_call": noop("通话中"),
    "not_wanted": noop("当事人不要求答复"),
}


@one_transaction
def sign(*, number: str, by: Actor, at: datetime, seen: int | None = None) -> None:
    """Sign for a ticket on behalf of the unit that it was given to. Refused like every verb."""
    ticket = steps.locked(number, Verb.SIGN, by, seen)
    part = _part(ticket)
    deadlines.stop(subject=deadlines.Subject(KIND, ticket.id), names=[policy.Step.SIGN.value], by=by, at=at)
    part.signed_at = at
    part.signed_by_id = by.id
    part.save(update_fields=["signed_at", "signed_by_id"])
    move = Move(
        summary=steps.sentence("%(unit)s签收", unit=by.unit_name),
        turn_unit_id=ticket.turn_unit_id,
        due_at=part.due_at,
        facts={"assignment": part.id},
        changes={"turn_person_id": by.id},
    )
    steps.finish(ticket, Verb.SIGN, move, by=by, at=at)


@one_transaction
def report_progress(*, number: str, text: str, by: Actor, at: datetime, seen: int | None = None) -> None:
    """Put progress on the record for the offices above (吉民发〔2022〕2号 二（二）2). Refused like every verb."""
    ticket = steps.locked(number, Verb.REPORT_PROGRESS, by, seen)
    text = steps.needed(text, noop("进展情况"))
    move = Move(
        summary="反馈进展",
        text=text,
        turn_unit_id=ticket.turn_unit_id,
        due_at=ticket.due_at,
        changes={"turn_person_id": by.id},
    )
    steps.finish(ticket, Verb.REPORT_PROGRESS, move, by=by, at=at)


@one_transaction
def reply(
    *,
    number: str,
    text: str,
    result: str,
    way: str,
    by: Actor,
    at: datetime,
    cites: str = "",
    seen: int | None = None,
) -> None:
    """Record what the caller was told and with what result; the parts of all units end and the review begins.

    ``result`` is one of the profile's result kinds, ``way`` one of REPLY_WAYS. Refused like every verb, and with
    ``not_a_choice``.
    """
    ticket = steps.locked(number, Verb.REPLY, by, seen)
    text = steps.needed(text, noop("答复内容"))
    kind = store_reply(ticket, text=text, result=result, way=way, cites=cites, by=by, at=at)
    Assignment.objects.filter(ticket_id=ticket.id, done_at=None).update(done_at=at)
    steps.stop_clocks(ticket, by=by, at=at)
    guard = steps.clock_for(ticket, steps.guard_of(ticket, State.REPLIED), ticket.owner_unit_id, at=at)
    deadlines.start(clock=guard, by=by, at=at)
    move = Move(
        summary=steps.sentence("答复当事人（%(way)s），结果：%(result)s", way=REPLY_WAYS[way], result=kind),
        turn_unit_id=ticket.owner_unit_id,
        due_at=deadlines.due_of(guard, at),
        facts={"result": result, "way": way, "digest": crypto.sm3(text.encode()).hex()},
        changes={"replied_at": at},
    )
    steps.finish(ticket, Verb.REPLY, move, by=by, at=at)


@one_transaction
def note(*, number: str, text: str, by: Actor, at: datetime) -> None:
    """Add a remark to the record of a ticket that the actor may see, ended ones included."""
    ticket = steps.locked(number, Verb.NOTE, by, None)
    text = steps.needed(text, noop("备注"), longest=2000)
    move = Move(
        summary="备注",
        text=text,
        turn_unit_id=ticket.turn_unit_id,
        due_at=ticket.due_at,
        changes={"turn_person_id": ticket.turn_person_id},
    )
    if State(ticket.state) in states.ENDED:
        steps.record(ticket, Verb.NOTE, move, by=by, at=at)
    else:
        steps.finish(ticket, Verb.NOTE, move, by=by, at=at)


def store_reply(ticket: Ticket, *, text: str, result: str, way: str, cites: str, by: Actor, at: datetime) -> str:
    """Store the words of a reply, already clean, and return the label of its result kind."""
    kind = policy.load(ticket.profile).results.find(result)
    refuse_if(UNKNOWN_RESULT if kind is None else None)
    refuse_if(UNKNOWN_WAY if way not in REPLY_WAYS else None)
    Reply(
        id=ids.new_id(at),
        ticket_id=ticket.id,
        assignment_id=ticket.assignment_id,
        unit_id=by.unit,
        by_id=by.id,
        at=at,
        way=way,
        result=result,
        text=text,
        cites=steps.needed(cites, noop("引用依据"), least=0, longest=300),
        path=ticket.path,
    ).save(force_insert=True)
    return kind.label if kind else ""


def _part(ticket: Ticket) -> Assignment:
    part = steps.lead(ticket)
    if part is None:
        raise RefusedError(rules.NOTHING_GIVEN)
    return part
