"""Reads each environment variable and secret once, with its type, and fails loudly when one is wrong."""

import os
from pathlib import Path
from typing import Any

from psycopg.conninfo import conninfo_to_dict


class WrongEnvironmentError(Exception):
    """An environment variable or secret is missing or malformed."""


def text(name: str, default: str) -> str:
    """Return the variable ``name``, or ``default`` when it is unset or empty."""
    return os.environ.get(name) or default


def flag(name: str, *, default: bool) -> bool:
    """Return a yes-or-no variable; anything but 1/0/true/false is an error."""
    value = os.environ.get(name, "").lower()
    if value in {"", "1", "0", "true", "false"}:
        return default if value == "" else value in {"1", "true"}
    raise WrongEnvironmentError(f"{name} 只能是 1 或 0")


def number(name: str, default: int) -> int:
    """Return a whole-number variable."""
    value = os.environ.get(name, "")
    if value and not value.isdigit():
        raise WrongEnvironmentError(f"{name} 应为整数")
    return int(value) if value else default


def secret(name: str, folder: Path, *, testing: bool = False) -> bytes:
    """Return the secret ``name`` from ``WEIBAO_SECRET_<NAME>`` or from the file ``<folder>/<name>.txt``.

    Commands that need no secret (checks, translations) run with ``testing`` and get a fixed, worthless value.
    """
    value = os.environ.get(f"WEIBAO_SECRET_{name.upper()}", "")
    if value:
        return value.encode()
    file = folder / f"{name}.txt"
    if file.is_file():
        return file.read_bytes().strip()
    if testing:
        return f"worthless-{name}-used-by-tests-and-checks-only-0123456789".encode()
    raise WrongEnvironmentError(f"缺少密钥 {name}：请设置 WEIBAO_SECRET_{name.upper()} 或放在 {file}")


def database(url: str, *, pool: int = 0) -> dict[str, Any]:
    """Return Django's settings for the PostgreSQL at ``url`` (URI or key=value); ``pool`` > 0 pools connections."""
    parts = {key: str(value) for key, value in conninfo_to_dict(url).items() if value is not None}
    options: dict[str, Any] = {
        k: v for k, v in parts.items() if k not in {"dbname", "user", "password", "host", "port"}
    }
    if pool:
        options["pool"] = {"min_size": 1, "max_size": pool, "timeout": 10}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.get("dbname", "weibao"),
        "USER": parts.get("user", ""),
        "PASSWORD": parts.get("password", ""),
        "HOST": parts.get("host", ""),
        "PORT": parts.get("port", ""),
        "OPTIONS": options,
        # Without a pool each thread keeps its one connection and looks whether it still lives before using it.
        "CONN_MAX_AGE": 0 if pool else None,
        "CONN_HEALTH_CHECKS": not pool,
    }
