"""Runs all measurements and prints a table; ``--quick`` takes a tenth of the tickets and about a minute."""

import argparse
import sys
import time
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

import psycopg

from bench import loading
from bench.ground import Ground, ground
from bench.stories import Words

# What belongs to the product is imported once Django is set up on the throwaway database.
if TYPE_CHECKING:
    from bench.measure import Taken
    from bench.reading import Answer
    from weibao.foundation.kernel.actor import Actor

    Before = tuple[Answer, dict[str, tuple[Taken, float]]]


class Table:
    """Prints one line for each number as soon as it is known, with what was promised beside it."""

    def line(self, what: str, value: str, promise: str = "") -> None:
        """Print one measured number."""
        sys.stdout.write(f"{what:<74} {value:>24}  {promise}\n")
        sys.stdout.flush()

    def say(self, text: str) -> None:
        """Print what is being done."""
        sys.stderr.write(f"  … {text}\n")
        sys.stderr.flush()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="100,000 tickets instead of 1,000,000, fewer repetitions")
    quick = parser.parse_args().quick
    table = Table()
    began = time.monotonic()
    with ground() as place, psycopg.connect(place.admin, autocommit=True) as admin:
        table.line("PostgreSQL", place.version)
        _measure(place, admin, table, quick=quick)
    table.line("seconds for all of this", f"{time.monotonic() - began:.0f}")


def _measure(place: Ground, admin: psycopg.Connection, table: Table, *, quick: bool) -> None:
    from bench import people, reading
    from weibao.foundation.kernel import clock

    now = clock.now()
    whole = loading.WHOLE // 10 if quick else loading.WHOLE
    times = 100 if quick else 300
    newest = loading.WHOLE - loading.SMALL
    made = loading.prepare(admin)
    cast = people.cast()
    loading.load(admin, newest + 1, loading.WHOLE, loading.OPEN_IN_SMALL, now=now, say=table.say)
    before = (reading.queue(cast["county"], times), reading.lists(cast["county"], times // 5))
    older = loading.OPEN_IN_WHOLE - loading.OPEN_IN_SMALL
    loading.load(admin, loading.WHOLE - whole + 1, newest, older, now=now, say=table.say)
    loading.give(admin, cast["few"].unit, loading.FEW_SHARES)
    loading.give(admin, cast["many"].unit, loading.MANY_SHARES)
    admin.execute("VACUUM (ANALYZE) kernel_share")
    table.say("reading")
    _read(table, cast, before, whole, times)
    table.say("searching")
    _search(admin, table, cast, made)
    table.say("sweeping")
    _sweep(table, now)
    table.say("registering")
    _register(place, table, cast["taker"], times, seconds=5 if quick else 15)
    table.say("weighing ways to share")
    _share(admin, table, {name: cast[name] for name in ("county", "province", "few", "many")})


def _read(table: Table, cast: Mapping[str, "Actor"], before: "Before", whole: int, times: int) -> None:
    from bench import reading

    queue_small, lists_small = before
    queue = reading.queue(cast["county"], times)
    kind = "page" if queue.page else "JSON (no page yet)"
    table.line(f"queue, {kind}: processor ms", f"{queue.taken.cpu:.2f}", "≤ 4")
    table.line(f"queue, {kind}: p95 ms", f"{queue.taken.p95:.1f}", "≤ 50")
    ratio = queue.taken.median / queue_small.taken.median
    table.line(f"queue: time at {whole:,} / time at {loading.SMALL:,} tickets", f"{ratio:.2f}", "≤ 1.3")
    lists = reading.lists(cast["county"], times // 5)
    ratio = sum(needed for _, needed in lists.values()) / sum(needed for _, needed in lists_small.values())
    table.line("queue: the same, database only, three tabs", f"{ratio:.2f}", "≤ 1.3")
    for tab, (taken, needed) in lists.items():
        shares = f"{needed:.2f} / {lists_small[tab][1]:.2f} / {taken.cpu:.2f}"
        table.line(f"list {tab}, county: database ms, same at {loading.SMALL:,}, processor ms", shares)
    for name in ("city", "province", "few", "many"):
        for tab, (taken, needed) in reading.lists(cast[name], times // 10).items():
            table.line(f"list {tab}, {name}: database ms, processor ms", f"{needed:.2f} / {taken.cpu:.2f}")
    for name in ("county", "province", "many"):
        taken = reading.counts(cast[name], 10)
        table.line(f"counts of all tabs, {name}: processor ms, median ms", f"{taken.cpu:.2f} / {taken.median:.1f}")
    ticket = reading.ticket(cast["county"], times)
    table.line(
        f"ticket, {'page' if ticket.page else 'JSON (no page yet)'}: processor ms", f"{ticket.taken.cpu:.2f}", "≤ 6"
    )
    median, p95 = reading.screen_pop(cast["city"], times // 3)
    table.line("screen-pop by telephone number: database ms, median / p95", f"{median:.2f} / {p95:.2f}", "≤ 1")


def _search(admin: psycopg.Connection, table: Table, cast: Mapping[str, "Actor"], made: Words) -> None:
    from bench import searching

    words = searching.sample(made)
    for name in ("province", "city", "county", "few", "many"):
        found = searching.timed(words, cast[name])
        value = f"{found.median:.1f} / {found.p95:.1f}"
        table.line(f"search of {len(words)} words, {name}: ms, median / p95 (slowest {found.slowest})", value, "≤ 50")
    # Some of each kind; LIKE reads every narrative for every word, so not all of them.
    some = [*words[:2], *words[6:8], *words[13:16], words[34], *words[36:39], *words[-3:]]
    recall, precision = searching.recall(admin, some, {name: cast[name] for name in ("province", "county", "many")})
    table.line(f"search: recall / precision against LIKE, {len(some)} words", f"{recall:.4f} / {precision:.4f}", "1.00")


def _sweep(table: Table, now: datetime) -> None:
    from bench import sweeping

    swept = sweeping.measured(now, 20)
    table.line("sweep with nothing due: ms, median / p95", f"{swept.idle.median:.1f} / {swept.idle.p95:.1f}", "≤ 20")
    value = f"{swept.busy.median:.1f} / {swept.busy.p95:.1f}"
    table.line(f"sweep that finds {swept.found:.1f} clocks: ms, median / p95", value, "≤ 20")


def _register(place: Ground, table: Table, taker: "Actor", times: int, *, seconds: int) -> None:
    from bench import registering

    registered = registering.measured(place, taker, times=times, seconds=seconds)
    table.line("register: processor ms, action alone", f"{registered.action.cpu:.2f}", "≤ 4")
    table.line("register: processor ms, whole request", f"{registered.request.cpu:.2f}", "≤ 4")
    value = f"{registered.action_statements} / {registered.request_statements}"
    table.line("register: statements, action / whole request", value, "≤ 12")
    table.line(f"register: a second, {registering.CLIENTS} clients in two processes", f"{registered.rate:.0f}", "≥ 324")
    if registered.pgbench_rate:
        table.line(
            f"pgbench with the same SQL, {registering.CLIENTS} clients: a second", f"{registered.pgbench_rate:.0f}"
        )
        table.line("register: rate / pgbench", f"{registered.rate / registered.pgbench_rate:.2f}", "≥ 0.12")


def _share(admin: psycopg.Connection, table: Table, actors: Mapping[str, "Actor"]) -> None:
    from bench import sharing

    sharing.prepare(admin)
    weighed = sharing.weighed(admin, actors, 3)
    for way, query in dict.fromkeys((way, query) for way, _, query in weighed):
        value = " / ".join(f"{weighed[way, name, query]:.2f}" for name in actors)
        table.line(f"policy {way}, {query}: database ms, {' / '.join(actors)}", value)


if __name__ == "__main__":
    main()
