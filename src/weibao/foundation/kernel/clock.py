"""The one place that reads the time; everything else is given it."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """Return the present instant, aware, in UTC."""
    return datetime.now(UTC)


def local(instant: datetime) -> datetime:
    """Return ``instant`` in the country's one civil time."""
    return instant.astimezone(SHANGHAI)


def day_of(instant: datetime) -> date:
    """Return the civil day on which ``instant`` falls."""
    return instant.astimezone(SHANGHAI).date()
