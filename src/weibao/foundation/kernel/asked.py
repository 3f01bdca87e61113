"""Reads what the address of a page asks for; whatever is written wrong is refused with a sentence."""

from datetime import date

from django.http import HttpRequest

from .refusals import Refusal, RefusedError, noop

TOO_LONG = Refusal("invalid", noop("查询内容太长，最多 %(limit)d 个字"))
NO_DAY = Refusal("invalid", noop("日期“%(value)s”写得不对，应如 2026-11-22"))
NO_NUMBER = Refusal("invalid", noop("“%(value)s”不是编号"))

# Far enough for every rule and record, near enough that no reckoning with the day runs out of the calendar.
_YEARS = range(1900, 2200)


def text(request: HttpRequest, name: str, limit: int = 100) -> str:
    """Return the text under ``name`` without blanks around it, "" when there is none; refused with ``invalid``."""
    # A null character fits in no column and in no name.
    value = request.GET.get(name, "").replace("\0", "").strip()
    if len(value) > limit:
        raise RefusedError(TOO_LONG.with_values(limit=limit))
    return value


def day(request: HttpRequest, name: str) -> date | None:
    """Return the day under ``name``, None when there is none; refused with ``invalid``."""
    value = text(request, name)
    if not value:
        return None
    try:
        found = date.fromisoformat(value)
    except ValueError:
        found = date.min
    if found.year not in _YEARS:
        raise RefusedError(NO_DAY.with_values(value=value[:20]))
    return found


def number(request: HttpRequest, name: str) -> int | None:
    """Return the number under ``name``, None when there is none; refused with ``invalid``."""
    value = text(request, name)
    if not value:
        return None
    if not (value.isascii() and value.isdigit() and len(value) < 10):
        raise RefusedError(NO_NUMBER.with_values(value=value[:20]))
    return int(value)
