"""What the tests of real servers share: a folder the server's user can reach, and data that is made only once."""

import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from weibao.config.embedded_postgres import Cluster


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that the server's user can come to, unlike pytest's own."""
    path = Path(tempfile.mkdtemp(prefix="weibao-test-"))
    path.chmod(0o711)
    yield path
    shutil.rmtree(path)


@pytest.fixture(scope="session")
def put_data() -> Iterator[Callable[..., None]]:
    """Put the directory of an empty, stopped cluster of a release somewhere: a copy, because making one takes long."""
    made: dict[str, Path] = {}
    shelf = Path(tempfile.mkdtemp(prefix="weibao-test-"))
    shelf.chmod(0o711)

    def put(target: Path, programs: str = "") -> None:
        if programs not in made:
            made[programs] = shelf / str(len(made))
            environment = {"WEIBAO_PG_BIN": programs} if programs else {}
            with Cluster(made[programs], settings={"fsync": "off"}, environment=environment):
                pass
        target.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(["cp", "-a", str(made[programs]), str(target)], check=True)

    yield put
    shutil.rmtree(shelf)
