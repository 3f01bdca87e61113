"""Doing a verb: its form in the drawer, and the one call that does it."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from weibao.foundation.kernel import clock
from weibao.foundation.kernel.refusals import RefusedError
from weibao.foundation.kernel.web import StaffRequest, refused
from weibao.work.tickets import rules, states, verbs
from weibao.work.tickets.actions import ending, giving, working
from weibao.work.tickets.facts import facts_of
from weibao.work.tickets.forms import FORMS, DispatchForm, VerbForm
from weibao.work.tickets.queries import detail
from weibao.work.tickets.states import Verb

_ACTS: Mapping[Verb, Callable[..., object]] = {
    Verb.ANSWER: ending.answer,
    Verb.NOT_ACCEPT: ending.not_accept,
    Verb.REFER_UP: giving.refer_up,
    Verb.SIGN: working.sign,
    Verb.REPORT_PROGRESS: working.report_progress,
    Verb.REPLY: working.reply,
    Verb.REVIEW: ending.review,
    Verb.REDO: ending.redo,
    Verb.CLOSE: ending.close,
    Verb.NOTE: working.note,
}


def do(request: StaffRequest, number: str, name: str) -> HttpResponse:
    """Show the form of a verb, or do the verb; a form with faults comes back with all that was typed."""
    if name not in set(Verb):
        raise Http404
    verb = Verb(name)
    if panel := verbs.panel(verb):
        return panel.respond(request, number)
    if verb not in FORMS:
        raise Http404
    ticket = detail.ticket(number, by=request.actor)
    initial = {"seen": ticket.version}
    form = FORMS[verb](
        request.POST if request.method == "POST" else None, ticket=ticket, by=request.actor, initial=initial
    )
    if request.method != "POST":
        refusal = rules.why_not(verb, facts_of(ticket), request.actor)
        return refused(request, RefusedError(refusal)) if refusal else _form(request, verb, number, form)
    if not form.is_valid():
        return _form(request, verb, number, form, status=422)
    # A refusal leaves through the middleware as a sentence in a toast: the drawer stays open as it was typed.
    act(verb, number, form, request)
    messages.success(request, gettext("已%(verb)s") % {"verb": gettext(states.VERB_LABELS[verb])})
    target = reverse("tickets:ticket", args=[number])
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": target})
    return redirect(target)


def act(verb: Verb, number: str, form: VerbForm, request: StaffRequest) -> None:
    """Do a verb with what its form holds. Refused as the verb's action says."""
    given: dict[str, Any] = {key: value for key, value in form.cleaned_data.items() if key != "seen"}
    common: dict[str, Any] = {"number": number, "by": request.actor, "at": clock.now()}
    if verb is not Verb.NOTE:
        common["seen"] = form.cleaned_data.get("seen")
    if isinstance(form, DispatchForm):
        giving.dispatch(to_unit_id=int(given["unit"]), task=given["task"], limit=form.limit, **common)
        return
    _ACTS[verb](**given, **common)


def _form(request: StaffRequest, verb: Verb, number: str, form: VerbForm, *, status: int = 200) -> HttpResponse:
    whole = not request.headers.get("HX-Request") and request.headers.get("Sec-Fetch-Mode") == "navigate"
    facts = {
        "verb": verb.value,
        "title": gettext(states.VERB_LABELS[verb]),
        "number": number,
        "form": form,
        "danger": verb in {Verb.REDO, Verb.NOT_ACCEPT},
        "menu_key": "queue",
    }
    return render(request, "tickets/verb_page.html" if whole else "tickets/verb.html", facts, status=status)
