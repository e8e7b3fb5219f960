"""What people ask of their settings, channels and promotion preferences over HTTP, for tests."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from pydantic import SecretStr

from muster.crypto import generate_contact_key
from muster.web_push import generate_sender_key, public_keys
from tests.support.running.websites import RunningWebsite, running_website
from tests.support.scenes.community import settings_for

KEY = generate_contact_key()
SENDER_KEY = generate_sender_key()
"""A private key for web push."""
SETTINGS = "/api/availability/settings"
SUBSCRIPTIONS = "/api/availability/subscriptions"
PROMOTIONS = "/api/availability/promotion-preferences"
TOKEN = "/api/availability/link-token"
CONFIRM = "/api/availability/link-confirm"
CHAT, NUMBER = "123456789", "+38640123467"
Json = dict[str, Any]

PUSH = "/api/availability/push"
PUSH_DEVICE: Json = {
    "endpoint": "https://push.example.org/send/abc",
    "keys": {
        "p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcx"
        "aOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        "auth": "BTBZMqHH6r4Tts7J_aSIgg",
    },
    "application_server_key": public_keys(SENDER_KEY)[0].public,
}
"""What a browser says that lets itself be notified."""


@pytest.fixture(name="website")
async def website_with_contact_data(
    database_url: str, page: Path
) -> AsyncGenerator[RunningWebsite, None]:
    """The website with a key for contact data and a bot whose name is known."""
    settings = settings_for(
        database_url,
        contact_data_encryption_key=SecretStr(KEY),
        muster_vapid_private_key=SecretStr(SENDER_KEY),
        telegram_bot_username="@muster_bot",
        signal_sender_number=SecretStr("+38641000000"),
    )
    async with running_website(settings, page=page) as running:
        yield running


async def post(client: httpx2.AsyncClient, path: str, **body: Any) -> Json:
    answer = await client.post(path, json=body)
    assert answer.is_success, answer.text
    return answer.json()


async def get(client: httpx2.AsyncClient, path: str) -> Any:
    answer = await client.get(path)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def link(client: httpx2.AsyncClient, address: str = CHAT) -> Json:
    channel_type = "signal" if address.startswith("+") else "telegram"
    made = await post(client, TOKEN, channel_type=channel_type)
    return await post(
        client, CONFIRM, channel_type=channel_type, token=made["token"], channel_address=address
    )


async def channels(client: httpx2.AsyncClient) -> dict[str, Json]:
    answer = await get(client, SUBSCRIPTIONS)
    assert [each["channel_type"] for each in answer["subscriptions"]] == [
        "discord",
        "telegram",
        "signal",
        "push",
    ]
    return {each["channel_type"]: each for each in answer["subscriptions"]}
