"""The look at this installation that needs nobody else: settings, data folder, disk.

No finding ever repeats a secret.
"""

from __future__ import annotations

import os
import shutil
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
    unknown_variables,
)

_TOLD_ONE_BY_ONE = 5

SCARCE_BYTES, LOW_BYTES = 200 * 2**20, 2**30
"""Free bytes below which PostgreSQL may stop any day, and below which an operator should look."""


def settings_file_findings() -> list[Finding]:
    """What was read, what of it sets nothing, and names that are none of Muster's."""
    return [_env_file(), *line_findings(), *_adopted(), *_unknown_variables()]


def _env_file() -> Finding:
    path = Path(ENV_FILE).absolute()
    if path.is_file():
        return Finding.ok("settings file", f"{path} was read; the environment wins over it")
    return Finding.off(
        "settings file",
        f"there is no {path}, which `muster setup` writes; the environment was read",
    )


def line_findings() -> list[Finding]:
    """The lines of `.env` that could not be read; the file itself can be."""
    sentence = lines_that_set_nothing(Path(ENV_FILE).absolute())
    return [Finding.warn("settings file", sentence)] if sentence else []


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
        text = (
            f"{unknown.name}, set in {unknown.place}, is no setting of Muster's; did you mean "
            f"{unknown.meant}?"
        )
        findings.append(Finding.warn("settings", text))
    for place, names in others.items():
        # Another program's file has a hundred of them.
        told = names if len(names) <= _TOLD_ONE_BY_ONE else [_listed(names)]
        for name in told:
            is_none = "are no settings" if told is not names else "is no setting"
            text = (
                f"{name}, set in {place}, {is_none} of Muster's; `muster docs settings` lists all"
            )
            findings.append(Finding.warn("settings", text))
    return findings


def _listed(names: list[str]) -> str:
    return f"{', '.join(names[:_TOLD_ONE_BY_ONE])} and {len(names) - _TOLD_ONE_BY_ONE} more"


def settings_use_finding(settings: Settings, *, own_server: bool) -> Finding:
    """Settings that can be used and yet do not do what they seem to.

    `own_server`: whether PostgreSQL is one that somebody set up, which several machines may share.
    """
    origin = urlsplit(settings.frontend_origin)
    if origin.scheme != "https" and not is_loopback(origin.hostname or ""):
        return Finding.warn(
            "settings", "FRONTEND_ORIGIN is not https, so cookies and sign-in travel unprotected"
        )
    if own_server and settings.session_secret is None:
        return Finding.warn(
            "settings",
            f"SESSION_SECRET is generated into {settings.muster_data_dir}; "
            "set one where several machines run `muster web`",
        )
    reminder = settings.availability_daily_reminder_time
    if reminder is not None and reminder >= DAILY_REMINDER_UNTIL:
        return Finding.warn(
            "settings",
            f"AVAILABILITY_DAILY_REMINDER_TIME is {reminder:%H:%M}, but from "
            f"{DAILY_REMINDER_UNTIL:%H:%M} on nobody is reminded; set an earlier time or none",
        )
    return Finding.ok("settings", f"read; the community's zone is {settings.zone.key}")


def data_folder_finding(settings: Settings) -> Finding:
    """Whether the data folder can be written, or made, and how much room is left there."""
    folder = _nearest(settings)
    needed = settings.database_url is None or settings.session_secret is None
    if needed and not data_folder_usable(settings):
        return Finding.fail(
            "data folder",
            f"{settings.muster_data_dir} cannot be made or written by this user; correct "
            "MUSTER_DATA_DIR or the folder's owner, or run this as Muster's user",
        )
    while not folder.is_dir():
        folder = folder.parent
    return disk_finding(folder, shutil.disk_usage(folder).free)


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


def disk_finding(folder: Path, free: int) -> Finding:
    """How much room is left; `free` are bytes."""
    text = f"{free / 2**30:.1f} GiB free at {folder}"
    if free < SCARCE_BYTES:
        return Finding.fail("disk", f"{text}; PostgreSQL stops when it is full, so make room now")
    if free < LOW_BYTES:
        return Finding.warn("disk", f"{text}; make room")
    return Finding.ok("disk", text)
