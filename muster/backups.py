"""Which files of a folder are daily backups, and when the last one was made."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

LATE = timedelta(hours=36)
"""The age of the last backup from which somebody should look."""

AHEAD = timedelta(hours=1)
"""How far ahead of this machine's clock another one's may have dated a backup."""

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


def holding(folder: Path) -> list[str]:
    """The names of the daily backups in `folder` that hold anything; a crash leaves empty ones."""
    return [name for name, seen in _daily_files(folder) if seen.st_size]


@dataclass(frozen=True, slots=True)
class Dailies:
    """The daily backups of a folder.

    `empty` and `ahead` are the names of those that do not count: nothing is in them, or they are
    dated ahead of now, so that they would seem new for as long.
    """

    newest: datetime | None
    """When the newest that counts was finished, in UTC."""
    days: int
    empty: tuple[str, ...]
    ahead: tuple[str, ...]


def dailies(folder: Path, now: datetime) -> Dailies:
    """The daily backups in `folder`, as they are at `now` (aware)."""
    files = sorted(_daily_files(folder))
    empty = tuple(name for name, seen in files if not seen.st_size)
    ends = {name: seen.st_mtime for name, seen in files if seen.st_size}
    limit = (now + AHEAD).timestamp()
    ahead = tuple(name for name, end in ends.items() if end > limit)
    kept = {name: end for name, end in ends.items() if end <= limit}
    newest = datetime.fromtimestamp(max(kept.values()), UTC) if kept else None
    return Dailies(newest, len(set(map(day_of, kept))), empty, ahead)


def _daily_files(folder: Path) -> Iterator[tuple[str, os.stat_result]]:
    for name in names_in(folder):
        if day_of(name):
            with suppress(OSError):
                seen = (folder / name).stat()
                if stat.S_ISREG(seen.st_mode):
                    yield name, seen


def last_sign(folder: Path, now: datetime) -> datetime | None:
    """When the newest daily backup in `folder` was finished, as it is at `now` (aware), or where
    there is none, when the folder was changed last, in UTC; None where it is not there or cannot be
    read, or where there are none but those that do not count.
    """
    try:
        changed = folder.stat().st_mtime
        next(folder.iterdir(), None)
    except OSError:
        return None
    found = dailies(folder, now)
    if found.newest is not None:
        return found.newest
    if found.empty or found.ahead or changed > (now + AHEAD).timestamp():
        return None
    return datetime.fromtimestamp(changed, UTC)


def are_late(folder: Path, now: datetime) -> bool:
    """Whether no daily backup came into `folder` for `LATE`, at `now` (aware).

    A folder without any is late by its own age; one that is not there or cannot be read is late.
    """
    last = last_sign(folder, now)
    return last is None or now - last >= LATE
