"""Storing and reading answers (the availability document), as services do it on PostgreSQL."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from datetime import date, datetime, timedelta
from typing import Any

import asyncpg
import pytest

from muster.availability import service
from muster.availability.rules import STATUSES, DateRange, Day, Status
from muster.database import Database
from muster.errors import DatabaseUnavailable, DateInPast, DateTooFar, NotLinked, RateLimited
from tests.support.running.patience import PATIENCE
from tests.support.scenes.community import EVENING, TODAY, add_answer, add_person

TOMORROW = TODAY + timedelta(days=1)


class Room:
    """The availability service on a database with three linked people and a stranger."""

    def __init__(self, database: Database, sql: Any) -> None:
        self.database = database
        self.sql = sql
        self.changed: list[date] = []
        self.writer = service.AvailabilityWriter(database, lambda: self.changed.extend)
        self.ana = self.bo = self.cas = self.stranger = 0

    async def say(self, user_id: int, status: Status, day: date = TODAY) -> None:
        await self.writer.set_status(user_id, day, status, today=TODAY, now=EVENING)

    async def take_back(self, user_id: int, day: date = TODAY) -> bool:
        return await self.writer.clear_status(user_id, day, today=TODAY, now=EVENING)

    async def day(self, day: date = TODAY) -> Day:
        async with self.database.connection() as connection:
            return (await service.read_days(connection, [day]))[day]

    async def queue(self) -> list[str]:
        return [answer.display_name for answer in (await self.day()).answers]


@pytest.fixture
async def room(database_url: str) -> AsyncGenerator[Room, None]:
    database = Database(database_url, application_name="tests")
    await database.open()
    sql = await asyncpg.connect(database_url)
    made = Room(database, sql)
    made.ana = await add_person(sql, 1, player="Ana")
    made.bo = await add_person(sql, 2, player="Bo")
    made.cas = await add_person(sql, 3, player="Cas")
    made.stranger = await add_person(sql, 4)
    yield made
    await made.writer.close()
    await sql.close()
    await database.close()


async def test_days_without_answers_are_there_and_empty(room: Room) -> None:
    async with room.database.connection() as connection:
        days = await service.read_days(connection, [TOMORROW, TODAY])
    assert days == {TODAY: Day(TODAY, ()), TOMORROW: Day(TOMORROW, ())}


async def test_the_queue_follows_arrival_even_where_all_share_one_instant(room: Room) -> None:
    for user_id in (room.cas, room.ana, room.bo):
        await room.say(user_id, "LOOKING")
    assert await room.queue() == ["Cas", "Ana", "Bo"]
    await room.say(room.cas, "LOOKING")
    assert await room.queue() == ["Cas", "Ana", "Bo"]
    await room.say(room.cas, "MAYBE")
    await room.say(room.cas, "LOOKING")
    assert await room.queue() == ["Ana", "Bo", "Cas"]


async def test_answers_that_are_stored_together_keep_the_order_in_which_they_came(
    room: Room,
) -> None:
    # The first is under way alone while the other two wait for each other's company.
    await asyncio.gather(
        room.say(room.bo, "LOOKING"), room.say(room.cas, "LOOKING"), room.say(room.ana, "LOOKING")
    )
    assert await room.queue() == ["Bo", "Cas", "Ana"]


async def test_one_persons_quick_changes_end_as_the_last_one_said(room: Room) -> None:
    await asyncio.gather(*[room.say(room.ana, status) for status in STATUSES * 5])
    assert [(a.user_id, a.status) for a in (await room.day()).answers] == [
        (room.ana, "NOT_PLAYING")
    ]


async def test_many_people_at_once_all_get_through(room: Room) -> None:
    people = [await add_person(room.sql, 100 + n, player=f"Player {n}") for n in range(150)]
    await asyncio.gather(*[room.say(user_id, "LOOKING") for user_id in people])
    assert [answer.user_id for answer in (await room.day()).answers] == people


async def test_two_processes_that_write_the_same_rows_do_not_block_each_other(room: Room) -> None:
    other = service.AvailabilityWriter(room.database, lambda: room.changed.extend)
    people = [await add_person(room.sql, 100 + n, player=f"Player {n}") for n in range(20)]
    writes = [
        writer.set_status(user_id, TODAY, status, today=TODAY, now=EVENING)
        for status in STATUSES
        for writer, order in ((room.writer, people), (other, people[::-1]))
        for user_id in order
    ]
    await asyncio.gather(*writes)
    assert len((await room.day()).answers) == 20


async def test_a_change_is_told_of_before_the_writer_gets_an_answer(room: Room) -> None:
    await room.say(room.ana, "LOOKING")
    assert room.changed == [TODAY]
    await room.say(room.ana, "LOOKING")
    assert room.changed == [TODAY], "repeating an answer changes nothing"
    await room.writer.clear_status(room.ana, TODAY, today=TODAY, now=EVENING)
    assert room.changed == [TODAY, TODAY]
    await room.writer.clear_status(room.ana, TODAY, today=TODAY, now=EVENING)
    assert room.changed == [TODAY, TODAY]


async def test_an_unlinked_person_is_refused_and_others_in_the_same_moment_are_not(
    room: Room,
) -> None:
    outcomes = await asyncio.gather(
        room.say(room.ana, "LOOKING"),
        room.say(room.stranger, "LOOKING"),
        room.say(room.bo, "LOOKING"),
        return_exceptions=True,
    )
    assert [type(outcome) for outcome in outcomes] == [type(None), NotLinked, type(None)]
    assert await room.queue() == ["Ana", "Bo"]
    assert await room.sql.fetchval("SELECT count(*) FROM availability_entries") == 2


async def test_days_outside_the_calendar_are_refused_and_nothing_is_stored(room: Room) -> None:
    with pytest.raises(DateInPast):
        await room.say(room.ana, "LOOKING", TODAY - timedelta(days=1))
    with pytest.raises(DateTooFar):
        await room.say(room.ana, "LOOKING", TODAY + timedelta(days=91))
    with pytest.raises(DateInPast):
        await room.writer.clear_status(
            room.ana, TODAY - timedelta(days=1), today=TODAY, now=EVENING
        )
    assert await room.sql.fetchval("SELECT count(*) FROM availability_entries") == 0


async def test_one_cannot_take_back_somebody_elses_answer(room: Room) -> None:
    await room.say(room.ana, "LOOKING")
    assert await room.writer.clear_status(room.bo, TODAY, today=TODAY, now=EVENING) is False
    assert await room.queue() == ["Ana"]


async def test_own_entries_are_read_by_date_within_the_range(room: Room) -> None:
    for offset in (3, 1, 0, 2):
        await room.say(room.ana, "MAYBE", TODAY + timedelta(days=offset))
    await room.say(room.bo, "LOOKING")
    async with room.database.connection() as connection:
        entries = await service.read_own_entries(
            connection, room.ana, DateRange(TOMORROW, TODAY + timedelta(days=2))
        )
    assert [entry.date for entry in entries] == [TOMORROW, TODAY + timedelta(days=2)]
    assert all(entry.created_at == entry.updated_at == EVENING for entry in entries)


async def test_created_at_stays_and_updated_at_follows_the_status(room: Room) -> None:
    later, latest = EVENING + timedelta(minutes=1), EVENING + timedelta(minutes=2)
    said: list[tuple[Status, datetime]] = [
        ("LOOKING", EVENING),
        ("MAYBE", later),
        ("MAYBE", latest),
    ]
    for status, now in said:
        await room.writer.set_status(room.ana, TODAY, status, today=TODAY, now=now)
    row = await room.sql.fetchrow("SELECT created_at, updated_at FROM availability_entries")
    assert tuple(row) == (EVENING, later)


async def test_a_database_that_refuses_one_statement_stores_nothing(room: Room) -> None:
    await room.sql.execute("ALTER TABLE availability_entries RENAME TO gone")
    with pytest.raises(DatabaseUnavailable):
        await room.say(room.ana, "LOOKING")
    await room.sql.execute("ALTER TABLE gone RENAME TO availability_entries")
    await room.say(room.ana, "LOOKING")
    assert await room.queue() == ["Ana"]


async def test_closing_waits_for_what_was_begun(room: Room) -> None:
    writes = [asyncio.create_task(room.say(user, "LOOKING")) for user in (room.ana, room.bo)]
    await asyncio.sleep(0)
    await room.writer.close()
    await asyncio.gather(*writes)
    assert len(await room.queue()) == 2


async def test_answers_written_by_other_programs_are_read_like_any(room: Room) -> None:
    await room.say(room.bo, "LOOKING")
    await add_answer(room.sql, room.ana, TODAY, "LOOKING")
    assert await room.queue() == ["Bo", "Ana"]


async def test_only_who_writes_a_locked_row_pays_for_it(room: Room, database_url: str) -> None:
    await room.say(room.bo, "LOOKING")
    holder = await asyncpg.connect(database_url)
    lock = holder.transaction()
    await lock.start()
    await holder.execute("UPDATE availability_entries SET status = status")
    try:
        first = asyncio.create_task(room.say(room.ana, "MAYBE"))
        await asyncio.sleep(0)
        started = asyncio.get_running_loop().time()
        outcomes = await asyncio.gather(
            room.say(room.bo, "MAYBE"),
            room.say(room.cas, "MAYBE"),
            room.take_back(room.ana),
            return_exceptions=True,
        )
        assert asyncio.get_running_loop().time() - started < 4
        await first
    finally:
        await lock.rollback()
        await holder.close()
    assert [type(outcome) for outcome in outcomes] == [DatabaseUnavailable, type(None), bool]
    await room.say(room.bo, "MAYBE")
    assert await room.queue() == ["Cas", "Bo"]


async def test_a_locked_table_fails_everything_that_waits_at_once(
    room: Room, database_url: str
) -> None:
    people = [await add_person(room.sql, 100 + n, player=f"Player {n}") for n in range(200)]
    holder = await asyncpg.connect(database_url)
    lock = holder.transaction()
    await lock.start()
    await holder.execute("LOCK TABLE availability_entries")
    try:
        outcomes = await asyncio.wait_for(
            asyncio.gather(*[room.say(one, "MAYBE") for one in people], return_exceptions=True),
            PATIENCE,
        )
    finally:
        await lock.rollback()
        await holder.close()
    assert {type(outcome) for outcome in outcomes} == {DatabaseUnavailable}
    await room.say(room.ana, "MAYBE")


async def test_taking_back_never_overtakes_what_was_said_before(room: Room) -> None:
    for _ in range(5):
        outcomes = await asyncio.gather(
            room.say(room.bo, "LOOKING"),
            room.say(room.ana, "LOOKING"),
            room.take_back(room.ana),
            room.say(room.cas, "LOOKING"),
        )
        assert outcomes == [None, None, True, None]
        assert await room.queue() == ["Bo", "Cas"]
    await asyncio.gather(room.take_back(room.ana), room.say(room.ana, "MAYBE"))
    assert await room.queue() == ["Bo", "Cas", "Ana"]


async def test_what_is_said_and_what_is_taken_back_share_one_transaction(room: Room) -> None:
    await room.say(room.bo, "LOOKING")
    await room.say(room.cas, "LOOKING", TOMORROW)
    room.changed.clear()
    outcomes = await asyncio.gather(
        room.say(room.ana, "MAYBE", TOMORROW + timedelta(days=1)),  # alone, the others wait
        room.take_back(room.bo),
        room.say(room.ana, "LOOKING"),
        room.take_back(room.ana, TOMORROW),
        room.say(room.stranger, "LOOKING"),
        room.take_back(room.cas, TOMORROW),
        return_exceptions=True,
    )
    assert outcomes[:4] == [None, True, None, False]
    assert isinstance(outcomes[4], NotLinked)
    assert outcomes[5] is True
    assert set(room.changed) == {TODAY, TOMORROW, TOMORROW + timedelta(days=1)}
    assert await room.queue() == ["Ana"]
    numbers = await room.sql.fetch("SELECT count(DISTINCT xmin::text) FROM availability_entries")
    assert numbers[0][0] <= 2, "the first alone, everything else together"


async def test_two_processes_that_take_back_the_same_rows_do_not_block_each_other(
    room: Room,
) -> None:
    other = service.AvailabilityWriter(room.database, lambda: room.changed.extend)
    people = [await add_person(room.sql, 100 + n, player=f"Player {n}") for n in range(40)]
    for _ in range(3):
        await asyncio.gather(*[room.say(user_id, "LOOKING") for user_id in people])
        removed = await asyncio.gather(
            *[
                writer.clear_status(user_id, TODAY, today=TODAY, now=EVENING)
                for writer, order in ((room.writer, people), (other, people[::-1]))
                for user_id in order
            ]
        )
        assert sum(removed) == 40
        assert await room.queue() == []


async def test_one_person_cannot_fill_the_queue(room: Room) -> None:
    outcomes = await asyncio.gather(
        *[room.say(room.ana, status) for status in STATUSES * 10],
        room.say(room.bo, "LOOKING"),
        return_exceptions=True,
    )
    assert {type(outcome) for outcome in outcomes[:-1]} == {type(None), RateLimited}
    assert outcomes[-1] is None
