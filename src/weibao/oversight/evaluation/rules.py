"""What a follow-up must hold, and what it leads to."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from weibao.foundation.kernel.refusals import Refusal, noop

UNKNOWN_WAY = Refusal("not_a_choice", noop("请选择回访方式"))
UNKNOWN_RATING = Refusal("not_a_choice", noop("请选择满意度"))
ANSWERS_MISSING = Refusal("required", noop("已联系到当事人，请填写联系、解决、满意三项"))
ANSWERS_WITHOUT_CONTACT = Refusal("not_reached", noop("没有联系到当事人，不能填写评价"))
UNKNOWN_DECISION = Refusal("not_a_choice", noop("请选择回访后的处理"))
REASON_MISSING = Refusal("required", noop("不满意须写明原因"))
TOO_MANY_ATTEMPTS = Refusal("too_many_attempts", noop("已按规定尝试 %(attempts)d 次，请写明理由办结或退回重办"))

WAYS = {
    "phone": noop("电话"),
    "sms": noop("短信"),
    "web": noop("网络"),
    "visit": noop("上门"),
}


class Decision(StrEnum):
    """What follows from a call back."""

    CLOSE = "close"  # 办结
    REDO = "redo"  # 退回重办
    LATER = "later"  # 再次回访


@dataclass(frozen=True, slots=True)
class Answers:
    """The three questions (workflow-and-deadlines.md section 7): contacted by the unit, solved, and the grade."""

    contacted: bool | None = None
    solved: bool | None = None
    rating: str = ""

    @property
    def complete(self) -> bool:
        """Return whether all three are answered."""
        return self.contacted is not None and self.solved is not None and bool(self.rating)

    @property
    def empty(self) -> bool:
        """Return whether none is answered."""
        return self.contacted is None and self.solved is None and not self.rating


def why_not_follow_up(
    answers: Answers,
    *,
    reached: bool,
    way: str,
    decision: str,
    text: str,
    grades: Collection[str],
    unsatisfied: Collection[str],
    attempts_before: int,
    attempts_allowed: int,
) -> Refusal | None:
    """Return what is wrong with a call back, or None.

    ``grades`` are the profile's five, ``unsatisfied`` those among them that need a reason.
    """
    checks = (
        (way not in WAYS, UNKNOWN_WAY),
        (decision not in set(Decision), UNKNOWN_DECISION),
        (reached and not answers.complete, ANSWERS_MISSING),
        (not reached and not answers.empty, ANSWERS_WITHOUT_CONTACT),
        (reached and answers.rating not in grades, UNKNOWN_RATING),
        (answers.rating in unsatisfied and len(text.strip()) < 2, REASON_MISSING),
        (
            not reached and decision == Decision.LATER and attempts_before + 1 > attempts_allowed,
            TOO_MANY_ATTEMPTS.with_values(attempts=attempts_allowed),
        ),
    )
    return next((refusal for wrong, refusal in checks if wrong), None)
