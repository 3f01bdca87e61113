"""Papers for the printer: the ticket as a sheet, and the referral order (未保热线转办单)."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from weibao.foundation.kernel import clock
from weibao.foundation.kernel.web import StaffRequest
from weibao.people.directory import api as directory
from weibao.work.tickets import presenting
from weibao.work.tickets.queries import detail
from weibao.work.tickets.views.ticket import people


@require_GET
def sheet(request: StaffRequest, number: str) -> HttpResponse:
    """Show a ticket as a sheet for the file; people stay masked."""
    stored = detail.ticket(number, by=request.actor)
    view = detail.view(number, by=request.actor, stored=stored)
    lines = detail.timeline(number, by=request.actor, stored=stored)
    facts = {
        "view": view,
        "row": presenting.queue_rows([view.row], by=request.actor, at=clock.now())[0],
        "people": people(view, number),
        "lines": lines,
    }
    return render(request, "tickets/sheet.html", facts)


@require_GET
def order(request: StaffRequest, number: str, part: int) -> HttpResponse:
    """Show a referral order as the paper that goes to the receiving office (forms.md section 4)."""
    stored = detail.ticket(number, by=request.actor)
    view = detail.view(number, by=request.actor, stored=stored)
    given = next((each for each in view.assignments if each.id == part and each.order_number), None)
    if given is None:
        raise Http404
    lines = detail.timeline(number, by=request.actor, stored=stored)
    task = next((line.text for line in lines if line.deed == "tickets.dispatch" and line.at == given.given_at), "")
    facts = {
        "view": view,
        "row": presenting.queue_rows([view.row], by=request.actor, at=clock.now())[0],
        "part": given,
        "task": task,
        "giver": next(line.by for line in lines if line.at == given.given_at),
        "to_unit": directory.unit(given.to_unit_id),
        "title": gettext("未保热线转办单"),
    }
    return render(request, "tickets/order.html", facts)
