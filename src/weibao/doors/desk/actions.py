"""The one write of the desk: a registration with what the taker decides in the same breath, all or nothing."""

from collections.abc import Mapping
from datetime import datetime

from weibao.doors.desk import receipts, rules
from weibao.doors.desk.receipts import Receipt
from weibao.doors.desk.rules import Decision, Ending
from weibao.foundation.kernel.actor import Actor
from weibao.foundation.kernel.refusals import InvalidError, Refusal, RefusedError, refuse_if
from weibao.foundation.kernel.scope import one_transaction
from weibao.work.intake import api as intake
from weibao.work.tickets import api as tickets


@one_transaction
def register(
    *,
    key: str,
    form: Mapping[str, object],
    by: Actor,
    at: datetime,
    decision: Decision | None = None,
    faults: Mapping[str, Refusal] | None = None,
) -> Receipt:
    """Register a contact, do what was decided about it, and drop its draft; return the receipt.

    ``key`` names the sheet: sent again, also at the same moment, it gives the first receipt and stores nothing.
    ``faults`` are those that the page has found itself; they are told together with those of the form. Refused with
    ``invalid`` (each fault by its field), ``already_registered`` when the sheet was changed after it was sent,
    ``no_ticket``, and as registering, answering, referring up and not accepting are.
    """
    sent = receipts.digest_of(form, decision.facts() if decision else None)
    earlier = receipts.kept(key, by=by)
    if earlier is not None:
        if earlier.digest != sent:
            raise RefusedError(rules.ALREADY_REGISTERED.with_values(number=earlier.number))
        return earlier
    refuse_if(intake.why_not_receive(by))
    wrong = {**intake.check(form, at=at).faults, **(faults or {}), **(rules.missing(decision) if decision else {})}
    if wrong:
        raise InvalidError(wrong)
    if decision is not None:
        refuse_if(rules.why_not_end(str(form.get("kind", "")), intake.KINDS_WITHOUT_REQUEST))
    opened = tickets.register(form=form, by=by, at=at)
    if decision is not None:
        _end(opened.number, decision, str(form.get("channel", "")), by=by, at=at)
    intake.drop_draft(key=key, by=by)
    receipt = Receipt(
        contact_id=opened.contact_id,
        number=opened.number,
        look_up_code=opened.look_up_code,
        ending=decision.ending.value if decision else "",
        at=at,
        digest=sent,
    )
    receipts.keep(receipt, key=key, by=by)
    return receipt


@one_transaction
def save_draft(*, key: str, body: Mapping[str, object], by: Actor, at: datetime) -> None:
    """Keep a half-filled sheet; one that has been sent is not brought back by a late save.

    Refused with ``already_registered`` and as a draft of intake is.
    """
    done = receipts.kept(key, by=by)
    if done is not None:
        raise RefusedError(rules.ALREADY_REGISTERED.with_values(number=done.number))
    intake.save_draft(key=key, body=body, by=by, at=at)


def _end(number: str, decision: Decision, channel: str, *, by: Actor, at: datetime) -> None:
    try:
        if decision.ending is Ending.ANSWER:
            way = rules.reply_way(channel)
            tickets.answer(number=number, text=decision.text, cites=decision.cites, way=way, by=by, at=at)
        elif decision.ending is Ending.REFER_UP:
            tickets.refer_up(number=number, ground=decision.ground, opinion=decision.text, by=by, at=at)
        else:
            tickets.not_accept(number=number, ground=decision.ground, told=decision.text, by=by, at=at)
    except RefusedError as error:
        field = rules.field_of(decision, error.refusal)
        if field is None:
            raise
        raise InvalidError({field: error.refusal}) from error
