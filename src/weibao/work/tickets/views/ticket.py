"""One ticket: its page, its glimpse beside the queue, and masked values read in full for a reason."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from weibao.foundation.kernel import clock
from weibao.foundation.kernel.web import StaffRequest
from weibao.work.intake import api as intake
from weibao.work.tickets import presenting
from weibao.work.tickets.forms import RevealForm
from weibao.work.tickets.queries import detail

_GROUPS = (
    ("caller", intake.GROUP_LABELS["caller"]),
    ("child", intake.GROUP_LABELS["child"]),
    ("suspect", intake.GROUP_LABELS["suspect"]),
    ("event", intake.GROUP_LABELS["event"]),
    ("safety", intake.GROUP_LABELS["safety"]),
    ("place", intake.GROUP_LABELS["place"]),
)


@require_GET
def show(request: StaffRequest, number: str) -> HttpResponse:
    """Show a ticket with its matter and people, its timeline, its assignments and clocks, and what may be done."""
    at = clock.now()
    stored = detail.ticket(number, by=request.actor)
    view = detail.view(number, by=request.actor, stored=stored)
    lines = detail.timeline(number, by=request.actor, stored=stored)
    main, more = presenting.buttons(detail.verbs(number, by=request.actor, stored=stored), number)
    return render(
        request,
        "tickets/ticket.html",
        {
            "menu_key": "queue",
            "at": at,
            "view": view,
            "row": presenting.queue_rows([view.row], by=request.actor, at=at)[0],
            "levels": presenting.levels(view),
            "people": people(view, number),
            "entries": presenting.entries(lines, number, view.assignments),
            "kinds": [(key, gettext(label)) for key, label in presenting.TIMELINE_KINDS],
            "tree": presenting.tree(view.assignments, view.row.turn_unit_id, at),
            "clocks": presenting.clock_rows(view.clocks),
            "orders": [
                (part.order_number, reverse("tickets:order", args=[number, part.id]))
                for part in view.assignments
                if part.order_number
            ],
            "main": main,
            "more": more,
        },
    )


@require_GET
def peek(request: StaffRequest, number: str) -> HttpResponse:
    """Show a ticket in the drawer beside the queue."""
    at = clock.now()
    stored = detail.ticket(number, by=request.actor)
    view = detail.view(number, by=request.actor, stored=stored)
    lines = detail.timeline(number, by=request.actor, stored=stored)
    return render(
        request,
        "tickets/peek.html",
        {
            "at": at,
            "view": view,
            "row": presenting.queue_rows([view.row], by=request.actor, at=at)[0],
            "entries": presenting.entries(lines[-4:], number, view.assignments),
        },
    )


def reveal(request: StaffRequest, number: str, group: str) -> HttpResponse:
    """Ask why masked values are to be read, then show them; the reading is on the record."""
    stored = detail.ticket(number, by=request.actor)
    form = RevealForm(request.POST if request.method == "POST" else None)
    facts = {"form": form, "number": number, "group": group, "title": gettext(intake.GROUP_LABELS.get(group, ""))}
    if request.method != "POST" or not form.is_valid():
        return render(request, "tickets/reveal.html", facts, status=422 if request.method == "POST" else 200)
    values = intake.reveal(
        contact_id=stored.contact_id,
        group="address" if group == "place" else group,
        reason=form.cleaned_data["reason"],
        by=request.actor,
        at=clock.now(),
    )
    shown = [
        (gettext(intake.field_label(group, name)), intake.shown(group, name, value)) for name, value in values.items()
    ]
    return render(request, "tickets/revealed.html", facts | {"values": shown})


def people(view: detail.TicketView, number: str) -> list[tuple[str, list[tuple[str, str]], str]]:
    """Return title, masked values and the address that shows them in full, for each group the contact has."""
    if view.contact is None:
        return []
    return [
        (
            gettext(label),
            [
                (gettext(intake.field_label(group, name)), gettext(value))
                for name, value in view.contact.groups[group].items()
            ],
            reverse("tickets:reveal", args=[number, group]),
        )
        for group, label in _GROUPS
        if group in view.contact.groups
    ]
