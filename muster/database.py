"""PostgreSQL: a pool, one transaction a write, and its errors in our own words."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from typing import Any, Protocol

import asyncpg  # pyright: ignore[reportMissingTypeStubs]  # the driver ships none

from muster.errors import CONSTRAINT_ERRORS, Conflict, DatabaseUnavailable


class Connection(Protocol):
    """What a store needs of a connection; asyncpg's, pooled or not, fits."""

    async def execute(self, query: str, *args: Any) -> str: ...
    async def fetch(self, query: str, *args: Any) -> list[Any]: ...
    async def fetchrow(self, query: str, *args: Any) -> Any | None: ...
    async def fetchval(self, query: str, *args: Any) -> Any: ...
    def transaction(self) -> Any: ...


_asyncpg: Any = asyncpg  # the driver ships no complete types

CONNECT_TIMEOUT = 3.0
"""Seconds to wait for a connection before the database counts as gone."""

COMMAND_TIMEOUT = 10.0
"""Seconds that one statement may take."""

RETRY_AFTER = 2
"""Seconds that a caller is told to wait when the database is gone."""

CONNECTION_ERRORS = (
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.InvalidCatalogNameError,
    asyncpg.UndefinedTableError,
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    OSError,
    TimeoutError,
)


@contextmanager
def translated_errors() -> Generator[None, None, None]:
    """Turn the driver's errors into ours.

    Raises:
        DatabaseUnavailable: the server is gone, starting, stopping, full or too slow.
        Conflict: somebody else's transaction got in the way and won.
        MusterError: what `CONSTRAINT_ERRORS` names for the constraint that was violated.
    """
    try:
        yield
    except asyncpg.IntegrityConstraintViolationError as error:
        known = CONSTRAINT_ERRORS.get(getattr(error, "constraint_name", None) or "")
        if known is None:
            raise
        raise known() from error
    except asyncpg.TransactionRollbackError as error:  # such as two who wait for each other
        raise Conflict from error
    except CONNECTION_ERRORS as error:
        raise DatabaseUnavailable(retry_after=RETRY_AFTER) from error


async def _keep_session_state(_connection: Any) -> None:
    """No statement of ours sets session state, so a returned connection needs no reset query."""


async def connect(url: str, *, application_name: str) -> Any:
    """One connection of its own, outside any pool (a listener, a migration, a check)."""
    return await _asyncpg.connect(
        url,
        timeout=CONNECT_TIMEOUT,
        command_timeout=COMMAND_TIMEOUT,
        server_settings={"application_name": application_name, "timezone": "UTC"},
    )


class Database:
    """A pool of connections to one database.

    Opening it does not connect: a process may start before its database, answers 503 until that is
    there, and recovers by itself whenever it comes back.
    """

    def __init__(self, url: str, *, application_name: str, max_size: int = 10) -> None:
        self.url = url
        self.application_name = application_name
        self._max_size = max_size
        self._pool: Any = None

    async def open(self) -> None:
        self._pool = await _asyncpg.create_pool(
            self.url,
            min_size=0,
            max_size=self._max_size,
            timeout=CONNECT_TIMEOUT,
            command_timeout=COMMAND_TIMEOUT,
            reset=_keep_session_state,
            server_settings={
                "application_name": self.application_name,
                "timezone": "UTC",
                "jit": "off",
            },
        )

    async def close(self) -> None:
        """Wait for statements in flight, at most two seconds, then close every connection."""
        if self._pool is None:
            return
        pool, self._pool = self._pool, None
        try:
            await asyncio.wait_for(pool.close(), timeout=2)
        except TimeoutError:
            pool.terminate()

    @asynccontextmanager
    async def connection(self) -> AsyncGenerator[Connection, None]:
        """A connection in autocommit, for reads and for writes of a single statement."""
        with translated_errors():
            if self._pool is None:
                raise DatabaseUnavailable(retry_after=RETRY_AFTER)
            async with self._pool.acquire(timeout=CONNECT_TIMEOUT) as connection:
                yield connection

    @asynccontextmanager
    async def transaction(self) -> AsyncGenerator[Connection, None]:
        """A connection inside one transaction, committed at the end of the block."""
        async with self.connection() as connection, connection.transaction():
            yield connection

    def pool_sizes(self) -> tuple[int, int]:
        """(open connections, idle ones) of this process."""
        if self._pool is None:
            return 0, 0
        return self._pool.get_size(), self._pool.get_idle_size()
