"""The whole bot as a process on the fake Discord: who leads, what goes on, and that it idles."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from muster.clock import utc_now
from tests.support.fakes.chats import FakeChats
from tests.support.fakes.discord_parts import GUILD_ID
from tests.support.fakes.discord_server import ANNOUNCE_ID, VOICE_ID
from tests.support.running.bot import (
    add_reachable_people,
    queue,
    running_bot,
    running_bots,
    settles,
    zone_where_it_is_noon,
)
from tests.support.running.live_stream import listening
from tests.support.running.websites import RunningWebsite, becomes, eventually, on_a_port
from tests.support.scenes.community import PLAYER
from tests.support.scenes.front_door import RunningFrontDoor, looks_at_commands

SETTINGS = {
    "DISCORD_GUILD_ID": str(GUILD_ID),
    "DISCORD_ANNOUNCE_CHANNEL_ID": str(ANNOUNCE_ID),
    "DISCORD_VOICE_CHANNEL_IDS": str(VOICE_ID),
    "FRONTEND_ORIGIN": "https://muster.example",
}


@pytest.fixture(autouse=True)
def clock() -> None:
    """The processes' clocks run, so this one's does, too."""


async def gateway_state(sql: Any) -> Any:
    return await sql.fetchval(
        "SELECT status_data->'discord'->>'gateway' FROM live_status WHERE status_type = 'bot'"
    )


async def test_of_two_bots_one_is_on_the_gateway_and_the_other_takes_over(
    database_url: str, chats: FakeChats, tmp_path: Path, sql: Any
) -> None:
    gateway = chats.discord.gateway
    async with running_bots(2, database_url, chats, tmp_path, **SETTINGS) as bots:
        await becomes(lambda: gateway_state(sql), "connected")
        await eventually(lambda: len(chats.discord.front.messages()) == 1)
        # It looks for commands, stores them, and looks for those of every server.
        await becomes(lambda: looks_at_commands(chats), 3)
        assert len(gateway.identified) == 1
        leading = next(bot for bot in bots if bot.log("leads"))
        waiting = next(bot for bot in bots if bot is not leading)
        assert waiting.log("another_process_leads")
        leading.process.kill()
        await eventually(lambda: len(gateway.identified) == 2)
        await eventually(lambda: waiting.log("gateway_connected"))
        # It found the message, and posted no other.
        await eventually(lambda: "edit" in [method for _, method in chats.discord.requests])
        assert len(chats.discord.front.messages()) == 1
        # It only looks for commands, here and elsewhere.
        await becomes(lambda: looks_at_commands(chats), 5)
        assert chats.discord.front.syncs == 1


async def test_without_its_token_the_other_channels_go_on(
    database_url: str, chats: FakeChats, tmp_path: Path, sql: Any
) -> None:
    people = await add_reachable_people(sql, chats, 3)
    async with running_bot(database_url, chats, tmp_path, **SETTINGS) as bot:
        await becomes(lambda: gateway_state(sql), "connected")
        token = chats.discord.token
        await asyncio.to_thread(chats.discord.gateway.revoke_token)
        await becomes(lambda: gateway_state(sql), "bad_token")
        await queue(sql, people, "telegram", "signal")
        sent = {("telegram", "sent", ""): 3, ("signal", "sent", ""): 3}
        await settles(sql, sent, "telegram", "signal")
        assert token not in bot.log_text()
        assert await bot.exits() == 0


async def test_a_database_that_is_away_for_a_moment_costs_no_session(
    database_url: str, chats: FakeChats, tmp_path: Path, sql: Any
) -> None:
    async with running_bot(database_url, chats, tmp_path, **SETTINGS) as bot:
        await becomes(lambda: gateway_state(sql), "connected")
        await sql.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        await eventually(lambda: len(bot.log("leads")) == 2)
        await asyncio.to_thread(chats.discord.front.join_voice, "601")
        await becomes(
            lambda: sql.fetchval(
                "SELECT status_data->'members'->0->>'id' FROM live_status"
                " WHERE status_type = 'voice_channel'"
            ),
            "601",
        )
        assert len(chats.discord.gateway.identified) == 1
        assert await bot.exits() == 0


async def test_an_idle_bot_writes_nothing_but_its_heartbeat(
    database_url: str, chats: FakeChats, tmp_path: Path, sql: Any
) -> None:
    chats.discord.front.join_voice("601")
    # While an evening is on, whoever is in voice is noted each minute.
    noon = zone_where_it_is_noon(utc_now()).key
    settings = {**SETTINGS, "AVAILABILITY_PROMOTION_TIMEZONE": noon}
    async with running_bot(database_url, chats, tmp_path, **settings):
        await becomes(lambda: gateway_state(sql), "connected")
        await eventually(lambda: len(chats.discord.front.messages()) == 1)
        await eventually(lambda: chats.discord.front.syncs == 1)
        await watch_writes(sql)

        async def rests() -> bool:
            """Whether nothing is written or asked while every duty looks what there is to do."""
            await sql.execute("DELETE FROM seen_writes")
            before = len(chats.discord.requests)
            for _ in range(3):
                await sql.execute("SELECT pg_notify('muster_changes', 'everything')")
                await asyncio.sleep(1.3)  # edits of a message rest 1.1 s
            written = await sql.fetch("SELECT DISTINCT name FROM seen_writes")
            asked = len(chats.discord.requests) - before
            return {row[0] for row in written} <= {"live_status"} and asked == 0

        await becomes(rests, expected=True)  # at first it may still be starting


async def watch_writes(sql: Any) -> None:
    """From here on every row that anybody writes is noted in `seen_writes`, by its table."""
    await sql.execute("CREATE TABLE seen_writes (name text)")
    await sql.execute(
        "CREATE FUNCTION see_write() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " INSERT INTO seen_writes VALUES (TG_TABLE_NAME); RETURN NULL; END $$"
    )
    tables = await sql.fetch(
        "SELECT relname FROM pg_class WHERE relkind = 'r'"
        " AND relnamespace = 'public'::regnamespace AND relname <> 'seen_writes'"
    )
    for row in tables:
        await sql.execute(
            f"CREATE TRIGGER see_write AFTER INSERT OR UPDATE OR DELETE ON {row[0]}"
            " FOR EACH ROW EXECUTE FUNCTION see_write()"
        )


async def test_a_press_is_on_open_pages_and_an_answer_there_on_discord(
    website: RunningWebsite, door: RunningFrontDoor
) -> None:
    player = await website.signed_in(PLAYER, username="shade", player="Shade")
    message = await door.tonight()
    async with on_a_port(website.app) as address, listening(address) as stream:
        await stream.next()
        await door.presses(str(PLAYER), message, "● Looking")
        await stream.until(("availability", {"date": door.today.isoformat()}))
        await player.post(
            "/api/availability", json={"date": door.today.isoformat(), "status": "MAYBE"}
        )
        await door.shows(lambda text: "**Maybe:** Shade" in text)
        website.parts.live_feed.close()
