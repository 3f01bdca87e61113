"""Grants as the security administrator gives and takes them."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from weibao.foundation.audit import api as audit
from weibao.foundation.kernel import clock
from weibao.foundation.kernel.actor import Actor
from weibao.foundation.kernel.refusals import RefusedError, refuse_if
from weibao.people.access import rules
from weibao.people.access.actions.accounts import own_path
from weibao.people.access.models import Account, Grant
from weibao.people.access.queries.accounts import facts_of
from weibao.people.access.roles import Role
from weibao.people.directory import api as directory


@transaction.atomic
def give_grant(
    *,
    account_id: int,
    role: Role,
    unit_id: int,
    by: Actor,
    at: datetime,
    active_from: datetime | None = None,
    active_until: datetime | None = None,
) -> int:
    """Let an account act in a role for a unit, from now on or for a period, and return the grant's id.

    Refused with ``not_found`` and as ``why_not_grant`` says.
    """
    account = Account.objects.select_for_update().filter(id=account_id).first()
    if account is None:
        raise RefusedError(rules.UNKNOWN_ACCOUNT)
    unit = directory.unit(unit_id)
    begins = active_from or at
    facts = rules.GrantFacts(
        account=facts_of(account, at=at),
        role=role,
        unit_path=unit.path,
        unit_is_active=unit.is_active(clock.day_of(begins)),
        already_held=_overlaps(account_id, role, unit_id, begins, active_until),
        active_from=begins,
        active_until=active_until,
    )
    refuse_if(rules.why_not_grant(facts, by, own_path(by)))
    grant = Grant.objects.create(
        account=account,
        role=role,
        unit_id=unit_id,
        active_from=begins,
        active_until=active_until,
        given_by_id=by.id,
        given_at=at,
    )
    _changed(account_id)
    until = f"至{clock.local(active_until):%Y-%m-%d %H:%M}" if active_until else ""
    _record(grant, f"授予{role.label}（{unit.name}）{until}", unit.path, by=by, at=at)
    return grant.id


@transaction.atomic
def withdraw_grant(*, grant_id: int, by: Actor, at: datetime) -> None:
    """End a grant at once; who works under it is refused from the next request on.

    Refused with ``not_found``, ``no_permission``, ``own_account``, ``other_region``, ``already_ended``.
    """
    grant = Grant.objects.select_for_update().filter(id=grant_id).first()
    if grant is None:
        raise RefusedError(rules.UNKNOWN_GRANT)
    unit = directory.unit(grant.unit_id)
    has_ended = grant.active_until is not None and grant.active_until <= at
    refuse_if(
        rules.why_not_withdraw(
            account_id=grant.account_id, unit_path=unit.path, has_ended=has_ended, by=by, own_path=own_path(by)
        )
    )
    grant.active_until = max(at, grant.active_from)
    grant.save(update_fields=["active_until"])
    _changed(grant.account_id)
    _record(grant, f"收回{Role(grant.role).label}（{unit.name}）", unit.path, by=by, at=at)


def _overlaps(account_id: int, role: Role, unit_id: int, begins: datetime, ends: datetime | None) -> bool:
    same = Grant.objects.filter(account_id=account_id, role=role, unit_id=unit_id).exclude(active_until__lte=begins)
    return (same.filter(active_from__lt=ends) if ends else same).exists()


def _changed(account_id: int) -> None:
    Account.objects.filter(id=account_id).update(grants_version=F("grants_version") + 1)


def _record(grant: Grant, summary: str, path: str, *, by: Actor, at: datetime) -> None:
    audit.record(
        subject=f"account:{grant.account_id}",
        deed=rules.GRANT,
        by=by,
        at=at,
        summary=summary,
        facts={"role": str(grant.role), "unit_id": grant.unit_id},
        path=path,
    )
