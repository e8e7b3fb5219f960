"""What calendars are told of evenings: the numbers by which they take a change."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from muster.calendar_feeds import service
from muster.calendar_feeds.rules import FeedEvening
from muster.database import Database
from muster.evening import EveningRule, Evenings
from tests.support.scenes.community import add_answer, add_person

ZONE = ZoneInfo("Europe/Ljubljana")
EVENINGS = Evenings("https://play.example", ZONE, time(21, 0), time(20, 45), 2)
TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
KEY = b"a key of the tests"


async def feed_of(database: Database, user_id: int) -> bytes:
    async with database.transaction() as connection:
        made = await service.renew_address(connection, KEY, user_id, NOW)
    found = service.find_hash(made.secret, KEY)
    assert found is not None
    return found


async def own(
    database: Database, secret_hash: bytes, evenings: Evenings = EVENINGS, now: datetime = NOW
) -> list[FeedEvening]:
    async with database.connection() as connection:
        today = now.astimezone(ZONE).date()
        found = await service.read_own(connection, secret_hash, evenings, today, now)
    assert found is not None
    return [each.evening for each in found.evenings]


async def ready(database: Database, now: datetime = NOW) -> Sequence[FeedEvening]:
    async with database.connection() as connection:
        today = now.astimezone(ZONE).date()
        return await service.read_ready(connection, EVENINGS, today, now)


@pytest.fixture
async def people(sql: Any) -> list[int]:
    return [await add_person(sql, 900 + each, player=f"Player {each}") for each in range(3)]


async def test_everybody_who_reads_is_told_the_same_number(
    sql: Any, database: Database, people: list[int]
) -> None:
    first, second = [await feed_of(database, each) for each in people[:2]]
    for each in people[:2]:
        await add_answer(sql, each, TODAY, "LOOKING")
    (told,) = await own(database, first)
    assert (told.state, told.revision, told.was_ready, told.changed_at) == ("ready", 0, True, NOW)
    later = NOW + timedelta(minutes=5)
    assert await own(database, second, now=later) == [told] == list(await ready(database, later))

    await sql.execute(
        "UPDATE availability_entries SET status = 'AVAILABLE' WHERE user_id = $1", people[1]
    )
    (short,) = await own(database, second, now=later)
    assert short == replace(told, state="open", revision=1, changed_at=later)
    assert await own(database, first, now=later + timedelta(hours=1)) == [short]
    assert await ready(database, later) == [short], "so that it can be cancelled"


async def test_many_who_read_at_once_count_a_change_once(
    sql: Any, database: Database, people: list[int]
) -> None:
    hashes = [await feed_of(database, each) for each in people]
    for offset in range(20):
        for each in people:
            await add_answer(sql, each, TODAY + timedelta(days=offset), "LOOKING")
    await asyncio.gather(*(own(database, each) for each in hashes * 3))
    later = replace(EVENINGS, start=time(20, 0))
    await asyncio.gather(*(own(database, each, later) for each in hashes * 3))
    told = await own(database, hashes[0], later)
    assert {each.revision for each in told} == {1}
    assert len(told) == 20


async def test_settings_that_change_move_what_is_to_come_alone(
    sql: Any, database: Database, people: list[int]
) -> None:
    secret_hash = await feed_of(database, people[0])
    for offset in (-1, 0, 1):
        await add_answer(sql, people[0], TODAY + timedelta(days=offset), "LOOKING")
    before = await own(database, secret_hash)
    earlier = replace(EVENINGS, start=time(19, 30))
    yesterday, *coming = await own(database, secret_hash, earlier)
    assert yesterday == before[0]
    for was, told in zip(before[1:], coming, strict=True):
        assert told.starts_at == was.starts_at - timedelta(minutes=90)
        assert told.revision == was.revision + 1
    off = replace(earlier, rules={TODAY.weekday(): EveningRule(session=False)})
    (_, tonight, tomorrow) = await own(database, secret_hash, off)
    assert (tonight.state, tonight.revision) == ("off", 2)
    assert tomorrow == coming[1]


async def test_a_past_evening_that_no_calendar_knew_is_told_as_its_record_has_it(
    sql: Any, database: Database, people: list[int]
) -> None:
    day = TODAY - timedelta(days=3)
    started = datetime(2026, 11, 17, 18, 30, tzinfo=UTC)
    await sql.execute(
        "INSERT INTO evening_records (evening_date, session, starts_at, threshold)"
        " VALUES ($1, true, $2, 1)",
        day,
        started,
    )
    await add_answer(sql, people[0], day, "LOOKING")
    (told,) = await own(database, await feed_of(database, people[0]))
    assert (told.starts_at, told.state) == (started, "ready")


async def test_what_became_ready_while_no_calendar_looked_is_told_the_day_after(
    sql: Any, database: Database, people: list[int]
) -> None:
    secret_hash = await feed_of(database, people[0])
    await add_answer(sql, people[0], TODAY, "LOOKING")
    (told,) = await own(database, secret_hash)
    assert told.state == "open"
    await add_answer(sql, people[1], TODAY, "LOOKING")
    tomorrow = NOW + timedelta(days=1)
    assert await own(database, secret_hash, now=tomorrow) == [told], "by what rule, nobody knows"

    await sql.execute(
        "INSERT INTO evening_records (evening_date, session, starts_at, threshold)"
        " VALUES ($1, true, $2, 2)",
        TODAY,
        told.starts_at + timedelta(minutes=30),
    )
    later = tomorrow + timedelta(minutes=5)
    expected = replace(told, state="ready", was_ready=True, revision=1, changed_at=later)
    assert await ready(database, later) == [expected]
    assert await own(database, secret_hash, now=later) == [expected]
    await sql.execute("DELETE FROM user_player_links WHERE user_id = $1", people[1])
    assert await own(database, secret_hash, now=later) == [expected], "what has been, stays"


async def test_everybody_is_told_of_a_past_session_by_the_threshold_of_its_time(
    sql: Any, database: Database, people: list[int]
) -> None:
    await sql.execute(
        "INSERT INTO evening_records (evening_date, session, starts_at, threshold)"
        " VALUES ($1, true, $2, 1), ($3, false, $4, 1)",
        TODAY - timedelta(days=3),
        NOW - timedelta(days=3),
        TODAY - timedelta(days=2),
        NOW - timedelta(days=2),
    )
    for days in (3, 2, 1):
        await add_answer(sql, people[0], TODAY - timedelta(days=days), "LOOKING")
    assert [each.day for each in await ready(database)] == [TODAY - timedelta(days=3)]


async def test_nights_of_summer_time_are_instants(
    sql: Any, database: Database, people: list[int]
) -> None:
    secret_hash = await feed_of(database, people[0])
    days = [date(2027, 3, 27), date(2027, 3, 28), date(2027, 3, 29)]
    for day in days:
        await add_answer(sql, people[0], day, "LOOKING")
    now = datetime(2027, 3, 20, 12, tzinfo=UTC)
    starts = [each.starts_at for each in await own(database, secret_hash, now=now)]
    assert [f"{each:%d %H:%M}" for each in starts] == ["27 20:00", "28 19:00", "29 19:00"]
    skipped = replace(EVENINGS, start=time(2, 30))
    found = await own(database, secret_hash, skipped, now)
    assert [f"{each.starts_at:%d %H:%M}" for each in found] == ["27 01:30", "28 01:30", "29 00:30"]


async def test_whoever_is_not_linked_counts_for_nothing(
    sql: Any, database: Database, people: list[int]
) -> None:
    secret_hash = await feed_of(database, people[0])
    for each in people[:2]:
        await add_answer(sql, each, TODAY, "LOOKING")
    await sql.execute("DELETE FROM user_player_links WHERE user_id = $1", people[1])
    (told,) = await own(database, secret_hash)
    assert told.state == "open"
    await sql.execute("DELETE FROM user_player_links")
    async with database.connection() as connection:
        assert await service.read_own(connection, secret_hash, EVENINGS, TODAY, NOW) is None
