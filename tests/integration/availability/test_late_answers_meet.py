"""Answers that waited and meet others of the same person, as services store them on PostgreSQL."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import permutations
from typing import Any

import asyncpg
import pytest

from muster.availability import service, store
from muster.availability.rules import Status
from muster.database import Database
from muster.errors import AnswerOvertaken
from tests.support.running.locks import waiting
from tests.support.running.websites import becomes
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

    async def send_taking_back(self, at: datetime) -> bool:
        return await self.writer.clear_status(
            self.person, TODAY, today=TODAY, now=EVENING, answered_at=at
        )

    async def until_one_waits(self) -> None:
        """Until a statement waits for what `elsewhere` holds."""
        await becomes(lambda: waiting(self.sql), 1)

    async def send_while_elsewhere_says(self, status: Status, elsewhere: Status) -> None:
        """Send what waited since a minute ago, while `elsewhere` is being stored as of now."""
        async with self.elsewhere.transaction():
            newer = store.EntryWrite(self.person, TODAY, elsewhere, EVENING)
            await store.upsert_entries(self.elsewhere, [newer], 1)
            late = asyncio.create_task(self.send(status, EVENING - MINUTE))
            await self.until_one_waits()
        await late

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
    with pytest.raises(AnswerOvertaken):
        await devices.send_while_elsewhere_says("LOOKING", "NOT_PLAYING")
    assert await devices.stored() == "NOT_PLAYING"


async def test_who_waited_for_the_same_answer_has_said_it(devices: Devices) -> None:
    await devices.send_while_elsewhere_says("LOOKING", "LOOKING")
    assert await devices.stored() == "LOOKING"


@pytest.mark.parametrize("before", [None, "MAYBE"])
async def test_what_is_being_taken_back_does_not_come_back(
    devices: Devices, before: Status | None
) -> None:
    if before is not None:
        await devices.send(before, EVENING - 9 * MINUTE)
    async with devices.elsewhere.transaction():
        newer = store.EntryWrite(devices.person, TODAY, None, EVENING)
        [outcome] = await store.delete_entries(devices.elsewhere, [newer], 1)
        assert outcome.changed is (before is not None)
        late = asyncio.create_task(devices.send("LOOKING", EVENING - MINUTE))
        await devices.until_one_waits()
    with pytest.raises(AnswerOvertaken):
        await late
    assert await devices.stored() is None


async def test_what_is_being_repeated_stays(devices: Devices) -> None:
    await devices.send("NOT_PLAYING", EVENING - 9 * MINUTE)
    with pytest.raises(AnswerOvertaken):
        await devices.send_while_elsewhere_says("LOOKING", "NOT_PLAYING")
    assert await devices.stored() == "NOT_PLAYING"


async def test_taking_back_finds_what_waited_and_is_being_stored(devices: Devices) -> None:
    async with devices.elsewhere.transaction():
        late = [store.EntryWrite(devices.person, TODAY, "LOOKING", EVENING - MINUTE, queued=True)]
        await store.upsert_last_words(devices.elsewhere, late, 1)
        await store.upsert_entries(devices.elsewhere, late, 1, queued=True)
        taking_back = asyncio.create_task(
            devices.writer.clear_status(devices.person, TODAY, today=TODAY, now=EVENING)
        )
        await devices.until_one_waits()
    assert await taking_back is True
    assert await devices.stored() is None


SAID_IN_TURN: list[list[Status | None]] = [
    ["LOOKING", None, "MAYBE"],
    ["LOOKING", "MAYBE", None],
    ["LOOKING", None, "LOOKING"],
    ["LOOKING", "MAYBE", "LOOKING"],
    [None, "LOOKING", "LOOKING"],
    ["MAYBE", "LOOKING", "LOOKING"],
    ["LOOKING", None, None],
]


@pytest.mark.parametrize("said", SAID_IN_TURN)
@pytest.mark.parametrize("order", list(permutations(range(3))))
async def test_in_whatever_order_they_come_the_one_given_last_stands(
    devices: Devices, said: list[Status | None], order: tuple[int, ...]
) -> None:
    for turn in order:
        status, at = said[turn], EVENING + (turn - 3) * MINUTE
        if status is None:
            await devices.send_taking_back(at)
        else:
            with suppress(AnswerOvertaken):
                await devices.send(status, at)
    assert await devices.stored() == said[-1]
