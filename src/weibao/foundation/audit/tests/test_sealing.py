"""The daily seal."""

from datetime import date, timedelta

import pytest
from django.db import connection

from weibao.foundation.audit.actions.sealing import seal
from weibao.foundation.audit.makers import AT, make_entries
from weibao.foundation.audit.models import Head, Seal, SealLeaf
from weibao.foundation.audit.queries.seals import latest_seal, seal_of
from weibao.foundation.audit.queries.verification import verify
from weibao.foundation.audit.rules.seals import StoredSeal
from weibao.foundation.kernel.refusals import RefusedError

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 3, 2)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def ground(db: None) -> StoredSeal:
    """Seal whatever the database came with, so that each test counts from there."""
    return seal(day=MONDAY - 9 * DAY, at=AT)


def leaves(position: int) -> dict[str, int]:
    return dict(SealLeaf.objects.filter(position=position).values_list("subject", "seq"))


def test_a_seal_covers_the_heads_of_all_chains_that_grew(ground: StoredSeal):
    make_entries("ticket:7", 3)
    make_entries("ticket:8", 2)

    sealed = seal(day=MONDAY, at=AT + DAY)

    assert (sealed.content.position, sealed.content.day, sealed.content.subjects, sealed.content.entries) == (
        2,
        MONDAY,
        2,
        5,
    )
    assert leaves(2) == {"ticket:7": 3, "ticket:8": 2}
    assert sealed == latest_seal() == seal_of(MONDAY)
    assert sealed.previous_hash == ground.hash
    assert verify().is_intact


def test_the_next_seal_covers_what_grew_and_names_the_one_before():
    make_entries("ticket:7", 3)
    make_entries("ticket:8", 2)
    first = seal(day=MONDAY, at=AT + DAY)
    make_entries("ticket:8", 4)
    make_entries("ticket:9", 1)

    second = seal(day=MONDAY + DAY, at=AT + 2 * DAY)

    assert leaves(3) == {"ticket:8": 6, "ticket:9": 1}
    assert (second.content.subjects, second.content.entries) == (2, 5)
    assert second.previous_hash == first.hash
    assert verify().seals == 3
    assert verify().is_intact


def test_a_day_without_entries_is_sealed_too():
    make_entries("ticket:7", 1)
    first = seal(day=MONDAY, at=AT + DAY)

    second = seal(day=MONDAY + DAY, at=AT + 2 * DAY)

    assert (second.content.subjects, second.content.entries) == (0, 0)
    assert second.content.merkle_root == first.content.merkle_root
    assert second.hash != first.hash
    assert verify().is_intact


def test_sealing_a_day_again_changes_nothing():
    make_entries("ticket:7", 1)
    first = seal(day=MONDAY, at=AT + DAY)
    make_entries("ticket:7", 1)

    assert seal(day=MONDAY, at=AT + 3 * DAY) == first
    assert Seal.objects.count() == 2
    assert not Head.objects.get(subject="ticket:7").is_sealed


@pytest.mark.parametrize(
    ("day", "code"),
    [(MONDAY + DAY, "day_not_over"), (MONDAY + 9 * DAY, "day_not_over"), (MONDAY - 2 * DAY, "later_day_sealed")],
)
def test_a_day_is_sealed_after_its_end_and_in_order(day: date, code: str):
    seal(day=MONDAY - DAY, at=AT + DAY)
    make_entries("ticket:7", 1)

    with pytest.raises(RefusedError) as refused:
        seal(day=day, at=AT + DAY)

    assert refused.value.refusal.code == code
    assert Seal.objects.count() == 2
    assert not leaves(2)
    assert not Head.objects.get(subject="ticket:7").is_sealed


def test_missed_days_are_covered_by_the_next_seal():
    make_entries("ticket:7", 1)
    seal(day=MONDAY, at=AT + DAY)
    make_entries("ticket:7", 1)

    assert seal(day=MONDAY + 5 * DAY, at=AT + 6 * DAY).content.position == 3
    assert verify().is_intact


@pytest.mark.parametrize("algorithm", ["sm3", "sha256"])
def test_a_seal_uses_the_algorithm_of_the_settings(settings, algorithm: str):
    make_entries("ticket:7", 1)
    seal(day=MONDAY - DAY, at=AT)
    settings.WEIBAO_AUDIT_ALGORITHM = algorithm
    make_entries("ticket:8", 1)

    assert seal(day=MONDAY, at=AT + DAY).content.algorithm == algorithm
    assert verify().is_intact


def test_a_day_ends_by_chinese_time():
    make_entries("ticket:7", 1)
    just_after_midnight = AT.replace(hour=16, minute=5)

    assert seal(day=MONDAY, at=just_after_midnight).content.entries == 1


def test_a_seal_takes_few_statements_however_many_chains(django_assert_max_num_queries):
    for number in range(30):
        make_entries(f"ticket:{number}", 1)

    with django_assert_max_num_queries(8):
        seal(day=MONDAY, at=AT + DAY)


def test_a_seal_shares_its_ground_with_no_other_sealer():
    seal(day=MONDAY, at=AT + DAY)

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()")
        assert cursor.fetchone() == (1,)
