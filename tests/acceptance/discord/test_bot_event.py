"""Tonight's scheduled event by the real bot, also where another one takes over."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from muster.clock import local_date, utc_now
from tests.support.fakes.chats import FakeChats, fake_chats
from tests.support.fakes.discord import GUILD_ID
from tests.support.running.bot import add_reachable_people, running_bots, zone_where_it_is_noon
from tests.support.running.websites import becomes, eventually
from tests.support.scenes.community import add_answer


@pytest.fixture(autouse=True)
def clock() -> None:
    """The processes have the true time, so these tests keep it too."""


@pytest.fixture
def chats() -> Generator[FakeChats, None, None]:
    with fake_chats() as chats:
        yield chats


async def test_two_bots_make_one_event_and_a_new_leader_keeps_it(
    database_url: str, sql: Any, chats: FakeChats, tmp_path: Path
) -> None:
    now = utc_now()
    zone = zone_where_it_is_noon(now)
    today = local_date(now, zone)
    settings = {
        "AVAILABILITY_PROMOTION_TIMEZONE": zone.key,
        "AVAILABILITY_SESSION_READY_THRESHOLD": "2",
        "AVAILABILITY_DISCORD_SCHEDULED_EVENT": "true",
        "DISCORD_GUILD_ID": str(GUILD_ID),
    }
    people = await add_reachable_people(sql, chats, 3)
    async with running_bots(2, database_url, chats, tmp_path, **settings) as bots:
        for person in people[:2]:
            await add_answer(sql, person.user_id, today, "LOOKING")
        state = "SELECT state FROM discord_scheduled_events"
        await becomes(lambda: sql.fetchval(state), "created")
        (event,) = chats.discord.events.values()
        assert event["description"].startswith("2 are looking: the session is ready.")

        # As if a minute had passed; whoever led is gone.
        leader = next(bot for bot in bots if bot.log("leads"))
        leader.process.kill()
        await sql.execute(
            "UPDATE discord_scheduled_events SET told_at = told_at - interval '1 minute'"
        )
        await add_answer(sql, people[2].user_id, today, "LOOKING")
        await eventually(lambda: event["description"].startswith("3 are looking"))
    assert len(chats.discord.events) == 1
