"""`/call` and `/away` on Discord, and what the tonight message says of a call."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import time_machine

from bot.duties.calls import run_calls
from muster.calls.dispatch import Dispatch
from muster.calls.rules import Tonight
from muster.database import Database
from tests.support.scenes.campaigns import ZONE, at
from tests.support.scenes.community import (
    EVENING,
    PLAYER,
    PROMOTER,
    TODAY,
    add_answer,
    add_person,
)
from tests.support.scenes.front_door import RunningFrontDoor
from tests.support.scenes.promoting import agree

THRESHOLD = 3


async def an_evening_that_is_one_short(sql: Any) -> list[int]:
    """All but one are looking, two can be asked."""
    await add_person(sql, PROMOTER, player="Marlow")
    for number in range(THRESHOLD - 1):
        user_id = await add_person(sql, 201 + number, player=f"Looking{number}")
        await add_answer(sql, user_id, TODAY, "LOOKING")
    silent = [await add_person(sql, 301 + n, player=f"Silent{n}") for n in range(2)]
    for user_id in silent:
        await agree(sql, user_id)
    return silent


async def the_bot_looks(database: Database) -> None:
    async def tonight(_connection: Any, _now: Any) -> Tonight:
        return Tonight(TODAY, at(21, 0), THRESHOLD, ZONE)

    await run_calls(database, tonight, Dispatch(["discord"]))(EVENING)


async def test_calling_is_for_promoters(door: RunningFrontDoor, sql: Any) -> None:
    await add_person(sql, PLAYER, player="Shade")
    for path in ("call preview", "call start", "call stop"):
        told = await door.commands(str(PLAYER), path)
        assert told.text == "Only promoters may do this; ask an admin of your community.", path
    assert await sql.fetchval("SELECT count(*) FROM calls") == 0


async def test_a_preview_and_one_press_call_and_another_stops(
    door: RunningFrontDoor, sql: Any, database: Database
) -> None:
    await an_evening_that_is_one_short(sql)
    told = await door.commands(str(PROMOTER), "call preview")
    assert told.text is not None
    assert told.text.splitlines()[0] == "**Tonight is 1 short.** First asked: Silent0, Silent1"
    assert told.text.splitlines()[1].startswith("2 players could be asked in all.")
    assert told.text.splitlines()[2].startswith("1 player would be left alone")
    assert told.shown is not None
    started = await door.presses(str(PROMOTER), told.shown, "Call players")
    assert started.text is not None
    assert started.text.startswith("A call is on: it asks 30 players at most, 8 minutes apart")
    await the_bot_looks(database)
    twice = await door.presses(str(PROMOTER), told.shown, "Call players")
    assert twice.text == "A call is on already; it asks until enough are looking."
    again = await door.commands(str(PROMOTER), "call preview")
    assert again.text is not None
    assert again.text.endswith("Tonight is 1 short.")
    assert started.shown is not None
    stopped = await door.presses(str(PROMOTER), started.shown, "Stop the call")
    assert stopped.text == "Stopped. Nobody had been asked."
    assert await sql.fetchval("SELECT status FROM calls") == "stopped"


async def test_it_is_started_by_command_within_bounds(door: RunningFrontDoor, sql: Any) -> None:
    await an_evening_that_is_one_short(sql)
    told = await door.commands(str(PROMOTER), "call stop")
    assert told.text == "There is no call tonight that could be stopped."
    told = await door.commands(str(PROMOTER), "call start", most=3, wait=5)
    assert told.text is not None
    assert "3 players at most, 5 minutes apart" in told.text
    row = await sql.fetchrow("SELECT most, wait_minutes, source FROM calls")
    assert tuple(row) == (3, 5, "hand")


async def test_nobody_is_called_for_who_is_not_missing(door: RunningFrontDoor, sql: Any) -> None:
    await an_evening_that_is_one_short(sql)
    another = await add_person(sql, 401, player="Sixth")
    await add_answer(sql, another, TODAY, "LOOKING")
    for path in ("call preview", "call start"):
        told = await door.commands(str(PROMOTER), path)
        assert told.text == "Enough players are looking tonight, so there is nobody to call for."


async def test_a_button_of_yesterday_says_so(
    door: RunningFrontDoor, sql: Any, clock: time_machine.Traveller
) -> None:
    await an_evening_that_is_one_short(sql)
    told = await door.commands(str(PROMOTER), "call preview")
    clock.move_to(EVENING + timedelta(days=1))
    assert told.shown is not None
    late = await door.presses(str(PROMOTER), told.shown, "Call players")
    assert late.text is not None
    assert late.text.startswith("That evening is over.")


async def test_the_tonight_message_says_that_a_call_is_on(
    door: RunningFrontDoor, sql: Any, database: Database
) -> None:
    silent = await an_evening_that_is_one_short(sql)
    await door.tonight()
    await door.commands(str(PROMOTER), "call start")
    await the_bot_looks(database)
    await door.shows(lambda text: "A call is on: 2 asked, 0 yes." in text)
    await add_answer(sql, silent[0], TODAY, "LOOKING")
    await the_bot_looks(database)
    await door.shows(lambda text: "A call is on" not in text and "session is ready" in text)


async def test_away_until_a_day_and_back(door: RunningFrontDoor, sql: Any) -> None:
    await add_person(sql, PLAYER, player="Shade")
    told = await door.commands(str(PLAYER), "away")
    assert told.text == "You are here: you are asked again."
    told = await door.commands(str(PLAYER), "away", until="2026-12-24")
    assert told.text == "You are away and hear from us again on Thu 24 Dec."
    told = await door.commands(str(PLAYER), "away", until="some day")
    assert told.text is not None
    assert told.text.startswith("I do not know that day.")
    told = await door.commands(str(PLAYER), "away", until="off")
    assert told.text == "You are here: you are asked again."
