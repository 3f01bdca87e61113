"""The real product under kill -9: what was acknowledged is there, what was not can be sent again, and work goes on."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import psycopg
import pytest

from weibao.config import database, processes

pytestmark = pytest.mark.slow

SOURCE = Path(__file__).resolve().parents[1] / "src"
UP = (sys.executable, "-m", "weibao.config.cli", "up", "--no-demo")
WRITERS = 4
PATIENCE = 120  # seconds, on a busy machine; usually a few
# Makes the units of the province and a system that may register for Siping's line, as an administrator would.
PREPARE = """
import django; django.setup()
import json
from weibao.foundation.kernel import clock
from weibao.foundation.kernel.actor import SYSTEM
from weibao.foundation.kernel.scope import acting_as
from weibao.people.access import api as access
from weibao.people.directory import api as directory
with acting_as(SYSTEM):
    directory.create_tree(province_code="220000", by=SYSTEM, at=clock.now())
    line = directory.unit_by_code("220300-line_12345").id
    made = access.create_api_client(login="line-siping", name="四平热线", unit_id=line, by=SYSTEM, at=clock.now())
    access.give_grant(account_id=made.account_id, role=access.Role.CALL_TAKER, unit_id=line, by=SYSTEM, at=clock.now())
print(json.dumps({"client_id": made.login, "client_secret": made.password}))
"""
# Opens a ticket whose first time limit is long over, so that the next sweep has something to find.
OPEN_LATE = """
import django; django.setup()
from datetime import timedelta
from weibao.foundation.kernel import clock
from weibao.work.tickets import makers
from weibao.people.access.api import Role
print(makers.opened(makers.actor(makers.SIPING_LINE, Role.CALL_TAKER), at=clock.now() - timedelta(days=30)).ticket_id)
"""
FORM = {
    "channel": "phone",
    "kind": "about_child",
    "caller": {"name": "周大伯", "phone": "13800000001"},
    "place": {"region_code": "220322"},
    "request_type": "help",
    "category": "left_alone",
}


class Product:
    """The product on one data directory, started as often as it is needed."""

    def __init__(self, data: Path, port: int) -> None:
        self.data, self.port = data, port
        self.environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(SOURCE),
            "PYTHONDONTWRITEBYTECODE": "1",
            "DJANGO_SETTINGS_MODULE": "weibao.config.settings",
            "WEIBAO_DATA": str(data),
        }
        self.token = ""

    def start(self) -> None:
        """Start it and wait until its pages answer."""
        said = self.data.parent / f"said-{time.monotonic_ns()}"
        with said.open("wb") as out:
            self.process = subprocess.Popen(
                (*UP, "--port", str(self.port), "--data", str(self.data)),
                env=self.environment,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        until = time.monotonic() + PATIENCE
        while "未保已启动" not in said.read_text():
            assert self.process.poll() is None, said.read_text()
            assert time.monotonic() < until, said.read_text()
            time.sleep(0.05)

    def kill_9(self) -> None:
        """Kill everything: supervisor, pages, streams, worker and database, in no kind order."""
        for pid in self.everything():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()

    def everything(self) -> list[int]:
        """Return all processes of the installation."""
        server = processes.working_in((self.data / "postgres").resolve() / "data", "postgres")
        return [self.process.pid, *processes.carrying(f"WEIBAO_SUPERVISED={self.data}"), *server]

    def python(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a program beside the product, with its secrets and its narrow role in the database."""
        reached = database.remembered({}, self.data)
        assert reached
        return subprocess.run(
            [sys.executable, *arguments],
            env=self.environment | {"DATABASE_URL": reached.app},
            capture_output=True,
            text=True,
            check=False,
        )

    def ask(self, method: str, path: str, body: dict | None = None, key: str = "") -> tuple[int, dict]:
        """Send one request and return status and answer; OSError or HTTPException when nothing came back."""
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self.token}"}
        if key:
            headers["Idempotency-Key"] = key
        connection = HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request(method, f"/api/v1{path}", json.dumps(body) if body is not None else None, headers)
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        finally:
            connection.close()

    def log_in(self, client: dict) -> None:
        """Get a token, as another system does."""
        status, answer = self.ask("POST", "/token", {"grant_type": "client_credentials", **client})
        assert status == 200, answer
        self.token = answer["access_token"]


def free_ports() -> int:
    """Return a port that is free together with the next one, where the open streams are served."""
    while True:
        with socket.socket() as pages, socket.socket() as streams:
            pages.bind(("127.0.0.1", 0))
            port: int = pages.getsockname()[1]
            with suppress(OSError):
                streams.bind(("127.0.0.1", port + 1))
                return port


@pytest.fixture
def product() -> Iterator[Product]:
    folder = Path(tempfile.mkdtemp(prefix="weibao-test-"))
    folder.chmod(0o711)  # the server's own user must come through when root runs this
    made = Product(folder / "data", free_ports())
    try:
        yield made
    finally:
        made.kill_9()
        shutil.rmtree(folder, ignore_errors=True)


def write_until(stop: threading.Event, product: Product, name: str, sent: list[str], told: dict[str, str]) -> None:
    """Register contact after contact and keep, out of the product's reach, what it acknowledged."""
    for number in range(10_000):
        key = f"{name}-{number}"
        sent.append(key)
        try:
            status, answer = product.ask("POST", "/contacts", FORM | {"text": f"孩子独自在家 {key}"}, key)
        except (OSError, HTTPException, ValueError):
            return
        assert status == 201, answer
        told[key] = answer["ticket"]["number"]
        if stop.is_set():
            return


def stages(product: Product, ticket_id: str) -> int:
    """Return how many stages of a ticket's time limits were found by the sweep."""
    reached = database.remembered({}, product.data)
    assert reached
    with psycopg.connect(reached.app) as app:
        app.execute("SELECT set_config('app.path', '/', false), set_config('app.path_hi', '0', false)")
        found = "SELECT count(*) FROM deadlines_stage s JOIN deadlines_clock c ON c.id = s.clock_id"
        row = app.execute(f"{found} WHERE c.subject_id = %s", [ticket_id]).fetchone()
    return row[0] if row else 0


def test_after_kill_9_of_everything_during_writes_all_that_was_acknowledged_is_there(product: Product):
    product.start()
    prepared = product.python("-c", PREPARE)
    assert prepared.returncode == 0, prepared.stderr
    client = json.loads(prepared.stdout)
    product.log_in(client)
    sent: list[str] = []
    told: dict[str, str] = {}
    stop = threading.Event()
    writers = [
        threading.Thread(target=write_until, args=(stop, product, f"writer{each}", sent, told))
        for each in range(WRITERS)
    ]
    for writer in writers:
        writer.start()
    until = time.monotonic() + PATIENCE
    while len(told) < 40 and time.monotonic() < until:
        time.sleep(0.01)

    product.kill_9()
    stop.set()
    for writer in writers:
        writer.join()
    acknowledged = dict(told)
    product.start()

    assert len(acknowledged) >= 40
    product.log_in(client)
    for key, number in acknowledged.items():
        status, ticket = product.ask("GET", f"/tickets/{number}")
        assert (status, ticket.get("text")) == (200, f"孩子独自在家 {key}")
    # Whoever got no answer sends again with the same key: nothing is lost and nothing is there twice.
    for key in sent:
        status, answer = product.ask("POST", "/contacts", FORM | {"text": f"孩子独自在家 {key}"}, key)
        assert status == 201
        assert acknowledged.get(key, answer["ticket"]["number"]) == answer["ticket"]["number"]
    texts = []
    cursor = ""
    while True:
        _, page = product.ask("GET", f"/tickets?limit=200&cursor={cursor}")
        texts += [row["summary"] for row in page["items"]]
        cursor = page["next_cursor"]
        if not cursor:
            break
    assert sorted(texts) == sorted(f"孩子独自在家 {key}" for key in sent)
    verified = product.python("-m", "weibao.config.cli", "audit", "verify", "--json")
    assert verified.returncode == 0, verified.stdout + verified.stderr
    assert json.loads(verified.stdout)["intact"]

    late = product.python("-c", OPEN_LATE)
    assert late.returncode == 0, late.stderr
    until = time.monotonic() + PATIENCE
    while not stages(product, late.stdout.strip()):
        assert time.monotonic() < until, "the sweep does not go on"
        time.sleep(0.2)
