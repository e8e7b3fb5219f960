"""Answers that waited and meet others of the same person, as services store them on PostgreSQL."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from datetime import datetime, timedelta
from typing import Any

import asyncpg
import pytest

from muster.availability import service, store
from muster.availability.rules import Status
from muster.database import Database
from muster.errors import AnswerOvertaken
from tests.support.running.patience import PATIENCE
from tests.support.scenes.community import EVENING, TODAY, add_person

MINUTE = timedelta(minutes=1)


class Devices:
    """A person whose phone sends what waited, while `elsewhere` is a transaction under way."""

    def __init__(self, database: Database, sql: Any, elsewhere: Any, person: int) -> None:
        self.writer = service.AvailabilityWriter(database)
        self.sql = sql
        self.elsewhere = elsewhere
        self.person = person

    async def send(self, status: Status, at: datetime) -> None:
        await self.writer.set_status(
            self.person, TODAY, status, today=TODAY, now=EVENING, answered_at=at
        )

    async def until_one_waits(self) -> None:
        """Until a statement waits for what `elsewhere` holds."""
        waits = """
            SELECT count(*) FROM pg_stat_activity
             WHERE datname = current_database() AND wait_event_type = 'Lock'
        """
        async with asyncio.timeout(PATIENCE):
            while not await self.sql.fetchval(waits):
                await asyncio.sleep(0.005)

    async def stored(self) -> Status | None:
        return await self.sql.fetchval("SELECT status FROM availability_entries")


@pytest.fixture
async def devices(database_url: str) -> AsyncGenerator[Devices, None]:
    database = Database(database_url, application_name="tests")
    await database.open()
    sql, elsewhere = await asyncpg.connect(database_url), await asyncpg.connect(database_url)
    made = Devices(database, sql, elsewhere, await add_person(sql, 1, player="Ana"))
    yield made
    await made.writer.close()
    await elsewhere.close()
    await sql.close()
    await database.close()


@pytest.mark.parametrize("before", [None, "MAYBE"])
async def test_who_waited_for_a_newer_answer_under_way_is_told_that_it_stands(
    devices: Devices, before: Status | None
) -> None:
    if before is not None:
        await devices.send(before, EVENING - 9 * MINUTE)
    async with devices.elsewhere.transaction():
        newer = store.EntryWrite(devices.person, TODAY, "NOT_PLAYING", EVENING)
        await store.upsert_entries(devices.elsewhere, [newer], 1)
        late = asyncio.create_task(devices.send("LOOKING", EVENING - MINUTE))
        await devices.until_one_waits()
    with pytest.raises(AnswerOvertaken):
        await late
    assert await devices.stored() == "NOT_PLAYING"


async def test_who_waited_for_the_same_answer_has_said_it(devices: Devices) -> None:
    async with devices.elsewhere.transaction():
        newer = store.EntryWrite(devices.person, TODAY, "LOOKING", EVENING)
        await store.upsert_entries(devices.elsewhere, [newer], 1)
        late = asyncio.create_task(devices.send("LOOKING", EVENING - MINUTE))
        await devices.until_one_waits()
    await late
    assert await devices.stored() == "LOOKING"
