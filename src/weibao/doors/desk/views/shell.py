"""What stands around every page: the search box, the region picker, the language."""

from datetime import date

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_POST
from django.views.i18n import set_language

from weibao.doors.desk import forms
from weibao.foundation.kernel import clock
from weibao.foundation.kernel.refusals import RefusedError
from weibao.foundation.kernel.web import StaffRequest, public
from weibao.people.regions import api as regions
from weibao.work.tickets import api as tickets

_LISTED = 20


@require_GET
def search(request: StaffRequest) -> HttpResponse:
    """Go straight to the ticket when a whole number was typed, otherwise to the results."""
    text = request.GET.get("q", "").strip()[:100]
    if text.isascii() and text.isdigit():
        found = tickets.find(text, by=request.actor, limit=2)
        if len(found) == 1 and found[0].number == text:
            return redirect("tickets:ticket", found[0].number)
    return redirect(f"{reverse('tickets:search')}?{urlencode({'q': text})}")


@require_GET
def region_picker(request: StaffRequest) -> HttpResponse:
    """List divisions for the picker: those that ``q`` may mean, or those right below ``parent`` (provinces for none).

    The reader's own province comes first. A name that means nothing gives an empty list.
    """
    today = clock.day_of(clock.now())
    text = request.GET.get("q", "").strip()
    try:
        found = (
            regions.search(text, today) if text else regions.picker_children(request.GET.get("parent") or None, today)
        )
    except RefusedError:
        found = []
    nearest = forms.nearest_first(found, request.actor.region_code)
    if text:
        nearest = nearest[:_LISTED]
    return JsonResponse([_row(division, today) for division in nearest], safe=False)


@public
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Change the language of the pages and go back."""
    return set_language(request)


def _row(division: regions.Division, today: date) -> dict[str, object]:
    return {
        "code": division.code,
        "name": division.name,
        "full_name": division.full_name,
        "level": division.level.value,
        "leaf": not regions.picker_children(division.code, today),
    }
