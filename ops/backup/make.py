"""`muster backup`: one file with database, session secret and manifest, of one moment."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import asyncpg

from muster.database import translated_errors
from muster.settings import Settings
from ops.backup import store
from ops.backup.archive import ArchiveWriter, new_archive, size_of_file
from ops.backup.keys import Key
from ops.backup.manifest import (
    CONTACT_KEYS,
    DATABASE,
    FORMAT,
    MANIFEST,
    SESSION_SECRET,
    BackupError,
    Manifest,
)
from ops.backup.steps import Step, reached
from ops.migrate import compare, connect_alone, reason_of
from ops.postgres.tools import ToolFailed, major_of, programs_for, tool

_AT_MOST = 120.0
"""Seconds to wait for a migration or another restore to let go of the tables."""


@dataclass(frozen=True)
class Backup:
    """A backup that was made: where it is, how large it is in bytes, and what it says of itself."""

    file: Path
    size: int
    manifest: Manifest


def secrets_of(settings: Settings, *, with_keys: bool) -> dict[str, bytes]:
    """The secrets that go into a backup, by the names of their parts.

    Raises:
        BackupError: keys are asked for and there are none.
    """
    found: dict[str, bytes] = {}
    kept = settings.muster_data_dir / "session_secret"
    if settings.session_secret is not None or kept.exists():
        found[SESSION_SECRET] = settings.session_key()
    if with_keys:
        if settings.contact_data_encryption_key is None:
            raise BackupError("CONTACT_DATA_ENCRYPTION_KEY is not set, so --with-keys adds none.")
        found[CONTACT_KEYS] = settings.contact_data_encryption_key.get_secret_value().encode()
    return found


async def make_backup(
    url: str, target: Path, now: datetime, secrets: Mapping[str, bytes], key: Key | None
) -> Backup:
    """Write a backup of the database at `url` to `target`, which must not exist.

    Website and bot may go on working: everything in it is of one snapshot.

    Args:
        now: the moment that is written down for it, aware.
        secrets: more parts, by name.
        key: what it is encrypted by, if it is.

    Raises:
        BackupError: it cannot be written, or there is nothing to back up.
        ToolFailed, NoPrograms: pg_dump fails, or there is none that knows the server.
        DatabaseUnavailable: the database cannot be reached.
    """
    connection = await connect_alone(url, "muster backup")
    try:
        with translated_errors():
            await store.be_patient(connection)
            if not await store.share_tables(connection, _AT_MOST):
                raise BackupError(
                    "A migration or a restore is at work on the database; try again when it ended."
                )
            found = await compare(connection)
            if len(found.pending) == len(found.migrations) and not found.by_hand:
                raise BackupError("The database holds nothing of Muster's yet.")
            transaction = connection.transaction(isolation="repeatable_read", readonly=True)
            await transaction.start()
            try:
                return await _write(connection, url, target, now, secrets, key)
            finally:
                with suppress(Exception):
                    await transaction.rollback()
    except asyncpg.InsufficientPrivilegeError as error:
        raise _not_the_owner(reason_of(error)) from None
    except ToolFailed as error:
        if error.forbidden:
            raise _not_the_owner(error.because) from None
        raise BackupError(f"{str(error).rstrip('.')}; no backup was made.") from None
    finally:
        connection.terminate()


def _not_the_owner(reason: str) -> BackupError:
    return BackupError(
        f"This role may not read everything ({reason}); back up with the address of the tables' "
        "owner."
    )


async def _write(
    connection: Any,
    url: str,
    target: Path,
    now: datetime,
    secrets: Mapping[str, bytes],
    key: Key | None,
) -> Backup:
    snapshot = await connection.fetchval("SELECT pg_export_snapshot()")
    schema = await store.current_schema(connection)
    if schema is None:
        raise BackupError("The database holds nothing of Muster's any more.")
    server = await store.server_major(connection)
    folder = programs_for(server)
    with new_archive(target, key) as archive:
        arguments = (
            *("--format=custom", "--no-owner", "--no-privileges", "--no-password"),
            *(f"--snapshot={snapshot}", f"--schema={_exactly(schema)}"),
        )
        async with tool(folder, "pg_dump", arguments, url) as dump:
            with archive.part(DATABASE) as write:
                async for chunk in dump.chunks():
                    await asyncio.to_thread(write, chunk)
            await dump.finish()
        reached(Step.BACKUP_DUMPED)
        manifest = Manifest(
            format=FORMAT,
            muster=version("muster"),
            made_at=now,
            postgresql=server,
            dumped_by=major_of(folder) or server,
            tables_in=schema,
            migrations=await store.recorded_migrations(connection),
            tables=await store.table_sums(connection),
            parts=_with_secrets(archive, secrets),
        )
        archive.add(MANIFEST, manifest.model_dump_json(indent=1).encode())
    return Backup(target, size_of_file(target), manifest)


def _with_secrets(archive: ArchiveWriter, secrets: Mapping[str, bytes]) -> dict[str, Any]:
    for name, content in secrets.items():
        archive.add(name, content)
    return dict(archive.parts)


def _exactly(schema: str) -> str:
    """A pattern of pg_dump that means one name and nothing else."""
    return store.quoted(schema)
