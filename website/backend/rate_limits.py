"""How often one caller may do what is costly or can be guessed at."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable
from urllib.parse import urlsplit

import structlog
from limits import RateLimitItem
from limits.aio.storage import MemoryStorage, Storage
from limits.aio.strategies import MovingWindowRateLimiter
from limits.storage import storage_from_string
from pydantic import SecretStr

from muster.clock import monotonic, utc_now
from muster.errors import RateLimited
from muster.settings import Settings
from website.backend.redis_client import require_redis_client

_REDIS_SECONDS = 0.3
"""Redis answers within milliseconds or not at all."""

_REDIS_PORT = 6379
"""Where Redis listens when an address names no port; `limits` wants one to be there."""

_WITHOUT_REDIS_SECONDS = 30.0
"""For so long after a failure nobody waits for Redis again."""

_log = structlog.stdlib.get_logger(__name__)


def redis_storage(url: SecretStr, seconds: float) -> Storage:
    """Counters in the Redis at `url`, which has `seconds` for each answer; nothing is asked yet."""
    address = urlsplit(url.get_secret_value())
    if address.hostname and address.port is None:
        address = address._replace(netloc=f"{address.netloc.removesuffix(':')}:{_REDIS_PORT}")
    storage = storage_from_string(
        f"async+{address.geturl()}",
        implementation="redispy",
        socket_connect_timeout=seconds,
        socket_timeout=seconds,
    )
    assert isinstance(storage, Storage)
    return storage


class RateLimits:
    """Counts in this process, or in Redis for all of them where `REDIS_URL` is set.

    While Redis does not answer, each process counts by itself and asks it again every half minute.

    Args:
        settings: where Redis is, if anywhere.
        now: a clock in seconds of which only differences mean anything.

    Raises:
        SettingsError: `REDIS_URL` is set and the client for Redis is not installed.
    """

    def __init__(self, settings: Settings, *, now: Callable[[], float] = monotonic) -> None:
        self._now = now
        self._without_redis_until = -math.inf
        self._local = MovingWindowRateLimiter(MemoryStorage())
        self._shared: MovingWindowRateLimiter | None = None
        if settings.redis_url is not None:
            require_redis_client(settings)
            storage = redis_storage(settings.redis_url, _REDIS_SECONDS)
            self._shared = MovingWindowRateLimiter(storage)

    async def check(self, limit: RateLimitItem, *who: str, cost: int = 1) -> None:
        """Count one try of `who` (the rule's name first), or `cost` of them.

        Raises:
            RateLimited: it is one too many; `retry_after` says when the next is possible.
        """
        if self._shared is not None and self._now() >= self._without_redis_until:
            try:
                async with asyncio.timeout(_REDIS_SECONDS):  # its client tries more than once
                    await self._check(self._shared, limit, who, cost)
            except RateLimited:
                raise
            except Exception as error:
                self._without_redis_until = self._now() + _WITHOUT_REDIS_SECONDS
                _log.warning("shared_rate_limits_unavailable", reason=type(error).__name__)
            else:
                return
        await self._check(self._local, limit, who, cost)

    @staticmethod
    async def _check(
        limiter: MovingWindowRateLimiter, limit: RateLimitItem, who: tuple[str, ...], cost: int
    ) -> None:
        if await limiter.hit(limit, *who, cost=cost):
            return
        stats = await limiter.get_window_stats(limit, *who)
        wait = stats.reset_time - utc_now().timestamp()
        raise RateLimited(retry_after=min(max(1, math.ceil(wait)), limit.get_expiry()))
