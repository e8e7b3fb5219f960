"""Applies and reverts the SQL files of `website/migrations`: `NNN_name.sql`, each with its way back
in `NNN_name.rollback.sql`. One transaction a file, so nothing that PostgreSQL refuses inside one.
Why not a library: docs/decisions/0001-own-migration-runner.md.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import asyncpg  # pyright: ignore[reportMissingTypeStubs]  # the driver ships none

from muster.database import Connection
from muster.errors import MusterError

_FILE_NAME = re.compile(r"(\d{3})_([a-z0-9_]+)(\.rollback)?\.sql")
_LOCK_KEY = 0x6D7573746572  # "muster": held while tables change, so that two at once take turns
_PATIENCE = 3600.0  # seconds; the change of a large table outlasts any limit made for requests
_TABLE = """
    CREATE TABLE IF NOT EXISTS schema_migrations (
        version integer CONSTRAINT schema_migrations_pkey PRIMARY KEY,
        name text NOT NULL, content_hash text NOT NULL, applied_at timestamptz NOT NULL)"""
_RECORD = "INSERT INTO schema_migrations VALUES ($1, $2, $3, $4)"
_FORGET = "DELETE FROM schema_migrations WHERE version = $1"
_REHASH = """
    UPDATE schema_migrations SET content_hash = $3 WHERE version = $1 AND content_hash = $2"""


class MigrationError(MusterError):
    """The files or the database are not what they should be; `detail` says which and how."""

    code = "migration_failed"
    detail = "The database could not be migrated."


@dataclass(frozen=True, slots=True)
class Migration:
    """One file and its way back. The hashes are the same whatever the line ends are:
    `content_hash` covers both texts, `sql_hash` is what was recorded before it did."""

    number: int
    name: str
    sql: str
    rollback_sql: str
    content_hash: str
    sql_hash: str

    def __str__(self) -> str:
        return f"{self.number:03}_{self.name}"


def load_migrations(folder: Path) -> list[Migration]:
    """The folder's migrations by number; `MigrationError` where a name, pair or number is off."""
    texts: dict[tuple[int, str], dict[str | None, str]] = {}
    for path in folder.glob("*.sql"):
        if (match := _FILE_NAME.fullmatch(path.name)) is None:
            raise MigrationError(f"{path.name} is not named NNN_name.sql or NNN_name.rollback.sql.")
        # read_text makes every line end \n, which keeps the hash the same.
        texts.setdefault((int(match[1]), match[2]), {})[match[3]] = path.read_text("utf-8")
    found: list[Migration] = []
    for (number, name), text in sorted(texts.items(), key=lambda item: item[0]):
        if len(text) != 2:
            raise MigrationError(f"{number:03}_{name} lacks its .sql or its .rollback.sql file.")
        if found and found[-1].number == number:
            raise MigrationError(f"{found[-1]} and {number:03}_{name} share a number.")
        sql, rollback = text[None], text[".rollback"]
        hashes = _hash(f"{sql}\0{rollback}"), _hash(sql)
        found.append(Migration(number, name, sql, rollback, *hashes))
    return found


async def pending(connection: Connection, migrations: Sequence[Migration]) -> list[Migration]:
    """What is not applied yet, in order. Writes nothing."""
    applied = await _applied(connection)
    return [m for m in migrations if m.number not in applied]


async def edited(connection: Connection, migrations: Sequence[Migration]) -> list[Migration]:
    """Applied migrations whose file, or its way back, says something else since. Writes nothing."""
    applied = await _applied(connection)
    return [
        m
        for m in migrations
        if applied.get(m.number, m.content_hash) not in (m.content_hash, m.sql_hash)
    ]


async def unknown(connection: Connection, migrations: Sequence[Migration]) -> list[int]:
    """Numbers of what is applied without a file here: a newer Muster's. Writes nothing."""
    return sorted(set(await _applied(connection)) - {m.number for m in migrations})


async def apply(
    connection: Connection,  # of its own and not a pool's: it holds the lock
    migrations: Sequence[Migration],
    now: datetime,
    on_applied: Callable[[Migration], None] | None = None,
) -> list[Migration]:
    """Apply what is pending and answer with it; `now` (aware) is recorded; `on_applied` is called
    after each commit. Raises `MigrationError` when an applied file was edited or PostgreSQL
    refuses a file; the files before that one stay applied."""
    async with _lock(connection):
        await connection.execute(_TABLE)
        if changed := await edited(connection, migrations):
            names = ", ".join(map(str, changed))
            raise MigrationError(f"Edited after it was applied: {names}. Put it back as it was.")
        for m in migrations:
            await connection.execute(_REHASH, m.number, m.sql_hash, m.content_hash)
        waiting = await pending(connection, migrations)
        for m in waiting:
            await _run(connection, m, m.sql, _RECORD, m.number, m.name, m.content_hash, now)
            if on_applied is not None:
                on_applied(m)
        return waiting


async def revert(
    connection: Connection, migrations: Sequence[Migration], to: int = 0
) -> list[Migration]:
    """Revert what is applied above number `to`, the latest first, and answer with it."""
    async with _lock(connection):
        applied = [n for n in await _applied(connection) if n > to]
        if missing := [n for n in await unknown(connection, migrations) if n > to]:
            raise MigrationError(f"Applied but without a file: {missing}.")
        undone = sorted((m for m in migrations if m.number in applied), key=lambda m: -m.number)
        for m in undone:
            await _run(connection, m, m.rollback_sql, _FORGET, m.number)
        return undone


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


async def _applied(connection: Connection) -> dict[int, str]:
    if await connection.fetchval("SELECT to_regclass('schema_migrations')") is None:
        return {}
    rows = await connection.fetch("SELECT version, content_hash FROM schema_migrations")
    return {row["version"]: row["content_hash"] for row in rows}


async def _run(connection: Any, migration: Migration, script: str, note: str, *values: Any) -> None:
    try:
        async with connection.transaction():
            await connection.execute(script, timeout=_PATIENCE)
            await connection.execute(note, *values)
    except asyncpg.PostgresError as error:
        raise MigrationError(f"PostgreSQL refused {migration}: {error}.") from error


@asynccontextmanager
async def _lock(connection: Any) -> AsyncGenerator[None, None]:
    await connection.execute("SELECT pg_advisory_lock($1)", _LOCK_KEY, timeout=_PATIENCE)
    try:
        yield
    except asyncpg.PostgresError as error:
        raise MigrationError(f"PostgreSQL refused to migrate: {error}.") from error
    finally:
        if not connection.is_closed():  # the lock ends with the connection
            await connection.execute("SELECT pg_advisory_unlock($1)", _LOCK_KEY)
