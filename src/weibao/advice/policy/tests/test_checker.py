"""Each rule of the checker, broken once, is found with the line at fault."""

from pathlib import Path

import pytest

from weibao.advice.policy import api as policy
from weibao.advice.policy.api import DutyName, Urgency
from weibao.advice.policy.sources import FOLDER
from weibao.advice.policy.tests.breakages import BREAKAGES, SIGN, VERSION, category, duty
from weibao.advice.policy.tests.broken import HEAD, marked_line, problems_of
from weibao.foundation.kernel.actor import Level
from weibao.people.directory.kinds import UnitKind


@pytest.mark.parametrize("name", BREAKAGES)
def test_each_broken_rule_is_found_at_its_line(name: str, tmp_path: Path) -> None:
    breakage = BREAKAGES[name]
    code, text = (name, breakage) if isinstance(breakage, str) else breakage

    problems = problems_of(tmp_path, text)

    first = problems[0]
    assert (first.code, first.file, first.line) == (code, "broken.toml", marked_line(text))
    assert str(first).startswith(f"broken.toml:{first.line}: ")
    assert "%(" not in str(first)


@pytest.mark.parametrize(
    ("code", "head", "line"),
    [
        ("missing_key", HEAD.replace('title = "有误的配置"\n', ""), 1),
        ("missing_key", HEAD.replace("valid_from = 2022-01-10\n", ""), 1),
        ("wrong_type", HEAD.replace("2022-01-10", '"soon"'), 3),
        ("wrong_type", HEAD.replace('"A profile with a fault"', "7"), 2),
        ("unknown_key", HEAD + 'flavour = "sweet"\n', 5),
        ("wrong_home", HEAD + 'home_province = "220322"\n', 5),
        ("unknown_parent", HEAD.replace('"national"', '"atlantis"'), 4),
        ("inherits_itself", HEAD.replace('"national"', '"broken"'), 4),
    ],
)
def test_a_broken_head_is_found_at_its_line(code: str, head: str, line: int, tmp_path: Path) -> None:
    problems = problems_of(tmp_path, "", head=head)

    assert (problems[0].code, problems[0].line) == (code, line)


def test_profiles_that_inherit_from_each_other_are_refused(tmp_path: Path) -> None:
    (tmp_path / "other.toml").write_text(HEAD.replace('"national"', '"broken"'), encoding="utf-8")

    problems = problems_of(tmp_path, "", head=HEAD.replace('"national"', '"other"'))

    assert problems[0].code == "inherits_itself"
    assert problems[0].place.file == "other.toml"


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    (tmp_path / "broken.toml").write_bytes(HEAD.encode("gb18030"))

    problems = policy.check("broken", (tmp_path, FOLDER))

    assert problems[0].code == "not_utf8"


def test_an_entry_written_in_two_files_of_one_profile_is_refused(tmp_path: Path) -> None:
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "more.toml").write_text(SIGN, encoding="utf-8")

    problems = problems_of(tmp_path, SIGN)

    assert (problems[0].code, problems[0].file) == ("written_twice", "broken/more.toml")


def test_a_head_in_a_part_of_a_profile_is_refused(tmp_path: Path) -> None:
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "more.toml").write_text('inherits = "national"\n', encoding="utf-8")

    problems = problems_of(tmp_path, "")

    assert (problems[0].code, problems[0].file, problems[0].line) == ("head_in_part", "broken/more.toml", 1)


@pytest.mark.parametrize(
    "entry",
    [
        "request_type.consult",
        "urgency.normal",
        "waiting.dispatched",
        "ownership.cross_city",
        "ground.hard",
        "dispatch.city",
        "close_rule.standard",
        "security.idle_minutes",
    ],
)
def test_a_rule_that_everyone_needs_cannot_be_withdrawn(entry: str, tmp_path: Path) -> None:
    section, _, name = entry.partition(".")

    problems = problems_of(tmp_path, f'\n[{entry}]\nwithdrawn = true\nbasis = "default"\n')

    missing = [problem for problem in problems if problem.code == "missing_rule"]
    assert [(each.refusal.params["section"], each.refusal.params["name"]) for each in missing] == [(section, name)]


def test_a_withdrawn_rule_needs_a_basis_too(tmp_path: Path) -> None:
    problems = problems_of(tmp_path, "\n[category.praise]\nwithdrawn = true\n")

    assert problems[0].code == "no_basis"


def test_a_category_may_be_withdrawn_together_with_its_catalogue_line(tmp_path: Path) -> None:
    text = "".join(
        f'\n[{section}.canteen]\nwithdrawn = true\nbasis = "default"\n' for section in ("category", "catalogue")
    )

    assert problems_of(tmp_path, text) == ()
    assert "canteen" not in policy.load("broken", (tmp_path, FOLDER)).categories


def test_a_rule_that_ends_without_a_successor_leaves_a_gap_from_that_day(tmp_path: Path) -> None:
    problems = problems_of(tmp_path, VERSION.format(mark="", days="valid_until = 2030-01-01"))

    assert [problem.code for problem in problems] == ["missing_rule"]
    assert str(problems[0].refusal.params["day"]) == "2030-01-01"


def test_all_problems_of_a_profile_are_told_not_only_the_first(tmp_path: Path) -> None:
    problems = problems_of(tmp_path, category(group="weather") + duty("intake", '{ city = ["village_committee"] }'))

    assert {problem.code for problem in problems} == {"unknown_name", "no_such_unit"}


def test_an_overriding_entry_replaces_the_inherited_one_as_a_whole(tmp_path: Path) -> None:
    assert problems_of(tmp_path, duty("intake", '{ county = ["line_12349"] }')) == ()

    profile = policy.load("broken", (tmp_path, FOLDER))

    assert dict(profile.duty(DutyName.INTAKE).kinds) == {Level.COUNTY: (UnitKind.LINE_12349,)}
    assert profile.duty(DutyName.INTAKE).basis.is_default
    assert profile.lineage == ("national", "broken")


def test_a_faulty_profile_is_refused_when_it_is_loaded(tmp_path: Path) -> None:
    problems_of(tmp_path, SIGN.replace('basis = "default"\n', ""))

    with pytest.raises(policy.ProfileFaultError) as refused:
        policy.load("broken", (tmp_path, FOLDER))

    assert refused.value.refusal.code == "faulty_profile"
    assert f"broken.toml:{marked_line(SIGN)}" in refused.value.refusal.sentence()


def test_urgent_items_need_limits_for_transfer_feedback_and_filing(tmp_path: Path) -> None:
    problems = problems_of(tmp_path, '\n[limit.urgent_transfer]\nwithdrawn = true\nbasis = "default"\n')

    assert {problem.code for problem in problems} == {"no_clock"}
    assert {problem.refusal.params["urgency"] for problem in problems} == {Urgency.CRITICAL.value}
