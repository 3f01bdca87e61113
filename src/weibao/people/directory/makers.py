"""Builds people for tests of this module and of those above it; the units of Jilin are in every test database."""

from datetime import UTC, datetime

from weibao.foundation.kernel.actor import SYSTEM
from weibao.people.directory.actions import add_person

EARLY = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)


def person(name: str, unit_id: int, *, title: str = "", phone: str = "") -> int:
    """Put somebody into a unit and return the person's id."""
    return add_person(name=name, unit_id=unit_id, title=title, phone=phone, by=SYSTEM, at=EARLY)
