"""The website behind a connection pooler."""

from __future__ import annotations

from collections.abc import AsyncGenerator

import asyncpg
import pytest

from muster.database import Database, connect
from tests.community import PLAYER, settings_for
from tests.pooler import Pooler, running_pooler
from tests.promoting import answer
from tests.running import RunningWebsite, becomes, running_website


@pytest.fixture
async def pooler(database_url: str) -> AsyncGenerator[Pooler, None]:
    """One that works by sessions."""
    async with running_pooler(database_url) as running:
        yield running


async def test_the_pooler_of_these_tests_refuses_what_it_does_not_know(pooler: Pooler) -> None:
    with pytest.raises(asyncpg.PostgresError, match="unsupported startup parameter: jit"):
        await asyncpg.connect(pooler.url, server_settings={"jit": "off"})


async def test_by_sessions_everything_works(pooler: Pooler) -> None:
    async with running_website(settings_for(pooler.url)) as website:
        player = await website.signed_in(PLAYER, username="shade", player="Shade")
        assert (await player.get("/readyz")).status_code == 200
        assert website.parts.listener.connected
        assert await _looking(website) == 0
        await answer(website.sql, await website.user_id(player), "LOOKING")
        await becomes(lambda: _looking(website), 1)


async def test_every_connection_is_ours_behind_a_pooler_too(pooler: Pooler) -> None:
    """One of its own, as the doctor has, and one of the pool; a schema that the address names."""
    url = f"{pooler.url}?options=-csearch_path%3Delsewhere"
    alone = await connect(url, application_name="test")
    database = Database(url, application_name="test")
    await database.open()
    try:
        async with database.connection() as pooled:
            for connection in (alone, pooled):
                shown = [
                    await connection.fetchval(f"SHOW {name}")
                    for name in ("jit", "timezone", "datestyle", "search_path")
                ]
                assert shown == ["off", "UTC", "ISO, YMD", "elsewhere"]
    finally:
        alone.terminate()
        await database.close()


async def _looking(website: RunningWebsite) -> int:
    client = await website.client()
    answered = await client.get("/api/availability?from=2026-11-20&to=2026-11-20")
    (day,) = answered.json()["days"]
    return day["counts"]["LOOKING"]
