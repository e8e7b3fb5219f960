"""What an open page hears: the website's live events, over real HTTP."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx2

from tests.support.running.patience import PATIENCE
from tests.support.scenes.community import TODAY

Event = tuple[str, dict[str, Any]]
TODAY_EVENT: Event = ("today", {"date": TODAY.isoformat()})
"""What a page is told first, on the day of the tests."""


class Stream:
    """An open stream, read event by event."""

    def __init__(self, answer: httpx2.Response) -> None:
        self.answer = answer
        self.retry: str | None = None
        self._lines = answer.aiter_lines()

    async def next(self) -> Event:
        # `asyncio.wait_for` loses a cancellation that comes together with what is waited for, on
        # Python before 3.12: whoever listens until they are cancelled would never end.
        async with asyncio.timeout(PATIENCE):
            return await anext(self._events())

    async def until(self, event: Event) -> list[Event]:
        """What came before `event`."""
        before: list[Event] = []
        while (came := await self.next()) != event:
            before.append(came)
        return before

    async def ends(self) -> bool:
        try:
            await self.next()
        except StopAsyncIteration:
            return True
        return False

    async def _events(self) -> AsyncIterator[Event]:
        name = data = ""
        async for line in self._lines:
            key, _, value = line.partition(": ")
            if key == "event":
                name = value
            elif key == "data":
                data = value
            elif key == "retry":
                self.retry = value
            elif not line and name:
                yield name, json.loads(data)
                return


@asynccontextmanager
async def listening(
    address: str, viewer: httpx2.AsyncClient | None = None
) -> AsyncGenerator[Stream, None]:
    """The stream of the website at `address`, as a page of `viewer`'s or of a stranger's."""
    cookies = None if viewer is None else viewer.cookies
    async with (
        httpx2.AsyncClient(base_url=address, cookies=cookies, timeout=None) as client,
        client.stream("GET", "/api/availability/events") as answer,
    ):
        assert answer.status_code == 200
        yield Stream(answer)
