"""Web push's keys: ours, by which push services know the sender (VAPID, RFC 8292), and browsers'.

The libraries are loaded by the first call that needs them.
"""

from __future__ import annotations

import base64
import hashlib
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple, Protocol, Self
from urllib.parse import urlsplit

from pydantic import SecretStr

SIGNED_FOR = timedelta(hours=12)
"""How long a signature says that it is good; push services take a day at most."""

_SIGNED_AGAIN = timedelta(hours=11)
_MOST_SIGNATURES = 256
_POINT_BYTES, _AUTH_BYTES = 65, 16


class PushSettings(Protocol):
    """The settings that are needed here."""

    @property
    def muster_vapid_private_key(self) -> SecretStr | None: ...
    @property
    def push_subject(self) -> str: ...


def generate_sender_key() -> str:
    """A fresh `MUSTER_VAPID_PRIVATE_KEY`: 32 bytes of the curve P-256, in URL-safe base64."""
    from cryptography.hazmat.primitives.asymmetric import ec

    number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    return _encoded(number.to_bytes(32, "big"))


class SenderKey(NamedTuple):
    """What others may know of one of our keys.

    Attributes:
        key_id: names it, 16 characters.
        public: what browsers subscribe to, URL-safe base64.
    """

    key_id: str
    public: str


@lru_cache(maxsize=4)
def public_keys(private_keys: str) -> tuple[SenderKey, ...]:
    """What others may know of the keys in `MUSTER_VAPID_PRIVATE_KEY`, in their order.

    Raises:
        ValueError: one of them is no key.
    """
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    found: list[SenderKey] = []
    for key in private_keys.split(","):
        number = int.from_bytes(decoded(key.strip()) or b"", "big")
        public = ec.derive_private_key(number, ec.SECP256R1()).public_key()
        point = public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        found.append(SenderKey(hashlib.sha256(point).hexdigest()[:16], _encoded(point)))
    return tuple(found)


class SenderKeys:
    """Signs as the sender that browsers have subscribed to.

    The first key is the one that browsers subscribe to from now on; with the others it still signs
    for whoever subscribed to them.
    """

    def __init__(self, keys: list[str], subject: str) -> None:
        """Take private keys, the newest first, and who answers for them: `mailto:` or `https:`.

        Raises:
            ValueError: there is none, or one of them is no key.
        """
        import py_vapid  # pyright: ignore[reportMissingTypeStubs]  # the library ships none

        if not keys:
            raise ValueError("at least one key is needed")
        library: Any = py_vapid
        self.subject = subject
        named = public_keys(",".join(keys))
        self._signers: dict[str, Any] = {
            each.key_id: library.Vapid02.from_raw(key.encode())
            for each, key in zip(named, keys, strict=True)
        }
        self._signed: dict[tuple[str, str], tuple[str, datetime]] = {}
        self.first = named[0]

    @classmethod
    def from_settings(cls, settings: PushSettings) -> Self | None:
        """The keys of `MUSTER_VAPID_PRIVATE_KEY`; None where it is not set."""
        if settings.muster_vapid_private_key is None:
            return None
        listed = settings.muster_vapid_private_key.get_secret_value().split(",")
        return cls([key.strip() for key in listed], settings.push_subject)

    def __contains__(self, key_id: str) -> bool:
        return key_id in self._signers

    def authorization(self, key_id: str, endpoint: str, now: datetime) -> str:
        """The `Authorization` header for a request to `endpoint` at `now` (aware).

        Raises:
            KeyError: no key is called so.
        """
        parts = urlsplit(endpoint)
        audience = f"{parts.scheme}://{parts.netloc}"
        found = self._signed.get((key_id, audience))
        # Signed again early, and also where the clock was set back.
        if found is None or not now - _SIGNED_AGAIN < found[1] <= now:
            claims = {
                "aud": audience,
                "sub": self.subject,
                "exp": int((now + SIGNED_FOR).timestamp()),
            }
            found = (self._signers[key_id].sign(claims)["Authorization"], now)
            if len(self._signed) >= _MOST_SIGNATURES:
                self._signed.clear()
            self._signed[key_id, audience] = found
        return found[0]


def decoded(text: str) -> bytes | None:
    """The bytes that URL-safe base64 spells, with or without its padding; None where it is none."""
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except ValueError:
        return None


def is_private_key(text: str) -> bool:
    """Whether a text is a key as `generate_sender_key` makes them."""
    key = decoded(text)
    return key is not None and len(key) == 32 and any(key)


def is_browser_key(p256dh: str) -> bool:
    """Whether a text is a browser's public key: a point of the curve P-256."""
    point = decoded(p256dh)
    if point is None or len(point) != _POINT_BYTES:
        return False
    from cryptography.hazmat.primitives.asymmetric import ec

    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except ValueError:
        return False
    return True


def is_browser_secret(auth: str) -> bool:
    """Whether a text is a browser's `auth`: 16 bytes."""
    secret = decoded(auth)
    return secret is not None and len(secret) == _AUTH_BYTES


def _encoded(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()
