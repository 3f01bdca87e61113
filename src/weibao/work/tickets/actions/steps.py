"""What every verb has in common: lock, ask, change, record, tell."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from weibao.advice.deadlines import api as deadlines
from weibao.advice.policy import api as policy
from weibao.foundation.audit import api as audit
from weibao.foundation.kernel import clock, crypto, events, ids, texts
from weibao.foundation.kernel.actor import Actor
from weibao.foundation.kernel.refusals import Refusal, RefusedError, noop, refuse_if
from weibao.people.directory import api as directory
from weibao.work.tickets import numbers, rules, states
from weibao.work.tickets.events import TicketMoved
from weibao.work.tickets.facts import KIND, NOT_FOUND, facts_of
from weibao.work.tickets.models import Assignment, Remark, Ticket
from weibao.work.tickets.states import State, Verb

TOO_SHORT = Refusal("required", noop("请填写%(label)s"))
NOT_STORABLE = Refusal("not_storable", noop("%(label)s含有无法保存的字符"))
TOO_LONG = Refusal("too_long", noop("%(label)s最多 %(limit)d 个字"))
LONGEST = 4000


@dataclass(frozen=True, slots=True)
class Move:
    """What a verb changes besides the state: whose turn it is next, by when, and what goes on the record."""

    summary: str
    turn_unit_id: int | None
    due_at: datetime | None
    facts: Mapping[str, object] = field(default_factory=dict)
    changes: Mapping[str, object] = field(default_factory=dict)
    text: str = ""


def locked(number: str, verb: Verb, by: Actor, seen: int | None) -> Ticket:
    """Return the ticket, locked, once nothing stands in the way of ``verb``.

    Refused with ``not_found``, ``stale``, ``wrong_state``, ``no_permission``, ``other_unit`` or the verb's own code.
    """
    known = numbers.is_ticket_number(number)
    ticket = Ticket.objects.select_for_update().filter(number=number).first() if known else None
    if ticket is None:
        raise RefusedError(NOT_FOUND)
    facts = facts_of(ticket)
    refuse_if(rules.why_stale(facts, seen))
    refuse_if(rules.why_not(verb, facts, by))
    return ticket


def finish(ticket: Ticket, verb: Verb, move: Move, *, by: Actor, at: datetime) -> None:
    """Store what the verb changed, write its line on the record and publish it."""
    state = states.after(State(ticket.state), verb)
    if state is None:  # locked() has asked already
        raise RefusedError(rules.WRONG_STATE)
    ticket.state = state.value
    ticket.turn_unit_id = move.turn_unit_id
    ticket.due_at = move.due_at
    ticket.version += 1
    changed = {"state", "turn_unit_id", "turn_person_id", "due_at", "version", *move.changes}
    ticket.turn_person_id = None
    for name, value in move.changes.items():
        setattr(ticket, name, value)
    if state in states.ENDED:
        ticket.ended_at = at
        changed.add("ended_at")
    ticket.save(update_fields=sorted(changed))
    record(ticket, verb, move, by=by, at=at)
    events.publish(
        TicketMoved(
            at=at,
            path=ticket.path,
            unit_id=ticket.turn_unit_id or by.unit_id,
            ticket_id=ticket.id,
            number=ticket.number,
            verb=verb.value,
            state=state.value,
            by_unit_id=by.unit_id,
        )
    )


def record(ticket: Ticket, verb: Verb, move: Move, *, by: Actor, at: datetime) -> None:
    """Write the verb's line on the ticket's record.

    What a person wrote may speak of a child, so it is kept beside the record and only its digest goes on it: the
    record stays free of children's data, and a changed remark is still found.
    """
    facts: dict[str, object] = {"state": ticket.state, **move.facts}
    if move.text:
        facts["digest"] = crypto.sm3(move.text.encode()).hex()
    seq = audit.record(
        subject=f"{KIND}:{ticket.id}",
        deed=rules.deed(verb),
        by=by,
        at=at,
        summary=move.summary,
        facts=facts,
        path=ticket.path,
    )
    if move.text:
        remark = Remark(
            id=ids.new_id(at),
            ticket_id=ticket.id,
            seq=seq,
            verb=verb.value,
            text=move.text,
            by_id=by.id,
            at=at,
            path=ticket.path,
        )
        remark.save(force_insert=True)


def clock_for(
    ticket: Ticket, step: policy.Step, unit_id: int, *, at: datetime, given: policy.Span | None = None
) -> deadlines.NewClock:
    """Return the clock of ``step`` for ``unit_id``; ``given`` replaces the profile's limit where an office set one."""
    rule = policy.load(ticket.profile).limit(
        step=step,
        request_type=policy.RequestType(ticket.request_type),
        urgency=policy.Urgency(ticket.urgency),
        on=clock.day_of(at),
    )
    return deadlines.NewClock(
        subject=deadlines.Subject(KIND, ticket.id),
        name=step.value,
        limit=given or rule.span,
        basis=rule.basis,
        path=ticket.path,
        unit_id=unit_id,
        warn_before=rule.warn_before if given is None else None,
    )


def guard_of(ticket: Ticket, state: State) -> policy.Step:
    """Return the step whose clock guards ``state`` under the profile that the ticket runs by."""
    return policy.load(ticket.profile).waiting(policy.WaitingState(state.value)).clock


def sentence(text: str, **values: object) -> str:
    """Return a line for the record: records are written in Chinese and never translated afterwards."""
    return text % values


def stop_clocks(ticket: Ticket, *, by: Actor, at: datetime) -> None:
    """Stop every running clock of the ticket; each ends met or late by its own due time."""
    deadlines.stop_all(subject=deadlines.Subject(KIND, ticket.id), by=by, at=at)


def unit(unit_id: int) -> directory.UnitRow:
    """Return a unit of the directory."""
    return directory.unit(unit_id)


def lead(ticket: Ticket) -> Assignment | None:
    """Return the assignment that is being worked on."""
    return Assignment.objects.filter(id=ticket.assignment_id).first() if ticket.assignment_id else None


def needed(text: str, label: str, *, least: int = 2, longest: int = LONGEST) -> str:
    """Return ``text`` as it is kept; refused with ``required``, ``too_long`` or ``not_storable``."""
    clean = texts.clean(text)
    if clean is None:
        raise RefusedError(NOT_STORABLE.with_values(label=label))
    if len(clean) < least:
        raise RefusedError(TOO_SHORT.with_values(label=label))
    if len(clean) > longest:
        raise RefusedError(TOO_LONG.with_values(label=label, limit=longest))
    return clean
