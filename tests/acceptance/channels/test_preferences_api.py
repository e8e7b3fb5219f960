"""Who may use settings, channels and promotion preferences; settings; whom addresses are shown to
(contract, section 6)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pydantic import SecretStr

from tests.acceptance.conftest import Callers
from tests.support.refusals import JSON, MISSHAPEN, refusal
from tests.support.routes import PREFERENCE_CHANGES, PREFERENCE_READS, ask
from tests.support.running.websites import RunningWebsite, running_website
from tests.support.scenes.community import PLAYER, settings_for
from tests.support.scenes.preferences import (
    CHAT,
    CONFIRM,
    KEY,
    NUMBER,
    PROMOTIONS,
    SENDER_KEY,
    SETTINGS,
    SUBSCRIPTIONS,
    TOKEN,
    Json,
    get,
    link,
    post,
    website_with_contact_data,
)

website = website_with_contact_data


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
    settings = settings_for(
        url_for_role(database_url),
        contact_data_encryption_key=SecretStr(KEY),
        muster_vapid_private_key=SecretStr(SENDER_KEY),
    )
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
        "availability_reminders_enabled": True,
        "timezone": "Europe/Ljubljana",
        "discord_notify": True,
        "telegram_notify": False,
        "signal_notify": False,
        "push_notify": False,
    }
    assert subscriptions == (await get(callers.player, SUBSCRIPTIONS))["subscriptions"]
    assert await website.sql.fetchval("SELECT count(*) FROM availability_user_settings") == 0


async def test_a_change_touches_what_it_names_alone(callers: Callers) -> None:
    before = await get(callers.player, SETTINGS)
    changes: list[Json] = [
        {"sound_enabled": False, "get_ready_sound": False},
        {"sound_cooldown_seconds": 30},
        {"sound_cooldown_seconds": 3600, "timezone": "America/New_York"},
        {"availability_reminders_enabled": False},
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
        {"sound_enabled": True},  # the other name says off
    ],
)
async def test_settings_that_do_not_fit_change_nothing(callers: Callers, body: Json) -> None:
    answer = await callers.player.post(SETTINGS, json={"get_ready_sound": False} | body)
    assert refusal(answer) == (422, "invalid_input")
    assert (await get(callers.player, SETTINGS))["get_ready_sound"] is True


@pytest.mark.parametrize("path", [SETTINGS, "/api/availability/preferences"])
async def test_sound_is_one_value_under_two_names(
    website: RunningWebsite, callers: Callers, path: str
) -> None:
    for changes, expected in (
        ({"sound_enabled": False}, False),
        ({"sound_cooldown_seconds": 60}, False),
        ({"get_ready_sound": True}, True),
        ({"get_ready_sound": False}, False),
        ({"sound_enabled": True}, True),
        ({"sound_enabled": False, "get_ready_sound": False}, False),
    ):
        answers = [
            await post(callers.player, path, **changes),
            await get(callers.player, SETTINGS),
            await get(callers.player, "/api/availability/preferences"),
        ]
        for found in answers:
            assert (found["sound_enabled"], found["get_ready_sound"]) == (expected, expected)
    stored = await website.sql.fetchrow(
        "SELECT sound_enabled, get_ready_sound FROM availability_user_settings"
    )
    assert tuple(stored) == (False, False)
    refused = await callers.player.post(
        path, json={"sound_enabled": True, "get_ready_sound": False}
    )
    assert refused.status_code == 422
    assert refused.json()["detail"] == (
        "get_ready_sound must be the same as sound_enabled: they are one value."
    )


@pytest.mark.parametrize("stored", [(True, False), (False, True)])
async def test_sound_that_an_older_muster_stored_as_two_values_is_off(
    website: RunningWebsite, callers: Callers, stored: tuple[bool, bool]
) -> None:
    await website.sql.execute(
        "INSERT INTO availability_user_settings"
        " (user_id, sound_enabled, get_ready_sound, created_at, updated_at)"
        " VALUES ($1, $2, $3, now(), now())",
        await website.user_id(callers.player),
        *stored,
    )
    found = await get(callers.player, SETTINGS)
    assert (found["sound_enabled"], found["get_ready_sound"]) == (False, False)
    found = await post(callers.player, SETTINGS, timezone="Europe/Vienna")
    assert (found["sound_enabled"], found["get_ready_sound"]) == (False, False)


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
