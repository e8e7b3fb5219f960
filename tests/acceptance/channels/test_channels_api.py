"""Subscriptions, linking a channel, test messages, notices, the outbox (contract, section 6)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine

from muster.channels import service
from muster.sandbox import service as sandbox
from tests.acceptance.conftest import Callers
from tests.support.refusals import JSON, refusal
from tests.support.running.live_stream import TODAY_EVENT, listening
from tests.support.running.websites import RunningWebsite, on_a_port, running_website
from tests.support.scenes.community import EVENING, settings_for
from tests.support.scenes.preferences import (
    CHAT,
    CONFIRM,
    NUMBER,
    PROMOTIONS,
    SETTINGS,
    SUBSCRIPTIONS,
    TOKEN,
    Json,
    channels,
    get,
    link,
    post,
    website_with_contact_data,
)

website = website_with_contact_data


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
    shown = [(each["channel_type"], each["state"], each["reference"]) for each in notices]
    assert shown == [("discord", "pending", None)] * 2
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
    await sandbox.record_sent(
        website.sql, website.parts.cipher, "telegram", CHAT, "Hello", "http://x/", [], EVENING
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
            "answers": [],
        }
    ]


async def test_open_pages_hear_that_the_outbox_grew(website: RunningWebsite) -> None:
    async with on_a_port(website.app) as address:
        async with listening(address) as stream:
            await stream.until(TODAY_EVENT)
            await sandbox.record_sent(
                website.sql, None, "discord", "channel:5", "Hello", None, [], EVENING
            )
            await stream.until(("outbox", {}))
        website.parts.live_feed.close()


async def test_outside_the_sandbox_there_is_no_outbox(database_url: str, page: Path) -> None:
    settings = settings_for(database_url, muster_sandbox=False)
    async with running_website(settings, page=page) as website:
        client = await website.client()
        for path in ("/api/sandbox/outbox", "/api/sandbox/outbox?limit=x"):
            assert refusal(await client.get(path)) == (404, "not_found")
