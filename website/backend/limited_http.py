"""HTTP/1.1 for callers who may be slow, huge or hostile: deadlines and limits before any route.

uvicorn's protocol on httptools waits for a head or a body for ever, takes them at any size, and
waits just as long for a caller to take its answer. This one does not. Streams, and connections that
rest between two requests, have none of these deadlines.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from httptools import HttpParserError, HttpParserUpgrade
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from muster.errors import (
    BodyFarTooLarge,
    BodyTooSlow,
    HeadTooLarge,
    HeadTooSlow,
    MusterError,
    TooManyConnections,
    TooManyPipelined,
)
from muster.words import ENGLISH, Language
from website.backend.error_handlers import error_response
from website.backend.languages import asked_language
from website.backend.log_lines import OnceASecond

_PIECE = 4096
"""Bytes that are parsed at once; limits are looked at in between."""


@dataclass(frozen=True, slots=True)
class RequestLimits:
    """What a request may take.

    Attributes:
        head_seconds: from the connection's or the head's first moment until the head is complete.
        body_seconds: from then, or from when it is this request's turn, until the body is.
        take_seconds: how long a caller may take nothing of an answer that waits for it.
        linger_seconds: how long what a refused caller still sends is thrown away, so that it gets
            to read why.
        head_bytes: of address and headers.
        header_lines: of the head and, in chunked bodies, of the trailer, together.
        body_bytes: as they are sent. A body that a route reads is judged more strictly there.
        pipelined: requests of one connection that wait for their turn.
    """

    head_seconds: float = 15.0
    body_seconds: float = 30.0
    take_seconds: float = 60.0
    linger_seconds: float = 2.0
    head_bytes: int = 32 * 1024
    header_lines: int = 100
    body_bytes: int = 1024 * 1024
    pipelined: int = 32


_RETRY_AFTER = 5
_HEAD_LATE = HeadTooSlow()
_BODY_LATE = BodyTooSlow()
_HEAD_LARGE = HeadTooLarge()
_BODY_LARGE = BodyFarTooLarge()
_MANY_PIPELINED = TooManyPipelined(retry_after=_RETRY_AFTER)
_CROWDED = TooManyConnections(retry_after=_RETRY_AFTER)


_REFUSED = OnceASecond("request_refused_unread")
_FULL = OnceASecond("connection_refused")
_UNREADABLE = OnceASecond("request_not_understood")
_UPGRADE = OnceASecond("upgrade_passed_over")


class LimitedHttp(HttpToolsProtocol):
    """One connection."""

    limits: ClassVar[RequestLimits] = RequestLimits()
    community: ClassVar[Language] = ENGLISH
    """The language of refusals where the caller's head says, or has come to say, none of ours."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Too many are refused before they have said anything; uvicorn would first read all of it.
        self._most_connections, self.limit_concurrency = self.limit_concurrency, None
        self._message = 0
        """Which request of the connection is being read, counted from 1."""
        self._in_head = self._in_body = False
        self._read = 0
        """Bytes of the head, or of the body, that is being read."""
        self._trailer_lines = 0
        self._refused = False
        self._awaited: tuple[MusterError, int] | None = None
        self._deadline: asyncio.TimerHandle | None = None
        self._end: asyncio.TimerHandle | None = None

    # --- the connection ---------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.Transport) -> None:
        super().connection_made(transport)
        if self._most_connections is not None and len(self.connections) > self._most_connections:
            _FULL.say(most=self._most_connections)
            self._refuse(_CROWDED)
            return
        self._await(_HEAD_LATE)

    def connection_lost(self, exc: Exception | None) -> None:
        self._await(None)
        self._end_within(None)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        for piece in (data,) if len(data) <= _PIECE else _pieces(data):
            if self._refused or self.transport.is_closing():
                return
            message, in_head, in_body = self._message, self._in_head, self._in_body
            self._parse(piece)
            if message == self._message and in_head == self._in_head and in_body == self._in_body:
                self._read += len(piece)
            else:
                self._read = 0
            if self._in_head or self._in_body:
                self._judge()
        if not self._refused:
            self._watch(data_came=True)

    def _parse(self, data: bytes) -> None:
        """What uvicorn does with data, which warns of each request that it does not understand."""
        self._unset_keepalive_if_required()
        assert self.parser is not None
        try:
            self.parser.feed_data(data)
        except HttpParserError:
            _UNREADABLE.say()
            self.send_400_response("Invalid HTTP request received.")
        except HttpParserUpgrade:
            # Nothing else is spoken here, and the request is answered as it is.
            _UPGRADE.say()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self.transport.is_closing():
            self._end_within(self.limits.take_seconds)
        elif not self._refused:
            self._watch(data_came=False)

    def timeout_keep_alive_handler(self) -> None:
        super().timeout_keep_alive_handler()
        self._end_within(self.limits.take_seconds)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._end_within(self.limits.take_seconds)

    def resume_writing(self) -> None:
        super().resume_writing()
        if not (self._refused or self.transport.is_closing()):
            self._end_within(None)

    # --- the parser -------------------------------------------------------------------------------

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._message += 1
        self._in_head, self._in_body = True, False

    def on_header(self, name: bytes, value: bytes) -> None:
        if self._in_body:
            # A trailer's line is counted, but it is no header: those were judged already.
            self._trailer_lines += 1
        else:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        self._in_head = False
        if self._refused:
            return
        limits = self.limits
        # The head's bytes, but for what separates its parts, and the longest body that it declares.
        head_bytes, body_bytes = len(self.url), 0
        for name, value in self.headers:
            head_bytes += len(name) + len(value)
            if name == b"content-length":
                body_bytes = max(body_bytes, int(value))
        if len(self.headers) > limits.header_lines or head_bytes > limits.head_bytes:
            self._refuse(_HEAD_LARGE)
        elif len(self.pipeline) >= limits.pipelined:
            self._refuse(_MANY_PIPELINED)
        elif body_bytes > limits.body_bytes:
            self._refuse(_BODY_LARGE)
        else:
            self._in_body, self._trailer_lines = True, 0
            self._name_the_host_once()
            super().on_headers_complete()

    def _name_the_host_once(self) -> None:
        """Where the target names a host itself, it counts and `Host` does not (RFC 9112, 3.2.2)."""
        if self.url.startswith(b"/"):
            return
        _, absolute, rest = self.url.partition(b"://")
        if not absolute:
            return
        authority = re.split(rb"[/?#]", rest, maxsplit=1)[0]
        path = rest[len(authority) :]
        self.url = path if path.startswith(b"/") else b"/" + path
        others = [(name, value) for name, value in self.headers if name != b"host"]
        self.headers[:] = [*others, (b"host", authority)]

    def on_body(self, body: bytes) -> None:
        if not self._refused:
            super().on_body(body)

    def on_message_complete(self) -> None:
        self._in_body = False
        if not self._refused:
            super().on_message_complete()

    # --- judging ----------------------------------------------------------------------------------

    def _judge(self) -> None:
        """Refuse what has become too large."""
        if self._refused or self.transport.is_closing():
            return
        limits = self.limits
        if self._in_head:
            if self._read > limits.head_bytes or len(self.headers) > limits.header_lines:
                self._refuse(_HEAD_LARGE)
        elif self._in_body:
            if self._trailer_lines > limits.header_lines:
                self._refuse(_HEAD_LARGE)
            elif self._read > limits.body_bytes:
                self._refuse(_BODY_LARGE)

    def _watch(self, *, data_came: bool) -> None:
        """Set the deadline for what is awaited from the caller, if anything."""
        if self._in_body:
            # While earlier requests are answered, uvicorn itself does not read on.
            self._await(None if self.pipeline else _BODY_LATE)
        elif self.cycle is not None and not self.cycle.response_complete:
            self._await(None)
        elif data_came or self._in_head:
            self._await(_HEAD_LATE)
        else:
            self._await(None)  # a connection at rest, which uvicorn ends

    def _await(self, late: MusterError | None) -> None:
        awaited = None if late is None else (late, self._message)
        if awaited == self._awaited:
            return
        self._awaited = awaited
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
        if late is not None:
            limits = self.limits
            seconds = limits.head_seconds if late is _HEAD_LATE else limits.body_seconds
            self._deadline = self.loop.call_later(seconds, self._refuse, late)

    def _refuse(self, refusal: MusterError) -> None:
        """Answer, unless another answer is under way; then end the connection."""
        if self._refused or self.transport.is_closing():
            return
        at_rest = refusal is _HEAD_LATE and not self._in_head
        free = self._is_next_to_answer()
        self._refused = True
        self._await(None)
        self._unset_keepalive_if_required()
        if self.cycle is not None:  # whoever reads its body is told that there is no more
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        if at_rest:
            self.transport.close()
            return
        if refusal is not _CROWDED:
            _REFUSED.say(code=refusal.code, status=refusal.status)
        if not free:
            self.transport.abort()
            return
        language = asked_language({"headers": self.headers or ()}, self.community)
        self.transport.write(_encoded(refusal, language))
        self._end_within(self.limits.linger_seconds)
        if refusal is _CROWDED or not self.transport.can_write_eof():
            self.transport.close()
        else:
            # What is still sent is thrown away: closing now would take the answer away, too.
            self.flow.resume_reading()
            self.transport.write_eof()

    def _is_next_to_answer(self) -> bool:
        """Whether earlier requests have their answers, and the one that is being read has none."""
        if self._in_body:
            return not self.pipeline and not self.cycle.response_started
        return self.cycle is None or self.cycle.response_complete

    def _end_within(self, seconds: float | None) -> None:
        """End the connection for good, whatever it still holds; None takes that back."""
        if self._end is not None:
            self._end.cancel()
            self._end = None
        if seconds is not None:
            self._end = self.loop.call_later(seconds, self.transport.abort)


def _pieces(data: bytes) -> Iterator[bytes]:
    for start in range(0, len(data), _PIECE):
        yield data[start : start + _PIECE]


def _encoded(refusal: MusterError, language: Language) -> bytes:
    answer = error_response(refusal, language)
    headers = [*answer.raw_headers, (b"connection", b"close")]
    lines = [name + b": " + value + b"\r\n" for name, value in headers]
    return STATUS_LINE[refusal.status] + b"".join(lines) + b"\r\n" + bytes(answer.body)
