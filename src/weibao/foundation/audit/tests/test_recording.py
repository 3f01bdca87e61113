"""Putting deeds on record."""

import pytest
from django.db import transaction
from django.db.models import QuerySet

from weibao.foundation.audit.actions.recording import NewEntry, record, record_many
from weibao.foundation.audit.makers import AT, NANGUAN, actor, auditor, make_entries
from weibao.foundation.audit.models import Entry, Head
from weibao.foundation.audit.queries.entries import timeline
from weibao.foundation.audit.queries.verification import verify
from weibao.foundation.audit.rules.content import GENESIS
from weibao.foundation.kernel.refusals import Refusal, RefusedError, refuse_if
from weibao.foundation.kernel.scope import bind

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def as_auditor(db: None) -> None:
    bind(auditor())


def tickets() -> QuerySet[Entry]:
    return Entry.objects.filter(subject__startswith="ticket:")


def entry(subject: str, summary: str = "签收", *, opens: bool = False) -> NewEntry:
    return NewEntry(subject, "tickets.sign", actor(), AT, summary, {"unit_id": 21}, NANGUAN, opens)


def test_an_entry_says_who_did_what_when_and_for_which_unit():
    number = record(
        subject="ticket:7", deed="tickets.sign", by=actor(), at=AT, summary="签收", facts={"unit_id": 21}, path=NANGUAN
    )

    row = Entry.objects.get(subject="ticket:7")
    assert number == row.seq == 1
    assert (row.at, row.deed, row.by_id, row.by_name, row.unit_id, row.unit_name) == (
        AT,
        "tickets.sign",
        11,
        "林静",
        21,
        "长春市12345热线",
    )
    assert (row.summary, row.facts, row.path, row.algorithm) == ("签收", {"unit_id": 21}, NANGUAN, "sm3")
    assert bytes(row.previous_hash) == GENESIS


def test_each_entry_names_the_hash_before_it_and_the_head_names_the_last():
    make_entries("ticket:7", 3)

    first, second, third = timeline("ticket:7", by=auditor())
    assert [first.seq, second.seq, third.seq] == [1, 2, 3]
    assert (second.previous_hash, third.previous_hash) == (first.hash, second.hash)
    head = Head.objects.get(subject="ticket:7")
    assert (head.seq, bytes(head.hash).hex()) == (3, third.hash)


def test_subjects_have_chains_of_their_own():
    make_entries("ticket:7", 2)
    make_entries("ticket:8", 1)

    assert [row.seq for row in timeline("ticket:8", by=auditor())] == [1]
    assert verify().is_intact


def test_a_new_subject_costs_one_statement_and_an_old_one_two(django_assert_num_queries):
    with django_assert_num_queries(1):
        record_many([entry("ticket:7", opens=True)])
    with django_assert_num_queries(2):
        record_many([entry("ticket:7")])
    with django_assert_num_queries(2):
        record_many([entry("ticket:8")])


def test_many_new_subjects_with_several_entries_cost_one_statement(django_assert_num_queries):
    entries = [entry("ticket:7", opens=True), entry("ticket:8", opens=True), entry("ticket:7", "派单")]

    with django_assert_num_queries(1):
        numbers = record_many(entries)

    assert numbers == [1, 1, 2]
    assert [row.summary for row in timeline("ticket:7", by=auditor())] == ["签收", "派单"]
    assert verify().is_intact


def test_many_old_subjects_cost_two_statements(django_assert_num_queries):
    record_many([entry("ticket:7", opens=True), entry("ticket:8", opens=True)])

    with django_assert_num_queries(2):
        numbers = record_many([entry("ticket:8"), entry("ticket:7"), entry("ticket:8")])

    assert numbers == [2, 2, 3]
    assert verify().is_intact


def test_old_and_new_subjects_may_be_mixed_and_a_wrong_opening_does_no_harm():
    make_entries("ticket:7", 2)

    numbers = record_many([entry("ticket:7", opens=True), entry("ticket:8", opens=True), entry("ticket:9")])

    assert numbers == [3, 1, 1]
    assert verify().is_intact


def test_nothing_to_record_is_no_error(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert record_many([]) == []


def test_an_entry_without_a_place_belongs_to_the_nation():
    record_many([NewEntry("account:5", "access.login", actor(), AT, "登录", path="")])

    assert Entry.objects.get(subject="account:5").path == "/"


def test_hard_text_is_kept_as_it_came():
    summary = "测试 \u202e反向\u202c 🧒 'quote\" \\ %s %(x)s {}"
    record_many([entry("ticket:7", summary)])
    record_many(
        [NewEntry("ticket:7", "tickets.note", actor(name="O'Neil 🧒"), AT, "记", {"reason": summary, "n": [1, None]})]
    )

    assert timeline("ticket:7", by=auditor())[0].summary == summary
    assert verify("ticket:7").is_intact


def test_personal_facts_are_refused_and_nothing_is_recorded():
    make_entries("ticket:7", 1)
    bad = NewEntry("ticket:8", "tickets.note", actor(), AT, "记", {"caller_phone": "x"})

    with pytest.raises(RefusedError) as refused:
        record_many([entry("ticket:7"), bad])

    assert refused.value.refusal.code == "personal_fact"
    assert tickets().count() == 1
    assert Head.objects.get(subject="ticket:7").seq == 1


@transaction.atomic
def act_and_be_refused() -> None:
    record_many([entry("ticket:7"), entry("ticket:8", opens=True)])
    refuse_if(Refusal("no_permission", "您没有这项权限"))


def test_what_a_refused_action_recorded_is_undone_with_it():
    make_entries("ticket:7", 1)

    with pytest.raises(RefusedError):
        act_and_be_refused()

    assert tickets().count() == 1
    assert Head.objects.get(subject="ticket:7").seq == 1
    make_entries("ticket:7", 1)
    assert verify().is_intact


def test_an_instant_without_offset_is_a_bug():
    naive = NewEntry("ticket:7", "tickets.note", actor(), AT.replace(tzinfo=None), "记")

    with pytest.raises(ValueError, match="offset"):
        record_many([naive])

    assert not tickets().exists()


def test_the_algorithm_is_chosen_by_settings_and_a_chain_may_change_over(settings):
    make_entries("ticket:7", 2)
    settings.WEIBAO_AUDIT_ALGORITHM = "sha256"
    make_entries("ticket:7", 2)
    settings.WEIBAO_AUDIT_ALGORITHM = "sm3"
    make_entries("ticket:7", 1)

    assert [row.algorithm for row in tickets().order_by("seq")] == ["sm3", "sm3", "sha256", "sha256", "sm3"]
    assert verify().is_intact


def test_a_replaced_key_still_vouches_for_what_it_wrote(settings):
    make_entries("ticket:7", 2)
    old = settings.WEIBAO_AUDIT_KEY
    settings.WEIBAO_AUDIT_KEY, settings.WEIBAO_AUDIT_KEY_VERSION = b"another key" * 4, 2
    settings.WEIBAO_AUDIT_OLD_KEYS = {1: old}
    make_entries("ticket:7", 2)

    assert verify().is_intact
    settings.WEIBAO_AUDIT_OLD_KEYS = {}
    assert verify("ticket:7").breaks[0].seq == 1
