"""The working calendar: which days are worked, by the yearly notices of the State Council's General Office.

Each year is a file beside this one, with the number of its notice. A year without a file is reckoned by weekends
alone, and whatever rests on it is marked uncertain. To add a year, add its file; nothing else changes.
"""

import tomllib
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from importlib import resources
from itertools import accumulate, compress
from typing import Any

from weibao.foundation.kernel.refusals import Refusal, RefusedError, noop

FIRST_DAY = date(2000, 1, 1)
LAST_DAY = date(2099, 12, 31)

# The notices for 2020 to 2026 came between 25 October and 8 December of the year before.
_NOTICE_EXPECTED_BY = (12, 8)

OUT_OF_CALENDAR = Refusal("out_of_calendar", noop("日期超出工作日历的范围（2000年至2099年）"))


class DayKind(StrEnum):
    """What a day is for those who keep office hours."""

    WORKING = "working"  # 工作日
    WEEKEND = "weekend"  # 周末
    HOLIDAY = "holiday"  # 节假日（放假调休的日子）
    MAKE_UP = "make_up"  # 调休上班的周末


class CalendarFileError(Exception):
    """A year's file contradicts itself."""


class CalendarGapWarning(UserWarning):
    """The working calendar lacks a year that is, or soon will be, needed."""


@dataclass(frozen=True, slots=True)
class Notice:
    """The notice that a year's holidays come from."""

    number: str
    title: str
    issued_on: date


@dataclass(frozen=True, slots=True)
class Holiday:
    """One holiday: its days from ``first`` to ``last``, both free, and the weekend days worked in return."""

    name: str
    first: date
    last: date
    make_up: tuple[date, ...]

    def days(self) -> list[date]:
        """Return the free days, weekends among them included."""
        return [self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1)]


@dataclass(frozen=True, slots=True)
class Year:
    """A year's holidays with their source."""

    year: int
    notices: tuple[Notice, ...]
    holidays: tuple[Holiday, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """A year missing from the calendar; ``pressing`` once its notice is out or should be."""

    year: int
    pressing: bool
    text: str = noop("工作日历缺少%(year)s年的放假安排，涉及该年的时限暂按周末推算，请尽快更新")

    def __str__(self) -> str:
        return self.text % {"year": self.year}


class WorkingCalendar:
    """An index over a century of days that answers in constant time.

    ``ordinal`` is Python's proleptic ordinal of a day. Days outside 2000 to 2099 are refused with ``out_of_calendar``.
    """

    def __init__(self, years: Iterable[Year]) -> None:
        self.years = {table.year: table for table in years}
        self._origin = FIRST_DAY.toordinal()
        length = LAST_DAY.toordinal() - self._origin + 1
        week = b"\x01\x01\x01\x01\x01\x00\x00"
        monday = FIRST_DAY.weekday()
        worked = bytearray((week * (length // 7 + 2))[monday : monday + length])
        self._kinds: dict[int, DayKind] = {}
        self._names: dict[int, str] = {}
        for table in self.years.values():
            for holiday in table.holidays:
                self._enter(holiday, worked)
        self._worked = bytes(worked)
        self._rank = list(accumulate(worked))
        self._working = list(compress(range(self._origin, self._origin + length), worked))

    def _enter(self, holiday: Holiday, worked: bytearray) -> None:
        for kind, days in ((DayKind.HOLIDAY, holiday.days()), (DayKind.MAKE_UP, holiday.make_up)):
            for day in days:
                ordinal = day.toordinal()
                if ordinal in self._kinds:
                    raise CalendarFileError(f"{day} is named twice")
                worked[ordinal - self._origin] = kind is DayKind.MAKE_UP
                self._kinds[ordinal] = kind
                self._names[ordinal] = holiday.name

    def kind_of(self, day: date) -> DayKind:
        """Return what kind of day ``day`` is."""
        ordinal = day.toordinal()
        kind = self._kinds.get(ordinal)
        if kind is not None:
            return kind
        return DayKind.WORKING if self._worked[self._place(ordinal)] else DayKind.WEEKEND

    def holiday_name(self, day: date) -> str:
        """Return the name of the holiday that makes ``day`` free or worked, or an empty string."""
        return self._names.get(day.toordinal(), "")

    def is_working(self, ordinal: int) -> bool:
        """Return whether the day is worked."""
        return self._worked[self._place(ordinal)] == 1

    def rank(self, ordinal: int) -> int:
        """Return how many working days there are from 2000 up to and including the day."""
        return self._rank[self._place(ordinal)]

    def working_day(self, rank: int) -> int:
        """Return the ordinal of the ``rank``-th working day since 2000, counted from one."""
        if not 1 <= rank <= len(self._working):
            raise RefusedError(OUT_OF_CALENDAR)
        return self._working[rank - 1]

    def missing_years(self, first: date, last: date) -> tuple[int, ...]:
        """Return the years from ``first`` to ``last`` for which no notice has been entered."""
        return tuple(year for year in range(first.year, last.year + 1) if year not in self.years)

    def gaps(self, on: date) -> tuple[Gap, ...]:
        """Return which of the current and the next year, seen from the day ``on``, are missing."""
        next_is_late = (on.month, on.day) > _NOTICE_EXPECTED_BY
        wanted = ((on.year, True), (on.year + 1, next_is_late))
        return tuple(Gap(year, pressing) for year, pressing in wanted if year not in self.years)

    def _place(self, ordinal: int) -> int:
        place = ordinal - self._origin
        if not 0 <= place < len(self._worked):
            raise RefusedError(OUT_OF_CALENDAR)
        return place


@cache
def official() -> WorkingCalendar:
    """Return the calendar made from all year files; read once for a process."""
    folder = resources.files(__name__)
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".toml")), key=lambda file: file.name)
    return WorkingCalendar(year_from(tomllib.loads(file.read_text("utf-8"))) for file in files)


def year_from(table: dict[str, Any]) -> Year:
    """Return a year read from its file's table; raise CalendarFileError when it contradicts itself."""
    holidays = tuple(
        Holiday(entry["name"], entry["first"], entry["last"], tuple(entry.get("make_up", ())))
        for entry in table["holidays"]
    )
    year: int = table["year"]
    # A New Year's holiday may begin in December of the year before.
    early, late = date(year - 1, 12, 1), date(year, 12, 31)
    for holiday in holidays:
        if holiday.last < holiday.first or any(not early <= day <= late for day in holiday.days()):
            raise CalendarFileError(f"{year}: the days of {holiday.name} are wrong")
        if any(day.weekday() < 5 or not early <= day <= late for day in holiday.make_up):
            raise CalendarFileError(f"{year}: a make-up day of {holiday.name} is not a weekend day of that year")
    if not table["notices"]:
        raise CalendarFileError(f"{year}: no notice is named")
    return Year(year, tuple(Notice(**notice) for notice in table["notices"]), holidays)


def calendar_gaps(on: date) -> tuple[Gap, ...]:
    """Return the gaps of the official calendar seen from the day ``on``, for pages and readiness checks."""
    return official().gaps(on)


def warn_of_gaps(on: date) -> tuple[Gap, ...]:
    """Issue a CalendarGapWarning for each gap seen from the day ``on`` and return the gaps."""
    gaps = calendar_gaps(on)
    for gap in gaps:
        warnings.warn(str(gap), CalendarGapWarning, stacklevel=2)
    return gaps
