"""The process that holds the open streams: tells pages that something changed, never what.

A plain ASGI application: one listening database connection for the process, one queue for each page. Where the
database offers no LISTEN, polling takes its place.
"""

import asyncio
import contextlib
import logging
import os
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import parse_qs

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "weibao.config.settings")

import django

django.setup()

import orjson
import psycopg
from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import close_old_connections
from psycopg.conninfo import make_conninfo

from weibao.foundation.kernel.actor import SYSTEM, Actor
from weibao.foundation.kernel.feed import FeedEvent, after, latest
from weibao.foundation.kernel.relay import CHANNEL
from weibao.foundation.kernel.scope import acting_as
from weibao.people.access import api as access

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

_log = logging.getLogger("weibao.live")

_POLL_SECONDS = 1.0  # how soon pages hear without LISTEN
_BEAT_SECONDS = 20.0  # proxies cut streams that stay silent
_LONGEST_SECONDS = 600.0  # then the page connects again and proves anew who it is
_WAITING_MOST = 256
_TOPICS_MOST = 20


@dataclass(eq=False, slots=True)
class Stream:
    """One open page."""

    actor: Actor
    topics: frozenset[str]
    waiting: asyncio.Queue[FeedEvent] = field(default_factory=lambda: asyncio.Queue(_WAITING_MOST))
    overrun: bool = False

    def offer(self, event: FeedEvent, path: str, unit_id: int | None) -> None:
        """Queue an event if this reader may hear of it; a page that falls too far behind is told to read anew."""
        if not topics_of(event) & self.topics or not (self.actor.covers(path) or self.actor.belongs_to(unit_id)):
            return
        try:
            self.waiting.put_nowait(event)
        except asyncio.QueueFull:
            self.overrun = True


def topics_of(event: FeedEvent) -> frozenset[str]:
    """Return what pages may ask for to hear of ``event``: its stream, and the one ticket it is about."""
    number = event.body.get("number")
    return frozenset({event.topic, f"ticket:{number}"} if number else {event.topic})


class Hub:
    """Reads new events once for the process and offers each to every stream."""

    def __init__(self) -> None:
        self.streams: set[Stream] = set()
        self.position: int | None = None
        self.ready = asyncio.Event()  # from here on nothing that happens is missed
        self._nudged = asyncio.Event()

    async def run(self) -> None:
        """Follow the feed until cancelled; a broken connection is opened again."""
        listener = asyncio.create_task(self._listen())
        try:
            while True:
                try:
                    await self._pass_on()
                except (psycopg.Error, django.db.Error):
                    _log.warning("the feed could not be read; trying again")
                    await asyncio.sleep(_POLL_SECONDS)
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._nudged.wait(), _POLL_SECONDS)
                self._nudged.clear()
        finally:
            listener.cancel()

    async def _pass_on(self) -> None:
        if self.position is None:
            self.position = await sync_to_async(_latest)()
            self.ready.set()
        for event, path, unit_id in await sync_to_async(_news)(self.position):
            self.position = event.position
            for stream in self.streams:
                stream.offer(event, path, unit_id)

    async def _listen(self) -> None:
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(_dsn(), autocommit=True) as connection:
                    await connection.execute(f"LISTEN {CHANNEL}")
                    async for _ in connection.notifies():
                        self._nudged.set()
            except psycopg.Error:
                _log.warning("no LISTEN; polling instead")
                await asyncio.sleep(5)


hub = Hub()
_following: asyncio.Task[None] | None = None


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Serve ``GET /stream?topic=tickets&topic=ticket:…`` to people who have logged in, ``GET /healthz`` to anyone."""
    global _following  # noqa: PLW0603 - one follower for the process
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
        return
    if scope["type"] != "http":
        return
    if _following is None or _following.done():
        _following = asyncio.create_task(hub.run())
    origin = dict(scope["headers"]).get(b"origin", b"").decode("latin-1")
    if scope["path"] == "/healthz":
        await _plain(send, 200, b"ok", origin)
        return
    actor = await sync_to_async(_actor_of)(_cookie(scope))
    if scope["path"] != "/stream" or actor is None:
        await _plain(send, 404 if actor else 401, b"", origin)
        return
    asked = parse_qs(scope["query_string"].decode("latin-1"))
    topics = frozenset(asked.get("topic", [])[:_TOPICS_MOST])
    since = dict(scope["headers"]).get(b"last-event-id", b"").decode("latin-1")
    stream = Stream(actor, topics)
    await hub.ready.wait()
    hub.streams.add(stream)
    try:
        await _serve(stream, int(since) if since.isdigit() else None, origin, receive, send)
    finally:
        hub.streams.discard(stream)


async def _serve(stream: Stream, since: int | None, origin: str, receive: Receive, send: Send) -> None:
    await send(
        {
            "type": "http.response.start",
            "status": 200,
            "headers": [
                (b"content-type", b"text/event-stream; charset=utf-8"),
                (b"cache-control", b"no-store"),
                (b"x-accel-buffering", b"no"),
                *_cors(origin),
            ],
        }
    )
    gone = asyncio.create_task(_gone(receive))
    try:
        async for chunk in _chunks(stream, since):
            if gone.done():
                return
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})
    finally:
        gone.cancel()


async def _chunks(stream: Stream, since: int | None) -> AsyncIterator[bytes]:
    """Yield what the stream hears: first what it missed, then news, then a beat in the silence."""
    yield b"retry: 3000\n\n"
    if since is not None:
        for event in await sync_to_async(_missed)(stream.actor, since):
            for topic in topics_of(event) & stream.topics:
                yield _message(event, topic)
    loop = asyncio.get_running_loop()
    until = loop.time() + _LONGEST_SECONDS
    while loop.time() < until and not stream.overrun:
        try:
            event = await asyncio.wait_for(stream.waiting.get(), _BEAT_SECONDS)
            for topic in topics_of(event) & stream.topics:
                yield _message(event, topic)
        except TimeoutError:
            yield b": beat\n\n"
    if stream.overrun:
        yield b"event: overrun\ndata: {}\n\n"


def _message(event: FeedEvent, topic: str) -> bytes:
    # A topic only: the page fetches the fragment through the ordinary view, and so through the permission check.
    return b"id: %d\ndata: %s\n\n" % (event.position, orjson.dumps({"topic": topic}))


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _plain(send: Send, status: int, body: bytes, origin: str) -> None:
    headers = [(b"content-type", b"text/plain"), *_cors(origin)]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _cors(origin: str) -> list[tuple[bytes, bytes]]:
    """Allow the pages of this installation, which come from another port, to send their session along."""
    host = origin.split("://", 1)[-1].rsplit(":", 1)[0]
    if not origin or host not in settings.ALLOWED_HOSTS:
        return []
    return [
        (b"access-control-allow-origin", origin.encode("latin-1")),
        (b"access-control-allow-credentials", b"true"),
        (b"vary", b"Origin"),
    ]


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return


def _cookie(scope: Scope) -> str:
    jar: SimpleCookie = SimpleCookie()
    with contextlib.suppress(Exception):
        jar.load(dict(scope["headers"]).get(b"cookie", b"").decode("latin-1"))
    held = jar.get(settings.SESSION_COOKIE_NAME)
    return held.value if held else ""


def _actor_of(session_key: str) -> Actor | None:
    close_old_connections()
    return access.actor_of_session(session_key) if session_key else None


def _latest() -> int:
    close_old_connections()
    with acting_as(SYSTEM):
        return latest()


def _news(position: int) -> list[tuple[FeedEvent, str, int | None]]:
    from weibao.foundation.kernel.models import OutboxEvent

    close_old_connections()
    with acting_as(SYSTEM):
        rows = OutboxEvent.objects.filter(position__gt=position).order_by("position")[:1000]
        return [
            (FeedEvent(row.position or 0, row.topic, row.kind, row.at, row.body), row.path, row.unit_id) for row in rows
        ]


def _missed(actor: Actor, since: int) -> list[FeedEvent]:
    close_old_connections()
    with acting_as(actor):
        return list(after(since, limit=200))


def _dsn() -> str:
    held = settings.DATABASES["default"]
    return make_conninfo(
        dbname=held["NAME"], user=held["USER"], password=held["PASSWORD"], host=held["HOST"], port=held["PORT"] or None
    )
