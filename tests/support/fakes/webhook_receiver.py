"""Somebody else's program that hears webhooks: HTTP/1.1 on a port of this machine, byte by byte, so
that it can do what a web framework would not.

It proves what it gets as the specification of Standard Webhooks says, by code of its own.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

_TOLERANCE_SECONDS = 300


class Unproven(Exception):
    """A message whose signature, or whose age, does not hold."""


def verify(secret: str, headers: dict[str, str], body: bytes, now: datetime) -> dict[str, Any]:
    """The message of a request, proven (Standard Webhooks, "Verifying webhooks").

    Raises:
        Unproven: it is not the sender's, was changed, or is old.
    """
    message_id = headers.get("webhook-id")
    stamp = headers.get("webhook-timestamp")
    signatures = headers.get("webhook-signature")
    if not message_id or not stamp or not signatures or not stamp.isdigit():
        raise Unproven("a header is missing")
    if abs(int(stamp) - now.timestamp()) > _TOLERANCE_SECONDS:
        raise Unproven("the timestamp is too far from now")
    prefix, _, encoded = secret.partition("_")
    assert prefix == "whsec"
    key = base64.b64decode(encoded)
    assert 24 <= len(key) <= 64, "between 192 and 512 bits"
    signed = message_id.encode() + b"." + stamp.encode() + b"." + body
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    for each in signatures.split(" "):
        version, _, given = each.partition(",")
        if version == "v1" and hmac.compare_digest(given, expected):
            return json.loads(body)
    raise Unproven("no signature is the secret's")


@dataclass(frozen=True)
class Got:
    """A request as it came."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def message_id(self) -> str:
        return self.headers["webhook-id"]


@dataclass
class Receiver:
    """What came, and what is done about it.

    Attributes:
        answers: what the next requests are answered with, raw, one each; then 204. `hang`: not at
            all; `reset`: the connection ends once the request was read; `endless`: headers without
            end; `drip`: a head that comes a byte at a time.
        released: set it to let those that hang go on to their 204.
    """

    url: str
    answers: list[bytes | str] = field(default_factory=list[bytes | str])
    got: list[Got] = field(default_factory=list[Got])
    connections: int = 0
    released: asyncio.Event = field(default_factory=asyncio.Event)
    on_request: Callable[[], None] = lambda: None

    def proven(self, secret: str, now: datetime) -> list[dict[str, Any]]:
        """Every message that came, each proven."""
        return [verify(secret, each.headers, each.body, now) for each in self.got]


def status(code: int, *headers: str, body: bytes = b"") -> bytes:
    """An answer, raw."""
    lines = [f"HTTP/1.1 {code} Word", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


@asynccontextmanager
async def receiver(host: str = "127.0.0.1", ssl: Any = None) -> AsyncGenerator[Receiver, None]:
    """One that listens until the block ends."""
    writers: set[asyncio.StreamWriter] = set()
    here = Receiver("")

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.add(writer)
        here.connections += 1
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            await _serve(here, reader, writer)
        writer.close()
        writers.discard(writer)

    server = await asyncio.start_server(serve, host, 0, ssl=ssl)
    port = server.sockets[0].getsockname()[1]
    shown = f"[{host}]" if ":" in host else host
    here.url = f"{'https' if ssl else 'http'}://{shown}:{port}"
    try:
        yield here
    finally:
        server.close()
        here.released.set()
        for writer in list(writers):
            writer.transport.abort()


async def _serve(
    here: Receiver, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    first, *lines = head.strip().split("\r\n")
    method, path, _ = first.split(" ")
    assert method == "POST"
    headers = {name.lower(): value for name, _, value in (each.partition(": ") for each in lines)}
    body = await reader.readexactly(int(headers["content-length"]))
    here.got.append(Got(path, headers, body))
    answer = here.answers.pop(0) if here.answers else status(204)
    here.on_request()
    match answer:
        case "hang":
            await here.released.wait()
            writer.write(status(204))
        case "reset":
            writer.transport.abort()
        case "endless":
            writer.write(b"HTTP/1.1 200 OK\r\n")
            while True:
                writer.write(b"X-More: " + b"y" * 1000 + b"\r\n")
                await writer.drain()
        case "drip":
            for byte in b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100_000:
                writer.write(bytes([byte]))
                await writer.drain()
                await asyncio.sleep(0.01)
        case bytes():
            writer.write(answer)
        case _:
            raise AssertionError(answer)
    await writer.drain()
