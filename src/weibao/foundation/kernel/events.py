"""How a lower module lets higher ones hear what happened: subscribers inside the transaction, the outbox after it."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, ClassVar

import orjson
from django.db import connection


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, in the past tense; carries ids, never a person's data.

    ``topic`` names the stream, ``path`` the region that may hear of it and ``unit_id`` the unit it concerns most.
    """

    topic: ClassVar[str] = ""

    at: datetime
    path: str
    unit_id: int | None


Handler = Callable[[Any], None]
_handlers: dict[type[Event], list[Handler]] = defaultdict(list)


def subscribe(kind: type[Event], handler: Handler) -> None:
    """Have ``handler`` called, inside the publisher's transaction, for each event of exactly ``kind``.

    Subscribing the same handler twice has no effect, so that apps may be readied again.
    """
    if handler not in _handlers[kind]:
        _handlers[kind].append(handler)


def publish(event: Event) -> None:
    """Hand ``event`` to its subscribers and write it to the outbox, all within the present transaction."""
    publish_many([event])


def publish_many(events: Iterable[Event]) -> None:
    """Publish several events with one statement to the outbox."""
    batch = list(events)
    if not batch:
        return
    values: list[str | int | datetime | None] = []
    for event in batch:
        body = {k: v for k, v in asdict(event).items() if k not in {"at", "path", "unit_id"}}
        values += [event.topic, type(event).__name__, event.at, event.path, event.unit_id, _json(body)]
    rows = ",".join(["(%s, %s, %s, %s, %s, %s)"] * len(batch))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO kernel_outbox (topic, kind, at, path, unit_id, body) VALUES {rows}",  # noqa: S608 - only placeholders are joined
            values,
        )
    for event in batch:
        for handler in _handlers.get(type(event), ()):
            handler(event)


def _json(body: dict[str, Any]) -> str:
    return orjson.dumps(body, default=_plain, option=orjson.OPT_SORT_KEYS).decode()


def _plain(value: object) -> object:
    if isinstance(value, datetime | date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} does not belong in an event")
