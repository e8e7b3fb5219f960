"""Two accounts of one person, the first of them in every table, and an admin who merges them."""

from __future__ import annotations

from typing import Any

import pytest

from muster.audit.rules import Actor
from muster.database import Database
from muster.identity import merging, profiles
from tests.support.scenes.good_rows import GOOD, NOW, insert

ADMIN = Actor(3, 503)
GONE, KEPT, OTHER = 1, 2, 3

NOT_WHILE = ("erasures",)
"""Tables that may not name either: nobody is merged who is to be erased."""


@pytest.fixture
async def two_accounts(sql: Any) -> Any:
    """Two linked people, and a third one; the first has a good row in every table."""
    await sql.execute("INSERT INTO website_users (created_at) VALUES ($1), ($1), ($1)", NOW)
    for table in GOOD:
        await insert(sql, table)
    await insert(sql, "players", {"guid": "g2", "name": "Ash", "canonical_name": "Ash"})
    await insert(sql, "discord_accounts", {"discord_user_id": 502, "user_id": KEPT})
    await insert(sql, "user_player_links", {"user_id": KEPT, "player_guid": "g2"})
    for table in ("user_permissions", *NOT_WHILE):
        await sql.execute(f"DELETE FROM {table}")
    return sql


async def merge(room: Database, **ids: Any) -> profiles.Done:
    async with room.transaction() as connection:
        return await merging.merge(connection, ADMIN, "g2", "g1", NOW, **ids)


async def of(sql: Any, query: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in await sql.fetch(query)]
