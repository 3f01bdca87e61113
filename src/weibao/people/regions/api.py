"""What other modules may use of the divisions."""

from weibao.people.regions.codes import province_of
from weibao.people.regions.gazetteer import RECORD_BEGINS
from weibao.people.regions.queries import (
    abbreviation,
    ancestors,
    children,
    common,
    get,
    local_name,
    owner,
    path_of,
    picker_children,
    search,
)
from weibao.people.regions.terms import Division, Kind, Ownership, Reach

__all__ = [
    "RECORD_BEGINS",
    "Division",
    "Kind",
    "Ownership",
    "Reach",
    "abbreviation",
    "ancestors",
    "children",
    "common",
    "get",
    "local_name",
    "owner",
    "path_of",
    "picker_children",
    "province_of",
    "search",
]
