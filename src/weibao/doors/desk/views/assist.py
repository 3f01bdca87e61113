"""What the registration page asks for while it is being filled in."""

import orjson
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from weibao.doors.desk import actions, advice, faces, forms, queries, receipts
from weibao.foundation.kernel import clock
from weibao.foundation.kernel.refusals import Refusal, RefusedError, noop, refuse_if
from weibao.foundation.kernel.web import StaffRequest
from weibao.work.intake import api as intake

NOT_A_DRAFT = Refusal("not_json", noop("草稿的格式不对，未能保存"))


@require_http_methods(["PUT"])
def draft(request: StaffRequest, key: str) -> HttpResponse:
    """Keep what has been typed so far: JSON of texts by field name; answered with the instant of saving."""
    if len(key) > receipts.LONGEST_KEY:
        raise Http404
    try:
        body = orjson.loads(request.body)
    except orjson.JSONDecodeError:
        raise RefusedError(NOT_A_DRAFT) from None
    if not isinstance(body, dict):
        raise RefusedError(NOT_A_DRAFT)
    at = clock.now()
    actions.save_draft(key=key, body=forms.drafted(body).texts, by=request.actor, at=at)
    return JsonResponse({"saved_at": clock.local(at).isoformat(timespec="seconds")})


# Posted, although it only reads: what is asked about is a person's, and addresses are kept in histories and logs.
@require_POST
def screen_pop(request: StaffRequest) -> HttpResponse:
    """Show what is known of the number that is calling."""
    refuse_if(intake.why_not_receive(request.actor))
    at = clock.now()
    found = queries.pop(request.POST.get("caller.phone", ""), by=request.actor, at=at)
    return render(request, "desk/screen_pop.html", {"pop": found, "at": at})


@require_POST
def advise(request: StaffRequest) -> HttpResponse:
    """Show who owns the matter, by when, what to ask and what may be done, for the sheet as it stands."""
    refuse_if(intake.why_not_receive(request.actor))
    at, by = clock.now(), request.actor
    filled = forms.posted(request.POST)
    facts = {
        "advice": advice.advice(filled, by=by, at=at),
        "endings": faces.endings(filled, advice.why_not_end(filled, by=by, at=at), ""),
    }
    return render(request, "desk/advice.html", facts)
