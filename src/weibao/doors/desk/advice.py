"""What the desk advises on a half-filled sheet: who owns the matter, by when, what to ask, what may be done."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext

from weibao.advice.policy import api as policy
from weibao.advice.routing import api as routing
from weibao.doors.desk import forms, labels, rules
from weibao.doors.desk.rules import Ending
from weibao.foundation.kernel import clock
from weibao.foundation.kernel.actor import Actor
from weibao.foundation.kernel.refusals import InvalidError, Refusal, RefusedError, noop
from weibao.foundation.kernel.web import words
from weibao.people.directory import api as directory
from weibao.people.regions import api as regions
from weibao.work.intake import api as intake
from weibao.work.tickets import api as tickets

_VERBS = {
    Ending.ANSWER: tickets.Verb.ANSWER,
    Ending.REFER_UP: tickets.Verb.REFER_UP,
    Ending.NOT_ACCEPT: tickets.Verb.NOT_ACCEPT,
}
# What a taker must know at once when a child may be in danger, in the order of asking.
_SAFETY = ("child_safe", "with_whom", "suspect_present", "medical_need", "weapon")
OPENED_BY_DANGER = ("safety", "suspect", "event")

SITUATION = noop("强制报告情形第%(numbers)s项")


@dataclass(frozen=True, slots=True)
class Source:
    """A text that something rests on, and what it says."""

    what: str
    basis: str
    is_default: bool


@dataclass(frozen=True, slots=True)
class Limit:
    """A time limit in words, with its basis."""

    step: str
    span: str
    basis: Source


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit that the matter may be given to, and why."""

    name: str
    role: str
    reason: str
    lead: bool


@dataclass(frozen=True, slots=True)
class Advice:
    """The right side of the desk.

    ``missing`` are sentences for what is still needed, ``refusal`` one for what cannot be so; the rest is empty until
    there is a matter. ``opens`` are sections that the sheet should show now.
    """

    missing: tuple[str, ...] = ()
    refusal: str = ""
    counted_only: bool = False
    urgency: str = ""
    grade: int = 1
    urgent_kind: str = ""
    lines: tuple[str, ...] = ()
    filings: tuple[str, ...] = ()
    next_step: str = ""
    reason: str = ""
    owner: str = ""
    owner_level: str = ""
    owner_reason: str = ""
    owner_basis: Source | None = None
    units: tuple[Unit, ...] = ()
    limits: tuple[Limit, ...] = ()
    sources: tuple[Source, ...] = ()
    questions: tuple[tuple[str, str], ...] = ()
    opens: tuple[str, ...] = ()


def why_not_end(filled: forms.Sheet, *, by: Actor, at: datetime) -> Mapping[Ending, Refusal | None]:
    """Return for each ending what stands in its way, were the sheet registered as it is now.

    The ticket's own rules are asked, so that the reason on the page is the gate's.
    """
    no_request = rules.why_not_end(filled.value("kind"), intake.KINDS_WITHOUT_REQUEST)
    profile = policy.active()
    try:
        request_type, category, urgency = _classified(filled, by)
    except InvalidError:
        # What is wrong with it is told beside its field; whether it may be answered is asked again when it is right.
        request_type, category, urgency = policy.RequestType.OTHER, None, policy.Urgency.NORMAL
    urgent = None
    if category is not None:
        facts = _facts((by.region_code,), request_type, category.key, urgency, by, at)
        urgent = routing.urgent_kind_of(facts, profile)
    ticket = tickets.TicketFacts(
        state=tickets.State.PENDING_DISPATCH,
        urgency=urgency.value,
        urgent_kind=urgent is not None,
        turn_unit_id=by.unit_id,
        owner_unit_id=by.unit_id or 0,
        intake_unit_id=by.unit_id or 0,
        assignment_id=None,
        replied=False,
        followed_up=False,
        version=1,
    )
    return {ending: no_request or tickets.why_not(_VERBS[ending], ticket, by) for ending in Ending}


def advice(filled: forms.Sheet, *, by: Actor, at: datetime) -> Advice:
    """Return what is advised for a sheet as it stands, missing and contradictory entries told in words."""
    if filled.value("kind") in intake.KINDS_WITHOUT_REQUEST:
        return Advice(counted_only=True)
    profile, today = policy.active(), clock.day_of(at)
    read = forms.read(filled, today, by.region_code)
    missing = [words(fault) for fault in read.faults.values()]
    places = tuple(_codes(read.form))
    if not places and not missing:
        missing.append(gettext("还没有事发地，暂按受理地判断归属"))
    if not filled.value("category"):
        missing.append(gettext("还没有事项分类，选定后显示时限和依据"))
    if not filled.value("request_type"):
        missing.append(gettext("还没有诉求性质"))
    try:
        request_type, category, urgency = _classified(filled, by)
        facts = _facts(places or (by.region_code,), request_type, category.key, urgency, by, at)
        given = routing.advise(facts, profile, directory.find_units)
    except InvalidError as error:
        return Advice(missing=tuple(missing), refusal=" ".join(words(fault) for fault in error.faults.values()))
    except RefusedError as error:
        return Advice(missing=tuple(missing), refusal=words(error.refusal))
    chosen, is_emergency = bool(filled.value("category")), filled.value("kind") == "emergency"
    if not (chosen or places or is_emergency or filled.value("request_type") or filled.value("urgency")):
        return Advice(missing=tuple(missing))
    urgent = given.urgent_kind
    danger = urgent is not None or urgency is policy.Urgency.CRITICAL or is_emergency
    return Advice(
        missing=tuple(missing),
        urgency=labels.named(profile.urgency(urgency, today)),
        grade=labels.grade(urgency),
        urgent_kind=labels.named(urgent) if urgent else "",
        lines=given.lines or (tuple(line.number for line in profile.emergency_lines.all(today)) if danger else ()),
        filings=tuple(dict.fromkeys(each.unit.name for each in given.filings)),
        next_step=policy.word(given.next_step, labels.language()),
        reason=labels.reason(given.reason),
        owner=regions.get(given.owner.region, today).full_name,
        owner_level=policy.word(given.owner.level, labels.language()),
        owner_reason=given.owner.reason,
        owner_basis=_source("", given.owner.basis),
        units=tuple(
            Unit(each.unit.name, _role(each.role), labels.reason(each.reason), each.role is routing.Role.LEAD)
            for each in given.proposals
        ),
        limits=tuple(_limit(step, rule) for step, rule in given.limits.items()) if chosen else (),
        sources=_sources(profile, category, request_type, given) if chosen else (),
        questions=_questions() if danger else (),
        opens=OPENED_BY_DANGER if danger else (),
    )


def documents() -> tuple[tuple[str, str], ...]:
    """Return what an answer may cite: the short form of each text of the profile, and its full title."""
    return tuple((each.cite, each.label) for each in policy.active().documents.all())


def _classified(filled: forms.Sheet, by: Actor) -> tuple[policy.RequestType, policy.Category, policy.Urgency]:
    """Return the classes that registering would give; refused as registering is."""
    contact = intake.Received(
        id=0,
        kind=filled.value("kind"),
        channel=filled.value("channel"),
        text="",
        request_type=filled.value("request_type"),
        category=filled.value("category"),
        urgency=filled.value("urgency"),
        region_code="",
        other_places=(),
        path=by.scope_path,
        unit_id=by.unit_id or 0,
        has_phone=False,
        wants_reply=True,
        at=clock.now(),
    )
    return tickets.classified(contact, policy.active())


def _facts(
    places: tuple[str, ...],
    request_type: policy.RequestType,
    category: str,
    urgency: policy.Urgency,
    by: Actor,
    at: datetime,
) -> routing.RoutingFacts:
    office = directory.unit(by.unit_id or 0)
    return routing.RoutingFacts(
        places=places,
        request_type=request_type,
        category=category,
        urgency=urgency,
        at_level=office.level,
        at_region=office.region_code,
        at_kind=office.kind,
        at_unit=office.id,
        on=clock.day_of(at),
    )


def _codes(form: Mapping[str, object]) -> list[str]:
    place, others = form.get("place"), form.get("other_places")
    first = place.get("region_code") if isinstance(place, dict) else None
    return [*([str(first)] if first else []), *(others if isinstance(others, list) else [])]


def _role(role: routing.Role) -> str:
    return gettext("主办") if role is routing.Role.LEAD else gettext("协办")


def _source(what: str, of: policy.Basis) -> Source:
    return Source(what, labels.basis(of), of.is_default)


def _limit(step: policy.Step, rule: policy.LimitRule) -> Limit:
    return Limit(policy.word(step, labels.language()), labels.span(rule.span), _source("", rule.basis))


def _sources(
    profile: policy.Profile,
    category: policy.Category,
    request_type: policy.RequestType,
    given: routing.RoutingAdvice,
) -> tuple[Source, ...]:
    """Return the texts that the chosen category rests on, each once."""
    found = [
        _source(policy.word(category.protection, labels.language()), category.basis),
        _source(gettext("诉求性质"), profile.request_type(request_type).basis),
        _source(gettext("下一步"), given.basis),
    ]
    if given.urgent_kind is not None:
        found.insert(0, _source(gettext("紧急类事项"), given.urgent_kind.basis))
    if category.report_situations:
        numbers = gettext("、").join(str(number) for number in category.report_situations)
        report = profile.documents.find("mandatory_report")
        found.insert(0, Source(gettext(SITUATION) % {"numbers": numbers}, report.cite if report else "", False))
    return tuple(dict.fromkeys(source for source in found if not source.is_default))


def _questions() -> tuple[tuple[str, str], ...]:
    """Return the questions of the safety check with the fields that take their answers."""
    group = intake.FORM["safety"]
    if isinstance(group, intake.Field):
        return ()
    return tuple((f"safety.{name}", gettext(group[name].label)) for name in _SAFETY)
