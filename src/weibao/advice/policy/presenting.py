"""The rules as the page shows them: a list of sorts, the rules of one sort, the category tree with its catalogue."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import groupby

from weibao.advice.policy.profile import Profile
from weibao.advice.policy.queries import RuleRow, rule_rows
from weibao.advice.policy.rules import CatalogueEntry, Category, CategoryGroup, UnitChoice
from weibao.advice.policy.summaries import Speaker
from weibao.advice.policy.words import word

TREE = frozenset({"category_group", "category", "catalogue"})
"""The sorts that are shown together, as a tree."""

_DOCUMENTS = "document"


@dataclass(frozen=True, slots=True)
class Line:
    """A version of a rule; ``last_day`` is the last on which it holds, ``state`` "", "coming" or "over"."""

    section: str
    section_title: str
    key: str
    anchor: str
    name: str
    text: str
    cited: str
    document_title: str
    note: str
    is_default: bool
    first_day: date | None
    last_day: date | None
    state: str

    def speaks_of(self, words: list[str]) -> bool:
        """Return whether every one of the words stands somewhere in the rule; they are in lower case."""
        whole = f"{self.section_title} {self.key} {self.name} {self.text} {self.cited} {self.note}".casefold()
        return all(each in whole for each in words)


@dataclass(frozen=True, slots=True)
class Sort:
    """The rules of one sort under their heading."""

    section: str
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Leaf:
    """A category with what follows from it; ``elsewhere`` says where the units of some levels differ."""

    category: Line
    catalogue: Line | None
    urgency: str
    grade: int
    situations: str
    urgent_kind: str
    lead: str
    support: str
    elsewhere: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Branch:
    """A group of categories; its own line of the catalogue serves the categories that have none."""

    group: Line
    protection: str
    catalogue: Line | None
    lead: str
    support: str
    leaves: tuple[Leaf, ...]


@lru_cache(maxsize=16)
def sorts(profile: Profile, language: str, on: date) -> tuple[Sort, ...]:
    """Return every rule by sort, the documents they rest on last."""
    titles = {document.cite: Speaker(profile, language).name(document) for document in profile.documents.all()}
    groups = sorted(rule_rows(profile, language, on), key=lambda group: group.section == _DOCUMENTS)
    return tuple(
        Sort(
            group.section,
            group.title,
            tuple(
                line(row, group.title, titles, on, is_first=position == 0)
                for _, versions in groupby(group.rows, key=lambda row: row.key)
                for position, row in enumerate(sorted(versions, key=lambda row: not row.in_force))
            ),
        )
        for group in groups
    )


def matching(found: tuple[Sort, ...], query: str) -> list[Line]:
    """Return the rules that hold all words of the query, in the order of the page."""
    words = query.casefold().split()
    return [line for each in found for line in each.lines if line.speaks_of(words)]


def contents(found: tuple[Sort, ...]) -> list[tuple[str, int]]:
    """Return the sorts in the order of the page with their rules in force; the tree is one of them, ``""``."""
    listed: dict[str, int] = {}
    for each in found:
        name = "" if each.section in TREE else each.section
        counted = each.section not in TREE or each.section == "category"
        listed[name] = listed.get(name, 0) + counted * sum(not line.state for line in each.lines)
    return list(listed.items())


@lru_cache(maxsize=16)
def tree(profile: Profile, language: str, on: date) -> tuple[Branch, ...]:
    """Return the category tree that stands on a day, with the units of the dispatch catalogue."""
    speaker = Speaker(profile, language)
    lines = {
        (line.section, line.key): line
        for each in sorts(profile, language, on)
        if each.section in TREE
        for line in each.lines
        if not line.state
    }
    return tuple(_branch(speaker, group, categories, lines, on) for group, categories in profile.tree(on).items())


def _branch(
    say: Speaker,
    group: CategoryGroup,
    categories: tuple[Category, ...],
    lines: Mapping[tuple[str, str], Line],
    on: date,
) -> Branch:
    own = say.profile.dispatch_catalogue.find(group.key, on)
    return Branch(
        group=lines["category_group", group.key],
        protection=word(group.protection, say.language),
        catalogue=lines.get(("catalogue", group.key)),
        lead=say.kinds(own.everywhere.lead) if own else "",
        support=say.kinds(own.everywhere.support) if own else "",
        leaves=tuple(_leaf(say, category, own, lines, on) for category in categories),
    )


def _leaf(
    say: Speaker,
    category: Category,
    of_group: CatalogueEntry | None,
    lines: Mapping[tuple[str, str], Line],
    on: date,
) -> Leaf:
    own = say.profile.dispatch_catalogue.find(category.key, on)
    entry = own or of_group
    urgency = say.profile.urgency(category.urgency, on)
    kind = say.profile.urgent_kind(category.key, on)
    return Leaf(
        category=lines["category", category.key],
        catalogue=lines.get(("catalogue", category.key)),
        urgency=say.name(urgency),
        grade={1: 3, 2: 2}.get(urgency.rank, 1),
        situations=say.join(str(number) for number in category.report_situations),
        urgent_kind=say.name(kind) if kind else "",
        lead=say.kinds(entry.everywhere.lead) if entry else "",
        support=say.kinds(entry.everywhere.support) if entry else "",
        elsewhere=tuple(
            (word(level, say.language), _units(say, choice))
            for level, choice in (entry.by_level if entry else {}).items()
        ),
    )


def _units(say: Speaker, choice: UnitChoice) -> str:
    return say.pick("；", "; ").join(say.kinds(kinds) for kinds in (choice.lead, choice.support) if kinds)


def line(row: RuleRow, title: str, titles: Mapping[str, str], on: date, *, is_first: bool) -> Line:
    """Return one version of a rule as its page shows it on a day; ``is_first`` gives it the plain anchor."""
    is_coming = row.valid_from is not None and on < row.valid_from
    return Line(
        section=row.section,
        section_title=title,
        key=row.key,
        # One version has the plain address, so that links to a rule outlive its next change.
        anchor=f"{row.section}.{row.key}" + ("" if is_first else f"@{row.valid_from or ''}"),
        name=row.name,
        text=row.text,
        cited=f"{row.document} {row.article}".strip(),
        document_title=titles.get(row.document, row.document),
        note=row.note,
        is_default=row.is_default,
        first_day=row.valid_from,
        last_day=row.valid_until - timedelta(days=1) if row.valid_until else None,
        state="" if row.in_force else "coming" if is_coming else "over",
    )
