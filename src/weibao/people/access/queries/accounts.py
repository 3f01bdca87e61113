"""Accounts and grants as the administrators' pages show them."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from weibao.foundation.kernel.actor import Actor
from weibao.foundation.kernel.refusals import Refusal, RefusedError, noop, refuse_if
from weibao.foundation.kernel.scope import bounds
from weibao.people.access import rules
from weibao.people.access.models import Account, ApiClient, Grant
from weibao.people.access.roles import Role
from weibao.people.directory import api as directory

READ = "access.read_accounts"
PAGE = 50


@dataclass(frozen=True, slots=True)
class GrantRow:
    """A role in a unit, with its period."""

    id: int
    role: Role
    role_label: str
    unit_id: int
    unit_name: str
    active_from: datetime
    active_until: datetime | None
    is_active: bool


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An account as the list shows it; ``state`` is "active", "locked" or "suspended"."""

    id: int
    login: str
    name: str
    unit_name: str
    is_service: bool
    state: str
    has_second_factor: bool
    last_login: datetime | None
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AccountPage:
    """Accounts by login; ``after`` continues the list, None at its end."""

    rows: tuple[AccountRow, ...]
    after: str | None


def why_not_read(by: Actor) -> Refusal | None:
    """Return why the actor may not see accounts, or None: ``no_permission``."""
    return None if by.holds(READ) else Refusal("no_permission", noop("您没有查看账号的权限"))


def named(name: str) -> list[int]:
    """Return the accounts of people and systems with exactly this name."""
    return list(Account.objects.filter(Q(person__name=name) | Q(service_name=name)).values_list("id", flat=True))


def accounts(
    *, by: Actor, at: datetime, words: str = "", role: Role | None = None, after: str = "", limit: int = PAGE
) -> AccountPage:
    """Return a page of the accounts at home in the actor's region, by login; refused with ``no_permission``.

    ``words`` narrows to logins, names and units that hold it, ``role`` to accounts that hold the role at the instant.
    """
    refuse_if(why_not_read(by))
    found = Account.objects.filter(_at_home(_own_path(by)))
    if words:
        found = found.filter(
            Q(login__contains=words.casefold())
            | Q(person__name__contains=words)
            | Q(person__unit__name__contains=words)
            | Q(service_name__contains=words)
        )
    if role:
        held = Grant.objects.filter(_active(at), account_id=OuterRef("id"), role=role)
        found = found.filter(Exists(held))
    if after:
        found = found.filter(login__gt=after)
    listed = list(found.select_related("person").order_by("login")[: limit + 1])
    shown = listed[:limit]
    roles: dict[int, list[str]] = {}
    grants = Grant.objects.filter(_active(at), account_id__in=[account.id for account in shown])
    for account_id, name in grants.order_by("id").values_list("account_id", "role"):
        held_roles = roles.setdefault(account_id, [])
        if Role(name).label not in held_roles:
            held_roles.append(Role(name).label)
    rows = tuple(_row(account, tuple(roles.get(account.id, ())), at) for account in shown)
    return AccountPage(rows, shown[-1].login if len(listed) > limit else None)


def account(account_id: int, *, by: Actor, at: datetime) -> tuple[AccountRow, rules.AccountFacts, list[GrantRow]]:
    """Return an account of the actor's region, what the rules know of it, and its grants, newest first.

    Refused with ``no_permission``, ``not_found``.
    """
    refuse_if(why_not_read(by))
    found = Account.objects.select_related("person").filter(_at_home(_own_path(by)), id=account_id).first()
    if found is None:
        raise RefusedError(rules.UNKNOWN_ACCOUNT)
    grants = [_grant(grant, at) for grant in Grant.objects.filter(account=found).order_by("-id")]
    held = tuple(dict.fromkeys(grant.role.label for grant in grants if grant.is_active))
    return _row(found, held, at), facts_of(found, at=at), grants


def facts_of(found: Account, *, at: datetime) -> rules.AccountFacts:
    """Return what the rules need to know of an account.

    The roles are those held now or to come, by this and any other account of the same person: whoever could be two
    administrators by having two accounts would hold both powers in one hand.
    """
    own = Q(account__person_id=found.person_id) if found.person_id else Q(account=found)
    roles = Grant.objects.filter(own).exclude(active_until__lte=at).values_list("role", flat=True)
    unit_id = _home_unit(found)
    path = directory.unit(unit_id).path if unit_id else directory.home_path()
    return rules.AccountFacts(found.id, path, found.is_active, frozenset(Role(role) for role in roles))


def _home_unit(found: Account) -> int | None:
    if found.person:
        return found.person.unit_id
    client = ApiClient.objects.filter(account=found).first()
    return client.unit_id if client else None


def _at_home(path: str) -> Q:
    low, high = bounds(path)
    clients = ApiClient.objects.filter(account_id=OuterRef("id"), unit__path__gte=low, unit__path__lt=high)
    return Q(person__unit__path__gte=low, person__unit__path__lt=high) | Q(Exists(clients))


def _own_path(by: Actor) -> str:
    return directory.unit(by.unit_id).path if by.unit_id else "/" if by.is_system else ""


def _active(at: datetime) -> Q:
    return Q(active_from__lte=at) & (Q(active_until=None) | Q(active_until__gt=at))


def _row(found: Account, roles: tuple[str, ...], at: datetime) -> AccountRow:
    unit_id = _home_unit(found)
    state = "suspended" if not found.is_active else "locked" if rules.is_locked(found.locked_until, at) else "active"
    return AccountRow(
        id=found.id,
        login=found.login,
        name=found.person.name if found.person else found.service_name,
        unit_name=directory.unit(unit_id).short_name if unit_id else "",
        is_service=bool(found.service_name),
        state=state,
        has_second_factor=found.has_second_factor,
        last_login=found.last_login,
        roles=roles,
    )


def _grant(grant: Grant, at: datetime) -> GrantRow:
    role = Role(grant.role)
    return GrantRow(
        id=grant.id,
        role=role,
        role_label=role.label,
        unit_id=grant.unit_id,
        unit_name=directory.unit(grant.unit_id).name,
        active_from=grant.active_from,
        active_until=grant.active_until,
        is_active=grant.active_from <= at and (grant.active_until is None or at < grant.active_until),
    )
