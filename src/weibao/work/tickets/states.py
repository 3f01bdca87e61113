"""The life cycle of a ticket as one table of state and verb; the diagram in the documents is drawn from it."""

from enum import StrEnum

from weibao.foundation.kernel.refusals import noop


class State(StrEnum):
    """Where a ticket stands (workflow-and-deadlines.md section 1)."""

    PENDING_DISPATCH = "pending_dispatch"  # 待派单
    REFERRED_UP = "referred_up"  # 待评估：已上报省未保办
    DISPATCHED = "dispatched"  # 待签收
    IN_PROGRESS = "in_progress"  # 办理中
    REPLIED = "replied"  # 已答复，待审核
    FOLLOW_UP = "follow_up"  # 待回访
    CLOSED = "closed"  # 办结
    ANSWERED = "answered"  # 直接答复
    NOT_ACCEPTED = "not_accepted"  # 不予受理


class Verb(StrEnum):
    """What may be done with a ticket."""

    ANSWER = "answer"  # 当场答复
    NOT_ACCEPT = "not_accept"  # 不予受理
    REFER_UP = "refer_up"  # 上报省办
    DISPATCH = "dispatch"  # 派单、转办
    SIGN = "sign"  # 签收
    REPORT_PROGRESS = "report_progress"  # 反馈进展
    REPLY = "reply"  # 答复
    REVIEW = "review"  # 审核通过
    FOLLOW_UP = "follow_up"  # 回访
    REDO = "redo"  # 重办
    CLOSE = "close"  # 办结
    NOTE = "note"  # 备注


LABELS: dict[State, str] = {
    State.PENDING_DISPATCH: noop("待派单"),
    State.REFERRED_UP: noop("待评估"),
    State.DISPATCHED: noop("待签收"),
    State.IN_PROGRESS: noop("办理中"),
    State.REPLIED: noop("待审核"),
    State.FOLLOW_UP: noop("待回访"),
    State.CLOSED: noop("已办结"),
    State.ANSWERED: noop("直接答复"),
    State.NOT_ACCEPTED: noop("不予受理"),
}

VERB_LABELS: dict[Verb, str] = {
    Verb.ANSWER: noop("当场答复"),
    Verb.NOT_ACCEPT: noop("不予受理"),
    Verb.REFER_UP: noop("上报省办"),
    Verb.DISPATCH: noop("派单"),
    Verb.SIGN: noop("签收"),
    Verb.REPORT_PROGRESS: noop("反馈进展"),
    Verb.REPLY: noop("答复"),
    Verb.REVIEW: noop("审核通过"),
    Verb.FOLLOW_UP: noop("回访"),
    Verb.REDO: noop("退回重办"),
    Verb.CLOSE: noop("办结"),
    Verb.NOTE: noop("备注"),
}

FIRST = State.PENDING_DISPATCH

NEXT: dict[tuple[State, Verb], State] = {
    (State.PENDING_DISPATCH, Verb.ANSWER): State.ANSWERED,
    (State.PENDING_DISPATCH, Verb.NOT_ACCEPT): State.NOT_ACCEPTED,
    (State.PENDING_DISPATCH, Verb.REFER_UP): State.REFERRED_UP,
    (State.PENDING_DISPATCH, Verb.DISPATCH): State.DISPATCHED,
    (State.REFERRED_UP, Verb.ANSWER): State.ANSWERED,
    (State.REFERRED_UP, Verb.NOT_ACCEPT): State.NOT_ACCEPTED,
    (State.REFERRED_UP, Verb.DISPATCH): State.DISPATCHED,
    (State.DISPATCHED, Verb.SIGN): State.IN_PROGRESS,
    (State.IN_PROGRESS, Verb.DISPATCH): State.DISPATCHED,
    (State.IN_PROGRESS, Verb.REPORT_PROGRESS): State.IN_PROGRESS,
    (State.IN_PROGRESS, Verb.REPLY): State.REPLIED,
    (State.REPLIED, Verb.REVIEW): State.FOLLOW_UP,
    (State.REPLIED, Verb.REDO): State.IN_PROGRESS,
    (State.FOLLOW_UP, Verb.FOLLOW_UP): State.FOLLOW_UP,
    (State.FOLLOW_UP, Verb.REDO): State.IN_PROGRESS,
    (State.FOLLOW_UP, Verb.CLOSE): State.CLOSED,
    **{(state, Verb.NOTE): state for state in State},
}

# Nobody has the turn in these, no clock runs, and nothing but a note can follow.
ENDED = frozenset({State.CLOSED, State.ANSWERED, State.NOT_ACCEPTED})

# The clock that guards each waiting state: what the one whose turn it is must do in time.
GUARD: dict[State, str] = {
    State.PENDING_DISPATCH: "dispatch",
    State.REFERRED_UP: "referral_assessment",
    State.DISPATCHED: "sign",
    State.IN_PROGRESS: "handle",
    State.REPLIED: "review",
    State.FOLLOW_UP: "follow_up",
}


def after(state: State, verb: Verb) -> State | None:
    """Return the state that ``verb`` leads to from ``state``, or None where it cannot be done."""
    return NEXT.get((state, verb))


def from_states(verb: Verb) -> frozenset[State]:
    """Return the states in which ``verb`` can be done."""
    return frozenset(state for state, v in NEXT if v is verb)
