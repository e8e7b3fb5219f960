"""The doctor's look at the daily backups: whether there are any, and how old the last one is."""

from __future__ import annotations

import os
from datetime import datetime, timedelta

from muster.backups import LATE, day_of, moment, names_in, newest_daily
from muster.counting import counted
from muster.health.rules import Finding
from muster.settings import Settings

_SUBJECT = "backups"
MISSING = timedelta(days=7)
"""The age of the last backup from which there is none to speak of."""


def backups(settings: Settings, now: datetime) -> Finding:
    """How old the last daily backup is at `now` (aware)."""
    folder = settings.muster_backup_dir
    if folder is None:
        return Finding.off(_SUBJECT, "MUSTER_BACKUP_DIR is not set, so none is made by itself")
    if not folder.is_dir():
        return Finding.fail(_SUBJECT, f"MUSTER_BACKUP_DIR: there is no folder {folder}; make it")
    if not os.access(folder, os.W_OK | os.X_OK):
        return Finding.fail(_SUBJECT, f"{folder} cannot be written by this user")
    last = newest_daily(folder)
    if last is None:
        return Finding.warn(
            _SUBJECT, f"none in {folder} yet; `muster up` or `muster backup --daily` makes one"
        )
    days = len({day_of(name) for name in names_in(folder)} - {None})
    age = now - last
    text = f"the last one in {folder} is {_long(age)} old, of {moment(last)}"
    if age >= MISSING:
        return Finding.fail(_SUBJECT, f"{text}; see what `muster up` says about it")
    if age >= LATE:
        return Finding.warn(_SUBJECT, f"{text}; see what `muster up` says about it")
    return Finding.ok(_SUBJECT, f"{text}; {counted(days, 'day')} kept")


def _long(age: timedelta) -> str:
    hours = max(0, int(age.total_seconds() // 3600))
    return counted(hours, "hour") if hours < 48 else counted(hours // 24, "day")
