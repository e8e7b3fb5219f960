"""Which compressed forms of an answer a caller takes."""

from __future__ import annotations

from functools import lru_cache

from starlette.middleware.gzip import GZipMiddleware, GZipResponder
from starlette.types import Message, Receive, Scope, Send


@lru_cache(maxsize=256)
def accepted_codings(header: bytes) -> frozenset[str]:
    """The codings that an Accept-Encoding header names, without those it refuses by ``q=0``."""
    accepted: set[str] = set()
    for part in header.decode("latin-1").lower().split(","):
        coding, _, parameters = part.partition(";")
        name, _, weight = parameters.strip().partition("=")
        try:
            refused = name.strip() == "q" and float(weight) == 0
        except ValueError:
            refused = False
        if not refused:
            accepted.add(coding.strip())
    return frozenset(accepted)


def accept_encoding(scope: Scope) -> bytes:
    """The request's Accept-Encoding header; empty where there is none or it is absurdly long."""
    value = header_of(scope, b"accept-encoding")
    return value if len(value) <= 200 else b""


def header_of(scope: Scope, wanted: bytes) -> bytes:
    """The first header of this name, in lower case; empty where there is none."""
    for name, value in scope["headers"]:
        if name == wanted:
            return value
    return b""


class Compression(GZipMiddleware):
    """Compresses answers that are not compressed yet, for callers who take that.

    What is compressed already passes at once: it is most of what is asked for, and Starlette's
    responder would look at each of its messages.
    """

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or "gzip" not in accepted_codings(accept_encoding(scope)):
            await self.app(scope, receive, send)
            return
        passed_on: Send | None = None

        async def send_compressed(message: Message) -> None:
            nonlocal passed_on
            if passed_on is None:
                passed_on = send if _is_encoded(message) else self._responder(send)
            await passed_on(message)

        await self.app(scope, receive, send_compressed)

    def _responder(self, send: Send) -> Send:
        responder = GZipResponder(
            self.app,
            self.minimum_size,
            compresslevel=self.compresslevel,
            thread_minimum_size=self.thread_minimum_size,
            exclude_content_types=self.exclude_content_types,
        )
        responder.send = send
        return responder.send_with_compression


def _is_encoded(start: Message) -> bool:
    return any(name == b"content-encoding" for name, _ in start.get("headers", ()))
