"""Whoever types an address learns nothing of whether somebody else has it (section 6)."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx2
import pytest

from tests.acceptance.conftest import Callers
from tests.support.refusals import refusal
from tests.support.running.websites import RunningWebsite
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
from tests.support.scenes.promoting import create, preview, read

website = website_with_contact_data

WORLDS = ("nobody has it", "typed", "verified", "typed and disputed", "typed, and verified since")
HOLDERS = "SELECT user_id FROM availability_channel_links WHERE channel_type = $1"


async def make(world: str, callers: Callers, address: str) -> None:
    """Bring it about that the promoter would type an address that is somebody else's, or is not."""
    name = "signal" if address.startswith("+") else "telegram"
    body = {"allow_promotions": True, f"{name}_handle": address}
    if world.startswith("typed"):
        await post(callers.player, PROMOTIONS, **body)
    if world == "verified":
        await link(callers.player, address)
    if world == "typed and disputed":
        await post(callers.admin, PROMOTIONS, **body)
    if world == "typed, and verified since":
        await link(callers.admin, address)


def without_id(answer: Json) -> Json:
    return {name: value for name, value in answer.items() if name not in ("user_id", "timezone")}


async def all_that_shows(client: httpx2.AsyncClient, name: str) -> list[Any]:
    seen: list[Any] = [without_id(await get(client, PROMOTIONS))]
    seen.append(without_id(await get(client, SETTINGS)))
    seen.append((await channels(client))[name])
    test = await client.post(f"{SUBSCRIPTIONS}/{name}/test")
    seen.append(refusal(test))
    seen.append(await preview(client))
    created = await create(client)
    seen.append((created["channels_summary"], created["recipient_count"]))
    campaign = await read(client)
    assert campaign is not None
    seen.append(campaign["channels_summary"])
    seen.append(await get(client, "/api/availability/notices"))
    return seen


@pytest.mark.parametrize(("address", "spelling"), [(NUMBER, "+386 40 123-467"), (CHAT, CHAT)])
@pytest.mark.parametrize("world", WORLDS)
async def test_everything_that_shows_is_as_if_nobody_had_it(
    callers: Callers, world: str, address: str, spelling: str
) -> None:
    name = "signal" if address == NUMBER else "telegram"
    await make(world, callers, address)
    client = callers.promoter
    await client.post("/api/availability", json={"date": "2026-11-20", "status": "LOOKING"})
    body = {"allow_promotions": True, f"{name}_handle": spelling}
    answers = [await post(client, PROMOTIONS, **body) for _ in range(2)]
    assert answers[0] == answers[1] == await get(client, PROMOTIONS)
    masked = "+386••••67" if name == "signal" else "12•••89"
    assert answers[0][f"{name}_handle"] == address
    assert answers[0][f"{name}_handle_masked"] == masked
    assert answers[0][f"{name}_handle_deliverable"] is True
    assert answers[0][f"{name}_handle_lost"] is False
    shown, *seen = await all_that_shows(client, name)
    assert shown == without_id(answers[0])
    settings, channel, test, asked, summary, again, notices = seen
    assert settings[f"{name}_notify"] is False
    assert (channel["enabled"], channel["verified"]) == (False, False)
    assert (channel["channel_address"], channel["refused_reason"]) == (masked, None)
    assert test == (403, "channel_not_verified")
    assert asked["channels_summary"][name] == 1
    assert [each["selected_channel"] for each in asked["recipients_preview"]] == [name]
    assert (summary, again) == ((asked["channels_summary"], 1), asked["channels_summary"])
    assert notices == []
    # It can be forgotten and typed again like any other.
    assert (await post(client, PROMOTIONS, **{f"{name}_handle": ""}))[f"{name}_handle"] is None
    assert await post(client, PROMOTIONS, **body) == answers[0]


async def test_one_account_an_address_stays_the_rule(
    website: RunningWebsite, callers: Callers
) -> None:
    body = {"allow_promotions": True, "signal_handle": NUMBER}
    for client in callers.linked:
        await post(client, PROMOTIONS, **body)
    holder = await website.user_id(callers.player)
    assert [row[0] for row in await website.sql.fetch(HOLDERS, "signal")] == [holder]
    await post(callers.player, PROMOTIONS, signal_handle=None)
    assert await website.sql.fetch(HOLDERS, "signal") == []
    await post(callers.admin, PROMOTIONS, **body)
    holder = await website.user_id(callers.admin)
    assert [row[0] for row in await website.sql.fetch(HOLDERS, "signal")] == [holder]


async def test_of_many_who_type_one_address_at_once_one_has_it(
    website: RunningWebsite, callers: Callers
) -> None:
    for round_ in range(5):
        body = {"allow_promotions": True, "telegram_handle": f"@racer_{round_}"}
        answers = await asyncio.gather(
            *(client.post(PROMOTIONS, json=body) for client in callers.linked)
        )
        assert [answer.status_code for answer in answers] == [200, 200, 200]
        for client in callers.linked:
            assert (await get(client, PROMOTIONS))["telegram_handle"] == f"@racer_{round_}"
        assert len(await website.sql.fetch(HOLDERS, "telegram")) == 1


async def test_who_typed_a_chat_that_somebody_links_is_told(callers: Callers) -> None:
    body = {"allow_promotions": True, "signal_handle": NUMBER}
    await post(callers.promoter, PROMOTIONS, **body)
    await link(callers.player, NUMBER)
    assert (await get(callers.promoter, PROMOTIONS))["signal_handle"] is None
    channel = (await channels(callers.promoter))["signal"]
    assert channel["channel_address"] is None
    assert channel["refused_reason"].startswith("Somebody else linked the chat")
    assert "Link a chat of your own" in channel["refused_reason"]
    assert (await channels(callers.player))["signal"]["verified"] is True
    # Whoever types another one hears no more of it.
    await post(callers.promoter, PROMOTIONS, signal_handle="+38640000001")
    assert (await channels(callers.promoter))["signal"]["refused_reason"] is None


async def test_who_proves_a_disputed_chat_has_it(callers: Callers) -> None:
    body = {"allow_promotions": True, "signal_handle": NUMBER}
    for client in (callers.player, callers.promoter):
        await post(client, PROMOTIONS, **body)
    await link(callers.promoter, NUMBER)
    assert (await channels(callers.promoter))["signal"]["verified"] is True
    assert (await get(callers.promoter, PROMOTIONS))["signal_handle"] == NUMBER
    assert (await channels(callers.player))["signal"]["refused_reason"] is not None
    made = await post(callers.player, TOKEN, channel_type="signal")
    body = {"channel_type": "signal", "token": made["token"], "channel_address": NUMBER}
    assert refusal(await callers.anonymous.post(CONFIRM, json=body)) == (409, "address_taken")


async def test_deleting_a_channel_forgets_what_was_disputed(
    website: RunningWebsite, callers: Callers
) -> None:
    body = {"allow_promotions": True, "signal_handle": NUMBER}
    for client in (callers.player, callers.promoter):
        await post(client, PROMOTIONS, **body)
    assert (await callers.promoter.delete(f"{SUBSCRIPTIONS}/signal")).status_code == 200
    assert (await get(callers.promoter, PROMOTIONS))["signal_handle"] is None
    left = "SELECT count(*) FROM availability_disputed_handles"
    assert await website.sql.fetchval(left) == 0
    assert (await get(callers.player, PROMOTIONS))["signal_handle"] == NUMBER
