"""Keys: what is stored of a secret token, and the encryption key for contact data."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from cryptography.fernet import Fernet


def new_token() -> str:
    """A fresh secret of 256 bits, safe in a cookie or an address."""
    return secrets.token_urlsafe(32)


def token_hash(token: str, key: bytes) -> bytes:
    """What is stored of `token`: 32 bytes that only a holder of `key` can check it against."""
    return hmac.digest(key, token.encode("utf-8", "surrogatepass"), hashlib.sha256)


def generate_contact_key() -> str:
    """A fresh `CONTACT_DATA_ENCRYPTION_KEY` (Fernet, URL-safe base64)."""
    return Fernet.generate_key().decode()
