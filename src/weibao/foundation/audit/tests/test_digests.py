"""The keyed hash and the tree over chain heads."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weibao.foundation.audit.rules.digests import Algorithm, Keyring, keyed_hash, leaf, merkle_root
from weibao.foundation.kernel.crypto import sm3

PLAIN = {Algorithm.SM3: sm3, Algorithm.SHA256: lambda data: sha256(data).digest()}
KEY = b"k" * 40


def hmac_by_definition(plain, key: bytes, data: bytes) -> bytes:
    padded = key.ljust(64, b"\0")
    inner = plain(bytes(b ^ 0x36 for b in padded) + data)
    return plain(bytes(b ^ 0x5C for b in padded) + inner)


def root_by_definition(plain, leaves: list[bytes]) -> bytes:
    """RFC 6962 section 2.1: split at the largest power of two below the count."""
    if not leaves:
        return plain(b"")
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return plain(b"\1" + root_by_definition(plain, leaves[:split]) + root_by_definition(plain, leaves[split:]))


@pytest.mark.parametrize("algorithm", Algorithm)
@given(data=st.binary(max_size=200))
def test_the_keyed_hash_is_hmac(algorithm: Algorithm, data: bytes):
    assert keyed_hash(algorithm, KEY, data) == hmac_by_definition(PLAIN[algorithm], KEY, data)


@pytest.mark.parametrize("algorithm", Algorithm)
@given(leaves=st.lists(st.binary(min_size=32, max_size=32), max_size=40))
def test_the_root_is_that_of_a_balanced_tree(algorithm: Algorithm, leaves: list[bytes]):
    assert merkle_root(algorithm, iter(leaves)) == root_by_definition(PLAIN[algorithm], leaves)


def test_a_leaf_tells_subject_number_and_hash_apart():
    leaves = {leaf("sm3", "ticket:1", 12, b"h"), leaf("sm3", "ticket:11", 2, b"h"), leaf("sm3", "ticket:1", 1, b"2\nh")}

    assert len(leaves) == 3


def test_a_keyring_vouches_only_for_what_its_keys_made():
    keys = Keyring(Algorithm.SM3, 2, {1: b"old" * 16, 2: KEY})
    value = keys.sign(b"data")

    assert keys.vouches("sm3", 2, b"data", value)
    assert not keys.vouches("sm3", 1, b"data", value)
    assert not keys.vouches("sm3", 3, b"data", value)
    assert not keys.vouches("md5", 2, b"data", value)
    assert not keys.vouches("sha256", 2, b"data", value)
    assert not keys.vouches("sm3", 2, b"other", value)
    assert keys.vouches("sha256", 1, b"data", keyed_hash("sha256", b"old" * 16, b"data"))
