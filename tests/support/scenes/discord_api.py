"""A channel to a fake Discord that is as new, for tests that call the bot's steps themselves."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Generator

import pytest

from bot.chats import pace
from bot.discord.send import DiscordChannel
from tests.support.fakes.chats import FakeChats, fake_chats

PARENT = 4_444
"""The one text channel that Discord knows."""


def discord_of(chats: FakeChats) -> DiscordChannel:
    """A channel to a Discord that knows nothing but one text channel."""
    chats.discord.__init__()
    chats.discord.parents.add(str(PARENT))
    return DiscordChannel(
        chats.discord.token,
        base_url=f"{chats.url}/discord",
        limiter=pace.discord_limiter(),
        opening_limiter=pace.Limiter(None),
    )


@pytest.fixture(scope="module")
def running_chats() -> Generator[FakeChats, None, None]:
    """The fake services; a module names it `chats`."""
    with fake_chats() as running:
        yield running


@pytest.fixture
async def discord_api(chats: FakeChats) -> AsyncGenerator[DiscordChannel, None]:
    """A channel to a Discord that is as new; a module names it `api`."""
    opened = discord_of(chats)
    yield opened
    await opened.close()


@pytest.fixture
async def unpaced_discord(chats: FakeChats) -> AsyncGenerator[DiscordChannel, None]:
    """A channel to Discord that keeps no pace; a module names it `discord`."""
    channel = DiscordChannel(
        chats.discord.token,
        base_url=f"{chats.url}/discord",
        limiter=pace.Limiter(None),
        opening_limiter=pace.Limiter(None),
    )
    yield channel
    await channel.close()
