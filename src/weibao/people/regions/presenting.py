"""Divisions as their pages show them: the words for level and kind, and rows with their addresses."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from weibao.foundation.kernel.actor import Level
from weibao.foundation.kernel.refusals import noop
from weibao.people.regions.terms import Division, Kind

LEVELS: Mapping[Level, str] = {
    Level.NATION: noop("国家"),
    Level.PROVINCE: noop("省级"),
    Level.CITY: noop("地级"),
    Level.COUNTY: noop("县级"),
    Level.TOWNSHIP: noop("乡级"),
    Level.VILLAGE: noop("村级"),
}

KINDS: Mapping[Kind, str] = {
    Kind.ORDINARY: "",
    Kind.MUNICIPALITY: noop("直辖市"),
    Kind.SPECIAL_REGION: noop("特别行政区"),
    Kind.CITY_WITHOUT_COUNTIES: noop("不设区县的地级市"),
    Kind.PROVINCE_RUN_COUNTY: noop("省直辖县级行政区划"),
    Kind.CORPS_CITY: noop("新疆生产建设兵团城市"),
    Kind.MANAGEMENT_ZONE: noop("管理区，不是行政区划"),
    Kind.TOWNSHIP_LIKE: noop("类似乡级的单位"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A division in a list; ``last_day`` is the last on which it was, ``level`` and ``kind`` are marked Chinese."""

    code: str
    name: str
    full_name: str
    level: str
    kind: str
    first_day: date | None
    last_day: date | None


def row(division: Division) -> Row:
    """Return a division as a row."""
    return Row(
        code=division.code,
        name=division.name,
        full_name=division.full_name,
        level=LEVELS[division.level],
        kind=KINDS[division.kind],
        first_day=division.valid_from,
        last_day=division.valid_until - timedelta(days=1) if division.valid_until else None,
    )


def rows(divisions: Iterable[Division]) -> list[Row]:
    """Return divisions as rows, in their order."""
    return [row(division) for division in divisions]
