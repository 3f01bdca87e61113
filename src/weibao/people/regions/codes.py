"""What can be read off a code alone, after GB/T 2260 (six digits) and the statistical extension (nine and twelve)."""

import unicodedata

from weibao.foundation.kernel.actor import Level

MUNICIPALITIES = frozenset({"11", "12", "31", "50"})
SPECIAL_REGIONS = frozenset({"81", "82"})
PLACEHOLDER_NAMES = frozenset({"市辖区", "县"})
PLACEHOLDER_ENDING = "直辖县级行政区划"
PROVINCE_RUN = "90"
CORPS = "6590"
# Prefecture digits of cities; leagues and prefectures have 21-50 and no placeholder for their districts.
_CITY_DIGITS = frozenset(f"{number:02}" for number in (*range(1, 21), *range(51, 71)))
_COMPLETED = {2: "0000", 4: "00", 6: "", 9: "", 12: ""}


def digits(text: str) -> str:
    """Return ``text`` without surrounding blanks and with full-width figures made plain, as people paste codes."""
    return unicodedata.normalize("NFKC", text).strip()


def is_code(text: str) -> bool:
    """Return whether ``text`` is written like a code, whatever its length."""
    return text.isascii() and text.isdigit()


def canonical(text: str) -> str | None:
    """Return the code in the length of its level, or None when it has no length a code can have.

    "22" and "2203" are completed to six digits; trailing blocks of "000" of longer codes are dropped.
    """
    code = digits(text)
    if not is_code(code) or len(code) not in _COMPLETED:
        return None
    code += _COMPLETED[len(code)]
    while len(code) > 6 and code.endswith("000"):
        code = code[:-3]
    return code


def level_of(code: str) -> Level:
    """Return the level that a canonical code stands for."""
    if len(code) > 6:
        return Level.TOWNSHIP if len(code) == 9 else Level.VILLAGE
    if code.endswith("0000"):
        return Level.PROVINCE
    return Level.CITY if code.endswith("00") else Level.COUNTY


def province_of(code: str) -> str:
    """Return the code of the province that ``code`` lies in."""
    return code[:2] + "0000"


def parent_of(code: str) -> str | None:
    """Return the code one level up, or None above a province.

    Districts of a municipality and province-run counties hang under the province: what GB/T 2260 puts between them
    ("市辖区", "省直辖县级行政区划") is no division.
    """
    match level_of(code):
        case Level.VILLAGE:
            return code[:9]
        case Level.TOWNSHIP:
            return code[:6]
        case Level.COUNTY if code[:2] not in MUNICIPALITIES and code[2:4] != PROVINCE_RUN:
            return code[:4] + "00"
        case Level.PROVINCE:
            return None
        case _:
            return province_of(code)


def lineage(code: str) -> tuple[str, ...]:
    """Return the codes from the province down to ``code`` itself."""
    parent = parent_of(code)
    return (*lineage(parent), code) if parent else (code,)


def path(code: str) -> str:
    """Return the path of ``code``: "/22/2203/220322/"; province-run counties come right after the province."""
    short = {Level.PROVINCE: 2, Level.CITY: 4}
    return "".join(f"/{step[: short.get(level_of(step), len(step))]}" for step in lineage(code)) + "/"


def is_placeholder(code: str) -> bool:
    """Return whether a code that no division has is one of the standard's collective nodes.

    These are "市辖区" (220301, 110100), "县" (500200) and "省直辖县级行政区划" (429000).
    """
    if level_of(code) is Level.CITY:
        return code[:2] in MUNICIPALITIES or code[2:4] == PROVINCE_RUN
    return level_of(code) is Level.COUNTY and code.endswith("01") and code[2:4] in _CITY_DIGITS


def is_placeholder_name(name: str) -> bool:
    """Return whether ``name`` is that of a collective node."""
    return name in PLACEHOLDER_NAMES or name.endswith(PLACEHOLDER_ENDING)
