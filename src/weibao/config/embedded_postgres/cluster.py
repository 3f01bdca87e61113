"""Starts, takes over, watches and stops one server.

It listens on a Unix socket only: no port can be taken or scanned, and the socket lies in a directory that is closed to
other users of the machine. The superuser gets in by being the right user of the operating system (peer), so there is no
superuser password to leak; every other role needs its password (scram).
"""

import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

from weibao.config import processes
from weibao.config.embedded_postgres import binaries, server_user
from weibao.config.embedded_postgres import place as places
from weibao.config.embedded_postgres.binaries import Binaries
from weibao.config.embedded_postgres.place import Place
from weibao.config.embedded_postgres.problems import DatabaseStartError
from weibao.config.progress import Progress, Say, Wait, silent

SUPERUSER = "weibao_admin"

_PROGRAM = "postgres"
_STOP_SECONDS = 60
_LEFTOVER_SECONDS = 5

# Small enough for one machine that runs everything (the whole product idles under 400 MB); durability is never traded.
_SETTINGS = {
    "listen_addresses": "",
    "max_connections": "100",
    "shared_buffers": "64MB",
    "work_mem": "8MB",
    "maintenance_work_mem": "64MB",
    "autovacuum_max_workers": "2",
    "max_parallel_workers_per_gather": "1",
    "jit": "off",
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "wal_compression": "on",
    "max_wal_size": "512MB",
    "timezone": "UTC",
    "log_timezone": "Asia/Shanghai",
    "default_text_search_config": "pg_catalog.simple",
    "password_encryption": "scram-sha-256",
    "idle_in_transaction_session_timeout": "5min",
    "logging_collector": "on",
    "log_filename": "postgresql-%a.log",
    "log_truncate_on_rotation": "on",
    "log_rotation_age": "1d",
    "log_rotation_size": "0",
    # Statements, parameters and details carry what callers told us; none of it may reach a log.
    "log_statement": "none",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}
_THROWAWAY_SETTINGS = dict.fromkeys(("fsync", "synchronous_commit", "full_page_writes", "logging_collector"), "off")


class Cluster:
    """One data directory with its server; ``directory`` holds data, socket and logs; its lock lies beside it.

    ``throwaway`` is for tests: nothing survives a power cut, and the server dies with the thread that started it.
    ``settings`` override entries of postgresql.conf. ``say`` gets one short sentence for each thing worth knowing;
    ``wait`` makes the pauses of a start and may raise to give it up.
    """

    def __init__(
        self,
        directory: Path,
        *,
        throwaway: bool = False,
        settings: Mapping[str, str] | None = None,
        environment: Mapping[str, str] = os.environ,
        say: Say = silent,
        wait: Wait = time.sleep,
    ) -> None:
        self.version = ""
        """The release that serves the data, such as ``18.4``; empty before ``start``."""
        self._wished = directory.absolute()
        self._place = Place(self._wished.resolve())
        self._throwaway = throwaway
        self._settings = _SETTINGS | (_THROWAWAY_SETTINGS if throwaway else {}) | dict(settings or {})
        self._environment = environment
        self._say = say
        self._wait = wait
        self._server: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        """Start the server."""
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop the server."""
        self.stop()

    @property
    def data(self) -> Path:
        """Return PostgreSQL's own data directory."""
        return self._place.data

    def start(self) -> None:
        """Start the server, or take over one that already runs on the data, and return when it accepts connections.

        Waits for crash recovery as long as that takes. Raises DatabaseStartError with one sentence when it cannot work.
        """
        with places.only_one_starter(self._wished, self._say, self._wait):
            self._place = places.settle(self._wished, throwaway=self._throwaway, say=self._say)
            made_by = self.data / "PG_VERSION"
            major = int(made_by.read_text()) if made_by.exists() else None
            programs = binaries.runnable_by(self._place.user, binaries.find(major, self._environment))
            self.version = programs.version
            if self._take_over():
                return
            crashed = self._clear_leftovers()
            if major is None:
                self._initialise(programs)
            self._configure()
            self._server = self._launch(programs)
            self._wait_until_ready(self._server, "正在恢复上次中断前的数据" if crashed else "正在启动")

    def stop(self) -> None:
        """End all connections and stop the server cleanly; does nothing when it is not running."""
        if self.running():
            # A server of ours may have been given up before it had written its number down.
            self._end(self._server.pid if self._server is not None else self._postmaster())
        self._server = None
        self._place.remove_private_socket_directory()
        if self._throwaway and self._place.home != self._wished.resolve():
            shutil.rmtree(self._place.home, ignore_errors=True)

    def running(self) -> bool:
        """Return whether the server process lives."""
        if self._server is not None:
            return self._server.poll() is None
        return self._postmaster() is not None

    def admin_dsn(self, dbname: str = "postgres") -> str:
        """Return the URL by which the superuser reaches ``dbname``; only for the user of the system that started it."""
        lines = self._pid_file()
        socket_directory = lines[4] if len(lines) > 4 else str(self._place.socket_directory())
        return f"postgresql://{SUPERUSER}@/{quote(dbname)}?host={quote(socket_directory, safe='')}"

    def _initialise(self, programs: Binaries) -> None:
        """Make the data directory; a half-made one of an interrupted attempt is thrown away."""
        unfinished = self.data.with_name("data.new")
        shutil.rmtree(unfinished, ignore_errors=True)
        command = [
            programs.program("initdb"),
            f"--pgdata={unfinished}",
            f"--username={SUPERUSER}",
            "--encoding=UTF8",
            # The built-in provider sorts the same on every system; before 17 it did not exist.
            *(["--locale-provider=builtin"] if programs.major >= 17 else []),
            "--locale=C.UTF-8",
            "--auth-local=peer",
            "--auth-host=reject",
            "--data-checksums",
            "--no-instructions",
            *(["--no-sync"] if self._throwaway else []),
        ]
        ran = subprocess.run(
            command,
            **server_user.run_as(self._place.user),
            env=_bare_environment(),
            cwd="/",
            umask=0o077,
            capture_output=True,
            text=True,
            check=False,
        )
        if ran.returncode != 0:
            shutil.rmtree(unfinished, ignore_errors=True)
            raise DatabaseStartError(f"无法建立数据目录 {self.data}：{_last_words(ran.stderr)}")
        with (unfinished / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.write("\n# weibao.conf is rewritten at each start; what stands below this line overrides it.\n")
            file.write("include_if_exists = 'weibao.conf'\n")
        unfinished.rename(self.data)

    def _configure(self) -> None:
        """Write settings and access rules, which follow the code and the place of the directory."""
        settings = self._settings | {
            "unix_socket_directories": str(self._place.socket_directory()),
            "unix_socket_permissions": "0700",
            "log_directory": str(self._place.log),
        }
        users = {server_user.name_of(os.geteuid())} | ({self._place.user.name} if self._place.user else set())
        rules = [f"local all {SUPERUSER} peer map=weibao", "local all all scram-sha-256"]
        self._place.write(self.data / "weibao.conf", [f"{name} = {_quoted(settings[name])}" for name in settings])
        self._place.write(self.data / "pg_hba.conf", rules)
        self._place.write(self.data / "pg_ident.conf", [f'weibao "{user}" {SUPERUSER}' for user in sorted(users)])

    def _launch(self, programs: Binaries) -> subprocess.Popen[bytes]:
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW
        output = os.open(self._place.log / "start.log", flags, 0o600)
        tie = processes.die_with_parent(signal.SIGQUIT) if self._throwaway else None
        try:
            return subprocess.Popen(
                [programs.program(_PROGRAM), "-D", str(self.data)],
                **server_user.run_as(self._place.user),
                env=_bare_environment(),
                cwd="/",
                umask=0o077,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                # Ctrl-C in the terminal is for the supervisor, which stops the server last.
                start_new_session=True,
                preexec_fn=tie,  # noqa: PLW1509 - one call into libc, made ready before the fork
            )
        finally:
            os.close(output)

    def _wait_until_ready(self, server: subprocess.Popen[bytes], doing: str) -> None:
        waited = Progress(self._say, f"数据库{doing}", self._wait)
        while self._status(server.pid) != "ready":
            if server.poll() is not None:
                self._server = None
                raise DatabaseStartError(f"数据库未能启动：{self._reason()}")
            waited.tick()

    def _take_over(self) -> bool:
        """Return whether a server already runs on the data; wait for one that is starting or going down."""
        waited = Progress(self._say, "数据库已在运行，正在等待其就绪", self._wait)
        while (pid := self._postmaster()) is not None:
            if self._status(pid) == "ready":
                return True
            waited.tick()
        return False

    def _clear_leftovers(self) -> bool:
        """Remove what a killed server left behind; return whether it had been killed.

        Backends that outlive their postmaster hold the shared memory and keep a new one from starting; they can do no
        useful work any more. A stale ``postmaster.pid`` must go: a stranger who got the same number blocks the start.
        """
        left = self.data / "postmaster.pid"
        if not left.exists():
            return False
        waited = Progress(self._say, "正在等待上次遗留的数据库进程退出", self._wait)
        while orphans := processes.working_in(self.data, _PROGRAM):
            for pid in orphans:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGQUIT if waited.seconds() < _LEFTOVER_SECONDS else signal.SIGKILL)
            waited.tick()
        left.unlink(missing_ok=True)
        (self._place.socket_directory() / f"{places.SOCKET_FILE}.lock").unlink(missing_ok=True)
        return True

    def _end(self, pid: int | None) -> None:
        waited = Progress(self._say, "数据库正在停止")
        asked: signal.Signals | None = None
        while pid is not None and self.running():
            # After a minute at once: nothing acknowledged is lost by it, the next start recovers.
            wish = signal.SIGINT if waited.seconds() < _STOP_SECONDS else signal.SIGQUIT
            if wish is not asked:
                with suppress(ProcessLookupError):
                    os.kill(pid, wish)
                asked = wish
            waited.tick()

    def _pid_file(self) -> list[str]:
        try:
            return (self.data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return []

    def _status(self, pid: int) -> str:
        """Return what the server ``pid`` last wrote about its state; empty when the file is another's or unfinished."""
        lines = self._pid_file()
        return lines[7].strip() if len(lines) > 7 and lines[0] == str(pid) else ""

    def _postmaster(self) -> int | None:
        """Return the process that serves the data, or None; a number reused by a stranger is not believed."""
        lines = self._pid_file()
        if not lines or not lines[0].isdigit():
            return None
        return int(lines[0]) if processes.works_in(int(lines[0]), self.data, _PROGRAM) else None

    def _reason(self) -> str:
        """Return the server's own last words, from the log it wrote to last."""
        logs = sorted(self._place.log.glob("*.log"), key=lambda log: log.stat().st_mtime_ns)
        return _last_words("\n".join(log.read_text(errors="replace") for log in logs))


def _bare_environment() -> dict[str, str]:
    """Return an environment without the caller's PG variables, secrets and language."""
    return {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}


def _quoted(value: str) -> str:
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'"


def _last_words(text: str) -> str:
    """Return what the last error says, without its time stamp; for a wrong setting also the line that names it."""
    lines = [re.sub(r"^.*? (?=(LOG|FATAL|PANIC): )", "", line) for line in text.strip().splitlines()]
    wrong = [number for number, line in enumerate(lines) if re.search(r"error:|FATAL:|PANIC:", line)]
    if not wrong:
        return lines[-1] if lines else "没有留下原因"
    first = wrong[-1] - 1 if "contains errors" in lines[wrong[-1]] else wrong[-1]
    return "；".join(lines[max(first, 0) : wrong[-1] + 1])
