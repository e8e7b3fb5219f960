"""The tonight message, with the real client on the fake Discord."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import time_machine

from tests.support.fakes.chats import FakeChats
from tests.support.fakes.discord_interactions import buttons_of
from tests.support.running.websites import becomes, eventually
from tests.support.scenes.community import EVENING, TODAY, add_answer, add_person
from tests.support.scenes.front_door import (
    RunningFrontDoor,
    front_door_settings,
    running_front_door,
)

LABELS = ["● Looking", "○ Available", "◐ Maybe", "\u2013 Not playing"]


async def test_it_is_posted_once_with_four_buttons_and_links(
    door: RunningFrontDoor, sql: Any
) -> None:
    message = await door.tonight()
    assert "Queue is empty" in message["content"]
    assert "3 short of a session." in message["content"]
    buttons = buttons_of(message)
    assert list(buttons) == [*LABELS, "Open the page"]
    assert buttons["Open the page"]["url"] == "https://muster.example/#/availability"
    (posted,) = door.discord.deliveries
    assert posted.request["allowed_mentions"] == {"parse": []}
    assert posted.request["enforce_nonce"] is True
    assert posted.request["nonce"] == await sql.fetchval("SELECT nonce FROM tonight_messages")
    assert message["flags"] == 4096 | 4  # nobody is woken at midnight, no page is unfolded


async def test_it_shows_whatever_changes_from_anywhere(door: RunningFrontDoor, sql: Any) -> None:
    await door.tonight()
    for discord_user_id, name, status in (
        (501, "Kestrel", "LOOKING"),
        (502, "Marlow", "MAYBE"),
        (503, "**Odessa** @everyone", "LOOKING"),
    ):
        user_id = await add_person(sql, discord_user_id, player=name)
        await add_answer(sql, user_id, door.today, status)
    text = await door.shows(lambda text: "Odessa" in text)
    assert "● 2 looking · ◐ 1 maybe" in text
    assert "**Queue:** Kestrel, \\*\\*Odessa\\*\\* \\@everyone" in text
    assert "1 short of a session." in text
    await sql.execute("UPDATE players SET canonical_name = 'Harrier' WHERE name = 'Kestrel'")
    await door.shows(lambda text: "**Queue:** Harrier" in text)
    assert len(door.server.messages()) == 1


async def test_the_planning_room_gets_its_link_once_it_can_be_opened(
    door: RunningFrontDoor, sql: Any
) -> None:
    await door.tonight()
    for number in range(3):
        user_id = await add_person(sql, 501 + number, player=f"P{number}")
        await add_answer(sql, user_id, door.today, "LOOKING")
    await door.shows(lambda text: "the planning room can be opened." in text)
    (message,) = door.server.messages()
    room = buttons_of(message)["Planning room"]
    assert room["url"] == "https://muster.example/#/planning"
    opened = await door.commands("501", "plan open")
    assert opened.text == "The planning room is open."
    await door.shows(lambda text: text.endswith("The planning room is open."))


async def test_a_burst_of_answers_is_few_edits(door: RunningFrontDoor, sql: Any) -> None:
    await door.tonight()
    ids = [await add_person(sql, 501 + number, player=f"P{number}") for number in range(30)]
    for user_id in ids:
        await add_answer(sql, user_id, door.today, "LOOKING")
    await door.shows(lambda text: "30 looking" in text)
    edits = sum(1 for _, method in door.discord.requests if method == "edit")
    assert edits <= 4


async def test_nothing_is_asked_of_discord_while_nothing_changes(
    door: RunningFrontDoor, sql: Any
) -> None:
    await door.tonight()
    user_id = await add_person(sql, 501, player="Kestrel")
    await add_answer(sql, user_id, door.today, "LOOKING")
    await door.shows(lambda text: "Kestrel" in text)
    before = len(door.discord.requests)
    # Another day's answers are none of tonight's.
    await add_answer(sql, user_id, door.today + timedelta(days=1), "LOOKING")
    await add_answer(sql, user_id, door.today + timedelta(days=2), "MAYBE")
    marker = await add_person(sql, 502, player="Marlow")
    await add_answer(sql, marker, door.today, "LOOKING")
    await door.shows(lambda text: "Marlow" in text)
    assert [method for _, method in door.discord.requests[before:]] == ["edit"]


async def test_a_new_day_has_a_new_one_and_the_old_one_loses_its_buttons(
    door: RunningFrontDoor, sql: Any, clock: time_machine.Traveller
) -> None:
    user_id = await add_person(sql, 501, player="Kestrel")
    await add_answer(sql, user_id, door.today, "LOOKING")
    await door.shows(lambda text: "Kestrel" in text)
    old = door.server.messages()[0]
    kept = {**old, "components": old["components"]}
    clock.move_to(EVENING + timedelta(hours=5))
    # An answer wakes it here; by itself it looks every half minute.
    await add_answer(sql, user_id, door.today + timedelta(days=1), "MAYBE")
    await eventually(lambda: len(door.server.messages()) == 2)
    await eventually(lambda: not door.server.messages()[0]["components"])
    closed, new = door.server.messages()
    assert "This evening is over." in closed["content"]
    assert "Kestrel" not in closed["content"]
    assert "**Maybe:** Kestrel" in new["content"]
    # Somebody's Discord still shows the old one with its buttons.
    pressed = await door.presses("501", kept, "● Looking")
    assert pressed.text == "That evening is over. Use tonight's message, or /avail set."
    assert (
        await sql.fetchval("SELECT count(*) FROM availability_entries WHERE status = 'LOOKING'")
        == 1
    )


async def test_after_a_restart_it_is_the_same_message(
    database_url: str, chats: FakeChats, sql: Any
) -> None:
    settings = front_door_settings(database_url, chats)
    async with running_front_door(settings, chats) as first:
        message = await first.tonight()
    user_id = await add_person(sql, 501, player="Kestrel")
    await add_answer(sql, user_id, TODAY, "LOOKING")
    async with running_front_door(settings, chats) as second:
        await second.shows(lambda text: "Kestrel" in text)
        assert [each["id"] for each in second.server.messages()] == [message["id"]]
        # Its buttons work again by themselves.
        pressed = await second.presses("501", message, "◐ Maybe")
        assert pressed.text is not None
        assert pressed.text.startswith("Maybe today.")


async def test_one_that_somebody_deletes_comes_back(door: RunningFrontDoor, sql: Any) -> None:
    message = await door.tonight()
    await door.does(door.server.delete_message, message["id"])
    await eventually(lambda: len(door.server.messages()) == 1)
    assert door.server.messages()[0]["id"] != message["id"]
    assert await sql.fetchval("SELECT count(*) FROM tonight_messages") == 1


async def test_one_that_was_deleted_while_nobody_heard_of_it_comes_back_with_the_session(
    door: RunningFrontDoor,
) -> None:
    message = await door.tonight()
    await eventually(lambda: len(door.server.messages()) == 1)
    gateway = door.discord.gateway
    gateway.down = True
    await door.does(gateway.drop)
    await eventually(lambda: door.health.gateway == "connecting")
    await door.does(door.server.delete_message, message["id"], told=False)
    gateway.forgets = True
    gateway.down = False
    await eventually(lambda: len(gateway.identified) == 2)
    assert door.server.messages() == []
    await door.connects()
    await eventually(lambda: len(door.server.messages()) == 1)
    assert door.server.messages()[0]["id"] != message["id"]


async def test_where_we_may_not_write_everything_else_goes_on(
    door: RunningFrontDoor, sql: Any
) -> None:
    message = await door.tonight()
    await add_person(sql, 501, player="Kestrel")
    door.discord.fail(
        method="edit",
        status=403,
        body={"code": 50013, "message": "Missing Permissions"},
        times=None,
    )
    pressed = await door.presses("501", message, "● Looking")
    assert pressed.text is not None
    assert "You are number 1 in the queue." in pressed.text
    await eventually(lambda: door.health.problems == {"tonight": "no_access"})

    async def told() -> Any:
        return await sql.fetchval(
            "SELECT status_data->'discord'->'problems' FROM live_status WHERE status_type = 'bot'"
        )

    await becomes(told, '{"tonight": "no_access"}')


async def test_a_rate_limit_is_waited_for_and_nothing_is_lost(
    door: RunningFrontDoor, sql: Any, clock: time_machine.Traveller
) -> None:
    await door.tonight()
    body = {"message": "You are being rate limited.", "retry_after": 0.7, "global": False}
    door.discord.fail(method="edit", status=429, body=body, headers={"Via": "1.1 google"})
    user_id = await add_person(sql, 501, player="Kestrel")
    await add_answer(sql, user_id, door.today, "LOOKING")
    await eventually(lambda: not door.discord.faults)
    clock.shift(timedelta(seconds=1))
    await door.shows(lambda text: "Kestrel" in text)
