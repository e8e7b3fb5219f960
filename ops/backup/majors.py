"""A data folder of an older major PostgreSQL: everything in it moves to the one that Muster brings.

PostgreSQL reads no other major's files. So the old server's programs, which the wheel or the
machine still has, start it once more, and everything is carried over to a new server beside. The
new files get the old ones' name when they hold the same; the old ones stay, under another.
"""

from __future__ import annotations

import shutil
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import psutil

from muster.errors import MusterError
from ops.backup import store
from ops.backup.steps import Step, reached
from ops.console import say
from ops.migrate import connect_patiently
from ops.postgres.embedded import EmbeddedPostgres, database_folder
from ops.postgres.files import (
    MAJOR,
    EmbeddedPostgresError,
    account_for,
    finish_move,
    initialise,
    major_of_data,
    moved_folder,
    open_the_way,
    processes_on,
    programs,
)
from ops.postgres.tools import QUIETLY, Tool, programs_of, tool

_WORK = f"postgres.new-{MAJOR}"
_OURS = b"postgres"
"""The role that every embedded server has from its beginning."""


async def bring_up_to_date(data_dir: Path) -> None:
    """Move an older major's data folder over to the embedded PostgreSQL; nothing where it is ours.

    The caller holds the data folder's lock.

    Raises:
        EmbeddedPostgresError: the programs of the older one are nowhere, or it could not be moved;
            it is as it was.
    """
    folder = database_folder(data_dir)
    finish_move(folder)
    found = major_of_data(folder)
    if found is None or found >= MAJOR:
        return
    older = programs_of(found)
    if older is None:
        raise EmbeddedPostgresError(
            f"{folder} is of PostgreSQL {found} and this Muster brings {MAJOR}; install the old "
            f"one's programs (Debian, Ubuntu: apt-get install postgresql-{found}) and run "
            "`muster up` again, which moves everything over"
        )
    say(f"Moving the database from PostgreSQL {found} to {MAJOR}; this can take a while…")
    try:
        await _move(data_dir, folder, found, older)
    except (MusterError, OSError) as error:
        reason = str(error) if isinstance(error, MusterError) else error.strerror
        raise EmbeddedPostgresError(
            f"The database could not be moved from PostgreSQL {found} to {MAJOR}: "
            f"{str(reason).rstrip('.')}; {folder} is as it was"
        ) from None


async def _move(data_dir: Path, folder: Path, found: int, older: Path) -> None:
    work, kept = folder.with_name(_WORK), folder.with_name(f"{folder.name}.before-{MAJOR}")
    _refuse_taken(kept)
    _remove_copies(folder)
    _refuse_scarce(folder)
    try:
        await _copy(data_dir, older, work)
        # Stopped in order, so everything is on the disk and the new files are whole.
        work.rename(moved_folder(folder))
        reached(Step.MOVE_WHOLE)
        _set_aside(folder, kept)
    finally:
        # What failed is tried again, maybe by itself, on a disk that may be full.
        _remove_copies(folder)
    say(f"  moved; PostgreSQL {found}'s files are in {kept}: remove them when all is well")


async def _copy(data_dir: Path, older: Path, work: Path) -> None:
    account = account_for(database_folder(data_dir))
    open_the_way(account, older)
    initialise(work, account)
    async with (
        _running(EmbeddedPostgres(data_dir, bin_folder=older)) as old,
        _running(EmbeddedPostgres(data_dir, name=_WORK)) as new,
    ):
        await _refuse_others(old)
        await _carry(old, new)
        reached(Step.MOVE_LOADED)
        if await _sums(old) != await _sums(new):
            raise EmbeddedPostgresError("the new server does not hold what the old one does")


def _refuse_taken(kept: Path) -> None:
    if kept.exists():
        raise EmbeddedPostgresError(f"{kept} is in the way; move it elsewhere")


def _refuse_scarce(folder: Path) -> None:
    needed = sum(path.lstat().st_blocks * 512 for path in folder.rglob("*"))
    free = shutil.disk_usage(folder.parent).free
    if free < needed:
        raise EmbeddedPostgresError(
            f"it needs {needed / 2**20:,.0f} MiB of room in {folder.parent}, where "
            f"{free / 2**20:,.0f} MiB are free"
        )


def _set_aside(folder: Path, kept: Path) -> None:
    """The older files under another name, the newer ones under theirs."""
    folder.rename(kept)
    reached(Step.MOVE_OLD_ASIDE)
    finish_move(folder)


def _remove_copies(folder: Path) -> None:
    """Remove what a move of `folder` that did not come to its end left; nothing where the older
    files are aside already, since then the copy is what there is.
    """
    if not folder.exists():
        return
    for leftover in (folder.with_name(_WORK), moved_folder(folder)):
        _remove(leftover)


def _remove(folder: Path) -> None:
    """Remove a copy, its server first."""
    left = list(processes_on(folder))
    for process in left:
        with suppress(psutil.Error):
            process.kill()
    psutil.wait_procs(left, 5)
    shutil.rmtree(folder, ignore_errors=True)


@asynccontextmanager
async def _running(server: EmbeddedPostgres) -> AsyncGenerator[str, None]:
    try:
        await server.start()
        with server.telling_why():
            yield server.url
    finally:
        await server.stop(10.0)


async def _carry(old: str, new: str) -> None:
    """Roles, then the database: each by a program that writes into the next."""
    async with (
        tool(programs(), "pg_dumpall", ("--roles-only", "--no-password"), old) as roles,
        tool(programs(), "psql", QUIETLY, new) as psql,
    ):
        script = b"".join([chunk async for chunk in roles.chunks()])
        await roles.finish()
        ours = b"CREATE ROLE " + _OURS + b";"
        lines = [line for line in script.splitlines(keepends=True) if line.strip() != ours]
        await _write(psql, b"".join(lines))
    async with (
        tool(programs(), "pg_dump", ("--no-password",), old) as dump,
        tool(programs(), "psql", (*QUIETLY, "--single-transaction"), new) as psql,
    ):
        async for chunk in dump.chunks():
            await psql.feed(chunk)
        await dump.finish()
        await _write(psql, b"")


async def _write(psql: Tool, script: bytes) -> None:
    await psql.feed(script)
    await psql.close_input()
    await psql.finish()


async def _refuse_others(url: str) -> None:
    connection = await connect_patiently(url, "muster up", 10)
    try:
        others = await store.other_databases(connection)
    finally:
        connection.terminate()
    if others:
        raise EmbeddedPostgresError(
            f"its server holds databases that are not Muster's ({', '.join(others)}); dump them "
            "with pg_dump and drop them first"
        )


async def _sums(url: str) -> dict[str, Any]:
    connection = await connect_patiently(url, "muster up", 10)
    try:
        await store.be_patient(connection)
        return dict(await store.table_sums(connection))
    finally:
        connection.terminate()
