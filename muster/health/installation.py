"""The look at this installation that needs nobody else: settings, data folder, disk.

No finding ever repeats a secret.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from muster.health.rules import Finding
from muster.notifications.rules import DAILY_REMINDER_UNTIL
from muster.settings import (
    ENV_FILE,
    Settings,
    adopted_lines,
    is_loopback,
    lines_that_set_nothing,
    repeated_names,
    unknown_variables,
)
from muster.words import Sayable, Sentence, words

say = words("findings")

_TOLD_ONE_BY_ONE = 5

SCARCE_BYTES, LOW_BYTES = 200 * 2**20, 2**30
"""Free bytes below which PostgreSQL may stop any day, and below which an operator should look."""

SCARCE_FILES, LOW_FILES = 500, 5000
"""The same of files (inodes), of which PostgreSQL needs new ones all the time."""


def settings_file_findings() -> list[Finding]:
    """What was read, what of it sets nothing, and names that are none of Muster's."""
    return [_env_file(), *line_findings(), *_adopted(), *_unknown_variables()]


def _env_file() -> Finding:
    path = Path(ENV_FILE).absolute()
    if path.is_file():
        return Finding.ok("settings file", say("env-read", path=f"{path}"))
    return Finding.off("settings file", say("env-none", path=f"{path}"))


def line_findings() -> list[Finding]:
    """The lines of `.env` that could not be read, and names on several; the file itself can be."""
    sentence = lines_that_set_nothing(Path(ENV_FILE).absolute())
    found = [Finding.warn("settings file", sentence)] if sentence else []
    for name, numbers in repeated_names(Path(ENV_FILE)).items():
        lines = ", ".join(map(str, numbers))
        twice = say("setting-twice", name=name, place=ENV_FILE, lines=lines)
        found.append(Finding.warn("settings file", twice))
    return found


def _adopted() -> list[Finding]:
    """What is read as slomix means it."""
    return [Finding.warn("settings", line) for line in adopted_lines()]


def _unknown_variables() -> list[Finding]:
    findings: list[Finding] = []
    others: dict[str, list[str]] = {}
    for unknown in unknown_variables():
        if unknown.meant is None:
            others.setdefault(unknown.place, []).append(unknown.name)
            continue
        text = say("setting-meant", name=unknown.name, place=unknown.place, meant=unknown.meant)
        findings.append(Finding.warn("settings", text))
    for place, names in others.items():
        # Another program's file has a hundred of them.
        if len(names) > _TOLD_ONE_BY_ONE:
            findings.append(Finding.warn("settings", _several(names, place)))
            continue
        for name in names:
            unknown_one = say("setting-unknown", name=name, place=place)
            findings.append(Finding.warn("settings", unknown_one))
    return findings


def _several(names: list[str], place: str) -> Sentence:
    more = f"{len(names) - _TOLD_ONE_BY_ONE}"
    return say(
        "settings-unknown", names=", ".join(names[:_TOLD_ONE_BY_ONE]), more=more, place=place
    )


def settings_use_finding(settings: Settings, *, own_server: bool) -> Finding:
    """Settings that can be used and yet do not do what they seem to.

    `own_server`: whether PostgreSQL is one that somebody set up, which several machines may share.
    """
    origin = urlsplit(settings.frontend_origin)
    if origin.scheme != "https" and not is_loopback(origin.hostname or ""):
        return Finding.warn("settings", say("origin-not-https"))
    if own_server and settings.session_secret is None:
        generated = say("secret-generated", folder=f"{settings.muster_data_dir}")
        return Finding.warn("settings", generated)
    reminder = settings.availability_daily_reminder_time
    if reminder is not None and reminder >= DAILY_REMINDER_UNTIL:
        late = say("reminder-late", time=f"{reminder:%H:%M}", end=f"{DAILY_REMINDER_UNTIL:%H:%M}")
        return Finding.warn("settings", late)
    return Finding.ok("settings", say("settings-read", zone=settings.zone.key))


def data_folder_findings(settings: Settings) -> list[Finding]:
    """Whether the data folder can be written, or made, and how much room is left there; and on the
    disk of the daily backups, where that is another.
    """
    folder = _nearest(settings)
    found: Finding | None = None
    needed = settings.database_url is None or settings.session_secret is None
    if needed and not data_folder_usable(settings):
        unusable = say("data-folder-unusable", folder=f"{settings.muster_data_dir}")
        found = Finding.fail("data folder", unusable)
    while not folder.is_dir():
        folder = folder.parent
    if found is None:
        found = _disk(folder)
    backups = settings.muster_backup_dir
    with suppress(OSError):  # which the look at the backups tells
        if backups is not None and backups.stat().st_dev != folder.stat().st_dev:
            return [found, _disk(backups.absolute(), "disk-scarce-backups")]
    return [found]


def _disk(folder: Path, scarce: str = "disk-scarce") -> Finding:
    left = os.statvfs(folder)
    # Some file systems do not count files, and then have none in all.
    files = left.f_favail if left.f_files else None
    return disk_finding(folder, left.f_bavail * left.f_frsize, files, scarce)


def _nearest(settings: Settings) -> Path:
    """The data folder, or the nearest folder above it that exists."""
    folder = settings.muster_data_dir.absolute()
    while not os.path.lexists(folder):
        folder = folder.parent
    return folder


def data_folder_usable(settings: Settings) -> bool:
    """Whether this user can write the data folder, or make it."""
    folder = _nearest(settings)
    return folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)


def disk_finding(
    folder: Path, free: int, files: int | None = None, scarce: str = "disk-scarce"
) -> Finding:
    """How much room is left.

    Args:
        free: in bytes.
        files: how many more files fit; None where nobody counts.
        scarce: the message of where there are next to no bytes.
    """
    room: dict[str, Sayable] = {"size": round(free / 2**30, 1), "folder": f"{folder}"}
    if free < SCARCE_BYTES:
        return Finding.fail("disk", say(scarce, **room))
    if files is not None and files < SCARCE_FILES:
        return Finding.fail("disk", say("files-scarce", count=files, folder=f"{folder}"))
    if free < LOW_BYTES:
        return Finding.warn("disk", say("disk-low", **room))
    if files is not None and files < LOW_FILES:
        return Finding.warn("disk", say("files-low", count=files, folder=f"{folder}"))
    return Finding.ok("disk", say("disk-free", **room))
