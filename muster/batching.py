"""Group commit: writes that arrive together are written together.

A notice on commit makes PostgreSQL commit one transaction at a time, disk flush included. Under
load the writes that wait for the one in flight therefore share the next statement, the next
transaction and the next notice; a lone write is written at once and alone.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Hashable, Sequence
from typing import Generic, TypeVar

from muster.errors import DatabaseUnavailable

Item = TypeVar("Item")
Result = TypeVar("Result")


class GroupCommit(Generic[Item, Result]):
    """Collects items while a write is in flight and hands them to `write` in one piece.

    `write` gets at most `most` items and returns one result for each, in their order, or raises.
    Items with the same key never share a piece, so they are written in the order they came. When a
    piece of several fails for another reason than an absent database, each of its items is tried
    alone, so that nobody pays for somebody else's failure.
    """

    def __init__(
        self,
        write: Callable[[Sequence[Item]], Awaitable[Sequence[Result]]],
        *,
        key: Callable[[Item], Hashable],
        most: int = 64,
    ) -> None:
        self._write = write
        self._key = key
        self._most = most
        self._waiting: deque[tuple[Item, asyncio.Future[Result]]] = deque()
        self._task: asyncio.Task[None] | None = None

    async def submit(self, item: Item) -> Result:
        """Write `item`, alone or with others, and return its result once it is committed.

        A caller that is cancelled does not take its item back.
        """
        future: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, future))
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._drain(), name="group commit")
        return await future

    async def close(self) -> None:
        """Wait until all that was submitted is written."""
        if self._task is not None:
            await asyncio.gather(self._task, return_exceptions=True)

    async def _drain(self) -> None:
        while self._waiting:
            await self._write_piece(self._take())

    def _take(self) -> list[tuple[Item, asyncio.Future[Result]]]:
        taken: list[tuple[Item, asyncio.Future[Result]]] = []
        keys: set[Hashable] = set()
        while self._waiting and len(taken) < self._most:
            key = self._key(self._waiting[0][0])
            if key in keys:
                break
            keys.add(key)
            taken.append(self._waiting.popleft())
        return taken

    async def _write_piece(self, piece: list[tuple[Item, asyncio.Future[Result]]]) -> None:
        try:
            results = await self._write([item for item, _ in piece])
        except Exception as error:
            if len(piece) > 1 and not isinstance(error, DatabaseUnavailable):
                for single in piece:
                    await self._write_piece([single])
                return
            for _, future in piece:
                if not future.done():
                    future.set_exception(error)
            return
        for (_, future), result in zip(piece, results, strict=True):
            if not future.done():
                future.set_result(result)
