"""Virtual time goes forward only, and knows evenings, weekends and holidays."""

from datetime import datetime, timedelta

import pytest

from weibao.foundation.kernel import clock
from weibao.simulation.chance import Chance
from weibao.simulation.virtual_time import VirtualTime

FRIDAY = datetime(2026, 3, 6, 16, 0, tzinfo=clock.SHANGHAI)


def test_plain_time_passes_when_it_is_told_to() -> None:
    time = VirtualTime(FRIDAY)

    time.advance(minutes=5, hours=1)

    assert time.now == FRIDAY + timedelta(minutes=65)


def test_working_hours_go_on_after_the_weekend() -> None:
    time = VirtualTime(FRIDAY)

    time.advance_working_hours(3)

    assert clock.local(time.now) == datetime(2026, 3, 9, 11, 0, tzinfo=clock.SHANGHAI)


def test_the_next_working_day_after_the_eve_of_a_holiday_is_the_first_that_is_worked() -> None:
    time = VirtualTime(datetime(2026, 9, 30, 15, 0, tzinfo=clock.SHANGHAI))

    time.advance_working_days(1, hour=10, minute=0)

    assert clock.local(time.now) == datetime(2026, 10, 8, 10, 0, tzinfo=clock.SHANGHAI)


def test_time_never_goes_back() -> None:
    time = VirtualTime(FRIDAY)

    with pytest.raises(ValueError, match="back"):
        time.pass_to(FRIDAY - timedelta(seconds=1))

    assert time.now == FRIDAY


def test_a_start_without_offset_is_no_start() -> None:
    with pytest.raises(ValueError, match="offset"):
        VirtualTime(FRIDAY.replace(tzinfo=None))


def test_chance_with_the_same_seed_falls_the_same_way() -> None:
    one, same, other = Chance("a", 1), Chance("a", 1), Chance("a", 2)

    throws = [[chance.whole(1, 1000) for _ in range(20)] for chance in (one, same, other)]

    assert throws[0] == throws[1] != throws[2]


def test_chance_never_takes_what_weighs_nothing() -> None:
    chance = Chance("weights")

    assert {chance.weighed({"always": 1.0, "never": 0.0}) for _ in range(50)} == {"always"}
