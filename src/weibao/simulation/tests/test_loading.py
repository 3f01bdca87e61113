"""The demonstration: complete, in every state, loaded once, and of a demo installation only."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

import pytest
from django.db import connection

from weibao.advice.deadlines import api as deadlines
from weibao.foundation.audit import api as audit
from weibao.foundation.kernel import clock
from weibao.foundation.kernel.actor import SYSTEM
from weibao.foundation.kernel.refusals import RefusedError
from weibao.foundation.kernel.scope import acting_as
from weibao.people.access import api as access
from weibao.simulation.loading import load
from weibao.work.tickets import api as tickets
from weibao.work.tickets.api import State, Tab

NOW = datetime(2026, 11, 18, 14, 30, tzinfo=clock.SHANGHAI)

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(settings) -> None:
    settings.WEIBAO_DEMO = True


def rows() -> Sequence[tickets.Row]:
    """Return every ticket, oldest first."""
    with acting_as(SYSTEM):
        found = [
            row for tab in (Tab.ALL_OPEN, Tab.ENDED) for row in tickets.page(by=SYSTEM, at=NOW, tab=tab, limit=200).rows
        ]
    return sorted(found, key=lambda row: row.opened_at)


def test_the_demonstration_has_tickets_in_every_state_late_ones_and_ones_done_again(demo) -> None:
    said: list[str] = []

    load(60, NOW, say=said.append)

    found = rows()
    assert len(found) == 60
    assert {row.state for row in found} == {state.value for state in State}
    assert [row.number for row in found] == sorted(row.number for row in found)
    assert len({row.place for row in found}) > 15
    assert any(row.redo_count for row in found)
    assert any(row.due_at and row.due_at < NOW for row in found)
    assert said[-1] == "演示数据 100%"
    with acting_as(SYSTEM):
        assert deadlines.sweep_lag(NOW).total_seconds() == 0
    assert audit.verify().is_intact


def test_no_line_of_a_history_lies_in_the_future_or_out_of_order(demo) -> None:
    load(12, NOW, say=lambda _: None)

    for row in rows():
        with acting_as(SYSTEM):
            instants = [line.at for line in tickets.timeline(row.number, by=SYSTEM)]
        assert instants == sorted(instants)
        assert instants[-1] <= NOW


def test_people_with_a_demo_login_have_done_what_stands_in_their_tickets(demo) -> None:
    load(12, NOW, say=lambda _: None)

    with acting_as(SYSTEM):
        by = Counter(line.by for row in rows() for line in tickets.timeline(row.number, by=SYSTEM))
    names = {account.name for account in access.demo_accounts(at=NOW)}
    assert names & set(by)


def test_loading_again_adds_nothing(demo) -> None:
    load(8, NOW, say=lambda _: None)
    before = counted()

    assert load(8, NOW, say=lambda _: None) == 0

    assert counted() == before


def test_an_installation_that_is_no_demo_stays_as_it_is() -> None:
    before = counted()

    with pytest.raises(RefusedError) as refused:
        load(8, NOW, say=lambda _: None)

    assert refused.value.refusal.code == "not_a_demo"
    assert counted() == before


def counted() -> tuple[int, ...]:
    """Return how many units, people, tickets and entries on record there are."""
    with acting_as(SYSTEM), connection.cursor() as cursor:
        counts = []
        for table in ("directory_unit", "directory_person", "access_account", "tickets_ticket", "audit_entry"):
            cursor.execute(f"SELECT count(*) FROM {table}")
            counts.append(cursor.fetchone()[0])
        return tuple(counts)
