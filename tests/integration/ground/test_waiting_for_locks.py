"""What the tests ask PostgreSQL: who waits for a lock."""

from __future__ import annotations

import asyncio
from typing import Any

import asyncpg

from tests.support.running.locks import waiting
from tests.support.running.websites import becomes


async def test_who_came_after_the_first_look_is_seen_inside_a_transaction(
    database_url: str, sql: Any
) -> None:
    async with sql.transaction():
        await sql.execute("LOCK TABLE players IN ACCESS EXCLUSIVE MODE")
        assert await waiting(sql) == 0
        later: Any = await asyncpg.connect(database_url)
        asking = asyncio.create_task(later.fetchval("SELECT count(*) FROM players"))
        await becomes(lambda: waiting(sql), 1)
    assert await asking == 0
    assert await waiting(sql) == 0
    await later.close()
