"""Writes of intake: a contact is received once and never changed; drafts come and go."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from weibao.foundation.audit import api as audit
from weibao.foundation.kernel import clock, crypto, ids
from weibao.foundation.kernel.actor import Actor
from weibao.foundation.kernel.refusals import InvalidError, Refusal, RefusedError, noop, refuse_if
from weibao.foundation.kernel.scope import one_transaction
from weibao.people.regions import api as regions
from weibao.work.intake import rules, sealing
from weibao.work.intake.models import Contact, Disclosure, Draft

REGISTER = "intake.register"

NO_PERMISSION = Refusal("no_permission", noop("您没有受理登记的权限"))
NO_UNIT = Refusal("no_unit", noop("您没有在岗单位，不能登记"))
DRAFT_TOO_LARGE = Refusal("too_large", noop("草稿太大，未能保存"))
MAX_DRAFT_BYTES = 100_000

REVEAL = "tickets.reveal"
REVEALED = {
    "caller": noop("来电人"),
    "child": noop("未成年人"),
    "suspect": noop("疑似侵害人"),
    "event": noop("事件"),
    "safety": noop("安全核查"),
    "address": noop("详细地址"),
}


@dataclass(frozen=True, slots=True)
class Received:
    """A stored contact as the modules above need it: no person's data beyond the narrative."""

    id: int
    kind: str
    channel: str
    text: str
    request_type: str
    category: str
    urgency: str
    region_code: str
    other_places: tuple[str, ...]
    path: str
    unit_id: int
    has_phone: bool
    wants_reply: bool
    at: datetime


def why_not_receive(by: Actor) -> Refusal | None:
    """Return what stands in the way of registering a contact at all, or None."""
    if not by.holds(REGISTER):
        return NO_PERMISSION
    if by.unit_id is None:
        return NO_UNIT
    return None


def check(raw: Mapping[str, object], *, at: datetime) -> rules.Checked:
    """Return the clean values of a form and its faults, unknown or ended divisions included.

    Codes come out as the record of divisions writes them, however people wrote them ("2203", full-width figures).
    """
    form = rules.checked(raw, today=clock.day_of(at))
    faults, values = dict(form.faults), dict(form.values)
    written: dict[str, str] = {}
    for code, name in _places(values):
        try:
            written[code] = regions.get(code, clock.day_of(at)).code
        except RefusedError as error:
            faults[name] = error.refusal
    if code := values.get("place", {}).get("region_code", ""):
        values["place"] = values["place"] | {"region_code": written.get(code, code)}
    if others := values.get("other_places", ()):
        values["other_places"] = tuple(dict.fromkeys(written.get(other, other) for other in others))
    return rules.Checked(values, faults)


@one_transaction
def receive(*, form: Mapping[str, object], by: Actor, at: datetime, simulated: bool = False) -> Received:
    """Store what a caller told us and return it with the region path that it concerns.

    ``form`` has the nested shape of ``rules.FORM``. A contact that names no place lies where it was taken. Refused
    with ``no_permission``, ``no_unit`` or ``invalid`` (with the fault of each field).
    """
    refuse_if(why_not_receive(by))
    result = check(form, at=at)
    if result.faults:
        raise InvalidError(result.faults)
    values = result.values
    today = clock.day_of(at)
    place, caller, child = values.get("place", {}), values.get("caller", {}), values.get("child", {})
    touched = [code for code, _ in _places(values)]
    common = regions.common(touched, today) if touched else None
    # Places in several provinces have nothing but the country in common: the office that took it up keeps it.
    path = common.path if common else regions.get(by.region_code, today).path
    contact = Contact(
        id=ids.new_id(at),
        channel=values["channel"],
        kind=values["kind"],
        text=values.get("text", ""),
        caller=sealing.sealed(caller),
        caller_phone_index=crypto.blind_index(caller["phone"], "phone") if "phone" in caller else None,
        caller_relation=caller.get("relation", ""),
        caller_secret=caller.get("secret", False),
        wants_reply=caller.get("wants_reply", True),
        child=sealing.sealed(child),
        child_index=child_index(child),
        suspect=sealing.sealed(values.get("suspect")),
        event=sealing.sealed(values.get("event")),
        safety=sealing.sealed(values.get("safety")),
        region_code=place.get("region_code", ""),
        other_places=list(values.get("other_places", ())),
        address=crypto.encrypt(place["address"]) if "address" in place else None,
        place_kind=place.get("kind", ""),
        path=path,
        unit_id=by.unit,
        taken_by_id=by.id,
        at=at,
        simulated=simulated,
    )
    contact.save(force_insert=True)
    return Received(
        id=contact.id,
        kind=contact.kind,
        channel=contact.channel,
        text=contact.text,
        request_type=values.get("request_type", ""),
        category=values.get("category", ""),
        urgency=values.get("urgency", ""),
        region_code=contact.region_code,
        other_places=tuple(contact.other_places),
        path=path,
        unit_id=contact.unit_id,
        has_phone="phone" in caller,
        wants_reply=contact.wants_reply,
        at=at,
    )


@one_transaction
def save_draft(*, key: str, body: Mapping[str, object], by: Actor, at: datetime) -> None:
    """Keep a half-filled form for its writer. Refused with ``no_permission``, ``no_unit`` or ``too_large``."""
    refuse_if(why_not_receive(by))
    raw = orjson.dumps(body)
    if len(raw) > MAX_DRAFT_BYTES or not 0 < len(key) <= 40:
        raise RefusedError(DRAFT_TOO_LARGE)
    Draft.objects.bulk_create(
        [Draft(account_id=by.id, key=key, body=crypto.encrypt(raw.decode()), saved_at=at)],
        update_conflicts=True,
        unique_fields=["account_id", "key"],
        update_fields=["body", "saved_at"],
    )


@one_transaction
def drop_draft(*, key: str, by: Actor) -> None:
    """Forget a draft of the actor's own; one that does not exist is no fault."""
    Draft.objects.filter(account_id=by.id, key=key).delete()


@one_transaction
def reveal(*, contact_id: int, group: str, reason: str, by: Actor, at: datetime) -> Mapping[str, Any]:
    """Return one group of a contact's encrypted fields in full, and leave a record of who read it and why.

    The reason may name a child, so it is kept beside the record and only its digest goes on it.
    ``group`` is caller, child, suspect, event, safety or address. Refused with ``no_permission``, ``no_reason`` or
    ``not_found``. Basis: 未成年人网络保护条例 第三十六条 (access to minors' data is limited and recorded).
    """
    if not by.holds(REVEAL):
        raise RefusedError(Refusal("no_permission", noop("您没有查看完整信息的权限")))
    if not 2 <= len(reason.strip()) <= 200:
        raise RefusedError(Refusal("no_reason", noop("请说明查看完整信息的理由（2 至 200 字）")))
    if group not in REVEALED:
        raise RefusedError(Refusal("not_found", noop("没有这组信息")))
    row = Contact.objects.filter(id=contact_id).values_list(group, "path").first()
    if row is None:
        raise RefusedError(Refusal("not_found", noop("没有找到，或者不在您的管辖范围内")))
    seq = audit.record(
        subject=f"contact:{contact_id}",
        deed=REVEAL,
        by=by,
        at=at,
        summary=f"查看完整信息：{REVEALED[group]}",
        facts={"group": group, "digest": crypto.sm3(reason.strip().encode()).hex()},
        path=row[1],
    )
    Disclosure.objects.bulk_create(
        [
            Disclosure(
                contact_id=contact_id, seq=seq, group=group, reason=reason.strip(), by_id=by.id, at=at, path=row[1]
            )
        ]
    )
    if row[0] is None:
        return {}
    return {"address": crypto.decrypt(row[0])} if group == "address" else sealing.opened(row[0])


def child_index(child: Mapping[str, Any]) -> bytes | None:
    """Return the blind index by which the same child is found again: citizen number, else name with birth or age."""
    if "id_number" in child:
        return crypto.blind_index(child["id_number"], "citizen_id")
    if "name" in child:
        return crypto.blind_index(f"{child['name']}|{child.get('birth_on', child.get('age', ''))}", "child")
    return None


def _places(values: Mapping[str, Any]) -> list[tuple[str, str]]:
    code = values.get("place", {}).get("region_code", "")
    named = [(code, "place.region_code")] if code else []
    return named + [(other, "other_places") for other in values.get("other_places", ())]
