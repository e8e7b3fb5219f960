"""What the leading bot finds on Discord, and stores for the admins' page with what to click."""

from __future__ import annotations

from collections.abc import Generator
from datetime import UTC, datetime

import pytest

from bot.duties.health import DISCORD_EVERY, health_report, look_at_discord
from muster.database import Database
from muster.health.rules import Finding, Verdict
from muster.health.service import findings_of
from muster.live_status.service import read_status
from tests.support.fakes.chats import FakeChats, fake_chats
from tests.support.fakes.discord_parts import GUILD_ID
from tests.support.fakes.discord_server import ANNOUNCE_ID
from tests.support.scenes.front_door import front_door_settings

NOW = datetime(2026, 11, 20, 19, 30, tzinfo=UTC)
CLICK = "FAIL #tonight for announcements: Edit Channel → Permissions → muster → allow Send Messages"


@pytest.fixture
def chats() -> Generator[FakeChats, None, None]:
    with fake_chats() as running:
        yield running


def lines(findings: list[Finding]) -> list[str]:
    return [f"{finding.state.value} {finding.text}" for finding in findings]


async def test_a_permission_that_is_missing_is_stored_with_what_to_click(
    database_url: str, chats: FakeChats
) -> None:
    settings = front_door_settings(database_url, chats)
    chats.discord.front.missing[ANNOUNCE_ID] = {"SEND_MESSAGES"}
    seen: list[Finding] = []
    assert await look_at_discord(settings, seen)(NOW) == NOW + DISCORD_EVERY
    assert lines(seen)[:2] == ["ok the bot is on The community", CLICK]
    assert (chats.discord.deliveries, chats.discord.front.syncs) == ([], 0)
    database = Database(database_url, application_name="health")
    await database.open()
    try:
        await health_report(database, settings, seen)(NOW)
        async with database.connection() as connection:
            stored = findings_of(await read_status(connection, "bot_health"), NOW)
    finally:
        await database.close()
    assert stored[: len(seen)] == seen
    assert all(chats.discord.token not in finding.text for finding in stored)


async def test_what_was_mended_is_well_at_the_next_look(chats: FakeChats) -> None:
    settings = front_door_settings("postgresql://x/x", chats)
    chats.discord.front.missing[ANNOUNCE_ID] = {"SEND_MESSAGES"}
    seen: list[Finding] = []
    step = look_at_discord(settings, seen)
    await step(NOW)
    chats.discord.front.missing.clear()
    await step(NOW + DISCORD_EVERY)
    assert {finding.state for finding in seen} == {Verdict.OK}


async def test_a_server_that_the_bot_is_not_on_is_said_and_no_channel_is_looked_at(
    chats: FakeChats,
) -> None:
    settings = front_door_settings("postgresql://x/x", chats, discord_guild_id=str(GUILD_ID + 1))
    seen: list[Finding] = []
    await look_at_discord(settings, seen)(NOW)
    assert [finding.state for finding in seen] == [Verdict.FAIL, Verdict.OFF]


async def test_a_discord_that_is_away_is_a_finding_and_no_error(chats: FakeChats) -> None:
    settings = front_door_settings(
        "postgresql://x/x", chats, discord_api_base_url="http://127.0.0.1:9/api"
    )
    seen: list[Finding] = []
    await look_at_discord(settings, seen)(NOW)
    assert [finding.subject for finding in seen] == ["Discord server"]
    assert "cannot be reached" in seen[0].text
