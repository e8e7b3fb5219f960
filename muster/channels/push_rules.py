"""Devices that hear by web push: what their browsers give us, and where we may send. Pure."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from urllib.parse import urlsplit

from muster.reach import reach_of
from muster.words import Sentence, words

say = words("input")

DEVICES_MOST = 10
"""Devices a person."""

ENDPOINT_MOST = 1_000
KEY_MOST = 128
NAME_MOST = 60
UNKNOWN_BROWSER = "A browser"

_VISIBLE = re.compile(r"[!-~]+")
_NAME = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))+", re.IGNORECASE)
_INSIDE = (".localhost", ".local", ".internal", ".lan", ".home.arpa", ".intranet")


@dataclass(frozen=True, slots=True)
class PushSubscription:
    """How a browser is reached, as it says itself; contact data, all of it.

    Attributes:
        endpoint: where its push service takes messages for it.
        p256dh, auth: what they are encrypted with, so that the service cannot read them.
    """

    endpoint: str
    p256dh: str
    auth: str

    @property
    def text(self) -> str:
        """As it is stored, encrypted."""
        return json.dumps([self.endpoint, self.p256dh, self.auth])


def stored_subscription(text: str) -> PushSubscription | None:
    """What `PushSubscription.text` wrote; None where it did not."""
    try:
        endpoint, p256dh, auth = json.loads(text)
    except (ValueError, TypeError):
        return None
    return PushSubscription(str(endpoint), str(p256dh), str(auth))


class SealedDevice(NamedTuple):
    """A device as it is stored; `sender_key` names the key that its browser subscribed to."""

    device_id: int
    encrypted: bytes
    sender_key: str


@dataclass(frozen=True, slots=True)
class PushDevice:
    """A device as it is sent to."""

    device_id: int
    sender_key: str
    subscription: PushSubscription


@dataclass(frozen=True, slots=True)
class Device:
    """A device as its owner sees it.

    Attributes:
        name: its browser and system.
        since: when it was let in (aware).
        current: whether it is the browser that is asking.
        sender_key: names the key of ours that it subscribed to.
    """

    device_id: int
    name: str
    since: datetime
    current: bool
    sender_key: str


def endpoint_problem(endpoint: str, *, private: bool) -> Sentence | None:
    """What is wrong with an endpoint, to stand beside its name; None for one that may be stored.

    Names are looked up only when something is sent, and then lead to public addresses alone.

    Args:
        private: whether addresses on this network are allowed, and http.
    """
    if not 1 <= len(endpoint) <= ENDPOINT_MOST or not _VISIBLE.fullmatch(endpoint):
        return say("address-of-most", number=f"{ENDPOINT_MOST}")
    try:
        parts = urlsplit(endpoint)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return say("must-be-address")
    odd = "@" in parts.netloc or "#" in endpoint or parts.netloc.endswith(":")
    if odd or not host or ":" in host:
        return say("must-be-plain-address")
    if private:
        return None if parts.scheme in ("https", "http") else say("must-be-https")
    if parts.scheme != "https":
        return say("must-be-https")
    return None if _is_public_name(host) else say("must-be-push-service")


def _is_public_name(host: str) -> bool:
    if not _NAME.fullmatch(host) or host.lower().endswith(_INSIDE):
        return False
    # What is numbers alone is an address in some spelling: push services have names.
    return not host.rpartition(".")[2].isdecimal()


def is_public(address: str) -> bool:
    """Whether an IP address is one of the internet's, and nobody's own network."""
    return reach_of(address) == "public"
