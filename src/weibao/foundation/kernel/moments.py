"""Instants, days and spans in the words people read them in."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from django.utils.translation import get_language, gettext, ngettext, override

from . import clock

_HOUR = 60  # minutes
_DAY = 24 * _HOUR
_FULL = 100


def moment(value: datetime | None) -> str:
    """Return an instant as local ``11-22 14:05``; nothing for none."""
    if value is None:
        return ""
    local = clock.local(value)
    return f"{local:%m-%d %H:%M}"


def instant(value: datetime | None) -> str:
    """Return an instant with its year and seconds, local: ``2026-11-22 14:05:31``; nothing for none."""
    if value is None:
        return ""
    return f"{clock.local(value):%Y-%m-%d %H:%M:%S}"


def iso(value: datetime) -> str:
    """Return an instant as ISO 8601 with the local offset, for ``<time datetime>``."""
    return clock.local(value).isoformat(timespec="seconds")


def day(value: datetime | date | None) -> str:
    """Return the local day as ``2026年11月22日``; nothing for none."""
    if value is None:
        return ""
    on = clock.day_of(value) if isinstance(value, datetime) else value
    return gettext("%(year)s年%(month)s月%(day)s日") % {"year": on.year, "month": on.month, "day": on.day}


def number(value: float | None) -> str:
    """Return a number with a comma between thousands; nothing for none."""
    return "" if value is None else f"{value:,}"


def span(length: timedelta) -> str:
    """Return a length of time in its two largest units, such as ``3小时12分``; what is under a minute is one minute."""
    return _span(_minutes(length), get_language() or "")


def _minutes(length: timedelta) -> int:
    return max(abs(int(length.total_seconds())) // 60, 1)


# A queue says fifty spans and many of them again and again; the language is part of what is remembered.
@lru_cache(maxsize=4096)
def _span(minutes: int, language: str) -> str:
    with override(language):
        days, hours, rest = minutes // _DAY, minutes % _DAY // _HOUR, minutes % _HOUR
        if days:
            words = ngettext("%(n)s天", "%(n)s天", days) % {"n": days}
            return words + (gettext("%(n)s小时") % {"n": hours} if hours else "")
        if hours:
            return gettext("%(n)s小时") % {"n": hours} + (gettext("%(n)s分") % {"n": rest} if rest else "")
        return gettext("%(n)s分钟") % {"n": rest}


@lru_cache(maxsize=4096)
def _remaining(minutes: int, language: str, *, over: bool) -> str:
    with override(language):
        words = gettext("超 %(span)s") if over else gettext("剩 %(span)s")
    return words % {"span": _span(minutes, language)}


@dataclass(frozen=True, slots=True)
class Countdown:
    """What a countdown ring shows: the used share in per cent, the tone of its colour, and the words beside it."""

    used: int
    tone: str
    words: str


def countdown(
    due_at: datetime,
    at: datetime,
    *,
    start_at: datetime | None = None,
    warn_at: datetime | None = None,
    state: str = "running",
    left: str = "",
) -> Countdown:
    """Return what a clock due at ``due_at`` looks like at ``at``.

    ``state`` is ``running``, ``paused`` or ``met``; ``left`` are words for the remaining working time where the
    caller has them, and the plain difference is taken where not.
    """
    if state == "paused":
        return Countdown(_used(start_at, due_at, at), "neutral", gettext("已暂停"))
    if state == "met":
        return Countdown(_FULL, "green", gettext("按时"))
    if at >= due_at:
        return Countdown(_FULL, "red", _remaining(_minutes(at - due_at), get_language() or "", over=True))
    tone = "orange" if warn_at is not None and at >= warn_at else "blue"
    words = left or _remaining(_minutes(due_at - at), get_language() or "", over=False)
    return Countdown(_used(start_at, due_at, at), tone, words)


def _used(start_at: datetime | None, due_at: datetime, at: datetime) -> int:
    if start_at is None or due_at <= start_at:
        return 0
    return round(min(max((at - start_at) / (due_at - start_at), 0.0), 1.0) * _FULL)
