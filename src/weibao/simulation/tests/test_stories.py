"""The stories: over the whole tree, playable as they are written, and of people whom nobody takes for real."""

import re
from datetime import datetime

import pytest

from weibao.advice.policy import api as policy
from weibao.foundation.kernel import clock
from weibao.simulation.chance import Chance
from weibao.simulation.stories import Story, stories, tell
from weibao.work.intake import api as intake

PROFILE = policy.load("jilin-12345")
MORNING = datetime(2026, 11, 18, 9, 0, tzinfo=clock.SHANGHAI)
TEXTS = ("text", "answer", "cites", "told", "task", "reply", "heard", "unhappy")
every_story = pytest.mark.parametrize("story", stories().values(), ids=list(stories()))


def words_of(story: Story) -> str:
    return "\n".join([*(getattr(story, name) for name in TEXTS), *story.progress])


def test_there_are_stories_of_every_group_and_of_every_request_type() -> None:
    groups = {PROFILE.category(story.category).group for story in stories().values()}

    assert len(stories()) >= 40
    assert groups == set(PROFILE.category_groups)
    assert {story.type for story in stories().values()} == {str(kind) for kind in policy.RequestType}


@every_story
def test_a_story_names_only_what_the_profile_knows(story: Story) -> None:
    assert PROFILE.categories.find(story.category) is not None
    assert policy.RequestType(story.type)
    assert not story.not_accepted or PROFILE.not_accepted_grounds.find(story.not_accepted)
    assert not story.result or PROFILE.results.find(story.result)


@every_story
def test_a_story_has_the_words_for_its_way(story: Story) -> None:
    is_answered_at_once = PROFILE.answers_at_once(policy.RequestType(story.type))

    if story.not_accepted:
        assert story.told
    elif is_answered_at_once:
        assert story.answer
        assert PROFILE.urgent_kind(story.category) is None
    else:
        assert story.task
        assert story.progress
        assert story.reply
        assert story.result
        assert story.heard
        assert not story.answer


@every_story
def test_a_story_fills_in_a_form_without_a_fault(story: Story) -> None:
    told = tell(story, region_code="220322", chance=Chance("a test", story.key))

    assert not intake.check(told.form, at=MORNING).faults
    assert "{" not in "".join(told.words(part) for part in words_of(story).split("\n"))


@every_story
def test_a_story_holds_no_number_and_no_place_that_could_be_real(story: Story) -> None:
    words = words_of(story)

    assert not re.search(r"1[3-9]\d{9}|0\d{2,3}-?\d{7,8}|\d{17}[\dXx]", words)
    assert set(re.findall(r"(.)(?:小学|中学|幼儿园)", words)) <= {"某", "上"}
    assert not re.search(r"(省|市|县|区|镇|乡)[一-龥]{1,6}(街|路|巷)\d", words)


@every_story
def test_a_caller_s_number_belongs_to_nobody(story: Story) -> None:
    for seed in range(5):
        form = tell(story, region_code="220322", chance=Chance(seed, story.key)).form

        assert re.fullmatch(r"1380000\d{4}", form["caller"]["phone"])
        assert form["place"]["region_code"] == "220322"


def test_the_same_chance_tells_the_same_story() -> None:
    story = stories()["alone_after_school"]

    once, again, other = (tell(story, region_code="220322", chance=Chance(seed)) for seed in (1, 1, 2))

    assert once.form == again.form
    assert once.form != other.form


def test_the_relations_and_groups_of_stories_are_those_of_the_form() -> None:
    for story in stories().values():
        assert story.relation in intake.RELATIONS
        assert story.kind in intake.KINDS
        assert not story.group or story.group in intake.CHILD_GROUPS
