"""The tonight message and its buttons, with the real client on the fake Discord."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Generator
from typing import Any

import pytest

from tests.chat_fakes import FakeChats, fake_chats
from tests.community import add_answer, add_person
from tests.fake_front_door import buttons_of
from tests.front_door import RunningFrontDoor, front_door_settings, running_front_door


@pytest.fixture
def chats() -> Generator[FakeChats, None, None]:
    with fake_chats() as running:
        yield running


@pytest.fixture
async def door(database_url: str, chats: FakeChats) -> AsyncGenerator[RunningFrontDoor, None]:
    async with running_front_door(front_door_settings(database_url, chats), chats) as running:
        yield running


async def test_it_is_posted_with_four_buttons_and_shows_the_queue(
    door: RunningFrontDoor, sql: Any
) -> None:
    message = await door.tonight()
    assert "Queue is empty" in message["content"]
    assert "3 more to unlock planning." in message["content"]
    labels = list(buttons_of(message))
    assert labels[:4] == ["● Looking", "○ Available", "◐ Maybe", "\u2013 Not playing"]
    user_id = await add_person(sql, 501, player="Kestrel")
    await add_answer(sql, user_id, door.today, "LOOKING")
    text = await door.shows(lambda text: "Kestrel" in text)
    assert "1 looking" in text


async def test_a_press_answers_and_is_seen_everywhere(door: RunningFrontDoor, sql: Any) -> None:
    await add_person(sql, 501, player="Kestrel")
    message = await door.tonight()
    pressed = await door.presses("501", message, "● Looking")
    assert pressed.text is not None
    assert pressed.ephemeral
    assert "Looking today. You are number 1 in the queue." in pressed.text
    assert await sql.fetchval("SELECT status FROM availability_entries") == "LOOKING"
    await door.shows(lambda text: "Kestrel" in text)
