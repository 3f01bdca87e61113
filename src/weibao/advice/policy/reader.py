"""Takes the values of one entry out of its table, strictly: wrong types and unknown keys are faults with a line."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum
from typing import Any, TypedDict, TypeVar

from weibao.advice.policy.faults import ProfileFaultError, fault
from weibao.advice.policy.lines import Lines, Spot
from weibao.advice.policy.rules import DEFAULT, Basis, Place
from weibao.advice.policy.spans import Span, WrongSpanError
from weibao.foundation.kernel.actor import Level
from weibao.foundation.kernel.refusals import noop
from weibao.people.directory.kinds import UnitKind

S = TypeVar("S", bound=StrEnum)

MISSING_KEY = noop("%(entry)s 缺少“%(key)s”")
WRONG_TYPE = noop("%(entry)s 的“%(key)s”应为%(wanted)s")
WRONG_WORD = noop("%(entry)s 的“%(key)s”不能是“%(value)s”，可用：%(choices)s")
WRONG_SPAN = noop("%(entry)s 的“%(key)s”应写作“数量 单位”，例如 5 working_days；写的是“%(value)s”")
UNKNOWN_KEY = noop("%(entry)s 不认识“%(key)s”")
UNKNOWN_DOCUMENT = noop("%(entry)s 的依据引用了未列出的文件“%(value)s”")
NO_ARTICLE = noop("%(entry)s 的依据没有写明条款")
NO_BASIS = noop("%(entry)s 没有写明依据")


class EntryFields(TypedDict):
    """What `Reader.entry()` hands to the constructor of any rule."""

    key: str
    basis: Basis
    place: Place
    valid_from: date | None
    valid_until: date | None


class LabelledFields(EntryFields):
    """What `Reader.labelled()` hands to the constructor of a rule with a name."""

    label: str
    label_en: str


@dataclass(frozen=True, slots=True)
class RawEntry:
    """One version of an entry as it stands in a file."""

    values: Mapping[str, Any]
    spot: Spot
    file: str
    lines: Lines

    def place(self, key: str = "") -> Place:
        """Return where the entry, or one key of it, is written."""
        return Place(self.file, self.lines.of(self.spot, key))


@dataclass(slots=True)
class Reader:
    """Reads one entry; whoever reads calls `finish()` last, which refuses what nobody asked for."""

    raw: RawEntry
    cites: Mapping[str, str]
    asked: set[str] = field(default_factory=set)

    @property
    def key(self) -> str:
        """The entry's own name."""
        return self.raw.spot[1]

    @property
    def title(self) -> str:
        """How messages call the entry."""
        section, name, _ = self.raw.spot
        return f"[{section}.{name}]"

    def fault(self, at: str, code: str, text: str, **params: object) -> ProfileFaultError:
        """Return the error for a fault at a key of this entry; the sentence names that key unless told another."""
        return fault(self.raw.place(at), code, text, **{"entry": self.title, "key": at, **params})

    def text(self, key: str, default: str | None = None) -> str:
        """Return a text that is not empty."""
        value = self._value(key, default)
        if not isinstance(value, str) or (not value.strip() and default is None):
            raise self.fault(key, "wrong_type", WRONG_TYPE, wanted="文字")
        return value.strip()

    def whole(self, key: str, *, least: int = 0, most: int = 10_000) -> int:
        """Return a whole number within the bounds."""
        value = self._value(key)
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise self.fault(key, "wrong_type", WRONG_TYPE, wanted=f"{least} 到 {most} 的整数")
        return value

    def flag(self, key: str, default: bool | None = None) -> bool:
        """Return true or false."""
        value = self._value(key, default)
        if not isinstance(value, bool):
            raise self.fault(key, "wrong_type", WRONG_TYPE, wanted="true 或 false")
        return value

    def word(self, key: str, words: type[S]) -> S:
        """Return a member of the given vocabulary."""
        return self._member(key, self._value(key), words)

    def words(self, key: str, words: type[S], default: list[str] | None = None) -> tuple[S, ...]:
        """Return a list of members of the given vocabulary."""
        return self._members(key, self._value(key, default), words)

    def texts(self, key: str, default: list[str] | None = None) -> tuple[str, ...]:
        """Return a list of texts."""
        value = self._value(key, default)
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            raise self.fault(key, "wrong_type", WRONG_TYPE, wanted="文字的列表")
        return tuple(value)

    def wholes(self, key: str, *, least: int, most: int) -> tuple[int, ...]:
        """Return a list of whole numbers within the bounds; absent means none."""
        value = self._value(key, [])
        if not isinstance(value, list) or not all(type(each) is int and least <= each <= most for each in value):
            raise self.fault(key, "wrong_type", WRONG_TYPE, wanted=f"{least} 到 {most} 的整数的列表")
        return tuple(value)

    def span(self, key: str) -> Span:
        """Return a length of time."""
        value = self.text(key)
        try:
            return Span.parse(value)
        except WrongSpanError:
            raise self.fault(key, "wrong_span", WRONG_SPAN, value=value) from None

    def clock_time(self, key: str) -> time:
        """Return a time of day."""
        value = self._value(key)
        if not isinstance(value, time):
            raise self.fault(key, "wrong_type", WRONG_TYPE, wanted="时刻，例如 09:00:00")
        return value

    def day(self, key: str) -> date | None:
        """Return a day, or None when the key is absent."""
        if not self.has(key):
            return None
        value = self._value(key)
        if type(value) is not date:
            raise self.fault(key, "wrong_type", WRONG_TYPE, wanted="日期，例如 2022-01-10")
        return value

    def has(self, key: str) -> bool:
        """Whether the key is there; asking makes it a known key."""
        self.asked.add(key)
        return key in self.raw.values

    def kinds_by_level(self, key: str) -> dict[Level, tuple[UnitKind, ...]]:
        """Return the table `level = [kinds of unit]`."""
        by_level = self._table(key, self._value(key))
        return {
            self._member(key, level, Level): self._members(key, kinds, UnitKind) for level, kinds in by_level.items()
        }

    def tables_by_level(self) -> dict[Level, Mapping[str, Any]]:
        """Return the tables below this entry that are named after a level, such as `[catalogue.x.county]`."""
        return {level: self._table(level.value, self._value(level.value)) for level in Level if self.has(level.value)}

    def unit_kinds(self, level: Level, values: Mapping[str, Any], key: str) -> tuple[UnitKind, ...]:
        """Return the kinds that a table of `tables_by_level` lists under `lead` or `support`."""
        if unknown := set(values) - {"lead", "support"}:
            raise self.fault(level.value, "unknown_key", UNKNOWN_KEY, key=min(unknown))
        return self._members(level.value, values.get(key, []), UnitKind)

    def labelled(self) -> LabelledFields:
        """Return the fields of any rule together with its names."""
        return LabelledFields(**self.entry(), label=self.text("label"), label_en=self.text("label_en"))

    def entry(self) -> EntryFields:
        """Return the fields of any rule: key, basis, place, days."""
        return EntryFields(
            key=self.key,
            basis=self._basis(),
            place=self.raw.place(),
            valid_from=self.day("valid_from"),
            valid_until=self.day("valid_until"),
        )

    def finish(self) -> None:
        """Refuse keys that no reader asked for."""
        for key in self.raw.values:
            if key not in self.asked:
                raise self.fault(key, "unknown_key", UNKNOWN_KEY)

    def _basis(self) -> Basis:
        note = self.text("note", "") if self.has("note") else ""
        if not self.has("basis"):
            raise self.fault("", "no_basis", NO_BASIS)
        value = self._value("basis")
        if value == DEFAULT:
            return Basis(DEFAULT, note=note)
        parts = self._table("basis", value)
        if unknown := set(parts) - {"document", "article"}:
            raise self.fault("basis", "unknown_key", UNKNOWN_KEY, key=min(unknown))
        document, article = parts.get("document"), parts.get("article")
        if not isinstance(document, str) or document not in self.cites:
            raise self.fault("basis", "unknown_document", UNKNOWN_DOCUMENT, value=document)
        if not isinstance(article, str) or not article.strip():
            raise self.fault("basis", "no_article", NO_ARTICLE)
        return Basis(self.cites[document], article.strip(), note)

    def _value(self, key: str, default: object = None) -> Any:
        if not self.has(key) and default is None:
            raise self.fault("", "missing_key", MISSING_KEY, key=key)
        return self.raw.values.get(key, default)

    def _table(self, key: str, value: object) -> Mapping[str, Any]:
        if not isinstance(value, dict):
            raise self.fault(key, "wrong_type", WRONG_TYPE, wanted="表")
        return value

    def _member(self, key: str, value: object, words: type[S]) -> S:
        if not isinstance(value, str) or value not in set(words):
            choices = "、".join(word.value for word in words)
            raise self.fault(key, "wrong_word", WRONG_WORD, value=value, choices=choices)
        return words(value)

    def _members(self, key: str, value: object, words: type[S]) -> tuple[S, ...]:
        if not isinstance(value, list):
            raise self.fault(key, "wrong_type", WRONG_TYPE, wanted="列表")
        return tuple(self._member(key, each, words) for each in value)
