"""Which database a command works on: `DATABASE_URL`, or the data folder's embedded server."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from pydantic import SecretStr

from muster.clock import monotonic
from muster.settings import Settings, SettingsError
from ops.console import say
from ops.postgres.data_folder import FolderInUse, FolderLock

_PATIENCE_SECONDS = 60.0


def with_database_url(settings: Settings, url: str) -> Settings:
    """`settings` with `url` as its `database_url`."""
    return settings.model_copy(update={"database_url": SecretStr(url)})


def configured_url(settings: Settings) -> str | None:
    """`DATABASE_URL`, or None where the embedded server is meant."""
    return settings.database_url.get_secret_value() if settings.database_url else None


def embedded_database_exists(settings: Settings) -> bool:
    """Whether the data folder holds an embedded database; looks without creating one."""
    from ops.postgres.embedded import database_folder
    from ops.postgres.files import finish_move

    finish_move(database_folder(settings.muster_data_dir))
    return os.path.exists(database_folder(settings.muster_data_dir) / "PG_VERSION")


def embedded_database_url(settings: Settings) -> str:
    """The address for `muster web` and `muster bot` on their own.

    Raises:
        SettingsError: `DATABASE_URL` is unset and no embedded server is up.
    """
    from ops.postgres.embedded import running_url

    url = configured_url(settings) or running_url(settings.muster_data_dir)
    if url is None:
        raise SettingsError(
            "DATABASE_URL is not set and no embedded PostgreSQL is running in "
            f"{settings.muster_data_dir}; use `muster up`, or set DATABASE_URL"
        )
    return url


@asynccontextmanager
async def database_for(
    settings: Settings, command: str, *, alone: bool = False
) -> AsyncIterator[str]:
    """The database's address for as long as `command` needs it.

    With `DATABASE_URL` unset that is the server of a running `muster up`, or one that is started
    for the block alone; a second such command waits for the first.

    Args:
        alone: refuse at once while `muster up`, or `command` itself, has the data folder.

    Raises:
        FolderInUse: the data folder is in use, or stayed so for a minute.
        EmbeddedPostgresError: the server cannot be started.
    """
    url = configured_url(settings)
    if url is not None:
        yield url
        return

    from ops.postgres.embedded import EmbeddedPostgres, running_url

    lock = FolderLock(settings.muster_data_dir)
    until = monotonic() + _PATIENCE_SECONDS
    told = False
    while not lock.acquire(command):
        holder = lock.holder()
        if alone and (holder.lasting or holder.command == command):
            raise FolderInUse(f"{holder} is using {settings.muster_data_dir}; stop it first")
        url = running_url(settings.muster_data_dir) if holder.lasting else None
        if url is not None:
            yield url
            return
        if monotonic() > until:
            raise FolderInUse(f"{holder} is using {settings.muster_data_dir}; try again later")
        if not told and monotonic() > until - _PATIENCE_SECONDS + 1:
            say(f"Waiting for {holder}…")
            told = True
        await asyncio.sleep(0.1)
    server = EmbeddedPostgres(settings.muster_data_dir)
    try:
        await server.start()
        with server.telling_why():
            yield server.url
    finally:
        # One that was found running may have clients of its own.
        if not server.adopted:
            await server.stop()
        lock.release()
