"""Decides where a cluster lives on the disk so that the server's user, and nobody else, can reach it."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from weibao.config.embedded_postgres import server_user
from weibao.config.embedded_postgres.problems import DatabaseStartError
from weibao.config.embedded_postgres.server_user import ServerUser
from weibao.config.progress import Progress, Say, Wait

MACHINE_DIRECTORY = Path("/var/lib/weibao")
"""Where root keeps what the server's user must reach when the project's own folder is closed to it."""

SOCKET_FILE = ".s.PGSQL.5432"

_OURS = {"run", "log", "data.new"}  # what a start may have left that came to nothing
_SOCKET_PATH_LIMIT = 107  # bytes of sun_path on Linux, without the closing null


@dataclass(frozen=True, slots=True)
class Place:
    """A directory of one cluster (``data``, ``run``, ``log``) and the user it is served by."""

    home: Path
    user: ServerUser | None = None

    @property
    def data(self) -> Path:
        """Return PostgreSQL's own data directory."""
        return self.home / "data"

    @property
    def log(self) -> Path:
        """Return the directory of the server's logs."""
        return self.home / "log"

    def hand_over(self, path: Path) -> None:
        """Close one path of ours to everybody but the server's user (and root)."""
        path.chmod(0o700 if path.is_dir() else 0o600)
        if self.user is not None:
            os.chown(path, self.user.uid, self.user.gid, follow_symlinks=False)

    def write(self, target: Path, lines: list[str]) -> None:
        """Replace a file in one step, so that neither a crash nor a planted link can spoil it."""
        descriptor, unfinished = tempfile.mkstemp(dir=target.parent)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")
        self.hand_over(Path(unfinished))
        Path(unfinished).rename(target)

    def socket_directory(self) -> Path:
        """Return where the socket lies: beside the data, or in a private directory when that path cannot be one."""
        beside = self.home / "run"
        if len(os.fsencode(beside / SOCKET_FILE)) <= _SOCKET_PATH_LIMIT and not set(str(beside)) & set(",'\"\\"):
            return beside
        if self._pointer.exists() and (remembered := Path(self._pointer.read_text().strip())).is_dir():
            return remembered
        private = Path(tempfile.mkdtemp(prefix="weibao-"))  # made 0700, with a name nobody can guess
        self.hand_over(private)
        self.write(self._pointer, [str(private)])
        return private

    def remove_private_socket_directory(self) -> None:
        """Remove what ``socket_directory`` may have made outside the home."""
        with suppress(OSError):  # nearly always there is nothing to remove
            shutil.rmtree(self._pointer.read_text().strip(), ignore_errors=True)
            self._pointer.unlink()

    @property
    def _pointer(self) -> Path:
        return self.home / "run" / "socket-directory"


@contextmanager
def only_one_starter(wished: Path, say: Say, wait: Wait) -> Iterator[None]:
    """Hold the lock of the cluster wished for at ``wished``; a second starter waits and then finds it running.

    The lock lies beside the directory, which may be a link to elsewhere or not there yet. Raises DatabaseStartError
    when the directory is another user's.
    """
    try:
        if wished.exists() and os.geteuid() not in {0, wished.stat().st_uid}:
            owner = server_user.name_of(wished.stat().st_uid)
            raise DatabaseStartError(f"数据目录 {wished} 属于用户 {owner}，请以该用户或 root 运行，或换一个目录。")
        wished.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(wished.with_name(f"{wished.name}.lock"), os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    except PermissionError:
        raise DatabaseStartError(f"不能写入 {wished.parent}，请检查它的权限或换一个数据目录。") from None
    waited = Progress(say, "另一个进程正在启动同一数据库", wait)
    try:
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                waited.tick()
        yield
    finally:
        os.close(descriptor)


def settle(wished: Path, *, throwaway: bool, say: Say) -> Place:
    """Return the place for the cluster that is wished for at ``wished``, making what is missing; call under the lock.

    Raises DatabaseStartError when the directory holds other things or the server's user cannot come there.
    """
    home = wished.resolve()  # follows the link that _move leaves
    place = Place(home, server_user.choose(home / "data"))
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not place.data.exists():
        if strange := {entry.name for entry in home.iterdir()} - _OURS:
            raise DatabaseStartError(f"目录 {home} 里有别的内容（{min(strange)} 等），不能用作数据库目录。")
        for path in (home, *home.iterdir()):
            place.hand_over(path)
    if not server_user.can_enter(place.user, home):
        place = _move(place, wished, throwaway=throwaway, say=say)
    for directory in (place.home / "run", place.log):
        if not directory.exists():
            directory.mkdir(mode=0o700)
            place.hand_over(directory)
    return place


def open_machine_directory() -> None:
    """Make the machine's directory, which everybody may pass through; an existing one is left as it is."""
    if not MACHINE_DIRECTORY.exists():
        MACHINE_DIRECTORY.mkdir(parents=True, exist_ok=True)
        MACHINE_DIRECTORY.chmod(0o755)


def _move(place: Place, wished: Path, *, throwaway: bool, say: Say) -> Place:
    """Put new data where the server's user can reach it and leave a link; rights of parents are never changed.

    Whoever deletes the link starts afresh, as with the directory itself.
    """
    if place.user is None:
        raise DatabaseStartError(f"数据目录 {place.home} 无法进入，请检查目录权限。")
    if wished.is_symlink() or place.data.exists():
        raise DatabaseStartError(
            f"系统用户 {place.user.name} 无法进入已有的数据目录 {place.home}；请放开其上级目录的进入权限（chmod o+x）。"
        )
    if not throwaway:
        open_machine_directory()
    moved = Place(
        Path(tempfile.mkdtemp(prefix="weibao-database-", dir=None if throwaway else MACHINE_DIRECTORY)), place.user
    )
    moved.hand_over(moved.home)
    if not throwaway:
        shutil.rmtree(wished)
        wished.symlink_to(moved.home)
        say(f"系统用户 {place.user.name} 进不了 {wished.parent}，数据库改放在 {moved.home}（原处留有链接）")
    return moved
