"""Group commit: writes that arrive together are written together.

A notice on commit makes PostgreSQL commit one transaction at a time, disk flush included. Under
load the writes that wait for the one in flight therefore share the next statement, the next
transaction and the next notice; a lone write is written at once and alone.
"""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Hashable, Iterable, Sequence
from contextvars import Context
from typing import Generic, TypeVar

from muster.database import RETRY_AFTER, DatabaseTooSlow
from muster.errors import DatabaseUnavailable, RateLimited

PIECE_SECONDS = 2.0
"""How long a piece may take, before it counts as held up by one of its items."""

SINGLE_SECONDS = 0.25
"""How long an item of such a piece may take when it is tried alone."""

RETRY_SECONDS = 3.0
"""How long trying them one by one may take altogether."""

CLOSE_SECONDS = 1.0
"""How long what waits may take to be written when the process ends."""

Item = TypeVar("Item")
Result = TypeVar("Result")


class GroupCommit(Generic[Item, Result]):
    """Collects items while a write is in flight and hands them to `write` in one piece.

    `write` gets at most `most` items and the seconds it may take; it returns one result for each
    item, in their order, or raises. Items with the same key never share a piece, so they are
    written in the order they came. When a piece of several fails, each of its items is tried alone,
    so that nobody pays for somebody else's failure; when the database is absent, everything that
    waits fails at once, since it would wait for nothing.

    At most `most_waiting` items wait, `most_of_one` of them of one owner.
    """

    def __init__(
        self,
        write: Callable[[Sequence[Item], float], Awaitable[Sequence[Result]]],
        *,
        key: Callable[[Item], Hashable],
        owner: Callable[[Item], Hashable],
        most: int = 64,
        most_waiting: int = 500,
        most_of_one: int = 20,
    ) -> None:
        self._write = write
        self._key = key
        self._owner = owner
        self._most = most
        self._most_waiting = most_waiting
        self._most_of_one = most_of_one
        self._waiting: deque[tuple[Item, asyncio.Future[Result]]] = deque()
        self._waiting_of: Counter[Hashable] = Counter()
        self._in_flight: list[tuple[Item, asyncio.Future[Result]]] = []
        self._task: asyncio.Task[None] | None = None
        self._closed = False

    async def submit(self, item: Item) -> Result:
        """Write `item`, alone or with others, and return its result once it is committed.

        A caller that is cancelled does not take its item back.

        Raises:
            DatabaseUnavailable: nothing is known to be written; also where too much waits already.
            RateLimited: too much of this item's owner waits already.
        """
        if self._closed or len(self._waiting) >= self._most_waiting:
            raise DatabaseUnavailable(retry_after=RETRY_AFTER)
        owner = self._owner(item)
        if self._waiting_of[owner] >= self._most_of_one:
            raise RateLimited(retry_after=1)
        future: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, future))
        self._waiting_of[owner] += 1
        if self._task is None or self._task.done():
            # A context of its own: its log lines belong to no single request.
            self._task = asyncio.create_task(self._drain(), name="group commit", context=Context())
        return await future

    async def close(self) -> None:
        """Wait until all that was submitted is written, a second at most; the rest fails.

        Nothing can be submitted any more.
        """
        self._closed = True
        task = self._task
        if task is None:
            return
        await asyncio.wait({task}, timeout=CLOSE_SECONDS)
        if not task.done():
            self._fail_everything(None)
            task.cancel()
            await asyncio.wait({task}, timeout=CLOSE_SECONDS / 10)

    async def _drain(self) -> None:
        try:
            while self._waiting:
                self._in_flight = self._take()
                await self._write_piece(self._in_flight)
        finally:  # whatever ends this task, nobody is left waiting for it
            self._fail_everything(None)

    def _take(self) -> list[tuple[Item, asyncio.Future[Result]]]:
        taken: list[tuple[Item, asyncio.Future[Result]]] = []
        keys: set[Hashable] = set()
        while self._waiting and len(taken) < self._most:
            item = self._waiting[0][0]
            key = self._key(item)
            if key in keys:
                break
            keys.add(key)
            taken.append(self._waiting.popleft())
            owner = self._owner(item)
            self._waiting_of[owner] -= 1
            if not self._waiting_of[owner]:
                del self._waiting_of[owner]
        return taken

    async def _write_piece(self, piece: list[tuple[Item, asyncio.Future[Result]]]) -> None:
        try:
            results = await self._write([item for item, _ in piece], PIECE_SECONDS)
            for (_, future), result in zip(piece, results, strict=True):
                if not future.done():
                    future.set_result(result)
        except Exception as error:
            if isinstance(error, DatabaseUnavailable) and not isinstance(error, DatabaseTooSlow):
                self._fail_everything(error)
            elif len(piece) > 1:
                await self._write_singly(piece)
            elif not piece[0][1].done():
                piece[0][1].set_exception(error)

    async def _write_singly(self, piece: list[tuple[Item, asyncio.Future[Result]]]) -> None:
        now = asyncio.get_running_loop().time
        until = now() + RETRY_SECONDS
        slow: DatabaseTooSlow | None = None
        answered = False
        for item, future in piece:
            if now() >= until:
                break
            try:
                [result] = await self._write([item], SINGLE_SECONDS)
                answered = True
                if not future.done():
                    future.set_result(result)
            except DatabaseTooSlow as error:
                slow = error
                self._fail([future], error)
            except DatabaseUnavailable as error:
                self._fail_everything(error)
                return
            except Exception as error:
                answered = True
                if not future.done():
                    future.set_exception(error)
        self._fail([future for _, future in piece], slow)
        if not answered:  # not a row is held but the whole table, or the server is stuck
            self._fail_everything(slow)

    def _fail_everything(self, error: DatabaseUnavailable | None) -> None:
        """Everything in flight that has no result yet, and everything that waits."""
        in_flight, self._in_flight = self._in_flight, []
        self._fail((future for _, future in (*in_flight, *self._waiting)), error)
        self._waiting.clear()
        self._waiting_of.clear()

    @staticmethod
    def _fail(futures: Iterable[asyncio.Future[Result]], error: DatabaseUnavailable | None) -> None:
        for future in futures:
            if not future.done():
                own = DatabaseUnavailable(retry_after=RETRY_AFTER)  # a traceback grows with use
                own.__cause__ = error and error.__cause__
                future.set_exception(own)
