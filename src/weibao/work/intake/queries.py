"""Reads of intake: earlier contacts of a number, a contact's people behind masks, drafts of the reader."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import orjson

from weibao.foundation.kernel import crypto, ids
from weibao.foundation.kernel.actor import Actor
from weibao.foundation.kernel.refusals import noop
from weibao.work.intake import rules
from weibao.work.intake.models import Contact, Draft
from weibao.work.intake.sealing import opened


@dataclass(frozen=True, slots=True)
class EarlierContact:
    """One earlier contact, from the same number or by the same taker."""

    id: int
    at: datetime
    channel: str
    kind: str
    first_line: str
    region_code: str


@dataclass(frozen=True, slots=True)
class ContactView:
    """A contact with its people masked; ``groups`` maps group to field to shown text."""

    id: int
    channel: str
    kind: str
    text: str
    at: datetime
    caller_relation: str
    caller_secret: bool
    wants_reply: bool
    region_code: str
    other_places: tuple[str, ...]
    place_kind: str
    unit_id: int
    taken_by_id: int
    groups: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def earlier(phone: str, *, by: Actor, limit: int = 10) -> Sequence[EarlierContact]:  # noqa: ARG001 - row scope is bound to the transaction
    """Return the newest contacts from ``phone`` that ``by`` may see; an unreadable number has none."""
    digits = rules.phone(phone, "")
    if not isinstance(digits, str):
        return []
    rows = (
        Contact.objects.filter(caller_phone_index=crypto.blind_index(digits, "phone"))
        .order_by("-id")
        .values_list("id", "at", "channel", "kind", "text", "region_code")[:limit]
    )
    return [EarlierContact(i, at, channel, kind, first_line(text), code) for i, at, channel, kind, text, code in rows]


def taken(*, since: datetime, by: Actor, limit: int = 10) -> Sequence[EarlierContact]:
    """Return the newest contacts that ``by`` registered for the present unit since an instant."""
    # Ids grow with time: the bound keeps the read to the newest part of the unit's index.
    first = ids.new_id(since - timedelta(milliseconds=1))
    rows = (
        Contact.objects.filter(unit_id=by.unit_id or 0, id__gte=first, taken_by_id=by.id, at__gte=since)
        .order_by("-id")
        .values_list("id", "at", "channel", "kind", "text", "region_code")[:limit]
    )
    return [EarlierContact(i, at, channel, kind, first_line(text), code) for i, at, channel, kind, text, code in rows]


def first_line(text: str, limit: int = 60) -> str:
    """Return the first line of a narrative, cut with an ellipsis."""
    line = text.strip().split("\n", 1)[0]
    return line if len(line) <= limit else line[: limit - 1] + "…"


def contact(contact_id: int, *, by: Actor) -> ContactView | None:
    """Return one contact with masked people, or None when there is none that ``by`` may see."""
    return contacts([contact_id], by=by).get(contact_id)


def contacts(contact_ids: Sequence[int], *, by: Actor) -> Mapping[int, ContactView]:  # noqa: ARG001 - row scope is bound to the transaction
    """Return by id those of some contacts that ``by`` may see, with masked people."""
    return {row["id"]: _view(row) for row in Contact.objects.filter(id__in=contact_ids).values()}


def _view(row: Mapping[str, Any]) -> ContactView:
    groups: dict[str, dict[str, str]] = {}
    for name in ("caller", "child", "suspect", "event", "safety"):
        if closed := row[name]:
            groups[name] = {key: masked(f"{name}.{key}", value) for key, value in opened(closed).items()}
    if row["address"] is not None:
        groups["place"] = {"address": masked("place.address", crypto.decrypt(row["address"]))}
    return ContactView(
        id=row["id"],
        channel=row["channel"],
        kind=row["kind"],
        text=row["text"],
        at=row["at"],
        caller_relation=row["caller_relation"],
        caller_secret=row["caller_secret"],
        wants_reply=row["wants_reply"],
        region_code=row["region_code"],
        other_places=tuple(row["other_places"]),
        place_kind=row["place_kind"],
        unit_id=row["unit_id"],
        taken_by_id=row["taken_by_id"],
        groups=groups,
    )


GROUP_LABELS = {
    "caller": noop("来电人"),
    "child": noop("未成年人"),
    "suspect": noop("疑似侵害人"),
    "event": noop("事件"),
    "safety": noop("安全核查"),
    "place": noop("事发地"),
    "address": noop("事发地"),
}


def field_label(group: str, name: str) -> str:
    """Return the label of a field of the form; a field that the form no longer has is shown by its name."""
    field = _field(group, name)
    return field.label if field else name


def shown(group: str, name: str, value: object) -> str:
    """Return a value in full as people read it: the label of a choice, yes or no, or the text itself."""
    if isinstance(value, bool):
        return noop("是") if value else noop("否")
    field = _field(group, name)
    return field.choices.get(str(value), str(value)) if field and field.choices else str(value)


def _field(group: str, name: str) -> rules.Field | None:
    fields = rules.FORM.get("place" if group == "address" else group)
    return fields.get(name) if isinstance(fields, Mapping) else None


def masked(name: str, value: object) -> str:
    """Return a value as people may see it without a reason: the masks of the data standard, section 3.

    Names keep the surname, numbers their head and tail, addresses the part down to the township; school and
    addresses of safety are hidden. Values of closed lists are shown as they are.
    """
    text = shown(name.split(".", 1)[0], name.rsplit(".", 1)[-1], value)
    leaf = name.rsplit(".", 1)[-1]
    if leaf == "name":
        return text[:1] + "*" * max(1, min(3, len(text) - 1))
    if leaf == "phone":
        return f"{text[:3]}****{text[-4:]}" if len(text) >= 8 else "****"
    if leaf == "id_number":
        return f"{text[:6]}**********{text[-2:]}"
    if leaf in {"school", "safe_contact", "address", "hukou", "guardians", "unit", "whereabouts", "birth_on"}:
        return f"{text[:3]}***" if leaf in {"address", "hukou"} else "***"
    return text


def draft(key: str, *, by: Actor) -> tuple[dict[str, Any], datetime] | None:
    """Return a draft of the reader's own and when it was saved, or None."""
    row = Draft.objects.filter(account_id=by.id, key=key).values_list("body", "saved_at").first()
    return (orjson.loads(crypto.decrypt(row[0])), row[1]) if row else None


def drafts(*, by: Actor) -> Sequence[tuple[str, datetime]]:
    """Return key and time of each draft of the reader's own, newest first."""
    return list(Draft.objects.filter(account_id=by.id).order_by("-saved_at").values_list("key", "saved_at")[:20])


def phone_digits(text: str) -> str:
    """Return the digits of a telephone number of seven digits or more, or ``""`` when ``text`` is none."""
    digits = rules.phone(text, "")
    return digits if isinstance(digits, str) and len(digits) >= 7 else ""


def ids_of_phone(digits: str, *, by: Actor, limit: int) -> list[int]:  # noqa: ARG001 - row scope is bound to the transaction
    """Return the ids of the newest contacts from a number, among those that ``by`` may see."""
    rows = Contact.objects.filter(caller_phone_index=crypto.blind_index(digits, "phone")).order_by("-id")
    return list(rows.values_list("id", flat=True)[:limit])
