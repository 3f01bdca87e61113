"""Decisions about tickets as pure functions: what stands in the way of each verb, in words.

One evaluator, asked by the page to grey out a button, by the action to stop, and by the API to answer with a code.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from weibao.foundation.kernel import clock
from weibao.foundation.kernel.actor import Actor, Level
from weibao.foundation.kernel.refusals import Refusal, noop
from weibao.work.tickets import states
from weibao.work.tickets.states import State, Verb

ENDED = Refusal("wrong_state", noop("工单已结束（%(state)s），只能添加备注"))
WRONG_STATE = Refusal("wrong_state", noop("工单处于“%(state)s”，不能%(verb)s"))
NO_PERMISSION = Refusal("no_permission", noop("您的岗位没有“%(verb)s”的权限"))
OTHER_UNIT = Refusal("other_unit", noop("现在轮到其他单位办理，您的单位不能%(verb)s"))
STALE = Refusal("stale", noop("您看到的页面已过时：工单刚被他人处理过，请刷新后再操作"))
URGENT_KIND = Refusal(
    "urgent_kind", noop("遗弃、性侵、虐待、暴力侵害类事项不能直接答复办结，须转办处置（吉民发〔2022〕2号 二（二）1）")
)
DANGER = Refusal("danger", noop("特急事项不能直接答复办结，须转办处置"))
NO_OFFICE_ABOVE = Refusal("no_office_above", noop("没有可以上报的单位"))
NO_REPLY = Refusal("no_reply", noop("尚未答复当事人，不能办结"))
NO_FOLLOW_UP = Refusal("no_follow_up", noop("尚未回访成功，请先回访，或写明不回访的理由"))
NOTHING_GIVEN = Refusal("nothing_given", noop("工单还没有派给任何单位，不能退回重办"))

OWN_UNIT = Refusal("own_unit", noop("不能派给自己的单位"))
UNIT_GONE = Refusal("unit_gone", noop("%(unit)s已停用，不能派单"))
NOT_BELOW = Refusal("not_below", noop("只能继续派给本级或下级单位，%(unit)s不在其列"))
LONGER_THAN_PARENT = Refusal("longer_than_parent", noop("时限不能晚于上级交办的时限（%(due)s）"))
LOOP = Refusal("loop", noop("%(unit)s已在本工单的办理链上，不能再派给它"))


@dataclass(frozen=True, slots=True)
class TicketFacts:
    """What the rules need to know of a ticket."""

    state: State
    urgency: str
    urgent_kind: bool
    turn_unit_id: int | None
    owner_unit_id: int
    intake_unit_id: int
    assignment_id: int | None
    replied: bool
    followed_up: bool
    version: int
    can_go_up: bool = True


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """What the rules need to know of a unit that is to be given a ticket."""

    id: int
    name: str
    level: Level
    path: str
    active: bool


def why_not(verb: Verb, ticket: TicketFacts, by: Actor) -> Refusal | None:
    """Return what stands in the way of ``verb`` for this actor on this ticket, or None.

    The order is what helps most: first whether it can be done at all now, then whether this post may, then whether
    it is this unit's turn, then what the verb itself asks for.
    """
    label = states.VERB_LABELS[verb]
    if states.after(ticket.state, verb) is None:
        if ticket.state in states.ENDED:
            return ENDED.with_values(state=states.LABELS[ticket.state])
        return WRONG_STATE.with_values(state=states.LABELS[ticket.state], verb=label)
    if not by.holds(deed(verb)):
        return NO_PERMISSION.with_values(verb=label)
    if verb is Verb.NOTE:
        return None
    if not by.belongs_to(ticket.turn_unit_id):
        return OTHER_UNIT.with_values(verb=label)
    special = _SPECIAL.get(verb)
    return special(ticket) if special else None


def deed(verb: Verb) -> str:
    """Return the permission that ``verb`` needs; the same string is its deed on the record."""
    return f"tickets.{verb.value}"


def why_stale(ticket: TicketFacts, seen: int | None) -> Refusal | None:
    """Return a refusal when the page that acts shows an older version than the ticket has, or None."""
    return STALE if seen is not None and seen != ticket.version else None


def why_not_close(ticket: TicketFacts, *, reason: str) -> Refusal | None:
    """Return what stands in the way of closing: a reply first, then a follow-up or a recorded reason for none.

    Basis: 国办发〔2020〕53号 (the loop ends with 回访、评价); S-011.
    """
    if not ticket.replied:
        return NO_REPLY
    if not ticket.followed_up and len(reason.strip()) < 2:
        return NO_FOLLOW_UP
    return None


def why_not_give(
    unit: UnitFacts,
    *,
    giver: UnitFacts,
    chain: frozenset[int],
    due_at: datetime,
    parent_due_at: datetime | None,
) -> Refusal | None:
    """Return what stands in the way of giving a ticket to ``unit``, or None.

    ``chain`` holds the units that already have a part in it, ``parent_due_at`` the limit that the giver itself was
    set. Nothing is ever pushed sideways out of the giver's region or upwards.
    """
    if unit.id == giver.id:
        return OWN_UNIT
    if not unit.active:
        return UNIT_GONE.with_values(unit=unit.name)
    if unit.level.is_above(giver.level) or not unit.path.startswith(giver.path):
        return NOT_BELOW.with_values(unit=unit.name)
    if unit.id in chain:
        return LOOP.with_values(unit=unit.name)
    if parent_due_at is not None and due_at > parent_due_at:
        return LONGER_THAN_PARENT.with_values(due=f"{clock.local(parent_due_at):%m-%d %H:%M}")
    return None


def _why_not_answer(ticket: TicketFacts) -> Refusal | None:
    if ticket.urgent_kind:
        return URGENT_KIND
    return DANGER if ticket.urgency == "critical" else None


def _why_not_refer_up(ticket: TicketFacts) -> Refusal | None:
    return None if ticket.can_go_up else NO_OFFICE_ABOVE


def _why_not_close(ticket: TicketFacts) -> Refusal | None:
    return None if ticket.replied else NO_REPLY


def _why_not_redo(ticket: TicketFacts) -> Refusal | None:
    return None if ticket.assignment_id is not None else NOTHING_GIVEN


_SPECIAL: Mapping[Verb, Callable[[TicketFacts], Refusal | None]] = {
    Verb.ANSWER: _why_not_answer,
    Verb.REFER_UP: _why_not_refer_up,
    Verb.CLOSE: _why_not_close,
    Verb.REDO: _why_not_redo,
}
