"""The journeys play on a prepared database, and what product.md tells of them holds."""

import json
from datetime import datetime

import pytest

from weibao.foundation.kernel import clock
from weibao.foundation.kernel.refusals import RefusedError
from weibao.simulation import journeys
from weibao.simulation.stage import BrokenClaimError, Stage
from weibao.simulation.timeline import Timeline

MORNING = datetime(2026, 3, 4, 9, 12, tzinfo=clock.SHANGHAI)  # a Wednesday


@pytest.mark.django_db
def test_j1_is_answered_on_the_call_with_its_rule() -> None:
    timeline = journeys.play("J1", MORNING)

    assert [line.deed for line in timeline.lines] == ["tickets.open", "tickets.answer"]
    assert timeline.lines[-1].state == "answered"
    assert "注明依据" in timeline.lines[-1].summary  # which one stands in the reply, whose words are not on the record
    assert any("民发〔2019〕62号" in claim for claim in timeline.claims)
    assert timeline.lines[-1].due_at is None


@pytest.mark.django_db
def test_j3_goes_up_and_down_the_levels_to_the_rating() -> None:
    timeline = journeys.play("J3", MORNING)

    units = list(dict.fromkeys(line.unit for line in timeline.lines))
    assert units == ["四平市12345热线", "省民政厅", "四平市民政局", "梨树县民政局"]
    assert [line.state for line in timeline.lines] == [
        "pending_dispatch",
        "referred_up",
        "dispatched",
        "in_progress",
        "dispatched",
        "in_progress",
        "in_progress",
        "replied",
        "follow_up",
        "follow_up",
        "closed",
    ]
    assert all(line.turn and line.due_at and line.due_at > line.at for line in timeline.lines[:-1])
    assert "非常满意" in timeline.lines[-2].summary


@pytest.mark.django_db
def test_j5_gives_each_matter_to_the_level_that_covers_it() -> None:
    timeline = journeys.play("J5", MORNING)

    tickets = list(dict.fromkeys(line.ticket for line in timeline.lines))
    handlers = [[line.unit for line in timeline.lines if line.ticket == number][-3] for number in tickets]
    assert len(tickets) == 3
    assert {claim for claim in timeline.claims if "归" in claim} == {
        "同市跨县的事项归市里：四平市",
        "跨市的事项归省里：吉林省",
        "跨省的事项归省里，并向外省转介：辽宁省",
    }
    assert handlers == ["省民政厅"] * 3


@pytest.mark.django_db
def test_a_story_is_told_as_a_table_and_as_json() -> None:
    timeline = journeys.play("J1", MORNING)

    told = json.loads(json.dumps(timeline.as_dict()))

    assert told["timeline"][0]["at"] == "2026-03-04T09:12:00+08:00"
    assert told["claims"] == timeline.claims
    assert "轮到四平市12345热线，03-05 17:00 前" in timeline.as_text()
    assert "已结束" in timeline.as_text()


@pytest.mark.django_db
def test_a_claim_that_does_not_hold_ends_the_story() -> None:
    stage = Stage(Timeline("J0", "一段不成立的故事"), MORNING)

    with pytest.raises(BrokenClaimError, match="太阳从西边出来"):
        stage.claim(holds=False, sentence="太阳从西边出来")

    assert stage.timeline.claims == []


def test_an_unknown_journey_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(RefusedError) as refused:
        journeys.named("J99")

    assert refused.value.refusal.code == "unknown_journey"
    assert "J1、J3、J5" in refused.value.refusal.sentence()
    assert journeys.named(" j3 ") == "J3"
