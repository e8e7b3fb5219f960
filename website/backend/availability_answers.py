"""The answers of `GET /api/availability` as ready bytes.

Per version and audience the parts that everybody shares are encoded and compressed once; what is a
viewer's own (`my_status`, in a field of one fixed length) is put between them for each answer.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b

import orjson
from fastapi import Response

from muster.availability.rules import (
    STATUSES,
    DateRange,
    SessionReady,
    Status,
    resolve_range,
    session_ready,
)
from muster.clock import CommunityClock
from muster.identity.rules import Viewer
from website.backend import gzip_pieces
from website.backend.day_cache import DayCache, ReadyDay

_MOST_PAGES = 64
_MOST_QUERIES = 512
_LONGEST_QUERY = 128
_WORTH_COMPRESSING = 0.6
_WIDTH = len('"NOT_PLAYING"')


def _own_status(status: Status | None) -> bytes:
    shown = b"null" if status is None else b'"%s"' % status.encode()
    return b',"my_status":' + shown.ljust(_WIDTH) + b"}"


_STATUSES: tuple[Status | None, ...] = (None, *STATUSES)
_OWN: dict[Status | None, bytes] = {status: _own_status(status) for status in _STATUSES}
_OWN_STORED = {status: gzip_pieces.stored_piece(piece) for status, piece in _OWN.items()}
_COMMA_STORED = gzip_pieces.stored_piece(b",")
_LETTER = {status: status[0] if status else "-" for status in _STATUSES}


@dataclass(frozen=True, slots=True)
class AvailabilityQuery:
    """A validated query string; dates that were not given are None and follow the calendar."""

    first: date | None
    last: date | None
    include_users: bool


class ReadyResponse(Response):
    """An answer whose bytes and headers are ready; nothing is encoded or measured again."""

    def __init__(self, status: int, body: bytes, headers: list[tuple[bytes, bytes]]) -> None:
        self.status_code = status
        self.body = body
        self.raw_headers = headers.copy()  # layers above add to the list that they are given
        self.background = None


def _headers(length: int, etag: bytes, *, compressed: bool) -> list[tuple[bytes, bytes]]:
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", b"%d" % length),
        (b"etag", b"W/" + etag),
        (b"cache-control", b"private, no-cache"),
        (b"vary", b"Cookie, Accept-Encoding"),
    ]
    if compressed:
        headers.append((b"content-encoding", b"gzip"))
    return headers


def _not_modified(etag: bytes) -> ReadyResponse:
    return ReadyResponse(
        304,
        b"",
        [
            (b"etag", b"W/" + etag),
            (b"cache-control", b"private, no-cache"),
            (b"vary", b"Cookie, Accept-Encoding"),
        ],
    )


class _Page:
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
        self._head = (
            orjson.dumps({"from": wanted.first, "to": wanted.last, "statuses": STATUSES})[:-1]
            + b',"days":['
        )
        self._tail = (
            b"],"
            + orjson.dumps(
                {
                    "viewer": {"authenticated": signed_in, "linked_discord": linked},
                    "session_ready": {
                        "date": ready.date,
                        "ready": ready.ready,
                        "looking_count": ready.looking_count,
                        "threshold": ready.threshold,
                        "event_key": ready.event_key,
                    },
                }
            )[1:]
        )
        self._parts = self._interleaved(
            [day.named if named else day.aggregate for day in days],
            _OWN[None] if signed_in else b"}",
        )
        body = b"".join(self._parts)
        self._length = len(body)
        self._checksum = zlib.crc32(body)
        self._digest = blake2b(body, digest_size=9).hexdigest()
        self._compressed_parts: list[bytes] | None = None
        self._compressed_size: int | None = None
        self._effects: list[dict[Status | None, int]] = []
        self._shared: dict[bool, tuple[bytes, list[tuple[bytes, bytes]]]] = {}

    def _interleaved(self, days: Sequence[bytes], own: bytes) -> list[bytes]:
        """Head; each day, a viewer's own part and a comma, but for the last; then the tail.

        A day's bytes are the day's own object, so pages that share a day share its memory.
        """
        parts = [self._head]
        for day in days:
            parts += [day, own, b","]
        parts[-1] = self._tail
        return parts

    def shared_answer(self, if_none_match: bytes | None, *, gzip: bool) -> ReadyResponse:
        """The answer for everybody who has nothing of their own in it."""
        etag = b'"%s"' % self._digest.encode()
        if if_none_match is not None and etag in if_none_match:
            return _not_modified(etag)
        ready = self._shared.get(gzip)
        if ready is None:
            body = b"".join(self._parts)
            if gzip:
                body = (
                    gzip_pieces.HEADER
                    + gzip_pieces.compressed_piece(body)
                    + gzip_pieces.trailer(self._checksum, self._length)
                )
            ready = body, _headers(len(body), etag, compressed=gzip)
            self._shared[gzip] = ready
        return ReadyResponse(200, *ready)

    def own_answer(self, user_id: int, if_none_match: bytes | None, *, gzip: bool) -> ReadyResponse:
        """The answer for one signed-in viewer."""
        statuses: list[Status | None] = [day.status_of.get(user_id) for day in self._days]
        letters = "".join([_LETTER[status] for status in statuses])
        version = blake2b((self._digest + letters).encode(), digest_size=9).hexdigest()
        etag = b'"%s"' % version.encode()
        if if_none_match is not None and etag in if_none_match:
            return _not_modified(etag)
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
        return ReadyResponse(200, body, _headers(len(body), etag, compressed=gzip))

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


class AvailabilityAnswers:
    """Answers reads of availability, from memory where it holds all that is needed."""

    def __init__(self, days: DayCache, clock: CommunityClock, threshold: int) -> None:
        self._days = days
        self._clock = clock
        self._threshold = threshold
        self._pages: dict[tuple[object, ...], _Page] = {}
        self._queries: dict[bytes, AvailabilityQuery] = {}
        self._version = days.version

    def known_query(self, query_string: bytes) -> AvailabilityQuery | None:
        """What a query string was validated to before, if it was."""
        return self._queries.get(query_string)

    def know_query(self, query_string: bytes, query: AvailabilityQuery) -> None:
        """Remember what a query string was validated to."""
        if len(query_string) > _LONGEST_QUERY:
            return
        if len(self._queries) >= _MOST_QUERIES:
            self._queries.clear()
        self._queries[query_string] = query

    def from_memory(
        self,
        query: AvailabilityQuery,
        viewer: Viewer | None,
        if_none_match: bytes | None,
        *,
        gzip: bool,
    ) -> ReadyResponse | None:
        """The answer, or None when the database has to be asked."""
        if not self._days.believed:
            return None
        if self._version != self._days.version:
            self._pages.clear()
            self._version = self._days.version
        today = self._clock.today()
        key = (query, today, viewer is not None, viewer is not None and viewer.linked)
        page = self._pages.get(key)
        if page is None:
            wanted = resolve_range(query.first, query.last, today)
            days = self._days.get((*wanted.days(), today))
            if days is None:
                return None
            page = self._build(days, wanted, query, viewer)
            if len(self._pages) >= _MOST_PAGES:
                del self._pages[next(iter(self._pages))]
            self._pages[key] = page
        return self._answer(page, viewer, if_none_match, gzip=gzip)

    async def load(
        self,
        query: AvailabilityQuery,
        viewer: Viewer | None,
        if_none_match: bytes | None,
        *,
        gzip: bool,
    ) -> ReadyResponse:
        """The answer, for which the database is asked where memory does not hold it.

        Raises:
            RangeInvalid, RangeTooLong: the range does not fit.
            DatabaseUnavailable: it had to be asked and did not answer.
        """
        today = self._clock.today()
        wanted = resolve_range(query.first, query.last, today)
        days = await self._days.load((*wanted.days(), today))
        page = self._build(days, wanted, query, viewer)
        return self._answer(page, viewer, if_none_match, gzip=gzip)

    def _build(
        self,
        days: list[ReadyDay],
        wanted: DateRange,
        query: AvailabilityQuery,
        viewer: Viewer | None,
    ) -> _Page:
        *shown, today = days
        linked = viewer is not None and viewer.linked
        return _Page(
            shown,
            wanted,
            session_ready(today.day, self._threshold),
            signed_in=viewer is not None,
            linked=linked,
            named=linked and query.include_users,
        )

    @staticmethod
    def _answer(
        page: _Page, viewer: Viewer | None, if_none_match: bytes | None, *, gzip: bool
    ) -> ReadyResponse:
        if viewer is None:
            return page.shared_answer(if_none_match, gzip=gzip)
        return page.own_answer(viewer.user_id, if_none_match, gzip=gzip)
