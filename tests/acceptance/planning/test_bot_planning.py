"""The planning room's thread by the real bot, also where it dies in the middle."""

from __future__ import annotations

from collections.abc import Generator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from muster.clock import local_date, utc_now
from muster.setting_values import Zone
from tests.support.fakes.chats import FakeChats, fake_chats
from tests.support.running.bot import (
    Person,
    add_reachable_people,
    running_bot,
    zone_where_it_is_noon,
)
from tests.support.running.websites import becomes, eventually
from tests.support.scenes.community import add_answer

PARENT = "4444"


@pytest.fixture(autouse=True)
def clock() -> None:
    """The processes have the true time, so these tests keep it too."""


@pytest.fixture
def chats() -> Generator[FakeChats, None, None]:
    with fake_chats() as chats:
        chats.discord.parents.add(PARENT)
        yield chats


async def open_room(sql: Any, zone: Zone, people: list[Person], now: datetime) -> None:
    """A room of today that wants a thread, as the website writes it."""
    today = local_date(now, zone)
    for person in people:
        await add_answer(sql, person.user_id, today, "LOOKING")
    await sql.execute(
        """
        INSERT INTO planning_sessions
               (session_date, created_by_user_id, thread_state, created_at, updated_at)
        VALUES ($1, $2, 'wanted', $3, $3)
        """,
        today,
        people[0].user_id,
        now,
    )


def settings(zone: Zone) -> dict[str, str]:
    return {
        "AVAILABILITY_PROMOTION_TIMEZONE": zone.key,
        "AVAILABILITY_PLANNING_DISCORD_CREATE_THREAD": "true",
        "AVAILABILITY_PLANNING_THREAD_PARENT_CHANNEL_ID": PARENT,
    }


def added(chats: FakeChats) -> list[str]:
    """The Discord ids of whoever was added to the one thread."""
    assert len(chats.discord.threads) <= 1
    return [account for accounts in chats.discord.members.values() for account in accounts]


async def test_a_thread_from_its_opening_to_the_teams(
    database_url: str, chats: FakeChats, tmp_path: Path
) -> None:
    now = utc_now()
    zone = zone_where_it_is_noon(now)
    sql = await asyncpg.connect(database_url)
    *people, late = await add_reachable_people(sql, chats, 4)
    async with running_bot(database_url, chats, tmp_path, **settings(zone)) as bot:
        await open_room(sql, zone, people, now)
        everybody = [person.discord for person in people]
        await eventually(lambda: added(chats) == everybody)
        (thread_id,) = chats.discord.members
        await eventually(lambda: len(chats.discord.received(thread_id)) == 1)
        assert chats.discord.received(thread_id)[0].startswith("The planning room is open")

        await add_answer(sql, late.user_id, local_date(now, zone), "MAYBE")
        await eventually(lambda: added(chats) == [*everybody, late.discord])

        # A draft that was saved a while ago.
        async with sql.transaction():
            await sql.execute(
                "INSERT INTO planning_teams (session_id, side, created_at, updated_at)"
                " SELECT s.id, side, $1, $1"
                "   FROM planning_sessions s, unnest('{A,B}'::text[]) AS side",
                now - timedelta(hours=1),
            )
            await sql.execute(
                "INSERT INTO planning_team_members (session_id, user_id, side)"
                " SELECT s.id, $1, 'A' FROM planning_sessions s",
                people[0].user_id,
            )
            await sql.execute("UPDATE planning_sessions SET draft_version = 1")
        await eventually(lambda: len(chats.discord.received(thread_id)) == 2)
        assert f"**A:** Player{people[0].user_id}\n" in chats.discord.received(thread_id)[1]
        assert await bot.exits() == 0
    assert not [line for line in bot.log() if line["level"] == "error"]
    await sql.close()


async def test_a_bot_that_dies_after_opening_leaves_one_thread(
    database_url: str, chats: FakeChats, tmp_path: Path
) -> None:
    now = utc_now()
    zone = zone_where_it_is_noon(now)
    sql = await asyncpg.connect(database_url)
    people = await add_reachable_people(sql, chats, 2)
    chats.discord.fail("hang", method="open_thread", does=True)
    await open_room(sql, zone, people, now)
    async with running_bot(database_url, chats, tmp_path, **settings(zone)) as bot:
        await eventually(lambda: len(chats.discord.threads) == 1)
        bot.process.kill()
        bot.process.wait()
    # As if its lease had run out.
    await sql.execute("UPDATE planning_sessions SET thread_lease_until = $1", now)
    async with running_bot(database_url, chats, tmp_path, **settings(zone)):
        state = "SELECT thread_state FROM planning_sessions"
        await becomes(lambda: sql.fetchval(state), "created")
        everybody = [person.discord for person in people]
        await eventually(lambda: added(chats) == everybody)
    assert len(chats.discord.threads) == 1
    thread_id = await sql.fetchval("SELECT discord_thread_id FROM planning_sessions")
    assert str(thread_id) == chats.discord.threads[0]["id"]
    await sql.close()
