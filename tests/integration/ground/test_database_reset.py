"""A database that tests share is as good as new for each of them, or is thrown away."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import asyncpg
import pytest

from tests.support.running import database_reset
from tests.support.running.database_reset import Unused, fingerprint, reset
from tests.support.scenes.ledger import add_people

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)


@pytest.mark.parametrize("deleted_up_to", [0, database_reset._DELETED_UP_TO])
async def test_rows_are_gone_sequences_begin_anew_and_whoever_stayed_is_out(
    sql: Any, database_url: str, deleted_up_to: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database_reset, "_DELETED_UP_TO", deleted_up_to)
    unused = Unused(await fingerprint(sql))
    first = await add_people(sql, 2, NOW)
    assert await reset(database_url, unused)
    assert sql.is_closed() or await is_cut_off(sql)
    again = await asyncpg.connect(database_url)
    try:
        assert await again.fetchval("SELECT count(*) FROM user_player_links") == 0
        assert await again.fetchval("SELECT count(*) FROM schema_migrations") > 0
        assert await add_people(again, 2, NOW) == first
    finally:
        await again.close()


async def is_cut_off(connection: Any) -> bool:
    with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError, OSError)):
        await connection.execute("SELECT 1")
    return True


@pytest.mark.parametrize(
    "change",
    [
        "CREATE TABLE mine (id int)",
        "CREATE SCHEMA mine",
        "ALTER TABLE players ADD COLUMN extra int",
        "ALTER TABLE players ALTER COLUMN name DROP NOT NULL",
        "REVOKE INSERT ON availability_entries FROM website_app",
        "CREATE INDEX mine ON players (name)",
        "ALTER TABLE players DISABLE TRIGGER USER",
        "DELETE FROM schema_migrations",
    ],
)
async def test_what_changes_more_than_rows_leaves_it_to_nobody(
    sql: Any, database_url: str, change: str
) -> None:
    unused = Unused(await fingerprint(sql))
    assert await reset(database_url, unused)
    again = await asyncpg.connect(database_url)
    await again.execute(change)
    assert not await reset(database_url, unused)


async def test_what_is_set_for_another_database_is_nothing_to_this_one(
    sql: Any, database_url: str, empty_database_url: str
) -> None:
    unused = Unused(await fingerprint(sql))
    assert await reset(database_url, unused)
    looked = unused.writes
    another = await asyncpg.connect(empty_database_url)
    name = await another.fetchval("SELECT current_database()")
    await another.execute(f"ALTER DATABASE {name} SET work_mem = '8MB'")
    await another.close()
    assert await reset(database_url, unused)
    assert unused.writes == looked
    again = await asyncpg.connect(database_url)
    assert await fingerprint(again) == unused.fingerprint
    await again.close()


async def test_rows_alone_are_not_taken_for_more(sql: Any, database_url: str) -> None:
    unused = Unused(await fingerprint(sql))
    assert await reset(database_url, unused)
    looked = unused.writes
    again = await asyncpg.connect(database_url)
    await add_people(again, 2, NOW)
    assert await reset(database_url, unused)
    assert unused.writes == looked
    # What is made and taken away again is looked at, and found to be nothing.
    again = await asyncpg.connect(database_url)
    await again.execute("CREATE TABLE mine (id int); DROP TABLE mine")
    assert await reset(database_url, unused)
    assert unused.writes != looked
