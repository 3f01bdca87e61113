"""Builds actors and tickets for tests of this module and of those above it."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from weibao.foundation.kernel.actor import Actor
from weibao.foundation.kernel.scope import acting_as
from weibao.people.access.api import Role, deeds_of
from weibao.people.directory import api as directory
from weibao.work.tickets import api as tickets

MORNING = datetime(2026, 11, 18, 1, 0, tzinfo=UTC)  # a Wednesday, nine o'clock in the province

SIPING_LINE = "220300-line_12345"
SIPING = "220300-civil_affairs"
LISHU = "220322-civil_affairs"
LISHU_POLICE = "220322-police"
PROVINCE = "220000-protection_office"
CHANGCHUN = "220100-civil_affairs"


def actor(code: str, *roles: Role, number: int = 7) -> Actor:
    """Return somebody who holds ``roles`` in the unit with ``code`` of the province's tree."""
    unit = directory.unit_by_code(code)
    deeds = deeds_of(frozenset(roles))
    return Actor(
        id=number,
        name="林静",
        login="linjing",
        unit_id=unit.id,
        unit_name=unit.name,
        unit_kind=unit.kind.value,
        level=unit.level,
        region_code=unit.region_code,
        scope_path=unit.path if unit.oversees and deeds & {"tickets.read", "audit.read"} else "",
        deeds=deeds,
        roles=frozenset(role.value for role in roles),
        reads_shared=bool(deeds & {"tickets.read", "audit.read"}),
    )


def form(**changes: Any) -> dict[str, Any]:
    """Return a filled registration form: a neighbour worries about a child in 梨树县."""
    return {
        "channel": "phone",
        "kind": "about_child",
        "text": "邻居家的孩子陈小苗放学后常常一个人在门口等到很晚，家里没有大人。",
        "caller": {"name": "周大伯", "phone": "13800000001", "relation": "neighbour"},
        "child": {"name": "陈小苗", "age": 9, "sex": "female"},
        "place": {"region_code": "220322", "address": "虚构路1号"},
        "request_type": "help",
        "category": "left_alone",
    } | changes


def opened(by: Actor, *, at: datetime = MORNING, **changes: Any) -> tickets.Opened:
    """Return a ticket that was just registered by ``by``."""
    with acting_as(by):
        return tickets.register(form=form(**changes), by=by, at=at)


def cast() -> Mapping[str, Actor]:
    """Return the people whom the main way of a ticket needs, by what they do."""
    return {
        "taker": actor(SIPING_LINE, Role.CALL_TAKER, number=11),
        "province": actor(PROVINCE, Role.DISPATCHER, Role.REVIEWER, number=12),
        "city": actor(SIPING, Role.DISPATCHER, Role.HANDLER, number=13),
        "county": actor(LISHU, Role.HANDLER, Role.DISPATCHER, number=14),
        "caller_back": actor(SIPING_LINE, Role.FOLLOW_UP_AGENT, number=15),
        "police": actor(LISHU_POLICE, Role.HANDLER, number=16),
        "other_city": actor(CHANGCHUN, Role.DISPATCHER, Role.HANDLER, number=17),
    }
