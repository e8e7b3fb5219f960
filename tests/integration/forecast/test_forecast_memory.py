"""What was learned is read once, and again when a notice says that it changed."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from muster.changes import ChangeListener
from muster.database import Database
from muster.forecast import service
from muster.forecast.memory import ForecastMemory
from tests.support.running.websites import eventually
from tests.support.scenes.campaigns import DAY, at
from tests.support.scenes.ledger import add_people
from tests.support.scenes.past_evenings import close_evenings

LONG_AGO = at(12, 0) - timedelta(days=300)


class Remembering:
    def __init__(self, url: str, sql: Any) -> None:
        self.sql = sql
        self.people: list[int] = []
        self.database = Database(url, application_name="tests")
        self.listener = ChangeListener(url, application_name="tests listener")
        self.memory = ForecastMemory(self.database, self.listener)


@pytest.fixture
async def remembering(database_url: str) -> AsyncGenerator[Remembering, None]:
    sql = await asyncpg.connect(database_url)
    made = Remembering(database_url, sql)
    # Before it listens: what is written later is heard of.
    made.people = await add_people(sql, 3, LONG_AGO)
    await close_evenings(sql, made.people, DAY, 3)
    await made.database.open()
    await made.listener.start()
    yield made
    await made.listener.stop()
    await made.database.close()
    await sql.close()


async def test_it_is_one_object_until_an_evening_is_learned(remembering: Remembering) -> None:
    first = await remembering.memory.read()
    assert await remembering.memory.read() is first
    record = await remembering.memory.read_record()
    assert await remembering.memory.read_record() is record
    async with remembering.database.transaction() as connection:
        await service.learn(connection, 10, at(12, 0))
    await eventually(lambda: remembering.memory.known is None)
    assert (await remembering.memory.read()).evenings == 3


async def test_who_goes_away_is_not_counted_any_more(remembering: Remembering) -> None:
    person = remembering.people[0]
    assert (await remembering.memory.read()).people == dict.fromkeys(remembering.people)
    before = await remembering.memory.read()
    await remembering.sql.execute(
        "INSERT INTO subscription_preferences"
        " (user_id, away_until, away_since, created_at, updated_at)"
        " VALUES ($1, $2, $3, $3, $3)",
        person,
        DAY + timedelta(days=3),
        at(12, 0),
    )
    await eventually(lambda: remembering.memory.known is not before)
    away = (await remembering.memory.read()).people[person]
    assert away is not None
    assert away.until == DAY + timedelta(days=3)


async def test_nothing_is_believed_while_no_notice_would_come(remembering: Remembering) -> None:
    first = await remembering.memory.read()
    await remembering.listener.stop()
    assert await remembering.memory.read() is not first
    assert remembering.memory.known is None
