"""Starting, stopping, pausing and extending clocks, and who sees them."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction

from weibao.advice.deadlines import api as deadlines
from weibao.advice.deadlines.events import ClockBreached
from weibao.advice.deadlines.makers import CHANGCHUN, new_clock
from weibao.advice.deadlines.models import Clock, Stage
from weibao.advice.deadlines.tests.cast import CITY, actor
from weibao.foundation.audit import api as audit
from weibao.foundation.kernel.actor import SYSTEM, Actor
from weibao.foundation.kernel.clock import SHANGHAI
from weibao.foundation.kernel.models import OutboxEvent
from weibao.foundation.kernel.refusals import RefusedError
from weibao.foundation.kernel.scope import acting_as, bind
from weibao.foundation.kernel.sharing import share

TICKET = deadlines.Subject("ticket", 1)
MONDAY = datetime(2026, 3, 2, 10, tzinfo=SHANGHAI)
DUE = datetime(2026, 3, 9, 17, tzinfo=SHANGHAI)


@pytest.fixture(autouse=True)
def in_the_city(db: None) -> Iterator[None]:
    with acting_as(CITY):
        yield


def start(*clocks: deadlines.NewClock, at: datetime = MONDAY) -> None:
    deadlines.start_many(clocks=clocks or [new_clock()], by=CITY, at=at)


def only_clock() -> deadlines.ClockRow:
    (clock,) = deadlines.clocks_of(TICKET, by=CITY)
    return clock


def deeds() -> list[str]:
    return [entry.deed for entry in audit.timeline("ticket:1", by=SYSTEM)]


def everything() -> tuple[object, ...]:
    tables = Clock.objects.order_by("id"), Stage.objects.order_by("id"), OutboxEvent.objects.order_by("id")
    return (*(list(table.values_list()) for table in tables), deeds())


def refused(code: str, **arguments: object) -> None:
    """Assert that the action refuses with ``code`` and that nothing at all has changed."""
    action = arguments.pop("action")
    before = everything()

    with pytest.raises(RefusedError) as error:
        action(subject=TICKET, name="handle", by=CITY, **arguments)  # type: ignore[operator]

    assert error.value.refusal.code == code
    assert everything() == before


def test_a_started_clock_knows_its_due_time_warning_and_the_rule_it_runs_under() -> None:
    start()

    clock = only_clock()
    assert (clock.name, str(clock.limit), clock.unit_id, clock.path) == ("handle", "5 working_days", 7, CHANGCHUN)
    assert (clock.started_at, clock.due_at) == (MONDAY, DUE)
    assert clock.warn_at == datetime(2026, 3, 9, 9, tzinfo=SHANGHAI)
    assert str(clock.basis) == "吉民发〔2022〕2号 二（三）"
    assert clock.outcome is None
    assert not clock.is_uncertain
    assert Clock.objects.get().started_by == CITY.id


def test_a_limit_too_short_for_its_warning_has_none() -> None:
    start(new_clock(limit="1 hours", warn_before="1 hours"))

    assert only_clock().warn_at is None
    assert Clock.objects.get().stages == ["breached"]


def test_several_clocks_start_with_one_statement(django_assert_num_queries: object) -> None:
    clocks = [new_clock(name=name) for name in ("sign", "handle", "reply")]

    with django_assert_num_queries(1):  # type: ignore[operator]
        started = deadlines.start_many(clocks=clocks, by=CITY, at=MONDAY)

    names = dict(Clock.objects.values_list("id", "name"))
    assert [names[clock_id] for clock_id in started] == ["sign", "handle", "reply"]


def test_starting_nothing_is_allowed() -> None:
    assert deadlines.start_many(clocks=[], by=CITY, at=MONDAY) == ()


def test_a_clock_that_runs_already_is_not_started_again() -> None:
    start()
    before = everything()

    with pytest.raises(RefusedError, match="clock_running"):
        start()

    assert everything() == before


def test_of_several_clocks_none_outlives_the_refusal_of_one() -> None:
    start()

    with pytest.raises(RefusedError, match="clock_running"), transaction.atomic():
        start(new_clock(name="reply"), new_clock())

    assert only_clock().name == "handle"


def test_the_same_clock_may_run_again_once_it_was_stopped() -> None:
    start()
    deadlines.stop_all(subject=TICKET, by=CITY, at=MONDAY + timedelta(hours=1))

    start(at=MONDAY + timedelta(hours=2))

    assert [clock.outcome for clock in deadlines.clocks_of(TICKET, by=CITY)] == [deadlines.Outcome.MET, None]


def test_a_senseless_limit_is_refused_and_starts_nothing() -> None:
    with pytest.raises(RefusedError, match="limit_too_long"):
        start(new_clock(limit="3651 working_days"))

    assert not Clock.objects.exists()


def test_a_clock_that_rests_on_an_unknown_year_says_so() -> None:
    start(at=datetime(2026, 12, 28, 10, tzinfo=SHANGHAI))

    assert only_clock().missing_years == (2027,)
    assert only_clock().is_uncertain


def test_a_part_passed_down_ends_with_the_whole() -> None:
    ends = MONDAY + timedelta(days=1)
    clock = deadlines.due_by(new_clock(), ends)

    start(clock)

    assert deadlines.due_of(clock, MONDAY) == only_clock().due_at == ends
    assert deadlines.due_of(new_clock(), MONDAY) == DUE
    assert str(only_clock().limit) == "5 working_days"


def test_a_part_passed_down_too_late_is_overdue_from_the_beginning() -> None:
    start(deadlines.due_by(new_clock(), MONDAY - timedelta(hours=1)))

    with acting_as(SYSTEM):
        swept = deadlines.sweep(at=MONDAY + timedelta(seconds=15))

    assert (swept.warned, swept.breached) == (0, 1)


@pytest.mark.parametrize(
    ("late", "outcome"), [(timedelta(), deadlines.Outcome.MET), (timedelta(seconds=1), deadlines.Outcome.LATE)]
)
def test_the_due_instant_itself_is_still_in_time(late: timedelta, outcome: deadlines.Outcome) -> None:
    start()

    stopped = deadlines.stop(subject=TICKET, names=["handle"], by=CITY, at=DUE + late)

    assert stopped == {"handle": outcome}
    assert only_clock().outcome is outcome
    assert Clock.objects.get().stopped_by == CITY.id


def test_stopping_twice_changes_nothing() -> None:
    start()
    deadlines.stop_all(subject=TICKET, by=CITY, at=MONDAY + timedelta(hours=1))
    before = everything()

    assert deadlines.stop(subject=TICKET, names=["handle"], by=CITY, at=DUE + timedelta(days=1)) == {}
    assert deadlines.stop_all(subject=TICKET, by=CITY, at=DUE + timedelta(days=1)) == {}
    assert everything() == before


def test_only_the_named_clock_stops() -> None:
    start(new_clock(name="sign"), new_clock(name="handle"))

    deadlines.stop(subject=TICKET, names=["sign"], by=CITY, at=MONDAY + timedelta(hours=1))

    assert [clock.name for clock in deadlines.running_for("ticket", [1], by=CITY)[1]] == ["handle"]


def test_a_clock_no_longer_needed_judges_nobody() -> None:
    start()

    assert deadlines.stop_all(subject=TICKET, by=CITY, at=DUE + timedelta(days=9), cancelled=True) == {
        "handle": deadlines.Outcome.CANCELLED
    }


def test_stopping_late_before_any_sweep_still_tells_of_the_breach_once() -> None:
    start()

    deadlines.stop_all(subject=TICKET, by=CITY, at=DUE + timedelta(seconds=5))
    with acting_as(SYSTEM):
        swept = deadlines.sweep(at=DUE + timedelta(minutes=1))

    assert (swept.warned, swept.breached) == (0, 0)
    assert [stage.stage for stage in deadlines.stages_of(TICKET, by=CITY)] == ["warned", "breached"]
    assert OutboxEvent.objects.filter(kind=ClockBreached.__name__).count() == 1


def test_stopping_in_time_is_one_statement(django_assert_num_queries: object) -> None:
    start(new_clock(name="sign"), new_clock(name="handle"))

    with django_assert_num_queries(1):  # type: ignore[operator]
        deadlines.stop_all(subject=TICKET, by=CITY, at=MONDAY + timedelta(hours=1))


def test_a_paused_clock_goes_on_with_what_was_left() -> None:
    start()
    paused_at, resumed_at = MONDAY + timedelta(hours=3), MONDAY + timedelta(days=2)
    left = deadlines.left(only_clock(), paused_at)

    deadlines.pause(subject=TICKET, name="handle", reason="等待法院裁定", by=CITY, at=paused_at)
    still = only_clock()
    due_at = deadlines.resume(subject=TICKET, name="handle", by=CITY, at=resumed_at)

    assert still.standing(resumed_at) is deadlines.Standing.PAUSED
    assert still.pause_reason == "等待法院裁定"
    assert deadlines.left(still, resumed_at) == left
    assert deadlines.left(only_clock(), resumed_at)[0] == left[0]
    assert only_clock().due_at == due_at == datetime(2026, 3, 11, 14, tzinfo=SHANGHAI)
    assert deeds() == [deadlines.PAUSE, deadlines.RESUME]


def test_nothing_happens_to_a_clock_while_it_is_paused() -> None:
    start()
    deadlines.pause(subject=TICKET, name="handle", reason="等待法院裁定", by=CITY, at=MONDAY)

    with acting_as(SYSTEM):
        swept = deadlines.sweep(at=DUE + timedelta(days=30))

    assert swept.batches == 0
    assert deadlines.stop_all(subject=TICKET, by=CITY, at=DUE + timedelta(days=30)) == {"handle": deadlines.Outcome.MET}


def test_a_warning_given_before_a_pause_is_not_given_again_after_it() -> None:
    start()
    with acting_as(SYSTEM):
        deadlines.sweep(at=DUE - timedelta(hours=2))
    bind(CITY)
    deadlines.pause(subject=TICKET, name="handle", reason="等待鉴定", by=CITY, at=DUE - timedelta(hours=1))
    due_at = deadlines.resume(subject=TICKET, name="handle", by=CITY, at=DUE + timedelta(days=3))

    assert Clock.objects.get().next_at == due_at
    with acting_as(SYSTEM):
        swept = deadlines.sweep(at=due_at + timedelta(seconds=1))
    assert (swept.warned, swept.breached) == (0, 1)


def test_more_time_counts_from_the_due_time_and_warns_anew() -> None:
    start()
    with acting_as(SYSTEM):
        deadlines.sweep(at=DUE - timedelta(hours=2))
    bind(CITY)

    due_at = deadlines.extend(
        subject=TICKET, name="handle", more=deadlines.Span(10, deadlines.LimitUnit.WORKING_DAYS),
        reason="需跨省核实", by=CITY, at=DUE - timedelta(hours=1),
    )  # fmt: skip

    clock = only_clock()
    assert clock.due_at == due_at == datetime(2026, 3, 23, 17, tzinfo=SHANGHAI)
    assert (clock.extended, clock.extension_reason) == (1, "需跨省核实")
    with acting_as(SYSTEM):
        swept = deadlines.sweep(at=due_at + timedelta(seconds=1))
    assert (swept.warned, swept.breached) == (1, 1)
    assert deeds() == [deadlines.EXTEND]


def test_more_time_asked_for_in_time_may_be_granted_after_the_limit() -> None:
    start()

    deadlines.extend(
        subject=TICKET, name="handle", more=deadlines.Span(1, deadlines.LimitUnit.WORKING_DAYS), reason="等待鉴定",
        by=CITY, at=DUE + timedelta(hours=1), asked_at=DUE - timedelta(hours=1),
    )  # fmt: skip

    assert only_clock().standing(DUE + timedelta(hours=1)) is deadlines.Standing.RUNNING


def test_more_working_days_may_make_a_limit_in_hours_uncertain() -> None:
    start(new_clock(limit="24 hours", warn_before=None), at=datetime(2026, 12, 30, 10, tzinfo=SHANGHAI))
    assert not only_clock().is_uncertain

    deadlines.extend(
        subject=TICKET, name="handle", more=deadlines.Span(3, deadlines.LimitUnit.WORKING_DAYS), reason="等待鉴定",
        by=CITY, at=datetime(2026, 12, 30, 11, tzinfo=SHANGHAI),
    )  # fmt: skip

    assert only_clock().missing_years == (2027,)


def test_what_a_pause_refuses_changes_nothing() -> None:
    refused("no_clock", action=deadlines.pause, reason="等待", at=MONDAY)
    start()
    refused("reason_missing", action=deadlines.pause, reason="  ", at=MONDAY)
    refused("reason_too_long", action=deadlines.pause, reason="长" * 501, at=MONDAY)
    refused("limit_passed", action=deadlines.pause, reason="等待", at=DUE + timedelta(seconds=1))
    refused("earlier_than_clock", action=deadlines.pause, reason="等待", at=MONDAY - timedelta(seconds=1))
    deadlines.pause(subject=TICKET, name="handle", reason="等待", by=CITY, at=MONDAY)
    refused("clock_paused", action=deadlines.pause, reason="等待", at=MONDAY)


def test_what_a_resumption_refuses_changes_nothing() -> None:
    refused("no_clock", action=deadlines.resume, at=MONDAY)
    start()
    refused("clock_not_paused", action=deadlines.resume, at=MONDAY)
    deadlines.pause(subject=TICKET, name="handle", reason="等待", by=CITY, at=MONDAY)
    refused("earlier_than_clock", action=deadlines.resume, at=MONDAY - timedelta(seconds=1))


def test_what_an_extension_refuses_changes_nothing() -> None:
    more = deadlines.Span(1, deadlines.LimitUnit.WORKING_DAYS)
    refused("no_clock", action=deadlines.extend, more=more, reason="核实", at=MONDAY)
    start()
    refused("reason_missing", action=deadlines.extend, more=more, reason="", at=MONDAY)
    refused("limit_passed", action=deadlines.extend, more=more, reason="核实", at=DUE + timedelta(seconds=1))
    endless = deadlines.Span(9999, deadlines.LimitUnit.WORKING_DAYS)
    refused("limit_too_long", action=deadlines.extend, more=endless, reason="核实", at=MONDAY)
    deadlines.extend(subject=TICKET, name="handle", more=more, reason="核实", by=CITY, at=MONDAY, times=1)
    refused("extended_too_often", action=deadlines.extend, more=more, reason="核实", at=MONDAY, times=1)
    deadlines.pause(subject=TICKET, name="handle", reason="等待", by=CITY, at=MONDAY)
    refused("clock_paused", action=deadlines.extend, more=more, reason="核实", at=MONDAY)


def test_running_clocks_of_many_tickets_come_with_one_query(django_assert_num_queries: object) -> None:
    start(*(new_clock(number, name=name) for number in (1, 2, 3) for name in ("sign", "handle")))
    deadlines.stop_all(subject=deadlines.Subject("ticket", 3), by=CITY, at=MONDAY + timedelta(minutes=1))

    with django_assert_num_queries(1):  # type: ignore[operator]
        running = deadlines.running_for("ticket", [1, 2, 3, 4], by=CITY)

    assert {number: len(clocks) for number, clocks in running.items()} == {1: 2, 2: 2}


@pytest.mark.parametrize(
    ("reader", "sees"),
    [
        (CITY, True),
        (actor(8, "/22/"), True),
        (actor(8, "/22/2201/220102/"), False),
        (actor(8, "/22/2202/"), False),
        (actor(8, ""), False),
        (actor(7, ""), True),
        (actor(9, "/11/"), True),
    ],
    ids=["own city", "province", "county below", "other city", "nobody's", "responsible unit", "shared with"],
)
def test_list_and_database_agree_on_who_sees_a_clock(reader: Actor, sees: bool) -> None:
    start()
    share([(1, 9)])
    with acting_as(SYSTEM):
        deadlines.sweep(at=DUE + timedelta(days=1))

    bind(reader)

    assert Clock.objects.exists() is sees
    assert Stage.objects.exists() is sees
    assert bool(deadlines.clocks_of(TICKET, by=reader)) is sees
    bind(SYSTEM)
    assert bool(deadlines.clocks_of(TICKET, by=reader)) is sees


def test_a_clock_can_be_started_for_a_region_that_its_starter_does_not_see() -> None:
    start(new_clock(path="/", unit_id=99))

    assert deadlines.clocks_of(TICKET, by=CITY) == ()
    bind(SYSTEM)
    assert Clock.objects.get().path == "/"


def test_without_an_actor_the_database_shows_no_clock() -> None:
    start()
    with connection.cursor() as cursor:
        for setting in ("app.path", "app.path_hi", "app.unit"):
            cursor.execute("SELECT set_config(%s, '', true)", [setting])

    assert not Clock.objects.exists()


def test_a_reached_stage_can_be_neither_changed_nor_deleted() -> None:
    start()
    with acting_as(SYSTEM):
        deadlines.sweep(at=DUE + timedelta(days=1))
    bind(SYSTEM)
    before = everything()

    assert Stage.objects.all().update(stage="warned") == 0
    assert Stage.objects.all()._raw_delete("default") == 0
    assert everything() == before
