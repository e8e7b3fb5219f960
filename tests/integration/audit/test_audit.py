"""The audit of admins' acts on PostgreSQL: what is noted, read, taken back once and forgotten."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import pytest

from muster.audit.rules import OPERATOR, Act, Actor
from muster.audit.service import forget_details, list_acts, read_act, record_act
from muster.database import Database
from muster.errors import ActNotFound, AlreadyUndone

NOW = datetime(2026, 11, 20, 19, 30, tzinfo=UTC)
ADMIN = Actor(4, 104)


async def test_an_act_is_read_as_it_was_noted(database: Database) -> None:
    renamed = {"from": "Shade", "to": "Ašh"}
    async with database.connection() as connection:
        first = await record_act(
            connection, ADMIN, "player.rename", NOW, user_id=2, player_guid="g1", details=renamed
        )
        second = await record_act(connection, OPERATOR, "rights.grant", NOW + timedelta(hours=1))
        assert await list_acts(connection) == [
            Act(second, NOW + timedelta(hours=1), OPERATOR, "rights.grant"),
            Act(first, NOW, ADMIN, "player.rename", 2, "g1", renamed),
        ]
        for found in (
            await list_acts(connection, before=second),
            await list_acts(connection, subject="player"),
            await list_acts(connection, user_id=2),
            await list_acts(connection, player_guid="g1"),
        ):
            assert [act.id for act in found] == [first]
        assert [act.id for act in await list_acts(connection, limit=1)] == [second]
        with pytest.raises(ActNotFound):
            await read_act(connection, second + 1)


async def test_an_act_is_taken_back_once_by_two_at_once(database: Database) -> None:
    async with database.connection() as connection:
        act = await record_act(connection, ADMIN, "player.rename", NOW)

    async def take_back() -> int:
        async with database.transaction() as connection:
            return await record_act(connection, ADMIN, "player.rename", NOW, undoes=act)

    done = await asyncio.gather(take_back(), take_back(), return_exceptions=True)
    (taken_back,) = [each for each in done if isinstance(each, int)]
    assert [type(each) for each in done if not isinstance(each, int)] == [AlreadyUndone]
    async with database.connection() as connection:
        assert (await read_act(connection, act)).undone_by == taken_back
        assert (await read_act(connection, taken_back)).undoes == act


async def test_a_row_is_never_changed_but_for_the_details_of_the_erased(
    database: Database, sql: Any
) -> None:
    async with database.connection() as connection:
        about_them = [
            await record_act(connection, ADMIN, "player.link", NOW, user_id=2, details={"a": 1}),
            await record_act(
                connection, ADMIN, "player.rename", NOW, player_guid="g1", details={"from": "A"}
            ),
        ]
        other = await record_act(
            connection, ADMIN, "player.rename", NOW, player_guid="g2", details={"from": "B"}
        )
        await forget_details(connection, 2, ["g1"])
        for act in about_them:
            assert (await read_act(connection, act)).details == {}
        assert (await read_act(connection, other)).details == {"from": "B"}
    for change in ("act = 'player.link'", 'details = \'{"from": "C"}\'', "actor_user_id = 5"):
        with pytest.raises(asyncpg.RestrictViolationError):
            await sql.execute(f"UPDATE admin_audit SET {change} WHERE id = {other}")
