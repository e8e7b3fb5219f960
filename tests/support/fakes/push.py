"""A push service and the browsers behind it (RFC 8030, 8188, 8291, 8292).

It trusts nothing that the sender's libraries say: signatures are checked, and what arrives is
decrypted with each subscription's own keys, by code of its own.
"""

from __future__ import annotations

import base64
import hmac
import json
import re
import time
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import count
from typing import Any
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from muster.web_push import generate_sender_key
from tests.support.fakes.faults import Delivery, FakeChat

BODY_MOST = 4_096
_VAPID = re.compile(r"vapid t=(?P<t>[A-Za-z0-9_.-]+), *k=(?P<k>[A-Za-z0-9_-]+)")
_TOPIC = re.compile(r"[A-Za-z0-9_-]{1,32}")
_URGENCIES = ("very-low", "low", "normal", "high")


def b64(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def unb64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _hkdf(salt: bytes, secret: bytes, info: bytes, length: int) -> bytes:
    """HKDF-SHA-256 of one block (RFC 5869): none longer is needed here."""
    key = hmac.digest(salt, secret, sha256)
    return hmac.digest(key, info + b"\x01", sha256)[:length]


def decrypted(body: bytes, private: ec.EllipticCurvePrivateKey, auth: bytes) -> bytes:
    """What one record of `aes128gcm` says to the holder of a subscription's keys (RFC 8291).

    Raises:
        ValueError: it is not for them, or no such record.
    """
    salt, size, length = body[:16], int.from_bytes(body[16:20], "big"), body[20]
    sender_point, record = body[21 : 21 + length], body[21 + length :]
    if len(record) > size:
        raise ValueError("more than one record")
    own_point = private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    sender = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender_point)
    shared = private.exchange(ec.ECDH(), sender)
    info = b"WebPush: info\x00" + own_point + sender_point
    secret = _hkdf(auth, shared, info, 32)
    key = _hkdf(salt, secret, b"Content-Encoding: aes128gcm\x00", 16)
    nonce = _hkdf(salt, secret, b"Content-Encoding: nonce\x00", 12)
    try:
        padded = AESGCM(key).decrypt(nonce, record, None)
    except InvalidTag:
        raise ValueError("not for this subscription") from None
    plain = padded.rstrip(b"\x00")
    if plain[-1:] != b"\x02":
        raise ValueError("no last record")
    return plain[:-1]


@dataclass
class FakeBrowser:
    """A browser that subscribed: its keys, and what its device shows, by tag.

    Attributes:
        sender: the public key that it subscribed to; None: anybody's.
        online: whether what comes is shown at once; it waits at the service otherwise.
        waiting: what waits, by topic, or by a number where it has none.
    """

    name: str
    endpoint: str
    private: ec.EllipticCurvePrivateKey
    auth: bytes
    sender: str | None
    online: bool = True
    gone: bool = False
    shown: dict[str, dict[str, Any]] = field(default_factory=dict)
    arrived: list[dict[str, Any]] = field(default_factory=list)
    waiting: dict[str, bytes] = field(default_factory=dict)

    @property
    def p256dh(self) -> str:
        public = self.private.public_key()
        return b64(public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))

    def receive(self, body: bytes) -> dict[str, Any]:
        """Decrypt a message and show it: one of the same tag takes the place of the first."""
        told = json.loads(decrypted(body, self.private, self.auth))
        self.arrived.append(told)
        self.shown[told["n"]] = told
        return told


class FakePushService(FakeChat):
    """Takes messages for its browsers; `now` is its clock, in seconds since 1970."""

    sending = "push"

    def __init__(self, url: str = "") -> None:
        super().__init__()
        self.url = url or getattr(self, "url", "")
        self.browsers: dict[str, FakeBrowser] = {}
        self.now = time.time
        self.sender_key: str = getattr(self, "sender_key", None) or generate_sender_key()
        """A private key for whoever sends here."""
        self.refused: list[str] = []
        """Why each request was refused that was, in words."""
        self._numbers = count(1)

    def routes(self) -> list[Route]:
        return [*self.control_routes(), Route("/push/{name}", self.call, methods=["POST"])]

    def subscribe(
        self, name: str, sender: str | None = None, *, host: str | None = None
    ) -> FakeBrowser:
        """A new browser called `name`; at another host name, where that also leads here."""
        base = self.url if host is None else self.url.replace("127.0.0.1", host)
        private = ec.generate_private_key(ec.SECP256R1())
        browser = FakeBrowser(
            name, f"{base}/push/{name}", private, sha256(name.encode()).digest()[:16], sender
        )
        self.browsers[name] = browser
        return browser

    def come_online(self, name: str) -> None:
        """The device has a network again: it gets what still waits for it."""
        browser = self.browsers[name]
        browser.online = True
        for body in browser.waiting.values():
            self._deliver(browser, body, {})
        browser.waiting.clear()

    async def call(self, request: Request) -> Response:
        name = request.path_params["name"]
        return await self.serve(request, "push", name, lambda: self._push(request, name))

    async def _push(self, request: Request, name: str) -> Response:
        body = await request.body()
        browser = self.browsers.get(name)
        if browser is None:
            return self._refuse(404, "no such subscription")
        if browser.gone:
            return self._refuse(410, "the subscription has ended")
        refusal = self._refusal(request, browser)
        if refusal is not None:
            return refusal
        if len(body) > BODY_MOST:
            return self._refuse(413, "too large")
        headers = dict(request.headers)
        message_id = str(next(self._numbers))
        answer = Response(status_code=201, headers={"Location": f"{self.url}/message/{message_id}"})
        if browser.online:
            try:
                self._deliver(browser, body, headers)
            except ValueError as error:
                return self._refuse(400, str(error))
        elif int(headers["ttl"]) > 0:
            browser.waiting[headers.get("topic", message_id)] = body
        return answer

    def _deliver(self, browser: FakeBrowser, body: bytes, headers: dict[str, str]) -> None:
        told = browser.receive(body)
        request = {"headers": headers, "payload": told, "size": len(body)}
        self.deliveries.append(
            Delivery(browser.name, told["b"], str(len(self.deliveries) + 1), told["n"], request)
        )

    def _refusal(self, request: Request, browser: FakeBrowser) -> Response | None:
        """What RFC 8030 and 8292 refuse."""
        headers = request.headers
        if not headers.get("ttl", "").isdecimal():
            return self._refuse(400, "no TTL")
        if headers.get("content-encoding") != "aes128gcm":
            return self._refuse(400, "no aes128gcm")
        if "topic" in headers and not _TOPIC.fullmatch(headers["topic"]):
            return self._refuse(400, "no topic")
        if headers.get("urgency", "normal") not in _URGENCIES:
            return self._refuse(400, "no urgency")
        found = _VAPID.fullmatch(headers.get("authorization", ""))
        if found is None:
            return self._refuse(401, "no vapid")
        problem = self._vapid_problem(found["t"], found["k"], browser)
        return None if problem is None else self._refuse(403, problem)

    def _vapid_problem(self, token: str, key: str, browser: FakeBrowser) -> str | None:
        head, claims, signature = token.split(".")
        header, told = json.loads(unb64(head)), json.loads(unb64(claims))
        raw = unb64(signature)
        public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), unb64(key))
        der = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
        try:
            public.verify(der, f"{head}.{claims}".encode(), ec.ECDSA(SHA256()))
        except InvalidSignature:
            return "the signature is wrong"
        if header.get("alg") != "ES256":
            return "the algorithm is wrong"
        parts = urlsplit(browser.endpoint)
        if told.get("aud") != f"{parts.scheme}://{parts.netloc}":
            return "the audience is another"
        if not self.now() < told.get("exp", 0) <= self.now() + 86_400:
            return "expired, or good for more than a day"
        if not str(told.get("sub", "")).startswith(("mailto:", "https://")):
            return "nobody answers for it"
        if browser.sender not in (None, key):
            return "the subscription is another sender's"
        return None

    def _refuse(self, status: int, why: str) -> Response:
        self.refused.append(why)
        return Response(why, status)
