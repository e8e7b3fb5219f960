"""The bot's front door on Discord inside a test: the real client, against the fake Discord."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from typing import Any

from discord.gateway import KeepAliveHandler

from bot.discord.gateway.health import DiscordHealth
from bot.duties.heartbeat import heartbeat
from bot.front_door import FrontDoor
from bot.registry import build_channels, close_channels
from bot.scheduler import Duty, Scheduler
from muster.changes import ChangeListener
from muster.clock import CommunityClock, utc_now
from muster.crypto import generate_contact_key
from muster.database import Database
from muster.evenings.memory import EveningMemory
from muster.evenings.service import evenings_of
from muster.settings import Settings
from tests.support.fakes.chats import FakeChats
from tests.support.fakes.discord_front_door import FakeFrontDoor
from tests.support.fakes.discord_interactions import Interaction
from tests.support.fakes.discord_parts import BOT_ID, GUILD_ID, account, new_message
from tests.support.fakes.discord_server import ANNOUNCE_ID, VOICE_ID
from tests.support.running.websites import eventually
from tests.support.scenes.community import settings_for

ORIGIN = "https://muster.example"
KESTREL, MARLOW = "501", "502"
"""Discord's ids of two people."""


def front_door_settings(database_url: str, chats: FakeChats, **changed: Any) -> Settings:
    """Settings of a community on the fake Discord's one server."""
    values: dict[str, Any] = {
        "muster_sandbox": False,
        "frontend_origin": ORIGIN,
        "discord_guild_id": str(GUILD_ID),
        "discord_announce_channel_id": str(ANNOUNCE_ID),
        "discord_voice_channel_ids": str(VOICE_ID),
        "availability_session_ready_threshold": 3,
        "contact_data_encryption_key": generate_contact_key(),
        **chats.settings,
    }
    return settings_for(database_url, **(values | changed))


def with_button(custom_id: str) -> dict[str, Any]:
    """A message of ours from another time, with one button."""
    author = account(str(BOT_ID), "muster", bot=True)
    button = {"type": 2, "style": 2, "label": "Old", "custom_id": custom_id}
    rows = [{"type": 1, "components": [button]}]
    return new_message("1", str(ANNOUNCE_ID), author, "Old", {"components": rows})


class RunningFrontDoor:
    """A front door that runs, and the Discord that it is on."""

    def __init__(
        self, door: FrontDoor, settings: Settings, chats: FakeChats, health: DiscordHealth
    ) -> None:
        self.door = door
        self.settings = settings
        self.discord = chats.discord
        self.health = health
        self.today = CommunityClock(settings.zone).today(utc_now())

    @property
    def server(self) -> FakeFrontDoor:
        return self.discord.front

    async def connects(self) -> None:
        await eventually(lambda: self.health.gateway == "connected")

    async def tonight(self) -> dict[str, Any]:
        """The only message in the channel for announcements, once it is there."""
        await eventually(lambda: self.server.messages())
        (message,) = self.server.messages()
        return message

    async def shows(self, condition: Callable[[str], bool]) -> str:
        """Wait until the tonight message's text is such; returns it."""
        await eventually(
            lambda: any(condition(each["content"]) for each in self.server.messages()),
        )
        return self.server.messages()[-1]["content"]

    async def hears(self, interaction: Interaction) -> str:
        """What somebody is told at last."""
        await eventually(lambda: interaction.shown is not None)
        assert interaction.text is not None
        return interaction.text

    async def presses(self, user_id: str, message: dict[str, Any], label: str) -> Interaction:
        """Press a button and wait for what comes of it."""
        interaction = await asyncio.to_thread(self.server.press, user_id, message, label)
        await self.hears(interaction)
        return interaction

    async def commands(self, user_id: str, path: str, **options: Any) -> Interaction:
        """Send a command and wait for what comes of it."""
        interaction = await asyncio.to_thread(self.server.command, user_id, path, **options)
        await self.hears(interaction)
        return interaction

    async def does(self, work: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Let something happen on Discord; it is told on the gateway when this returns."""
        return await asyncio.to_thread(work, *args, **kwargs)


@asynccontextmanager
async def running_front_door(
    settings: Settings, chats: FakeChats, *, connected: bool = True
) -> AsyncGenerator[RunningFrontDoor, None]:
    """The front door of a bot that leads, with its duties and its heartbeat."""
    assert settings.database_url is not None
    url = settings.database_url.get_secret_value()
    database = Database(url, application_name="test front door")
    listener = ChangeListener(url, application_name="test front door listener")
    channels = build_channels(settings, database)
    health = DiscordHealth()
    evenings = EveningMemory(database, listener, evenings_of(settings))
    door = FrontDoor(settings, database, channels, health, evenings)
    beating = Duty("heartbeat", heartbeat(database, utc_now(), list(channels), health))
    health.on_change = beating.woken.set
    scheduler = Scheduler([beating, *door.duties])
    listener.subscribe(scheduler.on_change)
    await database.open()
    await listener.start()
    tasks = [asyncio.create_task(scheduler.run()), asyncio.create_task(door.run())]
    running = RunningFrontDoor(door, settings, chats, health)
    try:
        if connected:
            await running.connects()
        yield running
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await door.close()
        await close_channels(channels.values())
        await listener.stop()
        await database.close()
        left = [each for each in threading.enumerate() if isinstance(each, KeepAliveHandler)]
        assert not [each for each in left if not each._stop_ev.is_set()], "a thread goes on beating"


async def looks_at_commands(chats: FakeChats) -> int:
    """How often Discord was asked about commands."""
    return [name for _, name in chats.discord.requests].count("commands")
