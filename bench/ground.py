"""A throwaway database with the durable settings of a real one, Django set up on it, and the tree of a province."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from weibao.config.database import NAME, Secrets, bootstrap
from weibao.config.embedded_postgres import Cluster

PROVINCE = "220000"
# A throwaway server trades durability for speed; what is measured here must pay for it as an office's server does.
_DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
# Loading a million rows needs neither of these at the size that suits an idle demo machine.
_FOR_LOADING = {"max_wal_size": "4GB", "checkpoint_timeout": "30min"}
_FOREIGN = ("DATABASE_URL", "DATABASE_OWNER_URL", "WEIBAO_SECRETS_DIR", "WEIBAO_TESTING", "WEIBAO_DEMO")


@dataclass(frozen=True, slots=True)
class Ground:
    """How to reach the database as the superuser (loads, plans) and as the application's role."""

    admin: str
    app: str
    version: str


@contextmanager
def ground() -> Iterator[Ground]:
    """Start a server in a temporary folder, migrate it as its owner and open it as the application's role."""
    with tempfile.TemporaryDirectory(prefix="weibao-bench-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        bare = {key: value for key, value in os.environ.items() if key not in _FOREIGN}
        settings = _DURABLE | _FOR_LOADING
        with Cluster(folder / "postgres", throwaway=True, settings=settings, environment=bare) as cluster:
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
                "WEIBAO_DB_POOL": "8",
            }
            _migrate()
            from django.db import connections

            try:
                yield Ground(cluster.admin_dsn(NAME), reached.app, cluster.version)
            finally:
                connections.close_all()


def _migrate() -> None:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", database="owner", verbosity=0, interactive=False)

    from weibao.foundation.kernel import clock
    from weibao.foundation.kernel.actor import SYSTEM
    from weibao.foundation.kernel.scope import acting_as
    from weibao.people.directory import api as directory

    with acting_as(SYSTEM):
        directory.create_tree(province_code=PROVINCE, by=SYSTEM, at=clock.now())
