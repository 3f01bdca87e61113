"""Pages of evaluation: who is to be called back, and the form of a call."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from weibao.advice.policy import api as policy
from weibao.foundation.kernel import clock
from weibao.foundation.kernel.refusals import noop, refuse_if
from weibao.foundation.kernel.web import StaffRequest
from weibao.oversight.evaluation import actions, queries
from weibao.oversight.evaluation.forms import FollowUpForm
from weibao.work.tickets import api as tickets


@require_GET
def due(request: StaffRequest) -> HttpResponse:
    """Show the tickets whose callers my unit is to call back, the most pressing first."""
    at = clock.now()
    page = tickets.page(by=request.actor, at=at, tab=tickets.Tab.FOLLOW_UP, cursor=request.GET.get("after", ""))
    facts = {
        "menu_key": "follow_ups",
        "at": at,
        "rows": tickets.queue_rows(page.rows, by=request.actor, at=at),
        "attempts": queries.attempts_of([row.id for row in page.rows]),
        "ids": {row.number: row.id for row in page.rows},
        "next_url": f"?after={page.next_cursor}" if page.next_cursor else "",
    }
    return render(request, "evaluation/due.html", facts)


def follow_up(request: StaffRequest, number: str) -> HttpResponse:
    """Show the form of a call back beside the ticket, or record the call; faults come back with what was typed."""
    ticket = tickets.ticket(number, by=request.actor)
    profile = policy.load(ticket.profile)
    if request.method == "POST":
        form = FollowUpForm(request.POST, profile=profile)
        if form.is_valid():
            actions.follow_up(number=number, by=request.actor, at=clock.now(), **form.given())
            messages.success(request, gettext("回访已记录"))
            target = reverse("tickets:ticket", args=[number])
            if request.headers.get("HX-Request"):
                return HttpResponse(status=204, headers={"HX-Redirect": target})
            return redirect(target)
    else:
        refuse_if(
            next(row.refusal for row in tickets.verbs(number, by=request.actor) if row.verb is tickets.Verb.FOLLOW_UP)
        )
        form = FollowUpForm(initial={"seen": ticket.version, "way": "phone"}, profile=profile)
    view = tickets.view(number, by=request.actor)
    caller = view.contact.groups.get("caller", {}) if view.contact else {}
    facts = {
        "number": number,
        "form": form,
        "safe": [(gettext(label), caller[name]) for name, label in _SAFE if name in caller],
        "reveal_url": reverse("tickets:reveal", args=[number, "caller"]),
        "earlier": queries.follow_ups(number, by=request.actor),
    }
    return render(request, "evaluation/follow_up.html", facts, status=422 if request.method == "POST" else 200)


# Never a number that the suspected harmer may answer: what the caller called safe is shown first of all.
_SAFE = (
    ("safe_contact", noop("安全联系方式")),
    ("safe_time", noop("方便联系的时间")),
    ("phone", noop("来电人电话")),
)
