"""How groups of fields about persons are closed and opened again."""

from collections.abc import Mapping
from typing import Any

import orjson

from weibao.foundation.kernel import crypto


def sealed(group: Mapping[str, Any] | None) -> bytes | None:
    """Return a group of fields as one ciphertext, or None when it is empty."""
    return crypto.encrypt(orjson.dumps(group).decode()) if group else None


def opened(ciphertext: bytes | memoryview) -> dict[str, Any]:
    """Return the group of fields that ``sealed`` closed."""
    group: dict[str, Any] = orjson.loads(crypto.decrypt(ciphertext))
    return group
