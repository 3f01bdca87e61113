"""Build people and entries for tests of the permanent record."""

from datetime import UTC, datetime

from django.db import transaction

from weibao.foundation.audit.actions.recording import record
from weibao.foundation.audit.rules.reading import READ
from weibao.foundation.kernel.actor import Actor, Level

AT = datetime(2026, 3, 2, 1, 30, 15, 250_000, tzinfo=UTC)
"""A Monday morning in Changchun."""

NANGUAN = "/22/2201/220102/"


def actor(
    *,
    number: int = 11,
    name: str = "林静",
    unit_id: int | None = 21,
    scope_path: str = "/22/2201/",
    deeds: frozenset[str] = frozenset(),
) -> Actor:
    """Return a member of staff, by default the call taker 林静 of Changchun's hotline."""
    return Actor(
        id=number,
        name=name,
        login=f"staff{number}",
        unit_id=unit_id,
        unit_name="长春市12345热线" if unit_id == 21 else f"单位{unit_id}",
        unit_kind="line_12345",
        level=Level.CITY,
        region_code="2201",
        scope_path=scope_path,
        deeds=deeds,
    )


def auditor() -> Actor:
    """Return the auditor 高远, who may read the whole record."""
    return actor(number=12, name="高远", unit_id=22, scope_path="/", deeds=frozenset({READ}))


def make_entries(subject: str = "ticket:123", count: int = 3, *, by: Actor | None = None, at: datetime = AT) -> None:
    """Put ``count`` entries on the record of a subject, in one transaction."""
    with transaction.atomic():
        for number in range(1, count + 1):
            record(
                subject=subject,
                deed="tickets.note",
                by=by or actor(),
                at=at,
                summary=f"补充说明之{number}",
                facts={"unit_id": 21, "step": "note", "count": number},
                path=NANGUAN,
            )
