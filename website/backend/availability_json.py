"""The pieces of which answers of `GET /api/availability` are made, and their headers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import orjson
from fastapi import Response

from muster.availability.rules import STATUSES, DateRange, SessionReady, Status

_WIDTH = len('"NOT_PLAYING"')


def own_status(status: Status | None) -> bytes:
    """The end of a day for a signed-in viewer; of one length, whatever their status."""
    shown = b"null" if status is None else b'"%s"' % status.encode()
    return b',"my_status":' + shown.ljust(_WIDTH) + b"}"


def aggregate_day(day: date, counts: Mapping[Status, int]) -> bytes:
    """A day without names, its last brace left open."""
    return orjson.dumps({"date": day, "counts": counts, "total": sum(counts.values())})[:-1]


def before_days(wanted: DateRange) -> bytes:
    """An answer up to its first day."""
    head = {"from": wanted.first, "to": wanted.last, "statuses": STATUSES}
    return orjson.dumps(head)[:-1] + b',"days":['


def after_days(ready: SessionReady, *, signed_in: bool, linked: bool) -> bytes:
    """An answer from the end of its last day."""
    tail = {
        "viewer": {"authenticated": signed_in, "linked_discord": linked},
        "session_ready": {
            "date": ready.date,
            "session": ready.session,
            "ready": ready.ready,
            "looking_count": ready.looking_count,
            "threshold": ready.threshold,
            "confirmed_count": ready.confirmed_count,
            "standby_count": ready.standby_count,
            "need_count": ready.need_count,
            "event_key": ready.event_key,
        },
    }
    return b"]," + orjson.dumps(tail)[1:]


def interleaved(
    head: bytes, days: Sequence[bytes], own: Sequence[bytes], tail: bytes
) -> list[bytes]:
    """Head; each day, a viewer's own part and a comma, but for the last; then the tail.

    A day's bytes are the day's own object, so answers that share a day share its memory.
    """
    parts = [head]
    for day, piece in zip(days, own, strict=True):
        parts += [day, piece, b","]
    parts[-1] = tail
    return parts


class ReadyResponse(Response):
    """An answer whose bytes and headers are ready; nothing is encoded or measured again."""

    def __init__(self, status: int, body: bytes, headers: list[tuple[bytes, bytes]]) -> None:
        self.status_code = status
        self.body = body
        self.raw_headers = headers.copy()  # layers above add to the list that they are given
        self.background = None


def answer_headers(length: int, etag: bytes, *, compressed: bool) -> list[tuple[bytes, bytes]]:
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", b"%d" % length),
        *_version_headers(etag),
    ]
    if compressed:
        headers.append((b"content-encoding", b"gzip"))
    return headers


def not_modified(etag: bytes) -> ReadyResponse:
    """Nothing changed since the caller was given `etag`."""
    return ReadyResponse(304, b"", _version_headers(etag))


def _version_headers(etag: bytes) -> list[tuple[bytes, bytes]]:
    return [
        (b"etag", b"W/" + etag),
        (b"cache-control", b"private, no-cache"),
        (b"vary", b"Cookie, Accept-Encoding"),
    ]
