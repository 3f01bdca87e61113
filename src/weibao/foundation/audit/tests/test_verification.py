"""A superuser with the guards off changes, removes, swaps and forges; every time the first broken link is named."""

from datetime import date, timedelta

import psycopg
import pytest

from weibao.foundation.audit.actions.sealing import seal
from weibao.foundation.audit.makers import AT, actor, make_entries
from weibao.foundation.audit.queries.seals import latest_seal
from weibao.foundation.audit.queries.verification import MOST_BREAKS, verify
from weibao.foundation.audit.rules.links import BreakKind
from weibao.foundation.audit.tests.conftest import Tamper
from weibao.foundation.kernel.refusals import RefusedError
from weibao.foundation.kernel.scope import acting_as

MONDAY = date(2026, 3, 2)
DAY = timedelta(days=1)

COPY_TO_FOUR = """
INSERT INTO audit_entry SELECT subject, 4, at, deed, by_id, by_name, unit_id, unit_name, '伪造', facts, path, algorithm,
    key_version, hash, decode(repeat('ab', 32), 'hex') FROM audit_entry WHERE {this} AND seq = 3
"""
HEAD_TO_TWO = """
UPDATE audit_head SET seq = 2, is_sealed = false, hash = e.hash
FROM audit_entry e WHERE e.subject = audit_head.subject AND e.seq = 2 AND e.{this}
"""
HEAD_TO_FOUR = "UPDATE audit_head SET seq = 4, hash = decode(repeat('ab', 32), 'hex') WHERE {this}"
CUT_TAIL = "DELETE FROM audit_entry WHERE {this} AND seq = 3"
SWAP = (
    "UPDATE audit_entry SET seq = 1000 WHERE {this} AND seq = 1",
    "UPDATE audit_entry SET seq = 1 WHERE {this} AND seq = 2",
    "UPDATE audit_entry SET seq = 2 WHERE {this} AND seq = 1000",
)

# What is done to a chain of three entries, and what is found.
CHAIN_ATTACKS = [
    (["UPDATE audit_entry SET summary = '无事' WHERE {this} AND seq = 2"], BreakKind.CHANGED, 2),
    (["UPDATE audit_entry SET facts = '{{}}' WHERE {this} AND seq = 1"], BreakKind.CHANGED, 1),
    (["UPDATE audit_entry SET by_id = 99 WHERE {this} AND seq = 3"], BreakKind.CHANGED, 3),
    (["UPDATE audit_entry SET at = at + '1 us' WHERE {this} AND seq = 2"], BreakKind.CHANGED, 2),
    (["UPDATE audit_entry SET path = '/11/' WHERE {this} AND seq = 2"], BreakKind.CHANGED, 2),
    (["UPDATE audit_entry SET hash = previous_hash WHERE {this} AND seq = 2"], BreakKind.FORGED, 2),
    (["DELETE FROM audit_entry WHERE {this} AND seq = 1"], BreakKind.REMOVED, 1),
    (["DELETE FROM audit_entry WHERE {this} AND seq = 2"], BreakKind.REMOVED, 2),
    (["DELETE FROM audit_entry WHERE {this}"], BreakKind.REMOVED, 1),
    ([CUT_TAIL], BreakKind.REMOVED, 3),
    (["DELETE FROM audit_head WHERE {this}"], BreakKind.HEAD_MISMATCH, 3),
    (SWAP, BreakKind.REORDERED, 1),
    (["UPDATE audit_entry SET seq = 9 WHERE {this} AND seq = 3"], BreakKind.REORDERED, 9),
    ([COPY_TO_FOUR], BreakKind.FORGED, 4),
    ([COPY_TO_FOUR, HEAD_TO_FOUR], BreakKind.FORGED, 4),
    # A head put back to an earlier entry lacks the proof for it; a seal remembers even what was cut off.
    ([CUT_TAIL, HEAD_TO_TWO], BreakKind.HEAD_MISMATCH, 2),
]


@pytest.fixture
def recorded(attacker: psycopg.Connection) -> None:
    make_entries("ticket:6", 2)
    make_entries("ticket:7", 3)
    make_entries("ticket:8", 2)


@pytest.mark.parametrize("is_sealed", [False, True], ids=["before the seal", "after the seal"])
def test_every_attack_on_a_chain_is_found_and_named(recorded: None, tamper: Tamper, is_sealed: bool):
    expected = {}
    for number, (_, kind, seq) in enumerate(CHAIN_ATTACKS, 100):
        make_entries(f"ticket:{number}", 3)
        expected[f"ticket:{number}"] = (kind, seq)
    if is_sealed:
        seal(day=MONDAY, at=AT + DAY)
        expected[f"ticket:{number}"] = (BreakKind.REMOVED, 3)
    assert verify().is_intact

    for number, (statements, *_) in enumerate(CHAIN_ATTACKS, 100):
        tamper(*(statement.format(this=f"subject = 'ticket:{number}'") for statement in statements))

    found = verify().breaks
    assert {broken.subject: (broken.kind, broken.seq) for broken in found} == expected
    assert [verify(broken.subject).breaks for broken in found] == [(broken,) for broken in found]
    assert verify("ticket:6").is_intact


def test_a_genuine_entry_moved_to_another_subject_is_found(recorded: None, tamper: Tamper):
    tamper("UPDATE audit_entry SET subject = 'ticket:7', seq = 4 WHERE subject = 'ticket:8' AND seq = 2")

    assert [(broken.subject, broken.seq, broken.kind) for broken in verify().breaks] == [
        ("ticket:7", 4, BreakKind.FORGED),
        ("ticket:8", 2, BreakKind.REMOVED),
    ]


def test_a_forged_subject_is_found(recorded: None, tamper: Tamper):
    tamper(
        "INSERT INTO audit_entry SELECT 'ticket:9', seq, at, deed, by_id, by_name, unit_id, unit_name, summary, facts,"
        " path, algorithm, key_version, previous_hash, hash FROM audit_entry WHERE subject = 'ticket:7'",
        "INSERT INTO audit_head SELECT 'ticket:9', seq, hash, proof, false FROM audit_head WHERE subject = 'ticket:7'",
    )

    (broken,) = verify().breaks
    assert (broken.subject, broken.seq, broken.kind) == ("ticket:9", 1, BreakKind.FORGED)


def test_a_subject_that_vanished_with_its_head_is_missed_once_it_was_sealed(recorded: None, tamper: Tamper):
    seal(day=MONDAY, at=AT + DAY)

    tamper("DELETE FROM audit_entry WHERE subject = 'ticket:7'", "DELETE FROM audit_head WHERE subject = 'ticket:7'")

    (broken,) = verify().breaks
    assert (broken.subject, broken.seq, broken.kind) == ("ticket:7", 1, BreakKind.REMOVED)


SEAL_ATTACKS = {
    "leaf removed with its subject": (
        BreakKind.SEAL_MISMATCH,
        1,
        [
            "DELETE FROM audit_entry WHERE subject = 'ticket:7'",
            "DELETE FROM audit_head WHERE subject = 'ticket:7'",
            "DELETE FROM audit_seal_leaf WHERE subject = 'ticket:7'",
        ],
    ),
    "leaf added": (
        BreakKind.SEAL_MISMATCH,
        2,
        [
            "INSERT INTO audit_seal_leaf SELECT 2, subject, 2, hash FROM audit_entry"
            " WHERE subject = 'ticket:7' AND seq = 2"
        ],
    ),
    "counts changed": (BreakKind.CHANGED, 2, ["UPDATE audit_seal SET entries = 99 WHERE position = 2"]),
    "root recomputed": (BreakKind.CHANGED, 1, ["UPDATE audit_seal SET merkle_root = hash WHERE position = 1"]),
    "first seal removed": (BreakKind.REMOVED, 1, ["DELETE FROM audit_seal WHERE position = 1"]),
    "forged seal": (
        BreakKind.CHANGED,
        4,
        [
            "INSERT INTO audit_seal SELECT 4, day + 1, sealed_at, 0, 0, merkle_root, algorithm, key_version, hash, hash"
            " FROM audit_seal WHERE position = 3"
        ],
    ),
    "renumbered": (
        BreakKind.CHANGED,
        2,
        ["DELETE FROM audit_seal WHERE position = 2", "UPDATE audit_seal SET position = 2 WHERE position = 3"],
    ),
}


@pytest.mark.parametrize("attack", SEAL_ATTACKS)
def test_an_attack_on_the_seals_is_found(recorded: None, tamper: Tamper, attack: str):
    kind, position, statements = SEAL_ATTACKS[attack]
    seal(day=MONDAY, at=AT + DAY)
    make_entries("ticket:8", 1)
    seal(day=MONDAY + DAY, at=AT + 2 * DAY)
    make_entries("ticket:6", 1)
    seal(day=MONDAY + 2 * DAY, at=AT + 3 * DAY)
    assert verify().is_intact

    tamper(*statements)

    broken = verify().breaks[0]
    assert (broken.subject, broken.seq, broken.kind) == ("seal", position, kind)
    assert "日封存" in broken.sentence()


def test_a_leaf_that_was_changed_or_lost_shows_at_its_entry_too(recorded: None, tamper: Tamper):
    seal(day=MONDAY, at=AT + DAY)

    tamper("DELETE FROM audit_seal_leaf WHERE subject = 'ticket:7'")

    assert [(broken.subject, broken.seq, broken.kind) for broken in verify().breaks] == [
        ("ticket:7", 3, BreakKind.SEAL_MISMATCH),
        ("seal", 1, BreakKind.SEAL_MISMATCH),
    ]


def test_a_removed_newest_seal_shows_at_the_heads_that_were_sealed_by_it(recorded: None, tamper: Tamper):
    seal(day=MONDAY, at=AT + DAY)

    tamper("DELETE FROM audit_seal", "DELETE FROM audit_seal_leaf")

    assert {broken.kind for broken in verify().breaks} == {BreakKind.SEAL_MISMATCH}


def test_a_report_counts_what_was_walked(recorded: None):
    seal(day=MONDAY, at=AT + DAY)

    report = verify()

    assert (report.is_intact, report.entries, report.subjects, report.seals) == (True, 7, 3, 1)
    assert report.entries_per_second > 0
    assert report.latest_seal == latest_seal()


def test_an_empty_record_is_intact(attacker: psycopg.Connection):
    report = verify()

    assert (report.is_intact, report.entries, report.latest_seal) == (True, 0, None)


def test_a_record_broken_everywhere_is_not_walked_to_its_end(attacker: psycopg.Connection, tamper: Tamper):
    for number in range(MOST_BREAKS + 10):
        make_entries(f"ticket:{number}", 2)

    tamper("UPDATE audit_entry SET summary = '无事'")

    report = verify()
    assert len(report.breaks) == MOST_BREAKS
    assert report.entries < 2 * (MOST_BREAKS + 10)


def test_a_wrong_subject_is_refused_and_an_unknown_one_has_no_entries(recorded: None):
    with pytest.raises(RefusedError) as refused:
        verify("7")

    assert refused.value.refusal.code == "unknown_subject_form"
    assert verify("ticket:99").entries == 0


@pytest.mark.django_db
def test_verifying_does_not_widen_what_the_asker_sees():
    from weibao.foundation.audit.models import Entry

    make_entries("ticket:7", 1)
    outsider = actor(scope_path="/11/", unit_id=99)
    with acting_as(outsider):
        assert verify("ticket:7").entries == 1
        assert Entry.objects.count() == 0
