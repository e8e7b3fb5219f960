"""The doctor's look at this installation: which settings were read, the page, the disk, Redis.

No finding ever repeats a secret.
"""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

from limits import RateLimitItemPerSecond
from limits.aio.storage import Storage
from limits.aio.strategies import MovingWindowRateLimiter

from muster.health.installation import data_folder_findings, settings_file_findings
from muster.health.rules import CHECK_SECONDS, Finding
from muster.settings import Settings, SettingsError
from website import PAGE
from website.backend.rate_limits import redis_storage
from website.backend.redis_client import require_redis_client


def installation_checks(settings: Settings) -> list[Finding]:
    """What can be seen without asking anybody."""
    return [*settings_file_findings(), page_finding(PAGE), *data_folder_findings(settings)]


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


_SEEN_LETTERS = 120


async def _counts(storage: Storage) -> str | None:
    """What Redis says against one count of the doctor's own, which it forgets after a second; None
    where it counts, as it has to for the limits: one that is only read answers, too.
    """
    from redis.exceptions import ResponseError  # its package is there: `storage` is of it

    try:
        await MovingWindowRateLimiter(storage).hit(RateLimitItemPerSecond(1000), "doctor")
    except ResponseError as error:
        # What was sent may follow, or the name of a script.
        said = re.split(r", with args| script: ", str(error), maxsplit=1)[0]
        return " ".join(said.split())[:_SEEN_LETTERS].rstrip(".") or type(error).__name__
    return None


async def _close(storage: Storage) -> None:
    """Close the client's connections, which `limits` leaves to the end of the process."""
    client = getattr(getattr(storage, "bridge", None), "storage", None)
    if client is not None:
        await client.aclose()


async def redis(storage: Storage | SettingsError | None) -> Finding:
    """Whether Redis answers and counts, where there is any."""
    if isinstance(storage, SettingsError):
        return Finding.fail("Redis", str(storage))
    if storage is None:
        return Finding.off("Redis", "REDIS_URL is not set; each `muster web` counts by itself")
    try:
        async with asyncio.timeout(CHECK_SECONDS):
            answers = await storage.check()
            refusal = await _counts(storage) if answers else None
    except TimeoutError:
        return Finding.fail("Redis", f"no answer within {CHECK_SECONDS:g} s; see REDIS_URL")
    except Exception as error:  # whatever its client raises may hold the address's password
        return Finding.fail("Redis", f"cannot be used ({type(error).__name__}); see REDIS_URL")
    finally:
        await _close(storage)
    if not answers:
        return Finding.fail("Redis", "nothing answers; see REDIS_URL")
    if refusal is not None:
        text = f"answers, but refuses to count: {refusal}; mend it there, or unset REDIS_URL"
        return Finding.fail("Redis", text)
    return Finding.ok("Redis", "answers and counts")
