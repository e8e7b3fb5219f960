"""A backup a day into `MUSTER_BACKUP_DIR`, of which the newest are kept.

`muster up` makes it; where web and bot run apart, a timer does by `muster backup --daily`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from muster.backups import day_of, holding
from muster.clock import local_date, utc_now
from muster.errors import MusterError
from muster.settings import Settings
from ops.backup.keys import key_to_encrypt
from ops.backup.make import Backup, make_backup, secrets_of
from ops.backup.manifest import BackupError
from ops.console import say

QUIET_HOUR = 5
"""From this hour of the community's clock on a day's backup is due."""

_LOOKS_SECONDS = 600.0
_AFTER_FAILURE_SECONDS = 3600.0


def daily_name(day: date, *, encrypted: bool) -> str:
    """The name of the backup of `day`."""
    return f"muster-{day}.zip{'.age' if encrypted else ''}"


def due(now: datetime, zone: ZoneInfo, names: Iterable[str]) -> bool:
    """Whether a backup is to be made at `now` (aware), among files of these names.

    Once a day, in the small hours; at once where the day before has none.
    """
    days = {day for name in names if (day := day_of(name))}
    today = local_date(now, zone)
    if str(today) in days:
        return False
    return now.astimezone(zone).hour >= QUIET_HOUR or str(today - timedelta(days=1)) not in days


def surplus(names: Iterable[str], keep: int) -> list[str]:
    """The daily backups beyond the newest `keep`; counted, so that no clock can make it all."""
    daily = sorted((name for name in names if day_of(name)), key=lambda name: (day_of(name), name))
    days = sorted({day_of(name) or "" for name in daily})
    return [name for name in daily if day_of(name) in days[:-keep]]


async def daily_backup(settings: Settings, url: str, now: datetime) -> Backup | None:
    """Make the day's backup unless it is there, and remove those beyond `MUSTER_BACKUP_KEEP`.

    Raises:
        BackupError: `MUSTER_BACKUP_DIR` is not set, or see `make_backup`.
    """
    folder = settings.muster_backup_dir
    if folder is None:
        raise BackupError("MUSTER_BACKUP_DIR is not set; it says where daily backups go.")
    today = local_date(now, settings.zone)
    if str(today) in map(day_of, holding(folder)):
        return None
    recipients = settings.muster_backup_recipients
    key = key_to_encrypt(None, recipients) if recipients else None
    target = folder / daily_name(today, encrypted=key is not None)
    with suppress(OSError):
        if target.stat().st_size == 0:  # what a crash left
            target.unlink()
    made = await make_backup(url, target, now, secrets_of(settings, with_keys=False), key)
    # Those of days to come, of a clock that was ahead, would push out the one just made.
    past = [name for name in holding(folder) if (day_of(name) or "") <= str(today)]
    for name in surplus(past, settings.muster_backup_keep):
        with suppress(OSError):
            (folder / name).unlink()
    return made


async def keep_daily(settings: Settings, url: str) -> None:
    """Make a backup whenever one is due, for as long as `muster up` runs; off where no folder is
    set. What goes wrong is said and tried again an hour later.
    """
    folder = settings.muster_backup_dir
    if folder is None:
        return
    while True:
        pause = _LOOKS_SECONDS
        if due(utc_now(), settings.zone, holding(folder)):
            try:
                await daily_backup(settings, url, utc_now())
            except (MusterError, OSError) as error:
                say(f"No backup was made: {error}")
                pause = _AFTER_FAILURE_SECONDS
        await asyncio.sleep(pause)
