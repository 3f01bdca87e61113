"""`weibao owner` as it is called from outside."""

import json

import pytest

from weibao.config import cli


def owner(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, object]:
    assert cli.main(["owner", *arguments]) == 0
    answer: dict[str, object] = json.loads(capsys.readouterr().out)
    return answer


@pytest.mark.parametrize(
    ("codes", "level", "region", "article", "referral_out"),
    [
        (["220322"], "county", "220322", "二（二）2", []),
        (["220322", "220323"], "city", "220300", "二（二）3", []),
        (["220322", "220104"], "province", "220000", "二（二）3", []),
        (["220322", "530102"], "province", "220000", "二（二）3", ["530000"]),
        (["2203"], "city", "220300", "二（二）2", []),
    ],
)
def test_the_owner_of_places_in_jilin(
    codes: list[str],
    level: str,
    region: str,
    article: str,
    referral_out: list[str],
    capsys: pytest.CaptureFixture[str],
) -> None:
    answer = owner(capsys, *codes, "--profile", "jilin-12345")

    assert (answer["level"], answer["region"]) == (level, region)
    assert answer["basis"] == {"document": "吉民发〔2022〕2号", "article": article}
    assert answer["referral_out"] == referral_out
    assert answer["reason"]


def test_without_a_profile_the_rules_of_the_first_place_hold(capsys: pytest.CaptureFixture[str]) -> None:
    assert owner(capsys, "220322")["profile"] == "jilin-12345"
    assert owner(capsys, "530102")["profile"] == "national"


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["999999"], "999999"),
        (["220381"], "公主岭市"),
        (["四平"], "区划代码"),
        (["220322", "--profile", "atlantis"], "atlantis"),
    ],
)
def test_wrong_input_is_one_sentence_and_no_guess(
    arguments: list[str], word: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["owner", *arguments]) == 2

    said = capsys.readouterr()
    assert said.out == ""
    assert word in said.err
    assert said.err.count("\n") == 1
