"""What the tests of the permanent record share: an attacker with a superuser's rights."""

from collections.abc import Callable

import psycopg
import pytest

Tamper = Callable[..., None]

_TABLES = ("audit_entry", "audit_seal", "audit_seal_leaf")


@pytest.fixture
def attacker(committed: str, request: pytest.FixtureRequest) -> psycopg.Connection:
    """Return a superuser's connection to the fresh database of this test, in which nothing is on record yet."""
    connection: psycopg.Connection = request.getfixturevalue("superuser")
    _with_guards_off(connection, *(f"DELETE FROM {table}" for table in (*_TABLES, "audit_head")))
    return connection


@pytest.fixture
def tamper(attacker: psycopg.Connection) -> Tamper:
    """Return a function that runs statements with the database's own guards switched off."""

    def run(*statements: str) -> None:
        assert 0 not in _with_guards_off(attacker, *statements), "the attack itself must have an effect"

    return run


def _with_guards_off(connection: psycopg.Connection, *statements: str) -> list[int]:
    for table in _TABLES:
        connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
    counts = [connection.execute(statement).rowcount for statement in statements]
    for table in _TABLES:
        connection.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_permanent")
    return counts
