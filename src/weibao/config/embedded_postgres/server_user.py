"""Chooses the user of the operating system that runs the server; PostgreSQL refuses to run as root."""

import os
import pwd
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from weibao.config.embedded_postgres.problems import DatabaseStartError

OWN_USER = "weibao-db"
"""The system user that runs the server when the product itself was started as root."""

_ATTEMPTS = 20
_PAUSE = 0.1


@dataclass(frozen=True, slots=True)
class ServerUser:
    """The user the server runs as, when that is another than ours."""

    uid: int
    gid: int
    name: str


def choose(data: Path) -> ServerUser | None:
    """Return the user that must run the server on ``data``, or None when we may run it ourselves.

    Existing data is served by its owner; new data by a system user of our own, which is made when missing: ``nobody``
    is shared with other services and ``postgres`` with other databases. Raises DatabaseStartError when it cannot be.
    """
    if os.geteuid() != 0:
        return None
    owner = data.stat().st_uid if data.exists() else 0
    try:
        entry = pwd.getpwuid(owner) if owner else _own()
    except KeyError:
        raise DatabaseStartError(f"数据目录 {data} 属于编号 {owner} 的用户，本机没有这个用户。") from None
    return ServerUser(entry.pw_uid, entry.pw_gid, entry.pw_name)


def run_as(user: ServerUser | None) -> dict[str, Any]:
    """Return the arguments that make ``subprocess`` run something as ``user``."""
    return {} if user is None else {"user": user.uid, "group": user.gid, "extra_groups": []}


def can_enter(user: ServerUser | None, directory: Path) -> bool:
    """Return whether ``user`` may pass through ``directory`` and all its parents."""
    if user is None:
        return os.access(directory, os.X_OK)
    walk = ["/bin/sh", "-c", 'cd "$1"', "sh", str(directory)]
    return subprocess.run(walk, **run_as(user), cwd="/", stderr=subprocess.DEVNULL, check=False).returncode == 0


def name_of(uid: int) -> str:
    """Return the name of a user, or its number when it has none."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def _own() -> pwd.struct_passwd:
    """Return the system user of our own, making it when it is missing."""
    make = ["useradd", "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"]
    said = "没有 useradd 命令"
    for _ in range(_ATTEMPTS):
        try:
            return pwd.getpwnam(OWN_USER)
        except KeyError:
            pass
        try:
            make_it = [*make, "--shell", "/usr/sbin/nologin", OWN_USER]
            said = subprocess.run(make_it, capture_output=True, text=True, check=False).stderr.strip()
        except FileNotFoundError:
            break
        time.sleep(_PAUSE)  # another process may hold the lock of the user list
    raise DatabaseStartError(f"以 root 运行需要系统用户 {OWN_USER}，但无法建立（{said}）；请先建立它或改用普通用户。")
