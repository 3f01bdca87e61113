"""The working calendar against its sources and against an independent one."""

import re
import warnings
from dataclasses import replace
from datetime import date, timedelta

import chinese_calendar
import pytest

from weibao.advice.deadlines import calendar
from weibao.advice.deadlines.calendar import CalendarFileError, CalendarGapWarning, DayKind, WorkingCalendar, official
from weibao.foundation.kernel.refusals import RefusedError


def days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days)]


@pytest.mark.parametrize("year", range(2020, 2027))
def test_each_day_is_worked_exactly_when_an_independent_calendar_says_so(year: int) -> None:
    ours = {day: official().is_working(day.toordinal()) for day in days_of(year)}

    assert ours == {day: chinese_calendar.is_workday(day) for day in days_of(year)}


@pytest.mark.parametrize("year", range(2020, 2027))
def test_each_year_names_the_notice_of_the_general_office_that_it_comes_from(year: int) -> None:
    table = official().years[year]

    assert all(re.fullmatch(r"国办发明电〔\d{4}〕\d+号", notice.number) for notice in table.notices)
    assert all(f"{year}年" in notice.title and "国务院办公厅" in notice.title for notice in table.notices)
    assert table.notices[0].issued_on.year == year - 1


@pytest.mark.parametrize("year", range(2020, 2027))
def test_each_year_has_its_seven_holidays(year: int) -> None:
    names = "、".join(holiday.name for holiday in official().years[year].holidays)

    for name in ("元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节"):
        assert names.count(name) == 1


def test_the_four_kinds_of_day_are_told_apart() -> None:
    kinds = [official().kind_of(date(2025, 9, day)) for day in (26, 27, 28)]
    kinds.append(official().kind_of(date(2025, 10, 4)))

    assert kinds == [DayKind.WORKING, DayKind.WEEKEND, DayKind.MAKE_UP, DayKind.HOLIDAY]
    assert official().holiday_name(date(2025, 9, 28)) == "国庆节、中秋节"
    assert official().holiday_name(date(2025, 9, 26)) == ""


def test_a_holiday_that_begins_in_the_year_before_counts_there() -> None:
    assert official().kind_of(date(2022, 12, 31)) is DayKind.HOLIDAY


def test_the_prolonged_spring_festival_of_2020_took_its_make_up_day_away() -> None:
    assert official().kind_of(date(2020, 2, 1)) is DayKind.HOLIDAY
    assert official().kind_of(date(2020, 2, 3)) is DayKind.WORKING


def test_rank_and_working_day_are_inverse() -> None:
    table = official()

    for day in days_of(2026):
        ordinal = day.toordinal()
        if table.is_working(ordinal):
            assert table.working_day(table.rank(ordinal)) == ordinal
        else:
            assert table.working_day(table.rank(ordinal)) < ordinal < table.working_day(table.rank(ordinal) + 1)


def test_a_year_without_a_notice_is_reckoned_by_weekends_and_reported_missing() -> None:
    table = WorkingCalendar([])

    assert table.kind_of(date(2026, 10, 1)) is DayKind.WORKING
    assert table.kind_of(date(2026, 10, 3)) is DayKind.WEEKEND
    assert table.missing_years(date(2025, 12, 30), date(2026, 1, 5)) == (2025, 2026)
    assert official().missing_years(date(2025, 12, 30), date(2026, 1, 5)) == ()


def test_the_current_year_missing_is_pressing_at_once_and_the_next_only_when_its_notice_is_late() -> None:
    empty = WorkingCalendar([])

    assert [(gap.year, gap.pressing) for gap in empty.gaps(date(2026, 3, 1))] == [(2026, True), (2027, False)]
    assert [(gap.year, gap.pressing) for gap in empty.gaps(date(2026, 12, 9))] == [(2026, True), (2027, True)]
    assert official().gaps(date(2025, 12, 31)) == ()


def test_a_gap_is_said_in_one_sentence_that_names_the_year() -> None:
    (gap,) = calendar.calendar_gaps(date(2026, 3, 1))

    assert str(gap) == "工作日历缺少2027年的放假安排，涉及该年的时限暂按周末推算，请尽快更新"


def test_a_gap_is_warned_of_loudly() -> None:
    with pytest.warns(CalendarGapWarning, match="2027"):
        gaps = calendar.warn_of_gaps(date(2026, 12, 31))

    assert [gap.year for gap in gaps] == [2027]


def test_without_a_gap_there_is_no_warning() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")

        assert calendar.warn_of_gaps(date(2024, 6, 1)) == ()


@pytest.mark.parametrize("day", [date(1999, 12, 31), date(2100, 1, 1)])
def test_a_day_outside_the_century_is_refused(day: date) -> None:
    with pytest.raises(RefusedError, match="out_of_calendar"):
        official().rank(day.toordinal())


def test_a_working_day_beyond_the_century_is_refused() -> None:
    with pytest.raises(RefusedError, match="out_of_calendar"):
        official().working_day(10**6)


def a_year(**changes: object) -> dict[str, object]:
    holiday = {"name": "元旦", "first": date(2030, 1, 1), "last": date(2030, 1, 1), "make_up": [date(2030, 1, 5)]}
    notice = {"number": "国办发明电〔2029〕1号", "title": "安排", "issued_on": date(2029, 11, 1)}
    return {"year": 2030, "notices": [notice], "holidays": [{**holiday, **changes}]}


@pytest.mark.parametrize(
    "changes",
    [
        {"last": date(2029, 12, 31)},
        {"first": date(2029, 11, 30), "last": date(2030, 1, 1)},
        {"make_up": [date(2030, 1, 2)]},
        {"make_up": [date(2031, 1, 4)]},
    ],
)
def test_a_year_that_contradicts_itself_is_not_read(changes: dict[str, object]) -> None:
    assert calendar.year_from(a_year()).year == 2030

    with pytest.raises(CalendarFileError):
        calendar.year_from(a_year(**changes))


def test_a_year_without_a_source_is_not_read() -> None:
    with pytest.raises(CalendarFileError):
        calendar.year_from({**a_year(), "notices": []})


def test_a_day_that_two_holidays_claim_is_not_read() -> None:
    year = calendar.year_from(a_year())

    with pytest.raises(CalendarFileError):
        WorkingCalendar([year, replace(year, year=2031)])
