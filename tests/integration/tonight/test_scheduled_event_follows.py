"""Tonight's scheduled event follows the session: its start moves with it, and it is called off."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest

from muster.refusals import RefusalCode
from tests.support.fakes.discord_events import ACTIVE, CANCELED, SCHEDULED
from tests.support.scenes.discord_api import discord_api, running_chats
from tests.support.scenes.scheduled_event import (
    MINUTE,
    READY_AT,
    START,
    EventScene,
    tonight_s_event,
)

chats, api, evening = running_chats, discord_api, tonight_s_event

HOUR = timedelta(hours=1)


async def rule(evening: EventScene, start: time | None = None, *, session: bool = True) -> None:
    """What an admin says of Fridays."""
    await evening.sql.execute(
        "INSERT INTO evening_rules (weekday, session, starts_at, updated_at) VALUES (4, $1, $2, $3)"
        " ON CONFLICT (weekday) DO UPDATE SET session = $1, starts_at = $2",
        session,
        start,
        READY_AT,
    )


@pytest.mark.parametrize(
    ("start", "moved"), [(time(22, 0), START + HOUR), (time(20, 30), START - HOUR / 2)]
)
async def test_it_moves_with_the_session(evening: EventScene, start: time, moved: datetime) -> None:
    event = await evening.is_made()
    await rule(evening, start)
    await evening.step(READY_AT + MINUTE)
    assert event["scheduled_start_time"] == moved.isoformat()
    assert event["scheduled_end_time"] == (moved + 4 * HOUR).isoformat()
    assert f"<t:{int(moved.timestamp())}:t>" in event["description"]
    assert evening.calls("edit_event") == 1
    await evening.step(moved - MINUTE)
    assert event["status"] == SCHEDULED
    await evening.step(moved)
    assert event["status"] == ACTIVE


async def test_a_start_that_is_past_moves_it_to_a_minute_from_now(evening: EventScene) -> None:
    event = await evening.is_made()
    await rule(evening, time(18, 30))
    now = READY_AT + MINUTE
    await evening.step(now)
    assert event["scheduled_start_time"] == (now + MINUTE).isoformat()
    await evening.step(now + MINUTE)
    assert event["status"] == ACTIVE


async def test_one_that_has_started_is_not_moved(evening: EventScene) -> None:
    event = await evening.is_made()
    await evening.step(START)
    await rule(evening, time(22, 0))
    await evening.step(START + 2 * MINUTE)
    assert event["scheduled_start_time"] == START.isoformat()
    assert event["status"] == ACTIVE


async def test_what_a_person_moved_stays_where_they_want_it(evening: EventScene) -> None:
    event = await evening.is_made()
    theirs = START + HOUR / 2
    event["scheduled_start_time"] = theirs.isoformat()
    await rule(evening, time(22, 0))
    await evening.step(READY_AT + MINUTE)
    assert event["scheduled_start_time"] == theirs.isoformat()
    await rule(evening, session=False)
    await evening.step(READY_AT + 3 * MINUTE)
    assert event["status"] == SCHEDULED
    assert event["scheduled_start_time"] == theirs.isoformat()


async def test_a_move_without_an_answer_is_made_once(evening: EventScene) -> None:
    event = await evening.is_made()
    await rule(evening, time(22, 0))
    evening.chats.discord.fail("reset", method="edit_event", does=True)
    await evening.step(READY_AT + MINUTE)
    await evening.step(READY_AT + 5 * MINUTE)
    assert event["scheduled_start_time"] == (START + HOUR).isoformat()
    await rule(evening, time(22, 30))
    await evening.step(READY_AT + 7 * MINUTE)
    assert event["scheduled_start_time"] == (START + HOUR + HOUR / 2).isoformat()


async def test_one_made_for_the_start_before_is_found_and_moved(evening: EventScene) -> None:
    await evening.is_ready()
    evening.chats.discord.fail("reset", method="create_event", does=True)
    await evening.step(READY_AT)
    await rule(evening, time(22, 0))
    await evening.step(READY_AT + 5 * MINUTE)
    await evening.step(READY_AT + 6 * MINUTE)
    (event,) = evening.chats.discord.events.values()
    assert event["scheduled_start_time"] == (START + HOUR).isoformat()


async def test_a_session_that_is_called_off_takes_it_away(evening: EventScene) -> None:
    event = await evening.is_made()
    await rule(evening, session=False)
    await evening.step(READY_AT + MINUTE)
    assert event["status"] == CANCELED
    await evening.step(READY_AT + 2 * MINUTE)
    await evening.step(START + 3 * HOUR)
    assert len(evening.chats.discord.events) == 1


async def test_a_session_that_is_on_again_gets_another(evening: EventScene) -> None:
    first = await evening.is_made()
    await rule(evening, session=False)
    await evening.step(READY_AT + MINUTE)
    await rule(evening, session=True)
    await evening.step(READY_AT + 2 * MINUTE)
    _, second = evening.chats.discord.events.values()
    assert (first["status"], second["status"]) == (CANCELED, SCHEDULED)
    assert second["scheduled_start_time"] == START.isoformat()
    await evening.step(START)
    assert second["status"] == ACTIVE


async def test_a_refused_move_is_tried_again_while_it_may_be_mended(evening: EventScene) -> None:
    event = await evening.is_made()
    await rule(evening, time(22, 0))
    evening.chats.discord.may_create_events = False
    await evening.step(READY_AT + MINUTE)
    row = await evening.row()
    assert (row["state"], row["error_code"]) == ("created", RefusalCode.NO_ACCESS)
    evening.chats.discord.may_create_events = True
    await evening.step(READY_AT + 5 * MINUTE)
    assert event["scheduled_start_time"] == (START + HOUR).isoformat()
