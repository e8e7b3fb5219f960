"""Answers of `GET /api/availability` that many people share, as ready bytes.

Per version and audience the parts that everybody shares are encoded and compressed once; what is a
viewer's own (`my_status`, in a field of one fixed length) is put between them for each answer.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from hashlib import blake2b

from muster.availability.rules import STATUSES, DateRange, SessionReady, Status
from website.backend import gzip_pieces
from website.backend.availability_json import (
    ReadyResponse,
    after_days,
    answer_headers,
    before_days,
    interleaved,
    not_modified,
    own_status,
)
from website.backend.day_cache import ReadyDay

_WORTH_COMPRESSING = 0.6

_STATUSES: tuple[Status | None, ...] = (None, *STATUSES)
_OWN: dict[Status | None, bytes] = {status: own_status(status) for status in _STATUSES}
_OWN_STORED = {status: gzip_pieces.stored_piece(piece) for status, piece in _OWN.items()}
_COMMA_STORED = gzip_pieces.stored_piece(b",")
_LETTER = {status: status[0] if status else "-" for status in _STATUSES}


class Page:
    """One version of a range for one audience."""

    def __init__(
        self,
        days: Sequence[ReadyDay],
        wanted: DateRange,
        ready: SessionReady,
        *,
        signed_in: bool,
        linked: bool,
        named: bool,
    ) -> None:
        self._days = days
        self._named = named
        self._head = before_days(wanted)
        self._tail = after_days(ready, signed_in=signed_in, linked=linked)
        self._parts = interleaved(
            self._head,
            [day.named if named else day.aggregate for day in days],
            [_OWN[None] if signed_in else b"}"] * len(days),
            self._tail,
        )
        body = b"".join(self._parts)
        self._length = len(body)
        self._checksum = zlib.crc32(body)
        self._digest = blake2b(body, digest_size=9).hexdigest()
        self._compressed_parts: list[bytes] | None = None
        self._compressed_size: int | None = None
        self._effects: list[dict[Status | None, int]] = []
        self._shared: dict[bool, tuple[bytes, list[tuple[bytes, bytes]]]] = {}

    def shared_answer(self, if_none_match: bytes | None, *, gzip: bool) -> ReadyResponse:
        """The answer for everybody who has nothing of their own in it."""
        etag = b'"%s"' % self._digest.encode()
        if if_none_match is not None and etag in if_none_match:
            return not_modified(etag)
        ready = self._shared.get(gzip)
        if ready is None:
            body = b"".join(self._parts)
            if gzip:
                body = (
                    gzip_pieces.HEADER
                    + gzip_pieces.compressed_piece(body)
                    + gzip_pieces.trailer(self._checksum, self._length)
                )
            ready = body, answer_headers(len(body), etag, compressed=gzip)
            self._shared[gzip] = ready
        return ReadyResponse(200, *ready)

    def own_answer(self, user_id: int, if_none_match: bytes | None, *, gzip: bool) -> ReadyResponse:
        """The answer for one signed-in viewer."""
        statuses: list[Status | None] = [day.status_of.get(user_id) for day in self._days]
        letters = "".join([_LETTER[status] for status in statuses])
        version = blake2b((self._digest + letters).encode(), digest_size=9).hexdigest()
        etag = b'"%s"' % version.encode()
        if if_none_match is not None and etag in if_none_match:
            return not_modified(etag)
        # Where pieces are so small that compressing each by itself gains little, the layer that
        # compresses any answer does better with the whole.
        gzip = gzip and self._compressed_length() < self._length * _WORTH_COMPRESSING
        if gzip:
            parts = self._compressed().copy()
            parts[2:-1:3] = [_OWN_STORED[status] for status in statuses]
            checksum = self._checksum
            for effect, status in zip(self._effects, statuses, strict=True):
                checksum ^= effect[status]
            parts.append(gzip_pieces.trailer(checksum, self._length))
        else:
            parts = self._parts.copy()
            parts[2:-1:3] = [_OWN[status] for status in statuses]
        body = b"".join(parts)
        return ReadyResponse(200, body, answer_headers(len(body), etag, compressed=gzip))

    def _compressed_length(self) -> int:
        if self._compressed_size is None:
            own = len(self._days) * len(_OWN_STORED[None])
            self._compressed_size = sum(map(len, self._compressed())) + own
        return self._compressed_size

    def _compressed(self) -> list[bytes]:
        if self._compressed_parts is None:
            parts = [gzip_pieces.HEADER + gzip_pieces.compressed_piece(self._head)]
            for day in self._days:
                piece = day.named_compressed if self._named else day.aggregate_compressed
                parts += [piece, b"", _COMMA_STORED]
            parts[-1] = gzip_pieces.compressed_piece(self._tail)
            self._compressed_parts = parts
            following = self._length - len(self._head) + 1
            for part in self._parts[1:-1:3]:
                following -= len(part) + len(_OWN[None]) + 1
                self._effects.append(
                    {
                        status: gzip_pieces.exchange_effect(_OWN[None], piece, following)
                        for status, piece in _OWN.items()
                    }
                )
        return self._compressed_parts
