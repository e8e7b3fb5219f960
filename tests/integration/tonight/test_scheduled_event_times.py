"""Tonight's scheduled event past the start, at midnight, and in nights that change the clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.scheduler import LONGEST_NAP
from tests.support.fakes.discord_events import ACTIVE, CANCELED
from tests.support.scenes.community import TODAY
from tests.support.scenes.discord_api import discord_api, running_chats
from tests.support.scenes.scheduled_event import (
    MINUTE,
    READY_AT,
    START,
    EventScene,
    evenings,
    tonight_s_event,
)

chats, api, evening = running_chats, discord_api, tonight_s_event

SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("ready_at", "starts"),
    [
        (START - timedelta(minutes=2), START),
        (START - MINUTE, START),
        (START - timedelta(seconds=59), START + SECOND),
        (START, START + MINUTE),
        (START + timedelta(hours=1, microseconds=1), START + HOUR + MINUTE + SECOND),
        (START + timedelta(hours=2) - SECOND, START + timedelta(hours=2) + MINUTE - SECOND),
    ],
)
async def test_past_the_start_it_starts_a_minute_from_now(
    evening: EventScene, ready_at: datetime, starts: datetime
) -> None:
    event = await evening.is_made(ready_at)
    assert event["scheduled_start_time"] == starts.isoformat()
    assert event["scheduled_end_time"] == (starts + timedelta(hours=4)).isoformat()
    await evening.step(starts)
    assert event["status"] == ACTIVE


async def test_two_hours_past_the_start_none_is_made(evening: EventScene) -> None:
    await evening.is_ready()
    await evening.step(START + timedelta(hours=2))
    assert await evening.state() is None
    assert evening.chats.discord.requests == []


async def test_one_that_could_not_be_made_in_time_has_failed(evening: EventScene) -> None:
    evening.chats.discord.may_create_events = False
    await evening.is_ready()
    await evening.step(READY_AT)
    await evening.step(START + timedelta(hours=2))  # one more look: none is there
    await evening.step(START + timedelta(hours=2) + SECOND)
    row = await evening.row()
    assert (row["state"], row["error_code"]) == ("failed", "no_access")
    assert evening.calls("create_event") == 1


async def test_one_of_yesterday_that_may_be_out_is_adopted_and_ended(
    evening: EventScene,
) -> None:
    await evening.is_ready()
    evening.chats.discord.fail("reset", method="create_event", does=True)
    await evening.step(READY_AT)
    noon = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
    await evening.step(noon)
    await evening.step(noon)
    (event,) = evening.chats.discord.events.values()
    assert event["status"] == CANCELED
    assert await evening.state() == "cancelled"


async def test_none_is_made_after_midnight_for_the_day_before(evening: EventScene) -> None:
    evening.evenings = evenings(time(23, 30))
    await evening.is_ready()
    midnight = datetime(2026, 11, 20, 23, 0, tzinfo=UTC)
    await evening.step(midnight)
    assert await evening.state() is None
    event = await evening.is_made(midnight - SECOND)
    assert event["scheduled_start_time"] == (midnight + 59 * SECOND).isoformat()


async def test_a_start_shortly_after_midnight_is_today_s(evening: EventScene) -> None:
    evening.evenings = evenings(time(0, 30))
    await evening.is_ready()
    await evening.step(READY_AT)  # 19:00, and tonight's start was at 00:30
    assert await evening.state() is None
    event = await evening.is_made(datetime(2026, 11, 19, 23, 0, tzinfo=UTC))
    assert event["scheduled_start_time"] == "2026-11-19T23:30:00+00:00"


@pytest.mark.parametrize(
    ("day", "starts", "shown", "ends"),
    [
        # The night in which 02:00 to 03:00 is skipped, the one that has it twice, and their eves.
        (date(2026, 3, 28), time(22, 30), "2026-03-28T21:30:00", "2026-03-29T01:30:00"),
        (date(2026, 3, 29), time(21, 0), "2026-03-29T19:00:00", "2026-03-29T23:00:00"),
        (date(2026, 10, 24), time(23, 0), "2026-10-24T21:00:00", "2026-10-25T01:00:00"),
        (date(2026, 10, 25), time(21, 0), "2026-10-25T20:00:00", "2026-10-26T00:00:00"),
    ],
)
async def test_summer_time_moves_the_start_and_no_evening_s_length(
    evening: EventScene, day: date, starts: time, shown: str, ends: str
) -> None:
    evening.evenings = evenings(starts)
    await evening.is_ready(day)
    noon = datetime(day.year, day.month, day.day, 12, 0, tzinfo=UTC)
    await evening.step(noon)
    (event,) = evening.chats.discord.events.values()
    assert event["scheduled_start_time"] == f"{shown}+00:00"
    assert event["scheduled_end_time"] == f"{ends}+00:00"


async def test_tomorrow_s_answers_make_no_event_today(evening: EventScene) -> None:
    await evening.is_ready(TODAY + timedelta(days=1))
    assert await evening.step(READY_AT) == READY_AT + LONGEST_NAP
    assert await evening.state() is None
