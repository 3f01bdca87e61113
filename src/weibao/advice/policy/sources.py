"""Reads the files of a profile and of the profiles it inherits from, and lays them over each other entry by entry."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from weibao.advice.policy.faults import fault
from weibao.advice.policy.lines import Lines, index, of_syntax_error
from weibao.advice.policy.reader import RawEntry
from weibao.advice.policy.rules import Place
from weibao.foundation.kernel.refusals import Refusal, RefusedError, noop

FOLDER = Path(__file__).parent / "profiles"
"""The profiles that come with the product."""

Merged = dict[str, dict[str, tuple[RawEntry, ...]]]
"""Entries by section and name, each with its versions."""

UNKNOWN_PROFILE = Refusal("unknown_profile", noop("没有名为“%(name)s”的规则配置，可用：%(names)s"))
NOT_TOML = noop("不是有效的 TOML：%(reason)s")
NOT_UTF8 = noop("文件不是 UTF-8 编码")
INHERITS_ITSELF = noop("继承关系成环：%(chain)s")
UNKNOWN_PARENT = noop("继承的规则配置“%(name)s”不存在")
NOT_AN_ENTRY = noop("“%(name)s”应写成 [%(section)s.名称] 形式的表")
WRITTEN_TWICE = noop("[%(section)s.%(name)s] 在同一配置中写了两次，另一处在 %(other)s")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file of a profile; its head is what stands above all tables."""

    name: str
    data: Mapping[str, Any]
    lines: Lines

    def place(self, section: str = "", name: str = "", key: str = "") -> Place:
        """Return where something is written in this file."""
        return Place(self.name, self.lines.of((section, name, 0), key))


@dataclass(frozen=True, slots=True)
class Layer:
    """One profile of a lineage: its own file, then the parts in the folder of the same name."""

    name: str
    files: tuple[SourceFile, ...]

    @property
    def head(self) -> SourceFile:
        """The file that names the profile and its parent."""
        return self.files[0]


def names(folders: Sequence[Path] = (FOLDER,)) -> tuple[str, ...]:
    """Return the names of the profiles in the folders, sorted."""
    return tuple(sorted({file.stem for folder in folders for file in folder.glob("*.toml")}))


def of_province(province: str, folders: Sequence[Path] = (FOLDER,)) -> str | None:
    """Return the first profile, by name, whose home is a province (a code such as "220000"), or None.

    Faults of the files raise ProfileFaultError.
    """
    for name in names(folders):
        layer = _layer(name, folders, with_parts=False)
        if layer is not None and layer.head.data.get("home_province") == province:
            return name
    return None


def lineage(name: str, folders: Sequence[Path] = (FOLDER,)) -> tuple[Layer, ...]:
    """Return the profile and its ancestors, the oldest first.

    Refused with `unknown_profile`; faults of the files raise ProfileFaultError.
    """
    layers: list[Layer] = []
    wanted: str | None = name
    while wanted is not None:
        layer = _layer(wanted, folders)
        if layer is None and not layers:
            raise RefusedError(UNKNOWN_PROFILE.with_values(name=name, names="、".join(names(folders))))
        if layer is None:
            raise fault(layers[-1].head.place(key="inherits"), "unknown_parent", UNKNOWN_PARENT, name=wanted)
        layers.append(layer)
        parent = layer.head.data.get("inherits")
        wanted = parent if isinstance(parent, str) else None
        if wanted in {each.name for each in layers}:
            chain = " → ".join([*(each.name for each in layers), str(wanted)])
            raise fault(layer.head.place(key="inherits"), "inherits_itself", INHERITS_ITSELF, chain=chain)
    return tuple(reversed(layers))


def merge(layers: Sequence[Layer], sections: Sequence[str]) -> Merged:
    """Lay the layers over each other: a later entry replaces the earlier one of the same name as a whole.

    Whole, because a number changed under an inherited basis would claim a source that does not say it.
    """
    merged: Merged = {section: {} for section in sections}
    for layer in layers:
        own: dict[tuple[str, str], Place] = {}
        for file in layer.files:
            for section, name, versions in _entries(file, sections):
                if (section, name) in own:
                    raise fault(
                        file.place(section, name),
                        "written_twice",
                        WRITTEN_TWICE,
                        section=section,
                        name=name,
                        other=own[section, name],
                    )
                own[section, name] = versions[0].place()
                merged[section][name] = versions
    return merged


def _entries(file: SourceFile, sections: Sequence[str]) -> Iterator[tuple[str, str, tuple[RawEntry, ...]]]:
    for section in sections:
        tables = file.data.get(section, {})
        if not isinstance(tables, dict):
            raise fault(file.place(key=section), "not_an_entry", NOT_AN_ENTRY, name=section, section=section)
        for name, value in tables.items():
            versions = value if isinstance(value, list) else [value]
            if not versions or not all(isinstance(each, dict) for each in versions):
                raise fault(file.place(section, name), "not_an_entry", NOT_AN_ENTRY, name=name, section=section)
            yield (
                section,
                name,
                tuple(
                    RawEntry(values, (section, name, number), file.name, file.lines)
                    for number, values in enumerate(versions)
                ),
            )


def _layer(name: str, folders: Sequence[Path], *, with_parts: bool = True) -> Layer | None:
    for folder in folders:
        head = folder / f"{name}.toml"
        if head.is_file() and head.parent == folder:
            parts = sorted((folder / name).glob("*.toml")) if with_parts else []
            files = [_file(head, head.name), *(_file(part, f"{name}/{part.name}") for part in parts)]
            return Layer(name, tuple(files))
    return None


def _file(path: Path, name: str) -> SourceFile:
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise fault(Place(name, 1), "not_utf8", NOT_UTF8) from None
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise fault(Place(name, of_syntax_error(str(error))), "not_toml", NOT_TOML, reason=error) from None
    return SourceFile(name, data, index(text))
