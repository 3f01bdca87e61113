"""Writes of the directory: a province's tree, single units, people."""

import secrets
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from weibao.foundation.audit import api as audit
from weibao.foundation.kernel import clock, crypto
from weibao.foundation.kernel.actor import Actor
from weibao.foundation.kernel.refusals import RefusedError, refuse_if
from weibao.people.regions import api as regions

from . import queries, rules, snapshot
from .kinds import UnitKind
from .models import Person, Revision, Unit
from .ordering import sort_key
from .snapshot import UnitRow
from .tree import UnitPlan, plan_tree


@transaction.atomic
def create_tree(*, province_code: str, by: Actor, at: datetime) -> int:
    """Create the units of a province that are not there yet and return how many; existing ones stay as they are.

    Refused with ``no_permission``, ``other_region``, ``unknown_region`` or ``region_ended``.
    """
    province = regions.get(province_code)
    refuse_if(rules.why_not_manage(by, own_path(by), province.path))
    count = _keep(plan_tree(province.code))
    if count:
        audit.record(
            subject=f"region:{province.code}",
            deed=rules.MANAGE,
            by=by,
            at=at,
            summary=f"按{province.name}的机构清单建立 {count} 个机构",
            facts={"units": count},
            path=province.path,
        )
    return count


@transaction.atomic
def add_unit(
    *,
    kind: UnitKind,
    region_code: str,
    name: str,
    short_name: str = "",
    phone: str = "",
    under: int | None = None,
    active_from: date | None = None,
    by: Actor,
    at: datetime,
) -> UnitRow:
    """Add a unit that no tree foresees, such as a school or a contracted organisation, and return it.

    Refused with ``no_permission``, ``other_region``, ``wrong_level``, ``invalid``, ``unknown_region``, ``not_found``.
    """
    division = regions.get(region_code)
    refuse_if(rules.why_not_manage(by, own_path(by), division.path))
    refuse_if(rules.why_not_stand_at(kind, division.level))
    refuse_if(rules.why_not_text(name=name, short_name=short_name or name[:60], phone=phone))
    if under is not None:
        queries.unit(under)
    unit = Unit(
        code=f"{division.code}-{kind}-{secrets.token_hex(4)}",
        name=name.strip(),
        short_name=(short_name or name[:60]).strip(),
        kind=kind,
        level=division.level,
        region_code=division.code,
        path=division.path,
        parent_id=under,
        # Only the tree of a province says who oversees a region; what is added by hand sees what it is given.
        oversees=False,
        sort_key=sort_key(name),
        phone=phone.strip(),
        active_from=active_from or clock.day_of(at),
    )
    unit.save(force_insert=True)
    _record(unit, by=by, at=at, summary=f"新增机构：{unit.name}")
    return queries.unit(unit.id)


@transaction.atomic
def change_unit(*, unit_id: int, name: str, short_name: str, phone: str, by: Actor, at: datetime) -> None:
    """Give a unit another name, short name or office number.

    Refused with ``not_found``, ``no_permission``, ``other_region``, ``invalid``.
    """
    unit = _locked(unit_id)
    refuse_if(rules.why_not_manage(by, own_path(by), unit.path))
    refuse_if(rules.why_not_text(name=name, short_name=short_name, phone=phone))
    before = (unit.name, unit.short_name, unit.phone)
    unit.name, unit.short_name, unit.phone = name.strip(), short_name.strip(), phone.strip()
    if (unit.name, unit.short_name, unit.phone) == before:
        return
    unit.sort_key = sort_key(unit.name)
    unit.save(update_fields=["name", "short_name", "phone", "sort_key"])
    changed = f"{before[0]}更名为{unit.name}" if before[0] != unit.name else f"修改{unit.name}的简称或电话"
    _record(unit, by=by, at=at, summary=changed)


@transaction.atomic
def end_unit(*, unit_id: int, on: date, by: Actor, at: datetime) -> None:
    """End a unit on a day; what it was given stays with it until somebody moves it.

    Refused with ``not_found``, ``no_permission``, ``other_region``, ``already_ended``, ``invalid``.
    """
    unit = _locked(unit_id)
    refuse_if(rules.why_not_manage(by, own_path(by), unit.path))
    refuse_if(rules.why_not_end(unit.active_from, unit.active_until, on))
    unit.active_until = on
    unit.save(update_fields=["active_until"])
    _record(unit, by=by, at=at, summary=f"{unit.name}自{on}起停用")


@transaction.atomic
def add_person(
    *,
    name: str,
    unit_id: int,
    title: str = "",
    phone: str = "",
    active_from: date | None = None,
    by: Actor,
    at: datetime,
) -> int:
    """Add somebody to a unit and return the person's id; the number is kept encrypted.

    Refused with ``not_found``, ``no_permission``, ``other_region``, ``invalid``.
    """
    unit = queries.unit(unit_id)
    refuse_if(rules.why_not_manage(by, own_path(by), unit.path))
    refuse_if(rules.why_not_text(person=name, title=title, phone=phone))
    person = Person.objects.create(
        name=name.strip(),
        unit_id=unit_id,
        title=title.strip(),
        phone_sealed=crypto.encrypt(phone.strip()) if phone.strip() else None,
        sort_key=sort_key(name),
        active_from=active_from or clock.day_of(at),
    )
    audit.record(
        subject=f"person:{person.id}",
        deed=rules.MANAGE,
        by=by,
        at=at,
        summary=f"{unit.name}通讯录新增人员",
        facts={"unit_id": unit_id},
        path=unit.path,
        opens=True,
    )
    return person.id


@transaction.atomic
def end_person(*, person_id: int, on: date, by: Actor, at: datetime) -> None:
    """Take somebody off a unit's list from a day on; accounts and grants are ended in ``access``.

    Refused with ``not_found``, ``no_permission``, ``other_region``, ``already_ended``, ``invalid``.
    """
    person = Person.objects.select_for_update().filter(id=person_id).first()
    if person is None:
        raise RefusedError(rules.UNKNOWN_PERSON)
    unit = queries.unit(person.unit_id)
    refuse_if(rules.why_not_manage(by, own_path(by), unit.path))
    refuse_if(rules.why_not_end(person.active_from, person.active_until, on, may_be_empty=True))
    person.active_until = on
    person.save(update_fields=["active_until"])
    audit.record(
        subject=f"person:{person.id}",
        deed=rules.MANAGE,
        by=by,
        at=at,
        summary=f"自{on}起移出{unit.name}通讯录",
        facts={"unit_id": unit.id},
        path=unit.path,
    )


@transaction.atomic
def look_up_phone(*, person_id: int, by: Actor, at: datetime) -> str:
    """Return a colleague's number in full, "" when none is on file, and put on record who looked.

    Refused with ``no_permission``, ``not_found``.
    """
    refuse_if(rules.why_not_reveal(by))
    person = Person.objects.filter(id=person_id).first()
    if person is None:
        raise RefusedError(rules.UNKNOWN_PERSON)
    unit = queries.unit(person.unit_id)
    audit.record(
        subject=f"person:{person.id}",
        deed=rules.REVEAL,
        by=by,
        at=at,
        summary=f"查看{unit.name}人员的手机号码",
        path=unit.path,
    )
    return crypto.decrypt(person.phone_sealed) if person.phone_sealed else ""


def _keep(plans: Sequence[UnitPlan]) -> int:
    """Store the planned units that are not there yet and return how many; each comes after the one it stands under."""
    ids = dict(Unit.objects.filter(code__in=[plan.code for plan in plans]).values_list("code", "id"))
    rounds: dict[int, list[UnitPlan]] = defaultdict(list)
    depth: dict[str | None, int] = {None: -1}
    for plan in plans:
        depth[plan.code] = depth[plan.parent_code] + 1
        if plan.code not in ids:
            rounds[depth[plan.code]].append(plan)
    for _, batch in sorted(rounds.items()):
        created = Unit.objects.bulk_create([_unit_of(plan, ids.get(plan.parent_code or "")) for plan in batch])
        ids.update((unit.code, unit.id) for unit in created)
    count = sum(len(batch) for batch in rounds.values())
    if count:
        _mark_changed()
    return count


def own_path(by: Actor) -> str:
    """Return the region path of the unit that the actor acts for, "" without one."""
    return queries.unit(by.unit_id).path if by.unit_id else ""


def _locked(unit_id: int) -> Unit:
    unit = Unit.objects.select_for_update().filter(id=unit_id).first()
    if unit is None:
        raise RefusedError(rules.UNKNOWN_UNIT)
    return unit


def _unit_of(plan: UnitPlan, parent_id: int | None) -> Unit:
    return Unit(
        code=plan.code,
        name=plan.name,
        short_name=plan.short_name,
        kind=plan.kind,
        also_kinds=list(plan.also_kinds),
        level=plan.level,
        region_code=plan.region_code,
        path=plan.path,
        parent_id=parent_id,
        oversees=plan.oversees,
        sort_key=sort_key(plan.name),
        active_from=plan.active_from,
    )


def _record(unit: Unit, *, by: Actor, at: datetime, summary: str) -> None:
    audit.record(
        subject=f"unit:{unit.id}",
        deed=rules.MANAGE,
        by=by,
        at=at,
        summary=summary,
        facts={"unit_code": unit.code},
        path=unit.path,
    )
    _mark_changed()


def _mark_changed() -> None:
    """Let every process see that its copy of the units is old."""
    Revision.objects.update_or_create(id=1, defaults={"mark": secrets.token_hex(16)})
    snapshot.changed()
