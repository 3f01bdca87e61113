"""A loading of the demonstration that is killed half-way leaves no ticket behind, and the next one completes it."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from weibao.simulation import demo

SOURCE = Path(demo.__file__).resolve().parents[2]

# Loads a small demonstration as the real command does; with "kill" the process kills itself half-way.
PROGRAM = """
import os, signal, sys
from weibao.simulation import demo

def say(sentence):
    print(sentence, flush=True)
    if sys.argv[1] == "kill" and sentence == "演示数据 50%":
        os.kill(os.getpid(), signal.SIGKILL)

demo.TICKETS = 8
demo._say = say
sys.exit(demo.main())
"""


def load(how: str, url: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, how],
        env=os.environ | {"PYTHONPATH": str(SOURCE), "DATABASE_URL": url, "WEIBAO_TESTING": "1", "WEIBAO_DEMO": "1"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def tickets(superuser_url: str) -> int:
    with psycopg.connect(superuser_url) as connection:
        row = connection.execute("SELECT count(*) FROM tickets_ticket").fetchone()
    return row[0] if row else 0


@pytest.fixture
def superuser_url(committed: str) -> str:
    return psycopg.conninfo.make_conninfo(
        os.environ["WEIBAO_TEST_ADMIN_DSN"], dbname=os.environ["WEIBAO_TEST_DATABASE"]
    )


@pytest.mark.slow
def test_a_killed_loading_leaves_no_ticket_and_the_next_one_completes_it(committed: str, superuser_url: str) -> None:
    killed = load("kill", committed)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert tickets(superuser_url) == 0

    finished = load("whole", committed)
    assert finished.returncode == 0, finished.stderr
    assert finished.stdout.splitlines()[-1] == "演示数据载入完毕"
    assert tickets(superuser_url) == 8

    again = load("whole", committed)
    assert (again.returncode, again.stdout) == (0, "演示数据已就绪\n"), again.stderr
    assert tickets(superuser_url) == 8


def test_an_installation_that_is_no_demo_is_refused(committed: str) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "weibao.simulation.demo"],
        env=os.environ | {"PYTHONPATH": str(SOURCE), "DATABASE_URL": committed, "WEIBAO_DEMO": "0"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert ran.returncode == 2
    assert "演示" in ran.stderr
