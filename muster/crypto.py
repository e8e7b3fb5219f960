"""Keys: what is stored of a secret token, and how contact data is encrypted."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from typing import Protocol, Self

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from pydantic import SecretStr


def new_token() -> str:
    """A fresh secret of 256 bits, safe in a cookie or an address."""
    return secrets.token_urlsafe(32)


def token_hash(token: str, key: bytes) -> bytes:
    """What is stored of `token`: 32 bytes that only a holder of `key` can check it against."""
    return hmac.digest(key, token.encode("utf-8", "surrogatepass"), hashlib.sha256)


def generate_contact_key() -> str:
    """A fresh `CONTACT_DATA_ENCRYPTION_KEY` (Fernet, URL-safe base64)."""
    return Fernet.generate_key().decode()


class KeySettings(Protocol):
    """The one setting that is needed here."""

    @property
    def contact_data_encryption_key(self) -> SecretStr | None: ...


class UnreadableContact(Exception):
    """No key opens the stored bytes: theirs was lost. The error holds neither bytes nor key."""


class ContactCipher:
    """Encrypts addresses at rest (`CONTACT_DATA_ENCRYPTION_KEY`: Fernet keys, the first encrypts).

    Equal addresses encrypt to different bytes, so that they are found by keyed hashes instead: the
    hash's key is derived from the Fernet key, and without it nobody can try addresses out.
    """

    def __init__(self, keys: Sequence[str]) -> None:
        """Take Fernet keys, the newest first.

        Raises:
            ValueError: there is none, or one of them is no Fernet key.
        """
        if not keys:
            raise ValueError("at least one key is needed")
        self._fernet = MultiFernet([Fernet(key) for key in keys])
        self._hash_keys = [_derived(key, b"muster contact address") for key in keys]
        self.key_ids = [_derived(key, b"muster contact key id")[:8].hex() for key in keys]
        """Names the keys, 16 characters each, and shows nothing of them."""
        self.key_id = self.key_ids[0]

    @classmethod
    def from_settings(cls, settings: KeySettings) -> Self | None:
        """The cipher of `CONTACT_DATA_ENCRYPTION_KEY`; None where it is not set."""
        if settings.contact_data_encryption_key is None:
            return None
        listed = settings.contact_data_encryption_key.get_secret_value().split(",")
        return cls([key.strip() for key in listed])

    def encrypt(self, text: str) -> bytes:
        """`text` under the first key; other bytes every time."""
        return self._fernet.encrypt(text.encode())

    def decrypt(self, encrypted: bytes) -> str:
        """The text, whichever of the keys encrypted it.

        Raises:
            UnreadableContact: none of them did, or the bytes were damaged.
        """
        try:
            return self._fernet.decrypt(encrypted).decode()
        except (InvalidToken, UnicodeDecodeError):
            raise UnreadableContact from None

    def hashes(self, channel: str, text: str) -> list[bytes]:
        """What an address may be stored under: 32 bytes for each key, the first key's first."""
        message = f"{channel}:{text}".encode()
        return [hmac.digest(key, message, hashlib.sha256) for key in self._hash_keys]


def _derived(key: str, purpose: bytes) -> bytes:
    return hmac.digest(base64.urlsafe_b64decode(key), purpose, hashlib.sha256)
