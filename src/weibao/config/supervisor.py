"""Starts the product's processes, starts them again when they die, and stops them; imports as little as it can."""

import os
import selectors
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from weibao.config import processes
from weibao.config.progress import Say

_FIRST_PAUSE = 1.0
_LONGEST_PAUSE = 30.0
_SETTLED_AFTER = 60.0
_STOP_SECONDS = 10.0
_LOG_BYTES = 10_000_000
_LAST_BYTES = 20_000


class ServiceFailedError(Exception):
    """A process ended before it had done what it is for; the text tells which, and its last words."""


class InterruptedByPersonError(Exception):
    """Someone asked the product to stop."""


@dataclass(frozen=True, slots=True)
class Service:
    """One process: a name for its log, what is run, its whole environment, and what people call it."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(repr=False)
    title: str = ""


class Interruption:
    """Turns Ctrl-C and the signals that end a process into a question that can be asked."""

    def __init__(self) -> None:
        self.wanted = False
        self._read, self._write = os.pipe()
        os.set_blocking(self._write, False)
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._read, selectors.EVENT_READ)

    def watch(self) -> None:
        """Take over the signals; only the main thread of a program may do so."""
        signal.set_wakeup_fd(self._write, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)  # only to wake up
        for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if one is not signal.SIGHUP or signal.getsignal(one) is not signal.SIG_IGN:  # nohup is respected
                signal.signal(one, self._note)

    def wait(self, seconds: float) -> None:
        """Return after ``seconds``, or sooner when a child ends; raise InterruptedByPersonError when asked to stop."""
        if not self.wanted and self._selector.select(seconds):
            os.read(self._read, 4096)
        if self.wanted:
            raise InterruptedByPersonError

    def _note(self, _number: int, _frame: FrameType | None) -> None:
        self.wanted = True


class _Running:
    """A service with its present process."""

    def __init__(self, service: Service, process: subprocess.Popen[bytes]) -> None:
        self.service = service
        self.process = process
        self.began = time.monotonic()
        self.failures = 0
        self.start_again_at: float | None = None


class Supervisor:
    """Keeps services running; their output goes to ``<logs>/<name>.log``, their failures to ``say``.

    ``guard`` is called whenever the services are looked after, for what they all stand on.
    """

    def __init__(self, logs: Path, interruption: Interruption, say: Say, guard: Callable[[], None]) -> None:
        self._logs = logs
        self._interruption = interruption
        self._say = say
        self._guard = guard
        self._log_began: dict[str, int] = {}
        self._running: dict[str, _Running] = {}
        self._steps: list[subprocess.Popen[bytes]] = []

    def start(self, service: Service) -> None:
        """Start a service and keep it running from now on."""
        self._running[service.name] = _Running(service, self._spawn(service))

    def run(self, step: Service) -> str:
        """Run something that ends by itself and return the little it printed, while the services are looked after.

        Raises ServiceFailedError with its last words when it fails.
        """
        process = self._spawn(step, captured=True)
        self._wait_for(process)
        output: bytes = process.communicate()[0]
        if process.returncode != 0:
            said = self.last_words(step.name)
            raise ServiceFailedError(f"{step.title or step.name}失败：{said}（日志：{self._log(step.name)}）")
        return output.decode(errors="replace")

    def show(self, step: Service) -> int:
        """Run something that ends by itself, in view of the person at the terminal; return its exit status."""
        process = self._spawn(step, shown=True)
        self._wait_for(process)
        return process.returncode

    def look_after(self) -> None:
        """Notice services that died, say so, and start them again after a pause that grows with each failure."""
        self._guard()
        now = time.monotonic()
        for one in self._running.values():
            if one.start_again_at is None and one.process.poll() is not None:
                if now - one.began > _SETTLED_AFTER:
                    one.failures = 0
                one.failures += 1
                pause = min(_FIRST_PAUSE * 2 ** (one.failures - 1), _LONGEST_PAUSE)
                one.start_again_at = now + pause
                _end_group(one.process.pid, signal.SIGKILL)  # its own children may still hold the port
                self._say(f"{self._obituary(one)}；{pause:.0f} 秒后重新启动")
            if one.start_again_at is not None and now >= one.start_again_at:
                one.process = self._spawn(one.service)
                one.began, one.start_again_at = now, None

    def wait_until(self, ready: Callable[[], bool], tell: Callable[[], None], *, patience: int = 2) -> None:
        """Wait until ``ready``; raise ServiceFailedError when a service has died ``patience`` times before that."""
        while not ready():
            self._interruption.wait(0.1)
            self.look_after()
            tell()
            for one in self._running.values():
                if one.failures >= patience:
                    raise ServiceFailedError(f"{self._obituary(one)}（日志：{self._log(one.service.name)}）")

    def stop(self) -> None:
        """Ask all processes to end, wait for them, and end those that do not."""
        alive = [one.process for one in self._running.values()] + self._steps
        for process in alive:
            if process.poll() is None:
                process.terminate()
        until = time.monotonic() + _STOP_SECONDS
        for process in alive:
            with suppress(subprocess.TimeoutExpired):
                process.wait(max(0.0, until - time.monotonic()))
            _end_group(process.pid, signal.SIGKILL)
            process.wait()
        self._running.clear()
        self._steps.clear()

    def last_words(self, name: str) -> str:
        """Return the last line that a process has written to its log since it was started."""
        try:
            with self._log(name).open("rb") as log:
                log.seek(max(self._log_began.get(name, 0), log.seek(0, os.SEEK_END) - _LAST_BYTES))
                lines = log.read().decode(errors="replace").strip().splitlines()
        except FileNotFoundError:
            lines = []
        return lines[-1].strip() if lines else "没有留下原因"

    def _obituary(self, one: _Running) -> str:
        status = one.process.returncode
        if status is not None and status < 0:
            return f"进程 {one.service.name} 被信号 {-status} 终止"
        return f"进程 {one.service.name} 意外退出：{self.last_words(one.service.name)}"

    def _wait_for(self, process: subprocess.Popen[bytes]) -> None:
        self._steps.append(process)
        while process.poll() is None:
            self._interruption.wait(0.2)
            self.look_after()
        self._steps.remove(process)

    def _log(self, name: str) -> Path:
        return self._logs / f"{name}.log"

    def _spawn(self, service: Service, *, captured: bool = False, shown: bool = False) -> subprocess.Popen[bytes]:
        """Start a process in a group of its own, so that Ctrl-C reaches it through us and in our order."""
        log = self._log(service.name)
        if log.exists() and log.stat().st_size > _LOG_BYTES:
            log.replace(log.with_suffix(".log.1"))
        self._log_began[service.name] = log.stat().st_size if log.exists() else 0
        tie = processes.die_with_parent(signal.SIGTERM)
        with log.open("ab") as output:
            return subprocess.Popen(
                service.command,
                env=dict(service.environment),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE if captured else None if shown else output,
                stderr=None if shown else output,
                start_new_session=True,
                preexec_fn=tie,  # noqa: PLW1509 - one call into libc, made ready before the fork
            )


def end_leftovers(variable: str) -> int:
    """End all processes that carry ``NAME=value`` in their environment; return how many there were."""
    left = processes.carrying(variable)
    for deadly, patience in ((signal.SIGTERM, 3.0), (signal.SIGKILL, 3.0)):
        until = time.monotonic() + patience
        for pid in processes.carrying(variable):
            with suppress(ProcessLookupError):
                os.kill(pid, deadly)
        while processes.carrying(variable) and time.monotonic() < until:
            time.sleep(0.05)
    return len(left)


def _end_group(pid: int, deadly: signal.Signals) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, deadly)
