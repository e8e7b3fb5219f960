"""The planning room's thread is opened once, whatever happens meanwhile."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.discord.send import DiscordChannel
from bot.discord.threads import DiscordThreads
from bot.scheduler import LONGEST_NAP
from muster.planning import service
from muster.tonight.thread import messages
from muster.tonight.thread import service as thread_service
from muster.tonight.thread.rules import MOST_TRIES, THREAD_LEASE
from tests.support.scenes.community import EVENING, TODAY
from tests.support.scenes.discord_api import PARENT, discord_api, running_chats
from tests.support.scenes.evenings import evening
from tests.support.scenes.planning_thread import MIDNIGHT, ZONE, Thread, room_s_thread

chats, api, thread = running_chats, discord_api, room_s_thread


async def test_a_wanted_thread_is_opened_and_its_room_s_link_is_posted(thread: Thread) -> None:
    await thread.is_wanted("Ana")
    assert await thread.open() == EVENING  # at once again: there may be more to do
    (opened,) = thread.chats.discord.threads
    row = await thread.row()
    assert (row["state"], row["error"], row["lease"]) == ("created", None, None)
    assert str(row["thread_id"]) == opened["id"]
    assert (opened["type"], opened["parent_id"]) == (12, str(PARENT))
    assert opened["name"].startswith("Planning Fri 20 Nov 2026 · r")
    assert await thread.ledger() == [("PLANNING:ROOM", "pending")]
    assert await thread.sql.fetchval("SELECT useful_until FROM notifications_ledger") == MIDNIGHT
    # The first try looks for nothing: there cannot be one yet.
    assert [method for _, method in thread.chats.discord.requests].count("active_threads") == 0
    assert await thread.open() == EVENING + LONGEST_NAP
    assert len(thread.chats.discord.threads) == 1


async def test_a_room_that_wants_none_gets_none(thread: Thread) -> None:
    await thread.joins("Ana")
    async with thread.database.transaction() as connection:
        creator = thread.people["Ana"]
        await service.open_room(connection, evening(TODAY, 1), creator, EVENING, wants_thread=False)
    assert await thread.open() == EVENING + LONGEST_NAP
    await thread.add()
    assert (await thread.row())["state"] == "none"
    assert thread.chats.discord.requests == []


@pytest.mark.parametrize("worker", ["bot", "another"])
async def test_a_thread_whose_answer_was_lost_is_found_by_its_name(
    thread: Thread, worker: str
) -> None:
    await thread.is_wanted("Ana")
    others = [
        {"name": "r1", "parent_id": str(PARENT), "owner_id": "17"},
        {"name": "planning", "parent_id": str(PARENT), "owner_id": None},
    ]
    thread.chats.discord.threads += [{"id": "1", "type": 12, **each} for each in others]
    thread.chats.discord.fail("reset", method="open_thread", does=True)
    await thread.open()
    row = await thread.row()
    assert (row["state"], row["error"]) == ("creating", messages.NOT_YET)
    assert await thread.open() == row["lease"]
    await thread.open(row["lease"], worker=worker)
    (*_, opened) = thread.chats.discord.threads
    assert len(thread.chats.discord.threads) == 3
    assert str((await thread.row())["thread_id"]) == opened["id"]
    assert await thread.ledger() == [("PLANNING:ROOM", "pending")]


async def test_a_bot_that_dies_leaves_its_thread_to_the_next(thread: Thread) -> None:
    await thread.is_wanted("Ana")
    async with thread.database.transaction() as connection:
        wanted = await thread_service.claim_thread(connection, TODAY, "dead", EVENING)
    assert wanted is not None
    name = messages.thread_name(TODAY, wanted.reference, "en")
    left = await thread.threads.open_thread(name, wanted.reference, look_first=False)
    lease = EVENING + THREAD_LEASE
    assert await thread.open(lease - timedelta(seconds=1)) == lease
    assert (await thread.row())["state"] == "creating"
    await thread.open(lease)
    assert (await thread.row())["thread_id"] == left
    assert len(thread.chats.discord.threads) == 1
    # The dead one wakes up: it changes nothing any more.
    async with thread.database.transaction() as connection:
        assert not await thread_service.note_created(
            connection, wanted, "dead", 99, ZONE, EVENING, posts=True
        )
    assert (await thread.row())["thread_id"] == left


async def test_two_bots_at_once_open_one(thread: Thread) -> None:
    await thread.is_wanted("Ana")
    thread.chats.discord.latency = 0.05
    await asyncio.gather(*(thread.open(worker=f"bot {number}") for number in range(4)))
    assert len(thread.chats.discord.threads) == 1
    assert (await thread.row())["state"] == "created"


async def test_bots_that_die_every_time_do_not_try_for_ever(thread: Thread) -> None:
    await thread.is_wanted("Ana")
    now = EVENING
    for _ in range(MOST_TRIES):
        async with thread.database.transaction() as connection:
            assert await thread_service.claim_thread(connection, TODAY, "bot", now)
        now += THREAD_LEASE
    await thread.open(now)
    row = await thread.row()
    assert (row["state"], row["error"]) == ("failed", "lost")
    assert thread.chats.discord.threads == []


@pytest.mark.parametrize(
    ("status", "json_code", "code"),
    [
        (403, 50001, "no_access"),
        (403, 50013, "no_access"),
        (404, 10003, "unknown_recipient"),
        (400, 50024, "wrong_channel"),
        (401, 0, "bad_token"),
        (400, 50035, "message_refused"),
    ],
)
async def test_a_refusal_for_good_is_told_to_the_creator_at_once(
    thread: Thread, status: int, json_code: int, code: str
) -> None:
    await thread.is_wanted("Ana")
    body = {"message": "no", "code": json_code}
    thread.chats.discord.fail(status=status, body=body, method="open_thread")
    await thread.open()
    row = await thread.row()
    assert (row["state"], row["error"]) == ("failed", code)
    assert await thread.open() == EVENING + LONGEST_NAP
    assert thread.chats.discord.threads == []
    assert await thread.ledger() == []
    async with thread.database.connection() as connection:
        ana = thread.people["Ana"]
        assert await service.find_room(connection, TODAY, ana, TODAY, elevated=False) is not None


async def test_what_may_pass_is_tried_five_times(thread: Thread) -> None:
    await thread.is_wanted("Ana")
    full = {"message": "Maximum number of active threads reached", "code": 160006}
    thread.chats.discord.fail(status=400, body=full, method="open_thread", times=None)
    now, pauses = EVENING, list[float]()
    while (row := await thread.row())["state"] != "failed":
        due = max(now, row["lease"] or now)
        pauses.append((due - now).total_seconds())
        now = due
        await thread.open(now)
    assert pauses == [0.0, 2.0, 4.0, 8.0, 16.0]
    assert row["error"] == "too_many_threads"
    calls = [method for _, method in thread.chats.discord.requests]
    assert calls.count("open_thread") == MOST_TRIES


async def test_discord_down_is_waited_for_while_the_evening_lasts(thread: Thread) -> None:
    await thread.is_wanted("Ana")
    thread.chats.discord.fail(status=503, body="", method="open_thread", times=None)
    now = EVENING
    for _ in range(3 * MOST_TRIES):
        await thread.open(now)
        row = await thread.row()
        assert (row["state"], row["attempts"], row["error"]) == ("creating", 0, messages.NOT_YET)
        now = row["lease"]
        assert now > EVENING
    thread.chats.discord.faults.clear()
    await thread.open(now)
    row = await thread.row()
    assert (row["state"], row["error"]) == ("created", None)


@pytest.mark.parametrize("tried", [False, True])
async def test_a_day_that_is_over_gets_no_thread(thread: Thread, tried: bool) -> None:
    await thread.is_wanted("Ana")
    if tried:
        thread.chats.discord.fail(status=503, body="", method="open_thread")
        await thread.open(MIDNIGHT - timedelta(minutes=1))
    await thread.open(MIDNIGHT)
    row = await thread.row()
    assert (row["state"], row["error"]) == ("failed", messages.TOO_LATE)
    assert thread.chats.discord.threads == []


async def test_without_a_channel_or_a_bot_the_creator_is_told_what_to_do(
    thread: Thread, api: DiscordChannel
) -> None:
    await thread.is_wanted("Ana")
    await thread.open(threads=DiscordThreads(api, None))
    error = (await thread.row())["error"]
    assert "AVAILABILITY_PLANNING_THREAD_PARENT_CHANNEL_ID" in str(messages.why_none(error))
    await thread.sql.execute("UPDATE planning_sessions SET thread_state = 'wanted'")
    thread.threads = None
    await thread.open()
    row = await thread.row()
    assert (row["state"], row["error"]) == ("failed", "no_bot")
    assert "DISCORD_BOT_TOKEN" in str(messages.why_none(row["error"]))
    assert await thread.add() == EVENING + LONGEST_NAP
