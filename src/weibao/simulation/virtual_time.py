"""Time that a story moves by itself: plain time passes when it is told to, working time by the real calendar."""

from datetime import datetime, time, timedelta

from weibao.advice.deadlines import api as deadlines
from weibao.advice.policy.api import LimitUnit
from weibao.foundation.kernel import clock


class VirtualTime:
    """A clock that stands still between deeds; it never goes back."""

    def __init__(self, start: datetime) -> None:
        if start.tzinfo is None:
            raise ValueError("a virtual time begins at an instant with its offset")
        self._now = start

    @property
    def now(self) -> datetime:
        """Return the present instant of the story."""
        return self._now

    def pass_to(self, instant: datetime) -> datetime:
        """Let the time come to ``instant`` and return it; an earlier one is an error in the story."""
        if instant < self._now:
            raise ValueError("virtual time does not go back")
        self._now = instant
        return instant

    def advance(self, *, minutes: int = 0, hours: int = 0, days: int = 0) -> datetime:
        """Let so much plain time pass and return the new instant."""
        return self.pass_to(self._now + timedelta(minutes=minutes, hours=hours, days=days))

    def advance_working_hours(self, hours: int) -> datetime:
        """Let so many hours of office time pass, over evenings, weekends and holidays, and return the new instant."""
        return self.pass_to(deadlines.due_at(self._now, hours, LimitUnit.WORKING_HOURS))

    def advance_working_days(self, days: int, *, hour: int = 9, minute: int = 30) -> datetime:
        """Let the story go on at a local hour of the ``days``-th working day from now, and return that instant."""
        end_of_day = deadlines.due_at(self._now, days, LimitUnit.WORKING_DAYS)
        day = clock.day_of(end_of_day)
        return self.pass_to(datetime.combine(day, time(hour, minute), clock.SHANGHAI))
