"""Secrets are made once and never silently made anew."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from weibao.config.secrets_store import NAMES, EmptySecretError, Secrets


def test_a_secret_is_made_once_and_closed_to_others(tmp_path: Path) -> None:
    folder = tmp_path / "secrets"

    first = Secrets(folder, {}).get("field_key")

    assert Secrets(folder, {}).get("field_key") == first
    assert len(bytes.fromhex(first)) == 32
    assert (folder / "field_key.txt").stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700
    assert [file.name for file in folder.iterdir()] == ["field_key.txt"]


def test_many_who_ask_at_once_get_the_same_secret(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = set(pool.map(lambda _: Secrets(tmp_path, {}).get("audit_key"), range(64)))

    assert len(answers) == 1


def test_every_secret_is_different(tmp_path: Path) -> None:
    secrets = Secrets(tmp_path, {})

    secrets.ensure_all()

    assert len({secrets.get(name) for name in NAMES}) == len(NAMES)


def test_the_environment_wins_and_leaves_no_file(tmp_path: Path) -> None:
    secrets = Secrets(tmp_path, {"WEIBAO_SECRET_INDEX_KEY": "from outside"})

    assert secrets.get("index_key") == "from outside"
    assert not list(tmp_path.iterdir())


def test_an_emptied_file_is_refused_and_not_filled(tmp_path: Path) -> None:
    file = tmp_path / "field_key.txt"
    file.write_text("\n")

    with pytest.raises(EmptySecretError, match="请从备份恢复"):
        Secrets(tmp_path, {}).get("field_key")

    assert file.read_text() == "\n"


def test_an_unknown_secret_is_an_error_and_makes_nothing(tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        Secrets(tmp_path, {}).get("../elsewhere")

    assert not list(tmp_path.iterdir())
