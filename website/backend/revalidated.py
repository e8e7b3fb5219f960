"""Answers that their caller may have already: a 304 in their place where nothing changed."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b
from typing import Any, Final

from fastapi import Request

from website.backend.availability_json import ReadyResponse, answer_headers, not_modified
from website.backend.encodings import header_of

NOT_MODIFIED: Final[Mapping[int | str, dict[str, Any]]] = {
    304: {"description": "Nothing changed since the ETag."}
}
"""What a route says in its `responses` that answers so."""


def revalidated(request: Request, body: bytes) -> ReadyResponse:
    """The answer with an ETag of its bytes, or that the caller has these bytes already.

    It is read and made all the same: what is spared is sending it.
    """
    etag = b'"%s"' % blake2b(body, digest_size=9).hexdigest().encode()
    if etag in header_of(request.scope, b"if-none-match"):
        return not_modified(etag)
    return ReadyResponse(200, body, answer_headers(len(body), etag, compressed=False))
