"""The one command that runs the whole product on one machine: database, pages, open streams, jobs, demo province."""

import errno
import fcntl
import json
import os
import socket
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from weibao.config.embedded_postgres import Cluster, DatabaseStartError
from weibao.config.progress import Progress
from weibao.config.supervisor import (
    InterruptedByPersonError,
    Interruption,
    Service,
    ServiceFailedError,
    Supervisor,
    end_leftovers,
)

HOST = "127.0.0.1"

_MARK = "WEIBAO_SUPERVISED"
_OWNERS_ONLY = ("DATABASE_OWNER_URL", "WEIBAO_EMBEDDED_DSN", "WEIBAO_SECRET_DATABASE_OWNER_PASSWORD")
_PORT_SECONDS = 1.0
_FAILURE = 1
_WRONG_INPUT = 2


class WrongInputError(Exception):
    """What was asked cannot be done as asked; the text is one sentence for the person at the terminal."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The commands of everything that ``up`` runs; tests put small programs in their place."""

    settle: tuple[str, ...]
    migrate: tuple[str, ...]
    services: Mapping[str, tuple[str, ...]]
    seed: tuple[str, ...]
    accounts: tuple[str, ...]


def plan(port: int, environment: Mapping[str, str] = os.environ) -> Plan:
    """Return the product's own plan: pages on ``port``, open streams on the next, jobs without a port.

    ``WEIBAO_WEB_WORKERS`` and ``WEIBAO_WEB_THREADS`` say how many processes serve pages and how many threads each has.
    """
    python = (sys.executable, "-m")
    granian = (*python, "granian", "--interface", "wsgi", "--host", HOST, "--port", str(port), "--no-ws")
    size = (
        *("--workers", environment.get("WEIBAO_WEB_WORKERS") or "1", "--respawn-failed-workers"),
        *("--blocking-threads", environment.get("WEIBAO_WEB_THREADS") or "4"),
    )
    quiet = ("--log-level", "warning", "--workers-kill-timeout", "5")
    uvicorn = (*python, "uvicorn", "--host", HOST, "--port", str(port + 1), "--log-level", "warning", "--no-access-log")
    # Open streams never end by themselves, so a stop must not wait for them.
    patience = ("--timeout-graceful-shutdown", "2")
    return Plan(
        settle=(*python, "weibao.config.database"),
        migrate=(*python, "django", "migrate", "--database", "owner", "--no-input", "--verbosity", "1"),
        services={
            "web": (*granian, *size, *quiet, "weibao.config.wsgi:application"),
            "live": (*uvicorn, *patience, "weibao.config.live:application"),
            "worker": (*python, "weibao.config.worker"),
        },
        seed=(*python, "weibao.simulation.demo"),
        accounts=(*python, "weibao.config.cli", "demo", "accounts"),
    )


def up(
    port: int,
    data: Path,
    profile: str,
    demo: bool | None,
    *,
    chosen: Plan | None = None,
    environment: Mapping[str, str] = os.environ,
) -> int:
    """Run the product until it is told to stop; return the exit status of the command (0, 1 or 2).

    ``demo`` is decided at the first start and kept: by default yes with the embedded database and no with an external
    one. Fictional people with published passwords must never come into an installation that was begun without them.
    """
    interruption = Interruption()
    interruption.watch()
    try:
        with _Installation(data, port) as installation:
            is_demo = installation.decide(demo=demo, external=bool(environment.get("DATABASE_URL")))
            house = _House(installation, profile, is_demo, chosen or plan(port, environment), environment, interruption)
            house.run()
    except WrongInputError as error:
        return _fail(error, _WRONG_INPUT)
    except InterruptedByPersonError:
        return 0
    except (DatabaseStartError, ServiceFailedError, OSError) as error:
        return _fail(error, _FAILURE)
    return 0


class _Installation:
    """The data directory of one installation, held by one running product at a time, and its ports."""

    def __init__(self, data: Path, port: int) -> None:
        self.data = data.resolve()
        self.port = port
        self._lock = -1

    def __enter__(self) -> Self:
        try:
            # Open to passers-by when root owns it: the server's user must come through. What is inside is closed.
            self.data.mkdir(parents=True, exist_ok=True, mode=0o711 if os.geteuid() == 0 else 0o700)
            (self.data / "log").mkdir(exist_ok=True, mode=0o700)
            self._lock = os.open(self.data / "up.lock", os.O_RDWR | os.O_CREAT, 0o600)
        except (PermissionError, FileExistsError, NotADirectoryError) as error:
            raise WrongInputError(f"不能使用数据目录 {self.data}：{error.strerror}。") from None
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            running = os.read(self._lock, 100).decode() or "正在启动"
            raise WrongInputError(f"数据目录 {self.data} 上的未保已在运行（{running}），不能再启动一个。") from None
        try:
            os.ftruncate(self._lock, 0)
            end_leftovers(f"{_MARK}={self.data}")
            for wanted in (self.port, self.port + 1):
                _check_free(wanted)
            os.pwrite(self._lock, f"进程 {os.getpid()}，http://{HOST}:{self.port}".encode(), 0)
        except BaseException:
            os.close(self._lock)
            raise
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._lock)

    def decide(self, *, demo: bool | None, external: bool) -> bool:
        """Return whether this is a demo; what was decided at the first start stays."""
        kept = self.data / "kind.txt"
        if not kept.exists():
            decided = demo if demo is not None else not external
            kept.write_text("demo\n" if decided else "real\n", encoding="utf-8")
            return decided
        was_demo = kept.read_text(encoding="utf-8").strip() == "demo"
        if demo is not None and demo != was_demo:
            kind = "演示" if was_demo else "正式"
            raise WrongInputError(
                f"数据目录 {self.data} 是作为{kind}系统建立的，不能改变；请换一个数据目录（--data）。"
            )
        return was_demo


class _House:
    """Everything that runs for one installation, in the order in which it starts and stops."""

    def __init__(
        self,
        installation: _Installation,
        profile: str,
        is_demo: bool,
        chosen: Plan,
        environment: Mapping[str, str],
        interruption: Interruption,
    ) -> None:
        self._port = installation.port
        self._data = installation.data
        self._demo = is_demo
        self._plan = chosen
        self._interruption = interruption
        self._supervisor = Supervisor(self._data / "log", interruption, _say, self._keep_database)
        self._environment = dict(environment) | {
            "DJANGO_SETTINGS_MODULE": "weibao.config.settings",
            "PYTHONUNBUFFERED": "1",
            "PORT": str(self._port),
            "WEIBAO_DATA": str(self._data),
            "WEIBAO_SECRETS_DIR": environment.get("WEIBAO_SECRETS_DIR") or str(self._data / "secrets"),
            "WEIBAO_PROFILE": profile,
            "WEIBAO_DEMO": "1" if is_demo else "0",
            _MARK: str(self._data),
        }
        external = bool(environment.get("DATABASE_URL"))
        self._cluster = (
            None
            if external
            else Cluster(self._data / "postgres", environment=environment, say=_say, wait=interruption.wait)
        )

    def run(self) -> None:
        """Start everything, keep it running, and stop it in the opposite order, whatever happens."""
        try:
            self._start_database()
            for name, command in self._prepare().items():
                self._supervisor.start(Service(name, command, self._environment))
            waited = Progress(_say, "正在启动页面服务")
            self._supervisor.wait_until(lambda: answers(self._port), waited.tell)
            _say(f"未保已启动：http://{HOST}:{self._port}  （Ctrl-C 停止，日志在 {self._data / 'log'}）")
            if self._demo:
                self._load_demo()
            while True:
                self._interruption.wait(1.0)
                self._supervisor.look_after()
        finally:
            _say("正在停止…")
            self._supervisor.stop()
            if self._cluster is not None:
                self._cluster.stop()
            _say("已停止")

    def _start_database(self) -> None:
        if self._cluster is None:
            _say("使用 DATABASE_URL 指定的外部数据库")
            return
        self._cluster.start()
        self._environment["WEIBAO_EMBEDDED_DSN"] = self._cluster.admin_dsn()
        _say(f"数据库已就绪（PostgreSQL {self._cluster.version}）")

    def _keep_database(self) -> None:
        if self._cluster is not None and not self._cluster.running():
            _say("数据库意外停止，正在重新启动")
            self._cluster.start()

    def _prepare(self) -> Mapping[str, tuple[str, ...]]:
        """Make roles and tables; from here on nothing that is started can reach the database as its owner."""
        settle = Service("database", self._plan.settle, self._environment, "准备数据库")
        found = json.loads(self._supervisor.run(settle))
        self._environment["DATABASE_URL"] = found["app"]
        owner = self._environment | {"DATABASE_OWNER_URL": found["owner"]}
        self._supervisor.run(Service("migrate", self._plan.migrate, owner, "更新数据表"))
        for name in _OWNERS_ONLY:
            self._environment.pop(name, None)
        _say("数据表已是最新")
        return self._plan.services

    def _load_demo(self) -> None:
        _say("正在准备演示省…")
        if self._supervisor.show(Service("demo", self._plan.seed, self._environment)) != 0:
            _say("演示数据没有载入完，重新启动时会继续；页面可以使用")
        self._supervisor.show(Service("accounts", self._plan.accounts, self._environment))


def answers(port: int, path: str = "/healthz") -> bool:
    """Return whether the pages' process answers with 200; a bare socket, because an HTTP client costs megabytes."""
    with suppress(OSError), socket.create_connection((HOST, port), timeout=5) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: {HOST}:{port}\r\nConnection: close\r\n\r\n".encode())
        return connection.recv(64).split(b" ")[1:2] == [b"200"]
    return False


def _check_free(port: int) -> None:
    """Raise WrongInputError unless ``port`` can be served; one that a dying process still holds is waited for."""
    until = time.monotonic() + _PORT_SECONDS
    while (problem := _problem_with(port)) is not None:
        if problem.errno != errno.EADDRINUSE:
            raise WrongInputError(f"不能使用端口 {port}：{problem.strerror}。")
        if time.monotonic() > until:
            raise WrongInputError(f"端口 {port} 已被占用；请换一个端口（--port 或 PORT=）。")
        time.sleep(0.05)


def _problem_with(port: int) -> OSError | None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as problem:
            return problem
        except OverflowError:
            raise WrongInputError(f"没有端口 {port}；应在 1 到 65534 之间。") from None
    return None


def _say(sentence: str) -> None:
    sys.stderr.write(f"{sentence}\n")
    sys.stderr.flush()


def _fail(error: Exception, status: int) -> int:
    _say(str(error))
    return status
