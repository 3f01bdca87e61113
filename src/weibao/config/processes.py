"""Finds processes by what they hold, not by name or number, and ties a child's life to its parent's (Linux)."""

import ctypes
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

_PR_SET_PDEATHSIG = 1


def die_with_parent(deadly: signal.Signals) -> Callable[[], None]:
    """Return what a child runs before its program so that it gets ``deadly`` when the thread that started it ends.

    Even kill -9 of the parent leaves no orphan that holds a port or a connection.
    """
    parent = os.getpid()
    prctl = ctypes.CDLL(None).prctl

    def tie() -> None:
        prctl(_PR_SET_PDEATHSIG, deadly, 0, 0, 0)
        if os.getppid() != parent:  # it died before the tie was made
            os.kill(os.getpid(), deadly)

    return tie


def works_in(pid: int, directory: Path, program: str) -> bool:
    """Return whether process ``pid`` runs ``program`` with ``directory`` as its working directory."""
    process = Path(f"/proc/{pid}")
    try:
        # After an upgrade the name of a running program ends in " (deleted)".
        return (process / "cwd").readlink() == directory and (process / "exe").readlink().name.startswith(program)
    except OSError:
        return False


def working_in(directory: Path, program: str) -> list[int]:
    """Return all processes that run ``program`` with ``directory`` as their working directory."""
    return [pid for pid in _all() if works_in(pid, directory, program)]


def carrying(variable: str) -> list[int]:
    """Return all processes but this one that were started with ``NAME=value`` in their environment."""
    wanted = os.fsencode(variable)
    found = []
    for pid in _all():
        with suppress(OSError):
            if pid != os.getpid() and wanted in Path(f"/proc/{pid}/environ").read_bytes().split(b"\0"):
                found.append(pid)
    return found


def _all() -> Iterator[int]:
    return (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit())
