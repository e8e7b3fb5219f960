"""`muster restore`: a backup back into a database, whole or not at all.

The new tables come into a schema of their own, are compared with the manifest and migrated there,
and take their place in one transaction that also lets the old ones go: whatever happens before its
commit leaves the database as it was.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import datetime
from typing import Any

import asyncpg

from muster.counting import counted
from muster.database import DatabaseTooSlow, translated_errors
from muster.errors import DatabaseUnavailable, MusterError
from muster.migrations import ForeignTables, apply, look_like_applied
from muster.settings import Settings
from ops.backup import store
from ops.backup.archive import Archive
from ops.backup.carry import carry_over
from ops.backup.doubt import leave_in_doubt, went_on
from ops.backup.ended import keep_ended
from ops.backup.erased import erase_again
from ops.backup.manifest import CONTACT_KEYS, DATABASE, SESSION_SECRET, BackupError
from ops.backup.secrets import Staged
from ops.backup.steps import Step, reached
from ops.console import say
from ops.migrate import (
    connect_alone,
    connect_patiently,
    ensure_current,
    reason_of,
    shipped_migrations,
)
from ops.postgres.grants import WEBSITE_ROLE, grant_again
from ops.postgres.tools import QUIETLY, ToolFailed, programs_for, tool

OLDEST_SERVER = 14
LOCK_PATIENCE = 5.0
"""Seconds to wait for whoever works on the tables; PostgreSQL sees a moment late who was killed."""

_RECOVERY_PATIENCE = 30.0

LOCK_TIMEOUT = "10s"
"""How long somebody else may keep a table from us."""

_LINE_OF_17 = b"\nSET transaction_timeout = 0;\n"
_HEAD = 1 << 12


async def restore_backup(
    settings: Settings, url: str, archive: Archive, now: datetime, *, replace: bool
) -> None:
    """Put what is in `archive` into the database at `url`.

    Args:
        now: the instant that is recorded for migrations that it still lacks, and until which what
            was due may have been sent elsewhere.
        replace: let go of what is there, in the moment in which the new tables have its place.

    Raises:
        BackupError: the backup is a newer Muster's, the database is not empty or in use, or
            PostgreSQL refuses; the database is as it was.
        ForeignTables: the database is another program's.
        DatabaseUnavailable: the database cannot be reached.
    """
    refuse_newer(archive)
    connection = await connect_alone(url, "muster restore")
    try:
        with _as_it_was(), translated_errors():
            await store.be_patient(connection)
            target = await store.wanted_schema(connection)
            await _refuse(connection, archive, target, replace=replace)
            staged = Staged(settings, archive.read(SESSION_SECRET))
            await staged.finish(connection)
            await store.drop_schema(connection, store.RESTORED)
            reached(Step.RESTORE_READ)
            try:
                with _nothing_swapped(), translated_errors():
                    await _load(connection, url, archive, target)
                    reached(Step.RESTORE_LOADED)
                    await _migrate_aside(connection, archive, now)
                reached(Step.RESTORE_MIGRATED)
                word = secrets.token_hex(8)
                staged.stage(word)
                reached(Step.RESTORE_STAGED)
                async with _telling_whether_swapped(url, word) as commit:
                    await _swap(connection, settings, archive, target, word, now, commit)
            except BaseException:
                with suppress(Exception):
                    await store.drop_schema(connection, store.RESTORED)
                    await staged.finish(connection)
                raise
            reached(Step.RESTORE_SWAPPED)
            await staged.come_into_force(connection, word)
            reached(Step.RESTORE_DONE)
    finally:
        connection.terminate()
    await _answers(url)
    staged.tell(archive.read(CONTACT_KEYS))


@contextmanager
def _as_it_was() -> Generator[None, None, None]:
    """Say of what PostgreSQL refuses that nothing was changed."""
    try:
        yield
    except ToolFailed as error:
        if error.forbidden:
            raise _not_the_owner(error.because) from None
        raise BackupError(f"{str(error).rstrip('.')}; the database is as it was.") from None
    except asyncpg.InsufficientPrivilegeError as error:
        raise _not_the_owner(reason_of(error)) from None
    except DatabaseTooSlow:
        raise BackupError(
            "Somebody is using the database's tables; stop whoever it is. The database is as it "
            "was."
        ) from None


@contextmanager
def _nothing_swapped() -> Generator[None, None, None]:
    """Say of a database that goes away before the swap that nothing was changed."""
    try:
        yield
    except DatabaseTooSlow:
        raise
    except DatabaseUnavailable:
        raise BackupError(
            "The database went away while the backup was read into it; it is as it was."
        ) from None


@asynccontextmanager
async def _telling_whether_swapped(url: str, word: str) -> AsyncGenerator[asyncio.Event, None]:
    """Say of a database that goes away during the swap on which side of its commit that was; the
    block sets the event right before that.
    """
    commit = asyncio.Event()
    try:
        with translated_errors():
            yield commit
    except DatabaseTooSlow:
        raise
    except DatabaseUnavailable:
        state = await _state_of(url, word) if commit.is_set() else "it is as it was"
        raise BackupError(f"The database went away for a moment; {state}.") from None


async def _state_of(url: str, word: str) -> str:
    """What became of a swap whose commit was not answered."""
    with suppress(MusterError), translated_errors():
        connection = await connect_patiently(url, "muster restore", _RECOVERY_PATIENCE)
        try:
            done = await store.noted_restore(connection) == word
        finally:
            connection.terminate()
        return "the backup is restored; start Muster" if done else "it is as it was"
    return "nobody knows whether before or after the swap; restore once more"


def _not_the_owner(reason: str) -> BackupError:
    return BackupError(
        f"This role may not restore ({reason}); restore with the address of the database's owner. "
        "The database is as it was."
    )


def refuse_newer(archive: Archive) -> None:
    """Refuse a backup with a migration that this Muster does not have.

    Raises:
        BackupError: names the version that made it.
    """
    manifest = archive.manifest
    known = {migration.number for migration in shipped_migrations()}
    newer = [each for each in manifest.migrations if each.version not in known]
    if newer:
        raise BackupError(
            f"{archive.name} was made by Muster {manifest.muster} with migration {newer[-1]}, "
            "which this Muster does not know; update Muster first."
        )


async def _refuse(connection: Any, archive: Archive, target: str, *, replace: bool) -> None:
    server = await store.server_major(connection)
    if server < OLDEST_SERVER:
        raise BackupError(f"PostgreSQL {server} is too old; {OLDEST_SERVER} or newer is needed.")
    if not await store.take_tables(connection, LOCK_PATIENCE):
        raise BackupError(
            "A backup, a migration or another restore is at work on the database; try again when "
            "it ended."
        )
    await refuse_while_running(connection)
    try:
        await look_like_applied(connection, shipped_migrations())
    except asyncpg.UndefinedTableError as error:
        raise ForeignTables(["schema_migrations"]) from error
    if not replace and await store.holds_anything(connection, target):
        raise BackupError(
            "The database is not empty; `muster restore --replace` puts the backup in place of "
            "what is there."
        )
    source = archive.manifest.tables_in
    if source != target and await store.holds_anything(connection, source):
        raise BackupError(
            f"The backup's tables are of the schema {source}, where this database holds other "
            "things; restore it into another database."
        )


async def refuse_while_running(connection: Any) -> None:
    """Refuse to change tables below a website or a bot.

    Raises:
        BackupError: one of them is connected.
    """
    if await store.running_sessions(connection):
        raise BackupError(
            "Muster is running on this database; stop every `muster up`, `muster web` and "
            "`muster bot` first."
        )


async def _load(connection: Any, url: str, archive: Archive, target: str) -> None:
    """The backup's tables, in the schema `store.RESTORED`; what is there makes room meanwhile, in a
    transaction that nobody sees.
    """
    manifest = archive.manifest
    source = manifest.tables_in
    folder = programs_for(manifest.dumped_by)
    older = await store.server_major(connection) < 17
    fresh = not await store.schema_exists(connection, source)
    before, after = _around(source, fresh=fresh)
    read = ("--no-owner", "--no-privileges", f"--schema={source}", "--file=-")
    say(f"Restoring {counted(manifest.rows, 'row')} of {manifest.moment}…")
    async with (
        tool(folder, "pg_restore", read) as script,
        tool(folder, "psql", QUIETLY, url) as psql,
    ):
        await psql.feed(before.encode())
        async with _fed(script, archive):
            head = b""
            async for chunk in script.chunks():
                if head is not None:
                    head += chunk
                    if len(head) < _HEAD:
                        continue
                    chunk, head = _for_server(head, older=older), None
                    reached(Step.RESTORE_LOADING)
                await psql.feed(chunk)
            if head:
                await psql.feed(_for_server(head, older=older))
        await script.finish()
        # What psql was not told to commit is nothing, however it ends.
        await psql.feed(after.encode())
        await psql.close_input()
        await psql.finish()


def _for_server(head: bytes, *, older: bool) -> bytes:
    """A script's first bytes, without the one setting that servers before 17 do not know."""
    return head.replace(_LINE_OF_17, b"\n", 1) if older else head


def _around(source: str, *, fresh: bool) -> tuple[str, str]:
    """What psql is told before and after the script of the schema `source`."""
    place, aside = store.quoted(source), store.quoted(store.ASIDE)
    before = [
        "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE;",
        f"SET lock_timeout = '{LOCK_TIMEOUT}';",
        "SET client_min_messages = warning;",
        "SET search_path = pg_catalog;",
        f"CREATE SCHEMA {place};" if fresh else f"CREATE SCHEMA {aside};",
        "" if fresh else store.moving(source, store.ASIDE),
        "",
    ]
    after = [
        "",
        "SET search_path = pg_catalog;",
        f"CREATE SCHEMA {store.quoted(store.RESTORED)};",
        store.moving(source, store.RESTORED),
        "" if fresh else store.moving(store.ASIDE, source),
        f"DROP SCHEMA {place};" if fresh else f"DROP SCHEMA {aside};",
        "COMMIT;",
        "",
    ]
    return "\n".join(before), "\n".join(after)


@asynccontextmanager
async def _fed(script: Any, archive: Archive) -> AsyncGenerator[None, None]:
    """Give pg_restore the archive's dump while the block reads what it makes of it."""

    async def feed() -> None:
        for chunk in archive.chunks(DATABASE):
            await script.feed(chunk)
        await script.close_input()

    task = asyncio.create_task(feed())
    try:
        yield
        await task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _migrate_aside(connection: Any, archive: Archive, now: datetime) -> None:
    """Compare what was loaded with the manifest, then apply what it lacks."""
    manifest = archive.manifest
    await store.go_to(connection, store.RESTORED)
    found = await store.table_sums(connection)
    if found != manifest.tables:
        names = sorted({name for name, _ in set(found.items()) ^ set(manifest.tables.items())})
        raise BackupError(f"What was restored differs from the manifest in {', '.join(names)}.")
    applied = await apply(connection, shipped_migrations(), now)
    if applied:
        say(f"  applied {counted(len(applied), 'migration')} that it lacked")


async def _swap(
    connection: Any,
    settings: Settings,
    archive: Archive,
    target: str,
    word: str,
    now: datetime,
    commit: asyncio.Event,
) -> None:
    """Let the new tables have the place of what is there, in one transaction."""
    async with connection.transaction():
        await connection.execute(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'")
        await refuse_while_running(connection)
        # Before the old tables are locked, so that they are for no longer than it takes.
        expected = await store.table_sums(connection)
        reached(Step.RESTORE_SUMMED)
        await store.go_to(connection, "pg_catalog")
        replaces = await store.schema_exists(connection, target)
        if replaces:
            await connection.execute(f"CREATE SCHEMA {store.quoted(store.ASIDE)}")
            moving = store.moving(target, store.ASIDE)
            await connection.execute(moving, timeout=store.PATIENCE)
        else:
            await connection.execute(f"CREATE SCHEMA {store.quoted(target)}")
        await connection.execute(store.moving(store.RESTORED, target), timeout=store.PATIENCE)
        await store.go_to(connection, target)
        if await store.table_sums(connection) != expected:
            raise BackupError("The restored tables do not answer in their place.")
        await ensure_current(connection)
        await _grant(connection)
        made_at, known = archive.manifest.made_at, replaces and await went_on(connection)
        carried = await carry_over(connection, made_at) if replaces else 0
        ended = await keep_ended(connection, now, went_on=known) if replaces else 0
        erased = await erase_again(connection, now) if replaces else 0
        doubted = 0 if known else await leave_in_doubt(connection, settings, made_at, now)
        await store.note_restore(connection, word)
        await store.drop_schema(connection, store.ASIDE)
        await store.drop_schema(connection, store.RESTORED)
        # Whoever began meanwhile would lose what they did: from here on nobody gets at the tables.
        await refuse_while_running(connection)
        commit.set()
    if carried:
        say(f"  kept {counted(carried, 'record')} of messages since then, so that none goes twice")
    if ended:
        say(f"  kept {counted(ended, 'record')} of what was stopped or revoked since then")
    if erased:
        people = counted(erased, "person was", "people were")
        say(f"  {people} erased since then: a bot does it again as soon as one runs")
    if doubted:
        say(f"  {counted(doubted, 'message')} due since then may have gone out: unknown, not sent")


async def _grant(connection: Any) -> None:
    try:
        if await grant_again(connection, shipped_migrations()):
            say(f"  granted {WEBSITE_ROLE} what the website needs")
    except asyncpg.InsufficientPrivilegeError as error:
        say(f"  {WEBSITE_ROLE} lacks what only another role may grant: {reason_of(error)}")


async def _answers(url: str) -> None:
    """Look at the database once more, as a process does that begins."""
    connection = await connect_patiently(url, "muster restore")
    try:
        await ensure_current(connection)
    finally:
        connection.terminate()
