"""Answers below the outbox's messages: pressed as whoever got the message, as on their phone."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine

from bot.sandbox import SandboxChannel
from muster.channels.rules import ChannelType
from muster.database import Database
from tests.acceptance.conftest import Callers
from tests.support.refusals import refusal
from tests.support.running.websites import RunningWebsite
from tests.support.scenes.asking import ask
from tests.support.scenes.community import EVENING, TODAY
from tests.support.scenes.preferences import get, website_with_contact_data

website = website_with_contact_data

OUTBOX = "/api/sandbox/outbox"


@pytest.fixture(autouse=True)
def evening() -> Any:
    with time_machine.travel(EVENING, tick=False):
        yield


async def asked(
    website: RunningWebsite,
    database: Database,
    kind: str,
    user_id: int | None,
    channel_type: ChannelType = "discord",
) -> None:
    """A message of this kind is in the outbox, from the ledger to the sandbox's channel."""
    channel = SandboxChannel(channel_type, database, website.parts.cipher)
    address = "channel:7" if user_id is None else "user:102"
    announced_in = 7 if user_id is None else None
    await ask(website.sql, channel, address, user_id, kind, announced_in=announced_in)


async def answers(website: RunningWebsite) -> list[Any]:
    return await website.sql.fetch(
        "SELECT user_id, status, arrives_at::text, only_if FROM availability_entries"
        " WHERE entry_date = $1",
        TODAY,
    )


async def test_a_press_answers_for_whoever_got_the_message(
    website: RunningWebsite, callers: Callers, database: Database
) -> None:
    player = await website.user_id(callers.player)
    await asked(website, database, "call", player)
    (message,) = await get(callers.anonymous, OUTBOX)
    labels = [answer["label"] for answer in message["answers"]]
    assert labels[0] == "I am in"
    assert labels[-1] == "Not tonight"
    pressed = await callers.anonymous.post(f"{OUTBOX}/1/press", json=message["answers"][0])
    assert pressed.status_code == 200
    assert pressed.json()["replaces"] is True
    assert [tuple(row) for row in await answers(website)] == [(player, "LOOKING", None, None)]
    (message,) = await get(callers.anonymous, OUTBOX)
    assert message["text"].startswith(pressed.json()["text"])
    assert [answer["label"] for answer in message["answers"]] == ["Change"]


async def test_a_changed_mind_is_two_presses(
    website: RunningWebsite, callers: Callers, database: Database
) -> None:
    player = await website.user_id(callers.player)
    await asked(website, database, "call", player)
    for label in ("I am in", "Change", "Not tonight"):
        (message,) = await get(callers.anonymous, OUTBOX)
        (data,) = [each["data"] for each in message["answers"] if each["label"] == label]
        pressed = await callers.anonymous.post(f"{OUTBOX}/1/press", json={"data": data})
        assert pressed.status_code == 200
    assert [tuple(row) for row in await answers(website)] == [(player, "NOT_PLAYING", None, None)]


async def test_what_the_message_does_not_offer_is_nothing(
    website: RunningWebsite, callers: Callers, database: Database
) -> None:
    player = await website.user_id(callers.player)
    await asked(website, database, "call", player)
    (message,) = await get(callers.anonymous, OUTBOX)
    data = message["answers"][0]["data"]
    for path, body in (
        (f"{OUTBOX}/1/press", {"data": f"{data}x"}),
        (f"{OUTBOX}/2/press", {"data": data}),
    ):
        assert refusal(await callers.player.post(path, json=body)) == (404, "not_found")
    for body in ({}, {"data": ""}, {"data": 7}, {"data": "x" * 101}):
        assert (await callers.player.post(f"{OUTBOX}/1/press", json=body)).status_code == 422
    assert (await callers.player.post(f"{OUTBOX}/0/press", json={"data": data})).status_code == 422
    assert await answers(website) == []


async def test_an_announcement_is_answered_by_whoever_is_signed_in_and_stays(
    website: RunningWebsite, callers: Callers, database: Database
) -> None:
    await asked(website, database, "daily_reminder", None)
    (before,) = await get(callers.anonymous, OUTBOX)
    body = {"data": before["answers"][0]["data"]}
    path = f"{OUTBOX}/1/press"
    assert refusal(await callers.anonymous.post(path, json=body)) == (401, "not_signed_in")
    assert refusal(await callers.unlinked.post(path, json=body)) == (403, "not_linked")
    pressed = await callers.promoter.post(path, json=body)
    assert pressed.status_code == 200
    assert pressed.json()["replaces"] is False
    (row,) = await answers(website)
    assert row["user_id"] == await website.user_id(callers.promoter)
    assert await get(callers.anonymous, OUTBOX) == [before]
