"""Reading a limit as people write it."""

import pytest

from weibao.advice.deadlines.rules.limits import LONGEST, parse_limit, why_not_limit
from weibao.advice.policy.api import LimitUnit, Span
from weibao.foundation.kernel.refusals import RefusedError


@pytest.mark.parametrize("unit", LimitUnit)
def test_a_limit_in_each_unit_is_read(unit: LimitUnit) -> None:
    assert parse_limit(f" 5  {unit.value} ") == Span(5, unit)
    assert parse_limit(f"{LONGEST[unit]} {unit.value}") == Span(LONGEST[unit], unit)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "limit_unreadable"),
        ("5", "limit_unreadable"),
        ("working_days", "limit_unreadable"),
        ("5 working days", "limit_unreadable"),
        ("5 days", "limit_unit_unknown"),
        ("5 WORKING_DAYS", "limit_unit_unknown"),
        ("0 hours", "limit_not_positive"),
        ("00 hours", "limit_not_positive"),
        ("-1 hours", "limit_not_positive"),
        ("-0 hours", "limit_not_positive"),
        ("2.5 hours", "limit_not_positive"),
        ("1e3 hours", "limit_not_positive"),
        ("五 hours", "limit_not_positive"),
        ("５ hours", "limit_not_positive"),
        ("²  hours", "limit_not_positive"),
        ("\x00 hours", "limit_not_positive"),
        ("3651 working_days", "limit_too_long"),
        ("9" * 100_000 + " minutes", "limit_too_long"),
    ],
)
def test_what_is_no_sensible_limit_is_refused_in_words(text: str, code: str) -> None:
    with pytest.raises(RefusedError) as refused:
        parse_limit(text)

    assert refused.value.refusal.code == code
    assert 0 < len(refused.value.refusal.sentence()) < 200


def test_a_limit_built_elsewhere_is_judged_by_the_same_bounds() -> None:
    refusals = [why_not_limit(Span(amount, LimitUnit.NATURAL_DAYS)) for amount in (0, 1, 3650, 3651)]

    assert [refusal and refusal.code for refusal in refusals] == ["limit_not_positive", None, None, "limit_too_long"]
