"""Makes what people type fit to be kept: one form of each character, nothing hidden, nothing that cannot be stored."""

import re
import unicodedata

# Marks that reorder or hide neighbouring text could make a name read as another one.
_HIDDEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_UNSTORABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


def clean(text: str) -> str | None:
    """Return ``text`` composed, with plain line ends, without hidden marks and without blanks around it.

    None when it holds control characters or halves of characters: what looks like less than it is, is not kept.
    """
    plain = _HIDDEN.sub("", unicodedata.normalize("NFC", text.replace("\r\n", "\n"))).strip()
    return None if _UNSTORABLE.search(plain) else plain
