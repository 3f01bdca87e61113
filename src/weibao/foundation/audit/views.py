"""The audit view (审计): the record by person, deed, day and subject, one entry with its hashes, chains and seals."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from weibao.foundation.audit import names, presenting
from weibao.foundation.audit.actions import looking
from weibao.foundation.audit.queries import chains
from weibao.foundation.audit.queries.entries import FoundPage
from weibao.foundation.audit.queries.seals import sealed_before
from weibao.foundation.audit.rules.content import why_not_subject
from weibao.foundation.audit.rules.reading import why_not_read
from weibao.foundation.kernel import asked, clock
from weibao.foundation.kernel.refusals import refuse_if
from weibao.foundation.kernel.web import StaffRequest

PAGE = 50
_BIGGEST = 2**63


@require_GET
def entries(request: StaffRequest) -> HttpResponse:
    """Show the record, newest first, narrowed by person (name or account number), deed, day and subject."""
    refuse_if(why_not_read(request.actor, PAGE))
    person, deed, subject = (asked.text(request, each) for each in ("person", "deed", "subject"))
    day = asked.day(request, "day")
    people = _people(person)
    found = FoundPage((), "")
    if (people or not person) and (not subject or why_not_subject(subject) is None):
        found = looking.look_up(
            by=request.actor,
            at=clock.now(),
            actor_ids=people,
            deed=deed,
            day=day,
            subject=subject,
            cursor=request.GET.get("cursor", ""),
            limit=PAGE,
        )
    facts = {
        "menu_key": "audit",
        "tabs": _tabs("entries"),
        "rows": presenting.rows(found.entries),
        "deeds": presenting.deed_choices(),
        "filters": {"person": person, "deed": deed, "subject": subject, "day": day.isoformat() if day else ""},
        "is_narrowed": bool(person or deed or subject or day),
        "next_url": _next(request, found.next_cursor),
    }
    return render(request, "audit/entries.html", facts)


@require_GET
def entry(request: StaffRequest, subject: str, seq: int) -> HttpResponse:
    """Show one entry with everything its hash covers: a drawer, or a page of its own where there are no scripts."""
    found = chains.entry(subject, seq, by=request.actor)
    facts = {"menu_key": "audit", "entry": found, "deed_name": presenting.deed_name(found.deed)}
    return render(request, "audit/entry.html" if _is_fragment(request) else "audit/entry_page.html", facts)


@require_http_methods(["GET", "POST"])
def chain(request: StaffRequest, subject: str) -> HttpResponse:
    """Show the chain of a subject and how far it is sealed; posted, walk it and say whether it is whole."""
    by, at = request.actor, clock.now()
    finding = None
    if request.method == "POST":
        finding = presenting.finding(looking.verify_chain(subject=subject, by=by, at=at))
        if _is_fragment(request):
            return render(request, "audit/finding.html", {"finding": finding})
    state, found = looking.read_chain(subject=subject, by=by, at=at, cursor=request.GET.get("cursor", ""))
    facts = {
        "menu_key": "audit",
        "state": state,
        "finding": finding,
        "rows": presenting.rows(found.entries),
        "next_url": _next(request, found.next_cursor),
    }
    return render(request, "audit/chain.html", facts)


@require_GET
def seals(request: StaffRequest) -> HttpResponse:
    """Show the daily seals, the newest first."""
    refuse_if(why_not_read(request.actor, PAGE))
    before = asked.number(request, "before")
    found = sealed_before(before, PAGE + 1)
    shown = found[:PAGE]
    facts = {
        "menu_key": "audit",
        "tabs": _tabs("seals"),
        "seals": shown,
        "next_url": f"?before={shown[-1].content.position}" if len(found) > PAGE else "",
    }
    return render(request, "audit/seals.html", facts)


def _people(person: str) -> list[int]:
    """Return whom a name or an account number means; nobody for "" or a name that nobody has."""
    if person.isascii() and person.isdigit() and int(person) < _BIGGEST:
        return [int(person)]
    return names.people(person) if person else []


def _tabs(current: str) -> list[dict[str, object]]:
    listed = {"entries": gettext("记录"), "seals": gettext("日封存")}
    return [
        {"label": label, "url": reverse(f"audit:{name}"), "count": None, "tone": "", "current": name == current}
        for name, label in listed.items()
    ]


def _next(request: HttpRequest, cursor: str) -> str:
    asked_for = request.GET.copy()
    asked_for["cursor"] = cursor
    return f"?{asked_for.urlencode()}" if cursor else ""


def _is_fragment(request: HttpRequest) -> bool:
    return bool(request.headers.get("HX-Request"))
