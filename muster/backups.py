"""Which files of a folder are daily backups, and when the last one was made."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

LATE = timedelta(hours=36)
"""The age of the last backup from which somebody should look."""

_NAME = re.compile(r"muster-(\d{4}-\d{2}-\d{2})\.zip(\.age)?")


def moment(instant: datetime) -> str:
    """An instant for a sentence; `instant` is aware and in UTC."""
    return f"{instant:%Y-%m-%d %H:%M} UTC"


def day_of(name: str) -> str | None:
    """The day that a daily backup's name tells (YYYY-MM-DD), None for any other file."""
    match = _NAME.fullmatch(name)
    return match[1] if match else None


def names_in(folder: Path) -> list[str]:
    """The names of the files in a folder, none where it cannot be read."""
    with suppress(OSError):
        return [path.name for path in folder.iterdir()]
    return []


def newest_daily(folder: Path) -> datetime | None:
    """When the newest daily backup in `folder` was finished, in UTC; None where there is none."""
    ends: list[float] = []
    for name in names_in(folder):
        if day_of(name):
            with suppress(OSError):
                ends.append((folder / name).stat().st_mtime)
    return datetime.fromtimestamp(max(ends), UTC) if ends else None


def last_sign(folder: Path) -> datetime | None:
    """When the newest daily backup in `folder` was finished, or where there is none, when the
    folder was changed last, in UTC; None where it is not there or cannot be read.
    """
    try:
        changed = datetime.fromtimestamp(folder.stat().st_mtime, UTC)
        next(folder.iterdir(), None)
    except OSError:
        return None
    return newest_daily(folder) or changed


def are_late(folder: Path, now: datetime) -> bool:
    """Whether no daily backup came into `folder` for `LATE`, at `now` (aware).

    A folder without any is late by its own age; one that is not there or cannot be read is late.
    """
    last = last_sign(folder)
    return last is None or now - last >= LATE
