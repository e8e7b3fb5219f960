"""Apply the migrations, or say what is pending, with one line each."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import asyncpg

import website
from muster.clock import monotonic
from muster.counting import counted
from muster.database import Connection, connect, translated_errors
from muster.echo import Echo, SessionShared
from muster.errors import DatabaseUnavailable, MusterError, OperatorError
from muster.migrations import (
    ForeignTables,
    Migration,
    apply,
    edited,
    load_migrations,
    look_like_applied,
    pending,
    unknown,
)
from muster.settings import Settings
from ops.console import say
from ops.postgres.databases import database_for
from ops.postgres.grants import WEBSITE_ROLE, grant_again

_ECHO_PATIENCE = 15.0
"""Seconds for a notice to come back: nearly nothing, but where no notices pass."""


class DatabaseNotReached(DatabaseUnavailable, OperatorError):
    """The same, with the driver's reason and what to do about it."""


def shipped_migrations() -> list[Migration]:
    """The migrations of this installation, in their order."""
    return load_migrations(Path(website.__path__[0]) / "migrations")


async def connect_patiently(url: str, application_name: str, patience: float = 0.0) -> Any:
    """A connection, tried again for `patience` seconds while the server does not answer.

    Raises:
        DatabaseNotReached: the sentence has the driver's reason, never the address's password.
    """
    until = monotonic() + patience
    told = False
    while True:
        try:
            with translated_errors():
                return await connect(url, application_name=application_name)
        except DatabaseUnavailable as error:
            if monotonic() >= until:
                raise DatabaseNotReached(
                    f"The database cannot be reached: {reason_of(error.__cause__)}; "
                    "check DATABASE_URL and that the server runs."
                ) from None
            if not told:
                say("Waiting for the database…")
                told = True
            await asyncio.sleep(0.5)
        except asyncpg.PostgresError as error:
            raise OperatorError(
                f"The database refuses DATABASE_URL: {reason_of(error)}; change the address."
            ) from None
        except ValueError:
            raise OperatorError("DATABASE_URL is not an address that can be read.") from None


async def connect_alone(url: str, application_name: str, patience: float = 0.0) -> Any:
    """As `connect_patiently`, for what locks something until the connection ends.

    Behind a pooler that works by transactions the lock would stay with a session of the pooler's,
    and whoever wants it would wait for ever.

    Raises:
        DatabaseNotReached: as `connect_patiently` does.
        OperatorError: other connections use the same session.
    """
    connection = await connect_patiently(url, application_name, patience)
    try:
        echo = Echo(url, application_name)
        with translated_errors():
            await echo.listen(connection)
        if await echo.comes_back(_ECHO_PATIENCE) is False:
            raise OperatorError(str(SessionShared.detail))
    except BaseException:
        connection.terminate()
        raise
    return connection


def reason_of(error: BaseException | None) -> str:
    """A driver's error in one line without an address in it."""
    if isinstance(error, TimeoutError):
        return "no answer in time"
    if isinstance(error, asyncpg.PostgresError):
        return str(error).strip().splitlines()[0]
    if isinstance(error, socket.gaierror):
        return "its host is not known"
    if isinstance(error, OSError) and error.errno:
        return os.strerror(error.errno).lower()
    return "no connection"


async def migrate(url: str, now: datetime, *, patience: float = 0.0, quiet: bool = False) -> int:
    """Apply what is pending, grant the website's role what it lacks, and return how many files
    were applied.

    Args:
        url: the database's address.
        now: the instant that is recorded for them.
        patience: seconds to wait for a database that does not answer yet.
        quiet: say nothing when nothing is pending.

    Raises:
        DatabaseUnavailable: the database cannot be reached.
        ForeignTables: it is another program's; nothing was written.
        MigrationError: a file was edited after it had been applied, or one of them fails.
    """
    migrations = shipped_migrations()
    applied = 0
    found: list[Migration] = []

    def report(migration: Migration) -> None:
        nonlocal applied
        applied += 1
        say(f"  applied {migration}")

    connection = await connect_alone(url, "muster migrate", patience)
    try:
        with translated_errors():
            await apply(connection, migrations, now, report, found.append)
            await _grant(connection, migrations)
    finally:
        connection.terminate()
    by_hand = f"{len(found)} had been applied by hand, " if found else ""
    if applied or found:
        say(
            f"The database is current: {by_hand}{applied} of {len(migrations)} migrations "
            "applied now."
        )
    elif not quiet:
        say(f"The database is current: all {len(migrations)} migrations were applied before.")
    return applied


async def _grant(connection: Any, migrations: list[Migration]) -> None:
    try:
        if await grant_again(connection, migrations):
            say(f"  granted {WEBSITE_ROLE} what the website needs")
    except asyncpg.InsufficientPrivilegeError as error:
        say(f"  {WEBSITE_ROLE} lacks what only the tables' owner may grant: {reason_of(error)}")


@dataclass(frozen=True)
class Comparison:
    """How a database stands beside the shipped files.

    Attributes:
        migrations: all shipped ones.
        pending: those that are not applied yet.
        edited: applied ones whose file, or its way back, was edited since.
        unknown: numbers of applied ones that this checkout has no file for.
        by_hand: pending ones that seem to have been applied by hand.
    """

    migrations: list[Migration]
    pending: list[Migration]
    edited: list[Migration]
    unknown: list[int]
    by_hand: list[Migration]


async def compare(connection: Any) -> Comparison:
    """Look at what is applied; writes nothing.

    Raises:
        OperatorError: the connection's role may not read the record; names the missing grant.
        ForeignTables: the database is another program's.
        DatabaseUnavailable: the database went away.
    """
    migrations = shipped_migrations()
    with translated_errors():
        try:
            return Comparison(
                migrations,
                await pending(connection, migrations),
                await edited(connection, migrations),
                await unknown(connection, migrations),
                await look_like_applied(connection, migrations),
            )
        except asyncpg.InsufficientPrivilegeError:
            role = await connection.fetchval("SELECT quote_ident(current_user)")
            raise OperatorError(
                f"{role} may not read schema_migrations; as the tables' owner: "
                f"GRANT SELECT ON schema_migrations TO {role}"
            ) from None


async def check(url: str) -> None:
    """Say that the database is current.

    Raises:
        OperatorError: one line for each file that is pending, was edited since it was applied, or
            is applied and not here.
        ForeignTables: the database is another program's.
    """
    connection = await connect_patiently(url, "muster migrate")
    try:
        found = await compare(connection)
    finally:
        connection.terminate()
    lines = [
        f"{each} is not recorded, but seems to be applied; `muster migrate` compares it"
        if each in found.by_hand
        else f"{each} is pending; `muster migrate` applies it"
        for each in found.pending
    ]
    lines += [
        f"{each} or its rollback was edited after it was applied; restore it and add a new one"
        for each in found.edited
    ]
    if found.unknown:
        numbers = ", ".join(f"{number:03}" for number in found.unknown)
        lines.append(
            f"{numbers} applied, but without a file here: this checkout is older than the "
            "database; update it"
        )
    if lines:
        raise OperatorError("\n".join(lines))
    say(f"The database is current: all {len(found.migrations)} migrations are applied.")


async def ensure_current(connection: Any) -> None:
    """Raise an `OperatorError` unless every migration is applied."""
    waiting = (await compare(connection)).pending
    if waiting:
        pending = counted(len(waiting), "migration is", "migrations are")
        raise OperatorError(f"{pending} pending; run `muster migrate` first")


async def refuse_foreign(url: str) -> None:
    """Look whose database it is before a process starts on it; one that does not answer is not
    waited for.

    Raises:
        ForeignTables: it is another program's.
    """
    try:
        connection = await connect_patiently(url, "muster")
    except MusterError:
        return
    try:
        await compare(connection)
    except ForeignTables:
        raise
    except MusterError:
        return  # the process says so itself, as long as it lasts
    finally:
        connection.terminate()


@asynccontextmanager
async def connected(settings: Settings, command: str) -> AsyncIterator[Connection]:
    """A connection for `muster COMMAND` to the database of the settings, whose tables are current.

    Raises:
        DatabaseNotReached, DatabaseUnavailable: it cannot be reached.
        OperatorError: migrations are pending; besides what `translated_errors` names.
    """
    async with database_for(settings, command) as url:
        connection = await connect_patiently(url, f"muster {command}")
        try:
            await ensure_current(connection)
            with translated_errors():
                yield connection
        finally:
            connection.terminate()
