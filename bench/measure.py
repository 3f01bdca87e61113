"""Takes times: processor time of this process, elapsed time, and what the database itself says it needed."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.test.utils import CaptureQueriesContext


@dataclass(frozen=True, slots=True)
class Taken:
    """Processor milliseconds of this process for one run, and elapsed milliseconds: median and 95th percentile."""

    cpu: float
    median: float
    p95: float


def repeat(act: Callable[[int], object], times: int, *, warm: int = 10) -> Taken:
    """Run ``act`` with a running number, some times unmeasured, and return what one run takes.

    Many runs are taken in three rounds and the quietest counts: a neighbour on the machine only ever adds.
    """
    rounds = 3 if times >= 30 else 1
    for number in range(warm):
        act(number)
    each = times // rounds
    return min(
        (_round(act, range(warm + each * number, warm + each * (number + 1))) for number in range(rounds)),
        key=lambda taken: taken.cpu,
    )


def _round(act: Callable[[int], object], numbers: Sequence[int]) -> Taken:
    elapsed = []
    cpu = time.process_time()
    for number in numbers:
        began = time.perf_counter()
        act(number)
        elapsed.append((time.perf_counter() - began) * 1000)
    cpu = (time.process_time() - cpu) * 1000
    return Taken(cpu / len(numbers), part(elapsed, 0.5), part(elapsed, 0.95))


def part(values: Sequence[float], share: float) -> float:
    """Return the value that ``share`` of the values do not exceed."""
    ordered = sorted(values)
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)]


def statements(act: Callable[[], object]) -> list[str]:
    """Return the statements that ``act`` sends, with their values, transaction control included."""
    with CaptureQueriesContext(connection) as captured:
        act()
    return [str(query["sql"]) for query in captured.captured_queries]


def in_database(statement: str) -> float:
    """Return the milliseconds that the database needs to plan and run a statement of the present transaction."""
    with connection.cursor() as cursor:
        return explained(cursor, statement)


def explained(cursor: CursorWrapper, statement: str) -> float:
    """Return planning and execution time of a statement, in milliseconds."""
    cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {statement}")
    plan: dict[str, Any] = cursor.fetchone()[0][0]
    return float(plan["Planning Time"]) + float(plan["Execution Time"])
