"""Several people at once: of two who want the same, one gets it and the other a clear answer; nothing is done twice."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from time import monotonic, sleep

import psycopg
import pytest
from django.db import connection
from django.test import Client

from weibao.foundation.audit import api as audit
from weibao.foundation.kernel.actor import SYSTEM, Actor
from weibao.foundation.kernel.refusals import RefusedError
from weibao.foundation.kernel.scope import acting_as
from weibao.people.access import makers as access_makers
from weibao.people.access.api import Role
from weibao.people.directory import api as directory
from weibao.work.tickets import api as tickets
from weibao.work.tickets import makers
from weibao.work.tickets.makers import LISHU, MORNING, SIPING
from weibao.work.tickets.models import Assignment, Ticket
from weibao.work.tickets.states import State

pytestmark = pytest.mark.slow

WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
PATIENCE = 20  # seconds after which a wait that should end within milliseconds is a failure


def unit_id(code: str) -> int:
    return directory.unit_by_code(code).id


def do(by: Actor, verb: Callable[..., object], number: str, hours: float, **given: object) -> str:
    """Do a verb and return ``""``, or the code by which it was refused."""
    try:
        with acting_as(by):
            verb(number=number, by=by, at=MORNING + timedelta(hours=hours), **given)
    except RefusedError as error:
        return error.refusal.code
    return ""


def together(*works: Callable[[], object]) -> list[object]:
    """Run the works in threads with a connection each and return what they returned."""

    def run(work: Callable[[], object]) -> object:
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as threads:
        return [done.result() for done in [threads.submit(run, work) for work in works]]


def behind_a_lock(superuser: psycopg.Connection, number: str, *works: Callable[[], object]) -> list[object]:
    """Run the works so that all of them are under way and wait for the same ticket before the first goes on."""

    def release() -> None:
        until = monotonic() + PATIENCE
        with superuser.transaction():
            superuser.execute("SELECT 1 FROM tickets_ticket WHERE number = %s FOR UPDATE", [number])
            started.append(True)
            while monotonic() < until:
                superuser.execute("SELECT pg_stat_clear_snapshot()")
                if superuser.execute(WAITING).fetchone() == (len(works),):
                    return
                sleep(0.01)
        raise AssertionError("the works did not meet")

    def after_the_lock(work: Callable[[], object]) -> Callable[[], object]:
        def wait() -> object:
            while not started:
                sleep(0.001)
            return work()

        return wait

    started: list[bool] = []
    return together(release, *map(after_the_lock, works))[1:]


def given_to(unit: str) -> str:
    cast = makers.cast()
    number = makers.opened(cast["taker"]).number
    do(cast["taker"], tickets.refer_up, number, 0.1, ground="hard", opinion="疑难")
    do(cast["province"], tickets.dispatch, number, 1, to_unit_id=unit_id(unit), task="请处置")
    return number


def deeds(number: str) -> Counter[str]:
    with acting_as(SYSTEM):
        return Counter(line.deed for line in tickets.timeline(number, by=SYSTEM))


def test_of_two_people_who_sign_at_once_one_signs_and_the_other_is_told(committed: str, superuser):
    number = given_to(SIPING)
    mengxia = makers.actor(SIPING, Role.HANDLER, number=31)
    suhe = makers.actor(SIPING, Role.HANDLER, number=32)

    answers = behind_a_lock(
        superuser, number, lambda: do(mengxia, tickets.sign, number, 2), lambda: do(suhe, tickets.sign, number, 2)
    )

    assert sorted(answers) == ["", "wrong_state"]
    assert deeds(number)["tickets.sign"] == 1
    with acting_as(SYSTEM):
        part = Assignment.objects.get(ticket_id=Ticket.objects.get(number=number).id)
    assert part.signed_by_id == (31 if answers[0] == "" else 32)


@pytest.mark.parametrize("seen", [None, 2])
def test_of_two_dispatches_at_once_one_counts_and_no_order_number_is_lost(committed: str, superuser, seen: int | None):
    cast = makers.cast()
    number = makers.opened(cast["taker"]).number
    do(cast["taker"], tickets.refer_up, number, 0.1, ground="hard", opinion="疑难")
    chenmo = makers.actor(makers.PROVINCE, Role.DISPATCHER, number=41)

    answers = behind_a_lock(
        superuser,
        number,
        *(
            lambda who=who, to=to: do(
                who, tickets.dispatch, number, 1, to_unit_id=unit_id(to), task="请处置", seen=seen
            )
            for who, to in ((cast["province"], SIPING), (chenmo, LISHU))
        ),
    )

    assert sorted(answers) == ["", "wrong_state" if seen is None else "stale"]
    with acting_as(SYSTEM):
        parts = list(Assignment.objects.values_list("to_unit_id", "order_number"))
        ticket = Ticket.objects.get(number=number)
    assert parts == [(unit_id(SIPING if answers[0] == "" else LISHU), "吉未保转〔2026〕1号")]
    assert ticket.turn_unit_id == parts[0][0]
    given_to(SIPING)
    with acting_as(SYSTEM):
        orders = set(Assignment.objects.values_list("order_number", flat=True))
    assert orders == {"吉未保转〔2026〕1号", "吉未保转〔2026〕2号"}


def test_a_reply_and_a_passing_on_at_once_leave_one_way(committed: str, superuser):
    number = given_to(LISHU)
    county = makers.cast()["county"]
    do(county, tickets.sign, number, 2)

    answers = behind_a_lock(
        superuser,
        number,
        lambda: do(county, tickets.reply, number, 3, text="已落实", result="solved", way="phone"),
        lambda: do(county, tickets.dispatch, number, 3, to_unit_id=unit_id(makers.LISHU_POLICE), task="请核查"),
    )

    assert sorted(answers) == ["", "wrong_state"]
    with acting_as(SYSTEM):
        view = tickets.view(number, by=SYSTEM)
    assert view.row.state == (State.REPLIED if answers[0] == "" else State.DISPATCHED)
    assert len(view.replies) == (answers[0] == "")
    assert len(view.assignments) == 1 + (answers[1] == "")


def test_what_many_write_at_once_is_all_there_and_the_record_is_whole(committed: str):
    cast = makers.cast()
    number = makers.opened(cast["taker"]).number

    def writes() -> list[str]:
        return [do(cast["taker"], tickets.note, number, 0.2, text=f"第 {each} 条") for each in range(10)]

    answers = together(*[writes] * 4)

    assert answers == [[""] * 10] * 4
    assert deeds(number)["tickets.note"] == 40
    assert audit.verify().is_intact
    with acting_as(SYSTEM):
        assert Ticket.objects.get(number=number).version == 41


def test_tickets_registered_at_once_have_numbers_of_their_own(committed: str):
    taker = makers.cast()["taker"]

    registered = together(*[lambda: [makers.opened(taker).number for _ in range(8)]] * 4)

    numbers = [number for some in registered for number in some]
    assert len(set(numbers)) == 32
    with acting_as(SYSTEM):
        assert set(Ticket.objects.values_list("number", flat=True)) == set(numbers)


def test_a_request_repeated_at_once_with_one_key_registers_one_contact(committed: str):
    taker = access_makers.account("林静", makers.SIPING_LINE, Role.CALL_TAKER)

    def post() -> tuple[int, bytes]:
        client = Client()
        access_makers.log_in(client, taker, makers.SIPING_LINE)
        answer = client.post(
            "/api/v1/contacts",
            makers.form(),
            content_type="application/json",
            headers={"Idempotency-Key": "one-call"},
        )
        return answer.status_code, answer.content

    answers = together(*[post] * 4)

    assert len(set(answers)) == 1
    assert answers[0][0] == 201
    with acting_as(SYSTEM):
        assert Ticket.objects.count() == 1
    with connection.cursor() as cursor, acting_as(SYSTEM):
        cursor.execute("SELECT (SELECT count(*) FROM intake_contact), (SELECT count(*) FROM kernel_kept_answer)")
        assert cursor.fetchone() == (1, 1)
