"""Builds a profile out of its files; what cannot be read is collected as faults instead of stopping at the first."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Final, TypeVar

from weibao.advice.policy import entries
from weibao.advice.policy.faults import Problem, ProfileFaultError, fault
from weibao.advice.policy.profile import Profile
from weibao.advice.policy.reader import RawEntry, Reader
from weibao.advice.policy.rules import Basis, Document, Entry
from weibao.advice.policy.sources import FOLDER, Layer, Merged, SourceFile, lineage, merge
from weibao.advice.policy.table import Table
from weibao.foundation.kernel.refusals import noop

E = TypeVar("E", bound=Entry)

SECTIONS: Final = (
    "document", "duty", "request_type", "urgency", "emergency_line", "urgent_kind", "category_group", "category",
    "catalogue", "limit", "waiting", "ownership", "ground", "dispatch", "return_rule", "extension_rule",
    "supervision", "supervision_ground", "follow_up", "follow_up_question", "rating", "result", "close_rule",
    "not_accepted", "security", "office_hours",
)  # fmt: skip
HEAD_KEYS: Final = ("title", "title_en", "valid_from", "inherits", "home_province")

_PROVINCE_CODE: Final = re.compile(r"[0-9]{2}0000")

UNKNOWN_SECTION = noop("不认识“%(name)s”")
HEAD_IN_PART = noop("“%(name)s”只能写在主文件里")
MISSING_HEAD = noop("配置缺少“%(name)s”")
WRONG_HEAD = noop("配置的“%(name)s”应为%(wanted)s")
WRONG_HOME = noop('“home_province”应为省级行政区划代码，例如 "220000"')


@dataclass(frozen=True, slots=True)
class Assembly:
    """What came of reading: the profile, unless it could not be read at all, and the faults in the order found."""

    profile: Profile | None
    problems: tuple[Problem, ...]


@lru_cache(maxsize=32)
def load(name: str, folders: tuple[Path, ...] = (FOLDER,)) -> Profile:
    """Return the profile `name`, read once per process.

    Refused with `unknown_profile`; raises ProfileFaultError for the first fault of its files.
    """
    assembly = assemble(lineage(name, folders))
    if assembly.problems or assembly.profile is None:
        raise ProfileFaultError(assembly.problems[0])
    return assembly.profile


def assemble(layers: Sequence[Layer]) -> Assembly:
    """Build the profile of a lineage, the oldest layer first, and collect what is wrong with single entries."""
    problems: list[Problem] = []
    for layer in layers:
        for file in layer.files:
            problems += _head_problems(file, is_head=file is layer.head)
    try:
        merged = merge(layers, SECTIONS)
        profile = _profile(layers, merged, problems)
    except ProfileFaultError as error:
        return Assembly(None, (*problems, error.problem))
    return Assembly(profile, tuple(problems))


def _profile(layers: Sequence[Layer], merged: Merged, problems: list[Problem]) -> Profile:
    documents = _table("document", merged, _document, {}, problems)
    cites = {key: document.cite for key, versions in documents.versions.items() for document in versions}

    def table(section: str, build: Callable[[Reader], E]) -> Table[E]:
        return _table(section, merged, build, cites, problems)

    head = layers[-1].head
    home = next(
        (layer.head.data["home_province"] for layer in reversed(layers) if "home_province" in layer.head.data), None
    )
    since = head.data.get("valid_from")
    return Profile(
        name=layers[-1].name,
        title=str(head.data.get("title", "")),
        title_en=str(head.data.get("title_en", "")),
        home_province=home if isinstance(home, str) else None,
        valid_from=since if isinstance(since, date) else date.min,
        lineage=tuple(layer.name for layer in layers),
        place=head.place(),
        documents=documents,
        duties=table("duty", entries.duty),
        request_types=table("request_type", entries.request_type),
        urgencies=table("urgency", entries.urgency),
        emergency_lines=table("emergency_line", entries.emergency_line),
        urgent_kinds=table("urgent_kind", entries.urgent_kind),
        category_groups=table("category_group", entries.category_group),
        categories=table("category", entries.category),
        dispatch_catalogue=table("catalogue", entries.catalogue),
        limits=table("limit", entries.limit),
        waiting_states=table("waiting", entries.waiting),
        ownerships=table("ownership", entries.ownership),
        grounds=table("ground", entries.ground),
        dispatches=table("dispatch", entries.dispatch),
        return_rules=table("return_rule", entries.return_rule),
        extension_rules=table("extension_rule", entries.extension_rule),
        supervision_ladder=table("supervision", entries.supervision),
        supervision_grounds=table("supervision_ground", entries.supervision_ground),
        follow_ups=table("follow_up", entries.follow_up),
        follow_up_questions=table("follow_up_question", entries.follow_up_question),
        ratings=table("rating", entries.rating),
        results=table("result", entries.result),
        close_rules=table("close_rule", entries.close_rule),
        not_accepted_grounds=table("not_accepted", entries.not_accepted),
        security_settings=table("security", entries.security),
        office_hour_rules=table("office_hours", entries.office_hours),
    )


def _table(
    section: str,
    merged: Merged,
    build: Callable[[Reader], E],
    cites: Mapping[str, str],
    problems: list[Problem],
) -> Table[E]:
    built: dict[str, tuple[E, ...]] = {}
    for name, raws in merged[section].items():
        try:
            if not _withdrawn(raws, cites):
                built[name] = tuple(_entry(Reader(raw, cites), build) for raw in raws)
        except ProfileFaultError as error:
            problems.append(error.problem)
    return Table(section, built)


def _entry(reader: Reader, build: Callable[[Reader], E]) -> E:
    entry = build(reader)
    reader.finish()
    return entry


def _withdrawn(raws: Sequence[RawEntry], cites: Mapping[str, str]) -> bool:
    """Whether a profile takes an inherited entry out, which needs a basis like any other rule."""
    if "withdrawn" not in raws[0].values:
        return False
    reader = Reader(raws[0], cites)
    withdrawn = reader.flag("withdrawn")
    reader.entry()
    reader.finish()
    return withdrawn


def _document(reader: Reader) -> Document:
    cite = reader.text("cite")
    return Document(
        key=reader.key,
        basis=Basis(cite),
        place=reader.raw.place(),
        valid_from=reader.day("valid_from"),
        valid_until=reader.day("valid_until"),
        label=reader.text("title"),
        label_en=reader.text("title_en"),
        cite=cite,
    )


def _head_problems(file: SourceFile, *, is_head: bool) -> list[Problem]:
    problems: list[Problem] = []
    if is_head:
        missing = (name for name in ("title", "title_en", "valid_from") if name not in file.data)
        problems += (fault(file.place(), "missing_key", MISSING_HEAD, name=name).problem for name in missing)
    for name, value in file.data.items():
        if name in SECTIONS:
            continue
        place = file.place(name) if isinstance(value, dict | list) else file.place(key=name)
        if name not in HEAD_KEYS:
            problems.append(fault(place, "unknown_key", UNKNOWN_SECTION, name=name).problem)
        elif not is_head:
            problems.append(fault(place, "head_in_part", HEAD_IN_PART, name=name).problem)
        elif name == "valid_from":
            if type(value) is not date:
                problems.append(fault(place, "wrong_type", WRONG_HEAD, name=name, wanted="日期").problem)
        elif not isinstance(value, str) or not value.strip():
            problems.append(fault(place, "wrong_type", WRONG_HEAD, name=name, wanted="文字").problem)
        elif name == "home_province" and not _PROVINCE_CODE.fullmatch(value):
            problems.append(fault(place, "wrong_home", WRONG_HOME).problem)
    return problems
