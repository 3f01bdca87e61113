"""``weibao journey`` as it is typed: a scratch database, a timeline on standard output, nothing left over."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def weibao(*arguments: str, scratch: Path) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process that knows nothing of the tests' database."""
    told = {
        name: value for name, value in os.environ.items() if not name.startswith(("WEIBAO_", "DATABASE_", "DJANGO_"))
    }
    return subprocess.run(
        [sys.executable, "-m", "weibao.config.cli", *arguments],
        env=told | {"PYTHONPATH": str(ROOT / "src"), "TMPDIR": str(scratch)},
        cwd=scratch,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.fixture
def scratch() -> Iterator[Path]:
    # Not under pytest's own folder: the server may run as another user, who cannot pass through that.
    with tempfile.TemporaryDirectory(prefix="weibao-test-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        yield folder


@pytest.mark.slow
def test_a_journey_is_played_on_a_scratch_database_and_printed_as_json(scratch: Path) -> None:
    ran = weibao("journey", "J3", "--json", scratch=scratch)

    assert ran.returncode == 0, ran.stderr
    told = json.loads(ran.stdout)
    assert told["journey"] == "J3"
    assert told["timeline"][-1]["state"] == "closed"
    assert {"at", "who", "unit", "deed", "summary", "state", "turn", "due_at"} <= told["timeline"][0].keys()
    assert not list(scratch.iterdir())


def test_an_unknown_journey_is_wrong_input_and_starts_nothing(scratch: Path) -> None:
    ran = weibao("journey", "J99", scratch=scratch)

    assert (ran.returncode, ran.stdout) == (2, "")
    assert "J1、J3、J5" in ran.stderr
    assert not list(scratch.iterdir())
