"""Plugs clocks into Django: a check that the working calendar has the years that are needed."""

from typing import Any

from django.apps import AppConfig
from django.core import checks

from weibao.advice.deadlines.calendar import calendar_gaps
from weibao.foundation.kernel import clock


class DeadlinesConfig(AppConfig):
    """Working calendar and clocks."""

    name = "weibao.advice.deadlines"
    label = "deadlines"
    verbose_name = "时限"

    def ready(self) -> None:
        """Register the check."""
        checks.register(check_calendar)


def check_calendar(**_: Any) -> list[checks.CheckMessage]:
    """Return deadlines.W001 for each missing year that is pressing and deadlines.I001 for one that is not yet.

    Never an error: the hotline must start on the first of January even when nobody has entered the new year.
    """
    today = clock.day_of(clock.now())
    return [
        checks.Warning(str(gap), id="deadlines.W001") if gap.pressing else checks.Info(str(gap), id="deadlines.I001")
        for gap in calendar_gaps(today)
    ]
