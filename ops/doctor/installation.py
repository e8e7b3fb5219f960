"""The doctor's look at this installation: which settings were read, the page, the disk, Redis.

No finding ever repeats a secret.
"""

from __future__ import annotations

import asyncio
import os
import shutil
from pathlib import Path

from limits.aio.storage import Storage

from muster.settings import (
    ENV_FILE,
    Settings,
    SettingsError,
    adopted_lines,
    lines_that_set_nothing,
    unknown_variables,
)
from ops.doctor.findings import Finding
from ops.doctor.services import CHECK_SECONDS
from website import PAGE
from website.backend.rate_limits import redis_storage
from website.backend.redis_client import require_redis_client

_TOLD_ONE_BY_ONE = 5

SCARCE_BYTES, LOW_BYTES = 200 * 2**20, 2**30
"""Free bytes below which PostgreSQL may stop any day, and below which an operator should look."""


def installation_checks(settings: Settings) -> list[Finding]:
    """What can be seen without asking anybody."""
    return [
        _env_file(),
        *line_findings(),
        *_adopted(),
        *_unknown_variables(),
        page_finding(PAGE),
        _data_folder(settings),
    ]


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


def page_finding(page: Path) -> Finding:
    """Whether the page was built into `page`."""
    if (page / "index.html").is_file():
        return Finding.ok("page", "built")
    return Finding.fail("page", "not built, so browsers see none; run `make setup`")


def _data_folder(settings: Settings) -> Finding:
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


def shared_counters(settings: Settings) -> Storage | SettingsError | None:
    """Where `REDIS_URL` leads, not asked yet; None where it is not set, and why not where its
    client is not installed.
    """
    try:
        require_redis_client(settings)
    except SettingsError as error:
        return error
    url = settings.redis_url
    return None if url is None else redis_storage(url, CHECK_SECONDS)


async def _close(storage: Storage) -> None:
    """Close the client's connections, which `limits` leaves to the end of the process."""
    client = getattr(getattr(storage, "bridge", None), "storage", None)
    if client is not None:
        await client.aclose()


async def redis(storage: Storage | SettingsError | None) -> Finding:
    """Whether Redis answers, where there is any."""
    if isinstance(storage, SettingsError):
        return Finding.fail("Redis", storage.detail)
    if storage is None:
        return Finding.off("Redis", "REDIS_URL is not set; each `muster web` counts by itself")
    try:
        async with asyncio.timeout(CHECK_SECONDS):
            answers = await storage.check()
    except TimeoutError:
        return Finding.fail("Redis", f"no answer within {CHECK_SECONDS:g} s; see REDIS_URL")
    except Exception as error:  # whatever its client raises may hold the address's password
        return Finding.fail("Redis", f"cannot be used ({type(error).__name__}); see REDIS_URL")
    finally:
        await _close(storage)
    if not answers:
        return Finding.fail("Redis", "nothing answers; see REDIS_URL")
    return Finding.ok("Redis", "answers")
