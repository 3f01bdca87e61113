"""Find divisions by code, by name and by place in the tree; say in a sentence why one cannot be had."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache

from weibao.foundation.kernel.actor import Level
from weibao.foundation.kernel.refusals import Refusal, RefusedError
from weibao.people.regions import codes, rules
from weibao.people.regions.gazetteer import RECORD_BEGINS, Entry, Gazetteer, former, gazetteer
from weibao.people.regions.terms import ABBREVIATIONS, Division, Ownership

_BETWEEN_NAMES = re.compile(r"[\s,，、/／·>\-—]+")
_SHOWN_ENDED = 5
# Longer than any full name, village included: nothing to find, and no time to lose on it.
_LONGEST_QUERY = 80


def get(code: str, on: date | None = None) -> Division:
    """Return the division with ``code`` as it is on a day, or in the latest state when no day is given.

    ``code`` has 2, 4, 6, 9 or 12 digits ("22", "2203", "220322", "220322100", "220322100200"). Refused with
    ``malformed_region_code``, ``placeholder_region``, ``unknown_region``, ``region_ended`` (the sentence names the
    successors), ``region_not_yet`` or ``before_record``.
    """
    return gazetteer().division(_entry(code, on), on)


def ancestors(code: str, on: date | None = None) -> list[Division]:
    """Return the divisions above ``code``, the province first; refused as `get`."""
    book = gazetteer()
    above = codes.lineage(_entry(code, on).code)[:-1]
    return [book.division(_entry(upper, on), on) for upper in above]


def children(code: str, on: date | None = None, *, zones: bool = True) -> list[Division]:
    """Return the divisions directly under ``code`` by code, with or without management zones; refused as `get`."""
    book = gazetteer()
    below = [book.division(entry, on) for entry in book.below(_entry(code, on).code, on)]
    return [division for division in below if zones or not division.is_zone]


def picker_children(code: str | None = None, on: date | None = None) -> list[Division]:
    """Return what the next box of a province → city → county → township picker offers, by code.

    None asks for the provinces; an empty list means that the picker ends here. Refused as `get`.
    """
    if code is not None:
        return children(code, on)
    _refuse_before_record(on)
    book = gazetteer()
    return [book.division(entry, on) for entry in book.below(None, on)]


def common(places: Iterable[str], on: date | None = None) -> Division | None:
    """Return the lowest division that contains all ``places`` (or is one of them); None across provinces.

    Refused as `get`.
    """
    lineages = [codes.lineage(_entry(code, on).code) for code in places]
    shared = [steps[0] for steps in zip(*lineages, strict=False) if len(set(steps)) == 1]
    return get(shared[-1], on) if shared else None


def path_of(code: str, on: date | None = None) -> str:
    """Return the path of a division for row scopes, "/22/2203/220322/"; refused as `get`."""
    return codes.path(_entry(code, on).code)


@lru_cache(maxsize=10_000)
def local_name(code: str, on: date | None = None) -> str:
    """Return the name of a division with what stands above it but without the province: 四平市梨树县.

    Labels must never fail: a code that ended is shown by its latest name, one that nobody knows as it is.
    """
    canonical = codes.canonical(code)
    steps = codes.lineage(canonical)[1:] if canonical else []
    book = gazetteer()
    entries = [book.find(step, on) or next(iter(reversed(book.history(step))), None) for step in steps]
    if canonical and not steps:
        return get(canonical, on).name
    return "".join(entry.name for entry in entries if entry) or code


def abbreviation(code: str) -> str:
    """Return the one-character name of the province that ``code`` lies in, by which its papers are numbered."""
    return ABBREVIATIONS.get(code[:2], "")


def owner(places: Sequence[str], home_province: str | None = None, on: date | None = None) -> Ownership:
    """Return which level and region own a matter that touches ``places``, and why (see `rules.owner`).

    ``home_province`` is the province whose hotline asks; it owns what reaches beyond it. Refused with ``no_place``,
    ``not_a_province`` and as `get`.
    """
    if not places:
        raise RefusedError(rules.NO_PLACE)
    home = _entry(home_province, on) if home_province else None
    if home and codes.level_of(home.code) is not Level.PROVINCE:
        raise RefusedError(rules.NOT_A_PROVINCE.with_values(code=home.code, name=home.name))
    steps = [_steps(place, on) for place in places]
    return rules.owner(steps, home.code if home else None)


def search(query: str, on: date | None = None) -> list[Division]:
    """Return the divisions that a person means by a code or by (part of) a name on a day, never an empty list.

    Names may be written with what stands above them, with or without blanks and endings: "吉林 梨树", "四平市梨树县",
    "延边敦化". Exact names come first, then higher levels, then by code; villages only where nothing higher is called
    so. A number of no code's length finds the codes that begin with it. Refused as `get`; a name that only ended
    divisions had is refused with ``region_ended`` and what they are now, one that nothing has with
    ``unknown_region``.
    """
    asked = codes.digits(query)
    if not asked:
        raise RefusedError(rules.EMPTY_QUERY)
    _refuse_before_record(on)
    if codes.is_code(asked):
        return _by_digits(asked, on)
    if codes.is_placeholder_name(asked):
        raise RefusedError(rules.PLACEHOLDER_NAME.with_values(name=asked))
    found = _by_name(asked, on) if len(asked) <= _LONGEST_QUERY else []
    if not found:
        raise RefusedError(_why_nothing_is_called(asked, on))
    return found


def _steps(code: str, on: date | None) -> list[rules.Step]:
    lineage = codes.lineage(_entry(code, on).code)
    entries = [_entry(step, on) for step in lineage]
    return [rules.Step(entry.code, entry.name, codes.level_of(entry.code), entry.kind) for entry in entries]


def _entry(text: str, on: date | None) -> Entry:
    _refuse_before_record(on)
    code = codes.canonical(text)
    if code is None:
        raise RefusedError(rules.MALFORMED.with_values(code=codes.digits(text)[:40]))
    entry = gazetteer().find(code, on)
    if entry is None:
        raise RefusedError(_why_not_found(code, on))
    return entry


def _refuse_before_record(on: date | None) -> None:
    if on is not None and on < RECORD_BEGINS:
        raise RefusedError(rules.BEFORE_RECORD.with_values(on=_day(on)))


def _why_not_found(code: str, on: date | None) -> Refusal:
    book = gazetteer()
    history = book.history(code)
    parent = codes.parent_of(code)
    if history and not any(entry.is_valid(on) for entry in history):
        begun = [entry for entry in history if on is None or entry.valid_from is None or entry.valid_from <= on]
        return _why_not_valid(book, begun[-1] if begun else history[0], on)
    if parent and book.history(parent) and book.find(parent, on) is None:
        return _why_not_found(parent, on)
    above = next((upper for step in reversed(codes.lineage(code)[:-1]) if (upper := book.find(step, on))), None)
    placed = {"code": code, "above": "".join(book.names(above, on)), "above_code": above.code} if above else {}
    # First, because some of these codes belonged to a district forty years ago.
    if above and codes.is_placeholder(code):
        return rules.PLACEHOLDER.with_values(**placed)
    if code in former():
        gone = former()[code]
        return rules.FORMER.with_values(code=code, name=gone.name, year=gone.latest_year)
    if above and len(code) > 6 and above.code == parent and not book.has_below(above.code):
        return rules.TOWNSHIPS_NOT_RECORDED.with_values(**placed)
    return rules.UNKNOWN_CODE.with_values(code=code)


def _why_not_valid(book: Gazetteer, entry: Entry, on: date | None) -> Refusal:
    named = {"name": "".join(book.names(entry, None)), "code": entry.code}
    if on is not None and entry.valid_from is not None and on < entry.valid_from:
        return rules.NOT_YET.with_values(**named, day=_day(entry.valid_from), on=_day(on))
    ended = {**named, "day": _day(entry.valid_until or RECORD_BEGINS)}
    heirs = [f"{''.join(book.names(heir, on))}（{heir.code}）" for heir in book.present(entry, on)]
    if not heirs:
        return rules.ENDED_WITHOUT_SUCCESSOR.with_values(**ended)
    return rules.ENDED.with_values(**ended, successors="、".join(heirs))


def _by_digits(asked: str, on: date | None) -> list[Division]:
    book = gazetteer()
    if codes.canonical(asked) is not None:
        return [get(asked, on)]
    # No deeper than the level that the missing figures complete; "220" would else bring every village.
    longest = next(length for length in (6, 9, 12) if len(asked) <= length) if len(asked) <= 12 else 0
    begun = (code for code in book.starting(asked) if len(code) <= longest)
    found = [book.division(entry, on) for code in begun if (entry := book.find(code, on))]
    if not found:
        raise RefusedError(rules.MALFORMED.with_values(code=asked[:40]))
    return found


def _by_name(asked: str, on: date | None) -> list[Division]:
    book = gazetteer()
    pieces = [piece for piece in _BETWEEN_NAMES.split(asked) if piece]
    fitting = [entry for entry in book.entries if entry.is_valid(on) and _may_mean(pieces, entry)]
    # Villages share a few hundred names; they answer only where nothing above them does.
    villages = [entry for entry in fitting if codes.level_of(entry.code) is Level.VILLAGE]
    others = [entry for entry in fitting if codes.level_of(entry.code) is not Level.VILLAGE]
    return _ranked(book, pieces, others, on) or _ranked(book, pieces, villages, on)


def _ranked(book: Gazetteer, pieces: Sequence[str], entries: Iterable[Entry], on: date | None) -> list[Division]:
    whole = "".join(pieces)
    ranked = []
    for entry in entries:
        names = book.names(entry, on)
        if _means(pieces, names) and book.find(entry.code, on) is entry:
            is_other = whole not in {entry.name, "".join(names)}
            ranked.append((is_other, codes.level_of(entry.code).rank, entry.code, book.division(entry, on)))
    return [division for *_, division in sorted(ranked, key=lambda line: line[:3])]


def _may_mean(pieces: Sequence[str], entry: Entry) -> bool:
    """Return whether the name itself fits; what stands above it is looked up only for these few."""
    return bool(pieces) and (pieces[-1] in entry.name or entry.name[:2] in pieces[-1])


def _means(pieces: Sequence[str], names: Sequence[str]) -> bool:
    """Return whether the pieces name the last of ``names``, helped by some of the names above, from above to below."""
    *upper, name = names
    *given, own = pieces
    if own in name and _name_some(given, upper):
        return True
    # The piece also holds names from above, written without a blank: "四平梨树" as 四平 and 梨树.
    return any(
        name.startswith(own[cut:]) and len(own) - cut >= min(2, len(name)) and _name_some([*given, own[:cut]], upper)
        for cut in range(2, len(own))
    )


def _name_some(pieces: Sequence[str], upper: Sequence[str]) -> bool:
    """Return whether each piece is one or several of the names above, in their order."""
    if not pieces:
        return True
    piece, *rest = pieces
    for position, name in enumerate(upper):
        below = upper[position + 1 :]
        if piece in name and _name_some(rest, below):
            return True
        if any(
            name.startswith(piece[:cut]) and _name_some([piece[cut:], *rest], below) for cut in range(2, len(piece))
        ):
            return True
    return False


def _why_nothing_is_called(asked: str, on: date | None) -> Refusal:
    book = gazetteer()
    pieces = [piece for piece in _BETWEEN_NAMES.split(asked) if piece]
    gone = [
        entry
        for entry in book.entries
        if not entry.is_valid(on) and _may_mean(pieces, entry) and _means(pieces, book.names(entry, None))
    ]
    if not gone:
        return rules.UNKNOWN_NAME.with_values(name=asked[:40])
    if len(gone) == 1:
        return _why_not_valid(book, gone[0], on)
    exact = [entry for entry in gone if entry.name == asked] or gone
    reasons = [_why_not_valid(book, entry, on).sentence() for entry in exact[:_SHOWN_ENDED]]
    return rules.SEVERAL_ENDED.with_values(name=asked, list="；".join(reasons))


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
