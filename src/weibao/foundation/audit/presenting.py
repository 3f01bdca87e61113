"""The record as its pages show it: rows with their labels and addresses, and what a check found, in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext

from weibao.foundation.audit.names import deeds, name_of
from weibao.foundation.audit.queries.entries import FoundEntry
from weibao.foundation.audit.queries.verification import Report
from weibao.foundation.audit.rules.links import Break


@dataclass(frozen=True, slots=True)
class Row:
    """One entry in a list."""

    seq: int
    at: datetime
    deed: str
    deed_name: str
    by: str
    by_id: int
    unit: str
    subject: str
    summary: str
    url: str
    chain_url: str


@dataclass(frozen=True, slots=True)
class Finding:
    """The outcome of a check: its tone, the sentence, and one sentence for each broken place."""

    tone: str
    sentence: str
    breaks: tuple[str, ...]


def rows(entries: Iterable[FoundEntry]) -> list[Row]:
    """Return entries as rows, in their order."""
    called: dict[str, str] = {}
    return [
        Row(
            seq=entry.seq,
            at=entry.at,
            deed=entry.deed,
            deed_name=called.get(entry.deed) or called.setdefault(entry.deed, deed_name(entry.deed)),
            by=entry.by,
            by_id=entry.by_id,
            unit=entry.unit,
            subject=entry.subject,
            summary=entry.summary,
            url=reverse("audit:entry", args=[entry.seq, entry.subject]),
            chain_url=reverse("audit:chain", args=[entry.subject]),
        )
        for entry in entries
    ]


def deed_name(deed: str) -> str:
    """Return what a deed is called, in the reader's language; its code where nobody has named it."""
    return gettext(name_of(deed))


def deed_choices() -> list[tuple[str, str]]:
    """Return the deeds that have names, for a filter, in the order of their codes."""
    return [(deed, gettext(name)) for deed, name in sorted(deeds().items())]


def finding(report: Report) -> Finding:
    """Return what a check of one chain found, in the reader's language."""
    if report.is_intact:
        sentence = gettext("校验完成：%(entries)s 条记录逐条相连，内容、次序、链尾和日封存都相符，没有被改动过。")
        return Finding("green", sentence % {"entries": report.entries}, ())
    sentence = gettext("校验发现不符。请保留现场，立即报告安全管理员，并用 weibao audit verify 检查全部记录。")
    return Finding("red", sentence, tuple(map(_broken, report.breaks)))


def _broken(found: Break) -> str:
    return gettext(found.text) % found.params
