"""Settings, subscriptions, linking a channel, promotion preferences (contract, section 6)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
import time_machine
from pydantic import SecretStr

from muster.channels import service
from muster.crypto import generate_contact_key
from tests.acceptance.conftest import Callers
from tests.acceptance.test_access import (
    JSON,
    MISSHAPEN,
    PREFERENCE_CHANGES,
    PREFERENCE_READS,
    ask,
    refusal,
)
from tests.acceptance.test_live_stream import TODAY_EVENT, listening
from tests.community import EVENING, PLAYER, settings_for
from tests.running import RunningWebsite, on_a_port, running_website

KEY = generate_contact_key()
SETTINGS = "/api/availability/settings"
SUBSCRIPTIONS = "/api/availability/subscriptions"
PROMOTIONS = "/api/availability/promotion-preferences"
TOKEN = "/api/availability/link-token"
CONFIRM = "/api/availability/link-confirm"
CHAT, NUMBER = "123456789", "+38640123467"
Json = dict[str, Any]


@pytest.fixture
async def website(database_url: str, page: Path) -> AsyncGenerator[RunningWebsite, None]:
    """The website with a key for contact data and a bot whose name is known."""
    settings = settings_for(
        database_url,
        contact_data_encryption_key=SecretStr(KEY),
        telegram_bot_username="@muster_bot",
        signal_sender_number=SecretStr("+38641000000"),
    )
    async with running_website(settings, page=page) as running:
        yield running


@pytest.fixture
async def keyless(database_url: str, page: Path) -> AsyncGenerator[RunningWebsite, None]:
    """The website without a key for contact data."""
    async with running_website(settings_for(database_url), page=page) as running:
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
    ]
    return {each["channel_type"]: each for each in answer["subscriptions"]}


# --- who may --------------------------------------------------------------------------------------


async def test_only_linked_people_get_in_whatever_they_send(callers: Callers) -> None:
    for client, expected in (
        (callers.anonymous, (401, "not_signed_in")),
        (callers.unlinked, (403, "not_linked")),
    ):
        for case in (*PREFERENCE_READS, *PREFERENCE_CHANGES):
            assert refusal(await ask(client, case)) == expected, case
        for case in PREFERENCE_CHANGES:
            for content in MISSHAPEN:
                answer = await client.request(case.method, case.path, content=content, headers=JSON)
                assert refusal(answer) == expected, (case, content)


async def test_linked_people_may_do_everything(callers: Callers) -> None:
    for client in callers.linked:
        for case in (*PREFERENCE_READS, *PREFERENCE_CHANGES):
            assert (await ask(client, case)).is_success, case


async def test_changes_need_the_header_that_forms_cannot_send(callers: Callers) -> None:
    del callers.player.headers["X-Requested-With"]
    for case in PREFERENCE_CHANGES:
        assert refusal(await ask(callers.player, case)) == (403, "csrf_header_missing"), case
    for case in PREFERENCE_READS:
        assert (await ask(callers.player, case)).status_code == 200, case


async def test_everything_works_as_the_website_s_own_role(
    database_url: str, url_for_role: Callable[..., str]
) -> None:
    settings = settings_for(url_for_role(database_url), contact_data_encryption_key=SecretStr(KEY))
    async with running_website(settings) as website:
        client = await website.client()
        await client.post("/auth/sandbox/login", json={"discord_user_id": str(PLAYER)})
        await post(client, "/auth/players", name="Shade")
        for case in (*PREFERENCE_READS, *PREFERENCE_CHANGES):
            assert (await ask(client, case)).is_success, case
        await post(client, PROMOTIONS, telegram_handle=CHAT, signal_handle=NUMBER)
        await post(client, PROMOTIONS, telegram_handle="")
        await get(client, "/api/sandbox/outbox")
    async with running_website(settings) as website:  # the minimum interval is kept in the database
        client = await website.signed_in(PLAYER)
        answer = await client.post(TOKEN, json={"channel_type": "signal"})
        made = answer.json()
        await post(
            client, CONFIRM, channel_type="signal", token=made["token"], channel_address=NUMBER
        )


# --- settings -------------------------------------------------------------------------------------


async def test_settings_have_the_contract_s_defaults(
    website: RunningWebsite, callers: Callers
) -> None:
    settings = await get(callers.player, SETTINGS)
    subscriptions = settings.pop("subscriptions")
    assert settings == {
        "user_id": await website.user_id(callers.player),
        "sound_enabled": True,
        "get_ready_sound": True,
        "sound_cooldown_seconds": 480,
        "availability_reminders_enabled": False,
        "timezone": "Europe/Ljubljana",
        "discord_notify": True,
        "telegram_notify": False,
        "signal_notify": False,
    }
    assert subscriptions == (await get(callers.player, SUBSCRIPTIONS))["subscriptions"]
    assert await website.sql.fetchval("SELECT count(*) FROM availability_user_settings") == 0


async def test_a_change_touches_what_it_names_alone(callers: Callers) -> None:
    before = await get(callers.player, SETTINGS)
    changes: list[Json] = [
        {"sound_enabled": False},
        {"get_ready_sound": False},
        {"sound_cooldown_seconds": 30},
        {"sound_cooldown_seconds": 3600, "timezone": "America/New_York"},
        {"availability_reminders_enabled": True},
        {},
    ]
    for change in changes:
        before |= change
        assert await post(callers.player, SETTINGS, **change) == before
        assert await get(callers.player, "/api/availability/preferences") == before
    before |= {"timezone": "Europe/Ljubljana"}
    assert await post(callers.player, "/api/availability/preferences", timezone=None) == before
    assert (await get(callers.admin, SETTINGS))["sound_enabled"] is True


@pytest.mark.parametrize(
    "body",
    [
        {"sound_cooldown_seconds": 29},
        {"sound_cooldown_seconds": 3601},
        {"sound_cooldown_seconds": 60.5},
        {"sound_cooldown_seconds": "60"},
        {"sound_cooldown_seconds": None},
        {"sound_enabled": None},
        {"sound_enabled": "yes"},
        {"sound_enabled": 1},
        {"telegram_notify": None},
        {"timezone": "Mars/Olympus"},
        {"timezone": ""},
        {"timezone": "../../etc/passwd"},
        {"timezone": "Europe/Ljubljana\x00"},
        {"timezone": "x" * 10_000},
        {"volume": 11},
        {"user_id": 1},
    ],
)
async def test_settings_that_do_not_fit_change_nothing(callers: Callers, body: Json) -> None:
    answer = await callers.player.post(SETTINGS, json={"get_ready_sound": False} | body)
    assert refusal(answer) == (422, "invalid_input")
    assert (await get(callers.player, SETTINGS))["get_ready_sound"] is True


# --- subscriptions --------------------------------------------------------------------------------


async def test_settings_and_subscriptions_are_one_truth(callers: Callers) -> None:
    client = callers.player
    await link(client)
    for channel_type in ("discord", "telegram"):
        for enabled in (False, True):
            by_settings = await post(client, SETTINGS, **{f"{channel_type}_notify": enabled})
            assert by_settings[f"{channel_type}_notify"] is enabled
            assert (await channels(client))[channel_type]["enabled"] is enabled
        for enabled in (False, True):
            await post(client, SUBSCRIPTIONS, channel_type=channel_type, enabled=enabled)
            assert (await get(client, SETTINGS))[f"{channel_type}_notify"] is enabled


@pytest.mark.parametrize("channel_type", ["telegram", "signal"])
async def test_a_channel_is_not_switched_on_before_it_is_verified(
    callers: Callers, channel_type: str
) -> None:
    body = {"channel_type": channel_type, "enabled": True}
    answer = await callers.player.post(SUBSCRIPTIONS, json=body)
    assert refusal(answer) == (403, "channel_not_verified")
    answer = await callers.player.post(
        SETTINGS, json={"sound_enabled": False, f"{channel_type}_notify": True}
    )
    assert refusal(answer) == (403, "channel_not_verified")
    assert (await get(callers.player, SETTINGS))["sound_enabled"] is True
    await post(callers.player, SETTINGS, **{f"{channel_type}_notify": False})


async def test_preferences_of_a_channel_are_kept_as_given(callers: Callers) -> None:
    given = {"sounds": ["čuk", 1.5, None], "quiet": {"weekend": True}}
    body: Json = {"channel_type": "discord", "enabled": True, "preferences": given}
    await post(callers.player, SUBSCRIPTIONS, **body)
    await post(callers.player, SUBSCRIPTIONS, channel_type="discord", enabled=False)
    assert (await channels(callers.player))["discord"]["preferences"] == given


@pytest.mark.parametrize(
    "content",
    [
        b'{"channel_type": "fax", "enabled": true}',
        b'{"channel_type": "discord"}',
        b'{"channel_type": "discord", "enabled": "true"}',
        b'{"channel_type": "discord", "enabled": true, "preferences": []}',
        b'{"channel_type": "discord", "enabled": true, "preferences": {"a": "\\u0000"}}',
        b'{"channel_type": "discord", "enabled": true, "preferences": {"\\u0000": 1}}',
        b'{"channel_type": "discord", "enabled": true, "preferences": {"a": "\\ud800"}}',
        b'{"channel_type": "discord", "enabled": true, "preferences": {"a": NaN}}',
        b'{"channel_type": "discord", "enabled": true, "preferences": {"a": 1e999}}',
        b'{"channel_type": "discord", "enabled": true, "preferences": {"a": '
        + b"[" * 50
        + b"]" * 50
        + b"}}",
        b'{"channel_type": "discord", "enabled": true, "preferences": {"a": "'
        + b"x" * 3000
        + b'"}}',
        b'{"channel_type": "discord", "enabled": true, "preferences": {"a": ' + b"9" * 3000 + b"}}",
    ],
)
async def test_subscriptions_that_do_not_fit(callers: Callers, content: bytes) -> None:
    answer = await callers.player.post(SUBSCRIPTIONS, content=content, headers=JSON)
    assert refusal(answer) == (422, "invalid_input")


async def test_a_refused_channel_says_why_and_can_be_switched_on_again(
    website: RunningWebsite, callers: Callers
) -> None:
    user_id = await website.user_id(callers.player)
    await service.switch_off(website.sql, user_id, "discord", "dms_closed", EVENING)
    channel = (await channels(callers.player))["discord"]
    assert channel["enabled"] is False
    assert channel["refused_reason"].startswith("Discord does not let us write to you.")
    await post(callers.player, SUBSCRIPTIONS, channel_type="discord", enabled=True)
    channel = (await channels(callers.player))["discord"]
    assert (channel["enabled"], channel["refused_reason"]) == (True, None)


async def test_deleting_a_channel_forgets_its_address_everywhere(
    website: RunningWebsite, callers: Callers
) -> None:
    client = callers.player
    await link(client)
    await link(client, NUMBER)
    await post(client, PROMOTIONS, allow_promotions=True, telegram_handle="@nadia")
    answer = await client.delete(f"{SUBSCRIPTIONS}/telegram")
    assert answer.json() == {"success": True, "channel_type": "telegram"}
    found = await channels(client)
    assert (found["telegram"]["verified"], found["telegram"]["channel_address"]) == (False, None)
    assert (found["telegram"]["enabled"], found["signal"]["enabled"]) == (False, True)
    assert (await get(client, PROMOTIONS))["telegram_handle"] is None
    for table in ("availability_channel_links", "availability_link_tokens"):
        left = await website.sql.fetch(f"SELECT channel_type FROM {table}")
        assert [row[0] for row in left] == ["signal"]
    await link(callers.admin)
    for name in ("discord", "fax"):
        assert (await client.delete(f"{SUBSCRIPTIONS}/{name}")).status_code == 422


# --- linking a chat -------------------------------------------------------------------------------


async def test_a_token_links_the_chat_that_sends_it(
    website: RunningWebsite, callers: Callers
) -> None:
    made = await post(callers.player, TOKEN, channel_type="telegram")
    assert made["success"] is True
    assert made["deep_link"] == f"https://t.me/muster_bot?start={made['token']}"
    assert made["send_to"] == "@muster_bot"
    expires = datetime.fromisoformat(made["expires_at"])
    assert expires == EVENING + timedelta(minutes=30)
    chat = await website.client(ajax=False)  # no session and no header
    body = {"channel_type": "telegram", "token": made["token"], "channel_address": CHAT}
    answer = await chat.post(CONFIRM, json=body)
    assert answer.json() == {
        "success": True,
        "user_id": await website.user_id(callers.player),
        "channel_type": "telegram",
        "channel_address": "12•••89",
    }
    channel = (await channels(callers.player))["telegram"]
    assert (channel["enabled"], channel["verified"]) == (True, True)
    assert refusal(await chat.post(CONFIRM, json=body)) == (404, "link_token_invalid")


async def test_tokens_for_signal_say_where_to_send_them(callers: Callers) -> None:
    made = await post(callers.player, TOKEN, channel_type="signal", ttl_minutes=5)
    assert (made["deep_link"], made["send_to"]) == (None, "+38641000000")
    expires = datetime.fromisoformat(made["expires_at"])
    assert expires == EVENING.astimezone(UTC) + timedelta(minutes=5)


async def test_wrong_used_expired_and_void_tokens_are_told_apart_by_nobody(
    callers: Callers, clock: time_machine.Traveller
) -> None:
    void = (await post(callers.player, TOKEN, channel_type="telegram"))["token"]
    clock.move_to(EVENING + timedelta(seconds=30), tick=False)
    token = (await post(callers.player, TOKEN, channel_type="telegram", ttl_minutes=5))["token"]
    answers = [
        await callers.anonymous.post(
            CONFIRM, json={"channel_type": kind, "token": each, "channel_address": address}
        )
        for kind, each, address in (
            ("telegram", void, CHAT),
            ("telegram", "wrong", CHAT),
            ("telegram", "wrong", "no address at all"),
            ("signal", token, NUMBER),
        )
    ]
    clock.move_to(EVENING + timedelta(minutes=6), tick=False)
    body = {"channel_type": "telegram", "token": token, "channel_address": CHAT}
    answers.append(await callers.anonymous.post(CONFIRM, json=body))
    assert {answer.text for answer in answers} == {answers[0].text}
    assert refusal(answers[0]) == (404, "link_token_invalid")


async def test_tokens_keep_their_distance(callers: Callers, clock: time_machine.Traveller) -> None:
    await post(callers.player, TOKEN, channel_type="telegram")
    clock.move_to(EVENING + timedelta(seconds=20), tick=False)
    answer = await callers.player.post(TOKEN, json={"channel_type": "telegram"})
    assert refusal(answer) == (429, "rate_limited")
    assert answer.headers["Retry-After"] == "10"
    await post(callers.admin, TOKEN, channel_type="telegram")


async def test_guessing_tokens_is_slowed_down(callers: Callers) -> None:
    body = {"channel_type": "telegram", "token": "guess", "channel_address": CHAT}
    for _ in range(30):
        assert (await callers.anonymous.post(CONFIRM, json=body)).status_code == 404
    answer = await callers.anonymous.post(CONFIRM, json=body)
    assert refusal(answer) == (429, "rate_limited")
    assert int(answer.headers["Retry-After"]) > 0


@pytest.mark.parametrize(
    ("path", "body"),
    [
        (TOKEN, {"channel_type": "discord"}),
        (TOKEN, {"channel_type": "telegram", "ttl_minutes": 4}),
        (TOKEN, {"channel_type": "telegram", "ttl_minutes": 121}),
        (TOKEN, {}),
        (CONFIRM, {"channel_type": "telegram", "token": "x"}),
        (CONFIRM, {"channel_type": "telegram", "token": "", "channel_address": CHAT}),
        (CONFIRM, {"channel_type": "telegram", "token": "\x00", "channel_address": CHAT}),
        (CONFIRM, {"channel_type": "telegram", "token": "x", "channel_address": "1" * 65}),
        (CONFIRM, {"channel_type": "discord", "token": "x", "channel_address": CHAT}),
    ],
)
async def test_linking_with_what_does_not_fit(callers: Callers, path: str, body: Json) -> None:
    assert refusal(await callers.player.post(path, json=body)) == (422, "invalid_input")


async def test_a_chat_belongs_to_one_account(callers: Callers) -> None:
    await link(callers.player)
    made = await post(callers.admin, TOKEN, channel_type="telegram")
    body = {"channel_type": "telegram", "token": made["token"], "channel_address": CHAT}
    assert refusal(await callers.anonymous.post(CONFIRM, json=body)) == (409, "address_taken")


# --- promotion preferences ------------------------------------------------------------------------


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
        {"quiet_hours": {"start": "22:30", "end": "07:00", "zone": "UTC"}},
        {"quiet_hours": []},
        {"telegram_handle": "two words"},
        {"telegram_handle": "\x00"},
        {"telegram_handle": "a" * 65},
        {"telegram_handle": 123456789},
        {"signal_handle": "040 123 467"},
        {"signal_handle": "@nadia"},
        {"telegram_handle_masked": "@na•••"},
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


async def test_of_two_who_type_one_address_the_second_gets_409(callers: Callers) -> None:
    body = {"allow_promotions": True, "signal_handle": NUMBER}
    await post(callers.player, PROMOTIONS, **body)
    await post(callers.player, PROMOTIONS, **body)
    answer = await callers.admin.post(PROMOTIONS, json=body)
    assert refusal(answer) == (409, "address_taken")
    assert NUMBER not in answer.text
    assert (await get(callers.admin, PROMOTIONS))["allow_promotions"] is False


async def test_of_two_who_type_one_address_at_once_one_gets_it(callers: Callers) -> None:
    for round_ in range(5):
        body = {"allow_promotions": True, "telegram_handle": f"@racer_{round_}"}
        answers = await asyncio.gather(
            *(client.post(PROMOTIONS, json=body) for client in callers.linked)
        )
        assert sorted(answer.status_code for answer in answers) == [200, 409, 409]
        winners = [
            client
            for client in callers.linked
            if (await get(client, PROMOTIONS))["telegram_handle"] == f"@racer_{round_}"
        ]
        assert len(winners) == 1


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


# --- test messages, notices, outbox ---------------------------------------------------------------


async def test_a_test_message_is_queued_now_and_then(
    website: RunningWebsite, callers: Callers, clock: time_machine.Traveller
) -> None:
    client, path = callers.player, f"{SUBSCRIPTIONS}/discord/test"
    answer = await client.post(path)
    assert (answer.status_code, answer.json()) == (202, {"queued": True})
    answer = await client.post(path)
    assert refusal(answer) == (429, "rate_limited")
    assert 0 < int(answer.headers["Retry-After"]) <= 30
    assert (await callers.admin.post(path)).status_code == 202
    clock.move_to(EVENING + timedelta(seconds=31), tick=False)
    assert (await client.post(path)).status_code == 202
    user_id = await website.user_id(client)
    count = "SELECT count(*) FROM notifications_ledger WHERE user_id = $1"
    assert await website.sql.fetchval(count, user_id) == 2
    notices = await get(client, "/api/availability/notices")
    assert [(each["channel_type"], each["state"]) for each in notices] == [
        ("discord", "pending"),
        ("discord", "pending"),
    ]
    assert len(await get(client, "/api/availability/notices?limit=1")) == 1
    for limit in ("0", "101", "x"):
        answer = await client.get(f"/api/availability/notices?limit={limit}")
        assert answer.status_code == 422


async def test_no_test_message_where_a_stranger_might_get_it(callers: Callers) -> None:
    client = callers.player
    await post(client, PROMOTIONS, allow_promotions=True, signal_handle=NUMBER)
    answer = await client.post(f"{SUBSCRIPTIONS}/signal/test")
    assert refusal(answer) == (403, "channel_not_verified")
    await link(client)
    assert (await client.post(f"{SUBSCRIPTIONS}/telegram/test")).status_code == 202
    await post(client, SUBSCRIPTIONS, channel_type="discord", enabled=False)
    answer = await client.post(f"{SUBSCRIPTIONS}/discord/test")
    assert refusal(answer) == (409, "channel_switched_off")
    assert (await client.post(f"{SUBSCRIPTIONS}/fax/test")).status_code == 422


async def test_the_outbox_shows_what_would_have_been_sent(
    website: RunningWebsite, callers: Callers
) -> None:
    await link(callers.player)
    await service.record_outbox(
        website.sql, website.parts.cipher, "telegram", CHAT, "Hello", "http://x/", EVENING
    )
    assert await get(callers.anonymous, "/api/sandbox/outbox") == [
        {
            "id": 1,
            "user_id": await website.user_id(callers.player),
            "recipient_name": "Shade",
            "channel_type": "telegram",
            "address": "12•••89",
            "text": "Hello",
            "link": "http://x/",
            "sent_at": "2026-11-20T19:30:00Z",
        }
    ]


async def test_open_pages_hear_that_the_outbox_grew(website: RunningWebsite) -> None:
    async with on_a_port(website.app) as address:
        async with listening(address) as stream:
            await stream.until(TODAY_EVENT)
            await service.record_outbox(
                website.sql, None, "discord", "channel:5", "Hello", None, EVENING
            )
            await stream.until(("outbox", {}))
        website.parts.live_feed.close()


async def test_outside_the_sandbox_there_is_no_outbox(database_url: str, page: Path) -> None:
    settings = settings_for(database_url, muster_sandbox=False)
    async with running_website(settings, page=page) as website:
        client = await website.client()
        for path in ("/api/sandbox/outbox", "/api/sandbox/outbox?limit=x"):
            assert refusal(await client.get(path)) == (404, "not_found")


# --- nothing leaks --------------------------------------------------------------------------------


async def test_nobody_else_and_no_log_learns_an_address(
    website: RunningWebsite,
    callers: Callers,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    client = callers.player
    await post(
        client, PROMOTIONS, allow_promotions=True, telegram_handle="@nadia_k", signal_handle=NUMBER
    )
    await link(client, CHAT)
    await client.post("/api/availability", json={"date": "2026-11-20", "status": "LOOKING"})
    secrets = ("nadia_k", NUMBER, "40123467", CHAT)
    for other in (callers.anonymous, callers.unlinked, callers.promoter, callers.admin):
        for path in (
            SETTINGS,
            SUBSCRIPTIONS,
            PROMOTIONS,
            "/api/availability?include_users=true",
            "/api/availability/notices",
            "/api/sandbox/outbox",
            "/metrics",
        ):
            text = (await other.get(path)).text
            assert not any(secret in text for secret in secrets), path
    await website.sql.execute("ALTER TABLE availability_channel_links RENAME TO elsewhere")
    body: Json = {"signal_handle": NUMBER}
    answers = [await client.post(PROMOTIONS, json=body), await client.get(PROMOTIONS)]
    await website.sql.execute("ALTER TABLE elsewhere RENAME TO availability_channel_links")
    for answer in answers:
        assert answer.status_code == 503
        assert not any(secret in answer.text for secret in secrets)
    out, err = capfd.readouterr()
    logged = out + err + caplog.text
    assert not any(secret in logged for secret in secrets)
