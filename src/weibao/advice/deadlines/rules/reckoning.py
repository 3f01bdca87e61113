"""Reckons due times, warnings and what is left of a limit, in each of the five units.

Minutes and hours are exact elapsed time. Working hours are the hours from 09:00 to 17:00 of working days. For days
the start day does not count (Civil Code, article 201) and the limit ends with its last day: for working days when
business stops, at 17:00, for natural days at 24:00 (article 203), which is stored as 23:59:59 so that people read
the right date. A natural day is never put off because it is a holiday: such limits are set where a child cannot wait.
China has had one civil time without summer time since 1992, so every day has 24 hours.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

from weibao.advice.deadlines.calendar import DayKind, WorkingCalendar, official
from weibao.advice.policy.api import LimitUnit, Span
from weibao.foundation.kernel.clock import SHANGHAI

_MICROSECOND = timedelta(microseconds=1)
_HOUR = 3_600_000_000
_LAST_SECOND = time(23, 59, 59, tzinfo=SHANGHAI)
_WORKING_UNITS = frozenset({LimitUnit.WORKING_HOURS, LimitUnit.WORKING_DAYS})


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A day between start and due time, and whether the limit counted it."""

    on: date
    kind: DayKind
    name: str
    counted: bool


@dataclass(frozen=True, slots=True)
class Due:
    """When a limit ends; ``uncertain`` when it rests on a year whose holidays are not yet known."""

    at: datetime
    uncertain: bool
    calendar_days: tuple[CalendarDay, ...]


@dataclass(frozen=True, slots=True)
class Reckoning:
    """Time limits by one working calendar and its office hours, whole hours of local time."""

    calendar: WorkingCalendar
    opens: int = 9
    closes: int = 17

    @property
    def _day(self) -> int:
        return (self.closes - self.opens) * _HOUR

    def due_at(self, start: datetime, amount: int, unit: LimitUnit) -> datetime:
        """Return the instant, in UTC, up to which a limit of ``amount`` ``unit`` begun at ``start`` is kept.

        Refused with ``out_of_calendar`` when it ends outside 2000 to 2099.
        """
        if unit is LimitUnit.HOURS:
            return start.astimezone(UTC) + timedelta(hours=amount)
        if unit is LimitUnit.MINUTES:
            return start.astimezone(UTC) + timedelta(minutes=amount)
        if unit is LimitUnit.WORKING_HOURS:
            return self._instant(self._worked(start) + amount * _HOUR)
        local = start.astimezone(SHANGHAI)
        if unit is LimitUnit.NATURAL_DAYS:
            return datetime.combine(local.date() + timedelta(days=amount), _LAST_SECOND).astimezone(UTC)
        last = self.calendar.working_day(self.calendar.rank(local.toordinal()) + amount)
        return datetime.combine(date.fromordinal(last), time(self.closes, tzinfo=SHANGHAI)).astimezone(UTC)

    def due(self, start: datetime, amount: int, unit: LimitUnit) -> Due:
        """Return the due time together with every day from the start day to the due day."""
        at = self.due_at(start, amount, unit)
        first, last = start.astimezone(SHANGHAI).date(), at.astimezone(SHANGHAI).date()
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        return Due(
            at=at,
            uncertain=bool(self.missing_years(start, at, unit)),
            calendar_days=tuple(
                CalendarDay(
                    on=day,
                    kind=self.calendar.kind_of(day),
                    name=self.calendar.holiday_name(day),
                    counted=self._counts(day, start, at, unit),
                )
                for day in days
            ),
        )

    def missing_years(self, start: datetime, due: datetime, unit: LimitUnit) -> tuple[int, ...]:
        """Return the years whose holidays the span rests on although they are not entered."""
        if unit not in _WORKING_UNITS:
            return ()
        return self.calendar.missing_years(start.astimezone(SHANGHAI).date(), due.astimezone(SHANGHAI).date())

    def warn_at(self, start: datetime, due: datetime, before: Span) -> datetime | None:
        """Return the instant ``before`` the due time, or None when the limit is too short for such a warning.

        Working time is counted back to when it begins: one working day before Friday 17:00 is Friday 09:00, when
        somebody is there to read the warning.
        """
        if before.unit is LimitUnit.WORKING_DAYS:
            at = self._instant(self._worked(due) - before.amount * self._day, at_opening=True)
        elif before.unit is LimitUnit.WORKING_HOURS:
            at = self._instant(self._worked(due) - before.amount * _HOUR, at_opening=True)
        elif before.unit is LimitUnit.NATURAL_DAYS:
            at = due.astimezone(UTC) - timedelta(days=before.amount)
        else:
            at = due.astimezone(UTC) - timedelta(**{before.unit.value: before.amount})
        return at if at > start else None

    def remaining(self, now: datetime, due: datetime, unit: LimitUnit) -> timedelta:
        """Return what is left of a limit, never below zero: working time for working units, else elapsed time."""
        return max(self._between(now, due, unit), 0) * _MICROSECOND

    def overdue(self, now: datetime, due: datetime, unit: LimitUnit) -> timedelta:
        """Return by how much a limit is passed, never below zero, in the same measure as ``remaining``."""
        return max(self._between(due, now, unit), 0) * _MICROSECOND

    def share_left(self, start: datetime, now: datetime, due: datetime, unit: LimitUnit) -> float:
        """Return the share of the limit that is left, from 1.0 at the start to 0.0 when due."""
        whole = self._between(start, due, unit)
        if whole <= 0:
            return 0.0
        return min(max(self._between(now, due, unit) / whole, 0.0), 1.0)

    def after_pause(self, instant: datetime, paused_at: datetime, resumed_at: datetime, unit: LimitUnit) -> datetime:
        """Return where a planned ``instant`` lies after a pause: moved by the (working) time that the pause lasted.

        So a pause neither gives nor takes: what was left when it began is left when it ends.
        """
        if unit not in _WORKING_UNITS:
            return instant.astimezone(UTC) + (resumed_at - paused_at)
        idle = self._between(paused_at, resumed_at, unit)
        # A pause over a weekend moves nothing, and a due time must not slide from 17:00 to the next 09:00.
        return self._instant(self._worked(instant) + idle) if idle else instant.astimezone(UTC)

    def _between(self, first: datetime, second: datetime, unit: LimitUnit) -> int:
        if unit in _WORKING_UNITS:
            return self._worked(second) - self._worked(first)
        return (second - first) // _MICROSECOND

    def _worked(self, instant: datetime) -> int:
        """Return the microseconds of office time from 2000 up to ``instant``."""
        local = instant.astimezone(SHANGHAI)
        ordinal = local.toordinal()
        rank = self.calendar.rank(ordinal)
        if not self.calendar.is_working(ordinal):
            return rank * self._day
        since_midnight = ((local.hour * 60 + local.minute) * 60 + local.second) * 1_000_000 + local.microsecond
        return (rank - 1) * self._day + min(max(since_midnight - self.opens * _HOUR, 0), self._day)

    def _instant(self, worked: int, *, at_opening: bool = False) -> datetime:
        """Return the first instant by which so much office time has passed; ``at_opening`` gives the last instead."""
        days, rest = divmod(worked, self._day)
        if rest == 0 and not at_opening:
            days, rest = days - 1, self._day
        day = date.fromordinal(self.calendar.working_day(days + 1))
        return (datetime.combine(day, time(self.opens, tzinfo=SHANGHAI)) + rest * _MICROSECOND).astimezone(UTC)

    def _counts(self, day: date, start: datetime, due: datetime, unit: LimitUnit) -> bool:
        """Return whether the limit counts ``day``, or, for hours and minutes, runs on it."""
        started = start.astimezone(SHANGHAI).date()
        if unit is LimitUnit.NATURAL_DAYS:
            return day > started
        if unit is LimitUnit.WORKING_DAYS:
            return day > started and self.calendar.is_working(day.toordinal())
        if unit is LimitUnit.WORKING_HOURS:
            opens, closes = (datetime.combine(day, time(hour, tzinfo=SHANGHAI)) for hour in (self.opens, self.closes))
            return self.calendar.is_working(day.toordinal()) and max(start, opens) < min(due, closes)
        return True


@cache
def standard() -> Reckoning:
    """Return the reckoning by the official calendar and office hours from 09:00 to 17:00."""
    return Reckoning(official())
