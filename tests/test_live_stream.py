"""Open pages are told that something changed, and only those that may see it."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest
from django.db import connection
from django.test import Client

from weibao.foundation.kernel.relay import relay
from weibao.people.access import makers as access_makers
from weibao.people.access.api import Role
from weibao.work.tickets import makers

pytestmark = pytest.mark.slow

LONG = 20  # seconds until a message that never comes is a failure


def session_of(name: str, unit: str, *roles: Role) -> str:
    client = Client()
    access_makers.log_in(client, access_makers.account(name, unit, *roles, login=f"live-{unit}"), unit)
    return client.cookies["sessionid"].value


@contextlib.asynccontextmanager
async def stream(session: str, *topics: str, since: str = "") -> AsyncIterator[asyncio.Queue[bytes]]:
    """Open a stream as a browser would and give the chunks that it receives."""
    from weibao.config.live import application

    chunks: asyncio.Queue[bytes] = asyncio.Queue()
    leave = asyncio.Event()

    async def receive() -> dict[str, str]:
        await leave.wait()
        return {"type": "http.disconnect"}

    async def send(message: dict) -> None:
        await chunks.put(message.get("body") or str(message.get("status", "")).encode())

    headers = [(b"cookie", f"sessionid={session}".encode())]
    if since:
        headers.append((b"last-event-id", since.encode()))
    query = "&".join(f"topic={topic}" for topic in topics).encode()
    scope = {"type": "http", "path": "/stream", "headers": headers, "query_string": query}
    task = asyncio.create_task(application(scope, receive, send))
    try:
        yield chunks
    finally:
        leave.set()
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def told(chunks: asyncio.Queue[bytes], words: bytes) -> bytes:
    async with asyncio.timeout(LONG):
        while words not in (chunk := await chunks.get()):
            pass
    return chunk


@pytest.fixture
def quiet_hub(monkeypatch: pytest.MonkeyPatch):
    """Give each test a hub of its own, because each has its own event loop."""
    from weibao.config import live

    monkeypatch.setattr(live, "hub", live.Hub())
    monkeypatch.setattr(live, "_following", None)
    yield
    if live._following:
        live._following.cancel()


def test_a_page_of_the_city_hears_of_a_new_ticket_and_one_of_another_city_does_not(committed, quiet_hub):
    siping = session_of("林静", makers.SIPING, Role.DISPATCHER)
    changchun = session_of("周远", makers.CHANGCHUN, Role.DISPATCHER)
    taker = makers.actor(makers.SIPING_LINE, Role.CALL_TAKER)

    def happens() -> None:
        makers.opened(taker)
        relay()
        connection.close()

    async def scene() -> tuple[bytes, bool]:
        async with stream(siping, "tickets") as here, stream(changchun, "tickets") as there:
            await told(here, b"retry")
            await told(there, b"retry")
            await asyncio.sleep(0.2)
            await asyncio.to_thread(happens)
            heard = await told(here, b'"topic":"tickets"')
            await asyncio.sleep(0.3)
            return heard, there.empty()

    heard, silent = asyncio.run(scene())

    assert silent
    # What is pushed names a topic and a position, never a word of the story.
    assert set(heard.decode()) <= set('id: 0123456789\ndata: {"topic":"tickets"}')


def test_a_page_that_connects_again_is_told_what_it_missed(committed, quiet_hub):
    siping = session_of("林静", makers.SIPING, Role.DISPATCHER)
    makers.opened(makers.actor(makers.SIPING_LINE, Role.CALL_TAKER))
    relay()

    async def scene() -> bytes:
        async with stream(siping, "tickets", since="0") as chunks:
            return await told(chunks, b'"topic":"tickets"')

    assert b"id: " in asyncio.run(scene())


def test_nobody_listens_without_a_session(committed, quiet_hub):
    async def scene() -> bytes:
        async with stream("", "tickets") as chunks:
            return await chunks.get()

    assert asyncio.run(scene()) == b"401"
