"""Tonight's scheduled event is made once, whatever happens meanwhile, and kept true."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import pytest

from bot.discord.events import DiscordEvents
from bot.discord.send import DiscordChannel
from bot.scheduler import LONGEST_NAP
from muster.tonight.event import service as event_service
from muster.tonight.event.rules import EVENT_LEASE, TELLING_REST, EventChange
from tests.support.fakes.discord import BOT_ID, GUILD_ID
from tests.support.fakes.discord_events import ACTIVE, CANCELED, COMPLETED, SCHEDULED
from tests.support.scenes.community import TODAY
from tests.support.scenes.discord_api import discord_api, running_chats
from tests.support.scenes.scheduled_event import (
    END,
    MINUTE,
    ORIGIN,
    READY_AT,
    START,
    VOICE,
    EventScene,
    tonight_s_event,
)

chats, api, evening = running_chats, discord_api, tonight_s_event

SECOND = timedelta(seconds=1)
AT = f"<t:{int(START.timestamp())}:t>"


async def test_an_event_is_made_when_the_session_is_ready(evening: EventScene) -> None:
    await evening.says("Ana")
    await evening.says("Bor", "AVAILABLE")
    assert await evening.step(READY_AT - MINUTE) == READY_AT - MINUTE + LONGEST_NAP
    assert await evening.state() is None
    assert evening.chats.discord.requests == []

    event = await evening.is_made()
    row = await evening.row()
    assert (row["event_date"], row["state"], row["discord_event_id"]) == (
        TODAY,
        "created",
        int(event["id"]),
    )
    assert (row["worker"], row["lease_until"], row["attempts"]) == (None, None, 0)
    assert (event["name"], event["status"]) == ("Tonight's session", SCHEDULED)
    assert event["description"] == (
        f"2 are looking: the session is ready. It starts at {AT}.\n"
        f"{ORIGIN}/#/availability?n={row['reference']}"
    )
    assert event["scheduled_start_time"] == "2026-11-20T20:00:00+00:00"
    assert event["scheduled_end_time"] == "2026-11-21T00:00:00+00:00"
    assert (event["entity_type"], event["channel_id"]) == (2, str(VOICE))
    assert event["privacy_level"] == 2
    # The first try looks for nothing: there cannot be one yet.
    assert evening.calls("list_events") == 0


async def test_without_a_voice_channel_it_is_at_the_page(
    evening: EventScene, api: DiscordChannel
) -> None:
    evening.events = DiscordEvents(api, GUILD_ID, None, f"https://{'x' * 200}.example.org")
    event = await evening.is_made()
    assert (event["entity_type"], event["channel_id"]) == (3, None)
    assert event["entity_metadata"]["location"] == f"https://{'x' * 92}"


async def test_steps_that_are_repeated_make_no_second_one(evening: EventScene) -> None:
    await evening.is_made()
    for number in range(1, 5):
        await evening.step(READY_AT + number * SECOND, worker=f"bot {number}")
    assert evening.calls("create_event") == 1
    assert evening.calls("read_event") == 0


async def test_two_bots_at_once_make_one(evening: EventScene) -> None:
    await evening.is_ready()
    evening.chats.discord.latency = 0.05
    await asyncio.gather(*(evening.step(READY_AT, worker=f"bot {n}") for n in range(4)))
    assert len(evening.chats.discord.events) == 1
    assert await evening.state() == "created"


async def test_a_bot_that_dies_before_its_request_leaves_the_event_to_the_next(
    evening: EventScene,
) -> None:
    await evening.is_ready()
    await evening.claims(READY_AT)
    lease = READY_AT + EVENT_LEASE
    assert await evening.step(lease - SECOND) == lease
    assert evening.chats.discord.events == {}
    await evening.step(lease)
    assert len(evening.chats.discord.events) == 1
    assert evening.calls("list_events") == 1


@pytest.mark.parametrize("done", [False, True])
@pytest.mark.parametrize("worker", ["bot", "another"])
async def test_an_event_whose_answer_was_lost_is_found_by_its_reference(
    evening: EventScene, done: bool, worker: str
) -> None:
    evening.chats.discord.add_event(description="somebody's n=e20261120 event")
    evening.chats.discord.fail("reset", method="create_event", does=done)
    await evening.is_ready()
    await evening.step(READY_AT)
    row = await evening.row()
    assert (row["state"], row["error_code"]) == ("creating", "connection_lost")
    assert await evening.step(READY_AT) == row["not_before"]
    await evening.says("Cene")
    await evening.step(row["not_before"], worker=worker)
    ours = [e for e in evening.chats.discord.events.values() if e["creator_id"] == str(BOT_ID)]
    assert len(ours) == 1
    row = await evening.row()
    assert (row["state"], row["error_code"]) == ("created", None)
    assert row["discord_event_id"] == int(ours[0]["id"])
    assert row["told"] == ours[0]["description"]
    # An adopted one is told what has changed meanwhile.
    await evening.step(row["told_at"] + TELLING_REST)
    assert ours[0]["description"].startswith("3 are looking")


async def test_an_event_that_was_made_and_not_stored_is_adopted(evening: EventScene) -> None:
    await evening.is_ready()
    work = await evening.claims(READY_AT)
    assert work.new is not None
    evening.chats.discord.event_time = READY_AT
    made = await evening.events.create(work.new)
    await evening.step(READY_AT + EVENT_LEASE)
    assert len(evening.chats.discord.events) == 1
    assert (await evening.row())["discord_event_id"] == made.event_id
    # The dead one wakes up: it changes nothing any more.
    async with evening.database.transaction() as connection:
        assert not await event_service.note_outcome(connection, work, "dead", None, READY_AT)
    assert await evening.state() == "created"


async def test_who_withdraws_before_it_is_made_keeps_it_from_being_made(
    evening: EventScene,
) -> None:
    evening.chats.discord.fail("reset", method="create_event")
    await evening.is_ready()
    await evening.step(READY_AT)
    await evening.says("Ana", "NOT_PLAYING")
    again_at = (await evening.row())["not_before"]
    await evening.step(again_at)
    assert await evening.state() == "wanted"
    await evening.step(again_at + MINUTE)
    assert evening.calls("create_event") == 1
    # Ready once more: then it is made.
    await evening.says("Ana")
    await evening.step(again_at + 2 * MINUTE)
    assert await evening.state() == "created"


async def test_who_is_looking_is_told_at_most_once_a_minute(evening: EventScene) -> None:
    event = await evening.is_made()
    for second, name in enumerate(("Cene", "Dora", "Eva"), start=1):
        await evening.says(name)
        assert await evening.step(READY_AT + second * SECOND) == READY_AT + second * SECOND + (
            min(LONGEST_NAP, MINUTE - second * SECOND)
        )
    assert evening.calls("edit_event") == 0
    await evening.step(READY_AT + MINUTE)
    assert event["description"].startswith("5 are looking: the session is ready.")
    assert evening.chats.discord.edits == [{"description": event["description"]}]

    for name in ("Ana", "Bor", "Cene", "Dora"):
        await evening.says(name, "MAYBE")
    await evening.step(READY_AT + 2 * MINUTE)
    assert event["description"].startswith(
        f"1 is looking at the moment; 1 more is needed. It starts at {AT}."
    )
    await evening.says("Eva", "NOT_PLAYING")
    await evening.step(READY_AT + 3 * MINUTE)
    assert event["description"].startswith("Nobody is looking at the moment; 2 more are needed.")
    assert event["status"] == SCHEDULED
    # Back and forth within the minute is nothing to tell.
    await evening.says("Eva")
    await evening.says("Eva", "NOT_PLAYING")
    await evening.step(READY_AT + 4 * MINUTE)
    assert len(evening.chats.discord.edits) == 3


async def test_a_change_whose_answer_was_lost_is_not_made_twice(evening: EventScene) -> None:
    event = await evening.is_made()
    await evening.says("Cene")
    evening.chats.discord.fail("reset", method="edit_event", does=True)
    await evening.step(READY_AT + MINUTE)
    row = await evening.row()
    assert (row["state"], row["error_code"]) == ("created", "connection_lost")
    # Meanwhile there is one more, and what was told is recognised as ours.
    await evening.says("Dora")
    await evening.step(row["not_before"])
    await evening.step(row["not_before"] + MINUTE)
    assert event["description"].startswith("4 are looking")
    assert len(evening.chats.discord.edits) == 2
    assert (await evening.row())["left_alone"] == []


async def test_it_starts_and_ends_at_its_times(evening: EventScene) -> None:
    event = await evening.is_made()
    await evening.step(START - SECOND)
    assert event["status"] == SCHEDULED
    await evening.step(START)
    assert event["status"] == ACTIVE
    assert event["description"].startswith(
        f"2 are looking: the session is ready. It started at {AT}."
    )
    assert await evening.state() == "active"
    assert len(evening.chats.discord.edits) == 1

    await evening.says("Cene")
    await evening.step(START + MINUTE)
    assert event["description"].startswith("3 are looking")
    # After midnight it is yesterday's.
    await evening.step(END - SECOND)
    assert event["status"] == ACTIVE
    await evening.step(END)
    assert event["status"] == COMPLETED
    assert await evening.state() == "ended"
    await evening.step(END + MINUTE)
    assert evening.calls("edit_event") == 3
    assert evening.calls("create_event") == 1


async def test_one_that_nobody_comes_to_is_cancelled(evening: EventScene) -> None:
    event = await evening.is_made()
    await evening.says("Ana", "NOT_PLAYING")
    await evening.says("Bor", "MAYBE")
    await evening.step(START)
    assert event["status"] == CANCELED
    assert await evening.state() == "cancelled"
    # Who comes later makes no new one.
    await evening.is_ready()
    await evening.step(START + MINUTE)
    assert len(evening.chats.discord.events) == 1


@pytest.mark.parametrize("forgets", [False, True])
@pytest.mark.parametrize(
    ("at", "status", "state"), [(START, CANCELED, "cancelled"), (END, COMPLETED, "ended")]
)
async def test_an_end_whose_answer_was_lost_is_an_end(
    evening: EventScene, at: datetime, status: int, state: str, forgets: bool
) -> None:
    event = await evening.is_made()
    if status == CANCELED:
        await evening.says("Ana", "MAYBE")
        await evening.says("Bor", "MAYBE")
    else:
        await evening.step(START)
    evening.chats.discord.forgets_past_events = forgets
    evening.chats.discord.fail("reset", method="edit_event", does=True)
    await evening.step(at)
    assert event["status"] == status
    await evening.step((await evening.row())["not_before"])
    assert await evening.state() == state
    assert evening.calls("edit_event") == len(evening.chats.discord.edits)


@pytest.mark.parametrize(
    ("starts", "status", "state"), [(True, 3, "ended"), (False, 4, "cancelled")]
)
async def test_a_bot_that_was_down_over_the_end_ends_yesterday_s_event(
    evening: EventScene, starts: bool, status: int, state: str
) -> None:
    event = await evening.is_made()
    if starts:
        await evening.step(START)
    next_evening = READY_AT + timedelta(days=1)
    await evening.is_ready(TODAY + timedelta(days=1))
    await evening.step(next_evening)
    assert event["status"] == status
    assert await evening.states() == [state, "wanted"]
    await evening.step(next_evening + SECOND)
    assert await evening.states() == [state, "created"]
    assert len(evening.chats.discord.events) == 2


async def test_a_bot_that_was_down_over_the_start_starts_it_late(evening: EventScene) -> None:
    event = await evening.is_made()
    await evening.step(START + timedelta(hours=1))
    assert event["status"] == ACTIVE


async def test_what_is_not_there_any_more_is_not_changed_by_the_transport(
    evening: EventScene,
) -> None:
    event = await evening.is_made()
    seen = await evening.events.read(int(event["id"]))
    assert (seen.status, seen.starts_at, seen.ends_at) == ("scheduled", START, END)
    changed = await evening.events.change(seen.event_id, EventChange(status="active"))
    assert (changed.status, changed.description) == ("active", seen.description)
