"""What the tests of the registration page send, and how they look at what came of it."""

import html
import re
from itertools import count
from typing import Any

from django.db import connection
from django.http import HttpResponse

from weibao.foundation.kernel.actor import SYSTEM, Actor
from weibao.foundation.kernel.makers import client
from weibao.foundation.kernel.scope import acting_as
from weibao.work.intake import api as intake
from weibao.work.tickets import api as tickets

FILLED = {
    "channel": "phone",
    "kind": "about_child",
    "text": "邻居家的孩子陈小苗常常一个人在门口等到很晚。",
    "caller.name": "周大伯",
    "caller.phone": "13800000001",
    "caller.wants_reply": "true",
    "child.name": "陈小苗",
    "child.age": "9",
    "place.region_code": "220322",
    "request_type": "help",
    "category": "left_alone",
    "verb": "register",
}
_KEYS = count()


def fresh_key() -> str:
    return f"sheet-{next(_KEYS)}"


def send(by: Actor, key: str, **changes: Any) -> HttpResponse:
    return client(by).post(f"/register/{key}", FILLED | changes)


def page_of(by: Actor, key: str) -> str:
    return client(by).get(f"/register/{key}").content.decode()


def stored() -> tuple[int, ...]:
    """Return how many rows each table has that a registration writes."""
    tables = ("intake_contact", "tickets_ticket", "tickets_reply", "audit_entry", "deadlines_clock", "kernel_outbox")
    with acting_as(SYSTEM), connection.cursor() as cursor:
        return tuple(_count(cursor, table) for table in tables)


def _count(cursor: Any, table: str) -> int:
    cursor.execute(f"SELECT count(*) FROM {table}")
    return cursor.fetchone()[0]


def number_on(page: str) -> str:
    return re.search(r"/tickets/(\d{14})", page)[1]


def ticket(number: str) -> tickets.TicketView:
    with acting_as(SYSTEM):
        return tickets.view(number, by=SYSTEM)


def drafts(by: Actor) -> list[str]:
    with acting_as(by):
        return [key for key, _ in intake.drafts(by=by)]


def value_of(page: str, name: str) -> str:
    found = re.search(rf'name="{re.escape(name)}"[^>]*? value="([^"]*)"', page)
    return html.unescape(found[1]) if found else ""
