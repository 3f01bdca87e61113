"""Builds accounts for tests of this module and of those above it, through the real actions."""

from datetime import datetime
from functools import cache

from django.contrib.auth.hashers import make_password
from django.test import Client

from weibao.foundation.kernel import clock
from weibao.foundation.kernel.actor import SYSTEM, Actor
from weibao.people.access.actions.accounts import create_account
from weibao.people.access.actions.grants import give_grant
from weibao.people.access.queries.actors import actor_for
from weibao.people.access.roles import Role
from weibao.people.access.sessions import ACCOUNT, UNIT
from weibao.people.directory import api as directory
from weibao.people.directory import makers as directory_makers

EARLY = directory_makers.EARLY
PASSWORD = "liushu-ting-1981"  # noqa: S105 - of accounts that exist only in tests


@cache
def encoded_password() -> str:
    """Return ``PASSWORD`` as it is stored; made once, because a good hash is slow."""
    return make_password(PASSWORD)


def account(name: str, unit_code: str, *roles: Role, login: str = "linjing", at: datetime = EARLY) -> int:
    """Create an account whose password is ``PASSWORD``, with its person and grants, and return its id."""
    unit = directory.unit_by_code(unit_code)
    person_id = directory_makers.person(name, unit.id)
    account_id = create_account(
        login=login, person_id=person_id, encoded_password=encoded_password(), by=SYSTEM, at=at
    ).account_id
    for role in roles:
        give_grant(account_id=account_id, role=role, unit_id=unit.id, by=SYSTEM, at=at)
    return account_id


def actor(name: str, unit_code: str, *roles: Role, login: str = "linjing") -> Actor:
    """Create an account as ``account`` does and return who it is in its unit."""
    account_id = account(name, unit_code, *roles, login=login)
    made = actor_for(account_id, directory.unit_by_code(unit_code).id, at=clock.now())
    if made is None:
        raise LookupError(f"{name} was given no role")
    return made


def log_in(client: Client, account_id: int, unit_code: str | None = None) -> None:
    """Give a test client the session of an account, in a unit or with the post still to be chosen."""
    session = client.session
    session[ACCOUNT] = account_id
    if unit_code is not None:
        session[UNIT] = directory.unit_by_code(unit_code).id
    session.save()
