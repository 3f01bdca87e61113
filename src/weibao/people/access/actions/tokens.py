"""Bearer tokens for department systems (OAuth 2.0 client credentials, RFC 6749 section 4.4)."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils.crypto import constant_time_compare

from weibao.foundation.audit import api as audit
from weibao.foundation.kernel.refusals import Refusal
from weibao.people.access import rules
from weibao.people.access.actions import signing_in
from weibao.people.access.models import AccessToken, AddressFailures, ApiClient, Session, Tries
from weibao.people.access.queries import actors
from weibao.people.access.queries.identities import token_digest
from weibao.people.directory import api as directory

_TRY = (
    "INSERT INTO access_tries (what, address, since, count) VALUES (%(what)s, %(address)s, %(at)s, 1)"
    " ON CONFLICT (what, address) DO UPDATE SET"
    " count = CASE WHEN access_tries.since < %(minute_ago)s THEN 1 ELSE access_tries.count + 1 END,"
    " since = CASE WHEN access_tries.since < %(minute_ago)s THEN excluded.since ELSE access_tries.since END"
    " RETURNING count"
)
LIFETIME = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class IssuedToken:
    """A token to hand over; only its digest is kept."""

    access_token: str
    expires_at: datetime


@transaction.atomic
def issue_token(
    *, client_id: str, client_secret: str, unit_code: str, address: str, at: datetime
) -> IssuedToken | Refusal:
    """Return a token of one hour for a client, or ``invalid_client``, ``no_permission``, ``rate_limited``.

    In a demonstration a demo login and its password work as client too; ``unit_code`` then chooses among several
    posts. A refusal is returned, not raised, because failures are counted.
    """
    if signing_in.address_is_locked(address, at):
        return rules.TOO_MANY.with_values(minutes=settings.WEIBAO_LOCK_MINUTES)
    client = ApiClient.objects.select_related("account").filter(client_id=client_id[:60]).first()
    if client is not None:
        is_right = constant_time_compare(bytes(client.secret_digest), token_digest(client_secret))
        if is_right and client.is_active and client.account.is_active:
            return _issue(client.account_id, client.unit_id, at)
    elif settings.WEIBAO_DEMO:
        return _issue_to_person(client_id, client_secret, unit_code, address, at)
    signing_in.count_failure(client.account if client else None, client_id, address, at)
    return rules.INVALID_CLIENT


def may_try(what: str, *, address: str, at: datetime, per_minute: int = 20) -> bool:
    """Count a try of something public from an address and return whether it is within the minute's allowance."""
    with connection.cursor() as cursor:
        cursor.execute(_TRY, {"what": what, "address": address, "at": at, "minute_ago": at - timedelta(minutes=1)})
        (count,) = cursor.fetchone()
    return bool(count <= per_minute)


@transaction.atomic
def clear_expired(*, at: datetime) -> int:
    """Delete sessions, tokens and counts of tries that have ended; return how many."""
    Tries.objects.filter(since__lte=at - timedelta(days=1)).delete()
    AddressFailures.objects.filter(first_failed_at__lte=at - timedelta(days=1)).delete()
    tokens = AccessToken.objects.filter(expires_at__lte=at).delete()[0]
    return tokens + Session.objects.filter(expire_date__lte=at).delete()[0]


def _issue_to_person(login: str, password: str, unit_code: str, address: str, at: datetime) -> IssuedToken | Refusal:
    signed_in = signing_in.sign_in(login=login, password=password, address=address, at=at)
    if isinstance(signed_in, Refusal):
        return signed_in if signed_in.code == "rate_limited" else rules.INVALID_CLIENT
    if signed_in.needs_code:
        return rules.INVALID_CLIENT
    posts = actors.posts_of(signed_in.account_id, at=at)
    chosen = [post for post in posts if not unit_code or directory.unit(post.unit_id).code == unit_code]
    return _issue(signed_in.account_id, chosen[0].unit_id, at) if chosen else rules.NO_POST


def _issue(account_id: int, unit_id: int, at: datetime) -> IssuedToken | Refusal:
    actor = actors.actor_for(account_id, unit_id, at=at)
    if actor is None:
        return rules.NO_POST
    token = secrets.token_urlsafe(32)
    AccessToken.objects.create(
        digest=token_digest(token), account_id=account_id, unit_id=unit_id, created_at=at, expires_at=at + LIFETIME
    )
    audit.record(
        subject=f"account:{account_id}",
        deed="access.issue_token",
        by=actor,
        at=at,
        summary="签发接口令牌",
        path=directory.unit(unit_id).path,
    )
    return IssuedToken(token, at + LIFETIME)
