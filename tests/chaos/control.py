"""What the one who looks on stands on: a connection that comes back when it was lost."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import asyncpg
import httpx2

from tests.support.running.patience import PATIENCE

_PAUSE_SECONDS = 0.2
_LOST = (
    OSError,
    httpx2.TransportError,
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
)
T = TypeVar("T")


async def again(work: Callable[[], Awaitable[T]]) -> T:
    """The outcome of `work`, repeated while its connection is lost; what it does is harmless twice.

    Raises:
        Exception: the loss, where it lasts longer than patience.
    """
    until = asyncio.get_running_loop().time() + PATIENCE
    while True:
        try:
            return await work()
        except _LOST:
            if asyncio.get_running_loop().time() >= until:
                raise
            await asyncio.sleep(_PAUSE_SECONDS)


class Control:
    """A connection to the database that is opened anew whenever it was lost."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._connection: Any = None

    @classmethod
    @asynccontextmanager
    async def to(cls, url: str) -> AsyncGenerator[Control]:
        """Open while the block runs."""
        control = cls(url)
        try:
            yield control
        finally:
            control._leave()

    async def fetch(self, query: str, *arguments: Any) -> list[Any]:
        return await again(lambda: self._ask("fetch", query, *arguments))

    async def fetchval(self, query: str, *arguments: Any) -> Any:
        return await again(lambda: self._ask("fetchval", query, *arguments))

    async def fetchrow(self, query: str, *arguments: Any) -> Any:
        return await again(lambda: self._ask("fetchrow", query, *arguments))

    async def execute(self, query: str, *arguments: Any) -> Any:
        return await again(lambda: self._ask("execute", query, *arguments))

    async def _ask(self, how: str, query: str, *arguments: Any) -> Any:
        if self._connection is None or self._connection.is_closed():
            self._connection = await asyncpg.connect(self._url)
        try:
            return await getattr(self._connection, how)(query, *arguments)
        except asyncpg.InternalClientError as error:
            # The server's farewell can be read before the connection is seen to end: the driver
            # then calls it open, and in the middle of something, and opens no other.
            self._leave()
            raise ConnectionError(str(error)) from error
        except asyncpg.InterfaceError as error:
            if self._connection.is_closed():
                raise ConnectionError(str(error)) from error
            raise
        except _LOST:
            self._leave()
            raise

    def _leave(self) -> None:
        if self._connection is not None:
            self._connection.terminate()
            self._connection = None
