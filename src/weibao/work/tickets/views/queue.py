"""The queue, the search, and what keeps an open queue up to date."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET

from weibao.advice.policy import api as policy
from weibao.foundation.kernel import clock
from weibao.foundation.kernel.refusals import Refusal, RefusedError, noop
from weibao.foundation.kernel.web import StaffRequest
from weibao.people.regions import api as regions
from weibao.work.intake import api as intake
from weibao.work.tickets import presenting, states
from weibao.work.tickets.actions import filing as saved_views
from weibao.work.tickets.forms import ViewForm
from weibao.work.tickets.queries import finding, lists
from weibao.work.tickets.queries.lists import TAB_LABELS, Filters, Tab

NO_SUCH_TAB = Refusal("invalid", noop("没有这个标签页"))
_TONES = {Tab.OVERDUE: "red", Tab.DUE_SOON: "orange"}
_FILTERS = ("state", "urgency", "category", "request_type", "channel", "region")


@require_GET
def show(request: StaffRequest) -> HttpResponse:
    """Show one tab of the queue, fifty rows at a time."""
    at = clock.now()
    tab = _tab(request.GET.get("tab", ""))
    chosen = {name: request.GET.get(name, "")[:60] for name in _FILTERS}
    page = lists.page(by=request.actor, at=at, tab=tab, filters=Filters(**chosen), cursor=request.GET.get("after", ""))
    counts = lists.counts(by=request.actor, at=at, tabs=[each for each in Tab if each is not Tab.ENDED])
    kept = {name: value for name, value in chosen.items() if value}
    return render(
        request,
        "tickets/queue.html",
        {
            "menu_key": "queue",
            "at": at,
            "tab": tab.value,
            "tabs": [
                {
                    "label": gettext(TAB_LABELS[each]),
                    "url": f"?tab={each.value}",
                    "count": counts.get(each),
                    "tone": _TONES.get(each, ""),
                    "current": each is tab,
                }
                for each in Tab
            ],
            "rows": presenting.queue_rows(page.rows, by=request.actor, at=at),
            "ended": tab is Tab.ENDED,
            "filters": chosen,
            "filtered": bool(kept),
            "choices": _choices(),
            "region_name": regions.local_name(chosen["region"]) if chosen["region"] else "",
            "next_url": "?" + urlencode({"tab": tab.value, **kept, "after": page.next_cursor})
            if page.next_cursor
            else "",
            "first_url": "?" + urlencode({"tab": tab.value, **kept}) if request.GET.get("after") else "",
            "views": saved_views.saved(by=request.actor),
            "save_url": reverse("tickets:views") + "?" + urlencode({"tab": tab.value, **kept}),
            "check_url": reverse("tickets:check") + "?" + urlencode({"tab": tab.value, "had": counts.get(tab, 0)}),
        },
    )


@require_GET
def check(request: StaffRequest) -> JsonResponse:
    """Answer how many tickets more a tab holds than the open page has shown."""
    tab = _tab(request.GET.get("tab", ""))
    had = request.GET.get("had", "0")
    now = lists.counts(by=request.actor, at=clock.now(), tabs=[tab])[tab]
    return JsonResponse({"count": max(0, now - (int(had) if had.isdigit() else 0))})


@require_GET
def search(request: StaffRequest) -> HttpResponse:
    """Show the tickets that fit a number, a telephone number or some words."""
    at = clock.now()
    text = request.GET.get("q", "")[:100]
    rows = finding.find(text, by=request.actor, limit=50) if text.strip() else []
    return render(
        request,
        "tickets/search.html",
        {
            "menu_key": "queue",
            "at": at,
            "text": text,
            "rows": presenting.queue_rows(rows, by=request.actor, at=at),
        },
    )


def save_view(request: StaffRequest) -> HttpResponse:
    """Give the present filters a name, to find them again in one click."""
    chosen = {name: request.GET.get(name, "")[:60] for name in ("tab", *_FILTERS) if request.GET.get(name)}
    form = ViewForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        saved_views.save(name=form.cleaned_data["name"], filters=chosen, by=request.actor)
        messages.success(request, gettext("视图已保存"))
        back = reverse("tickets:queue") + "?" + urlencode(chosen)
        return HttpResponse(status=204, headers={"HX-Redirect": back})
    status = 422 if request.method == "POST" else 200
    facts = {"form": form, "action": request.get_full_path()}
    return render(request, "tickets/save_view.html", facts, status=status)


def _tab(name: str) -> Tab:
    try:
        return Tab(name or Tab.TURN)
    except ValueError:
        raise RefusedError(NO_SUCH_TAB) from None


def _choices() -> dict[str, list[tuple[str, str]]]:
    profile, language = policy.active(), get_language()
    return {
        "state": [(state.value, gettext(states.LABELS[state])) for state in states.State],
        "urgency": [(rule.key, policy.label(rule, language)) for rule in profile.urgencies.all()],
        "category": [(rule.key, policy.label(rule, language)) for rule in profile.categories.all()],
        "channel": [(key, gettext(label)) for key, label in intake.CHANNELS.items()],
    }
