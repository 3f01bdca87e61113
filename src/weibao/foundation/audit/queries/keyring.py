"""The keys of the record, as this installation is set up."""

from functools import lru_cache

from django.conf import settings

from weibao.foundation.audit.rules.digests import Algorithm, Keyring


def keyring() -> Keyring:
    """Return the algorithm and key for new entries together with the earlier keys that old ones need.

    WEIBAO_AUDIT_KEY_VERSION numbers the present key; WEIBAO_AUDIT_OLD_KEYS keeps replaced keys by their number.
    """
    return _keyring(
        settings.WEIBAO_AUDIT_ALGORITHM,
        settings.WEIBAO_AUDIT_KEY,
        getattr(settings, "WEIBAO_AUDIT_KEY_VERSION", 1),
        tuple(getattr(settings, "WEIBAO_AUDIT_OLD_KEYS", {}).items()),
    )


@lru_cache(maxsize=4)
def _keyring(algorithm: str, key: bytes, version: int, old_keys: tuple[tuple[int, bytes], ...]) -> Keyring:
    return Keyring(Algorithm(algorithm), version, {**dict(old_keys), version: key})
