"""One ticket with everything about it that its page and its API answer show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from weibao.advice.deadlines import api as deadlines
from weibao.advice.policy import api as policy
from weibao.foundation.audit import api as audit
from weibao.foundation.kernel.actor import Actor
from weibao.foundation.kernel.refusals import Refusal, RefusedError
from weibao.people.directory import api as directory
from weibao.work.intake import api as intake
from weibao.work.tickets import numbers, rules, states
from weibao.work.tickets.facts import KIND, NOT_FOUND, facts_of
from weibao.work.tickets.models import Assignment, Remark, Reply, Ticket
from weibao.work.tickets.queries.lists import Row, row_from
from weibao.work.tickets.states import Verb


@dataclass(frozen=True, slots=True)
class AssignmentRow:
    """One unit's part, as the assignment tree shows it."""

    id: int
    parent_id: int | None
    order_number: str
    from_unit: str
    to_unit_id: int
    to_unit: str
    level: str
    role: str
    limit: str
    basis: str
    given_at: datetime
    due_at: datetime
    signed_at: datetime | None
    done_at: datetime | None


@dataclass(frozen=True, slots=True)
class ReplyRow:
    """What the caller was told."""

    at: datetime
    unit: str
    way: str
    result: str
    result_label: str
    text: str
    cites: str


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line of the timeline: the record's entry together with the words that belong to it."""

    seq: int
    at: datetime
    deed: str
    by: str
    unit: str
    summary: str
    text: str
    hash: str
    previous_hash: str


@dataclass(frozen=True, slots=True)
class VerbRow:
    """A verb and, where it is off, why."""

    verb: Verb
    label: str
    refusal: Refusal | None


@dataclass(frozen=True, slots=True)
class TicketView:
    """A ticket as its page shows it."""

    row: Row
    version: int
    owner_level: str
    owner_unit: str
    owner_unit_level: str
    intake_unit: str
    protection: str
    protection_label: str
    profile: str
    contact: intake.ContactView | None
    contact_id: int
    path: str
    assignments: Sequence[AssignmentRow]
    clocks: Sequence[deadlines.ClockRow]
    replies: Sequence[ReplyRow]


def ticket(number: str, *, by: Actor) -> Ticket:
    """Return the stored ticket that ``by`` may see. Refused with ``not_found``."""
    known = numbers.is_ticket_number(number)
    found = Ticket.objects.visible_to(by).filter(number=number).first() if known else None
    if found is None:
        raise RefusedError(NOT_FOUND)
    return found


def view(number: str, *, by: Actor, stored: Ticket | None = None) -> TicketView:
    """Return a ticket with its people masked, parts, clocks and replies; ``stored`` saves reading it again.

    Refused with ``not_found``.
    """
    stored = stored or ticket(number, by=by)
    profile = policy.load(stored.profile)
    category = profile.categories.find(stored.category)
    protection = category.protection.value if category else ""
    return TicketView(
        row=row_from(stored),
        version=stored.version,
        owner_level=stored.owner_level,
        owner_unit=(owner := directory.unit(stored.owner_unit_id)).name,
        owner_unit_level=owner.level.value,
        intake_unit=directory.unit(stored.intake_unit_id).name,
        protection=protection,
        protection_label=policy.PROTECTION_LABELS[category.protection] if category else "",
        profile=stored.profile,
        contact=intake.contact(stored.contact_id, by=by),
        contact_id=stored.contact_id,
        path=stored.path,
        assignments=assignments(stored.id),
        clocks=deadlines.clocks_of(deadlines.Subject(KIND, stored.id), by=by),
        replies=replies(stored.id, profile),
    )


def assignments(ticket_id: int) -> Sequence[AssignmentRow]:
    """Return the parts of a ticket, oldest first."""
    rows = []
    for part in Assignment.objects.filter(ticket_id=ticket_id).order_by("id"):
        to_unit = directory.unit(part.to_unit_id)
        rows.append(
            AssignmentRow(
                id=part.id,
                parent_id=part.parent_id,
                order_number=part.order_number,
                from_unit=directory.unit(part.from_unit_id).name,
                to_unit_id=part.to_unit_id,
                to_unit=to_unit.name,
                level=to_unit.level.value,
                role=part.role,
                limit=f"{part.limit_amount} {part.limit_unit}",
                basis=part.limit_basis,
                given_at=part.given_at,
                due_at=part.due_at,
                signed_at=part.signed_at,
                done_at=part.done_at,
            )
        )
    return rows


def replies(ticket_id: int, profile: policy.Profile) -> Sequence[ReplyRow]:
    """Return what the caller was told, oldest first."""
    rows = (
        Reply.objects.filter(ticket_id=ticket_id)
        .order_by("id")
        .values_list("at", "unit_id", "way", "result", "text", "cites")
    )
    return [
        ReplyRow(at, directory.unit(unit_id).name, way, result, _result_label(profile, result), text, cites)
        for at, unit_id, way, result, text, cites in rows
    ]


def timeline(number: str, *, by: Actor, stored: Ticket | None = None) -> Sequence[LogLine]:
    """Return the record of a ticket in order, each line with what the person wrote. Refused with ``not_found``."""
    stored = stored or ticket(number, by=by)
    remarks = dict(Remark.objects.filter(ticket_id=stored.id).values_list("seq", "text"))
    return [
        LogLine(
            seq=entry.seq,
            at=entry.at,
            deed=entry.deed,
            by=entry.by,
            unit=entry.unit,
            summary=entry.summary,
            text=remarks.get(entry.seq, ""),
            hash=entry.hash,
            previous_hash=entry.previous_hash,
        )
        for entry in audit.timeline(f"{KIND}:{stored.id}", by=by)
    ]


def verbs(number: str, *, by: Actor, stored: Ticket | None = None) -> Sequence[VerbRow]:
    """Return every verb with what stands in its way for ``by`` right now. Refused with ``not_found``."""
    facts = facts_of(stored or ticket(number, by=by))
    return [VerbRow(verb, states.VERB_LABELS[verb], rules.why_not(verb, facts, by)) for verb in Verb]


def _result_label(profile: policy.Profile, result: str) -> str:
    kind = profile.results.find(result)
    return kind.label if kind else result
