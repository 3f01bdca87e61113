"""The registration page: a fresh sheet, a kept one, a sent one, and what a sent one leaves behind."""

import secrets
from collections.abc import Mapping

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from weibao.doors.desk import actions, advice, faces, forms, queries, receipts, rules, sheet
from weibao.doors.desk.forms import Sheet
from weibao.doors.desk.receipts import Receipt
from weibao.foundation.kernel import clock
from weibao.foundation.kernel.refusals import InvalidError, RefusedError, refuse_if
from weibao.foundation.kernel.web import STATUS, StaffRequest, words
from weibao.work.intake import api as intake
from weibao.work.tickets import api as tickets


@require_GET
def begin(request: StaffRequest) -> HttpResponse:
    """Open a fresh sheet under an address of its own, so that a reload or a dropped line loses nothing."""
    refuse_if(intake.why_not_receive(request.actor))
    return redirect("desk:register", _new_key())


@require_http_methods(["GET", "POST"])
def register(request: StaffRequest, key: str) -> HttpResponse:
    """Show the sheet with what is kept of it, or take it in; a sheet that is wrong comes back as it was sent.

    Once it has been taken in, its address shows number and look-up code, large, to be read out to the caller.
    """
    _refuse_long(key)
    if request.method == "POST":
        return _take_in(request, key)
    refuse_if(intake.why_not_receive(request.actor))
    receipt = receipts.kept(key, by=request.actor)
    if receipt is not None:
        return render(request, "desk/registered.html", _receipt(request, key, receipt))
    kept = intake.draft(key, by=request.actor)
    if kept is None:
        return _page(request, key, forms.fresh())
    return _page(request, key, forms.drafted(kept[0]), {"saved_at": kept[1]})


@require_GET
def slip(request: StaffRequest, key: str) -> HttpResponse:
    """Show the slip that a visitor takes home, for the printer."""
    _refuse_long(key)
    receipt = receipts.kept(key, by=request.actor)
    if receipt is None:
        raise Http404
    return render(request, "desk/slip.html", _receipt(request, key, receipt))


@require_POST
def drop(request: StaffRequest, key: str) -> HttpResponse:
    """Forget a draft."""
    _refuse_long(key)
    intake.drop_draft(key=key, by=request.actor)
    return redirect("desk:home")


def _take_in(request: StaffRequest, key: str) -> HttpResponse:
    at = clock.now()
    filled, verb = forms.posted(request.POST), request.POST.get("verb", "")
    read = forms.read(filled, clock.day_of(at), request.actor.region_code)
    try:
        # A savepoint: what a refusal undoes ends here, and the page can still be read and shown.
        with transaction.atomic():
            actions.register(
                key=key,
                form=read.form,
                decision=forms.decision(filled, verb),
                faults=read.faults,
                by=request.actor,
                at=at,
            )
    except InvalidError as error:
        return _page(request, key, filled.with_faults(error.faults), {"chosen": verb}, status=422)
    except RefusedError as error:
        # What was changed after sending is another sheet: it gets a key of its own and nothing that was typed is lost.
        another = _new_key() if error.refusal.code == rules.ALREADY_REGISTERED.code else key
        facts = {"chosen": verb, "sentences": (words(error.refusal),)}
        return _page(request, another, filled, facts, status=STATUS.get(error.refusal.code, 409))
    return redirect("desk:register", key)


def _page(
    request: StaffRequest, key: str, filled: Sheet, facts: Mapping[str, object] | None = None, *, status: int = 200
) -> HttpResponse:
    at, by = clock.now(), request.actor
    given = {"saved_at": None, "chosen": "", "sentences": (), **(facts or {})}
    page = {
        "menu_key": "register",
        "key": key,
        "at": at,
        "filled": filled,
        "phone": faces.face(sheet.PHONE, filled),
        "channel": faces.face(sheet.CHANNEL, filled),
        "kind": faces.face(sheet.KIND, filled),
        "counted_kinds": " ".join(sorted(intake.KINDS_WITHOUT_REQUEST)),
        "sections": faces.sections(filled),
        "request_types": faces.request_types(),
        "categories": faces.categories(),
        "urgencies": faces.urgencies(),
        "where_to": faces.where_to(),
        "documents": advice.documents(),
        "advice": advice.advice(filled, by=by, at=at),
        "endings": faces.endings(filled, advice.why_not_end(filled, by=by, at=at), str(given["chosen"])),
        "pop": queries.pop(filled.value("caller.phone"), by=by, at=at),
        **given,
    }
    return render(request, "desk/registration.html", page, status=status)


def _receipt(request: StaffRequest, key: str, receipt: Receipt) -> dict[str, object]:
    at = clock.now()
    found = tickets.of_contacts([receipt.contact_id], by=request.actor)
    row = found.get(receipt.contact_id)
    return {
        "menu_key": "register",
        "key": key,
        "at": at,
        "receipt": receipt,
        "row": queries.line(row, at) if row else None,
        "turn_unit": row.turn_unit if row else "",
        "code": receipt.look_up_code if rules.is_code_shown(receipt.at, at) else "",
        "groups": queries.grouped(receipt.number),
    }


def _new_key() -> str:
    return secrets.token_urlsafe(9)


def _refuse_long(key: str) -> None:
    if len(key) > receipts.LONGEST_KEY:
        raise Http404
