"""The one command: what starts, what is told, what survives; real processes and a real database."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import psycopg
import pytest

import weibao
from weibao.config import database, processes
from weibao.config.up import answers, plan

SOURCE = Path(weibao.__file__).resolve().parent.parent

pytestmark = pytest.mark.slow


class Product:
    """One ``up`` of the small product and what it said."""

    def __init__(self, data: Path, port: int, *flags: str, **environment: str) -> None:
        self.data = data
        self.port = port
        self.said = data.parent / f"said-{time.monotonic_ns()}"
        with self.said.open("wb") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "weibao.config.tests.small_product", str(port), str(data), *flags],
                env={"PATH": os.environ["PATH"], "PYTHONPATH": str(SOURCE), **environment},
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def words(self) -> str:
        return self.said.read_text()

    def until(self, sentence: str, times: int = 1) -> "Product":
        """Wait until a sentence was said."""
        while self.words().count(sentence) < times:
            assert self.process.poll() is None, self.words()
            time.sleep(0.02)
        return self

    def ended(self) -> int:
        """Wait for the end and return the exit status."""
        return self.process.wait()

    def get(self, path: str) -> str:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            text = answer.read().decode()
        finally:
            connection.close()
        if answer.status != 200:
            raise HTTPException(text)
        return text

    def parts(self) -> list[int]:
        """Return all processes but the supervisor and the database."""
        return processes.carrying(f"WEIBAO_SUPERVISED={self.data}")

    def database(self) -> list[int]:
        return processes.working_in((self.data / "postgres").resolve() / "data", "postgres")

    def postmaster(self) -> int:
        return int((self.data / "postgres" / "data" / "postmaster.pid").read_text().split()[0])

    def numbers(self) -> set[int]:
        """Return what was written, read as the application."""
        with psycopg.connect(database.remembered({}, self.data).app) as app:
            return {row[0] for row in app.execute("SELECT number FROM entry")}


@pytest.fixture
def port() -> int:
    """A port that is free together with the one after it."""
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            number = int(first.getsockname()[1])
            try:
                second.bind(("127.0.0.1", number + 1))
            except OSError:
                continue
            return number


@pytest.fixture
def up(folder: Path, port: int, put_data: Callable[..., None]) -> Iterator[Callable[..., Product]]:
    """Start products on one data directory and leave nothing of them behind."""
    started: list[Product] = []

    def start(*flags: str, wait_for: str = "未保已启动", **environment: str) -> Product:
        if wait_for and not (folder / "data").exists():
            put_data(folder / "data" / "postgres")
            (folder / "data").chmod(0o711)
        product = Product(folder / "data", port, *flags, **environment)
        started.append(product)
        return product.until(wait_for) if wait_for else product

    yield start
    for product in started:
        if product.process.poll() is None:
            product.process.send_signal(signal.SIGINT)
        product.process.wait()
    for pid in started[-1].parts() + started[-1].database() if started else []:
        os.kill(pid, signal.SIGKILL)


def test_the_product_starts_tells_where_it_is_and_stops_without_a_trace(up: Callable[..., Product], port: int) -> None:
    product = up("--demo", wait_for="账号 林静")

    assert answers(port)
    assert "数据库已就绪（PostgreSQL" in product.words()
    assert f"未保已启动：http://127.0.0.1:{port}" in product.words()
    assert product.words().index("未保已启动") < product.words().index("演示省已载入")
    product.process.send_signal(signal.SIGINT)

    assert product.ended() == 0
    assert product.parts() == []
    assert product.database() == []
    assert product.words().endswith("已停止\n")


def test_nothing_that_serves_people_knows_the_owner_of_the_database(up: Callable[..., Product]) -> None:
    product = up("--no-demo")

    assert product.get("/owner") == ""
    assert "演示" not in product.words()
    assert {file.stat().st_mode & 0o777 for file in (product.data / "secrets").iterdir()} == {0o600}


def test_a_second_start_on_the_same_data_is_refused_and_disturbs_nothing(up: Callable[..., Product], port: int) -> None:
    first = up("--no-demo")

    second = up(wait_for="")

    assert second.ended() == 2
    assert f"上的未保已在运行（进程 {first.process.pid}，http://127.0.0.1:{port}）" in second.words()
    assert answers(port)


def test_a_port_that_is_taken_is_named_and_nothing_is_started(up: Callable[..., Product], port: int) -> None:
    with socket.create_server(("127.0.0.1", port + 1)):
        product = up(wait_for="")

        assert product.ended() == 2
    assert product.words() == f"端口 {port + 1} 已被占用；请换一个端口（--port 或 PORT=）。\n"
    assert not (product.data / "postgres").exists()


def test_what_was_begun_in_earnest_never_becomes_a_demo(up: Callable[..., Product]) -> None:
    product = up("--no-demo")
    product.process.send_signal(signal.SIGTERM)
    assert product.ended() == 0

    again = up("--demo", wait_for="")

    assert again.ended() == 2
    assert "是作为正式系统建立的，不能改变" in again.words()


def test_a_part_that_dies_is_started_again_even_when_its_own_child_holds_the_port(
    up: Callable[..., Product], port: int
) -> None:
    product = up("--no-demo")
    dead = int(product.get("/pid"))

    os.kill(dead, signal.SIGKILL)
    product.until("进程 web 被信号 9 终止；1 秒后重新启动")
    while not answers(port):
        time.sleep(0.05)

    assert int(product.get("/pid")) != dead


def test_a_part_that_cannot_start_ends_the_attempt_with_its_last_words(up: Callable[..., Product]) -> None:
    product = up("--broken", wait_for="")

    assert product.ended() == 1
    assert "进程 web 意外退出：ImproperlyConfigured: 缺少设置" in product.words()
    assert product.parts() == []
    assert product.database() == []


def test_after_kill_9_of_the_supervisor_its_parts_end_and_the_next_takes_the_database_over(
    up: Callable[..., Product],
) -> None:
    product = up("--no-demo")
    served_by = product.postmaster()

    product.process.kill()
    product.ended()
    next_one = up()

    assert next_one.postmaster() == served_by
    assert next_one.get("/write/1") == "ok"
    next_one.process.send_signal(signal.SIGINT)
    assert next_one.ended() == 0
    assert next_one.database() == []


def test_after_kill_9_of_everything_during_writes_nothing_acknowledged_is_missing(up: Callable[..., Product]) -> None:
    product = up("--no-demo")
    acknowledged = set()
    for number in range(50):
        product.get(f"/write/{number}")
        acknowledged.add(number)

    for pid in [product.process.pid, *product.parts(), *product.database()]:
        os.kill(pid, signal.SIGKILL)
    product.ended()
    again = up()

    assert acknowledged <= again.numbers()
    assert again.get("/write/1000") == "ok"


def test_a_database_that_is_killed_comes_back_under_the_running_product(up: Callable[..., Product]) -> None:
    product = up("--no-demo")
    product.get("/write/1")
    killed = product.postmaster()

    for pid in product.database():
        with suppress(ProcessLookupError):  # one that ended when the one before it was killed
            os.kill(pid, signal.SIGKILL)
    product.until("数据库意外停止，正在重新启动")
    while not product.database() or product.postmaster() == killed:
        time.sleep(0.05)
    while True:
        try:
            product.get("/write/2")
            break
        except (OSError, HTTPException):
            time.sleep(0.05)

    assert product.numbers() == {1, 2}


def test_an_external_database_that_cannot_be_used_is_told_in_one_sentence(
    up: Callable[..., Product],
) -> None:
    product = up(wait_for="", DATABASE_URL="postgresql://someone@/x?host=%2Fnowhere")

    assert product.ended() == 1
    assert "准备数据库失败：无法以 someone 连接 /nowhere 上的数据库" in product.words()
    assert not (product.data / "postgres").exists()


def test_the_plan_serves_pages_streams_and_jobs_on_neighbouring_ports() -> None:
    chosen = plan(9000, {"WEIBAO_WEB_WORKERS": "3"})

    assert set(chosen.services) == {"web", "live", "worker"}
    web, live = " ".join(chosen.services["web"]), " ".join(chosen.services["live"])
    assert "--port 9000" in web
    assert "--workers 3" in web
    assert "--port 9001" in live
