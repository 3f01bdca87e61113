"""Small programs in the place of the product's own, so that ``up`` is tried with real processes and without Django.

Run as ``python -m weibao.config.tests.small_product PORT DATA [--demo|--no-demo] [--broken]``.
"""

import os
import sys
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

from weibao.config.up import Plan, up

_ME = (sys.executable, "-m", "weibao.config.tests.small_product")


def migrate() -> None:
    """Make the one table, as the owner."""
    import psycopg

    with psycopg.connect(os.environ["DATABASE_OWNER_URL"]) as owner:
        owner.execute("CREATE TABLE IF NOT EXISTS entry (number int PRIMARY KEY)")


def web(port: str) -> None:
    """Answer /healthz, /owner (who may see the owner's address) and /write/N (one acknowledged write)."""
    import psycopg

    class Pages(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            text = "ok"
            if self.path == "/owner":
                text = ",".join(name for name in os.environ if "OWNER" in name or "EMBEDDED" in name)
            if self.path == "/pid":
                text = str(os.getpid())
            if self.path.startswith("/write/"):
                with psycopg.connect(os.environ["DATABASE_URL"]) as app:
                    app.execute("INSERT INTO entry VALUES (%s)", [self.path.removeprefix("/write/")])
            self.send_response(200)
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_: object) -> None:
            return

    # A second process that holds the port too, as the workers of a real web server do.
    server = HTTPServer(("127.0.0.1", int(port)), Pages)
    if os.fork() == 0:
        time.sleep(600)
    server.serve_forever()


def wait() -> None:
    """Do nothing until told to stop."""
    time.sleep(600)


def broken() -> None:
    """Die at once, as pages with wrong settings do."""
    sys.exit("ImproperlyConfigured: 缺少设置")


def say(*words: str) -> None:
    """Print something, as the seeding does."""
    sys.stdout.write(" ".join(words) + "\n")


def main(port: int, data: Path, flags: list[str]) -> int:
    """Run ``up`` with the small programs."""
    pages = (*_ME, "broken") if "--broken" in flags else (*_ME, "web", str(port))
    plan = Plan(
        settle=(sys.executable, "-m", "weibao.config.database"),
        migrate=(*_ME, "migrate"),
        services={"web": pages, "worker": (*_ME, "wait")},
        seed=(*_ME, "say", "演示省已载入"),
        accounts=(*_ME, "say", "账号 林静"),
    )
    demo = True if "--demo" in flags else False if "--no-demo" in flags else None
    return up(port, data, "national", demo, chosen=plan)


if __name__ == "__main__":
    programs: dict[str, Callable[..., None]] = {
        "migrate": migrate,
        "web": web,
        "wait": wait,
        "broken": broken,
        "say": say,
    }
    first, *rest = sys.argv[1:]
    if first in programs:
        programs[first](*rest)
    else:
        sys.exit(main(int(first), Path(rest[0]), rest[1:]))
