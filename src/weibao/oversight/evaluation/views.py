"""The pages of calling back: the calls that are due, and the sheet of one call."""

from urllib.parse import urlencode, urlsplit

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from weibao.advice.policy import api as policy
from weibao.foundation.kernel import clock
from weibao.foundation.kernel.refusals import Refusal, RefusedError, noop, refuse_if
from weibao.foundation.kernel.web import StaffRequest, refused, words
from weibao.oversight.evaluation import actions, presenting, queries
from weibao.oversight.evaluation.forms import FollowUpForm
from weibao.work.tickets import api as tickets

NOT_SAID = Refusal("required", noop("请选择是否联系到当事人"))
UNREADABLE = Refusal("invalid", noop("页面内容不完整，请刷新后再填写"))


@require_GET
def due(request: StaffRequest) -> HttpResponse:
    """Show whom the reader's unit is to call back, the most pressing first."""
    at = clock.now()
    page = queries.due(by=request.actor, at=at, cursor=request.GET.get("after", ""))
    facts = {
        "menu_key": "follow_ups",
        "at": at,
        "rows": presenting.due_rows(page.rows, at),
        "attempts_allowed": policy.active().follow_up().attempts,
        "next_url": "?" + urlencode({"after": page.next_cursor}) if page.next_cursor else "",
        "first_url": reverse("evaluation:due") if request.GET.get("after") else "",
    }
    return render(request, "evaluation/due.html", facts)


@require_http_methods(["GET", "POST"])
def follow_up(request: StaffRequest, number: str) -> HttpResponse:
    """Show the sheet of one call back, as a page or in the drawer of the ticket, or take it in.

    A sheet that is refused comes back with the sentence and with all that was typed.
    """
    stored = tickets.ticket(number, by=request.actor)
    if request.method != "POST":
        rows = tickets.verbs(number, by=request.actor, stored=stored)
        refusal = next(row.refusal for row in rows if row.verb is tickets.Verb.FOLLOW_UP)
        if refusal:
            return refused(request, RefusedError(refusal))
        return _sheet(request, number, FollowUpForm(initial={"seen": stored.version}))
    form = FollowUpForm(request.POST)
    try:
        # A savepoint: what a refusal undoes ends here, and the sheet can still be shown.
        with transaction.atomic():
            _take_in(request, number, form)
    except RefusedError as error:
        return _sheet(request, number, form, (words(error.refusal),), status=422)
    messages.success(request, gettext("回访已登记"))
    target = _next(request, number)
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": target})
    return redirect(target)


def _take_in(request: StaffRequest, number: str, form: FollowUpForm) -> None:
    refuse_if(None if form.is_valid() else UNREADABLE)
    reached = form.was_reached
    if reached is None:
        raise RefusedError(NOT_SAID)
    given = form.cleaned_data
    actions.follow_up(
        number=number,
        way=given["way"],
        reached=reached,
        answers=form.answers,
        decision=given["decision"],
        text=given["text"],
        by=request.actor,
        at=clock.now(),
        seen=given["seen"],
    )


def _sheet(
    request: StaffRequest, number: str, form: FollowUpForm, sentences: tuple[str, ...] = (), *, status: int = 200
) -> HttpResponse:
    view = tickets.view(number, by=request.actor)
    facts = {
        "menu_key": "follow_ups",
        "at": clock.now(),
        "view": view,
        "row": view.row,
        "form": form,
        "sentences": sentences,
        "sheet": presenting.sheet(view, queries.follow_ups(number, by=request.actor)),
    }
    in_drawer = bool(request.headers.get("HX-Request"))
    template = "evaluation/follow_up_drawer.html" if in_drawer else "evaluation/follow_up.html"
    return render(request, template, facts, status=status)


def _next(request: StaffRequest, number: str) -> str:
    """Return where to go on: back to the ticket from its own page, to the next call from everywhere else."""
    ticket = reverse("tickets:ticket", args=[number])
    came_from = request.headers.get("HX-Current-URL", "")
    return ticket if urlsplit(came_from).path == ticket else reverse("evaluation:due")
