"""Several writers at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import psycopg
import pytest
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError

from weibao.foundation.audit.actions.recording import NewEntry, record_many
from weibao.foundation.audit.actions.sealing import seal
from weibao.foundation.audit.makers import AT, actor, make_entries
from weibao.foundation.audit.models import Head, Seal
from weibao.foundation.audit.queries.verification import verify
from weibao.foundation.kernel.refusals import Refusal, RefusedError, refuse_if

MONDAY = date(2026, 3, 2)
DAY = timedelta(days=1)


def at_once(*works: Callable[[], object]) -> list[object]:
    """Run the works in threads that start together, each with a connection of its own."""
    start = Barrier(len(works))

    def run(work: Callable[[], object]) -> object:
        try:
            start.wait()
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as threads:
        return [done.result() for done in [threads.submit(run, work) for work in works]]


def note(*subjects: str, opens: bool = False) -> list[int]:
    with transaction.atomic():
        return record_many([NewEntry(subject, "tickets.note", actor(), AT, "记", opens=opens) for subject in subjects])


def test_two_writers_of_one_subject_take_turns(attacker: psycopg.Connection):
    make_entries("ticket:7", 1)

    at_once(*[lambda: [note("ticket:7") for _ in range(25)]] * 2)

    assert Head.objects.get().seq == 51
    assert verify().is_intact
    assert verify().entries == 51


@pytest.mark.parametrize("opens", [False, True])
def test_two_writers_that_open_the_same_subject_make_one_chain(attacker: psycopg.Connection, opens: bool):
    for number in range(15):
        numbers = at_once(*[lambda: note(f"ticket:{number}", opens=opens)] * 2)  # noqa: B023 - called within the round
        assert sorted(numbers) == [[1], [2]]

    assert verify().is_intact
    assert verify().entries == 30


def test_two_writers_of_several_subjects_do_not_block_each_other_for_ever(attacker: psycopg.Connection):
    at_once(
        lambda: [note("ticket:1", "ticket:2", "ticket:3") for _ in range(20)],
        lambda: [note("ticket:3", "ticket:2", "ticket:1") for _ in range(20)],
    )

    assert set(Head.objects.values_list("seq", flat=True)) == {40}
    assert verify().is_intact


@transaction.atomic
def note_and_be_refused(subject: str) -> None:
    record_many([NewEntry(subject, "tickets.note", actor(), AT, "记")])
    refuse_if(Refusal("no_permission", "您没有这项权限"))


def test_a_writer_that_gives_up_leaves_room_for_the_next(attacker: psycopg.Connection):
    make_entries("ticket:7", 1)

    with pytest.raises(RefusedError):
        note_and_be_refused("ticket:7")

    assert at_once(lambda: note("ticket:7")) == [[2]]
    assert verify().is_intact


def test_a_record_outside_a_transaction_is_a_bug(attacker: psycopg.Connection):
    with pytest.raises(TransactionManagementError):
        record_many([NewEntry("ticket:7", "tickets.note", actor(), AT, "记")])

    assert not Head.objects.exists()


def test_two_sealers_make_one_seal(attacker: psycopg.Connection):
    make_entries("ticket:7", 2)

    first, second = at_once(*[lambda: seal(day=MONDAY, at=AT + DAY)] * 2)

    assert first == second
    assert Seal.objects.count() == 1
    assert verify().is_intact


def test_a_seal_does_not_wait_for_a_writer_and_the_next_one_covers_what_it_left(attacker: psycopg.Connection):
    make_entries("ticket:7", 1)
    make_entries("ticket:8", 1)

    with transaction.atomic():
        record_many([NewEntry("ticket:7", "tickets.note", actor(), AT, "记")])
        (sealed,) = at_once(lambda: seal(day=MONDAY, at=AT + DAY))
    assert sealed.content.subjects == 1
    assert verify().is_intact

    assert seal(day=MONDAY + DAY, at=AT + 2 * DAY).content.entries == 2
    assert verify().is_intact


def test_sealing_while_others_write_keeps_the_record_whole(attacker: psycopg.Connection):
    def write() -> None:
        for number in range(40):
            note(f"ticket:{number % 4}")

    def seal_days() -> None:
        for number in range(10):
            seal(day=MONDAY + number * DAY, at=AT + (number + 1) * DAY)

    at_once(write, write, seal_days)
    seal(day=MONDAY + 20 * DAY, at=AT + 21 * DAY)

    assert verify().is_intact
    assert verify().entries == 80
    assert sum(Seal.objects.values_list("entries", flat=True)) == 80
