"""Keeps the secrets of one installation: made once, one file each, readable by nobody else."""

import os
import secrets
import tempfile
from collections.abc import Mapping
from pathlib import Path

NAMES = ("django_secret_key", "field_key", "index_key", "audit_key", "database_owner_password", "database_app_password")
"""Every secret there is. Without ``field_key`` and ``index_key`` encrypted fields can neither be read nor found."""

_BYTES = 32


class EmptySecretError(Exception):
    """A secret's file exists but holds nothing."""


class Secrets:
    """The secrets in ``directory``; a variable ``WEIBAO_SECRET_<NAME>`` of the environment wins over the file."""

    def __init__(self, directory: Path, environment: Mapping[str, str] = os.environ) -> None:
        self.directory = directory
        self._environment = environment

    def get(self, name: str) -> str:
        """Return the secret ``name``, making it first when there is none.

        Safe with several processes at once: all get the value that was written first. Raises KeyError for an unknown
        name and EmptySecretError for an empty file, which is never filled anew because it may have held a key.
        """
        if name not in NAMES:
            raise KeyError(name)
        if value := self._environment.get(f"WEIBAO_SECRET_{name.upper()}"):
            return value
        file = self.directory / f"{name}.txt"
        if not file.exists():
            self._make(file)
        value = file.read_text(encoding="utf-8").strip()
        if not value:
            raise EmptySecretError(f"密钥文件 {file} 是空的；请从备份恢复它，不要删除。")
        return value

    def ensure_all(self) -> None:
        """Make every secret that is missing."""
        for name in NAMES:
            self.get(name)

    def _make(self, file: Path) -> None:
        """Write a new secret under a name that appears only when it is complete and on disk."""
        self.directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor, unfinished = tempfile.mkstemp(dir=self.directory)  # made 0600
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8") as out:
                out.write(secrets.token_hex(_BYTES) + "\n")
                out.flush()
                os.fsync(out.fileno())
            try:
                os.link(unfinished, file)
            except FileExistsError:
                return
        finally:
            Path(unfinished).unlink()
        directory = os.open(self.directory, os.O_RDONLY)
        try:
            os.fsync(directory)
        finally:
            os.close(directory)
