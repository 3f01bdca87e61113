"""``weibao deadline``: the shapes that outside programs rely on."""

import argparse
import json
import subprocess
import sys
from pathlib import Path

import pytest

import weibao
from weibao.config.commands import deadline


def ask(*words: str) -> int:
    parser = argparse.ArgumentParser()
    deadline.register(parser.add_subparsers())
    return deadline.run(parser.parse_args(["deadline", *words]))


def answer(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, object]:
    assert ask(*words) == 0
    return json.loads(capsys.readouterr().out)  # type: ignore[no-any-return]


def test_the_answer_names_start_limit_due_time_and_every_day(capsys: pytest.CaptureFixture[str]) -> None:
    assert answer(capsys, "2026-02-13T16:30", "2 working_days") == {
        "start": "2026-02-13T16:30:00+08:00",
        "limit": "2 working_days",
        "due_at": "2026-02-24T17:00:00+08:00",
        "uncertain": False,
        "calendar_days": [
            {"date": "2026-02-13", "kind": "working", "counted": False},
            {"date": "2026-02-14", "kind": "make_up", "counted": True},
            *({"date": f"2026-02-{day}", "kind": "holiday", "counted": False} for day in range(15, 24)),
            {"date": "2026-02-24", "kind": "working", "counted": True},
        ],
    }


@pytest.mark.parametrize(
    ("start", "shown"),
    [
        ("2026-03-02", "2026-03-02T00:00:00+08:00"),
        ("2026-03-02 08:15", "2026-03-02T08:15:00+08:00"),
        ("2026-03-02T00:15:00Z", "2026-03-02T08:15:00+08:00"),
        ("2026-03-01T19:15:00-05:00", "2026-03-02T08:15:00+08:00"),
    ],
)
def test_a_start_without_offset_is_local_and_any_offset_is_understood(
    capsys: pytest.CaptureFixture[str], start: str, shown: str
) -> None:
    assert answer(capsys, start, "1 hours")["start"] == shown


def test_number_and_unit_may_come_as_two_words(capsys: pytest.CaptureFixture[str]) -> None:
    together = answer(capsys, "2026-03-02", "24 hours")

    assert answer(capsys, "2026-03-02", "24", "hours") == together


def test_a_year_without_a_notice_is_warned_of_and_marked(capsys: pytest.CaptureFixture[str]) -> None:
    code = ask("2026-12-28", "5 working_days")
    out, err = capsys.readouterr()

    assert code == 0
    assert json.loads(out)["uncertain"] is True
    assert "2027" in err


@pytest.mark.parametrize(
    ("start", "limit"),
    [
        ("yesterday", "1 hours"),
        ("2026-02-30", "1 hours"),
        ("", "1 hours"),
        ("0001-01-01", "1 hours"),
        ("1999-12-31", "1 working_days"),
        ("9999-12-31", "1 natural_days"),
        ("2099-12-31", "9 working_days"),
        ("2099-12-31", "3650 natural_days"),
        ("2026-03-02", "0 hours"),
        ("2026-03-02", "-3 hours"),
        ("2026-03-02", "3 weeks"),
        ("2026-03-02", "soon"),
        ("2026-03-02", "999999999999 minutes"),
    ],
)
def test_wrong_input_ends_with_two_and_one_sentence(capsys: pytest.CaptureFixture[str], start: str, limit: str) -> None:
    code = ask(start, limit)
    out, err = capsys.readouterr()

    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert err.strip()


def test_the_command_needs_no_framework() -> None:
    program = (
        "import argparse, sys; from weibao.config.commands import deadline; parser = argparse.ArgumentParser();"
        "deadline.register(parser.add_subparsers());"
        "deadline.run(parser.parse_args(['deadline', '2026-03-02', '1 hours']));"
        "sys.exit('django' in sys.modules)"
    )
    source = Path(weibao.__file__).parents[1]

    done = subprocess.run([sys.executable, "-c", program], cwd=source, env={}, capture_output=True, check=False)

    assert done.returncode == 0
