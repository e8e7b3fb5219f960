"""Answers below direct messages on Discord."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

import pytest
import time_machine

from bot.discord import messages
from bot.discord.interactions import ANSWER_WITHIN_SECONDS
from muster.errors import DatabaseUnavailable, NotLinked
from muster.notifications.messages import EVENING_OVER, IT_WORKS, NOT_YOURS, UNKNOWN_ANSWER
from tests.support.fakes.chats import FakeChats
from tests.support.fakes.discord_interactions import Interaction, buttons_of
from tests.support.running.websites import eventually
from tests.support.scenes.asking import add_cancelled_job, ask
from tests.support.scenes.community import EVENING, add_person
from tests.support.scenes.front_door import (
    KESTREL,
    MARLOW,
    RunningFrontDoor,
    front_door_settings,
    running_front_door,
)
from tests.support.scenes.linked_chats import answers, stored

UPDATE, PROMISE_UPDATE = 7, 6


async def asks(
    door: RunningFrontDoor, sql: Any, user_id: int, kind: str, person: str = KESTREL, **details: Any
) -> dict[str, Any]:
    """Somebody is asked in a direct message; the message."""
    channel = door.door.parts.channels["discord"]
    await ask(sql, channel, f"user:{person}", user_id, kind, day=door.today, **details)
    return door.discord.direct(person)[-1]


async def presses_id(
    door: RunningFrontDoor, person: str, message: dict[str, Any], custom_id: str
) -> Interaction:
    """Press a button with this id, which stands below a message of the bot's from another time."""
    button = {"type": 2, "style": 2, "label": "Old", "custom_id": custom_id}
    message["components"] = [{"type": 1, "components": [button]}]
    pressed = await door.does(door.server.press_id, person, dict(message), custom_id)
    await door.hears(pressed)
    return pressed


def first_line(message: dict[str, Any]) -> str:
    return message["content"].partition("\n")[0]


# --- presses --------------------------------------------------------------------------------------


async def test_a_press_in_a_direct_message_is_an_answer_and_the_message_says_what_holds(
    door: RunningFrontDoor, sql: Any
) -> None:
    kestrel = await add_person(sql, 501, player="Kestrel")
    message = await asks(door, sql, kestrel, "promotion_reminder")
    assert list(buttons_of(message)) == ["Coming", "10 minutes late", "Can't after all"]
    pressed = await door.presses(KESTREL, message, "Coming")
    assert await stored(sql, kestrel) == {door.today: "LOOKING"}
    assert pressed.callback in (UPDATE, PROMISE_UPDATE)
    (shown,) = door.discord.direct(KESTREL)
    assert first_line(shown) == "You are in, first of three."
    # By its link a message that was sent is known again, whatever it says by then.
    assert (
        message["content"].split("\n")[1].replace("http://127.0.0.1:8000", "") in shown["content"]
    )
    assert "Turn messages off" in shown["content"]
    assert list(buttons_of(shown)) == ["Change"]
    await door.shows(lambda text: "**Queue:** Kestrel" in text)


@pytest.mark.parametrize(
    ("kind", "label", "status", "said"),
    [
        ("daily_reminder", "Looking", "LOOKING", "You are in, first of three."),
        ("daily_reminder", "Maybe", "MAYBE", "You said maybe for tonight. 3 short of a session."),
        ("daily_reminder", "Not tonight", "NOT_PLAYING", "You are not playing tonight."),
        ("call", "I am in", "LOOKING", "You are in, first of three."),
        ("promotion_start", "Can't after all", "NOT_PLAYING", "You are not playing tonight."),
        ("promotion_followup", "On my way", "LOOKING", "You are in, first of three."),
    ],
)
async def test_every_answer_does_what_it_says(
    door: RunningFrontDoor, sql: Any, kind: str, label: str, status: str, said: str
) -> None:
    kestrel = await add_person(sql, 501, player="Kestrel")
    await door.presses(KESTREL, await asks(door, sql, kestrel, kind), label)
    assert first_line(door.discord.direct(KESTREL)[-1]) == said
    assert await stored(sql, kestrel) == {door.today: status}


async def test_an_answer_can_be_changed_and_given_for_later(
    door: RunningFrontDoor, sql: Any
) -> None:
    kestrel = await add_person(sql, 501, player="Kestrel")
    message = await asks(door, sql, kestrel, "call")
    for label, status in (
        ("Not tonight", "NOT_PLAYING"),
        ("Change", "NOT_PLAYING"),
        ("I am in, later", "NOT_PLAYING"),
        ("21:30", "LOOKING"),
    ):
        await door.presses(KESTREL, message, label)
        assert await stored(sql, kestrel) == {door.today: status}
        (message,) = door.discord.direct(KESTREL)
    assert list(buttons_of(message)) == ["Change"]
    assert first_line(message) == "You are in from 21:30, first of three."
    row = await sql.fetchrow(
        "SELECT arrives_at, source FROM availability_answer_changes ORDER BY id DESC"
    )
    assert tuple(row) == (time(21, 30), "discord")


async def test_a_test_message_is_acknowledged(door: RunningFrontDoor, sql: Any) -> None:
    kestrel = await add_person(sql, 501, player="Kestrel")
    await door.presses(KESTREL, await asks(door, sql, kestrel, "test"), "It works")
    (shown,) = door.discord.direct(KESTREL)
    assert (first_line(shown), shown["components"]) == (str(IT_WORKS), [])
    assert await answers(sql) == []


async def test_a_press_works_after_a_restart_of_the_bot(
    database_url: str, chats: FakeChats, sql: Any
) -> None:
    settings = front_door_settings(database_url, chats)
    kestrel = await add_person(sql, 501, player="Kestrel")
    async with running_front_door(settings, chats) as door:
        message = await asks(door, sql, kestrel, "promotion_reminder")
    async with running_front_door(settings, chats) as door:
        await door.presses(KESTREL, message, "Coming")
        assert first_line(door.discord.direct(KESTREL)[-1]) == "You are in, first of three."
        assert await stored(sql, kestrel) == {door.today: "LOOKING"}


async def stays(
    door: RunningFrontDoor, message: dict[str, Any], pressed: Interaction, said: str
) -> None:
    """Whoever pressed is told beside the message, alone, and the message is as it was."""
    assert pressed.text == said
    assert pressed.ephemeral
    shown = door.discord.messages[message["channel_id"]][-1]
    assert (shown["content"], shown["components"]) == (message["content"], message["components"])


async def test_a_press_on_a_message_to_somebody_else_changes_nobodys_answer(
    door: RunningFrontDoor, sql: Any
) -> None:
    kestrel = await add_person(sql, 501, player="Kestrel")
    marlow = await add_person(sql, 502, player="Marlow")
    message = await asks(door, sql, kestrel, "promotion_reminder")
    custom_id = buttons_of(message)["Coming"]["custom_id"]
    own = await asks(door, sql, marlow, "test", MARLOW)
    pressed = await presses_id(door, MARLOW, own, custom_id)
    await stays(door, own, pressed, str(NOT_YOURS))
    assert await answers(sql) == []


async def test_yesterdays_evening_is_over(
    door: RunningFrontDoor, sql: Any, clock: time_machine.Traveller
) -> None:
    kestrel = await add_person(sql, 501, player="Kestrel")
    message = dict(await asks(door, sql, kestrel, "promotion_reminder"))
    clock.move_to(EVENING + timedelta(hours=4))
    await stays(door, message, await door.presses(KESTREL, message, "Coming"), str(EVENING_OVER))
    assert await answers(sql) == []


@pytest.mark.parametrize(
    ("custom_id", "said"),
    [
        ("muster:give:of.a-later.version", str(UNKNOWN_ANSWER)),
        ("muster:give:261120.in.m7fffffff-691f5c00", str(UNKNOWN_ANSWER)),
        ("muster:nobody_knows:1", str(messages.UNKNOWN_BUTTON)),
    ],
)
async def test_a_button_of_another_version_is_answered(
    door: RunningFrontDoor, sql: Any, custom_id: str, said: str
) -> None:
    kestrel = await add_person(sql, 501, player="Kestrel")
    message = await asks(door, sql, kestrel, "promotion_reminder")
    pressed = await presses_id(door, KESTREL, message, custom_id)
    await stays(door, message, pressed, said)


async def test_other_buttons_are_for_the_server_alone(door: RunningFrontDoor, sql: Any) -> None:
    kestrel = await add_person(sql, 501, player="Kestrel")
    message = await asks(door, sql, kestrel, "promotion_reminder")
    pressed = await presses_id(door, KESTREL, message, "muster:answer:261120L")
    await stays(door, message, pressed, str(messages.ONLY_ON_SERVER))
    assert await answers(sql) == []


@pytest.mark.parametrize(
    "unlink",
    [
        "DELETE FROM user_player_links",
        "UPDATE discord_accounts SET unlinked_at = now()",
    ],
)
async def test_who_is_not_linked_any_more_is_told_so(
    door: RunningFrontDoor, sql: Any, unlink: str
) -> None:
    kestrel = await add_person(sql, 501, player="Kestrel")
    message = dict(await asks(door, sql, kestrel, "promotion_reminder"))
    await sql.execute(unlink)
    await stays(
        door, message, await door.presses(KESTREL, message, "Coming"), str(NotLinked.detail)
    )


async def test_a_cancelled_campaigns_message_still_takes_an_answer_and_says_so(
    door: RunningFrontDoor, sql: Any
) -> None:
    kestrel = await add_person(sql, 501, player="Kestrel")
    job = await add_cancelled_job(sql, kestrel)
    message = await asks(door, sql, kestrel, "promotion_reminder", job_id=job)
    await door.presses(KESTREL, message, "Coming")
    assert "was cancelled; your answer counts" in first_line(door.discord.direct(KESTREL)[-1])


async def test_pressing_without_end_is_slowed_down(door: RunningFrontDoor, sql: Any) -> None:
    kestrel = await add_person(sql, 501, player="Kestrel")
    message = await asks(door, sql, kestrel, "test")
    parts = door.door.parts
    while not parts.is_too_fast(501):
        pass
    pressed = await door.presses(KESTREL, message, "It works")
    assert pressed.text == str(messages.TOO_FAST)


# --- bad luck -------------------------------------------------------------------------------------


async def test_a_slow_database_keeps_nobody_waiting_for_a_sign(
    door: RunningFrontDoor, sql: Any
) -> None:
    kestrel = await add_person(sql, 501, player="Kestrel")
    message = await asks(door, sql, kestrel, "promotion_reminder")
    async with sql.transaction():
        await sql.execute("LOCK TABLE availability_entries IN ACCESS EXCLUSIVE MODE")
        pressed = await door.does(door.server.press, KESTREL, message, "Coming")
        await eventually(lambda: pressed.callback is not None)
        assert pressed.callback == PROMISE_UPDATE
        assert pressed.shown is None
        assert ANSWER_WITHIN_SECONDS <= 0.3
    await door.hears(pressed)
    assert first_line(door.discord.direct(KESTREL)[-1]) == "You are in, first of three."


async def test_a_database_that_is_away_is_said_and_the_answers_stay(
    door: RunningFrontDoor, sql: Any
) -> None:
    kestrel = await add_person(sql, 501, player="Kestrel")
    message = dict(await asks(door, sql, kestrel, "promotion_reminder"))
    await door.door.parts.database.close()
    pressed = await door.presses(KESTREL, message, "Coming")
    await stays(door, message, pressed, str(DatabaseUnavailable.detail))


async def test_an_edit_that_discord_refuses_loses_no_answer(
    door: RunningFrontDoor, sql: Any
) -> None:
    kestrel = await add_person(sql, 501, player="Kestrel")
    message = await asks(door, sql, kestrel, "promotion_reminder")
    door.discord.fail(method="callback", status=404, body={"code": 10062, "message": "Unknown"})
    pressed = await door.does(door.server.press, KESTREL, message, "Coming")
    await eventually(lambda: not door.discord.faults)
    assert await stored(sql, kestrel) == {door.today: "LOOKING"}
    assert pressed.shown is None
    # The old buttons are there, and one that is pressed again says what holds.
    await door.presses(KESTREL, message, "Coming")
    assert first_line(door.discord.direct(KESTREL)[-1]) == "You are in, first of three."


async def test_a_message_that_was_answered_before_it_was_known_as_sent_is_found_again(
    door: RunningFrontDoor, sql: Any
) -> None:
    kestrel = await add_person(sql, 501, player="Kestrel")
    channel = door.door.parts.channels["discord"]
    sent: list[Any] = []
    send = channel.send

    async def remember(message: Any, opening: Any = None) -> str:
        sent.append(message)
        return await send(message, opening)

    channel.send = remember
    message = await asks(door, sql, kestrel, "promotion_reminder")
    await door.presses(KESTREL, message, "Coming")
    assert await channel.find_sent(sent[0], EVENING - timedelta(minutes=1)) == message["id"]
    assert await send(sent[0]) == message["id"], "its nonce is that of the same message"
    assert len(door.discord.direct(KESTREL)) == 1
