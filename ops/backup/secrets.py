"""The session secret of a restored backup: it comes into force with the tables, or not at all.

A file and a database cannot change in one moment. So the file is laid beside the one in force under
a word that the transaction of the restore writes down, too; whoever comes next, after a power cut
for one, sees by that word whether it happened.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from pathlib import Path
from typing import Any

import asyncpg

from muster.database import translated_errors
from muster.errors import MusterError
from muster.settings import Settings, SettingsError
from ops.backup import store
from ops.console import say
from ops.migrate import connect_patiently
from ops.postgres.data_folder import keep_private, open_private

_NAME = "session_secret"
_STAGED = re.compile(rf"{_NAME}\.restored-([0-9a-f]+)")
_KEYS = "contact_key.restored"
_LOCK_PATIENCE = 1.0
"""Seconds to wait for a restore; PostgreSQL sees a moment late who was killed."""


def _staged_files(folder: Path) -> list[tuple[Path, str]]:
    found: list[tuple[Path, str]] = []
    with suppress(OSError):
        for path in folder.iterdir():
            if match := _STAGED.fullmatch(path.name):
                found.append((path, match[1]))
    return found


async def finish_staged(settings: Settings, url: str) -> None:
    """Do what a restore that was killed had left to do, and drop what it had loaded.

    What a restore at work has is left alone, and so is what this role may not drop. A database that
    does not answer is left to whoever comes next.
    """
    with suppress(MusterError):
        connection = await connect_patiently(url, "muster restore")
        try:
            with translated_errors(), suppress(asyncpg.InsufficientPrivilegeError):
                await _finish_killed(settings, connection)
        finally:
            connection.terminate()


async def _finish_killed(settings: Settings, connection: Any) -> None:
    loaded = await store.schema_exists(connection, store.RESTORED)
    if not loaded and not _staged_files(settings.muster_data_dir):
        return
    if not await store.take_tables(connection, _LOCK_PATIENCE):
        return
    try:
        await _finish(settings, connection)
        await store.drop_schema(connection, store.RESTORED)
    finally:
        await store.let_go(connection)


async def _finish(settings: Settings, connection: Any) -> None:
    """For whoever has the tables: until its commit, a restore's word is not to be found there."""
    files = _staged_files(settings.muster_data_dir)
    if not files:
        return
    noted = await store.noted_restore(connection)
    for path, word in files:
        if word == noted:
            path.replace(path.with_name(_NAME))
        else:
            path.unlink(missing_ok=True)


class Staged:
    """The session secret that a backup holds, on its way into the data folder."""

    def __init__(self, settings: Settings, secret: bytes | None) -> None:
        """`secret` is None where the backup holds none."""
        self._settings = settings
        self._secret = secret

    def stage(self, word: str) -> None:
        """Lay it beside the one in force, for `finish` to find.

        Raises:
            OSError: the data folder cannot be written.
        """
        folder = self._settings.muster_data_dir
        if self._secret is None or self._settings.session_secret is not None:
            return
        keep_private(folder)
        if _read(folder / _NAME) != self._secret:
            _write(folder / f"{_NAME}.restored-{word}", self._secret)

    async def finish(self, connection: Any) -> None:
        """Put what was staged in its place if the tables have theirs, and remove it if not."""
        await _finish(self._settings, connection)

    async def come_into_force(self, connection: Any, word: str) -> None:
        """Put it in its place once the tables have theirs, even where somebody took away what was
        staged: a cleaning of the folder, or an older Muster's backup.

        Raises:
            OSError: the data folder cannot be written.
        """
        staged = {path.name for path, _ in _staged_files(self._settings.muster_data_dir)}
        if f"{_NAME}.restored-{word}" not in staged:
            self.stage(word)
        await self.finish(connection)

    def tell(self, contact_keys: bytes | None) -> None:
        """Say what an operator has to do about secrets, and keep keys where they can be read.

        Raises:
            SettingsError: the keys could not be written down.
        """
        settings = self._settings
        given = settings.session_secret
        another = given is not None and given.get_secret_value().encode() != self._secret
        if self._secret is not None and another:
            say("  SESSION_SECRET is another than the backup's, so everybody signs in again")
        if contact_keys is None:
            return
        known = settings.contact_data_encryption_key
        have = known.get_secret_value().split(",") if known else []
        if set(contact_keys.decode().split(",")) <= set(have):
            return
        path = settings.muster_data_dir / _KEYS
        try:
            keep_private(settings.muster_data_dir)
            _write(path, contact_keys)
        except OSError as error:
            raise SettingsError(
                f"The database is restored, but {path} could not be written ({error.strerror}), "
                "so the contact keys of the backup are in the backup alone; restore it once more, "
                "with MUSTER_DATA_DIR at a folder that can be written."
            ) from None
        say(
            f"  the backup's contact keys are in {path}: add them to CONTACT_DATA_ENCRYPTION_KEY, "
            "then remove the file"
        )


def _read(path: Path) -> bytes | None:
    with suppress(OSError):
        return path.read_bytes()
    return None


def _write(path: Path, content: bytes) -> None:
    descriptor = open_private(path, os.O_WRONLY | os.O_TRUNC)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
