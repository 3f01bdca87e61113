"""Search by words across days, months and years: the newest first, all of them, and only what the reader may see."""

from datetime import timedelta

import pytest

from weibao.foundation.kernel.actor import Actor
from weibao.foundation.kernel.scope import acting_as
from weibao.foundation.kernel.sharing import share
from weibao.people.access.api import Role
from weibao.work.tickets import api as tickets
from weibao.work.tickets import makers

pytestmark = pytest.mark.django_db

# One day, one span of thirty-two days, the span before it, and years back: each step of the search has its own.
AGES = (0, 1, 3, 20, 40, 70, 400, 900)


def _told(by: Actor, *, days_ago: int, story: str = "孩子在渡口放风筝") -> int:
    opened = makers.opened(by, at=makers.MORNING - timedelta(days=days_ago), text=story)
    assert opened.ticket_id is not None
    return opened.ticket_id


def _found(text: str, by: Actor, limit: int, **bounds: int) -> list[int]:
    with acting_as(by):
        return tickets.ids_by_words(text, limit=limit, **bounds)


@pytest.mark.parametrize("limit", range(1, len(AGES) + 2))
def test_the_newest_are_found_first_however_old_they_are(limit: int) -> None:
    taker = makers.actor(makers.SIPING_LINE, Role.CALL_TAKER)
    told = [_told(taker, days_ago=age) for age in AGES]

    assert _found("风筝", taker, limit) == told[:limit]


def test_asking_on_below_an_id_reaches_every_ticket_once() -> None:
    taker = makers.actor(makers.SIPING_LINE, Role.CALL_TAKER)
    told = [_told(taker, days_ago=age) for age in AGES]

    read: list[int] = []
    while page := _found("风筝", taker, 3, before=read[-1] if read else 2**62):
        read += page

    assert read == told


def test_another_region_does_not_crowd_out_a_countys_older_tickets() -> None:
    taker = makers.actor(makers.SIPING_LINE, Role.CALL_TAKER)
    own = [_told(taker, days_ago=age) for age in (400, 900)]
    for _ in range(5):
        makers.opened(taker, text="孩子在渡口放风筝", place={"region_code": "220323"})

    county = makers.actor(makers.LISHU, Role.HANDLER)

    assert _found("风筝", county, 2) == own


def test_a_unit_without_a_region_finds_what_was_shared_with_it_and_nothing_else() -> None:
    taker = makers.actor(makers.SIPING_LINE, Role.CALL_TAKER)
    told = [_told(taker, days_ago=age) for age in AGES]
    police = makers.actor(makers.LISHU_POLICE, Role.HANDLER)
    assert _found("风筝", police, 20) == []

    share([(told[2], police.unit), (told[6], police.unit)])

    assert _found("风筝", police, 20) == [told[2], told[6]]
    assert _found("鲸鱼", police, 20) == []


def test_an_overseeing_office_finds_its_region_and_its_shares_in_one_order() -> None:
    taker = makers.actor(makers.SIPING_LINE, Role.CALL_TAKER)
    told = [_told(taker, days_ago=age) for age in (0, 40, 900)]
    elsewhere = makers.actor(makers.CHANGCHUN, Role.DISPATCHER)
    assert _found("风筝", elsewhere, 20) == []

    share([(told[1], elsewhere.unit)])

    assert _found("风筝", elsewhere, 20) == [told[1]]
