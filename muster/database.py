"""PostgreSQL: a pool, one transaction a write, and its errors in our own words."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from types import TracebackType
from typing import Any, Protocol

import asyncpg  # pyright: ignore[reportMissingTypeStubs]  # the driver ships none

from muster.clock import monotonic
from muster.errors import CONSTRAINT_ERRORS, Conflict, DatabaseUnavailable
from muster.session import prepare, read_address


class Connection(Protocol):
    """What a store needs of a connection; asyncpg's, pooled or not, fits."""

    async def execute(self, query: str, *args: Any) -> str: ...
    async def fetch(self, query: str, *args: Any, timeout: float | None = None) -> list[Any]: ...  # noqa: ASYNC109 the driver's word
    async def fetchrow(self, query: str, *args: Any) -> Any | None: ...
    async def fetchval(self, query: str, *args: Any) -> Any: ...
    def transaction(self) -> Any: ...


_asyncpg: Any = asyncpg  # the driver ships no complete types

CONNECT_TIMEOUT = 3.0
"""Seconds to wait for a connection before the database counts as gone."""

COMMAND_TIMEOUT = 10.0
"""Seconds that one statement may take."""

GIVE_BACK_TIMEOUT = 1.0
"""Seconds for the server to acknowledge that a statement was broken off or rolled back."""

_LOOK_AGAIN = 0.25

RETRY_AFTER = 2
"""Seconds that a caller is told to wait when the database is gone."""

_ABSENT = (
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.InvalidCatalogNameError,
    asyncpg.UndefinedTableError,
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.ReadOnlySQLTransactionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    # A pooler that works by transactions gave us a session in which others prepare theirs.
    asyncpg.InvalidSQLStatementNameError,
    asyncpg.DuplicatePreparedStatementError,
)
# As PostgreSQL refuses a connection too many, and as pgbouncer does.
_FULL = (asyncpg.TooManyConnectionsError, asyncpg.ProtocolViolationError)
_TOO_SLOW = (asyncpg.QueryCanceledError, asyncpg.LockNotAvailableError)


class DatabaseTooSlow(DatabaseUnavailable):
    """One statement did not end in time, as where somebody holds its row; the server is there."""


@contextmanager
def translated_errors() -> Generator[None, None, None]:
    """Turn the driver's errors into ours, and nobody else's.

    The driver's own classes are known by their names. Errors of the operating system and timeouts
    count as the driver's where they come out of it, that is where their traceback leads through it;
    a file that the caller cannot open inside the block stays what it is.

    Raises:
        DatabaseUnavailable: the server is gone, starting, stopping, full or takes no writes.
        DatabaseTooSlow: one statement took too long.
        Conflict: somebody else's transaction got in the way and won, also by taking the person away
            whom a row was to name.
        MusterError: what `CONSTRAINT_ERRORS` names for the constraint that was violated.
    """
    try:
        yield
    except asyncpg.IntegrityConstraintViolationError as error:
        known = CONSTRAINT_ERRORS.get(getattr(error, "constraint_name", None) or "")
        if known is not None:
            raise known() from error
        if _of_nobody_any_more(error):
            raise Conflict from error
        raise
    except asyncpg.TransactionRollbackError as error:  # such as two who wait for each other
        raise Conflict from error
    except _TOO_SLOW as error:
        raise DatabaseTooSlow(retry_after=RETRY_AFTER) from error
    except _ABSENT as error:
        if isinstance(error, ValueError):  # a value that fits no column is a mistake of ours
            raise
        raise DatabaseUnavailable(retry_after=RETRY_AFTER) from error
    except OSError as error:  # a timeout is one of them
        if not _came_out_of_the_driver(error.__traceback__):
            raise
        kind = DatabaseTooSlow if isinstance(error, TimeoutError) else DatabaseUnavailable
        raise kind(retry_after=RETRY_AFTER) from error


def _of_nobody_any_more(error: Exception) -> bool:
    """Whether a row was to name somebody who was erased, or merged into another, meanwhile."""
    named: str = getattr(error, "detail", None) or ""
    return isinstance(error, asyncpg.ForeignKeyViolationError) and '"website_users"' in named


def _came_out_of_the_driver(traceback: TracebackType | None) -> bool:
    while traceback is not None:
        module: str = traceback.tb_frame.f_globals.get("__name__", "")
        if module.partition(".")[0] == "asyncpg":
            return True
        traceback = traceback.tb_next
    return False


@contextmanager
def _errors_of_connecting() -> Generator[None, None, None]:
    """`translated_errors`; too slow to connect, or not allowed to, is `DatabaseUnavailable`."""
    try:
        with translated_errors():
            yield
    except (DatabaseTooSlow, asyncpg.InsufficientPrivilegeError) as error:
        cause = error.__cause__ if isinstance(error, DatabaseTooSlow) else error
        raise DatabaseUnavailable(retry_after=RETRY_AFTER) from cause


async def _keep_session_state(_connection: Any) -> None:
    """No statement of ours sets session state, so a returned connection needs no reset query."""


async def connect(url: str, *, application_name: str, foreign: bool = False) -> Any:
    """One connection of its own, outside any pool (a listener, a migration, a check).

    Args:
        foreign: whether what is there is another program's, in any schema of its search path.

    Raises:
        DatabaseUnavailable: the role may not connect to this database; every other failure comes
            as the driver raises it, for `translated_errors`.
    """
    address = read_address(url)
    try:
        connection = await _asyncpg.connect(
            address.url,
            timeout=CONNECT_TIMEOUT,
            command_timeout=COMMAND_TIMEOUT,
            server_settings={"application_name": application_name},
        )
    except asyncpg.InsufficientPrivilegeError as error:
        raise DatabaseUnavailable(retry_after=RETRY_AFTER) from error
    try:
        await prepare(connection, address.search_path, CONNECT_TIMEOUT, narrowed=not foreign)
    except BaseException:
        connection.terminate()
        raise
    return connection


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
        self._waiting: deque[asyncio.Future[None]] = deque()

    async def open(self) -> None:
        address = read_address(self.url)

        async def make_ours(connection: Any) -> None:
            await prepare(connection, address.search_path, CONNECT_TIMEOUT)

        self._pool = await _asyncpg.create_pool(
            address.url,
            min_size=0,
            max_size=self._max_size,
            timeout=CONNECT_TIMEOUT,
            command_timeout=COMMAND_TIMEOUT,
            init=make_ours,
            reset=_keep_session_state,
            server_settings={"application_name": self.application_name},
        )

    async def close(self, within: float = 2.0) -> None:
        """Wait for statements in flight, at most `within` seconds, then close every connection."""
        if self._pool is None:
            return
        pool, self._pool = self._pool, None
        try:
            await asyncio.wait_for(pool.close(), timeout=within)
        except TimeoutError:
            pool.terminate()

    @asynccontextmanager
    async def connection(self) -> AsyncGenerator[Connection, None]:
        """A connection in autocommit, for reads and for writes of a single statement.

        Raises:
            DatabaseUnavailable, DatabaseTooSlow, Conflict, MusterError: see `translated_errors`; a
                server that does not even break a slow statement off counts as gone.
        """
        pool = self._pool
        if pool is None:
            raise DatabaseUnavailable(retry_after=RETRY_AFTER)
        with _errors_of_connecting():
            connection = await self._acquire(pool)
        try:
            with translated_errors():
                yield connection
        except DatabaseTooSlow as error:
            if await _given_back(pool, connection):
                raise
            raise DatabaseUnavailable(retry_after=RETRY_AFTER) from error.__cause__
        finally:
            await _given_back(pool, connection)
            self._wake_one()

    async def _acquire(self, pool: Any) -> Any:
        """A connection of the pool.

        Where the server grants no more of them, wait up to `CONNECT_TIMEOUT` seconds for one of the
        pool's own to come back, as in a full pool.
        """
        until = monotonic() + CONNECT_TIMEOUT
        while True:
            try:
                return await pool.acquire(timeout=CONNECT_TIMEOUT)
            except _FULL:
                if monotonic() >= until:
                    raise
            free = asyncio.get_running_loop().create_future()
            self._waiting.append(free)
            try:
                # Somebody else's may come free as well, of which nobody tells us. A cancellation
                # gets through, which `wait_for` of Python 3.11 may swallow.
                await asyncio.wait({free}, timeout=_LOOK_AGAIN)
            finally:
                free.cancel()

    def _wake_one(self) -> None:
        while self._waiting:
            free = self._waiting.popleft()
            if not free.done():
                free.set_result(None)
                return

    @asynccontextmanager
    async def transaction(self, *, within: float | None = None) -> AsyncGenerator[Connection, None]:
        """A connection inside one transaction, committed at the end of the block.

        Raises:
            DatabaseTooSlow: it took longer than `within` seconds, commit included; besides what
                `connection` raises.
        """
        async with self.connection() as connection:
            limit = asyncio.timeout(within)
            try:
                async with limit:
                    transaction = connection.transaction()
                    await transaction.start()
                    try:
                        yield connection
                    except BaseException:
                        await _roll_back(connection, transaction)
                        raise
                    await transaction.commit()
            except TimeoutError as error:
                if limit.expired():
                    raise DatabaseTooSlow(retry_after=RETRY_AFTER) from error
                raise

    def pool_sizes(self) -> tuple[int, int]:
        """(open connections, idle ones) of this process."""
        if self._pool is None:
            return 0, 0
        return self._pool.get_size(), self._pool.get_idle_size()


async def _given_back(pool: Any, connection: Any) -> bool:
    """Give a connection back (again does nothing); False where the pool had to end it instead."""
    try:
        await pool.release(connection, timeout=GIVE_BACK_TIMEOUT)
    except Exception:
        return False
    return True


async def _roll_back(connection: Any, transaction: Any) -> None:
    """Roll back, or end the connection where the server does not say soon that it did."""
    try:
        async with asyncio.timeout(GIVE_BACK_TIMEOUT):
            await transaction.rollback()
    except BaseException as error:
        connection.terminate()
        if not isinstance(error, Exception):
            raise
