"""The database itself keeps the record."""

from itertools import product

import psycopg
import pytest
from django.db import connection
from django.db.utils import ProgrammingError

from weibao.foundation.audit.actions.sealing import seal
from weibao.foundation.audit.makers import AT, auditor, make_entries
from weibao.foundation.audit.queries.verification import verify
from weibao.foundation.kernel import clock
from weibao.foundation.kernel.scope import bind

PERMANENT = ["audit_entry", "audit_seal", "audit_seal_leaf"]
CHANGES = ["UPDATE {} SET hash = hash", "DELETE FROM {}", "TRUNCATE {}"]


@pytest.fixture
def recorded(attacker: psycopg.Connection) -> None:
    make_entries("ticket:7", 3)
    seal(day=clock.day_of(AT), at=AT.replace(day=3))


@pytest.mark.django_db
@pytest.mark.parametrize("table", PERMANENT)
@pytest.mark.parametrize("change", CHANGES)
def test_the_application_has_no_right_to_change_the_record(table: str, change: str):
    bind(auditor())

    with pytest.raises(ProgrammingError, match="permission denied"), connection.cursor() as cursor:
        cursor.execute(change.format(table))


@pytest.mark.django_db
@pytest.mark.parametrize("change", CHANGES[1:])
def test_the_application_has_no_right_to_forget_a_head(change: str):
    with pytest.raises(ProgrammingError, match="permission denied"), connection.cursor() as cursor:
        cursor.execute(change.format("audit_head"))


@pytest.mark.parametrize("role", ["origin", "replica"])
def test_even_a_superuser_is_refused_while_the_guards_stand(recorded: None, attacker: psycopg.Connection, role: str):
    attacker.execute(f"SET session_replication_role = {role}")

    for table, change in product(PERMANENT, CHANGES):
        with pytest.raises(psycopg.errors.RestrictViolation, match="只可追加"):
            attacker.execute(change.format(table))

    assert verify().is_intact
    assert verify().entries == 3


def test_the_owner_is_refused_too(recorded: None, attacker: psycopg.Connection):
    attacker.execute("SET ROLE weibao_owner")

    for change in CHANGES:
        with pytest.raises(psycopg.errors.RestrictViolation, match="只可追加"):
            attacker.execute(change.format("audit_entry"))

    assert verify().entries == 3
