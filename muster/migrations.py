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

from muster.catalogue import (
    Definition,
    differing,
    names_made_by,
    read_definitions,
    read_holdings,
)
from muster.database import Connection
from muster.errors import OperatorError

_FILE_NAME = re.compile(r"(\d{3})_([a-z0-9_]+)(\.rollback)?\.sql")
LOCK_KEY = 0x6D7573746572  # "muster"
"""The advisory lock that is held while tables change, so that two at once take turns; whoever needs
them to stay as they are shares it."""

_PATIENCE = 3600.0  # seconds; the change of a large table outlasts any limit made for requests
_TABLE = """
    CREATE TABLE IF NOT EXISTS schema_migrations (
        version integer CONSTRAINT schema_migrations_pkey PRIMARY KEY,
        name text NOT NULL, content_hash text NOT NULL, applied_at timestamptz NOT NULL)"""
_RECORD = "INSERT INTO schema_migrations VALUES ($1, $2, $3, $4)"
_FORGET = "DELETE FROM schema_migrations WHERE version = $1"
_REHASH = """
    UPDATE schema_migrations SET content_hash = $3
     WHERE version = $1 AND content_hash = ANY ($2::text[])"""
# What 005 to 008 were before they could be applied by hand: other words, the same tables
# (docs/decisions/0010-migrations-applied-by-hand.md). Recorded hashes of theirs are no edits.
_SAME_AS_BEFORE = {
    5: (
        "79793c3f181e13b271af91c58eff27e777b6bda5aba33ed67801f2e170dcbf98",
        "89b0d9640f2c549584421f8a3dad70486f19dd9b7b80a8f76403ff827f64d3a5",
    ),
    6: (
        "ce377770c5da4f804429dd574484208182e0546bc422b9c25bb4df9a63123240",
        "7d84e76586d483cadb50c9e9decd4a9b40d780bb8b4280df7b31e0a593d32f6c",
    ),
    7: (
        "11cfdbba71b53ce0a667489a93339febd779ae5f144ba684e5e86aa5caae13c0",
        "0eb381bf0a425cec58aacf5f10878f09a13154bc83f7a476346174483260fdcc",
    ),
    8: (
        "59bced8c78b8e294baf30458448663f8f981e83d1dde4dac28391e417b59953c",
        "f2f729fbdd62dae465b290404d19a30fa2d2a3cc8b78d9e72d07f28038ff3c06",
    ),
}
_COMPARED_IN = "muster_compares"
_TRIES = 5
"""How often all that is pending is tried again where somebody's locks cross ours."""


class MigrationError(OperatorError):
    """The files or the database are not what they should be; its text says which and how."""

    code = "migration_failed"


class ForeignTables(MigrationError):
    """The schema is another program's, or its tables have our names and another shape."""

    status = 503
    code = "foreign_tables"

    def __init__(self, found: Sequence[str]) -> None:
        shown = ", ".join(found[:3]) + (" and more" if len(found) > 3 else "")
        super().__init__(
            "The database holds another program's tables; use an empty database, or a schema of "
            f"its own by `?options=-csearch_path%3Dmuster` in DATABASE_URL (found: {shown})."
        )


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

    @property
    def hashes(self) -> list[str]:
        """Every hash that stands for this file in a record."""
        return [self.content_hash, self.sql_hash, *_SAME_AS_BEFORE.get(self.number, ())]

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
    return [m for m in migrations if applied.get(m.number, m.content_hash) not in m.hashes]


async def unknown(connection: Connection, migrations: Sequence[Migration]) -> list[int]:
    """Numbers of what is applied without a file here: a newer Muster's. Writes nothing."""
    return sorted(set(await _applied(connection)) - {m.number for m in migrations})


async def look_like_applied(
    connection: Connection, migrations: Sequence[Migration]
) -> list[Migration]:
    """Files that nobody recorded although all names are there that they make, as where they were
    applied by hand; by their names alone. Writes nothing.

    Raises:
        ForeignTables: the schema holds what is not ours and stands in our way, or holds tables and
            nothing at all of ours.
    """
    held = await read_holdings(connection)
    if held.record is None:
        raise ForeignTables(["schema_migrations"])
    applied = await _applied(connection)
    waiting = [m for m in migrations if m.number not in applied]
    if not applied and not waiting:
        return []
    recorded = [m.sql for m in migrations if m.number in applied]
    known = names_made_by(recorded)
    ours = {name for m in migrations for name in names_made_by([m.sql])} - known
    there = held.names & ours
    for count in range(len(waiting), 0, -1):
        if there and there == names_made_by([*recorded, *(m.sql for m in waiting[:count])]) - known:
            return waiting[:count]
    if there or (held.tables and not applied):
        raise ForeignTables(sorted(each.name for each in there) or sorted(held.tables))
    return []


async def apply(
    connection: Connection,  # of its own and not a pool's: it holds the lock
    migrations: Sequence[Migration],
    now: datetime,
    on_applied: Callable[[Migration], None] | None = None,
    on_found: Callable[[Migration], None] | None = None,
) -> list[Migration]:
    """Apply what is pending, all of it or nothing, and answer with it; `now` (aware) is recorded;
    `on_applied` is called for each once that is committed. What was applied by hand is compared,
    recorded and told to `on_found`.

    Raises:
        ForeignTables: the schema is another program's; nothing was written.
        MigrationError: an applied file was edited or PostgreSQL refuses a file; none is applied.
    """
    async with _lock(connection):
        found = await _applied_by_hand(connection, migrations)
        if await connection.fetchval("SELECT current_schema()") is None:
            path = await connection.fetchval("SELECT current_setting('search_path')")
            await connection.execute(f"CREATE SCHEMA IF NOT EXISTS {path}")
        await connection.execute(_TABLE)
        if changed := await edited(connection, migrations):
            names = ", ".join(map(str, changed))
            raise MigrationError(f"Edited after it was applied: {names}. Put it back as it was.")
        waiting = await _apply_all(connection, migrations, found, now)
        for each, tell in ((found, on_found), (waiting, on_applied)):
            if tell is not None:
                for m in each:
                    tell(m)
        return waiting


async def _apply_all(
    connection: Any, migrations: Sequence[Migration], found: Sequence[Migration], now: datetime
) -> list[Migration]:
    for _ in range(_TRIES):
        try:
            return await _apply_once(connection, migrations, found, now)
        except MigrationError as error:
            # Websites and bots that run meanwhile lock the same tables in another order.
            if not isinstance(error.__cause__, asyncpg.DeadlockDetectedError):
                raise
    return await _apply_once(connection, migrations, found, now)


async def _apply_once(
    connection: Any, migrations: Sequence[Migration], found: Sequence[Migration], now: datetime
) -> list[Migration]:
    async with connection.transaction():
        for m in migrations:
            await connection.execute(_REHASH, m.number, m.hashes[1:], m.content_hash)
        for m in found:
            await connection.execute(_RECORD, m.number, m.name, m.content_hash, now)
        waiting = await pending(connection, migrations)
        for m in waiting:
            await _run(connection, m, m.sql, _RECORD, m.number, m.name, m.content_hash, now)
    return waiting


async def revert(
    connection: Connection, migrations: Sequence[Migration], to: int = 0
) -> list[Migration]:
    """Revert what is applied above number `to`, the latest first, all of it or nothing, and answer
    with it.
    """
    async with _lock(connection):
        applied = [n for n in await _applied(connection) if n > to]
        if missing := [n for n in await unknown(connection, migrations) if n > to]:
            raise MigrationError(f"Applied but without a file: {missing}.")
        undone = sorted((m for m in migrations if m.number in applied), key=lambda m: -m.number)
        async with connection.transaction():
            for m in undone:
                await _run(connection, m, m.rollback_sql, _FORGET, m.number)
        return undone


async def _applied_by_hand(
    connection: Connection, migrations: Sequence[Migration]
) -> list[Migration]:
    """What `look_like_applied` finds, as far as the schema is what those files make.

    Where files make no difference that could be seen, as one that grants, the fewest are found: the
    others are applied once more.
    """
    candidates = await look_like_applied(connection, migrations)
    if not candidates:
        return []
    upto = [m for m in migrations if m.number <= candidates[-1].number]
    names = names_made_by(m.sql for m in upto)
    held = await read_definitions(connection)
    wrong: list[str] = []
    for count, made in enumerate(await _made_by_each(connection, upto), 1):
        if names_made_by(m.sql for m in upto[:count]) == names:
            wrong = differing(held, made)
            if not wrong:
                return [m for m in candidates if m in upto[:count]]
    raise ForeignTables(wrong)


async def _made_by_each(
    connection: Any, migrations: Sequence[Migration]
) -> list[frozenset[Definition]]:
    """What a schema is after each of `migrations`; tried in one of which nothing is left."""
    transaction = connection.transaction()
    await transaction.start()
    try:
        await connection.execute(f"CREATE SCHEMA {_COMPARED_IN}")
        await connection.execute(f"SET LOCAL search_path = {_COMPARED_IN}")
        made: list[frozenset[Definition]] = []
        for m in migrations:
            await connection.execute(m.sql, timeout=_PATIENCE)
            made.append(await read_definitions(connection))
        return made
    finally:
        await transaction.rollback()


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


async def _applied(connection: Connection) -> dict[int, str]:
    if await connection.fetchval("SELECT to_regclass('schema_migrations')") is None:
        return {}
    try:
        rows = await connection.fetch("SELECT version, content_hash FROM schema_migrations")
    except asyncpg.UndefinedColumnError:
        raise ForeignTables(["schema_migrations"]) from None
    return {row["version"]: row["content_hash"] for row in rows}


async def _run(connection: Any, migration: Migration, script: str, note: str, *values: Any) -> None:
    try:
        async with connection.transaction():
            await connection.execute(script, timeout=_PATIENCE)
            await connection.execute(note, *values)
    except asyncpg.PostgresConnectionError:
        raise  # which is nothing that PostgreSQL has against the file
    except asyncpg.PostgresError as error:
        raise MigrationError(
            f"PostgreSQL refused {migration}: {_reason(error)}; the database is as it was."
        ) from error


def _reason(error: asyncpg.PostgresError) -> str:
    """What PostgreSQL says, without its detail, in which there may be a row, and its hint."""
    return (str(error).strip().splitlines() or ["no reason"])[0].rstrip(".")


@asynccontextmanager
async def _lock(connection: Any) -> AsyncGenerator[None, None]:
    await connection.execute("SELECT pg_advisory_lock($1)", LOCK_KEY, timeout=_PATIENCE)
    try:
        yield
    except asyncpg.PostgresConnectionError:
        raise
    except asyncpg.PostgresError as error:
        raise MigrationError(f"PostgreSQL refused to migrate: {_reason(error)}.") from error
    finally:
        if not connection.is_closed():  # the lock ends with the connection
            await connection.execute("SELECT pg_advisory_unlock($1)", LOCK_KEY)
