"""Which channels are offered: those that bots deliver on, whatever the website has set up."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
from pydantic import SecretStr

from tests.support.fakes.chats import FakeChats
from tests.support.fakes.services import FakeDiscord
from tests.support.running.bot import running_bot
from tests.support.running.websites import RunningWebsite, becomes, running_website
from tests.support.scenes.community import EVENING, add_player, settings_for
from tests.support.scenes.preferences import KEY, SETTINGS, SUBSCRIPTIONS, TOKEN, get, post
from tests.support.scenes.signing_in import discord_settings, sign_in

ALL = ["discord", "telegram", "signal", "push"]
TOKENS = {
    "discord_bot_token": SecretStr("a made-up token"),
    "telegram_bot_token": SecretStr("123456:a-made-up-token"),
}
Serve = Callable[..., AbstractAsyncContextManager[tuple[RunningWebsite, httpx2.AsyncClient]]]


@pytest.fixture
def serve(database_url: str, page: Path, discord: FakeDiscord) -> Serve:
    """The website outside the sandbox, with these settings beside sign-in; and a player there."""

    @asynccontextmanager
    async def serving(
        **more: Any,
    ) -> AsyncGenerator[tuple[RunningWebsite, httpx2.AsyncClient], None]:
        contacts = {"contact_data_encryption_key": SecretStr(KEY), **more}
        settings = settings_for(database_url, **discord_settings(discord, **contacts))
        async with running_website(settings, page=page) as running:
            client = await running.client()
            await sign_in(client, discord)
            await add_player(running.sql, "g1", "Nelly")
            assert (await client.post("/auth/link", json={"player_guid": "g1"})).is_success
            yield running, client

    return serving


async def says(
    website: RunningWebsite, status_type: str, age: timedelta = timedelta(), **data: Any
) -> None:
    """What a bot writes of itself."""
    await website.sql.execute(
        "INSERT INTO live_status VALUES ($1, $2, $3) ON CONFLICT (status_type)"
        " DO UPDATE SET status_data = EXCLUDED.status_data, updated_at = EXCLUDED.updated_at",
        status_type,
        json.dumps(data),
        EVENING - age,
    )


async def offered(client: httpx2.AsyncClient, path: str = SUBSCRIPTIONS) -> list[str]:
    found = (await get(client, path))["subscriptions"]
    return [each["channel_type"] for each in found if each["available"]]


async def test_a_website_without_a_token_offers_what_the_bots_deliver_on(serve: Serve) -> None:
    async with serve(telegram_bot_username="muster_bot") as (website, client):
        assert await offered(client) == []
        await says(website, "bot", channels=["discord"])
        await says(website, "delivery_discord")
        assert await offered(client) == ["discord"]
        await says(website, "delivery_telegram", timedelta(minutes=1))
        for path in (SETTINGS, SUBSCRIPTIONS):
            assert await offered(client, path) == ["discord", "telegram"]
        # The bot's name is no secret, and all that linking needs here.
        made = await post(client, TOKEN, channel_type="telegram")
        assert made["deep_link"].startswith("https://t.me/muster_bot?start=")


async def test_while_all_bots_are_away_the_channels_stay_what_they_were(serve: Serve) -> None:
    async with serve() as (website, client):
        for status_type in ("bot", "delivery_signal", "delivery_telegram"):
            await says(website, status_type, timedelta(days=2), channels=["signal"])
        assert await offered(client) == ["telegram", "signal"]


async def test_a_website_s_own_tokens_count_until_a_bot_has_said_more(serve: Serve) -> None:
    async with serve(**TOKENS) as (website, client):
        assert await offered(client) == ["discord", "telegram"]
        await says(website, "bot")  # of a version that names no channels
        assert await offered(client) == ["discord", "telegram"]
        await says(website, "bot", channels=["signal"])
        assert await offered(client) == ["signal"]
        await says(website, "bot", channels=[])
        assert await offered(client) == []


async def test_a_channel_is_offered_once_its_bot_runs_somewhere(
    serve: Serve, chats: FakeChats, database_url: str, tmp_path: Path
) -> None:
    """Two bots, neither of which has what the other has, and a website that has nothing."""
    none = dict.fromkeys(
        (
            "DISCORD_BOT_TOKEN",
            "TELEGRAM_BOT_TOKEN",
            "SIGNAL_API_BASE_URL",
            "SIGNAL_SENDER_NUMBER",
            "MUSTER_VAPID_PRIVATE_KEY",
        ),
        "",
    )
    telegram = none | {"TELEGRAM_BOT_TOKEN": chats.telegram.token}
    signal = {name: value for name, value in none.items() if not name.startswith("SIGNAL_")}
    async with serve() as (_, client):
        assert await offered(client) == []
        async with running_bot(database_url, chats, tmp_path, **telegram):
            await becomes(lambda: offered(client), ["telegram"])
            async with running_bot(database_url, chats, tmp_path, **signal):
                await becomes(lambda: offered(client), ["telegram", "signal"])
        assert await offered(client) == ["telegram", "signal"]


async def test_in_the_sandbox_there_are_all_of_them(database_url: str, page: Path) -> None:
    async with running_website(settings_for(database_url), page=page) as website:
        client = await website.signed_in(501, player="Nelly")
        assert await offered(client) == ALL
        await says(website, "bot", channels=ALL)
        assert await offered(client) == ALL
