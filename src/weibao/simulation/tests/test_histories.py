"""Plans of histories: in order, within plausible hours, and resting where they should."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from weibao.foundation.kernel import clock
from weibao.people.directory.api import UnitKind
from weibao.simulation.chance import Chance
from weibao.simulation.histories import History, Setting, in_order, plan
from weibao.simulation.stories import stories, tell
from weibao.work.tickets.api import State, Verb

OPENED = datetime(2026, 9, 7, 10, 20, tzinfo=clock.SHANGHAI)  # a Monday
LONG_AFTER = OPENED + timedelta(days=90)
LISHU = Setting(city="220300", county="220322", department=UnitKind.EDUCATION)
NORMAL = "spent_on_games"

# What leads from one state to the next one in which somebody has the turn.
ENTERS = {
    State.PENDING_DISPATCH: None,
    State.REFERRED_UP: Verb.REFER_UP,
    State.DISPATCHED: Verb.DISPATCH,
    State.IN_PROGRESS: Verb.SIGN,
    State.REPLIED: Verb.REPLY,
    State.FOLLOW_UP: Verb.REVIEW,
}


def planned(key: str, *, seed: int = 1, setting: Setting = LISHU, now: datetime = LONG_AFTER) -> History:
    chance = Chance("histories", seed, key)
    return plan(tell(stories()[key], region_code="220322", chance=chance), setting, OPENED, now, chance)


@pytest.mark.parametrize("key", list(stories()))
def test_deeds_follow_one_another_in_time(key: str) -> None:
    for seed in range(10):
        instants = [OPENED, *(deed.at for deed in planned(key, seed=seed).deeds)]

        assert all(earlier < later for earlier, later in pairwise(instants))


@pytest.mark.parametrize("key", list(stories()))
def test_a_history_that_had_time_has_ended(key: str) -> None:
    for seed in range(10):
        last = planned(key, seed=seed).deeds[-1]

        ends = last.verb in {Verb.ANSWER, Verb.NOT_ACCEPT} or last.values.get("decision") == "close"
        assert ends


def test_nothing_is_planned_for_the_future() -> None:
    now = OPENED + timedelta(days=2)

    for seed in range(20):
        assert all(deed.at < now for deed in planned(NORMAL, seed=seed, now=now).deeds)


@pytest.mark.parametrize(("state", "verb"), ENTERS.items())
def test_a_history_rests_where_it_is_told_to(state: State, verb: Verb | None) -> None:
    setting = Setting(city="220300", county="220322", halt=state)

    for seed in range(20):
        deeds = planned(NORMAL, seed=seed, setting=setting).deeds

        assert (deeds[-1].verb if deeds else None) == verb


def test_what_has_working_days_is_done_in_office_hours() -> None:
    for seed in range(20):
        for deed in planned(NORMAL, seed=seed).deeds:
            if deed.verb in {Verb.SIGN, Verb.REPLY, Verb.REVIEW}:
                assert 8 <= clock.local(deed.at).hour <= 17


def test_callers_are_hardly_ever_rung_at_night() -> None:
    hours = [
        clock.local(deed.at).hour
        for seed in range(20)
        for key in stories()
        for deed in planned(key, seed=seed).deeds
        if deed.verb in {Verb.REPLY, Verb.FOLLOW_UP}
    ]

    assert sum(7 <= hour < 22 for hour in hours) > 0.97 * len(hours)


def test_what_crosses_counties_is_handled_by_the_city() -> None:
    setting = Setting(city="220300", county="220322", crossing=True)

    for seed in range(20):
        given = [deed.values["to"] for deed in planned(NORMAL, seed=seed, setting=setting).deeds if "to" in deed.values]

        assert {seat.region_code for seat in given} <= {"220300"}


def test_histories_are_woven_together_by_time_each_opening_before_its_deeds() -> None:
    histories = [planned(key, seed=3) for key in stories()]

    order = in_order(histories)

    assert [at for at, _, _ in order] == sorted(at for at, _, _ in order)
    assert len(order) == sum(1 + len(history.deeds) for history in histories)
    for number in range(len(histories)):
        assert next(deed for _, history, deed in order if history == number) is None
