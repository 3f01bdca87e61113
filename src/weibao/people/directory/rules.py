"""Who may read and change the directory, and what a change must respect."""

from datetime import date

from weibao.foundation.kernel.actor import Actor, Level
from weibao.foundation.kernel.refusals import Refusal, noop

from .kinds import UnitKind

READ = "directory.read"
REVEAL = "directory.reveal"
MANAGE = "directory.manage"

UNKNOWN_UNIT = Refusal("not_found", noop("没有这个机构"))
UNKNOWN_PERSON = Refusal("not_found", noop("通讯录里没有这个人"))

_LIMITS = {"name": 100, "short_name": 60, "phone": 40, "title": 60, "person": 60}
_TEXT = {
    "name": noop("机构名称"),
    "short_name": noop("机构简称"),
    "phone": noop("电话"),
    "title": noop("职务"),
    "person": noop("姓名"),
}


def why_not_read(by: Actor) -> Refusal | None:
    """Return why the actor may not look at the directory, or None: ``no_permission``."""
    return None if by.holds(READ) else Refusal("no_permission", noop("您没有查看机构通讯录的权限"))


def why_not_reveal(by: Actor) -> Refusal | None:
    """Return why the actor may not see a colleague's number in full, or None: ``no_permission``."""
    return None if by.holds(REVEAL) else Refusal("no_permission", noop("您没有查看同事手机号码的权限"))


def why_not_manage(by: Actor, own_path: str, path: str) -> Refusal | None:
    """Return why the actor of a unit in region ``own_path`` may not change a unit of region ``path``, or None.

    Codes ``no_permission``, ``other_region``.
    """
    if not by.holds(MANAGE):
        return Refusal("no_permission", noop("您没有维护机构通讯录的权限"))
    if not by.is_system and not (own_path and path.startswith(own_path)):
        return Refusal("other_region", noop("该机构不在您的管辖区划内"))
    return None


def why_not_stand_at(kind: UnitKind, level: Level) -> Refusal | None:
    """Return why no unit of this kind can exist at the level, or None: ``wrong_level``."""
    if level in kind.levels:
        return None
    return Refusal("wrong_level", noop("“%(kind)s”不设在这一层级"), {"kind": kind.zh})


def why_not_text(**texts: str) -> Refusal | None:
    """Return what is wrong with the words typed for a unit or person, or None: ``invalid``.

    Takes ``name``, ``short_name``, ``phone``, ``title``, ``person``; the names may not be empty.
    """
    for field, text in texts.items():
        label = _TEXT[field]
        if field not in {"phone", "title"} and not text.strip():
            return Refusal("invalid", noop("请填写%(field)s"), {"field": label})
        if len(text) > _LIMITS[field]:
            return Refusal("invalid", noop("%(field)s不能超过%(limit)s字"), {"field": label, "limit": _LIMITS[field]})
        if not text.isprintable():
            return Refusal("invalid", noop("%(field)s里有不能显示的字符"), {"field": label})
    return None


def why_not_end(
    active_from: date, active_until: date | None, on: date, *, may_be_empty: bool = False
) -> Refusal | None:
    """Return why a unit or post of this period cannot end on the day, or None: ``already_ended``, ``invalid``.

    A post entered by mistake ``may_be_empty``: it ends on the day it began.
    """
    if active_until is not None:
        return Refusal("already_ended", noop("已于%(day)s停用"), {"day": active_until})
    if on < active_from or (on == active_from and not may_be_empty):
        return Refusal("invalid", noop("停用日期应晚于启用日期%(day)s"), {"day": active_from})
    return None
