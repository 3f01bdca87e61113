"""Keyed hashes for entries and seals, and the tree that gathers a day's chain heads into one value."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from cryptography.hazmat.primitives import hashes, hmac


class Algorithm(StrEnum):
    """The hash functions of the record; each entry says which one it used, so a chain may change over."""

    SM3 = "sm3"  # 商用密码杂凑算法 GB/T 32905-2016
    SHA256 = "sha256"


_FUNCTIONS: Mapping[str, type[hashes.SM3 | hashes.SHA256]] = {
    Algorithm.SM3: hashes.SM3,
    Algorithm.SHA256: hashes.SHA256,
}

# Leaves and inner nodes are hashed apart (as in RFC 6962 section 2.1), else a node could be passed off as a leaf.
_LEAF = b"\x00"
_NODE = b"\x01"


@dataclass(frozen=True, slots=True)
class Keyring:
    """The algorithm and key for new entries, and every key that old entries may have been written with."""

    algorithm: Algorithm
    key_version: int
    keys: Mapping[int, bytes]

    def sign(self, data: bytes) -> bytes:
        """Return the 32-byte keyed hash of data under the current algorithm and key."""
        return keyed_hash(self.algorithm, self.keys[self.key_version], data)

    def vouches(self, algorithm: str, key_version: int, data: bytes, value: bytes) -> bool:
        """Tell whether value is the keyed hash of data; False also when algorithm or key version is unknown."""
        key = self.keys.get(key_version)
        return key is not None and algorithm in _FUNCTIONS and keyed_hash(algorithm, key, data) == value


def keyed_hash(algorithm: str, key: bytes, data: bytes) -> bytes:
    """Return the 32-byte HMAC of data.

    Keyed, because whoever can write to the database could also compute a plain hash for a row of their own.
    """
    code = _keyed(algorithm, key).copy()
    code.update(data)
    return code.finalize()


def leaf(algorithm: str, subject: str, seq: int, head_hash: bytes) -> bytes:
    """Return the tree leaf for one chain head."""
    return _plain(algorithm, b"%s%s\n%d\n%s" % (_LEAF, subject.encode(), seq, head_hash))


def merkle_root(algorithm: str, leaves: Iterable[bytes]) -> bytes:
    """Return the root of the binary tree over leaves in their order; one pass, memory grows with the depth only."""
    peaks: list[tuple[int, bytes]] = []
    for value in leaves:
        node, height = value, 0
        while peaks and peaks[-1][0] == height:
            node, height = _plain(algorithm, _NODE + peaks.pop()[1] + node), height + 1
        peaks.append((height, node))
    if not peaks:
        return _plain(algorithm, b"")
    root = peaks.pop()[1]
    while peaks:
        root = _plain(algorithm, _NODE + peaks.pop()[1] + root)
    return root


@lru_cache(maxsize=16)
def _keyed(algorithm: str, key: bytes) -> hmac.HMAC:
    return hmac.HMAC(key, _FUNCTIONS[algorithm]())


def _plain(algorithm: str, data: bytes) -> bytes:
    digest = hashes.Hash(_FUNCTIONS[algorithm]())
    digest.update(data)
    return digest.finalize()
