"""A PostgreSQL server of our own on one machine: found, started, taken over, recovered and stopped by us."""

from weibao.config.embedded_postgres.cluster import Cluster
from weibao.config.embedded_postgres.problems import DatabaseStartError

__all__ = ["Cluster", "DatabaseStartError"]
