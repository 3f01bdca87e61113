"""Encryption of single fields, blind indexes to find them by, and digests, behind one interface with two suites.

``sm`` uses SM4-GCM and HMAC-SM3 (GB/T 32907, GB/T 32905), ``intl`` AES-256-GCM and HMAC-SHA-256. The suite and the
key's version stand in the first byte of every ciphertext, so that keys can be rotated and suites mixed.
"""

import hmac as plain_hmac
import os
from functools import lru_cache
from hashlib import sha256

from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

_NONCE = 12
_TAG = 16
_SM4 = 0x10
_AES = 0x20
_KEY_VERSION = 1
_BLIND_INDEX_BYTES = 16


def sm3(data: bytes) -> bytes:
    """Return the SM3 digest (32 bytes) of ``data`` (GB/T 32905-2016)."""
    digest = hashes.Hash(hashes.SM3())
    digest.update(data)
    return digest.finalize()


def hmac_sm3(key: bytes, data: bytes) -> bytes:
    """Return the 32-byte HMAC-SM3 of ``data``."""
    mac = hmac.HMAC(key, hashes.SM3())
    mac.update(data)
    return mac.finalize()


def encrypt(text: str) -> bytes:
    """Return ``text`` encrypted and authenticated with the deployment's field key: header, nonce, ciphertext, tag."""
    nonce = os.urandom(_NONCE)
    plain = text.encode()
    if settings.WEIBAO_CRYPTO_SUITE == "sm":
        header = bytes([_SM4 | _KEY_VERSION])
        encryptor = Cipher(algorithms.SM4(_sm4_key()), modes.GCM(nonce)).encryptor()
        encryptor.authenticate_additional_data(header)
        return header + nonce + encryptor.update(plain) + encryptor.finalize() + encryptor.tag
    header = bytes([_AES | _KEY_VERSION])
    return header + nonce + AESGCM(_aes_key()).encrypt(nonce, plain, header)


def decrypt(sealed: bytes | memoryview) -> str:
    """Return the text that ``encrypt`` was given.

    Raises ``cryptography.exceptions.InvalidTag`` when the bytes were changed or made with another key.
    """
    raw = bytes(sealed)
    header, nonce, body = raw[:1], raw[1 : 1 + _NONCE], raw[1 + _NONCE :]
    if header[0] & 0xF0 == _SM4:
        decryptor = Cipher(algorithms.SM4(_sm4_key()), modes.GCM(nonce, body[-_TAG:])).decryptor()
        decryptor.authenticate_additional_data(header)
        return (decryptor.update(body[:-_TAG]) + decryptor.finalize()).decode()
    return AESGCM(_aes_key()).decrypt(nonce, body, header).decode()


def blind_index(text: str, purpose: str) -> bytes:
    """Return the 16 bytes by which an encrypted value can be found again without being readable.

    ``purpose`` separates fields: the same number as a phone and as a document gives different indexes.
    """
    data = f"{purpose}\x00{text}".encode()
    if settings.WEIBAO_CRYPTO_SUITE == "sm":
        return hmac_sm3(_index_key(), data)[:_BLIND_INDEX_BYTES]
    return plain_hmac.digest(_index_key(), data, "sha256")[:_BLIND_INDEX_BYTES]


@lru_cache(maxsize=1)
def _sm4_key() -> bytes:
    return sha256(b"sm4" + settings.WEIBAO_FIELD_KEY).digest()[:16]


@lru_cache(maxsize=1)
def _aes_key() -> bytes:
    return sha256(b"aes" + settings.WEIBAO_FIELD_KEY).digest()


@lru_cache(maxsize=1)
def _index_key() -> bytes:
    return sha256(b"index" + settings.WEIBAO_INDEX_KEY).digest()
