"""The first page of everybody: what is mine and by when."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from weibao.doors.desk import queries
from weibao.foundation.kernel import clock, menu
from weibao.foundation.kernel.web import StaffRequest
from weibao.work.intake import api as intake


@require_GET
def home(request: StaffRequest) -> HttpResponse:
    """Show my work; whoever works with no tickets gets the ways to what he does work with."""
    at, by = clock.now(), request.actor
    if not by.holds("tickets.read"):
        return render(request, "desk/offices.html", {"menu_key": "home", "at": at, "groups": menu.for_actor(by)})
    facts = {
        "menu_key": "home",
        "at": at,
        "home": queries.home(by=by, at=at),
        "may_register": intake.why_not_receive(by) is None,
        "due_soon": queries.DUE_SOON,
    }
    return render(request, "desk/home.html", facts)
