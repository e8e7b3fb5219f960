"""Browsers that may notify their people: let in, taken over, taken off; answers from there."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from typing import Any

import httpx2
import pytest
import time_machine

from muster.notifications.answers import Choice, offered
from muster.notifications.rules import MessageKind
from tests.acceptance.conftest import Callers
from tests.support.refusals import refusal
from tests.support.running.websites import RunningWebsite, running_website
from tests.support.scenes.asking import add_sent
from tests.support.scenes.community import EVENING, PLAYER, TODAY, settings_for
from tests.support.scenes.preferences import (
    PUSH,
    PUSH_DEVICE,
    SETTINGS,
    SUBSCRIPTIONS,
    Json,
    channels,
    get,
    post,
    website_with_contact_data,
)

website = website_with_contact_data
DEVICES, PRESS = f"{PUSH}/devices", f"{PUSH}/press"
PHONE = {
    "User-Agent": "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0",
}


def device(number: int = 1, **changes: Any) -> Json:
    endpoint = f"https://push.example.org/send/{number}"
    return {**PUSH_DEVICE, "endpoint": endpoint, **changes}


async def names(client: httpx2.AsyncClient) -> list[str]:
    return [each["name"] for each in (await get(client, PUSH))["devices"]]


async def test_a_browser_is_let_in_and_push_is_on(
    website: RunningWebsite, callers: Callers
) -> None:
    client = callers.player
    before = await get(client, PUSH)
    assert before == {
        "user_id": await website.user_id(client),
        "application_server_key": PUSH_DEVICE["application_server_key"],
        "devices": [],
    }
    assert (await channels(client))["push"]["enabled"] is False
    answer = await client.post(DEVICES, json=device(), headers=PHONE)
    assert answer.status_code == 200
    (shown,) = answer.json()["devices"]
    assert (shown["name"], shown["current"], shown["current_key"]) == (
        "Firefox, Android",
        True,
        True,
    )
    push = (await channels(client))["push"]
    assert (push["enabled"], push["verified"], push["channel_address"]) == (
        True,
        True,
        "Firefox, Android",
    )
    assert (await get(client, SETTINGS))["push_notify"] is True
    # What a browser says of itself is contact data: encrypted, and in nobody's answer.
    stored = await website.sql.fetchval("SELECT row_to_json(d)::text FROM push_devices d")
    for secret in (device()["endpoint"], *PUSH_DEVICE["keys"].values()):
        assert secret not in stored
        assert secret not in answer.text
        assert secret not in (await client.get("/api/me/data")).text
    given = json.loads((await client.get("/api/me/data")).text)
    assert "Firefox, Android" in json.dumps(given)


async def test_a_browser_has_one_device_and_a_new_endpoint_takes_the_old_ones_place(
    callers: Callers,
) -> None:
    client = callers.player
    first = (await post(client, DEVICES, **device(1)))["devices"]
    again = (await post(client, DEVICES, **device(2)))["devices"]
    assert len(first) == len(again) == 1
    assert again[0]["since"] == first[0]["since"]


async def test_whoever_lets_the_same_browser_in_has_it(
    website: RunningWebsite, callers: Callers
) -> None:
    await post(callers.player, DEVICES, **device())
    await post(callers.promoter, DEVICES, **device())
    assert (len(await names(callers.player)), len(await names(callers.promoter))) == (0, 1)
    assert await website.sql.fetchval("SELECT count(*) FROM push_devices") == 1
    assert (await channels(callers.player))["push"]["verified"] is False


async def test_what_renews_a_device_lets_nobody_in_and_switches_nothing_on(
    website: RunningWebsite, callers: Callers
) -> None:
    client = callers.player
    renewal = device(2, renews=True)

    async def refused(by: httpx2.AsyncClient) -> None:
        answer = await by.post(DEVICES, json=renewal)
        assert (answer.status_code, answer.json()["code"]) == (404, "device_not_found")

    await refused(client)
    assert (await channels(client))["push"]["enabled"] is False
    (added,) = (await post(client, DEVICES, **device(1)))["devices"]
    await post(client, SETTINGS, push_notify=False)
    before = await website.sql.fetchval("SELECT endpoint_hash FROM push_devices")
    (renewed,) = (await post(client, DEVICES, **renewal))["devices"]
    assert renewed["since"] == added["since"]
    assert await website.sql.fetchval("SELECT endpoint_hash FROM push_devices") != before
    assert (await get(client, SETTINGS))["push_notify"] is False, "who switched it off"

    # Somebody else who has signed in there since, and whoever was taken off the list.
    await refused(callers.promoter)
    assert await names(client) == [renewed["name"]]
    assert (await client.delete(f"{DEVICES}/{renewed['id']}")).is_success
    await refused(client)
    assert await names(client) == []


async def test_two_people_at_the_same_moment_leave_one_of_them_with_it(
    website: RunningWebsite, callers: Callers
) -> None:
    answers = await asyncio.gather(
        *(client.post(DEVICES, json=device()) for client in callers.linked for _ in range(4))
    )
    assert {answer.status_code for answer in answers} <= {200, 409}
    assert await website.sql.fetchval("SELECT count(*) FROM push_devices") == 1


async def test_signing_out_lets_nothing_come_there_any_more(
    website: RunningWebsite, callers: Callers
) -> None:
    elsewhere = await website.signed_in(PLAYER)
    await post(callers.player, DEVICES, **device(1))
    await post(elsewhere, DEVICES, **device(2))
    assert len(await names(elsewhere)) == 2
    assert (await elsewhere.post("/auth/logout")).is_success
    assert len(await names(callers.player)) == 1
    assert (await callers.player.post("/auth/logout-everywhere")).is_success
    assert await website.sql.fetchval("SELECT count(*) FROM push_devices") == 0


async def test_devices_of_a_key_that_is_not_set_are_told_of_before_they_are_forgotten(
    website: RunningWebsite, callers: Callers
) -> None:
    async def state() -> str:
        told = await get(callers.admin, "/api/admin/health")
        findings = [each for part in told["parts"] for each in part["findings"]]
        return next(each["state"] for each in findings if each["subject"] == "push devices")

    assert await state() == "off"
    await post(callers.player, DEVICES, **device())
    assert await state() == "ok"
    await website.sql.execute("UPDATE push_devices SET sender_key = repeat('0', 16)")
    assert await state() == "warn"


async def test_nobody_has_more_than_ten(website: RunningWebsite, callers: Callers) -> None:
    browsers = [await website.signed_in(PLAYER) for _ in range(12)]
    answers = await asyncio.gather(
        *(client.post(DEVICES, json=device(number)) for number, client in enumerate(browsers))
    )
    refused = [refusal(each) for each in answers if not each.is_success]
    assert refused == [(409, "too_many_devices")] * 2
    assert len(await names(callers.player)) == 10
    # One that is in already may subscribe anew, and a place that is free may be taken.
    inside = next(client for client, each in zip(browsers, answers, strict=True) if each.is_success)
    assert (await inside.post(DEVICES, json=device(99))).is_success
    outside = next(
        client for client, each in zip(browsers, answers, strict=True) if not each.is_success
    )
    (first, *_) = (await get(callers.player, PUSH))["devices"]
    assert (await callers.player.delete(f"{DEVICES}/{first['id']}")).is_success
    assert (await outside.post(DEVICES, json=device(100))).is_success


async def test_only_its_owner_takes_a_device_off(callers: Callers) -> None:
    ((shown),) = (await post(callers.player, DEVICES, **device()))["devices"]
    for client in (callers.promoter, callers.admin):
        assert refusal(await client.delete(f"{DEVICES}/{shown['id']}")) == (404, "device_not_found")
    assert (await callers.player.delete(f"{DEVICES}/{shown['id']}")).json()["devices"] == []
    assert refusal(await callers.player.delete(f"{DEVICES}/{shown['id']}"))[0] == 404


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"endpoint": "http://push.example.org/1"}, "endpoint"),
        ({"endpoint": "https://10.0.0.1/1"}, "endpoint"),
        ({"endpoint": "https://localhost:8000/1"}, "endpoint"),
        ({"endpoint": "https://push.example.org/" + "x" * 1000}, "endpoint"),
        ({"endpoint": "https://push.example.org/š"}, "endpoint"),
        ({"keys": {**PUSH_DEVICE["keys"], "p256dh": "AAAA"}}, "p256dh"),
        ({"keys": {**PUSH_DEVICE["keys"], "auth": "AAAA"}}, "auth"),
        ({"application_server_key": "B" * 87}, "application_server_key"),
    ],
)
async def test_what_no_push_service_gives_is_refused_and_not_repeated(
    callers: Callers, changes: Json, field: str
) -> None:
    answer = await callers.player.post(DEVICES, json=device(**changes))
    assert refusal(answer) == (422, "invalid_input")
    assert field in answer.text
    for value in changes.values():
        assert json.dumps(value) not in answer.text
    assert await names(callers.player) == []


async def test_without_keys_there_is_no_push(database_url: str) -> None:
    async with running_website(settings_for(database_url)) as website:
        client = await website.client()
        await client.post("/auth/sandbox/login", json={"discord_user_id": str(PLAYER)})
        await post(client, "/auth/players", name="Shade")
        found = await get(client, PUSH)
        assert (found["application_server_key"], found["devices"]) == (None, [])
        answer = await client.post(DEVICES, json=device())
        assert refusal(answer) == (503, "push_not_configured")


# --- answers --------------------------------------------------------------------------------------


async def asked(
    website: RunningWebsite, user_id: int, kind: MessageKind = "daily_reminder", **more: Any
) -> dict[str, str]:
    """A message of this kind was sent to a person by push; what its answers say, by their keys."""
    payload = {"kind": kind, "date": TODAY.isoformat()}
    if kind == "test":
        del payload["date"]
    nonce = await add_sent(website.sql, "push", user_id, payload, **more)
    keys = {"daily_reminder": ("looking", "maybe", "no"), "test": ("works",)}[kind]
    found = offered([Choice(key, key) for key in keys], TODAY, nonce, "en")
    return {each.label: each.data for each in found}


async def answer_of(website: RunningWebsite, user_id: int) -> tuple[str, str] | None:
    row = await website.sql.fetchrow(
        """
        SELECT e.status, c.source
          FROM availability_entries e
          JOIN availability_answer_changes c USING (user_id, entry_date)
         WHERE e.user_id = $1 AND e.entry_date = $2 ORDER BY c.id DESC LIMIT 1
        """,
        user_id,
        TODAY,
    )
    return None if row is None else (row[0], row[1])


@pytest.fixture
def evening() -> Any:
    with time_machine.travel(EVENING, tick=False) as travelling:
        yield travelling


async def test_an_answer_pressed_on_a_device_counts_like_any_other(
    website: RunningWebsite, callers: Callers, evening: Any
) -> None:
    player = await website.user_id(callers.player)
    data = await asked(website, player)
    told = await post(callers.player, PRESS, data=data["looking"])
    assert told["text"]
    assert [each["label"] for each in told["answers"]] == ["Change"]
    assert await answer_of(website, player) == ("LOOKING", "push")
    # Pressed twice, as by a worker that did not hear the first answer, it is one answer.
    await post(callers.player, PRESS, data=data["looking"])
    assert await answer_of(website, player) == ("LOOKING", "push")
    changed = await post(callers.player, PRESS, data=told["answers"][0]["data"])
    assert len(changed["answers"]) == 3


async def test_what_waited_for_a_network_does_not_overtake_a_newer_answer(
    website: RunningWebsite, callers: Callers, evening: Any
) -> None:
    player = await website.user_id(callers.player)
    data = await asked(website, player)
    late = {"data": data["maybe"], "waited_seconds": 1800}
    assert (await callers.player.post(PRESS, json=late)).is_success
    assert await answer_of(website, player) == ("MAYBE", "push")
    await post(callers.player, "/api/availability", date=TODAY.isoformat(), status="NOT_PLAYING")
    earlier = late | {"waited_seconds": 1200}
    assert refusal(await callers.player.post(PRESS, json=earlier)) == (409, "answer_overtaken")
    assert await answer_of(website, player) == ("NOT_PLAYING", "page")


async def test_a_day_later_it_changes_nothing_and_says_so(
    website: RunningWebsite, callers: Callers, evening: Any
) -> None:
    player = await website.user_id(callers.player)
    data = await asked(website, player)
    evening.shift(timedelta(days=1))
    told = await post(callers.player, PRESS, data=data["looking"], waited_seconds=86_400)
    assert told == {"text": "That evening is over, so nothing was changed.", "answers": []}
    assert await answer_of(website, player) is None


async def test_nobody_answers_for_somebody_else(
    website: RunningWebsite, callers: Callers, evening: Any
) -> None:
    player = await website.user_id(callers.player)
    data = await asked(website, player)
    told = await post(callers.promoter, PRESS, data=data["looking"])
    assert "somebody else" in told["text"]
    assert await answer_of(website, player) is None
    assert await answer_of(website, await website.user_id(callers.promoter)) is None
    assert refusal(await callers.anonymous.post(PRESS, json={"data": data["looking"]})) == (
        401,
        "not_signed_in",
    )


async def test_a_test_message_is_queued_and_answered(
    website: RunningWebsite, callers: Callers, evening: Any
) -> None:
    player = await website.user_id(callers.player)
    path = f"{SUBSCRIPTIONS}/push/test"
    assert refusal(await callers.player.post(path)) == (403, "channel_not_verified")
    await post(callers.player, DEVICES, **device())
    assert (await callers.player.post(path)).status_code == 202
    queued = await website.sql.fetchval(
        "SELECT count(*) FROM notifications_ledger WHERE user_id = $1 AND channel_type = 'push'",
        player,
    )
    assert queued == 1
    data = await asked(website, player, "test")
    told = await post(callers.player, PRESS, data=data["works"])
    assert "works" in told["text"]
