"""Due times: known ones, and what holds for all of them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weibao.advice.deadlines.calendar import WorkingCalendar, official
from weibao.advice.deadlines.rules.reckoning import Reckoning, standard
from weibao.advice.policy.api import LimitUnit, Span
from weibao.foundation.kernel.clock import SHANGHAI
from weibao.foundation.kernel.refusals import RefusedError

ELAPSED = [LimitUnit.MINUTES, LimitUnit.HOURS, LimitUnit.NATURAL_DAYS]
WORKING = [LimitUnit.WORKING_HOURS, LimitUnit.WORKING_DAYS]

instants = st.timedeltas(timedelta(), timedelta(days=2600)).map(
    lambda later: datetime(2019, 12, 1, tzinfo=SHANGHAI) + later
)
amounts = st.integers(1, 60)
units = st.sampled_from(LimitUnit)


def for_all(*values: st.SearchStrategy[Any]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Run a test for many values, however slow the machine is."""
    return lambda test: settings(deadline=None)(given(*values)(test))


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("start", "limit", "due"),
    [
        # Spring Festival 2026: 14 and 28 February are worked, 15 to 23 February are free.
        ("2026-02-13T16:30", "1 working_days", "2026-02-14T17:00"),
        ("2026-02-13T16:30", "2 working_days", "2026-02-24T17:00"),
        ("2026-02-13T16:30", "5 working_days", "2026-02-27T17:00"),
        ("2026-02-13T16:30", "6 working_days", "2026-02-28T17:00"),
        ("2026-02-17T03:00", "1 working_days", "2026-02-24T17:00"),
        ("2026-02-14T16:00", "2 working_hours", "2026-02-24T10:00"),
        ("2026-02-18T12:00", "1 working_hours", "2026-02-24T10:00"),
        ("2026-02-13T16:30", "5 natural_days", "2026-02-18T23:59:59"),
        ("2026-02-13T16:30", "24 hours", "2026-02-14T16:30"),
        ("2026-02-13T23:50", "15 minutes", "2026-02-14T00:05"),
        # National Day 2025: Sunday 28 September and Saturday 11 October are worked, 1 to 8 October are free.
        ("2025-09-26T10:00", "1 working_days", "2025-09-28T17:00"),
        ("2025-09-26T10:00", "3 working_days", "2025-09-30T17:00"),
        ("2025-09-26T10:00", "4 working_days", "2025-10-09T17:00"),
        ("2025-09-26T10:00", "6 working_days", "2025-10-11T17:00"),
        ("2025-09-26T10:00", "7 working_days", "2025-10-13T17:00"),
        ("2025-09-30T15:00", "8 working_hours", "2025-10-09T15:00"),
        # An ordinary week, and a start after hours, before hours and on a free day.
        ("2026-03-02T08:00", "5 working_days", "2026-03-09T17:00"),
        ("2026-03-02T23:00", "5 working_days", "2026-03-09T17:00"),
        ("2026-03-07T12:00", "1 working_days", "2026-03-09T17:00"),
        ("2026-03-02T08:00", "1 working_hours", "2026-03-02T10:00"),
        ("2026-03-02T09:00", "8 working_hours", "2026-03-02T17:00"),
        ("2026-03-02T17:00", "8 working_hours", "2026-03-03T17:00"),
        ("2026-03-06T16:59:30", "1 working_hours", "2026-03-09T09:59:30"),
        ("2026-03-02T00:00", "1 natural_days", "2026-03-03T23:59:59"),
    ],
)
def test_due_times_known_from_the_calendar(start: str, limit: str, due: str) -> None:
    span = Span.parse(limit)

    assert standard().due_at(local(start), span.amount, span.unit) == local(due)


def test_the_offset_of_the_start_does_not_matter() -> None:
    start = local("2026-02-14T00:30")

    assert start.astimezone(UTC).date() != start.date()
    assert standard().due_at(start.astimezone(UTC), 1, LimitUnit.WORKING_DAYS) == local("2026-02-24T17:00")


def test_due_times_are_given_in_utc() -> None:
    assert all(standard().due_at(local("2026-03-02T10:00"), 3, unit).tzinfo is UTC for unit in LimitUnit)


@for_all(instants, amounts, units)
def test_a_longer_limit_is_never_due_earlier(start: datetime, amount: int, unit: LimitUnit) -> None:
    shorter, longer = (standard().due_at(start, n, unit) for n in (amount, amount + 1))

    assert start < shorter < longer


@for_all(instants, st.timedeltas(timedelta(), timedelta(days=20)), amounts, units)
def test_a_later_start_is_never_due_earlier(start: datetime, later: timedelta, amount: int, unit: LimitUnit) -> None:
    assert standard().due_at(start, amount, unit) <= standard().due_at(start + later, amount, unit)


@for_all(instants, amounts, st.sampled_from(WORKING))
def test_the_due_day_is_a_working_day(start: datetime, amount: int, unit: LimitUnit) -> None:
    due = standard().due_at(start, amount, unit).astimezone(SHANGHAI)

    assert official().is_working(due.toordinal())
    assert due.replace(hour=9, minute=0, second=0, microsecond=0) < due
    assert due <= due.replace(hour=17, minute=0, second=0, microsecond=0)


@for_all(instants, amounts, amounts, units)
def test_adding_two_limits_one_after_the_other_is_adding_their_sum(
    start: datetime, first: int, second: int, unit: LimitUnit
) -> None:
    stepwise = standard().due_at(standard().due_at(start, first, unit), second, unit)

    assert stepwise == standard().due_at(start, first + second, unit)


@for_all(instants, amounts)
def test_a_limit_of_working_days_counts_exactly_so_many_days(start: datetime, amount: int) -> None:
    due = standard().due(start, amount, LimitUnit.WORKING_DAYS)
    counted = [day for day in due.calendar_days if day.counted]

    assert len(counted) == amount
    assert due.calendar_days[0].on == start.date()
    assert not due.calendar_days[0].counted
    assert due.calendar_days[-1] == counted[-1]
    assert due.at.astimezone(SHANGHAI).date() == counted[-1].on


@for_all(instants, amounts, st.sampled_from(WORKING))
def test_days_that_nobody_works_are_never_counted(start: datetime, amount: int, unit: LimitUnit) -> None:
    due = standard().due(start, amount, unit)

    assert all(day.kind in {"working", "make_up"} for day in due.calendar_days if day.counted)


@for_all(instants, amounts, st.sampled_from(ELAPSED))
def test_in_elapsed_time_free_days_count_like_others(start: datetime, amount: int, unit: LimitUnit) -> None:
    days = standard().due(start, amount, unit).calendar_days

    assert [day.counted for day in days] == [unit is not LimitUnit.NATURAL_DAYS] + [True] * (len(days) - 1)


def test_working_hours_count_the_days_on_which_they_pass() -> None:
    due = standard().due(local("2026-02-14T16:00"), 2, LimitUnit.WORKING_HOURS)

    assert [day.on.day for day in due.calendar_days if day.counted] == [14, 24]
    assert [day.on.day for day in due.calendar_days] == list(range(14, 25))


@for_all(instants, amounts, units)
def test_nothing_remains_of_a_limit_when_it_is_due(start: datetime, amount: int, unit: LimitUnit) -> None:
    due = standard().due_at(start, amount, unit)

    assert standard().remaining(due, due, unit) == timedelta()
    assert standard().share_left(start, due, due, unit) == 0.0
    assert standard().share_left(start, start, due, unit) == 1.0


@for_all(instants, st.timedeltas(timedelta(), timedelta(days=30)), amounts, units)
def test_what_remains_never_grows_with_time(start: datetime, later: timedelta, amount: int, unit: LimitUnit) -> None:
    due = standard().due_at(start, amount, unit)

    assert standard().remaining(start, due, unit) >= standard().remaining(start + later, due, unit) >= timedelta()
    assert 0.0 <= standard().share_left(start, start + later, due, unit) <= 1.0


@for_all(instants, amounts)
def test_of_working_hours_exactly_so_many_remain_at_the_start(start: datetime, amount: int) -> None:
    due = standard().due_at(start, amount, LimitUnit.WORKING_HOURS)

    assert standard().remaining(start, due, LimitUnit.WORKING_HOURS) == timedelta(hours=amount)


def test_what_remains_is_working_time() -> None:
    due = standard().due_at(local("2026-02-13T10:00"), 2, LimitUnit.WORKING_DAYS)

    left = standard().remaining(local("2026-02-13T16:00"), due, LimitUnit.WORKING_DAYS)

    assert left == timedelta(hours=1 + 8 + 8)


def test_what_is_overdue_is_measured_in_working_time_too() -> None:
    due = local("2026-02-14T17:00")

    assert standard().overdue(local("2026-02-24T11:00"), due, LimitUnit.WORKING_DAYS) == timedelta(hours=2)
    assert standard().overdue(local("2026-02-14T16:00"), due, LimitUnit.WORKING_DAYS) == timedelta()


@for_all(instants, amounts, units, st.floats(0, 1), st.timedeltas(timedelta(), timedelta(days=40)))
def test_a_pause_preserves_what_remains(
    start: datetime, amount: int, unit: LimitUnit, share: float, length: timedelta
) -> None:
    due = standard().due_at(start, amount, unit)
    paused_at = start + (due - start) * share
    resumed_at = paused_at + length

    moved = standard().after_pause(due, paused_at, resumed_at, unit)

    assert standard().remaining(resumed_at, moved, unit) == standard().remaining(paused_at, due, unit)
    assert moved >= due


def test_a_pause_over_a_weekend_costs_and_gains_nothing() -> None:
    due = local("2026-03-10T17:00")

    moved = standard().after_pause(due, local("2026-03-06T18:00"), local("2026-03-09T08:00"), LimitUnit.WORKING_DAYS)

    assert moved == due


@pytest.mark.parametrize(
    ("start", "limit", "before", "warn"),
    [
        ("2026-03-02T10:00", "5 working_days", "1 working_days", "2026-03-09T09:00"),
        ("2026-03-02T10:00", "5 working_days", "2 working_days", "2026-03-06T09:00"),
        ("2026-03-02T10:00", "5 working_days", "2 working_hours", "2026-03-09T15:00"),
        ("2026-02-13T10:00", "2 working_days", "2 working_days", "2026-02-14T09:00"),
        ("2026-03-02T10:00", "5 working_days", "3 hours", "2026-03-09T14:00"),
        ("2026-03-02T10:00", "3 natural_days", "1 natural_days", "2026-03-04T23:59:59"),
        ("2026-03-02T10:00", "2 hours", "30 minutes", "2026-03-02T11:30"),
        ("2026-03-02T10:00", "2 hours", "2 hours", None),
        ("2026-03-02T10:00", "1 working_days", "2 working_days", None),
    ],
)
def test_a_warning_comes_before_the_due_time_or_not_at_all(
    start: str, limit: str, before: str, warn: str | None
) -> None:
    span = Span.parse(limit)
    due = standard().due_at(local(start), span.amount, span.unit)

    assert standard().warn_at(local(start), due, Span.parse(before)) == (local(warn) if warn else None)


@for_all(instants, amounts, units, amounts, units)
def test_a_warning_lies_between_start_and_due_time(
    start: datetime, amount: int, unit: LimitUnit, before: int, before_unit: LimitUnit
) -> None:
    due = standard().due_at(start, amount, unit)
    warn = standard().warn_at(start, due, Span(before, before_unit))

    assert warn is None or start < warn < due


def test_a_limit_into_a_year_without_a_notice_is_marked_uncertain() -> None:
    known, unknown = local("2026-12-01T10:00"), local("2026-12-28T10:00")

    assert not standard().due(known, 5, LimitUnit.WORKING_DAYS).uncertain
    assert standard().due(unknown, 5, LimitUnit.WORKING_DAYS).uncertain
    assert standard().missing_years(unknown, local("2027-01-05T17:00"), LimitUnit.WORKING_HOURS) == (2027,)
    assert not standard().due(unknown, 30, LimitUnit.NATURAL_DAYS).uncertain


def test_a_missing_year_falls_back_to_weekends() -> None:
    without = Reckoning(WorkingCalendar(year for year in official().years.values() if year.year != 2026))

    due = without.due(local("2026-02-13T10:00"), 1, LimitUnit.WORKING_DAYS)

    assert due.uncertain
    assert due.at == local("2026-02-16T17:00")


def test_a_limit_that_ends_beyond_the_calendar_is_refused() -> None:
    with pytest.raises(RefusedError, match="out_of_calendar"):
        standard().due_at(local("2099-12-30T10:00"), 5, LimitUnit.WORKING_DAYS)


def test_other_office_hours_give_other_due_times() -> None:
    early = Reckoning(official(), opens=8, closes=16)

    assert early.due_at(local("2026-03-02T10:00"), 1, LimitUnit.WORKING_DAYS) == local("2026-03-03T16:00")
    assert early.due_at(local("2026-03-02T15:00"), 2, LimitUnit.WORKING_HOURS) == local("2026-03-03T09:00")
