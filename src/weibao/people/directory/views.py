"""The pages of the directory: the tree of places, the units of each, and the people in a unit."""

from collections.abc import Callable

from django.contrib import messages
from django.db import transaction
from django.forms import Form
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET, require_http_methods

from weibao.foundation.kernel import asked, clock
from weibao.foundation.kernel.refusals import RefusedError, refuse_if
from weibao.foundation.kernel.web import StaffRequest, words
from weibao.people.regions import api as regions

from . import actions, queries, rules
from .forms import PersonForm, UnitForm
from .snapshot import UnitRow

MOST_FOUND = 100


@require_GET
def index(request: StaffRequest) -> HttpResponse:
    """Show the units of a region, at first one's own, or those whose name or pinyin holds the words asked for."""
    refuse_if(rules.why_not_read(request.actor))
    query = asked.text(request, "q")
    here = regions.get(asked.text(request, "region") or request.actor.region_code or _home())
    found = queries.search_units(query, limit=MOST_FOUND) if query else queries.units_of_region(here.code)
    facts = {
        "menu_key": "directory",
        "query": query,
        "here": here,
        "tree": _tree(here),
        "rows": [_shown(unit) for unit in found],
        "most": MOST_FOUND,
    }
    return render(request, "directory/index.html", facts)


@require_GET
def unit(request: StaffRequest, unit_id: int) -> HttpResponse:
    """Show one unit: what it is, who is in it, and what stands under it."""
    refuse_if(rules.why_not_read(request.actor))
    row = queries.unit(unit_id)
    above = queries.unit(row.parent_id) if row.parent_id else None
    off = rules.why_not_manage(request.actor, actions.own_path(request.actor), row.path)
    facts = {
        "menu_key": "directory",
        "unit": _shown(row),
        "row": row,
        "also": [kind.label(get_language() or "zh") for kind in row.also_kinds],
        "region": regions.get(row.region_code, on=row.active_from).full_name,
        "above": _shown(above) if above else None,
        "below": [_shown(each) for each in queries.units_standing_under(row.id)],
        "people": queries.people_of(row.id, on=clock.day_of(clock.now())),
        "why_not_manage": words(off) if off else "",
    }
    return render(request, "directory/unit.html", facts)


@require_http_methods(["GET", "POST"])
def change(request: StaffRequest, unit_id: int) -> HttpResponse:
    """Change the names and the office number of a unit."""
    row = _managed(request, unit_id)
    initial = {"name": row.name, "short_name": row.short_name, "phone": row.phone}
    form = UnitForm(_typed(request), initial=initial)

    def act() -> None:
        actions.change_unit(unit_id=unit_id, **form.cleaned_data, by=request.actor, at=clock.now())

    return _formed(request, row, form, gettext("修改机构"), gettext("保存"), act, gettext("已保存"))


@require_http_methods(["GET", "POST"])
def add_person(request: StaffRequest, unit_id: int) -> HttpResponse:
    """Add somebody to a unit."""
    row = _managed(request, unit_id)
    form = PersonForm(_typed(request))

    def act() -> None:
        actions.add_person(unit_id=unit_id, **form.cleaned_data, by=request.actor, at=clock.now())

    return _formed(request, row, form, gettext("新增人员"), gettext("新增"), act, gettext("已加入通讯录"))


@require_http_methods(["GET", "POST"])
def end_person(request: StaffRequest, person_id: int) -> HttpResponse:
    """Take somebody off the list of the unit from today on."""
    person = queries.person(person_id)
    row = _managed(request, person.unit_id)
    at = clock.now()

    def act() -> None:
        actions.end_person(person_id=person_id, on=clock.day_of(at), by=request.actor, at=at)

    sentence = gettext("“%(name)s”自今天起不再列入%(unit)s的通讯录；账号和授权请在“账号与授权”中另行处理。") % {
        "name": person.name,
        "unit": row.name,
    }
    form = Form(_typed(request))
    return _formed(request, row, form, gettext("移出通讯录"), gettext("移出"), act, gettext("已移出"), sentence)


@require_http_methods(["GET", "POST"])
def phone(request: StaffRequest, person_id: int) -> HttpResponse:
    """Show a colleague's number in full; that it was looked at goes on record."""
    person = queries.person(person_id)
    facts: dict[str, object] = {"person": person, "number": ""}
    if request.method == "POST":
        facts["number"] = actions.look_up_phone(person_id=person_id, by=request.actor, at=clock.now())
    return render(request, "directory/phone_drawer.html", facts)


def _managed(request: StaffRequest, unit_id: int) -> UnitRow:
    row = queries.unit(unit_id)
    refuse_if(rules.why_not_manage(request.actor, actions.own_path(request.actor), row.path))
    return row


def _typed(request: StaffRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _formed(
    request: StaffRequest,
    row: UnitRow,
    form: Form,
    title: str,
    submit: str,
    act: Callable[[], None],
    done: str,
    sentence: str = "",
) -> HttpResponse:
    """Answer a form drawer: show it, do what it asks, or show it again with what is wrong."""
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                act()
        except RefusedError as error:
            form.add_error(None, words(error.refusal))
        else:
            messages.success(request, done)
            return HttpResponse(status=204, headers={"HX-Redirect": reverse("directory:unit", args=[row.id])})
    facts = {
        "form": form,
        "title": title,
        "submit": submit,
        "sentence": sentence,
        "unit": row,
        "url_here": request.path,
    }
    return render(request, "directory/form_drawer.html", facts, status=422 if form.errors else 200)


def _home() -> str:
    """Return the code of the region in which this installation is at home; of several, the first."""
    steps = queries.home_path().strip("/").split("/")
    return steps[-1] or regions.picker_children()[0].code


def _tree(here: regions.Division) -> list[dict[str, object]]:
    """Return the places at the left: the province, and at each step down to ``here`` what lies beside and below it."""
    lineage = [*regions.ancestors(here.code), here]
    opened = {division.code for division in lineage}
    lines: list[dict[str, object]] = []

    def add(division: regions.Division, depth: int) -> None:
        url = f"{reverse('directory:index')}?region={division.code}"
        is_open = division.code in opened
        is_here = division.code == here.code
        lines.append({"name": division.name, "url": url, "depth": depth, "here": is_here, "open": is_open})
        if is_open:
            for child in regions.children(division.code):
                if queries.units_of_region(child.code):
                    add(child, depth + 1)

    add(lineage[0], 0)
    return lines


def _shown(unit: UnitRow) -> dict[str, object]:
    above = queries.unit_names([unit.parent_id]) if unit.parent_id else {}
    return {
        "name": unit.name,
        "short_name": unit.short_name,
        "kind": unit.kind.label(get_language() or "zh"),
        "above": above.get(unit.parent_id or 0, ""),
        "phone": unit.phone,
        "oversees": unit.oversees,
        "url": reverse("directory:unit", args=[unit.id]),
    }
