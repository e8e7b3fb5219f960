"""The doctor's look at this installation: which settings were read, the page, the disk, Redis.

No finding ever repeats a secret.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

from limits.aio.storage import Storage

from muster.health.installation import data_folder_finding, settings_file_findings
from muster.health.rules import CHECK_SECONDS, Finding
from muster.settings import Settings, SettingsError
from website import PAGE
from website.backend.rate_limits import redis_storage
from website.backend.redis_client import require_redis_client


def installation_checks(settings: Settings) -> list[Finding]:
    """What can be seen without asking anybody."""
    return [*settings_file_findings(), page_finding(PAGE), data_folder_finding(settings)]


def page_finding(page: Path) -> Finding:
    """Whether the page was built into `page`."""
    if (page / "index.html").is_file():
        return Finding.ok("page", "built")
    return Finding.fail("page", "not built, so browsers see none; run `make setup`")


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
        return Finding.fail("Redis", str(storage))
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
