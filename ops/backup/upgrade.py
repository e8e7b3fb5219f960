"""Migrations forward and back, with a backup before anything of a community's is changed."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from muster.backups import names_in
from muster.counting import counted
from muster.database import translated_errors
from muster.errors import MusterError
from muster.migrations import Migration, MigrationError, apply, revert
from muster.settings import Settings
from ops.backup import store
from ops.backup.keys import key_to_encrypt
from ops.backup.losses import losses_by
from ops.backup.make import make_backup, secrets_of
from ops.backup.manifest import BackupError
from ops.backup.restore import LOCK_PATIENCE, refuse_while_running
from ops.backup.steps import Step, reached
from ops.console import say
from ops.migrate import compare, connect_alone, connect_patiently, migrate, shipped_migrations

_NAME = re.compile(r"before-(.+)-(\d{8}T\d{6}Z)\.zip(\.age)?")
_STAMP = "%Y%m%dT%H%M%SZ"
_BACK = "back-to-"


def backups_folder(settings: Settings) -> Path:
    """Where backups before a change go."""
    return settings.muster_backup_dir or settings.muster_data_dir / "backups"


async def migrate_safely(
    settings: Settings, url: str, now: datetime, *, patience: float = 0.0, quiet: bool = False
) -> int:
    """`migrate`, after a backup where a database that holds something lacks a migration.

    Raises:
        BackupError: no backup could be made, so nothing was changed; besides what `migrate` raises.
    """
    connection = await connect_patiently(url, "muster migrate", patience)
    try:
        found = await compare(connection)
    finally:
        connection.terminate()
    older = found.pending and (len(found.pending) < len(found.migrations) or found.by_hand)
    if older and not found.edited:
        await back_up_first(settings, url, now, str(found.pending[0]))
    applied = await migrate(url, now, patience=patience, quiet=quiet)
    reached(Step.UPGRADE_MIGRATED)
    return applied


async def back_up_first(settings: Settings, url: str, now: datetime, what: str) -> None:
    """Make a backup before `what` is done, and remove those beyond `MUSTER_BACKUP_BEFORE_UPGRADE`.

    Always: what was said since an earlier try is in none that was made before that.

    Raises:
        BackupError: none could be made; says how to go without.
    """
    keep = settings.muster_backup_before_upgrade
    if keep == 0:
        return
    folder = backups_folder(settings)
    try:
        if settings.muster_backup_dir is None:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        recipients = settings.muster_backup_recipients
        key = key_to_encrypt(None, recipients) if recipients else None
        file = _free_name(folder, what, now, ".zip.age" if key else ".zip")
        made = await make_backup(url, file, now, secrets_of(settings, with_keys=False), key)
    except (MusterError, OSError) as error:
        reason = str(error) if isinstance(error, MusterError) else str(error.strerror)
        raise BackupError(
            f"Nothing was changed, since no backup could be made first: {reason.rstrip('.')}; with "
            "MUSTER_BACKUP_BEFORE_UPGRADE=0 it goes without."
        ) from None
    say(f"  backed up to {made.file}")
    reached(Step.UPGRADE_BACKED_UP)
    for old in beyond(names_in(folder), keep):
        with suppress(OSError):
            (folder / old).unlink()


def _free_name(folder: Path, what: str, now: datetime, suffix: str) -> Path:
    """A name for the backup before `what`: of this second, or the next that has none yet."""
    at = now.astimezone(UTC)
    while (file := folder / f"before-{what}-{at:{_STAMP}}{suffix}").exists():
        at += timedelta(seconds=1)
    return file


def beyond(names: list[str], keep: int) -> list[str]:
    """The backups before changes beyond those of the newest `keep` changes.

    Of an upgrade that was tried several times in a row, the first and the last count as one and are
    kept, so that a start that fails and is repeated does not push older ones out. Each way back is
    one of its own: what it undoes is in no other backup.
    """
    found = [(match[2], match[1], name) for name in names if (match := _NAME.fullmatch(name))]
    changes: list[tuple[str, list[str]]] = []
    for _, what, name in sorted(found):
        if changes and changes[-1][0] == what and not what.startswith(_BACK):
            changes[-1][1].append(name)
        else:
            changes.append((what, [name]))
    between = [name for _, tries in changes[-keep:] for name in tries[1:-1]]
    return [name for _, tries in changes[:-keep] for name in tries] + between


async def migrate_to(settings: Settings, url: str, now: datetime, to: int, *, yes: bool) -> None:
    """Bring the database to migration number `to`, forward or by the ways back.

    All ways back are gone in one transaction, after a backup.

    Args:
        yes: go back although something is lost by it.

    Raises:
        BackupError: there is no such migration, Muster runs, or something would be lost: names it.
        MigrationError: PostgreSQL refuses a file; the database is as it was.
    """
    migrations = shipped_migrations()
    numbers = [each.number for each in migrations]
    if to != 0 and to not in numbers:
        raise BackupError(f"There is no migration {to}; the newest is {migrations[-1]}.")
    connection = await connect_alone(url, "muster migrate")
    try:
        with translated_errors():
            found = await compare(connection)
            if found.edited or found.by_hand:
                raise MigrationError(
                    "The database and the files differ; `muster migrate --check` tells how."
                )
            if not await store.take_tables(connection, LOCK_PATIENCE):
                raise BackupError(
                    "A backup, a migration or a restore is at work on the database; try again "
                    "when it ended."
                )
            await refuse_while_running(connection)
            await store.be_patient(connection)
            applied = [m for m in migrations if m not in found.pending]
            back = [m for m in applied if m.number > to]
            newer = [number for number in found.unknown if number > to]
            if newer:
                raise BackupError(
                    f"A newer Muster applied {newer[-1]:03}; its own `muster migrate --to {to}` "
                    "goes back."
                )
            forward = [m for m in found.pending if m.number <= to]
            if back:
                await _go_back(connection, settings, url, now, to, back, yes=yes)
            elif forward:
                if applied:
                    await store.let_go(connection)
                    await back_up_first(settings, url, now, str(forward[0]))
                await apply(connection, [m for m in migrations if m.number <= to], now, _applied)
    finally:
        connection.terminate()
    where = next((str(m) for m in migrations if m.number == to), "no migration")
    say(f"The database is at {where}.")


def _applied(migration: Migration) -> None:
    say(f"  applied {migration}")


async def _go_back(
    connection: Any,
    settings: Settings,
    url: str,
    now: datetime,
    to: int,
    back: list[Migration],
    *,
    yes: bool,
) -> None:
    losses = await losses_by(connection, list(reversed(back)))
    if losses and not yes:
        shown = ", ".join(losses[:6]) + (f" and {len(losses) - 6} more" if len(losses) > 6 else "")
        undone = counted(len(back), "migration")
        backed_up = (
            "after a backup"
            if settings.muster_backup_before_upgrade
            else "without a backup, since MUSTER_BACKUP_BEFORE_UPGRADE is 0"
        )
        raise BackupError(f"Going back {undone} would lose {shown}; `--yes` does it, {backed_up}.")
    # The backup shares the tables, so that nobody changes them between it and the way back.
    await store.let_go(connection)
    await back_up_first(settings, url, now, f"{_BACK}{to:03}")
    async with connection.transaction():
        await refuse_while_running(connection)
        for migration in await revert(connection, shipped_migrations(), to):
            say(f"  reverted {migration}")
        reached(Step.UPGRADE_REVERTED)
