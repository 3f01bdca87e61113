"""Registers contacts through the whole application, and lets pgbench send the same SQL for comparison."""

import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench import measure, people
from bench.ground import Ground
from weibao.config.embedded_postgres import binaries
from weibao.foundation.kernel import clock
from weibao.foundation.kernel.actor import Actor
from weibao.foundation.kernel.scope import acting_as
from weibao.work.tickets import api as tickets

CLIENTS = 4
_CONTROL = ("BEGIN", "COMMIT")


@dataclass(frozen=True, slots=True)
class Registering:
    """Times of one registration and its rate beside pgbench's; rates are per second, 0 when not measured."""

    action: measure.Taken
    request: measure.Taken
    action_statements: int
    request_statements: int
    rate: float
    pgbench_rate: float


def measured(place: Ground, taker: Actor, *, times: int, seconds: int) -> Registering:
    """Return what a registration takes: the action alone, the whole request, and rates with ``CLIENTS`` at once."""
    from weibao.config.wsgi import application

    def act(number: int) -> None:
        with acting_as(taker):
            tickets.register(form=people.form(number), by=taker, at=clock.now())

    bearer = people.token(taker)

    def post(number: int) -> None:
        people.register(application, bearer, number)

    action = measure.repeat(act, times)
    request = measure.repeat(post, times)
    in_action = measure.statements(lambda: act(1))
    sent = measure.statements(lambda: post(1))
    return Registering(
        action=action,
        request=request,
        action_statements=_counted(in_action),
        request_statements=_counted(sent),
        rate=_rate(bearer, seconds),
        pgbench_rate=_pgbench(place, sent, seconds),
    )


def _counted(sent: Sequence[str]) -> int:
    return sum(1 for statement in sent if statement not in _CONTROL)


def _rate(bearer: str, seconds: int) -> float:
    """Return registrations per second of two processes with half of the clients each, as the product serves them."""
    command = [sys.executable, "-m", "bench.client", bearer, str(seconds), str(CLIENTS // 2)]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    return sum(float(process.communicate()[0]) for process in running)


def _pgbench(place: Ground, sent: Sequence[str], seconds: int) -> float:
    """Return the rate at which pgbench, written in C, sends the statements of one registration over and over."""
    program = Path(binaries.find().program("pgbench"))
    if not program.exists():
        return 0.0
    with tempfile.TemporaryDirectory(prefix="weibao-bench-") as folder:
        script = Path(folder) / "registration.sql"
        script.write_text(_script(sent), encoding="utf-8")
        command = [str(program), "-n", "-M", "simple", "-c", str(CLIENTS), "-j", "2", "-T", str(seconds)]
        command += ["-D", "bench_n=0", "-f", str(script), place.app]
        ran = subprocess.run(command, capture_output=True, text=True, check=False)
    tps = re.search(r"tps = ([\d.]+)", ran.stdout)
    if tps is None or " 0 (0.000%)" not in ran.stdout:
        raise RuntimeError(ran.stderr[-2000:] + ran.stdout)
    return float(tps[1])


def _script(sent: Sequence[str]) -> str:
    """Return the statements as a pgbench script in which every run has ids of its own, ascending like real ones."""
    text = ";\n".join(sent) + ";\n"
    contact = re.search(r'INSERT INTO "intake_contact" .*?VALUES \((\d+),', text, re.DOTALL)
    ticket = re.search(r"INSERT INTO \"tickets_ticket\" .*?VALUES \((\d+), '(\d+)',", text, re.DOTALL)
    started = re.search(r'\[\{"id":(\d+),', text)
    if contact is None or ticket is None or started is None:
        raise LookupError("the statements of a registration are not as expected")
    # pgbench reads a colon before a name as a variable, also inside quotes, but not two in a row.
    text = text.replace(f"'ticket:{ticket[1]}'", "('ticket:' || :bench_ticket)")
    text = text.replace(f"'{ticket[2]}'", "('P' || :bench_ticket)")
    for value, name in ((contact[1], "contact"), (ticket[1], "ticket"), (started[1], "clock")):
        text = re.sub(rf"(?<!\d){value}(?!\d)", f" :bench_{name}", text)
    sets = "\\set bench_n :bench_n + 1\n"
    for place, name in enumerate(("contact", "ticket", "clock")):
        sets += f"\\set bench_{name} 8000000000000000000 + (:bench_n * 64 + :client_id) * 4 + {place}\n"
    return sets + text
