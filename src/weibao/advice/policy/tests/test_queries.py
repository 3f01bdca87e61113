"""The rules as rows of a page, in both languages."""

import json
from datetime import date

import pytest

from weibao.advice.policy import api as policy
from weibao.advice.policy.api import LimitUnit, Protection, Step
from weibao.advice.policy.terms import DutyName, NextStep, Source, Trigger, Turn
from weibao.foundation.kernel.actor import Level


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", policy.names())
def test_every_rule_has_a_row_with_words_and_basis(name: str, language: str) -> None:
    profile = policy.load(name)

    groups = policy.rule_rows(profile, language)

    rows = [row for group in groups for row in group.rows]
    assert len(rows) == sum(len(versions) for table in profile.tables() for versions in table.versions.values())
    assert all(row.name and row.text and row.document and row.place for row in rows)
    assert all(row.article for row in rows if not row.is_default and row.section != "document")


def test_english_rows_are_without_chinese() -> None:
    groups = policy.rule_rows(policy.load("jilin-12345"), "en")

    for group in groups:
        for row in group.rows:
            if group.section != "document":
                assert (row.name + row.text).isascii(), (group.section, row.name, row.text)


def test_rows_say_in_words_what_the_rule_is() -> None:
    groups = {group.section: group for group in policy.rule_rows(policy.load("jilin-12345"))}

    limit = next(row for row in groups["limit"].rows if row.key == "handle_consult")
    assert limit.name == "办理"
    assert limit.text == "咨询：2个工作日，提前 4个工作时 预警"
    assert limit.is_default
    urgent = next(row for row in groups["urgent_kind"].rows if row.key == "violence")
    assert urgent.text == "立即转接 110，同时报备"
    assert (urgent.document, urgent.article) == ("吉民发〔2022〕2号", "二（二）1")


def test_rows_tell_which_version_is_in_force_on_a_day() -> None:
    groups = {group.section: group for group in policy.rule_rows(policy.load("national"), on=date(2023, 1, 1))}

    versions = [row.in_force for row in groups["duty"].rows if row.key == "lead_agency"]

    assert versions == [True, False]


def test_values_are_plain_json() -> None:
    values = policy.rule_values(policy.load("jilin-12345"))

    json.dumps(list(values.values()), ensure_ascii=False)
    assert values["duty", "intake", date(2022, 1, 10)]["kinds"] == {"city": ["line_12345"]}
    assert values["limit", "handle", None]["span"] == "5 working_days"
    assert values["catalogue", "school_bullying", None]["everywhere"] == {
        "lead": ["education"],
        "support": ["police", "womens_federation", "civil_affairs"],
    }


@pytest.mark.parametrize(
    "words",
    [Level, LimitUnit, Step, Turn, Protection, NextStep, Source, Trigger, DutyName],
    ids=lambda kind: kind.__name__,
)
def test_every_word_of_the_rules_has_a_name_in_both_languages(words: type) -> None:
    for member in words:
        assert policy.word(member)
        assert policy.word(member, "en").isascii()


def test_words_spelled_alike_keep_their_own_names() -> None:
    assert policy.word(Step.DISPATCH, "en") == "dispatch"
    assert policy.word(DutyName.FOLLOW_UP, "en") != policy.word(Step.FOLLOW_UP, "en")
