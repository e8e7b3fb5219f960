"""Which compressed forms of an answer a caller takes."""

from __future__ import annotations

from functools import lru_cache

from starlette.middleware.gzip import GZipMiddleware
from starlette.types import Receive, Scope, Send


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
    for name, value in scope["headers"]:
        if name == b"accept-encoding":
            return value if len(value) <= 200 else b""
    return b""


class Compression(GZipMiddleware):
    """Compresses answers that are not compressed yet, for callers who take that."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and "gzip" not in accepted_codings(accept_encoding(scope)):
            await self.app(scope, receive, send)
            return
        await super().__call__(scope, receive, send)
