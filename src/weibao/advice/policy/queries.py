"""Rows for the page of rules and their basis (规则与依据), ready to show."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum

from weibao.advice.policy.profile import Profile
from weibao.advice.policy.rules import Entry, UnitChoice
from weibao.advice.policy.summaries import Speaker
from weibao.advice.policy.words import ZH

_TITLES: Mapping[str, tuple[str, str]] = {
    "document": ("依据文件", "Texts the rules rest on"),
    "duty": ("职责与层级", "Who does what"),
    "request_type": ("诉求性质", "Request types"),
    "urgency": ("紧急程度", "Urgency"),
    "emergency_line": ("紧急电话", "Emergency lines"),
    "urgent_kind": ("紧急类事项", "Urgent kinds"),
    "category_group": ("一级分类", "Category groups"),
    "category": ("二级分类", "Categories"),
    "catalogue": ("派单目录", "Dispatch catalogue"),
    "limit": ("时限", "Time limits"),
    "waiting": ("等待状态与时钟", "Waiting states and their clocks"),
    "ownership": ("管辖", "Jurisdiction"),
    "ground": ("不能即时答复的情形", "Why not answered at once"),
    "dispatch": ("派单顺序", "Order of dispatch"),
    "return_rule": ("退单", "Returns"),
    "extension_rule": ("延期", "Extensions"),
    "supervision": ("督办阶梯", "Supervision ladder"),
    "supervision_ground": ("督办情形", "Grounds of supervision"),
    "follow_up": ("回访", "Follow-up"),
    "follow_up_question": ("回访问题", "Follow-up questions"),
    "rating": ("评价等级", "Rating grades"),
    "result": ("办理结果", "Results"),
    "close_rule": ("办结条件", "Conditions of closing"),
    "not_accepted": ("不予受理", "Not accepted"),
    "security": ("登录安全", "Sign-in security"),
    "office_hours": ("工作时间", "Office hours"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleRow:
    """One version of a rule; the days are half open, and `place` is the file and line it is written on."""

    section: str
    key: str
    name: str
    text: str
    document: str
    article: str
    note: str
    is_default: bool
    valid_from: date | None
    valid_until: date | None
    in_force: bool
    place: str


@dataclass(frozen=True, slots=True)
class RuleGroup:
    """The rules of one sort under their heading."""

    section: str
    title: str
    rows: tuple[RuleRow, ...]


def rule_rows(profile: Profile, language: str = ZH, on: date | None = None) -> tuple[RuleGroup, ...]:
    """Return every rule of a profile with its basis, grouped in the order of the page.

    `on` decides which versions count as in force; None means those without an end.
    """
    speaker = Speaker(profile, language)
    groups = []
    for table in profile.tables():
        rows = tuple(
            RuleRow(
                section=table.name,
                key=key,
                name=speaker.name(entry),
                text=speaker.say(entry),
                document=entry.basis.document,
                article=entry.basis.article,
                note=entry.basis.note,
                is_default=entry.basis.is_default,
                valid_from=entry.valid_from,
                valid_until=entry.valid_until,
                in_force=table.find(key, on) is entry,
                place=str(entry.place),
            )
            for key, versions in table.versions.items()
            for entry in versions
        )
        groups.append(RuleGroup(table.name, speaker.pick(*_TITLES[table.name]), rows))
    return tuple(groups)


RuleValues = dict[tuple[str, str, date | None], dict[str, object]]


def rule_values(profile: Profile) -> RuleValues:
    """Return the values of every rule in plain JSON terms, by section, key and first day."""
    return {
        (table.name, key, entry.valid_from): {
            field.name: _plain(getattr(entry, field.name)) for field in fields(entry) if field.name not in _COMMON
        }
        for table in profile.tables()
        for key, versions in table.versions.items()
        for entry in versions
    }


_COMMON = frozenset(field.name for field in fields(Entry))


def _plain(value: object) -> object:
    match value:
        case StrEnum():
            plain: object = value.value
        case None | bool() | int():
            plain = value
        case frozenset():
            plain = sorted(str(_plain(each)) for each in value)
        case tuple():
            plain = [_plain(each) for each in value]
        case Mapping():
            plain = {str(_plain(name)): _plain(each) for name, each in value.items()}
        case UnitChoice():
            plain = {"lead": _plain(value.lead), "support": _plain(value.support)}
        case _:
            plain = str(value)
    return plain
