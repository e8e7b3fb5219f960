"""Who may say over HTTP which chat sent a token: a chat's side that has the secret (section 6)."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from muster.settings import SettingsError
from tests.support.fakes.services import FakeDiscord
from tests.support.refusals import JSON, MISSHAPEN, refusal
from tests.support.running.websites import RunningWebsite, running_website
from tests.support.scenes.community import add_player, settings_for
from tests.support.scenes.preferences import (
    CHAT,
    CONFIRM,
    KEY,
    NUMBER,
    SUBSCRIPTIONS,
    TOKEN,
    get,
    post,
)
from tests.support.scenes.signing_in import discord_settings, sign_in

SECRET = "a secret of the chats' side".replace(" ", "-")
Serve = Callable[..., AbstractAsyncContextManager[RunningWebsite]]


@pytest.fixture
def serve(database_url: str, page: Path, discord: FakeDiscord) -> Serve:
    """The website outside the sandbox, with these settings."""

    @asynccontextmanager
    async def serving(**more: Any) -> AsyncGenerator[RunningWebsite, None]:
        contacts = {"contact_data_encryption_key": SecretStr(KEY), **more}
        settings = settings_for(database_url, **discord_settings(discord, **contacts))
        async with running_website(settings, page=page) as running:
            yield running

    return serving


async def token_of_a_player(
    website: RunningWebsite, discord: FakeDiscord, channel_type: str = "telegram"
) -> tuple[Any, str]:
    client = await website.client()
    await sign_in(client, discord)
    await add_player(website.sql, "g1", "Nelly")
    assert (await client.post("/auth/link", json={"player_guid": "g1"})).is_success
    made = await post(client, TOKEN, channel_type=channel_type)
    return client, made["token"]


async def test_the_chats_side_links_with_the_secret_alone(
    serve: Serve, discord: FakeDiscord
) -> None:
    async with serve(link_confirm_secret=SecretStr(SECRET)) as website:
        client, token = await token_of_a_player(website, discord, "signal")
        body = {"channel_type": "signal", "token": token, "channel_address": NUMBER}
        chat = await website.client(ajax=False)
        for headers in (
            {},
            {"X-Link-Confirm-Secret": ""},
            {"X-Link-Confirm-Secret": SECRET[:-1]},
            {"X-Link-Confirm-Secret": f"{SECRET}x"},
            {"X-Link-Confirm-Secret": SECRET.upper()},
            {"Authorization": f"Bearer {SECRET}"},
        ):
            answer = await chat.post(CONFIRM, json=body, headers=headers)
            assert refusal(answer) == (403, "link_confirm_refused"), headers
            assert SECRET not in answer.text
        # Nor may the person themselves, who is signed in and has the token.
        assert refusal(await client.post(CONFIRM, json=body)) == (403, "link_confirm_refused")
        channel = (await get(client, SUBSCRIPTIONS))["subscriptions"][2]
        assert channel["verified"] is False
        answer = await chat.post(CONFIRM, json=body, headers={"X-Link-Confirm-Secret": SECRET})
        assert answer.json()["success"] is True, answer.text
        channel = (await get(client, SUBSCRIPTIONS))["subscriptions"][2]
        assert channel["verified"] is True


async def test_the_secret_is_looked_at_before_the_body(serve: Serve) -> None:
    async with serve(link_confirm_secret=SecretStr(SECRET)) as website:
        chat = await website.client(ajax=False)
        for content in (*MISSHAPEN, b'{"token": "' + b"x" * 100_000 + b'"}'):
            answer = await chat.post(CONFIRM, content=content, headers=JSON)
            assert refusal(answer) == (403, "link_confirm_refused"), content[:20]
        with_secret = {**JSON, "X-Link-Confirm-Secret": SECRET}
        answer = await chat.post(CONFIRM, content=b"{", headers=with_secret)
        assert refusal(answer) == (422, "invalid_input")


async def test_without_a_secret_there_is_no_such_door(serve: Serve, discord: FakeDiscord) -> None:
    async with serve() as website:
        client, token = await token_of_a_player(website, discord)
        body = {"channel_type": "telegram", "token": token, "channel_address": CHAT}
        for headers in ({}, {"X-Link-Confirm-Secret": ""}, {"X-Link-Confirm-Secret": "guess"}):
            for sender in (await website.client(ajax=False), client):
                answer = await sender.post(CONFIRM, json=body, headers=headers)
                assert refusal(answer) == (503, "link_confirm_not_configured")
        for content in MISSHAPEN:
            answer = await client.post(CONFIRM, content=content, headers=JSON)
            assert refusal(answer) == (503, "link_confirm_not_configured")


async def test_without_a_secret_it_is_asked_no_more_often_either(serve: Serve) -> None:
    async with serve() as website:
        chat = await website.client(ajax=False)
        statuses = [(await chat.post(CONFIRM, json={})).status_code for _ in range(32)]
    assert statuses == [503] * 30 + [429] * 2


async def test_guessing_the_secret_is_slowed_down(serve: Serve) -> None:
    async with serve(link_confirm_secret=SecretStr(SECRET)) as website:
        chat = await website.client(ajax=False)
        for number in range(30):
            headers = {"X-Link-Confirm-Secret": f"guess-{number}"}
            answer = await chat.post(CONFIRM, json={}, headers=headers)
            assert refusal(answer) == (403, "link_confirm_refused")
        answer = await chat.post(CONFIRM, json={}, headers={"X-Link-Confirm-Secret": SECRET})
        assert refusal(answer) == (429, "rate_limited")


@pytest.mark.parametrize("secret", ["two words", "čuk", "line\nbreak"])
def test_a_secret_that_no_header_can_hold_stops_the_start(secret: str) -> None:
    with pytest.raises(SettingsError) as caught:
        settings_for("postgresql://nowhere/nothing", link_confirm_secret=secret)
    assert str(caught.value).startswith("LINK_CONFIRM_SECRET: ")
    assert secret not in str(caught.value)
