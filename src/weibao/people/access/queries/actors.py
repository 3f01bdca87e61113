"""Makes an Actor out of an account and the unit it acts for."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from weibao.foundation.kernel import clock
from weibao.foundation.kernel.actor import Actor
from weibao.people.access.models import Account, Grant
from weibao.people.access.queries import identities
from weibao.people.access.roles import Role, deeds_of
from weibao.people.directory import api as directory

_REMEMBERED_AT_MOST = 5_000

# Whoever may read neither tickets nor the record is shown no rows by region, whatever the unit oversees.
_READS_BY_REGION = frozenset({"tickets.read", "audit.read"})


@dataclass(frozen=True, slots=True)
class Post:
    """What an account is in one unit."""

    unit_id: int
    unit_name: str
    roles: frozenset[Role]


@dataclass(frozen=True, slots=True)
class _Remembered:
    actor: Actor | None
    grants_version: int
    directory_mark: str
    until: datetime | None


# Actors of this process by account and unit, so that a request costs no query for its grants. The account's version,
# which every request reads anyway, the directory's mark and the next change of a period tell when one is old.
_remembered: dict[tuple[int, int], _Remembered] = {}


def posts_of(account_id: int, *, at: datetime) -> list[Post]:
    """Return the posts that an account holds at an instant in units that exist then, by unit name."""
    roles: dict[int, set[Role]] = defaultdict(set)
    for unit_id, role in _active(account_id, at).values_list("unit_id", "role"):
        roles[unit_id].add(Role(role))
    posts = [
        Post(unit_id, directory.unit(unit_id).name, frozenset(held))
        for unit_id, held in roles.items()
        if directory.unit(unit_id).is_active(clock.day_of(at))
    ]
    return sorted(posts, key=lambda post: directory.unit(post.unit_id).sort_key)


def actor_for(account_id: int, unit_id: int, *, at: datetime) -> Actor | None:
    """Return who the account is when it acts for the unit, or None when it holds no post there at the instant."""
    account = Account.objects.select_related("person").filter(id=account_id, is_active=True).first()
    post = next((post for post in posts_of(account_id, at=at) if post.unit_id == unit_id), None)
    return _actor(account, post) if account and post else None


def bare_actor(account_id: int) -> Actor:
    """Return the account without a post, for the record of what somebody does before choosing one."""
    account = Account.objects.select_related("person").get(id=account_id)
    name = account.person.name if account.person else account.service_name
    return Actor(account.id, name, account.login, None, "", "", None, "", "", frozenset())


def actors_in(unit_id: int, *, at: datetime) -> list[Actor]:
    """Return everybody who holds a post in a unit at an instant, by account."""
    held = Grant.objects.filter(
        Q(active_until=None) | Q(active_until__gt=at), unit_id=unit_id, active_from__lte=at, account__is_active=True
    )
    found = held.order_by("account_id").values_list("account_id", flat=True).distinct()
    return [actor for account_id in found if (actor := actor_for(account_id, unit_id, at=at)) is not None]


def remembered_actor(account_id: int, unit_id: int, *, grants_version: int, at: datetime) -> Actor | None:
    """Return the same as ``actor_for``, from memory while nothing has changed since."""
    known = _remembered.get((account_id, unit_id))
    mark = directory.revision()
    if (
        known is not None
        and known.grants_version == grants_version
        and known.directory_mark == mark
        and (known.until is None or at < known.until)
    ):
        return known.actor
    actor = actor_for(account_id, unit_id, at=at)
    if len(_remembered) >= _REMEMBERED_AT_MOST:
        _remembered.clear()
    _remembered[account_id, unit_id] = _Remembered(actor, grants_version, mark, _next_change(account_id, at))
    return actor


def actor_of_session(session_key: str, *, at: datetime | None = None) -> Actor | None:
    """Return who works in the session now, or None; for processes that see the cookie but not the middleware."""
    at = at or clock.now()
    identity = identities.by_session(session_key, at=at)
    if identity is None or identity.unit_id is None or identity.must_change_password:
        return None
    return remembered_actor(identity.account_id, identity.unit_id, grants_version=identity.grants_version, at=at)


def scope(actor: Actor) -> tuple[str, int | None]:
    """Return what narrows every read for the actor: the region path ("" for none) and the unit of its shares."""
    return actor.scope_path, actor.unit_id


def _active(account_id: int, at: datetime) -> "QuerySet[Grant]":
    return Grant.objects.filter(
        Q(active_until=None) | Q(active_until__gt=at), account_id=account_id, active_from__lte=at
    )


def _next_change(account_id: int, at: datetime) -> datetime | None:
    periods: Iterable[tuple[datetime, datetime | None]] = Grant.objects.filter(
        Q(active_until__gt=at) | Q(active_from__gt=at), account_id=account_id
    ).values_list("active_from", "active_until")
    instants = [instant for period in periods for instant in period if instant is not None and instant > at]
    return min(instants, default=None)


def _actor(account: Account, post: Post) -> Actor:
    unit = directory.unit(post.unit_id)
    deeds = deeds_of(post.roles)
    return Actor(
        id=account.id,
        name=account.person.name if account.person else account.service_name,
        login=account.login,
        unit_id=unit.id,
        unit_name=unit.short_name,
        unit_kind=str(unit.kind),
        level=unit.level,
        region_code=unit.region_code,
        scope_path=unit.path if unit.oversees and not deeds.isdisjoint(_READS_BY_REGION) else "",
        deeds=deeds,
        roles=frozenset(str(role) for role in post.roles),
        reads_shared=not deeds.isdisjoint(_READS_BY_REGION),
    )
