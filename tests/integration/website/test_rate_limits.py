"""Rate limits in Redis: a Redis that does not answer holds nobody up."""

from __future__ import annotations

import asyncio

import pytest
from limits import RateLimitItemPerMinute
from pydantic import SecretStr

from muster.errors import RateLimited
from tests.support.running.patience import PATIENCE
from tests.support.scenes.community import settings_for
from website.backend.rate_limits import RateLimits

TWICE = RateLimitItemPerMinute(2)


async def test_a_silent_redis_is_waited_for_once_in_half_a_minute() -> None:
    asked: list[None] = []

    async def say_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(None)
        await reader.read()
        writer.close()

    server = await asyncio.start_server(say_nothing, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    seconds = 1000.0
    limits = RateLimits(
        settings_for("postgresql://x/x", redis_url=SecretStr(f"redis://127.0.0.1:{port}/0")),
        now=lambda: seconds,
    )
    async with server:
        await asyncio.wait_for(limits.check(TWICE, "rule", "somebody"), PATIENCE)
        first = len(asked)
        assert first >= 1
        await asyncio.wait_for(limits.check(TWICE, "rule", "somebody"), PATIENCE)
        with pytest.raises(RateLimited):
            await limits.check(TWICE, "rule", "somebody")
        assert len(asked) == first, "this process counts by itself"
        seconds += 30
        with pytest.raises(RateLimited):
            await asyncio.wait_for(limits.check(TWICE, "rule", "somebody"), PATIENCE)
        assert len(asked) > first, "it is asked again"
