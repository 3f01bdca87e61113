"""The sweep: once each, whatever happens to the workers."""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

import pytest
from django.db import connection

import weibao
from weibao.advice.deadlines import api as deadlines
from weibao.advice.deadlines.events import ClockBreached, ClockEvent, ClockStageReached, ClockWarned
from weibao.advice.deadlines.makers import new_clock
from weibao.advice.deadlines.models import Clock, Stage
from weibao.foundation.kernel import events
from weibao.foundation.kernel.actor import SYSTEM
from weibao.foundation.kernel.clock import SHANGHAI
from weibao.foundation.kernel.models import OutboxEvent
from weibao.foundation.kernel.scope import acting_as, bind

MONDAY = datetime(2026, 3, 2, 10, tzinfo=SHANGHAI)
WARN = datetime(2026, 3, 9, 9, tzinfo=SHANGHAI)
DUE = datetime(2026, 3, 9, 17, tzinfo=SHANGHAI)
MOMENT = timedelta(microseconds=1)


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[ClockEvent]:
    """Return the list into which every event of a clock goes."""
    told: list[ClockEvent] = []
    for kind in (ClockWarned, ClockBreached, ClockStageReached):
        monkeypatch.setitem(events._handlers, kind, [told.append])
    return told


@pytest.fixture
def as_system(db: None) -> Iterator[None]:
    with acting_as(SYSTEM):
        yield


def start(count: int = 1, **wishes: object) -> None:
    clocks = [new_clock(number, **wishes) for number in range(1, count + 1)]  # type: ignore[arg-type]
    with acting_as(SYSTEM):
        deadlines.start_many(clocks=clocks, by=SYSTEM, at=MONDAY)


@pytest.mark.usefixtures("as_system")
def test_warning_and_breach_are_told_once_each_when_their_instants_are_past(heard: list[ClockEvent]) -> None:
    start()
    results = []

    for at in (WARN, WARN + MOMENT, DUE, DUE + MOMENT, DUE + timedelta(days=3)):
        swept = deadlines.sweep(at=at)
        results.append((swept.warned, swept.breached))

    assert results == [(0, 0), (1, 0), (0, 0), (0, 1), (0, 0)]
    assert [type(event) for event in heard] == [ClockWarned, ClockBreached]
    assert [stage.stage for stage in deadlines.stages_of(deadlines.Subject("ticket", 1), by=SYSTEM)] == [
        "warned",
        "breached",
    ]
    assert OutboxEvent.objects.count() == 2
    assert Clock.objects.get().next_at is None


@pytest.mark.usefixtures("as_system")
def test_an_event_names_the_clock_its_subject_and_the_planned_instant(heard: list[ClockEvent]) -> None:
    start()

    deadlines.sweep(at=DUE + timedelta(minutes=1))

    breached = heard[1]
    assert breached == ClockBreached(
        at=DUE + timedelta(minutes=1), path="/22/2201/", unit_id=7, clock_id=Clock.objects.get().id,
        subject_kind="ticket", subject_id=1, name="handle", stage="breached", planned_at=DUE, due_at=DUE, extension=0,
    )  # fmt: skip


@pytest.mark.usefixtures("as_system")
def test_a_late_sweep_finds_everything_that_it_missed_in_order(heard: list[ClockEvent]) -> None:
    ladder = (
        deadlines.Rung("urge", deadlines.parse_limit("1 working_days")),
        deadlines.Rung("criticise", deadlines.parse_limit("6 working_days")),
    )
    start(ladder=ladder)

    deadlines.sweep(at=datetime(2026, 4, 30, tzinfo=SHANGHAI))

    assert [(event.stage, event.planned_at) for event in heard] == [
        ("warned", WARN),
        ("breached", DUE),
        ("urge", DUE + timedelta(days=1)),
        ("criticise", datetime(2026, 3, 17, 17, tzinfo=SHANGHAI)),
    ]


@pytest.mark.usefixtures("as_system")
def test_after_each_stage_the_clock_waits_for_the_next() -> None:
    start(ladder=(deadlines.Rung("urge", deadlines.parse_limit("1 working_days")),))
    waits = []

    for at in (MONDAY, WARN + MOMENT, DUE + MOMENT):
        deadlines.sweep(at=at)
        waits.append(Clock.objects.get().next_at)

    assert waits == [WARN, DUE, DUE + timedelta(days=1)]


@pytest.mark.usefixtures("as_system")
def test_more_clocks_than_a_batch_holds_are_all_found() -> None:
    start(count=25)

    swept = deadlines.sweep(at=DUE + MOMENT, batch=10)

    assert (swept.warned, swept.breached, swept.batches) == (25, 25, 3)


@pytest.mark.usefixtures("as_system")
def test_sweeping_twice_tells_nothing_twice() -> None:
    start()

    first, second = (deadlines.sweep(at=DUE + MOMENT) for _ in range(2))

    assert (first.breached, second) == (1, deadlines.SweepResult())


@pytest.mark.usefixtures("as_system")
def test_how_late_the_sweep_is_can_be_asked() -> None:
    start()
    lags = [deadlines.sweep_lag(at) for at in (MONDAY, WARN, WARN + timedelta(minutes=2))]

    deadlines.sweep(at=WARN + timedelta(minutes=2))

    assert lags == [timedelta(), timedelta(), timedelta(minutes=2)]
    assert deadlines.sweep_lag(WARN + timedelta(minutes=2)) == timedelta()


@pytest.mark.usefixtures("as_system")
def test_a_clock_on_which_a_subscriber_fails_keeps_no_other_from_its_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    start(count=7)

    def fail_for_the_third(event: ClockBreached) -> None:
        if event.subject_id == 3:
            raise RuntimeError("broken")

    monkeypatch.setitem(events._handlers, ClockBreached, [fail_for_the_third])
    with pytest.raises(deadlines.SweepError) as error:
        deadlines.sweep(at=DUE + MOMENT, batch=5)
    bind(SYSTEM)
    swept_at_first = set(Stage.objects.filter(stage="breached").values_list("clock__subject_id", flat=True))
    monkeypatch.setitem(events._handlers, ClockBreached, [])
    again = deadlines.sweep(at=DUE + MOMENT)

    assert [str(failure) for failure in error.value.exceptions] == ["broken"]
    assert swept_at_first == {1, 2, 4, 5, 6, 7}
    assert (again.warned, again.breached) == (1, 1)
    assert OutboxEvent.objects.count() == 14


@pytest.mark.usefixtures("as_system")
def test_the_sweep_reads_the_small_index_and_not_the_table() -> None:
    start(count=50)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN SELECT id FROM deadlines_clock WHERE next_at < now() ORDER BY next_at LIMIT 500")
        plan = "\n".join(line for (line,) in cursor.fetchall())

    assert "deadlines_clock_next" in plan


# A worker of its own: it sweeps in small batches and, when told to, stops for ever in the middle of one.
WORKER = """
import sys, time
import django
django.setup()
from datetime import datetime
from weibao.advice.deadlines import api as deadlines
from weibao.advice.deadlines.events import ClockBreached
from weibao.foundation.kernel import events

def stand_still(event):
    print("in the middle", flush=True)
    time.sleep(600)

if sys.argv[2] == "stand still":
    events.subscribe(ClockBreached, stand_still)
print("ready", flush=True)
sys.stdin.readline()
print(deadlines.sweep(at=datetime.fromisoformat(sys.argv[1]), batch=20).breached, flush=True)
"""


class Worker:
    """A sweeping process on the database at ``url``, ready to begin."""

    def __init__(self, url: str, manner: str = "sweep") -> None:
        environment = {
            **os.environ,
            "DATABASE_URL": url,
            "PYTHONPATH": os.pathsep.join([str(Path(weibao.__file__).parents[1]), os.environ.get("PYTHONPATH", "")]),
        }
        self.process = subprocess.Popen(
            [sys.executable, "-c", WORKER, (DUE + MOMENT).isoformat(), manner],
            env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert self.says() == "ready"

    def begin(self) -> None:
        """Let the worker sweep."""
        pipe = self._open(self.process.stdin)
        pipe.write("go\n")
        pipe.flush()

    def says(self) -> str:
        """Return the next line that the worker prints."""
        return self._open(self.process.stdout).readline().strip()

    def end(self) -> None:
        """Kill the worker if it still runs, and close its pipes."""
        self.process.kill()
        self.process.communicate()

    @staticmethod
    def _open(pipe: IO[str] | None) -> IO[str]:
        assert pipe is not None
        return pipe


@pytest.fixture
def workers() -> Iterator[list[Worker]]:
    """Return a list whose workers are ended with the test."""
    hired: list[Worker] = []
    yield hired
    for worker in hired:
        worker.end()


def assert_each_breach_happened_once(count: int) -> None:
    with acting_as(SYSTEM):
        recorded = Counter(Stage.objects.filter(stage="breached").values_list("clock_id", flat=True))
        told = Counter(OutboxEvent.objects.filter(kind="ClockBreached").values_list("body__clock_id", flat=True))
        clocks = set(Clock.objects.values_list("id", flat=True))
    assert len(clocks) == count
    assert recorded == told == Counter(clocks)


@pytest.mark.slow
def test_two_workers_at_once_share_the_work_and_do_nothing_twice(committed: str, workers: list[Worker]) -> None:
    start(count=600)
    workers += [Worker(committed), Worker(committed)]

    for worker in workers:
        worker.begin()
    shares = [int(worker.says()) for worker in workers]

    assert sum(shares) == 600
    assert_each_breach_happened_once(600)


@pytest.mark.slow
def test_what_a_worker_killed_in_the_middle_held_is_found_by_another(committed: str, workers: list[Worker]) -> None:
    start(count=100)
    workers += [Worker(committed, "stand still"), Worker(committed), Worker(committed)]
    doomed, during, after = workers

    doomed.begin()
    assert doomed.says() == "in the middle"
    during.begin()
    assert int(during.says()) == 80
    doomed.process.kill()
    doomed.process.wait()
    after.begin()

    # The server may need a moment to notice that the dead worker's connection is gone.
    found = int(after.says())
    while found < 20:
        found += deadlines.sweep(at=DUE + MOMENT).breached
    assert found == 20
    assert_each_breach_happened_once(100)
