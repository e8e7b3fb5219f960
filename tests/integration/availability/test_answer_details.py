"""What an answer says beside its status, and the record of changes, on PostgreSQL."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from datetime import datetime, time, timedelta
from typing import Any

import asyncpg
import pytest

from muster.availability import service, store
from muster.availability.rules import Source, Status
from muster.database import Database
from muster.errors import AnswerOvertaken, ArrivalInvalid, ConditionInvalid, NotLinked
from tests.support.running.locks import waiting
from tests.support.running.websites import becomes
from tests.support.scenes.community import EVENING, TODAY, add_person

LATER, EVEN_LATER = time(21, 30), time(22, 15)
MINUTE = timedelta(minutes=1)


class People:
    """Ana and Bo are linked, somebody else is not."""

    def __init__(self, database: Database, sql: Any) -> None:
        self.database = database
        self.sql = sql
        self.writer = service.AvailabilityWriter(database)
        self.ana = self.bo = self.stranger = 0

    async def say(
        self,
        user_id: int,
        status: Status,
        arrives_at: time | None = None,
        only_if: int | None = None,
        source: Source = "page",
        answered_at: datetime | None = None,
    ) -> None:
        await self.writer.set_status(
            user_id,
            TODAY,
            status,
            today=TODAY,
            now=EVENING,
            answered_at=answered_at,
            arrives_at=arrives_at,
            only_if=only_if,
            source=source,
        )

    async def take_back(
        self, user_id: int, source: Source = "page", answered_at: datetime | None = None
    ) -> bool:
        return await self.writer.clear_status(
            user_id, TODAY, today=TODAY, now=EVENING, answered_at=answered_at, source=source
        )

    async def stored(self, user_id: int) -> tuple[Any, ...]:
        return tuple(
            await self.sql.fetchrow(
                "SELECT status, arrives_at, only_if FROM availability_entries WHERE user_id = $1",
                user_id,
            )
        )

    async def queue(self) -> list[int]:
        async with self.database.connection() as connection:
            [day] = (await service.read_days(connection, [TODAY])).values()
        return [answer.user_id for answer in day.answers]

    async def changes(self, user_id: int) -> list[tuple[Any, ...]]:
        """What was noted of a person, in the order in which it was: status, details, source."""
        rows = await self.sql.fetch(
            "SELECT status, arrives_at, only_if, source FROM availability_answer_changes"
            " WHERE user_id = $1 AND entry_date = $2 ORDER BY id",
            user_id,
            TODAY,
        )
        return [tuple(row) for row in rows]


@pytest.fixture
async def people(database_url: str) -> AsyncGenerator[People, None]:
    database = Database(database_url, application_name="tests")
    await database.open()
    sql = await asyncpg.connect(database_url)
    made = People(database, sql)
    made.ana = await add_person(sql, 1, player="Ana")
    made.bo = await add_person(sql, 2, player="Bo")
    made.stranger = await add_person(sql, 3)
    yield made
    await made.writer.close()
    await sql.close()
    await database.close()


async def test_an_answer_is_all_that_was_said_last(people: People) -> None:
    await people.say(people.ana, "LOOKING", LATER)
    assert await people.stored(people.ana) == ("LOOKING", LATER, None)
    await people.say(people.ana, "AVAILABLE", EVEN_LATER, 6)
    assert await people.stored(people.ana) == ("AVAILABLE", EVEN_LATER, 6)
    await people.say(people.ana, "AVAILABLE")
    assert await people.stored(people.ana) == ("AVAILABLE", None, None)


async def test_saying_more_under_the_same_status_keeps_the_place(people: People) -> None:
    await people.say(people.ana, "LOOKING")
    await people.say(people.bo, "LOOKING")
    await people.say(people.ana, "LOOKING", LATER)
    assert await people.queue() == [people.ana, people.bo]
    await people.say(people.ana, "AVAILABLE", LATER)
    assert await people.queue() == [people.bo, people.ana]


@pytest.mark.parametrize("status", ["MAYBE", "NOT_PLAYING"])
async def test_who_does_not_come_comes_at_no_time(people: People, status: Status) -> None:
    with pytest.raises(ArrivalInvalid):
        await people.say(people.ana, status, LATER)
    assert await people.changes(people.ana) == []


@pytest.mark.parametrize(
    ("status", "only_if"), [("LOOKING", 6), ("MAYBE", 6), ("AVAILABLE", 1), ("AVAILABLE", 100)]
)
async def test_a_condition_goes_with_available_and_asks_for_2_to_99(
    people: People, status: Status, only_if: int
) -> None:
    with pytest.raises(ConditionInvalid):
        await people.say(people.ana, status, None, only_if)
    assert await people.changes(people.ana) == []


async def test_every_change_is_noted_with_its_source_and_no_repetition(people: People) -> None:
    await people.say(people.ana, "LOOKING", source="telegram")
    await people.say(people.ana, "LOOKING", source="signal")
    await people.say(people.ana, "LOOKING", LATER, source="discord")
    await people.say(people.ana, "LOOKING", LATER)
    await people.say(people.ana, "AVAILABLE", None, 2)
    assert await people.take_back(people.ana, "discord")
    assert not await people.take_back(people.ana)
    assert await people.changes(people.ana) == [
        ("LOOKING", None, None, "telegram"),
        ("LOOKING", LATER, None, "discord"),
        ("AVAILABLE", None, 2, "page"),
        (None, None, None, "discord"),
    ]
    assert await people.changes(people.bo) == []


async def test_of_somebody_who_is_not_linked_nothing_is_noted(people: People) -> None:
    with pytest.raises(NotLinked):
        await people.say(people.stranger, "LOOKING")
    assert await people.changes(people.stranger) == []


async def test_a_change_is_noted_as_of_when_it_was_said(people: People) -> None:
    said = EVENING - 5 * MINUTE
    await people.say(people.ana, "LOOKING", answered_at=said)
    assert await people.take_back(people.ana, answered_at=said + MINUTE)
    rows = await people.sql.fetch("SELECT changed_at FROM availability_answer_changes ORDER BY id")
    assert [row[0] for row in rows] == [said, said + MINUTE]


async def test_what_waited_gives_way_to_other_details_that_were_said_later(people: People) -> None:
    await people.say(people.ana, "LOOKING", answered_at=EVENING - 3 * MINUTE)
    await people.say(people.ana, "LOOKING", LATER, answered_at=EVENING - MINUTE)
    with pytest.raises(AnswerOvertaken):
        await people.say(people.ana, "LOOKING", answered_at=EVENING - 2 * MINUTE)
    # Sent once more, since nobody answered the first time.
    await people.say(people.ana, "LOOKING", LATER, answered_at=EVENING - MINUTE)
    assert await people.stored(people.ana) == ("LOOKING", LATER, None)
    assert [change[1] for change in await people.changes(people.ana)] == [None, LATER]


async def test_what_waited_while_the_same_with_other_details_was_stored_is_told(
    people: People,
) -> None:
    elsewhere: Any = await asyncpg.connect(people.database.url)
    async with elsewhere.transaction():
        newer = store.EntryWrite(people.ana, TODAY, "LOOKING", EVENING, arrives_at=LATER)
        await store.upsert_entries(elsewhere, [newer], 1)
        late = asyncio.create_task(people.say(people.ana, "LOOKING", answered_at=EVENING - MINUTE))
        await becomes(lambda: waiting(people.sql), 1)
    await elsewhere.close()
    with pytest.raises(AnswerOvertaken):
        await late
    assert await people.stored(people.ana) == ("LOOKING", LATER, None)
