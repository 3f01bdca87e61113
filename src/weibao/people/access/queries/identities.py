"""Finds who stands behind a session cookie or a bearer token, with one statement each."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from weibao.foundation.kernel import crypto

_SESSION_QUERY = (
    "SELECT s.account_id, s.unit_id, s.expire_date, a.grants_version, a.must_change_password, a.has_second_factor,"
    " a.password_changed_at FROM access_session s JOIN access_account a ON a.id = s.account_id"
    " WHERE s.session_key = %s AND s.expire_date > %s AND a.is_active"
)
_BEARER_QUERY = (
    "SELECT t.account_id, t.unit_id, t.expires_at, a.grants_version, false, true, a.password_changed_at"
    " FROM access_token t JOIN access_account a ON a.id = t.account_id"
    " WHERE t.digest = %s AND t.expires_at > %s AND a.is_active"
)


@dataclass(frozen=True, slots=True)
class Identity:
    """An account with what every request must know of it; ``unit_id`` is None until a post is chosen."""

    account_id: int
    unit_id: int | None
    expires_at: datetime
    grants_version: int
    must_change_password: bool
    has_second_factor: bool
    password_changed_at: datetime


def by_session(session_key: str, *, at: datetime) -> Identity | None:
    """Return who has the session, or None when it has ended, nobody is logged in or the account is suspended."""
    return _one(_SESSION_QUERY, session_key, at)


def by_token(token: str, *, at: datetime) -> Identity | None:
    """Return who was given the bearer token, or None when it is unknown or has expired."""
    return _one(_BEARER_QUERY, token_digest(token), at)


def token_digest(token: str) -> bytes:
    """Return what is kept of a token or client secret: they are long and random, so a plain digest suffices."""
    return crypto.sm3(token.encode())


def _one(statement: str, key: str | bytes, at: datetime) -> Identity | None:
    with connection.cursor() as cursor:
        cursor.execute(statement, [key, at])
        row = cursor.fetchone()
    return Identity(*row) if row else None
