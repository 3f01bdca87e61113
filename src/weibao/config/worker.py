"""The process that works in the background: relays events, sweeps clocks, runs jobs."""

import logging
import os
import signal
import threading
from collections.abc import Callable

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "weibao.config.settings")
os.environ["WEIBAO_DB_POOL"] = "0"  # a few threads with a connection each; jobs have a pool of their own

import django

django.setup()

from django.db import DatabaseError, close_old_connections
from procrastinate.contrib.django import app

from weibao.advice.deadlines import api as deadlines
from weibao.config import jobs
from weibao.foundation.kernel import clock
from weibao.foundation.kernel.relay import relay

_log = logging.getLogger("weibao.worker")

RELAY_SECONDS = 0.15  # what a person does not notice; a shorter one only keeps an idle machine awake
SWEEP_SECONDS = 15.0
JOBS_SECONDS = 1.0

stopping = threading.Event()


def repeat(name: str, seconds: float, work: Callable[[], object]) -> threading.Thread:
    """Return a started thread that does ``work`` every ``seconds`` until the process stops.

    A database that is away is waited for; any other error is logged and the work is tried again, because one bad row
    must not stop the clocks of all others.
    """

    def loop() -> None:
        while not stopping.wait(seconds):
            try:
                close_old_connections()
                work()
            except DatabaseError:
                _log.warning("%s: the database did not answer", name)
                stopping.wait(1)
            except Exception:  # noqa: BLE001 - the process's outermost loop
                _log.exception("%s failed", name)

    thread = threading.Thread(target=loop, name=name, daemon=True)
    thread.start()
    return thread


def sweep() -> None:
    """Find the clocks at which something happens now."""
    deadlines.sweep(at=clock.now())


def main() -> None:
    """Relay and sweep in threads and run jobs until told to stop; a job that is running is let finish."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    threads = [repeat("relay", RELAY_SECONDS, relay), repeat("sweep", SWEEP_SECONDS, sweep)]
    jobs.catch_up(at=clock.now())
    connector = app.connector.get_worker_connector()  # type: ignore[attr-defined]  # the Django connector has it
    with app.replace_connector(connector) as jobs_app:
        threads.append(
            repeat("jobs", JOBS_SECONDS, lambda: jobs_app.run_worker(wait=False, install_signal_handlers=False))
        )
        stopping.wait()
        for thread in threads:
            thread.join(timeout=10)


if __name__ == "__main__":
    main()
