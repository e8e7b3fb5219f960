"""Turns: costly reads of everybody come one after another, and few of each address wait."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from muster.errors import RateLimited

MOST_WAITING_AN_ADDRESS = 6


@dataclass(frozen=True, slots=True)
class Caller:
    """Who is waiting for an answer, and whether they still do."""

    address: str
    is_gone: Callable[[], Awaitable[bool]]


class Turns:
    """Lets one read after another have its turn."""

    def __init__(self) -> None:
        self._waiting: Counter[str] = Counter()
        self._turn = asyncio.Lock()

    @property
    def waiting(self) -> int:
        """How many reads wait for their turn or have it."""
        return self._waiting.total()

    @asynccontextmanager
    async def turn(self, address: str) -> AsyncGenerator[None]:
        """Wait for this read's turn, and have it until the block ends.

        Raises:
            RateLimited: enough of the address waits already.
        """
        if self._waiting[address] >= MOST_WAITING_AN_ADDRESS:
            raise RateLimited(retry_after=1)
        self._waiting[address] += 1
        try:
            async with self._turn:
                yield
        finally:
            self._waiting[address] -= 1
            if not self._waiting[address]:
                del self._waiting[address]
