"""`weibao region` prints what the contract names, and does so without Django."""

import argparse
import json
import subprocess
import sys

import pytest

from weibao.config.commands import region
from weibao.foundation.kernel.refusals import RefusedError

FIELDS = ["code", "name", "level", "full_name", "parent", "valid_from", "valid_until"]


def answer(capsys, *words):
    parser = argparse.ArgumentParser()
    region.register(parser.add_subparsers())
    args = parser.parse_args(["region", *words])
    status = args.run(args)
    return status, json.loads(capsys.readouterr().out)


def test_a_code_gives_one_division_with_the_fields_of_the_contract(capsys):
    status, found = answer(capsys, "220322")

    assert status == 0
    assert [list(division) for division in found] == [FIELDS]
    assert found[0]["full_name"] == "吉林省四平市梨树县"
    assert (found[0]["level"], found[0]["parent"], found[0]["valid_until"]) == ("county", "220300", None)


def test_an_ambiguous_name_gives_several(capsys):
    _, found = answer(capsys, "朝阳区")

    assert [division["code"] for division in found] == ["110105", "220104"]


def test_an_old_day_gives_the_old_name_with_its_dates(capsys):
    _, found = answer(capsys, "襄樊", "--on", "2010-01-01")

    assert [division["code"] for division in found] == ["420600"]
    assert found[0]["valid_until"] == "2010-11-26"


def test_nothing_found_is_a_refusal_for_the_command_line_to_print(capsys):
    with pytest.raises(RefusedError):
        answer(capsys, "不存在的地方")

    assert capsys.readouterr().out == ""


def test_the_command_does_not_start_django():
    code = "import sys, weibao.config.commands.region; sys.exit(any(m.split('.')[0] == 'django' for m in sys.modules))"

    done = subprocess.run([sys.executable, "-c", code], check=False, env={"PYTHONPATH": ":".join(sys.path)})

    assert done.returncode == 0
