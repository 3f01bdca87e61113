"""The face of the directory."""

from weibao.people.directory.actions import (
    add_person,
    add_unit,
    change_unit,
    create_tree,
    end_person,
    end_unit,
    look_up_phone,
)
from weibao.people.directory.kinds import KINDS, SIXTEEN_DEPARTMENTS, KindFacts, UnitKind
from weibao.people.directory.ordering import sort_key
from weibao.people.directory.queries import (
    Mark,
    PersonRow,
    find_units,
    home_path,
    mark_of,
    people_of,
    person,
    search_units,
    unit,
    unit_by_code,
    unit_names,
    units_of_region,
    units_under,
)
from weibao.people.directory.rules import MANAGE, READ, REVEAL
from weibao.people.directory.snapshot import UnitRow, revision
from weibao.people.directory.tree import UnitPlan, plan_tree

__all__ = [
    "KINDS",
    "MANAGE",
    "READ",
    "REVEAL",
    "SIXTEEN_DEPARTMENTS",
    "KindFacts",
    "Mark",
    "PersonRow",
    "UnitKind",
    "UnitPlan",
    "UnitRow",
    "add_person",
    "add_unit",
    "change_unit",
    "create_tree",
    "end_person",
    "end_unit",
    "find_units",
    "home_path",
    "look_up_phone",
    "mark_of",
    "people_of",
    "person",
    "plan_tree",
    "revision",
    "search_units",
    "sort_key",
    "unit",
    "unit_by_code",
    "unit_names",
    "units_of_region",
    "units_under",
]
