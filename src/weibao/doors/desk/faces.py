"""A sheet made ready for its template: every field with its words, its text and what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext

from weibao.advice.policy import api as policy
from weibao.doors.desk import labels, rules, sheet
from weibao.doors.desk.forms import Sheet, choices, place_named
from weibao.doors.desk.rules import Ending
from weibao.foundation.kernel.refusals import Refusal, noop
from weibao.foundation.kernel.web import words

Options = tuple[tuple[str, str], ...]

_BUTTONS: Mapping[Ending, tuple[str, str, str, str]] = {
    Ending.ANSWER: (noop("当场答复"), noop("答复并结束"), "F2", "message-2"),
    Ending.REFER_UP: (noop("上报省办"), noop("登记并上报"), "F6", "arrow-up"),
    Ending.NOT_ACCEPT: (noop("不予受理"), noop("登记为不予受理"), "", "ban"),
}


@dataclass(frozen=True, slots=True)
class FieldFace:
    """One field, ready to be shown."""

    name: str
    label: str
    kind: str
    span: int
    help: str
    value: str
    error: str
    options: Options
    shown_name: str
    attributes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SectionFace:
    """Fields under one heading."""

    key: str
    title: str
    opened: bool
    fields: tuple[FieldFace, ...]


@dataclass(frozen=True, slots=True)
class EndingFace:
    """What the registration may end with: its button, its fields, and what stands in its way.

    ``barred`` is a sentence when the reader's post never includes it; ``why`` one when the matter forbids it now.
    """

    key: str
    label: str
    submit: str
    shortcut: str
    icon: str
    barred: str
    why: str
    opened: bool
    text: FieldFace
    ground: FieldFace | None
    cites: FieldFace | None


def sections(filled: Sheet) -> tuple[SectionFace, ...]:
    """Return the sections of a sheet; those that hold something or are wrong stand open."""
    return tuple(
        SectionFace(
            each.key,
            gettext(each.title),
            each.opened or filled.touches(each),
            tuple(face(place, filled) for place in each.places),
        )
        for each in sheet.SECTIONS
    )


def face(place: sheet.Place, filled: Sheet) -> FieldFace:
    """Return one field of the sheet."""
    value = filled.value(place.name)
    shown_name = ""
    if place.kind == "region":
        shown_name = place_named(value) if value else filled.value(f"{place.name}_name")
    return FieldFace(
        name=place.name,
        label=gettext(place.label),
        kind=place.kind,
        span=place.span,
        help=gettext(place.help) if place.help else "",
        value=value,
        error=filled.fault(place.name),
        options=tuple((key, gettext(text)) for key, text in (place.options or choices(place.name)).items()),
        shown_name=shown_name,
        attributes=place.attributes,
    )


def endings(filled: Sheet, why: Mapping[Ending, Refusal | None], chosen: str) -> tuple[EndingFace, ...]:
    """Return the endings; ``chosen`` is the one that was just sent and refused, so that it stands open."""
    return tuple(_ending(ending, filled, why[ending], opened=ending.value == chosen) for ending in Ending)


def request_types() -> Options:
    """Return the kinds of request of the profile."""
    return tuple((rule.key, labels.named(rule)) for rule in policy.active().request_types.all())


def categories() -> tuple[tuple[str, Options], ...]:
    """Return the category tree: first level with its second level."""
    tree = policy.active().tree()
    return tuple((labels.named(group), tuple((each.key, labels.named(each)) for each in tree[group])) for group in tree)


def urgencies() -> tuple[tuple[str, str, str], ...]:
    """Return the urgencies with their tones; the first leaves it to the category."""
    rules_ = sorted(policy.active().urgencies.all(), key=lambda rule: rule.rank)
    return (
        ("", gettext("按事项"), ""),
        *((rule.key, labels.named(rule), labels.tone(rule.urgency)) for rule in rules_),
    )


def where_to() -> Options:
    """Return for each ground of not accepting where the caller should turn instead."""
    chinese = labels.language().startswith("zh")
    found = policy.active().not_accepted_grounds.all()
    return tuple((labels.named(rule), rule.where_to if chinese else rule.where_to_en) for rule in found)


def _ending(ending: Ending, filled: Sheet, why: Refusal | None, *, opened: bool) -> EndingFace:
    label, submit, shortcut, icon = _BUTTONS[ending]
    barred = why is not None and why.code == "no_permission"
    sentence = words(why) if why else ""
    grounds = _grounds(ending)
    return EndingFace(
        key=ending.value,
        label=gettext(label),
        submit=gettext(submit),
        shortcut=shortcut,
        icon=icon,
        barred=sentence if barred else "",
        why="" if barred else sentence,
        opened=opened,
        text=_part(ending, "text", rules.TEXT_LABELS[ending], filled),
        ground=_part(ending, "ground", rules.GROUND_LABELS[ending], filled, grounds) if grounds else None,
        cites=_part(ending, "cites", rules.CITES_LABEL, filled) if ending is Ending.ANSWER else None,
    )


def _part(ending: Ending, part: str, label: str, filled: Sheet, options: Options = ()) -> FieldFace:
    name = rules.field_name(ending, part)
    return FieldFace(
        name=name,
        label=gettext(label),
        kind="",
        span=0,
        help="",
        value=filled.value(name),
        error=filled.fault(name),
        options=options,
        shown_name="",
        attributes={"list": "documents"} if part == "cites" else {},
    )


def _grounds(ending: Ending) -> Options:
    profile = policy.active()
    if ending is Ending.REFER_UP:
        return tuple((rule.key, labels.named(rule)) for rule in profile.grounds.all())
    if ending is Ending.NOT_ACCEPT:
        return tuple((rule.key, labels.named(rule)) for rule in profile.not_accepted_grounds.all())
    return ()
