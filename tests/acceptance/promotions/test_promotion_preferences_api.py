"""Promotion preferences: defaults, changes, consent, one account an address, no key (contract,
section 6)."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from tests.acceptance.conftest import Callers
from tests.support.refusals import refusal
from tests.support.running.websites import RunningWebsite, running_website
from tests.support.scenes.community import PLAYER, settings_for
from tests.support.scenes.preferences import (
    CHAT,
    CONFIRM,
    NUMBER,
    PROMOTIONS,
    SETTINGS,
    TOKEN,
    Json,
    get,
    post,
    website_with_contact_data,
)

website = website_with_contact_data


@pytest.fixture
async def keyless(database_url: str, page: Path) -> AsyncGenerator[RunningWebsite, None]:
    """The website without a key for contact data."""
    async with running_website(settings_for(database_url), page=page) as running:
        yield running


async def test_promotion_preferences_have_their_defaults(
    website: RunningWebsite, callers: Callers
) -> None:
    assert await get(callers.player, PROMOTIONS) == {
        "user_id": await website.user_id(callers.player),
        "allow_promotions": False,
        "preferred_channel": "any",
        "telegram_handle": None,
        "telegram_handle_masked": None,
        "telegram_handle_deliverable": False,
        "telegram_handle_lost": False,
        "signal_handle": None,
        "signal_handle_masked": None,
        "signal_handle_deliverable": False,
        "signal_handle_lost": False,
        "quiet_hours": {},
        "timezone": "Europe/Ljubljana",
        "notify_threshold": 0,
        "asks_a_day": 1,
        "asks_a_week": 4,
        "show_attendance": True,
        "encryption_enabled": True,
    }


async def test_a_change_of_promotion_preferences_touches_what_it_names_alone(
    callers: Callers,
) -> None:
    before = await get(callers.player, PROMOTIONS)
    steps: list[tuple[Json, Json]] = [
        ({"allow_promotions": True}, {}),
        ({"preferred_channel": "signal"}, {}),
        ({"quiet_hours": {"start": "22:30", "end": "07:00"}}, {}),
        ({"timezone": "Asia/Kathmandu"}, {}),
        ({"notify_threshold": 99}, {}),
        (
            {"signal_handle": "+386 40 123 467"},
            {
                "signal_handle": NUMBER,
                "signal_handle_masked": "+386••••67",
                "signal_handle_deliverable": True,
            },
        ),
        (
            {"telegram_handle": "@nadia"},
            {"telegram_handle_masked": "@na•••", "telegram_handle_deliverable": False},
        ),
        (
            {"telegram_handle": CHAT},
            {"telegram_handle_masked": "12•••89", "telegram_handle_deliverable": True},
        ),
        ({}, {}),
        ({"allow_promotions": False}, {}),
        (
            {"telegram_handle": ""},
            {
                "telegram_handle": None,
                "telegram_handle_masked": None,
                "telegram_handle_deliverable": False,
            },
        ),
        (
            {"signal_handle": None},
            {"signal_handle_masked": None, "signal_handle_deliverable": False},
        ),
        ({"quiet_hours": {}}, {}),
        ({"timezone": None}, {"timezone": "Europe/Ljubljana"}),
        ({"notify_threshold": 0}, {}),
    ]
    for change, consequence in steps:
        before |= change | consequence
        assert await post(callers.player, PROMOTIONS, **change) == before
        assert await get(callers.player, PROMOTIONS) == before
    await post(callers.player, PROMOTIONS, quiet_hours={"start": "22:00", "end": "22:00"})
    assert (await post(callers.player, PROMOTIONS, quiet_hours=None))["quiet_hours"] == {}


async def test_the_time_zone_of_the_settings_stands_in(callers: Callers) -> None:
    await post(callers.player, SETTINGS, timezone="America/New_York")
    assert (await get(callers.player, PROMOTIONS))["timezone"] == "America/New_York"
    await post(callers.player, PROMOTIONS, timezone="UTC")
    assert (await get(callers.player, SETTINGS))["timezone"] == "America/New_York"


@pytest.mark.parametrize(
    "body",
    [
        {"preferred_channel": "fax"},
        {"preferred_channel": None},
        {"allow_promotions": None},
        {"notify_threshold": -1},
        {"notify_threshold": 100},
        {"notify_threshold": None},
        {"timezone": "CEST-1"},
        {"quiet_hours": {"start": "22:30"}},
        {"quiet_hours": {"start": "22:30", "end": "24:00"}},
        {"quiet_hours": {"start": "22:30", "end": "7:00"}},
        {"quiet_hours": {"zone": "UTC"}},
        {"quiet_hours": []},
        {"telegram_handle": "two words"},
        {"telegram_handle": "\x00"},
        {"telegram_handle": "a" * 65},
        {"telegram_handle": 123456789},
        {"signal_handle": "040 123 467"},
        {"signal_handle": "@nadia"},
    ],
)
async def test_promotion_preferences_that_do_not_fit_change_nothing(
    callers: Callers, body: Json
) -> None:
    answer = await callers.player.post(PROMOTIONS, json={"allow_promotions": True} | body)
    assert refusal(answer) == (422, "invalid_input")
    for value in body.values():
        assert not isinstance(value, str) or len(value) < 4 or value not in answer.text
    assert (await get(callers.player, PROMOTIONS))["allow_promotions"] is False


async def test_handles_need_consent(callers: Callers) -> None:
    answer = await callers.player.post(PROMOTIONS, json={"telegram_handle": CHAT})
    assert refusal(answer) == (422, "invalid_input")
    assert answer.json()["errors"] == [
        {"field": "telegram_handle", "message": "needs allow_promotions"}
    ]
    body = {"allow_promotions": False, "signal_handle": NUMBER}
    assert (await callers.player.post(PROMOTIONS, json=body)).status_code == 422


async def test_without_a_key_nothing_is_stored_and_everything_else_works(
    keyless: RunningWebsite,
) -> None:
    client = await keyless.signed_in(PLAYER, player="Shade")
    answer = await post(client, PROMOTIONS, allow_promotions=True, telegram_handle="")
    assert answer["encryption_enabled"] is False
    refused = (503, "encryption_not_configured")
    for body in ({"signal_handle": NUMBER}, {"telegram_handle": CHAT}):
        assert refusal(await client.post(PROMOTIONS, json=body)) == refused
    assert refusal(await client.post(TOKEN, json={"channel_type": "telegram"})) == refused
    body = {"channel_type": "telegram", "token": "wrong", "channel_address": CHAT}
    assert refusal(await client.post(CONFIRM, json=body)) == (404, "link_token_invalid")
    await post(client, SETTINGS, sound_enabled=False)
