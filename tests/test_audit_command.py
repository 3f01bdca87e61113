"""``weibao audit verify`` tells a whole record from a broken one."""

import argparse
import json
from datetime import date, timedelta

import psycopg
import pytest

from weibao.config.commands import audit as command
from weibao.foundation.audit import api as audit
from weibao.foundation.audit.makers import AT, make_entries


def call(*words: str) -> int:
    parser = argparse.ArgumentParser()
    command.register(parser.add_subparsers())
    args = parser.parse_args(["audit", "verify", *words])
    return args.run(args)


@pytest.fixture
def broken(committed: str, superuser: psycopg.Connection) -> None:
    make_entries("ticket:7", 3)
    make_entries("ticket:8", 3)
    superuser.execute("ALTER TABLE audit_entry DISABLE TRIGGER ALL")
    superuser.execute("UPDATE audit_entry SET summary = '无事' WHERE subject = 'ticket:7' AND seq = 2")


@pytest.mark.django_db
def test_a_whole_record_exits_with_0(capsys: pytest.CaptureFixture[str]):
    make_entries("ticket:7", 3)

    assert call() == 0

    said = capsys.readouterr().out
    assert "审计记录完整" in said
    assert f"核对了 {audit.verify().entries} 条记录" in said
    assert "尚无日封存" in said


@pytest.mark.django_db
def test_the_newest_seal_is_shown_so_that_it_can_be_kept_elsewhere(capsys: pytest.CaptureFixture[str]):
    make_entries("ticket:7", 3)
    seal = audit.seal(day=date(2026, 3, 2), at=AT + timedelta(days=1))

    report = audit.verify()
    whole = (True, report.entries, report.subjects, 1)

    assert call() == 0
    assert seal.hash.hex() in capsys.readouterr().out
    assert call("--json") == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["latest_seal"] == {"position": 1, "day": "2026-03-02", "hash": seal.hash.hex()}
    assert (answer["intact"], answer["entries"], answer["subjects"], answer["seals"]) == whole


def test_a_broken_record_exits_with_1_and_names_the_first_broken_link(broken: None, capsys: pytest.CaptureFixture[str]):
    assert call() == 1

    assert "ticket:7 的第 2 条记录内容被改动" in capsys.readouterr().out
    assert call("--json") == 1
    assert json.loads(capsys.readouterr().out)["broken"] == [
        {"subject": "ticket:7", "seq": 2, "what": "changed", "sentence": "ticket:7 的第 2 条记录内容被改动"}
    ]


def test_one_subject_can_be_verified_alone(broken: None, capsys: pytest.CaptureFixture[str]):
    assert call("--subject", "ticket:8") == 0
    assert call("--subject", "ticket:7") == 1


@pytest.mark.django_db
@pytest.mark.parametrize(("subject", "sentence"), [("7", "写法不对"), ("ticket:99", "没有 ticket:99 的审计记录")])
def test_a_wrong_subject_exits_with_2_and_a_sentence(subject: str, sentence: str, capsys: pytest.CaptureFixture[str]):
    assert call("--subject", subject) == 2

    said = capsys.readouterr()
    assert sentence in said.err
    assert not said.out
