"""Answers that their caller may have already: a 304 in their place where nothing changed."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from hashlib import blake2b
from typing import Any, Final

from fastapi import Request

from website.backend.availability_json import ReadyResponse, answer_headers, not_modified
from website.backend.encodings import accept_encoding, accepted_codings, header_of

NOT_MODIFIED: Final[Mapping[int | str, dict[str, Any]]] = {
    304: {"description": "Nothing changed since the ETag."}
}
"""What a route says in its `responses` that answers so."""


class Packed:
    """An answer for many readers, with its gzip form; making one takes a while (`off_loop`)."""

    def __init__(self, body: bytes) -> None:
        self.body = body
        packer = zlib.compressobj(6, zlib.DEFLATED, zlib.MAX_WBITS | 16)
        self.compressed = packer.compress(body) + packer.flush()
        self.digest = blake2b(body, digest_size=9).hexdigest().encode()

    def wanted(self, request: Request) -> tuple[bytes, bool]:
        """(the form that the caller takes, whether it is the compressed one)."""
        compressed = "gzip" in accepted_codings(accept_encoding(request.scope))
        return self.compressed if compressed else self.body, compressed

    def answer(self, request: Request) -> ReadyResponse:
        """The answer as `revalidated` makes it, of which nothing is made again."""
        etag = b'"%s"' % self.digest
        if etag in header_of(request.scope, b"if-none-match"):
            return not_modified(etag)
        body, compressed = self.wanted(request)
        return ReadyResponse(200, body, answer_headers(len(body), etag, compressed=compressed))


def revalidated(request: Request, body: bytes) -> ReadyResponse:
    """The answer with an ETag of its bytes, or that the caller has these bytes already.

    It is read and made all the same: what is spared is sending it.
    """
    etag = b'"%s"' % blake2b(body, digest_size=9).hexdigest().encode()
    if etag in header_of(request.scope, b"if-none-match"):
        return not_modified(etag)
    return ReadyResponse(200, body, answer_headers(len(body), etag, compressed=False))
