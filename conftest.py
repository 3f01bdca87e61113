"""The test harness: a throwaway PostgreSQL, migrated as its owner, in which every test runs as the application role."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

_TEMPLATE = "weibao_test_template"


def pytest_configure(config: pytest.Config) -> None:
    """Start the server once, in the process that spreads the work; its workers inherit the environment."""
    if os.environ.get("WEIBAO_TEST_ADMIN_DSN") or hasattr(config, "workerinput"):
        return
    from weibao.config.embedded_postgres import Cluster

    folder = tempfile.TemporaryDirectory(prefix="weibao-test-", ignore_cleanup_errors=True)
    cluster = Cluster(Path(folder.name) / "postgres", throwaway=True)
    cluster.start()
    config._weibao_cluster = (cluster, folder)  # type: ignore[attr-defined]  # kept so that it outlives this call
    os.environ["WEIBAO_TEST_ADMIN_DSN"] = cluster.admin_dsn("postgres")
    os.environ["WEIBAO_TEST_FOLDER"] = folder.name


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server that ``pytest_configure`` started."""
    started = getattr(config, "_weibao_cluster", None)
    if started:
        started[0].stop()
        started[1].cleanup()


@contextmanager
def _alone(name: str) -> Iterator[None]:
    """Let one process at a time make shared databases."""
    with psycopg.connect(os.environ["WEIBAO_TEST_ADMIN_DSN"], autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(hashtext(%s))", [name])
        yield


def _point_at(alias: str, url: str) -> None:
    from django.db import connections

    from weibao.config.environment import database

    connections[alias].close()
    connections[alias].settings_dict.update(
        {
            key: value
            for key, value in database(url).items()
            if key in {"NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS"}
        }
    )


def _migrated_template() -> None:
    """Make the template database once for all workers of a run: bootstrap the roles, then migrate as the owner."""
    from django.core.management import call_command

    from weibao.config.database import Secrets, bootstrap

    admin = os.environ["WEIBAO_TEST_ADMIN_DSN"]
    with _alone(_TEMPLATE), psycopg.connect(admin, autocommit=True) as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [_TEMPLATE]).fetchone():
            return
        unfinished = f"{_TEMPLATE}_unfinished"
        urls = bootstrap(
            admin, database=unfinished, secrets=Secrets(Path(os.environ["WEIBAO_TEST_FOLDER"]) / "secrets")
        )
        _point_at("default", urls.owner)
        call_command("migrate", verbosity=0)
        _jilin_tree()
        from django.db import connections

        connections["default"].close()
        connection.execute(f"ALTER DATABASE {unfinished} RENAME TO {_TEMPLATE}")


def _jilin_tree() -> None:
    """Give every test the units of one real province."""
    from weibao.foundation.kernel import clock
    from weibao.foundation.kernel.actor import SYSTEM
    from weibao.foundation.kernel.scope import acting_as
    from weibao.people.directory import api as directory

    with acting_as(SYSTEM):
        directory.create_tree(province_code="220000", by=SYSTEM, at=clock.now())


def clone(name: str) -> str:
    """Copy the template to a database of its own and return the application role's address of it."""
    from weibao.config.database import Secrets, addresses

    admin = os.environ["WEIBAO_TEST_ADMIN_DSN"]
    with _alone(_TEMPLATE), psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {_TEMPLATE} OWNER weibao_owner")
    return addresses(admin, database=name, secrets=Secrets(Path(os.environ["WEIBAO_TEST_FOLDER"]) / "secrets")).app


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: pytest.FixtureRequest, worker_id: str) -> Iterator[None]:
    """Give each worker its own copy of the migrated database, opened as the application role."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]  # the fixture's type is not exported
        _migrated_template()
        name = f"weibao_test_{worker_id}"
        _point_at("default", clone(name))
        os.environ["WEIBAO_TEST_DATABASE"] = name
        yield
        from django.db import connections

        connections.close_all()


@pytest.fixture
def superuser(django_db_setup: None) -> Iterator[psycopg.Connection]:  # noqa: ARG001 - the database must be there
    """Return a superuser's connection to this worker's test database: what an attacker inside would have."""
    from psycopg.conninfo import make_conninfo

    dsn = make_conninfo(os.environ["WEIBAO_TEST_ADMIN_DSN"], dbname=os.environ["WEIBAO_TEST_DATABASE"])
    with psycopg.connect(dsn, autocommit=True) as connection:
        yield connection


@contextmanager
def pointed_at(url: str) -> Iterator[None]:
    """Have Django's connection of this thread reach the database at ``url`` for a while."""
    from django.db import connections

    before = dict(connections["default"].settings_dict)
    _point_at("default", url)
    try:
        yield
    finally:
        connections["default"].close()
        connections["default"].settings_dict.update(before)


@pytest.fixture
def committed(
    django_db_setup: None,  # noqa: ARG001 - the template must be there
    django_db_blocker: pytest.FixtureRequest,
    worker_id: str,
) -> Iterator[str]:
    """Give the test a fresh database in which commits are real; return the application role's address of it.

    For what a transaction rolled back at the end cannot show: several processes, locks, kill -9.
    """
    name = f"weibao_fresh_{worker_id}"
    url = clone(name)
    usual = os.environ["WEIBAO_TEST_DATABASE"]
    os.environ["WEIBAO_TEST_DATABASE"] = name
    try:
        with django_db_blocker.unblock(), pointed_at(url):  # type: ignore[attr-defined]  # its type is not exported
            yield url
    finally:
        os.environ["WEIBAO_TEST_DATABASE"] = usual
