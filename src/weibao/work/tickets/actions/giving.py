"""Passes a ticket on: up to the office that assesses it, down to the unit that handles it."""

from datetime import datetime

from weibao.advice.deadlines import api as deadlines
from weibao.advice.policy import api as policy
from weibao.foundation.kernel import clock, ids
from weibao.foundation.kernel.actor import Actor, Level
from weibao.foundation.kernel.refusals import Refusal, RefusedError, noop, refuse_if
from weibao.foundation.kernel.scope import one_transaction
from weibao.foundation.kernel.sharing import share
from weibao.people.directory import api as directory
from weibao.people.regions import api as regions
from weibao.work.tickets import numbers, rules
from weibao.work.tickets.actions import steps
from weibao.work.tickets.actions.steps import Move
from weibao.work.tickets.models import Assignment, Ticket
from weibao.work.tickets.states import State, Verb

UNKNOWN_GROUND = Refusal("not_a_choice", noop("请选择上报理由"))


@one_transaction
def refer_up(*, number: str, ground: str, opinion: str, by: Actor, at: datetime, seen: int | None = None) -> None:
    """Refer a ticket to the province's office, which studies and assesses it.

    ``ground`` is one of the profile's grounds (offline_work, hard, province_duty; 吉民发〔2022〕2号 二（二）1).
    Refused like every verb, and with ``not_a_choice`` or ``no_office_above``.
    """
    ticket = steps.locked(number, Verb.REFER_UP, by, seen)
    profile = policy.load(ticket.profile)
    rule = profile.grounds.find(ground)
    if rule is None:
        raise RefusedError(UNKNOWN_GROUND)
    opinion = steps.needed(opinion, noop("上报说明"))
    office = referral_office(profile, ticket)
    if office is None or by.belongs_to(office.id):
        raise RefusedError(rules.NO_OFFICE_ABOVE)
    steps.stop_clocks(ticket, by=by, at=at)
    guard = steps.clock_for(ticket, steps.guard_of(ticket, State.REFERRED_UP), office.id, at=at)
    deadlines.start(clock=guard, by=by, at=at)
    _show_to(ticket, office)
    move = Move(
        summary=steps.sentence("上报%(unit)s：%(ground)s", unit=office.name, ground=rule.label),
        text=opinion,
        turn_unit_id=office.id,
        due_at=deadlines.due_of(guard, at),
        facts={"ground": ground, "to_unit": office.id},
        changes={"owner_unit_id": office.id},
    )
    steps.finish(ticket, Verb.REFER_UP, move, by=by, at=at)


@one_transaction
def dispatch(
    *,
    number: str,
    to_unit_id: int,
    task: str,
    by: Actor,
    at: datetime,
    limit: policy.Span | None = None,
    seen: int | None = None,
) -> str:
    """Give a ticket to a unit with a limit; return the number of the referral order (未保热线转办单), if one is issued.

    A province office that gives a ticket issues an order; an office that was itself given it passes it down within
    its own limit. Without ``limit`` the profile's limit for handling holds. Refused like every verb, and with
    ``own_unit``, ``unit_gone``, ``not_below``, ``loop`` or ``longer_than_parent``.
    """
    ticket = steps.locked(number, Verb.DISPATCH, by, seen)
    task = steps.needed(task, noop("办理要求"))
    receiver = directory.unit(to_unit_id)
    giver = steps.unit(by.unit_id or 0)
    parent = steps.lead(ticket) if State(ticket.state) is State.IN_PROGRESS else None
    handle = steps.clock_for(ticket, policy.Step.HANDLE, receiver.id, at=at, given=limit)
    due_at = deadlines.due_of(handle, at)
    if parent is not None and limit is None:
        # Without a limit of its own the part below ends with the part above, never after it.
        due_at = min(due_at, parent.due_at)
    chain = Assignment.objects.filter(ticket_id=ticket.id, done_at=None).values_list("to_unit_id", flat=True)
    refuse_if(
        rules.why_not_give(
            unit_facts(receiver, at),
            giver=unit_facts(giver, at),
            chain=frozenset(chain),
            due_at=due_at,
            parent_due_at=parent.due_at if parent else None,
        )
    )
    order = ""
    if giver.level is Level.PROVINCE:
        order = numbers.order_number(short_name=regions.abbreviation(giver.region_code), at=at)
    assignment = Assignment(
        id=ids.new_id(at),
        ticket_id=ticket.id,
        parent_id=parent.id if parent else None,
        order_number=order,
        from_unit_id=giver.id,
        to_unit_id=receiver.id,
        limit_amount=handle.limit.amount,
        limit_unit=handle.limit.unit.value,
        limit_basis=str(handle.basis),
        given_at=at,
        given_by_id=by.id,
        due_at=due_at,
        path=ticket.path,
    )
    assignment.save(force_insert=True)
    if parent is None:
        steps.stop_clocks(ticket, by=by, at=at)
    sign = steps.clock_for(ticket, policy.Step.SIGN, receiver.id, at=at)
    deadlines.start_many(clocks=[sign, deadlines.due_by(handle, due_at)], by=by, at=at)
    _show_to(ticket, receiver)
    summary = "下发转办单 %(order)s，交%(unit)s办理" if order else "交%(unit)s办理"
    move = Move(
        summary=steps.sentence(summary, order=order, unit=receiver.name),
        text=task,
        turn_unit_id=receiver.id,
        due_at=deadlines.due_of(sign, at),
        facts={"to_unit": receiver.id, "order": order, "due_at": due_at.isoformat()},
        changes={"assignment_id": assignment.id, **({"owner_unit_id": giver.id} if parent is None else {})},
    )
    steps.finish(ticket, Verb.DISPATCH, move, by=by, at=at)
    return order


def referral_office(profile: policy.Profile, ticket: Ticket) -> directory.UnitRow | None:
    """Return the office to which this profile has tickets referred up: the highest that has the duty."""
    duty = profile.duty(policy.DutyName.REFERRAL)
    for level in duty.levels:
        for kind in duty.kinds[level]:
            region = _region_above(steps.unit(ticket.intake_unit_id).region_code, level)
            if units := directory.find_units(kind, region):
                return units[0]
    return None


def _region_above(code: str, level: Level) -> str:
    """Return the code of the division of ``level`` that holds ``code``, or is it; ``""`` when there is none."""
    above = [*regions.ancestors(code), regions.get(code)]
    return next((division.code for division in above if division.level is level), "")


def unit_facts(unit: directory.UnitRow, at: datetime) -> rules.UnitFacts:
    """Return what the rules need to know of a unit on the day of ``at``."""
    return rules.UnitFacts(unit.id, unit.name, unit.level, unit.path, active=unit.is_active(clock.day_of(at)))


def _show_to(ticket: Ticket, unit: directory.UnitRow) -> None:
    """Let a unit see the ticket that it is given; one that oversees the region sees it already."""
    if not (unit.oversees and ticket.path.startswith(unit.path)):
        share([(ticket.id, unit.id), (ticket.contact_id, unit.id)])
