"""What is known of a request in flight: whether it was written, and by when it has to end.

discord.py tells little of that; aiohttp, over which Discord and Telegram are called, tells all:
`Attempt` follows one call through aiohttp's tracing. "Never written" is what makes a message safe
to send again on a service that remembers nothing (delivery rule 3).
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import Any

import aiohttp

from bot.chats.contract import Opening

REQUEST_SECONDS = 15.0
"""How long one HTTP request may take."""

CALL_SECONDS = 30.0
"""How long one call may take, all its requests and waits included; less than a row's lease."""


_LONGEST_WAIT_SECONDS = 86_400.0


class Attempt:
    """One call of ours: `written` tells whether a request of it began to leave this machine.

    `opening` is awaited before it does (see `Channel.send`).
    """

    def __init__(
        self, recipient: str | None, opening: Opening | None, deadline: asyncio.Timeout
    ) -> None:
        self.recipient = recipient
        self.opening = opening
        self.written = False
        self.answer: bytes | None = None
        """The body of an answer that whoever traces wants to keep."""
        self._deadline = deadline
        self._ends = deadline.when() or 0.0

    def begin_request(self) -> None:
        """Give the request that begins now `REQUEST_SECONDS`, within what is left for the call."""
        now = asyncio.get_running_loop().time()
        self._deadline.reschedule(min(self._ends, now + REQUEST_SECONDS))

    def end_request(self) -> None:
        self._deadline.reschedule(self._ends)


_current: ContextVar[Attempt | None] = ContextVar("attempt", default=None)


@asynccontextmanager
async def attempt(
    recipient: str | None = None, opening: Opening | None = None
) -> AsyncGenerator[Attempt, None]:
    """Follow the requests that this task makes inside the block.

    Raises:
        TimeoutError: the block took longer than `CALL_SECONDS`, or a request of it longer than
            `REQUEST_SECONDS`.
    """
    async with asyncio.timeout(CALL_SECONDS) as deadline:
        begun = Attempt(recipient, opening, deadline)
        token = _current.set(begun)
        try:
            yield begun
        finally:
            _current.reset(token)


def traced(
    *,
    before: Callable[[Attempt], Awaitable[None]] | None = None,
    after: Callable[[Attempt, aiohttp.ClientResponse], Awaitable[None]] | None = None,
) -> aiohttp.TraceConfig:
    """Tracing for a session: `before` may wait or refuse, `after` may judge the answer."""
    config = aiohttp.TraceConfig()

    async def on_start(_session: object, _context: object, _params: object) -> None:
        current = _current.get()
        if current is not None:
            if before is not None:
                await before(current)
            current.begin_request()

    async def on_written(_session: object, _context: object, _params: object) -> None:
        # aiohttp's word for it is "sent", yet it asks before it hands anything to the socket.
        if (current := _current.get()) is not None:
            if current.opening is not None:
                await current.opening()
            current.written = True

    async def on_end(
        _session: object, _context: object, params: aiohttp.TraceRequestEndParams
    ) -> None:
        current = _current.get()
        if current is not None:
            if after is not None:
                await after(current, params.response)
            current.end_request()

    config.on_request_start.append(on_start)
    config.on_request_headers_sent.append(on_written)
    config.on_request_end.append(on_end)
    return config


def members_of(body: bytes) -> dict[str, Any]:
    """The members of an answer that is a JSON object; none of any other."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def seconds_of(value: Any) -> float | None:
    """A wait that a service names, in seconds, a day at most; None where it names none."""
    try:
        seconds = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return min(seconds, _LONGEST_WAIT_SECONDS) if seconds > 0 else None
