"""Chinese full-text search without a dictionary: every pair of neighbouring characters is a word.

A bare PostgreSQL cannot segment Chinese, and dictionary segmenters lose a quarter of personal names; pairs find
every word of two characters or more.
"""

import re
import unicodedata

MAX_CHARACTERS = 16_000  # a tsvector holds at most 16,383 positions
_SPLIT = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """Return ``text`` in one width and case, so that what looks alike is found alike."""
    return unicodedata.normalize("NFKC", text).casefold()


def vector(text: str) -> str:
    """Return a literal for ``::tsvector`` with each pair of characters at its position."""
    folded = fold(text)[:MAX_CHARACTERS]
    parts: list[str] = []
    position = 1
    for word in _SPLIT.split(folded):
        if len(word) == 1:
            parts.append(f"'{word}':{position}")
        parts.extend(f"'{word[i : i + 2]}':{position + i}" for i in range(len(word) - 1))
        position += len(word) + 1
    return " ".join(parts)


def query(text: str) -> str:
    """Return a literal for ``::tsquery``: each word as a phrase of its pairs, all words required.

    A single character matches any pair that begins with it. Returns ``""`` when there is nothing to look for.
    """
    terms: list[str] = []
    for word in _SPLIT.split(fold(text)):
        if len(word) == 1:
            terms.append(f"'{word}':*")
        elif word:
            terms.append("(" + "<->".join(f"'{word[i : i + 2]}'" for i in range(len(word) - 1)) + ")")
    return "&".join(terms)
