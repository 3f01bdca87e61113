"""Reads a time limit as people and profiles write it, such as ``5 working_days``."""

from weibao.advice.policy.api import LimitUnit, Span
from weibao.foundation.kernel.refusals import Refusal, RefusedError, noop

# Ten years in each unit: whatever is longer is a slip of the pen, not a time limit.
LONGEST = {
    LimitUnit.MINUTES: 3650 * 24 * 60,
    LimitUnit.HOURS: 3650 * 24,
    LimitUnit.WORKING_HOURS: 3650 * 8,
    LimitUnit.NATURAL_DAYS: 3650,
    LimitUnit.WORKING_DAYS: 3650,
}

LIMIT_UNREADABLE = Refusal("limit_unreadable", noop("时限应写成“数量 单位”，例如 5 working_days；收到的是“%(given)s”"))
LIMIT_UNIT_UNKNOWN = Refusal("limit_unit_unknown", noop("时限单位只能是 %(units)s；收到的是“%(given)s”"))
LIMIT_NOT_POSITIVE = Refusal("limit_not_positive", noop("时限必须是大于零的整数；收到的是“%(given)s”"))
LIMIT_TOO_LONG = Refusal("limit_too_long", noop("时限过长：最多为 %(longest)s"))

_SHOWN = 40


def parse_limit(text: str) -> Span:
    """Return the limit written as a whole number, a space and a unit.

    Refused with ``limit_unreadable``, ``limit_unit_unknown``, ``limit_not_positive`` or ``limit_too_long``.
    """
    words = text.split()
    given = text.strip()[:_SHOWN]
    if len(words) != 2:
        raise RefusedError(LIMIT_UNREADABLE.with_values(given=given))
    number, unit = words
    if unit not in set(LimitUnit):
        raise RefusedError(LIMIT_UNIT_UNKNOWN.with_values(units="、".join(LimitUnit), given=unit[:_SHOWN]))
    # A length check first: turning a number of a million digits into an int is itself an attack.
    digits = number.removeprefix("+").removeprefix("-")
    if not (digits.isascii() and digits.isdigit()) or number.startswith("-") or not digits.strip("0"):
        raise RefusedError(LIMIT_NOT_POSITIVE.with_values(given=number[:_SHOWN]))
    if len(digits.lstrip("0")) > len(str(LONGEST[LimitUnit(unit)])):
        raise RefusedError(LIMIT_TOO_LONG.with_values(longest=Span(LONGEST[LimitUnit(unit)], LimitUnit(unit))))
    span = Span(int(digits), LimitUnit(unit))
    refusal = why_not_limit(span)
    if refusal is not None:
        raise RefusedError(refusal)
    return span


def why_not_limit(span: Span) -> Refusal | None:
    """Return why ``span`` is no sensible time limit, or None."""
    if span.amount < 1:
        return LIMIT_NOT_POSITIVE.with_values(given=str(span.amount))
    if span.amount > LONGEST[span.unit]:
        return LIMIT_TOO_LONG.with_values(longest=Span(LONGEST[span.unit], span.unit))
    return None
