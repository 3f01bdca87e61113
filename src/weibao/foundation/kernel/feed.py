"""The event feed: what happened, in the order of commit, within the reader's scope."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from weibao.foundation.kernel.models import OutboxEvent

MOST = 500


@dataclass(frozen=True, slots=True)
class FeedEvent:
    """One event as other programs see it."""

    position: int
    topic: str
    kind: str
    at: datetime
    body: dict[str, Any]


def after(position: int, *, limit: int = 100, topic: str = "") -> Sequence[FeedEvent]:
    """Return up to ``limit`` events behind the cursor ``position``, as far as the bound actor may see them."""
    rows = OutboxEvent.objects.filter(position__gt=position)
    if topic:
        rows = rows.filter(topic=topic)
    found = rows.order_by("position").values_list("position", "topic", "kind", "at", "body")[: max(1, min(limit, MOST))]
    return [FeedEvent(stamped or 0, name, kind, at, body) for stamped, name, kind, at, body in found]


def latest() -> int:
    """Return the position of the newest event that the bound actor may see; 0 when there is none."""
    newest = OutboxEvent.objects.exclude(position=None).order_by("-position").values_list("position", flat=True).first()
    return newest or 0
