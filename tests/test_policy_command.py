"""`weibao policy` as it is called from outside."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from weibao.advice.policy import api as policy
from weibao.config import cli

BROKEN = """\
title = "有误"
title_en = "Broken"
valid_from = 2022-01-10
inherits = "national"

[catalogue.abuse]
lead = ["protection_station"]
basis = "default"
"""


def test_check_proves_every_profile_when_none_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["policy", "check"]) == 0

    out = capsys.readouterr().out
    assert all(f"{name}：完整" in out for name in policy.names())


def test_check_tells_what_was_proved(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["policy", "check", "jilin-12345", "--json"]) == 0

    answer = json.loads(capsys.readouterr().out)
    assert answer["complete"] is True
    assert answer["proof"]["categories"] == len(policy.load("jilin-12345").categories)
    assert answer["problems"] == []


def test_check_names_the_first_gap_with_its_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "broken.toml").write_text(BROKEN, encoding="utf-8")
    examine = policy.examine
    monkeypatch.setattr(policy, "examine", lambda name: examine(name, (tmp_path, policy.FOLDER)))

    assert cli.main(["policy", "check", "broken"]) == 1
    said = capsys.readouterr()
    assert cli.main(["policy", "check", "broken", "--json"]) == 1
    answer = json.loads(capsys.readouterr().out)

    assert said.out == ""
    assert said.err.startswith("broken.toml:6: [category.abuse] 在")
    assert [(each["code"], each["line"]) for each in answer["problems"]] == [("no_route", 6)] * 3


@pytest.mark.parametrize("verb", ["check", "show"])
def test_an_unknown_profile_is_wrong_input(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["policy", verb, "atlantis"]) == 2

    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == "没有名为“atlantis”的规则配置，可用：" + "、".join(policy.names()) + "\n"


def test_show_prints_the_rules_with_their_basis(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["policy", "show", "jilin-12345"]) == 0

    out = capsys.readouterr().out
    assert "暴力侵害  立即转接 110，同时报备  〔吉民发〔2022〕2号 二（二）1〕" in out


def test_show_gives_every_value_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["policy", "show", "jilin-12345", "--json"]) == 0

    answer = json.loads(capsys.readouterr().out)
    rules = {(group["section"], rule["key"]): rule for group in answer["groups"] for rule in group["rules"]}
    assert answer["inherits"] == ["national"]
    assert rules["duty", "intake"]["values"]["kinds"] == {"city": ["line_12345"]}
    assert rules["duty", "intake"]["basis"]["document"] == "吉民发〔2022〕2号"
    assert all(rule["basis"]["document"] for rule in rules.values())


@pytest.mark.parametrize("arguments", [["policy", "check"], ["owner", "220322"]])
def test_the_rules_are_asked_without_starting_django(arguments: list[str]) -> None:
    script = "import sys; from weibao.config import cli; cli.main(sys.argv[1:]); assert 'django' not in sys.modules"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}

    done = subprocess.run(
        [sys.executable, "-c", script, *arguments], capture_output=True, check=False, text=True, env=environment
    )

    assert (done.returncode, done.stderr) == (0, "")
