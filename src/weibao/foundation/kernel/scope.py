"""Binds a transaction to one actor, so that row-level security in the database knows who reads and writes."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from .actor import Actor

_SET = (
    "SELECT set_config('app.path', %s, true), set_config('app.path_hi', %s, true),"
    " set_config('app.unit', %s, true), set_config('app.actor', %s, true)"
)


def bounds(scope_path: str) -> tuple[str, str]:
    """Return the half-open range of paths at or below ``scope_path``; an empty scope gives an empty range.

    ``"0"`` is the character after ``"/"``, so ``/22/`` reaches up to but not including ``/220``.
    """
    if not scope_path:
        return "", ""
    return scope_path, scope_path[:-1] + "0"


@contextmanager
def acting_as(actor: Actor) -> Iterator[None]:
    """Open a transaction in which the database shows and accepts only what ``actor`` may see.

    The settings end with the transaction, so a pooled connection never carries them to the next person.
    """
    with transaction.atomic():
        bind(actor)
        yield


def bind(actor: Actor) -> None:
    """Tell the database who acts for the rest of the present transaction."""
    low, high = bounds(actor.scope_path)
    with connection.cursor() as cursor:
        cursor.execute(_SET, [low, high, str(actor.unit_id or 0), str(actor.id)])
