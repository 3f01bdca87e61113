"""The stored key by which Chinese names are sorted, since a bare PostgreSQL cannot."""


def sort_key(name: str) -> str:
    """Return the name in tone-marked pinyin, syllables apart, so that plain byte order is dictionary order."""
    # The reading tables take 58 MB; processes that never name anything do not load them.
    from pypinyin import Style, lazy_pinyin

    return " ".join(lazy_pinyin(name.strip().casefold(), style=Style.TONE3, neutral_tone_with_five=True))[:400]
