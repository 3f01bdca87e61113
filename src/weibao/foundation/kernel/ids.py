"""Row ids that grow with time, made by the application so that a row's references are known before it is written."""

import secrets
from datetime import datetime

_EPOCH_MS = 1_577_836_800_000  # 2020-01-01T00:00:00Z: 41 bits of milliseconds from here last until 2089
_RANDOM_BITS = 22


def new_id(at: datetime) -> int:
    """Return a positive 63-bit id: 41 bits of milliseconds since 2020, then 22 random bits.

    Ids of one millisecond are unordered among themselves. Two equal ids within a millisecond are improbable
    (one in four million) and refused by the primary key, never merged.
    """
    milliseconds = int(at.timestamp() * 1000) - _EPOCH_MS
    if milliseconds < 0:
        raise ValueError("ids start in 2020")
    return milliseconds << _RANDOM_BITS | secrets.randbits(_RANDOM_BITS)
