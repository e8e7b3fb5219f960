"""Reads of days that memory does not keep, so that they cost everybody else next to nothing.

PostgreSQL puts names together, a thread encodes and compresses; one read at a time, a share for
each address, and nothing of it is kept.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b

from limits import RateLimitItemPerMinute

from muster.availability import service
from muster.availability.rules import (
    STATUSES,
    DateRange,
    SessionReady,
    Status,
    StatusGroup,
)
from muster.database import Database
from muster.identity.rules import Viewer
from muster.off_loop import off_loop
from website.backend import gzip_pieces
from website.backend.availability_json import (
    ReadyResponse,
    after_days,
    aggregate_day,
    answer_headers,
    before_days,
    interleaved,
    not_modified,
    own_status,
)
from website.backend.rate_limits import RateLimits
from website.backend.turns import Caller, Turns

MONTHS_A_MINUTE = RateLimitItemPerMinute(180)
"""Begun months of 31 days for one address: 180 single days or months, or 30 longest ranges."""

_DAYS_OF_A_MONTH = 31
_NOBODY_WAITS = 499  # as nginx counts them; nobody sees it


@dataclass(frozen=True, slots=True)
class ColdRead:
    """What is to be read, and for whom; `ready` is tonight's session."""

    wanted: DateRange
    ready: SessionReady
    viewer: Viewer | None
    include_users: bool

    @property
    def linked(self) -> bool:
        return self.viewer is not None and self.viewer.linked

    @property
    def named(self) -> bool:
        return self.linked and self.include_users


class ColdReads:
    """Lets one cold read after another have its turn."""

    def __init__(self, database: Database, rate_limits: RateLimits) -> None:
        self._database = database
        self._rate_limits = rate_limits
        self._turns = Turns()

    @property
    def waiting(self) -> int:
        """How many reads wait for their turn or have it."""
        return self._turns.waiting

    async def answer(
        self, read: ColdRead, if_none_match: bytes | None, *, gzip: bool, caller: Caller
    ) -> ReadyResponse:
        """The answer, when it is this read's turn.

        Raises:
            RateLimited: the caller's address has had its share, or enough of it waits already.
            DatabaseUnavailable: it did not answer.
        """
        months = -(-len(read.wanted.days()) // _DAYS_OF_A_MONTH)
        await self._rate_limits.check(MONTHS_A_MINUTE, "cold read", caller.address, cost=months)
        async with self._turns.turn(caller.address):
            if await caller.is_gone():
                return ReadyResponse(_NOBODY_WAITS, b"", [])
            return await self._read(read, if_none_match, gzip=gzip)

    async def _read(
        self, read: ColdRead, if_none_match: bytes | None, *, gzip: bool
    ) -> ReadyResponse:
        user_id = None if read.viewer is None else read.viewer.user_id
        async with self._database.connection() as connection:
            groups = await service.read_status_groups(
                connection, read.wanted, user_id, named=read.named
            )
        return await off_loop(_encoded, read, groups, if_none_match, gzip=gzip)


def _encoded(
    read: ColdRead, groups: Sequence[StatusGroup], if_none_match: bytes | None, *, gzip: bool
) -> ReadyResponse:
    """The whole answer; what takes long in here (zlib, the digest) lets the event loop go on."""
    by_day: dict[date, dict[Status, StatusGroup]] = {day: {} for day in read.wanted.days()}
    for group in groups:
        by_day[group.date][group.status] = group
    body = b"".join(
        interleaved(
            before_days(read.wanted),
            [_day(day, found, named=read.named) for day, found in by_day.items()],
            [b"}" if read.viewer is None else _own(found) for found in by_day.values()],
            after_days(read.ready, signed_in=read.viewer is not None, linked=read.linked),
        )
    )
    etag = b'"%s"' % blake2b(body, digest_size=9).hexdigest().encode()
    if if_none_match is not None and etag in if_none_match:
        return not_modified(etag)
    if gzip:
        trailer = gzip_pieces.trailer(zlib.crc32(body), len(body))
        body = gzip_pieces.HEADER + gzip_pieces.compressed_piece(body) + trailer
    return ReadyResponse(200, body, answer_headers(len(body), etag, compressed=gzip))


def _day(day: date, found: dict[Status, StatusGroup], *, named: bool) -> bytes:
    numbers: dict[Status, int] = {
        status: found[status].number if status in found else 0 for status in STATUSES
    }
    if not named:
        return aggregate_day(day, numbers)
    people = [
        b'"%b":[%b]' % (status.encode(), (found[status].people or "").encode())
        if status in found
        else b'"%b":[]' % status.encode()
        for status in STATUSES
    ]
    return aggregate_day(day, numbers) + b',"users_by_status":{' + b",".join(people) + b"}"


def _own(found: dict[Status, StatusGroup]) -> bytes:
    return own_status(next((status for status, group in found.items() if group.own), None))
