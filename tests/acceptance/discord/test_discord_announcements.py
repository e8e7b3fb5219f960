"""Answers to what everybody is told on Discord: announcements, and the daily check-in."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

import pytest

from bot.services.availability_notifier_service import AvailabilityNotifierService
from muster.channels.rules import ChannelType
from muster.clock import utc_now
from muster.evenings.service import evenings_of
from muster.notifications import service
from tests.support.fakes.chats import FakeChats
from tests.support.fakes.discord_interactions import buttons_of
from tests.support.fakes.discord_server import ANNOUNCE_ID
from tests.support.running.websites import eventually
from tests.support.scenes.asking import ask
from tests.support.scenes.community import EVENING, add_person
from tests.support.scenes.front_door import (
    KESTREL,
    MARLOW,
    RunningFrontDoor,
    front_door_settings,
    running_front_door,
)
from tests.support.scenes.linked_chats import answers, stored
from tests.support.scenes.usual import add_weeks

AFTERNOON = EVENING - timedelta(hours=3)
MESSAGE, PROMISE = 4, 5


async def announces(door: RunningFrontDoor, sql: Any, kind: str) -> dict[str, Any]:
    """The message in the channel for announcements that asks everybody."""
    await door.tonight()
    channel = door.door.parts.channels["discord"]
    address = f"channel:{ANNOUNCE_ID}"
    await ask(sql, channel, address, None, kind, day=door.today, announced_in=ANNOUNCE_ID)
    return door.server.messages()[-1]


@pytest.mark.parametrize(
    ("kind", "labels"),
    [
        ("daily_reminder", ["Looking", "Maybe", "Not tonight"]),
        ("session_ready", ["I am in", "Maybe", "Not tonight"]),
    ],
)
async def test_an_announcement_is_answered_by_whoever_presses(
    door: RunningFrontDoor, sql: Any, kind: str, labels: list[str]
) -> None:
    kestrel = await add_person(sql, 501, player="Kestrel")
    marlow = await add_person(sql, 502, player="Marlow")
    message = dict(await announces(door, sql, kind))
    assert list(buttons_of(message)) == labels
    first = await door.presses(KESTREL, message, labels[0])
    second = await door.presses(MARLOW, message, labels[0])
    assert (first.text, second.text) == (
        "You are in, first of three.",
        "You are in, second of three.",
    )
    assert first.ephemeral
    assert first.callback in (MESSAGE, PROMISE)
    assert door.server.messages()[-1] == message
    assert await answers(sql) == [(kestrel, "LOOKING"), (marlow, "LOOKING")]
    # Each changes it where only they see it.
    assert first.shown is not None
    changing = await door.presses(KESTREL, first.shown, "Change")
    assert list(changing.buttons()) == labels
    assert changing.shown is not None
    await door.presses(KESTREL, changing.shown, "Not tonight")
    assert await answers(sql) == [(kestrel, "NOT_PLAYING"), (marlow, "LOOKING")]


async def test_the_tonight_message_is_not_taken_for_an_announcement(
    database_url: str, chats: FakeChats, sql: Any
) -> None:
    settings = front_door_settings(database_url, chats)
    async with running_front_door(settings, chats) as door:
        await announces(door, sql, "daily_reminder")
    await sql.execute(
        "UPDATE tonight_messages"
        " SET discord_message_id = NULL, posted_at = NULL, doubt_since = now()"
    )
    async with running_front_door(settings, chats) as door:
        await eventually(lambda: "edit" in [method for _, method in chats.discord.requests])
        assert len(door.server.messages()) == 2


async def test_a_stranger_is_asked_who_they_are_and_their_answer_is_kept(
    door: RunningFrontDoor, sql: Any
) -> None:
    door.server.names["777"] = "Kestrel"
    await sql.execute(
        "INSERT INTO players (guid, name, canonical_name, origin)"
        " VALUES ('k', 'Kestrel', 'Kestrel', 'imported')"
    )
    pressed = await door.presses("777", await announces(door, sql, "session_ready"), "I am in")
    assert pressed.shown is not None
    assert pressed.text is not None
    assert pressed.text.startswith("Link yourself to a player profile, once.")
    linked = await door.presses("777", pressed.shown, "This is me: Kestrel")
    assert linked.text is not None
    assert "Looking today." in linked.text


async def test_what_the_ledger_sends_carries_its_answers(door: RunningFrontDoor, sql: Any) -> None:
    kestrel = await add_person(sql, 501, player="Kestrel")
    parts = door.door.parts
    channels: dict[ChannelType, Any] = {"discord": parts.channels["discord"]}
    evenings = evenings_of(door.settings)
    async with parts.database.transaction() as connection:
        await service.queue_daily_reminders(
            connection, evenings.on(door.today), ["discord"], ANNOUNCE_ID, AFTERNOON, AFTERNOON
        )
        await service.queue_test_message(connection, kestrel, "discord", EVENING)
    await sql.execute("UPDATE notifications_ledger SET useful_until = $1", EVENING.replace(hour=21))
    notifier = AvailabilityNotifierService(
        parts.database, channels, evenings, None, "one", now=utc_now
    )
    await notifier.deliver_due()
    direct = door.discord.direct(KESTREL)
    shown = {tuple(buttons_of(each)) for each in (*direct, *door.server.messages())}
    asked = ("Looking", "Maybe", "Not tonight")
    assert shown >= {asked, ("It works",)}
    announced = next(each for each in door.server.messages() if tuple(buttons_of(each)) == asked)
    pressed = await door.presses(KESTREL, announced, "Maybe")
    assert pressed.text == "You said maybe for tonight. 3 short of a session."


async def test_the_usual_answer_is_the_first_of_a_check_in(
    door: RunningFrontDoor, sql: Any
) -> None:
    kestrel = await add_person(sql, 501, player="Kestrel")
    await add_weeks(sql, kestrel, door.today, ["LOOKING"] * 5, arrives_at=time(21, 30))
    await add_person(sql, 502, player="Marlow")
    parts = door.door.parts
    channels: dict[ChannelType, Any] = {"discord": parts.channels["discord"]}
    evenings = evenings_of(door.settings)
    async with parts.database.transaction() as connection:
        await service.queue_daily_reminders(
            connection, evenings.on(door.today), ["discord"], None, AFTERNOON, AFTERNOON
        )
    await sql.execute("UPDATE notifications_ledger SET useful_until = $1", EVENING.replace(hour=21))
    notifier = AvailabilityNotifierService(
        parts.database, channels, evenings, None, "one", now=utc_now
    )
    await notifier.deliver_due()
    asked = door.discord.direct(KESTREL)[-1]
    label = "As usual: looking from 21:30"
    assert tuple(buttons_of(asked)) == (label, "Looking", "Maybe", "Not tonight")
    assert tuple(buttons_of(door.discord.direct(MARLOW)[-1])) == ("Looking", "Maybe", "Not tonight")
    pressed = await door.presses(KESTREL, asked, label)
    assert pressed.text is not None
    assert pressed.text.startswith("You are in from 21:30, first of ")
    assert (await stored(sql, kestrel))[door.today] == "LOOKING"
    [source] = await sql.fetch(
        "SELECT source FROM availability_answer_changes WHERE entry_date = $1", door.today
    )
    assert source["source"] == "discord"
