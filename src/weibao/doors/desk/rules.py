"""Small decisions of the desk: what a registration may end with, and how long its look-up code stays on the screen."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from weibao.foundation.kernel.refusals import Refusal, noop

REQUIRED = Refusal("required", noop("请填写%(label)s"))
NO_TICKET = Refusal("no_ticket", noop("此类联系只登记、不建工单，请直接登记"))
ALREADY_REGISTERED = Refusal("already_registered", noop("这次登记已经提交（%(number)s），又改动的内容没有保存"))
PLACE_UNCLEAR = Refusal("place_unclear", noop("“%(name)s”对应多个地区：%(list)s，请选定一个"))
PLACE_UNKNOWN = Refusal("place_unknown", noop("没有找到“%(name)s”，请从列表中选择"))

CODE_SHOWN_FOR = timedelta(minutes=30)
"""The look-up code is a caller's secret: the taker reads it out and has no use for it afterwards."""


class Ending(StrEnum):
    """What a taker may do with a request in the same breath as registering it."""

    ANSWER = "answer"  # 当场答复
    REFER_UP = "refer_up"  # 上报省办
    NOT_ACCEPT = "not_accept"  # 不予受理


@dataclass(frozen=True, slots=True)
class Decision:
    """An ending with what it needs: ``ground`` is a key of the profile, ``cites`` names the rule an answer rests on."""

    ending: Ending
    text: str
    ground: str = ""
    cites: str = ""

    def facts(self) -> dict[str, str]:
        """Return the decision as plain values."""
        return {"ending": self.ending.value, "text": self.text, "ground": self.ground, "cites": self.cites}


TEXT_LABELS: Mapping[Ending, str] = {
    Ending.ANSWER: noop("答复内容"),
    Ending.REFER_UP: noop("上报说明"),
    Ending.NOT_ACCEPT: noop("告知内容"),
}
GROUND_LABELS: Mapping[Ending, str] = {
    Ending.REFER_UP: noop("上报理由"),
    Ending.NOT_ACCEPT: noop("不予受理的理由"),
}
CITES_LABEL = noop("引用依据")

# Whoever comes or writes is answered in the same way; all others are on the line.
_WAYS = {"walk_in": "visit", "letter": "letter", "mail": "letter", "sms": "sms"}


def why_not_end(kind: str, kinds_without_request: frozenset[str]) -> Refusal | None:
    """Return why a contact of this kind cannot be answered or passed on, or None: ``no_ticket``."""
    return NO_TICKET if kind in kinds_without_request else None


def missing(decision: Decision) -> dict[str, Refusal]:
    """Return the fields that a decision lacks, each with its refusal, by the names of the page (``answer.text``)."""
    faults = {}
    if not decision.text.strip():
        faults[field_name(decision.ending, "text")] = REQUIRED.with_values(label=TEXT_LABELS[decision.ending])
    if decision.ending in GROUND_LABELS and not decision.ground:
        faults[field_name(decision.ending, "ground")] = REQUIRED.with_values(label=GROUND_LABELS[decision.ending])
    return faults


def field_of(decision: Decision, refusal: Refusal) -> str | None:
    """Return the field of the page that a refused ending speaks of, or None when it speaks of the whole."""
    if refusal.code == "not_a_choice":
        return field_name(decision.ending, "ground")
    if refusal.code not in {"required", "too_long"}:
        return None
    return field_name(decision.ending, "cites" if refusal.params.get("label") == CITES_LABEL else "text")


def field_name(ending: Ending, part: str) -> str:
    """Return the page's name of one field of an ending."""
    return f"{ending.value}.{part}"


def reply_way(channel: str) -> str:
    """Return in which way the caller hears an answer given at once, one of the ways of a reply."""
    return _WAYS.get(channel, "on_call")


def is_code_shown(registered_at: datetime, at: datetime) -> bool:
    """Return whether the page of a finished registration still shows the look-up code."""
    return at < registered_at + CODE_SHOWN_FOR
