"""A database that is made for one command and gone after it, with Django set up on it."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from weibao.config.database import NAME, Secrets, bootstrap
from weibao.config.embedded_postgres import Cluster

# What describes an installation must not leak in: a scratch database shares no server, secret or rule with it.
_FOREIGN = ("DATABASE_URL", "DATABASE_OWNER_URL", "WEIBAO_SECRETS_DIR", "WEIBAO_TESTING", "WEIBAO_DEMO")


@contextmanager
def scratch_database(profile: str) -> Iterator[None]:
    """Start a throwaway server, migrate an empty database as its owner and open it as the application's role.

    For a process that does nothing else, because its environment and Django's settings are made for the scratch
    database. Raises DatabaseStartError when no server can be started.
    """
    with tempfile.TemporaryDirectory(prefix="weibao-scratch-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        bare = {key: value for key, value in os.environ.items() if key not in _FOREIGN}
        with Cluster(folder / "postgres", throwaway=True, environment=bare) as cluster:
            secrets = Secrets(folder / "secrets", bare)
            secrets.ensure_all()
            reached = bootstrap(cluster.admin_dsn(), secrets=secrets, database=NAME)
            for key in _FOREIGN:
                os.environ.pop(key, None)
            os.environ |= {
                "DJANGO_SETTINGS_MODULE": "weibao.config.settings",
                "DATABASE_URL": reached.app,
                "DATABASE_OWNER_URL": reached.owner,
                "WEIBAO_DATA": str(folder),
                "WEIBAO_PROFILE": profile,
                "WEIBAO_DB_POOL": "0",
            }
            _migrate()
            from django.db import connections

            try:
                yield
            finally:
                connections.close_all()


def _migrate() -> None:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", database="owner", verbosity=0, interactive=False)
