"""Which channels an installation has, and that a broken one leaves the others alone."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Generator
from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from bot.chats.contract import OutgoingMessage, TransportError
from bot.chats.pace import Limiters
from bot.discord.gateway.health import DiscordHealth
from bot.duties.scheduled_event import event_duties
from bot.registry import build_channels, build_events, close_channels, open_channels
from muster.channels.service import set_up_here
from muster.clock import utc_now
from muster.crypto import generate_contact_key
from muster.database import Database
from muster.tonight.event.rules import NewEvent
from tests.support.fakes.chats import FakeChats, fake_chats
from tests.support.fakes.discord import GUILD_ID
from tests.support.scenes.community import EVENING, add_person, settings_for

ANA_PHONE = "+38640123456"
ALL = {"discord", "telegram", "signal", "push"}
WITH_PUSH = {"contact_data_encryption_key": generate_contact_key()}


@pytest.fixture
def chats() -> Generator[FakeChats, None, None]:
    with fake_chats() as running:
        yield running


@pytest.fixture
async def database(database_url: str) -> AsyncGenerator[Database, None]:
    opened = Database(database_url, application_name="tests")
    await opened.open()
    yield opened
    await opened.close()


@pytest.fixture
async def sql(database_url: str) -> AsyncGenerator[Any, None]:
    connection = await asyncpg.connect(database_url)
    yield connection
    await connection.close()


async def test_a_wrong_token_keeps_no_other_channel_from_working(
    chats: FakeChats, database: Database, database_url: str
) -> None:
    more = chats.settings | WITH_PUSH | {"discord_bot_token": "wrong", "muster_sandbox": False}
    built = build_channels(settings_for(database_url, **more), database)
    assert set(built) == {"discord", "telegram", "signal", "push"}
    await open_channels(built.values())
    await built["telegram"].send(OutgoingMessage("501", "Hello", "row-1"))
    await built["signal"].send(OutgoingMessage(ANA_PHONE, "Hello", "row-2"))
    assert chats.telegram.counts() == {"501": 1}
    await close_channels(built.values())


async def test_every_channel_keeps_to_its_share_of_the_rates(
    chats: FakeChats, database: Database, database_url: str
) -> None:
    limiters = Limiters()
    settings = settings_for(database_url, **chats.settings, **WITH_PUSH, muster_sandbox=False)
    built = build_channels(settings, database, limiters)
    limiters.share_among(4000)
    for channel in built.values():
        await channel.pace()
        with pytest.raises(TransportError) as caught:
            await channel.pace()
        assert (caught.value.retry_after or 0) > 30


async def test_without_settings_there_is_no_channel(database: Database, database_url: str) -> None:
    assert not build_channels(settings_for(database_url, muster_sandbox=False), database)


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, ALL),
        ({"discord_bot_token": None}, ALL - {"discord"}),
        ({"telegram_bot_token": None}, ALL - {"telegram"}),
        ({"signal_api_base_url": None}, ALL - {"signal"}),
        ({"signal_sender_number": None}, ALL - {"signal"}),
        ({"muster_vapid_private_key": None}, ALL - {"push"}),
        ({"contact_data_encryption_key": None}, ALL - {"push"}),
        ({"discord_bot_token": None, "muster_sandbox": True}, ALL),
    ],
)
async def test_what_is_set_up_here_is_what_a_bot_with_these_settings_builds(
    chats: FakeChats,
    database: Database,
    database_url: str,
    changed: dict[str, Any],
    expected: set[str],
) -> None:
    given = {**chats.settings, **WITH_PUSH, "muster_sandbox": False, **changed}
    settings = settings_for(database_url, **given)
    built = build_channels(settings, database)
    assert set(built) == set(set_up_here(settings)) == expected
    await close_channels(built.values())


async def test_only_a_bot_that_is_told_to_makes_scheduled_events(
    chats: FakeChats, database: Database, database_url: str
) -> None:
    wanted = {
        **chats.settings,
        "availability_discord_scheduled_event": True,
        "discord_guild_id": str(GUILD_ID),
        "discord_voice_channel_ids": "6667,6666",
        "muster_sandbox": False,
    }
    for less in (
        {"availability_discord_scheduled_event": False},
        {"discord_bot_token": None},
        {"muster_sandbox": True},
    ):
        settings = settings_for(database_url, **(wanted | less))
        built = build_channels(settings, database)
        assert build_events(settings, built) is None
        assert event_duties(settings, database, None, "bot", DiscordHealth()) == []
        await close_channels(built.values())
    settings = settings_for(database_url, **wanted)
    built = build_channels(settings, database)
    events = build_events(settings, built)
    assert events is not None
    (duty,) = event_duties(settings, database, events, "bot", DiscordHealth())
    assert duty.wakes == {"availability", "names", "evening_rules"}
    start = utc_now() + timedelta(hours=1)
    made = await events.create(NewEvent("Tonight", "Come", start, start + timedelta(hours=1)))
    # Of several voice channels it is the one with the smallest id.
    assert chats.discord.events[str(made.event_id)]["channel_id"] == "6666"
    await close_channels(built.values())


async def test_in_the_sandbox_all_messages_land_in_the_outbox(
    database: Database, database_url: str, sql: Any
) -> None:
    settings = settings_for(database_url, discord_bot_token="a token that is never used")
    built = build_channels(settings, database)
    await open_channels(built.values())
    await add_person(sql, 501, player="Ana")
    addresses = {"discord": "user:501", "telegram": "501", "signal": ANA_PHONE, "push": "user:1"}
    for channel_type, channel in built.items():
        address = addresses[channel_type]
        assert (await channel.send(OutgoingMessage(address, "Hello", "row", "http://x"))).isdigit()
        assert "sandbox" in await channel.check()
        assert await channel.find_sent(OutgoingMessage(address, "Hello", "row"), EVENING) is None
    rows = await sql.fetch("SELECT channel_type, text, link FROM sandbox_outbox ORDER BY id")
    assert [tuple(row) for row in rows] == [
        ("discord", "Hello", "http://x"),
        ("telegram", "Hello", "http://x"),
        ("signal", "Hello", "http://x"),
        ("push", "Hello", "http://x"),
    ]
    await close_channels(built.values())
