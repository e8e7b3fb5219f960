"""Whoever was erased since a backup was made is erased again after its restore."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from muster.audit.rules import OPERATOR
from muster.database import Database
from muster.errors import NotToBeErased
from muster.personal_data import service
from tests.integration.backup.test_said_once import Machine, machine
from tests.support.scenes.campaigns import at
from tests.support.scenes.ledger import add_people

__all__ = ["machine"]

ZONE = ZoneInfo("Europe/Ljubljana")
NOW = at(12, 0)


async def ask(database: Database, user_id: int, *, at_once: bool = False) -> None:
    async with database.transaction() as connection:
        await service.ask_to_erase(connection, user_id, [], NOW, OPERATOR, at_once=at_once)


async def test_a_restore_erases_them_again_and_forgets_no_wish(
    machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    async with machine:
        stays, gone, asks, changes = await add_people(machine.sql, 4, NOW)
        await ask(machine.database, changes)
        file = await machine.back_up(NOW)
        await ask(machine.database, gone, at_once=True)
        await ask(machine.database, asks)
        async with machine.database.transaction() as connection:
            await service.take_back(connection, changes, NOW)
        assert await service.erase_due(machine.database, ZONE, NOW) == [gone]

    later = NOW + timedelta(hours=1)
    await machine.restore(file, later)
    assert "1 person was erased since then" in capsys.readouterr().out
    async with machine:
        people = "SELECT array_agg(id ORDER BY id) FROM website_users"
        assert await machine.sql.fetchval(people) == [stays, gone, asks, changes]
        wishes = await machine.sql.fetch("SELECT user_id, asked_by FROM erasures ORDER BY user_id")
        assert [tuple(row) for row in wishes] == [(gone, "restore"), (asks, "operator")]
        async with machine.database.transaction() as connection:
            with pytest.raises(NotToBeErased):
                await service.take_back(connection, gone, later)
        assert await service.erase_due(machine.database, ZONE, later) == [gone]
        assert await machine.sql.fetchval(people) == [stays, asks, changes]
        assert await machine.sql.fetchval("SELECT count(*) FROM erased_people") == 1
