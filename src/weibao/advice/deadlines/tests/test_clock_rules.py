"""How a clock stands and what it plans, without a database."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.core import checks

from weibao.advice.deadlines import apps
from weibao.advice.deadlines.calendar import WorkingCalendar
from weibao.advice.deadlines.makers import CHANGCHUN, new_clock
from weibao.advice.deadlines.rules import clocks
from weibao.advice.deadlines.rules.clocks import ClockRow, Outcome, Rung, Standing
from weibao.advice.deadlines.rules.limits import parse_limit
from weibao.advice.deadlines.rules.reckoning import standard
from weibao.foundation.kernel import clock as kernel_clock
from weibao.foundation.kernel.clock import SHANGHAI

MONDAY = datetime(2026, 3, 2, 10, tzinfo=SHANGHAI)
WARN = datetime(2026, 3, 9, 9, tzinfo=SHANGHAI)
DUE = datetime(2026, 3, 9, 17, tzinfo=SHANGHAI)
MOMENT = timedelta(microseconds=1)


def a_clock() -> ClockRow:
    new = new_clock()
    return ClockRow(
        id=1, subject=new.subject, name=new.name, unit_id=7, path=CHANGCHUN, limit=new.limit, basis=new.basis,
        started_at=MONDAY, due_at=DUE, warn_at=WARN, paused_at=None, pause_reason="", stopped_at=None, outcome=None,
        extended=0, extension_reason="", missing_years=(),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("at", "standing"),
    [
        (MONDAY, Standing.RUNNING),
        (WARN - MOMENT, Standing.RUNNING),
        (WARN, Standing.DUE_SOON),
        (DUE, Standing.DUE_SOON),
        (DUE + MOMENT, Standing.OVERDUE),
    ],
)
def test_a_running_clock_stands_as_the_instant_says(at: datetime, standing: Standing) -> None:
    assert a_clock().standing(at) is standing


def test_a_clock_without_a_warning_is_never_due_soon() -> None:
    assert replace(a_clock(), warn_at=None).standing(DUE) is Standing.RUNNING


def test_a_paused_clock_is_paused_even_after_its_due_time() -> None:
    assert replace(a_clock(), paused_at=MONDAY).standing(DUE + timedelta(days=1)) is Standing.PAUSED


@pytest.mark.parametrize("outcome", Outcome)
def test_a_stopped_clock_stands_as_it_ended(outcome: Outcome) -> None:
    stopped = replace(a_clock(), stopped_at=MONDAY, outcome=outcome)

    assert stopped.standing(DUE + timedelta(days=1)) == Standing(outcome.value)


def test_half_of_the_working_time_is_left_after_half_of_it() -> None:
    started = replace(a_clock(), started_at=datetime(2026, 3, 2, 17, tzinfo=SHANGHAI))
    half = datetime(2026, 3, 5, 13, tzinfo=SHANGHAI)

    assert started.left(half, standard()) == timedelta(hours=20)
    assert started.share_left(half, standard()) == 0.5


def test_a_stopped_clock_keeps_what_was_left() -> None:
    stopped = replace(a_clock(), stopped_at=WARN, outcome=Outcome.MET)

    assert stopped.left(DUE, standard()) == timedelta(hours=8)


def test_the_plan_is_in_the_order_of_time_whatever_the_ladder_says() -> None:
    ladder = (Rung("criticise", parse_limit("5 working_days")), Rung("urge", parse_limit("30 minutes")))

    planned = clocks.plan(standard(), MONDAY, new_clock(ladder=ladder))

    assert [stage.name for stage in planned.stages] == ["warned", "breached", "urge", "criticise"]
    assert (planned.warn_at, planned.due_at, planned.missing_years) == (WARN, DUE, ())


def test_the_check_warns_only_of_what_presses_and_never_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apps, "calendar_gaps", WorkingCalendar([]).gaps)
    monkeypatch.setattr(kernel_clock, "now", lambda: datetime(2026, 11, 22, tzinfo=UTC))

    found = [(message.id, message.level) for message in apps.check_calendar()]

    assert found == [("deadlines.W001", checks.WARNING), ("deadlines.I001", checks.INFO)]
