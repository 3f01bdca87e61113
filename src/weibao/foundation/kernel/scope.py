"""Binds a transaction to one actor, so that row-level security in the database knows who reads and writes."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import ParamSpec, TypeVar

from django.db import connection, transaction

from .actor import Actor

P = ParamSpec("P")
R = TypeVar("R")

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


def one_transaction(act: Callable[P, R]) -> Callable[P, R]:
    """Make ``act`` all or nothing: it opens a transaction, or becomes part of the one that is open.

    Without a savepoint of its own, so an action that calls another costs no statements more; whatever is refused
    inside therefore undoes all of the outermost action, which is what a refusal promises.
    """
    return transaction.atomic(savepoint=False)(act)


def reader_unit(actor: Actor) -> int:
    """Return the unit by whose shares the actor reads; 0 for none."""
    return actor.unit_id or 0 if actor.reads_shared else 0


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
        cursor.execute(_SET, [low, high, str(reader_unit(actor)), str(actor.id)])
