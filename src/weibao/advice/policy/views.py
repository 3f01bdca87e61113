"""The pages of the rules and their basis (规则与依据): by sort, as a category tree, found by words, on paper."""

from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET

from weibao.advice.policy import api, presenting
from weibao.advice.policy.profile import Profile
from weibao.advice.policy.reading import why_not_day, why_not_read
from weibao.advice.policy.words import ZH
from weibao.foundation.kernel import asked, clock
from weibao.foundation.kernel.refusals import refuse_if
from weibao.foundation.kernel.web import StaffRequest


@require_GET
def rules(request: StaffRequest, section: str = "") -> HttpResponse:
    """Show the rules of one sort, or those that hold all words of ``q``, as they stand on the day ``on``."""
    profile, on = _profile_and_day(request)
    found = presenting.sorts(profile, _language(), on)
    query = asked.text(request, "q")
    shown = next((each for each in found if each.section == (section or found[0].section)), None)
    if shown is None or shown.section in presenting.TREE:
        raise Http404
    lines = presenting.matching(found, query) if query else list(shown.lines)
    facts = {"query": query, "lines": lines, "title": gettext("查找结果") if query else shown.title}
    return render(request, "policy/rules.html", _shell(request, profile, on, "" if query else shown.section) | facts)


@require_GET
def categories(request: StaffRequest) -> HttpResponse:
    """Show the category tree with urgency, mandatory-report situations and the units of the dispatch catalogue."""
    profile, on = _profile_and_day(request)
    facts = {"query": "", "branches": presenting.tree(profile, _language(), on)}
    return render(request, "policy/categories.html", _shell(request, profile, on, "categories") | facts)


@require_GET
def sheet(request: StaffRequest) -> HttpResponse:
    """Show all rules that stand on the day ``on`` as a paper for the printer."""
    profile, on = _profile_and_day(request)
    found = presenting.sorts(profile, _language(), on)
    return render(request, "policy/print.html", {"profile": _title(profile), "on": on, "sorts": found})


def _profile_and_day(request: StaffRequest) -> tuple[Profile, date]:
    refuse_if(why_not_read(request.actor))
    profile = api.active()
    on = asked.day(request, "on") or clock.day_of(clock.now())
    refuse_if(why_not_day(on, profile.valid_from))
    return profile, on


def _shell(request: StaffRequest, profile: Profile, on: date, current: str) -> dict[str, object]:
    found = presenting.sorts(profile, _language(), on)
    titles = {each.section: each.title for each in found}
    given = f"?on={on}" if "on" in request.GET else ""
    listed = [
        {
            "title": titles[section] if section else gettext("分类与派单目录"),
            "url": (reverse("policy:section", args=[section]) if section else reverse("policy:categories")) + given,
            "count": count,
            "current": (section or "categories") == current,
        }
        for section, count in presenting.contents(found)
    ]
    return {
        "menu_key": "rules",
        "profile": _title(profile),
        "profile_name": profile.name,
        "since": profile.valid_from,
        "on": on,
        "given": given,
        "listed": listed,
    }


def _title(profile: Profile) -> str:
    return profile.title if _language().startswith(ZH) else profile.title_en


def _language() -> str:
    return get_language() or ZH
