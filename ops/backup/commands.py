"""What `muster backup` and `muster restore` do, from settings to a sentence."""

from __future__ import annotations

from pathlib import Path

from muster.clock import utc_now
from muster.counting import counted
from muster.settings import Settings
from ops.backup.archive import open_archive
from ops.backup.daily import daily_backup
from ops.backup.keys import key_to_encrypt
from ops.backup.make import Backup, make_backup, secrets_of
from ops.backup.manifest import BackupError
from ops.backup.restore import refuse_newer, restore_backup
from ops.backup.secrets import finish_staged
from ops.backup.upgrade import migrate_safely, migrate_to
from ops.console import say
from ops.migrate import check as check_migrations
from ops.postgres.databases import configured_url, database_for, embedded_database_exists


def size_of(number: int) -> str:
    """A number of bytes for a sentence."""
    return f"{number / 1e6:.1f} MB" if number >= 100_000 else f"{number / 1e3:.1f} kB"


def _require_database(settings: Settings) -> None:
    if configured_url(settings) is None and not embedded_database_exists(settings):
        raise BackupError(f"There is no database in {settings.muster_data_dir} to back up.")


async def back_up(
    settings: Settings,
    target: Path,
    *,
    encrypt: bool | None = None,
    key_file: Path | None = None,
    with_keys: bool = False,
) -> Backup:
    """Write a backup to `target` and say what is in it.

    Args:
        encrypt: None encrypts where a key's file or recipients are named.

    Raises:
        BackupError: see `make_backup`, or there is no key to encrypt it by.
    """
    _require_database(settings)
    recipients = settings.muster_backup_recipients
    if encrypt is False and key_file is not None:
        raise BackupError("--key-file and --no-encrypt contradict each other.")
    wanted = encrypt or key_file is not None or (encrypt is None and bool(recipients))
    secrets = secrets_of(settings, with_keys=with_keys)
    key = key_to_encrypt(key_file, recipients) if wanted else None
    if with_keys and key is None:
        raise BackupError("--with-keys needs --encrypt: keys do not lie beside what they open.")
    async with database_for(settings, "backup") as url:
        await finish_staged(settings, url)
        made = await make_backup(url, target, utc_now(), secrets, key)
    how = "encrypted" if key else "not encrypted: keep it where nobody else reads it"
    rows = counted(made.manifest.rows, "row")
    tables = counted(len(made.manifest.tables), "table")
    say(f"{made.file}: {rows} of {tables}, {size_of(made.size)}, {how}.")
    if not with_keys and settings.contact_data_encryption_key is not None:
        say("CONTACT_DATA_ENCRYPTION_KEY is not in it; keep that in another place.")
    return made


async def restore(
    settings: Settings, source: Path, *, key_file: Path | None = None, replace: bool = False
) -> None:
    """Put the backup in `source` into this Muster's database and say that it is there.

    Raises:
        BackupError, MusterError: see `open_archive` and `restore_backup`.
    """
    with open_archive(source, key_file) as archive:
        refuse_newer(archive)
        async with database_for(settings, "restore", alone=True) as url:
            await restore_backup(settings, url, archive, utc_now(), replace=replace)
        rows = counted(archive.manifest.rows, "row")
        tables = counted(len(archive.manifest.tables), "table")
        say(f"Restored and compared: {rows} of {tables}, as of {archive.manifest.moment}.")


async def back_up_daily(settings: Settings) -> None:
    """Make the day's backup unless it is there.

    Raises:
        BackupError: see `daily_backup`.
    """
    _require_database(settings)
    async with database_for(settings, "backup") as url:
        await finish_staged(settings, url)
        made = await daily_backup(settings, url, utc_now())
    if made is None:
        say("There is a backup of today already.")
    else:
        say(f"{made.file}: {counted(made.manifest.rows, 'row')}, {size_of(made.size)}.")


async def migrate_command(settings: Settings, *, check: bool, to: int | None, yes: bool) -> None:
    """`muster migrate`: what is pending, to a certain migration, or a look alone.

    Raises:
        MusterError: see `check`, `migrate_safely` and `migrate_to`.
    """
    async with database_for(settings, "migrate", alone=to is not None) as url:
        await finish_staged(settings, url)
        if check:
            await check_migrations(url)
        elif to is None:
            await migrate_safely(settings, url, utc_now())
        else:
            await migrate_to(settings, url, utc_now(), to, yes=yes)
