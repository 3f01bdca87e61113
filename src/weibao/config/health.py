"""Whether this process is up, and whether everything it needs is fine, with the failing part named."""

import shutil
from collections.abc import Callable
from datetime import timedelta

import orjson
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse

from weibao.advice.deadlines import api as deadlines
from weibao.foundation.kernel import clock
from weibao.foundation.kernel.actor import SYSTEM
from weibao.foundation.kernel.models import OutboxEvent
from weibao.foundation.kernel.scope import acting_as
from weibao.foundation.kernel.web import public

SWEEP_LATE = timedelta(minutes=2)
RELAY_LATE = timedelta(minutes=1)
LEAST_DISK = 512 * 1024 * 1024


@public
def healthz(_: HttpRequest) -> HttpResponse:
    """Answer that the process is up."""
    return HttpResponse("ok", content_type="text/plain")


@public
def readyz(_: HttpRequest) -> HttpResponse:
    """Answer 200 when every part is fine, else 503; the body names each part and what is wrong with it."""
    parts: dict[str, str] = {}
    for name, look in _PARTS.items():
        try:
            parts[name] = look() or "ok"
        except (DatabaseError, OSError) as error:
            parts[name] = type(error).__name__
    fine = all(state == "ok" for state in parts.values())
    warnings = [str(gap) for gap in deadlines.calendar_gaps(clock.day_of(clock.now()))]
    body = orjson.dumps({"ready": fine, "parts": parts, "warnings": warnings})
    return HttpResponse(body, status=200 if fine else 503, content_type="application/json")


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return ""


def _jobs() -> str:
    with acting_as(SYSTEM):
        waiting = OutboxEvent.objects.filter(position=None).order_by("id").values_list("at", flat=True).first()
    # Demo data is made in virtual time; only what was written and left lying is late.
    return "events are not relayed" if waiting and clock.now() - waiting > timedelta(days=365) + RELAY_LATE else ""


def _sweep() -> str:
    with acting_as(SYSTEM):
        lag = deadlines.sweep_lag(clock.now())
    return f"clocks are swept {int(lag.total_seconds())} s late" if lag > SWEEP_LATE else ""


def _disk() -> str:
    folder = settings.WEIBAO_DATA
    free = shutil.disk_usage(folder if folder.exists() else folder.parent).free
    return "" if free > LEAST_DISK else "less than 512 MB free"


_PARTS: dict[str, Callable[[], str]] = {"database": _database, "jobs": _jobs, "sweep": _sweep, "disk": _disk}
