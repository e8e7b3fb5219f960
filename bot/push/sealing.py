"""A message for one browser, which nobody on the way can read (RFC 8291, `aes128gcm`).

Each message costs a key of its own and an agreement with the browser's, a third of a millisecond.
"""

from __future__ import annotations

from muster.channels.push_rules import PushSubscription
from muster.web_push import decoded

PLAIN_MOST = 3_000
"""Bytes of a payload; push services take 4,096 of what is encrypted."""

_RECORD = 4_096


def sealed(payload: bytes, subscription: PushSubscription) -> bytes:
    """`payload` as the body of a request to the subscription's push service.

    Raises:
        ValueError: the subscription's keys are none, or the payload is longer than `PLAIN_MOST`.
    """
    import http_ece
    from cryptography.hazmat.primitives.asymmetric import ec

    if len(payload) > PLAIN_MOST:
        raise ValueError("the payload is too long")
    point, secret = decoded(subscription.p256dh), decoded(subscription.auth)
    if point is None or secret is None:
        raise ValueError("no key")
    return http_ece.encrypt(
        payload,
        private_key=ec.generate_private_key(ec.SECP256R1()),
        dh=point,
        auth_secret=secret,
        rs=_RECORD,
        version="aes128gcm",
    )
