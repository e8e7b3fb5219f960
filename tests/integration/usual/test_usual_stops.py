"""Answering for somebody stops once they were missing twice in a row, with one message."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from bot.duties.usual import answer_as_usual
from bot.services.availability_notifier_service import AvailabilityNotifierService
from muster.availability.service import AvailabilityWriter
from muster.clock import start_of_day
from muster.database import Database
from muster.evenings.service import evenings_of
from muster.notifications.messages import USUAL_STOPPED
from muster.settings import Settings
from tests.support.scenes.community import settings_for
from tests.support.scenes.evenings import LJUBLJANA
from tests.support.scenes.ledger import MemoryChannel, add_people, states
from tests.support.scenes.usual import close_evening, set_usual

MONDAY = date(2026, 11, 16)
DAY = timedelta(days=1)
TYPES: Sequence[Any] = ("discord", "telegram", "signal")


class Evenings:
    """One person who is answered for every day, and evening after evening."""

    def __init__(self, sql: Any, database: Database, settings: Settings, people: list[int]) -> None:
        self.sql = sql
        self.database = database
        self.settings = settings
        self.ana, self.bo = people
        self.channels = [MemoryChannel(channel_type=kind) for kind in TYPES]
        self.now = start_of_day(MONDAY, LJUBLJANA)
        self.duty = answer_as_usual(database, settings, TYPES)
        by_type: Any = {each.channel_type: each for each in self.channels}
        self.notifier = AvailabilityNotifierService(
            database, by_type, evenings_of(settings), None, "one", now=lambda: self.now
        )

    async def answer(self, day: date) -> None:
        """The day begins."""
        self.now = start_of_day(day, LJUBLJANA)
        await self.duty(self.now)

    async def close(self, day: date, came: Sequence[int] = (), **record: Any) -> None:
        """The evening is over, and the bot hears of it."""
        self.now = datetime(day.year, day.month, day.day, 21, 10, tzinfo=UTC)
        await close_evening(self.sql, day, came, at=self.now, **record)
        await self.duty(self.now)

    async def answered_for(self) -> list[int]:
        rows = await self.sql.fetch(
            "SELECT DISTINCT user_id FROM usual_answers WHERE mode = 'answer' ORDER BY user_id"
        )
        return [row[0] for row in rows]

    async def deliver(self) -> list[str]:
        await self.notifier.deliver_due()
        return [message.text for channel in self.channels for message in channel.sent]


@pytest.fixture
async def evenings(sql: Any, database: Database, database_url: str) -> Evenings:
    people = await add_people(sql, 2, start_of_day(MONDAY, LJUBLJANA) - 30 * DAY)
    for user_id in people:
        for ahead in range(7):
            await set_usual(sql, user_id, MONDAY + ahead * DAY, "answer", "LOOKING")
    return Evenings(sql, database, settings_for(database_url), people)


async def test_twice_in_a_row_ends_it_with_one_message(evenings: Evenings) -> None:
    for day in (MONDAY, MONDAY + DAY):
        await evenings.answer(day)
        await evenings.close(day, [evenings.bo])
    assert await evenings.answered_for() == [evenings.bo]
    stopped = await evenings.sql.fetch(
        "SELECT mode, status, answers_from, stopped_at FROM usual_answers WHERE user_id = $1",
        evenings.ana,
    )
    assert {tuple(row) for row in stopped} == {("suggest", "LOOKING", None, evenings.now)}
    [told] = await evenings.deliver()
    assert told.startswith(str(USUAL_STOPPED))
    assert "/#/notifications?n=" in told
    await evenings.answer(MONDAY + 2 * DAY)
    await evenings.close(MONDAY + 2 * DAY, [evenings.bo])
    assert len(await evenings.deliver()) == 1
    rows = await evenings.sql.fetch(
        "SELECT user_id FROM availability_entries WHERE entry_date = $1", MONDAY + 2 * DAY
    )
    assert [row[0] for row in rows] == [evenings.bo]


async def test_once_is_not_twice(evenings: Evenings) -> None:
    await evenings.answer(MONDAY)
    await evenings.close(MONDAY)
    assert await evenings.answered_for() == [evenings.ana, evenings.bo]


@pytest.mark.parametrize(
    "between",
    [{"played": None}, {"session": False, "played": None}],
    ids=["nobody could tell", "no session"],
)
async def test_an_evening_that_nobody_could_tell_of_says_nothing(
    evenings: Evenings, between: dict[str, Any]
) -> None:
    await evenings.answer(MONDAY)
    await evenings.close(MONDAY, [evenings.bo])
    await evenings.answer(MONDAY + DAY)
    await evenings.close(MONDAY + DAY, **between)
    assert await evenings.answered_for() == [evenings.ana, evenings.bo]
    await evenings.answer(MONDAY + 2 * DAY)
    await evenings.close(MONDAY + 2 * DAY, [evenings.bo])
    assert await evenings.answered_for() == [evenings.bo]


async def test_coming_to_any_evening_in_between_begins_anew(
    evenings: Evenings, database: Database
) -> None:
    ana = evenings.ana
    await evenings.answer(MONDAY)
    await evenings.close(MONDAY, [evenings.bo])
    # An evening for which she answered herself.
    writer, tuesday = AvailabilityWriter(database), MONDAY + DAY
    await writer.set_status(ana, tuesday, "MAYBE", today=tuesday, now=evenings.now)
    await writer.close()
    await evenings.answer(tuesday)
    await evenings.close(tuesday, [ana, evenings.bo])
    await evenings.answer(MONDAY + 2 * DAY)
    await evenings.close(MONDAY + 2 * DAY, [evenings.bo])
    assert ana in await evenings.answered_for()
    await evenings.answer(MONDAY + 3 * DAY)
    await evenings.close(MONDAY + 3 * DAY, [evenings.bo])
    assert ana not in await evenings.answered_for()


async def test_what_somebody_said_themselves_or_undid_is_not_missing(
    evenings: Evenings, database: Database
) -> None:
    ana, writer = evenings.ana, AvailabilityWriter(database)
    for day in (MONDAY, MONDAY + DAY, MONDAY + 2 * DAY):
        await evenings.answer(day)
        if day == MONDAY:
            await writer.set_status(ana, day, "LOOKING", today=day, now=evenings.now + DAY / 2)
        else:
            await writer.clear_status(ana, day, today=day, now=evenings.now + DAY / 2)
        await evenings.close(day, [evenings.bo])
    await writer.close()
    assert ana in await evenings.answered_for()


@pytest.mark.parametrize("status", ["MAYBE", "NOT_PLAYING", "AVAILABLE"])
async def test_nobody_is_missing_who_had_not_said_that_they_come(
    evenings: Evenings, status: str
) -> None:
    """Who could play if it came to that is missing where it did."""
    await evenings.sql.execute("UPDATE usual_answers SET status = $1", status)
    for day in (MONDAY, MONDAY + DAY):
        await evenings.answer(day)
        await evenings.close(day, played=False)
    assert await evenings.answered_for() == [evenings.ana, evenings.bo]
    for day in (MONDAY + 2 * DAY, MONDAY + 3 * DAY):
        await evenings.answer(day)
        await evenings.close(day, played=True)
    left = [] if status == "AVAILABLE" else [evenings.ana, evenings.bo]
    assert await evenings.answered_for() == left


async def test_whoever_switches_it_on_again_begins_anew_and_is_not_told(
    evenings: Evenings,
) -> None:
    for day in (MONDAY, MONDAY + DAY):
        await evenings.answer(day)
        await evenings.close(day, [evenings.bo])
    for ahead in range(7):
        day = MONDAY + ahead * DAY
        await set_usual(evenings.sql, evenings.ana, day, "answer", "LOOKING", MONDAY + 2 * DAY)
    assert await evenings.deliver() == []
    assert await states(evenings.sql) == {("skipped", "cancelled"): 1}
    await evenings.answer(MONDAY + 2 * DAY)
    await evenings.close(MONDAY + 2 * DAY, [evenings.bo])
    assert evenings.ana in await evenings.answered_for()


async def test_the_message_waits_for_the_end_of_quiet_hours(evenings: Evenings) -> None:
    await evenings.sql.execute(
        "INSERT INTO subscription_preferences (user_id, quiet_hours_start, quiet_hours_end,"
        " created_at, updated_at) VALUES ($1, $2, $3, $4, $4)",
        evenings.ana,
        time(22, 0),
        time(8, 0),
        evenings.now,
    )
    for day in (MONDAY, MONDAY + DAY):
        await evenings.answer(day)
        await evenings.close(day, [evenings.bo])
    assert await evenings.deliver() == []
    evenings.now = datetime(2026, 11, 18, 6, 59, tzinfo=UTC)
    assert await evenings.deliver() == []
    evenings.now = datetime(2026, 11, 18, 7, 0, tzinfo=UTC)
    assert len(await evenings.deliver()) == 1


async def test_of_several_bots_one_stops_and_tells(evenings: Evenings, database: Database) -> None:
    for day in (MONDAY, MONDAY + DAY):
        await evenings.answer(day)
        if day == MONDAY:
            await evenings.close(day, [evenings.bo])
    now = evenings.now = evenings.now + timedelta(hours=22)
    await close_evening(evenings.sql, MONDAY + DAY, [evenings.bo], at=now)
    bots = [answer_as_usual(database, evenings.settings, TYPES) for _ in range(4)]
    await asyncio.gather(*(bot(now) for bot in bots))
    assert await evenings.answered_for() == [evenings.bo]
    assert len(await evenings.deliver()) == 1


async def test_a_bot_that_was_down_finds_it_when_it_starts(evenings: Evenings) -> None:
    for day in (MONDAY, MONDAY + DAY):
        await evenings.answer(day)
        await close_evening(evenings.sql, day, [evenings.bo], at=evenings.now + DAY * 0.9)
    evenings.duty = answer_as_usual(evenings.database, evenings.settings, TYPES)
    await evenings.answer(MONDAY + 4 * DAY)
    assert await evenings.answered_for() == [evenings.bo]
    rows = await evenings.sql.fetch(
        "SELECT user_id FROM availability_entries WHERE entry_date = $1", MONDAY + 4 * DAY
    )
    assert [row[0] for row in rows] == [evenings.bo]
