"""Lengths of time as the rules write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weibao.advice.policy.api import LimitUnit, Span, WrongSpanError


@given(st.integers(min_value=1, max_value=10_000), st.sampled_from(LimitUnit))
def test_a_span_is_read_back_as_it_is_written(amount: int, unit: LimitUnit) -> None:
    span = Span(amount, unit)

    assert Span.parse(str(span)) == span


@pytest.mark.parametrize(
    "text",
    [
        "",
        "5",
        "working_days",
        "0 hours",
        "-1 hours",
        "1.5 hours",
        "five hours",
        "5 fortnights",
        "５ hours",
        "5 hours x",
    ],
)
def test_anything_else_is_no_span(text: str) -> None:
    with pytest.raises(WrongSpanError):
        Span.parse(text)


def test_a_working_day_is_never_taken_for_more_than_its_office_hours() -> None:
    assert Span.parse("1 working_days").nominal_minutes == Span.parse("8 working_hours").nominal_minutes
