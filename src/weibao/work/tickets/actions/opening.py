"""Opens a ticket: the one way in which a contact, through whatever channel, becomes work for somebody."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from weibao.advice.deadlines import api as deadlines
from weibao.advice.policy import api as policy
from weibao.advice.routing import api as routing
from weibao.foundation.audit import api as audit
from weibao.foundation.kernel import clock, crypto, events, ids, search
from weibao.foundation.kernel.actor import Actor
from weibao.foundation.kernel.refusals import InvalidError, Refusal, noop
from weibao.foundation.kernel.scope import one_transaction
from weibao.foundation.kernel.sharing import share
from weibao.people.directory import api as directory
from weibao.work.intake import api as intake
from weibao.work.intake.events import ContactReceived
from weibao.work.tickets import numbers, states
from weibao.work.tickets.actions import steps
from weibao.work.tickets.events import TicketOpened
from weibao.work.tickets.facts import KIND
from weibao.work.tickets.models import Ticket
from weibao.work.tickets.states import State

UNKNOWN_CATEGORY = Refusal("not_a_choice", noop("没有这个事项分类：%(value)s"))
UNKNOWN_REQUEST_TYPE = Refusal("not_a_choice", noop("没有这种诉求性质：%(value)s"))
UNKNOWN_URGENCY = Refusal("not_a_choice", noop("没有这个紧急程度：%(value)s"))
NOT_LOWERED = Refusal("not_lowered", noop("该事项分类的紧急程度不低于“%(least)s”，降低须由第二人决定"))

DEFAULT_CATEGORY = "policy_other"
OPEN = "tickets.open"


@dataclass(frozen=True, slots=True)
class Opened:
    """What registering gave: the contact always, a ticket with its look-up code where there was a request."""

    contact_id: int
    ticket_id: int | None
    number: str
    look_up_code: str
    state: str
    due_at: datetime | None
    advice: routing.RoutingAdvice | None


@one_transaction
def register(*, form: Mapping[str, object], by: Actor, at: datetime, simulated: bool = False) -> Opened:
    """Receive a contact and, when it carries a request, open and route its ticket.

    ``form`` has the nested shape of the registration form (forms.md section 2). Refused with ``no_permission``,
    ``no_unit`` or ``invalid``; then nothing is stored.
    """
    contact = intake.receive(form=form, by=by, at=at, simulated=simulated)
    received = ContactReceived(
        at=at, path=contact.path, unit_id=by.unit_id, contact_id=contact.id, channel=contact.channel, kind=contact.kind
    )
    if contact.kind in intake.KINDS_WITHOUT_REQUEST:
        events.publish(received)
        return Opened(contact.id, None, "", "", "", None, None)
    return _open(contact, received, by=by, at=at, simulated=simulated)


def classified(
    contact: intake.Received, profile: policy.Profile
) -> tuple[policy.RequestType, policy.Category, policy.Urgency]:
    """Return what kind of request this is; what the form leaves open comes from the category.

    An urgency may be given higher than the category's own, never lower. Refused with ``invalid``.
    """
    faults: dict[str, Refusal] = {}
    category = profile.categories.find(contact.category or DEFAULT_CATEGORY)
    if category is None:
        faults["category"] = UNKNOWN_CATEGORY.with_values(value=contact.category[:40])
    request_type = policy.RequestType.OTHER
    try:
        request_type = policy.RequestType(contact.request_type or policy.RequestType.OTHER)
    except ValueError:
        faults["request_type"] = UNKNOWN_REQUEST_TYPE.with_values(value=contact.request_type[:40])
    # A question about the law on a harm is not yet a child being harmed.
    asks_only = request_type is policy.RequestType.CONSULT
    urgency = policy.Urgency.NORMAL if asks_only or category is None else category.urgency
    if contact.urgency:
        try:
            given = policy.Urgency(contact.urgency)
        except ValueError:
            faults["urgency"] = UNKNOWN_URGENCY.with_values(value=contact.urgency[:20])
        else:
            least = profile.urgency(urgency)
            if urgency in _PRESSING and profile.urgency(given).rank > least.rank:
                faults["urgency"] = NOT_LOWERED.with_values(least=least.label)
            urgency = given
    if faults or category is None:
        raise InvalidError(faults)
    return request_type, category, urgency


# An ordinary matter may turn out to be complex; a pressing one may not be made ordinary by one person alone.
_PRESSING = frozenset({policy.Urgency.CRITICAL, policy.Urgency.URGENT})


def _open(contact: intake.Received, received: ContactReceived, *, by: Actor, at: datetime, simulated: bool) -> Opened:
    profile = policy.active()
    request_type, category, urgency = classified(contact, profile)
    office = directory.unit(contact.unit_id)
    advice = routing.advise(
        routing.RoutingFacts(
            places=tuple(filter(None, (contact.region_code, *contact.other_places))) or (by.region_code,),
            request_type=request_type,
            category=category.key,
            urgency=urgency,
            at_level=office.level,
            at_region=office.region_code,
            at_kind=office.kind,
            at_unit=office.id,
            on=clock.day_of(at),
        ),
        profile,
        directory.find_units,
    )
    code = numbers.look_up_code()
    parts = contact.path.strip("/").split("/")
    ticket = Ticket(
        id=ids.new_id(at),
        number=numbers.ticket_number(at),
        look_up_code=crypto.encrypt(code),
        contact_id=contact.id,
        channel=contact.channel,
        request_type=request_type.value,
        category=category.key,
        urgency=urgency.value,
        summary=intake.first_line(contact.text, 80),
        region_code=contact.region_code,
        path=contact.path,
        city_code=parts[1][:6] if len(parts) > 1 else "",
        county_code=parts[2][:6] if len(parts) > 2 else "",
        owner_level=advice.owner.level.value,
        state=states.FIRST.value,
        intake_unit_id=contact.unit_id,
        owner_unit_id=contact.unit_id,
        turn_unit_id=contact.unit_id,
        opened_at=at,
        profile=profile.name,
        simulated=simulated,
    )
    guard = steps.clock_for(ticket, steps.guard_of(ticket, State(ticket.state)), contact.unit_id, at=at)
    ticket.due_at = deadlines.due_of(guard, at)
    ticket.save(force_insert=True)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO tickets_text (ticket_id, path, words) VALUES (%s, %s, %s::tsvector)",
            [ticket.id, ticket.path, search.vector(contact.text)],
        )
    if not by.covers(ticket.path):
        share([(ticket.id, contact.unit_id), (contact.id, contact.unit_id)])
    deadlines.start(clock=guard, by=by, at=at)
    audit.record(
        subject=f"{KIND}:{ticket.id}",
        deed=OPEN,
        by=by,
        at=at,
        summary=steps.sentence("登记受理，建立工单 %(number)s", number=ticket.number),
        facts={
            "state": ticket.state,
            "channel": ticket.channel,
            "request_type": ticket.request_type,
            "category": ticket.category,
            "urgency": ticket.urgency,
            "owner_level": ticket.owner_level,
            "profile": ticket.profile,
        },
        path=ticket.path,
        opens=True,
    )
    opened = TicketOpened(
        at=at,
        path=ticket.path,
        unit_id=contact.unit_id,
        ticket_id=ticket.id,
        number=ticket.number,
        contact_id=contact.id,
        channel=ticket.channel,
        request_type=ticket.request_type,
        category=ticket.category,
        urgency=ticket.urgency,
    )
    events.publish_many([received, opened])
    return Opened(contact.id, ticket.id, ticket.number, code, ticket.state, ticket.due_at, advice)
