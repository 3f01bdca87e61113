"""``weibao demo accounts``: the form that other programs rely on, and the refusal outside a demo."""

import json

import pytest
from django.conf import LazySettings

from weibao.config import cli
from weibao.people.access import api as access
from weibao.people.access import makers

pytestmark = pytest.mark.django_db


def test_the_accounts_are_printed_as_the_contract_promises(
    settings: LazySettings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.WEIBAO_DEMO = True
    access.create_demo_accounts(at=makers.EARLY)

    assert cli.main(["demo", "accounts", "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert cli.main(["demo", "accounts"]) == 0
    table = capsys.readouterr().out

    assert all(set(line) == {"login", "password", "name", "unit", "region", "roles"} for line in printed)
    assert printed[0]["login"] == "linjing"
    assert printed[0]["roles"] == ["call_taker"]
    assert access.DEMO_PASSWORD in table
    assert "林静" in table
    assert "clerk-" not in table


def test_outside_a_demo_one_sentence_says_so(settings: LazySettings, capsys: pytest.CaptureFixture[str]) -> None:
    settings.WEIBAO_DEMO = False

    assert cli.main(["demo", "accounts", "--json"]) == 2

    shown = capsys.readouterr()
    assert shown.out == ""
    assert "演示" in shown.err
