"""
The crypto suite: digests, seals for personal data at rest, look-up keys and signatures.

Keys are derived (HKDF-SHA-256, RFC 5869) from the one secret in `settings.TONGBAN_DATA_KEY`, each for its own use.
"""

import hashlib
import hmac
import os
from functools import cache

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

NONCE_BYTES = 12
SEALED_NOTHING = NONCE_BYTES + 16  # bytes of a sealed empty text: what is longer says something


def digest(content: bytes) -> bytes:
    """Return the SHA-256 of the content."""
    return hashlib.sha256(content).digest()


def seal(text: str, *, use: str) -> bytes:
    """Encrypt a text (AES-256-GCM); `use` names the column, so that a value cannot be moved to another."""
    return seal_bytes(text.encode(), use=use)


def unseal(sealed: bytes, *, use: str) -> str:
    """Decrypt what `seal` made; raise `cryptography.exceptions.InvalidTag` when it was altered."""
    return unseal_bytes(sealed, use=use).decode()


def seal_bytes(content: bytes, *, use: str) -> bytes:
    """Encrypt a content as `seal` does a text."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + _cipher().encrypt(nonce, content, use.encode())


def unseal_bytes(sealed: bytes, *, use: str) -> bytes:
    """Decrypt what `seal_bytes` made; raise `cryptography.exceptions.InvalidTag` when it was altered."""
    return _cipher().decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], use.encode())


def lookup_key(text: str, *, use: str) -> str:
    """Return a keyed digest (HMAC-SHA-256, hex) by which an encrypted value can be found again but not read."""
    return hmac.digest(_key(f"lookup:{use}"), text.encode(), "sha256").hex()


def signing_key(use: str) -> Ed25519PrivateKey:
    """Return the Ed25519 (RFC 8032) key of this installation for one use."""
    return Ed25519PrivateKey.from_private_bytes(_key(f"sign:{use}"))


@cache
def _cipher() -> AESGCM:
    return AESGCM(_key("seal"))


@cache
def _key(use: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=f"tongban:{use}".encode()).derive(
        settings.TONGBAN_DATA_KEY.encode()
    )
