"""The pages of the administrative divisions (行政区划): the tree with its dates, search, and what became of a code."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from weibao.foundation.kernel import asked
from weibao.foundation.kernel.refusals import RefusedError
from weibao.foundation.kernel.web import StaffRequest, words
from weibao.people.regions import api, changes, presenting

MOST_FOUND = 200
CHANGES = 100
NOT_FOUND = 404


@require_GET
def index(request: StaffRequest) -> HttpResponse:
    """Show the provinces, or what the words or code ``q`` mean, as of the day ``on`` or as it is."""
    on = asked.day(request, "on")
    query = asked.text(request, "q")
    try:
        found = api.search(query, on) if query else api.picker_children(None, on)
    except RefusedError as error:
        return _without_answer(request, query, error)
    facts = {
        "title": gettext("查找结果") if query else gettext("省级行政区划"),
        "rows": presenting.rows(found[:MOST_FOUND]),
        "found": len(found),
        "refusal": "",
    }
    return render(request, "regions/index.html", _shell(on, query) | facts)


@require_GET
def division(request: StaffRequest, code: str) -> HttpResponse:
    """Show one division: where it stands, its dates, what became of it, and what is under it."""
    on = asked.day(request, "on")
    try:
        stretches = changes.stretches(code)
        here = next((each for each in stretches if _holds(each.valid_from, each.valid_until, on)), stretches[0])
        # What is under a division that is gone is shown as it was on its last day.
        below, above = changes.around(here, on)
    except RefusedError as error:
        return _without_answer(request, code, error, NOT_FOUND)
    facts = {
        "here": presenting.row(here),
        "above": presenting.rows(above),
        "below": presenting.rows(below),
        "stretches": presenting.rows(stretches),
        "heirs": presenting.rows(filter(None, map(changes.latest, here.successors))),
        "changes": changes.changes_of(here.code),
    }
    province = above[0].code if above else here.code
    return render(request, "regions/division.html", _shell(on, "", province) | facts)


@require_GET
def changed(request: StaffRequest) -> HttpResponse:
    """Show every recorded change with the paper that ordered it, of all provinces or the one asked for."""
    province = asked.text(request, "province")
    listed = changes.changes_under(province) if province else list(changes.changes())
    # The list is part of the release and does not move, so counting from its beginning is exact.
    begin = asked.number(request, "after") or 0
    end = begin + CHANGES
    facts = {
        "changes": listed[begin:end],
        "total": len(listed),
        "province": province,
        "next_url": f"?{urlencode([('province', str(province)), ('after', str(end))])}" if end < len(listed) else "",
    }
    return render(request, "regions/changes.html", _shell(None, "", "changes") | facts)


def _holds(first: date | None, end: date | None, on: date | None) -> bool:
    return end is None if on is None else (first is None or first <= on) and (end is None or on < end)


def _without_answer(request: StaffRequest, query: str, error: RefusedError, status: int = 200) -> HttpResponse:
    facts = {"title": gettext("查找结果"), "rows": [], "found": 0, "refusal": words(error.refusal)}
    return render(request, "regions/index.html", _shell(None, query) | facts, status=status)


def _shell(on: date | None, query: str, current: str = "") -> dict[str, object]:
    return {
        "menu_key": "regions",
        "on": on,
        "given": f"?on={on}" if on else "",
        "query": query,
        "current": current,
        "begins": api.RECORD_BEGINS,
        "provinces": presenting.rows(api.picker_children(None, on)),
    }
