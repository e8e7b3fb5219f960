"""`/api/calls`: previewing, starting, following and stopping a call, as each kind of caller."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.duties.calls import run_calls
from muster.calls.dispatch import Dispatch
from muster.calls.rules import Tonight
from muster.database import Database
from tests.acceptance.conftest import Callers
from tests.support.refusals import refusal
from tests.support.running.live_stream import listening
from tests.support.running.websites import RunningWebsite, on_a_port
from tests.support.scenes.campaigns import ZONE, at
from tests.support.scenes.community import EVENING, TODAY, add_answer, add_person
from tests.support.scenes.promoting import Json, agree

PREVIEW, CALLS = "/api/calls/preview", "/api/calls"
TODAYS, STOP = "/api/calls/today", "/api/calls/today/stop"
NOBODY = {"not_agreed": 0, "over_limit": 0, "quiet_hours": 0, "told": 0, "no_channel": 0}
THRESHOLD = 6


async def an_evening_that_is_one_short(sql: Any) -> list[int]:
    """Five are looking; returns four who have said nothing and may be asked."""
    for number in range(5):
        user_id = await add_person(sql, 201 + number, player=f"Looking {number}")
        await add_answer(sql, user_id, TODAY, "LOOKING")
    silent: list[int] = []
    for number in range(4):
        user_id = await add_person(sql, 301 + number, player=f"Silent {number}")
        await agree(sql, user_id)
        silent.append(user_id)
    return silent


async def the_bot_looks(database: Database, now: Any = EVENING) -> None:
    async def tonight(_connection: Any, _now: Any) -> Tonight:
        return Tonight(TODAY, at(21, 0), THRESHOLD, ZONE)

    await run_calls(database, tonight, Dispatch(["discord"]))(now)


async def get(client: Any, path: str) -> Json:
    answered = await client.get(path)
    assert answered.status_code == 200, answered.text
    return answered.json()


async def test_a_preview_names_whom_it_would_ask_and_what_it_would_say(
    sql: Any, callers: Callers
) -> None:
    silent = await an_evening_that_is_one_short(sql)
    found = await get(callers.promoter, PREVIEW)
    assert [set(each) for each in found["first"]] == [{"user_id", "display_name"}] * 4
    assert {each["user_id"] for each in found["first"]} == set(silent)
    # The three callers who are linked have not agreed.
    assert found["left_alone"] == NOBODY | {"not_agreed": 3}
    assert found["text"] == "Tonight is one short: 5 are in, it starts at 21:00. Are you in?"
    assert (found["looking"], found["short_by"], found["askable"]) == (5, 1, 4)
    assert (found["most"], found["wait_minutes"]) == (30, 8)
    assert found["next_wave_at"] == "2026-11-20T19:36:00Z"
    assert (found["call"], found["calls_at"]) == (None, None)
    two = await get(callers.promoter, f"{PREVIEW}?most=2")
    assert len(two["first"]) == 2


async def test_a_call_is_started_followed_and_stopped(
    sql: Any, database: Database, callers: Callers
) -> None:
    silent = await an_evening_that_is_one_short(sql)
    started = await callers.promoter.post(CALLS, json={"most": 10})
    assert started.status_code == 201
    call = started.json()["call"]
    assert (call["status"], call["source"], call["most"]) == ("running", "hand", 10)
    assert (call["mine"], call["wait_minutes"]) == (True, 8)
    await the_bot_looks(database)
    await add_answer(sql, silent[0], TODAY, "NOT_PLAYING")
    await add_answer(sql, silent[1], TODAY, "MAYBE")
    for client in (callers.player, callers.unlinked):
        seen = await get(client, TODAYS)
        numbers = {name: seen[name] for name in ("asked", "yes", "maybe", "no", "silent")}
        assert numbers == {"asked": 4, "yes": 0, "maybe": 1, "no": 1, "silent": 2}
        assert seen["call"]["mine"] is False
        assert seen["call"]["next_wave_at"] is not None
        assert (seen["people"], seen["left_alone"], seen["unreached"]) == (None, None, None)
        assert "Silent" not in str(seen)
    seen = await get(callers.promoter, TODAYS)
    people = {each["display_name"]: each for each in seen["people"]}
    assert set(people) == {f"Silent {number}" for number in range(4)}
    assert (people["Silent 0"]["answer"], people["Silent 2"]["answer"]) == ("NOT_PLAYING", None)
    assert {each["state"] for each in people.values()} == {"pending"}
    assert seen["left_alone"] == NOBODY | {"not_agreed": 3}
    for _ in range(2):
        stopped = await callers.admin.post(STOP)
        assert (stopped.status_code, stopped.json()["call"]["status"]) == (200, "stopped")
    seen = await get(callers.promoter, TODAYS)
    assert (seen["asked"], seen["unreached"]) == (0, 4)


async def test_one_is_on_at_a_time_and_only_while_somebody_is_missing(
    sql: Any, callers: Callers, clock: Any
) -> None:
    await an_evening_that_is_one_short(sql)
    assert refusal(await callers.promoter.post(STOP)) == (409, "no_call")
    assert (await callers.promoter.post(CALLS, json={})).status_code == 201
    assert refusal(await callers.admin.post(CALLS, json={})) == (409, "call_exists")
    await callers.promoter.post(STOP)
    await callers.player.post("/api/availability", json={"date": str(TODAY), "status": "LOOKING"})
    assert refusal(await callers.promoter.post(CALLS, json={})) == (409, "nobody_missing")
    clock.shift(timedelta(minutes=30))
    assert refusal(await callers.promoter.post(CALLS, json={})) == (409, "session_begun")


@pytest.mark.parametrize(
    "body", [{"most": 0}, {"most": 1000}, {"wait_minutes": 1}, {"wait_minutes": 61}, {"most": "5"}]
)
async def test_bounds_are_kept(sql: Any, callers: Callers, body: Json) -> None:
    await an_evening_that_is_one_short(sql)
    assert refusal(await callers.promoter.post(CALLS, json=body)) == (422, "invalid_input")
    query = "&".join(f"{name}={value}" for name, value in body.items() if value != "5")
    if query:
        refused = await callers.promoter.get(f"{PREVIEW}?{query}")
        assert refusal(refused) == (422, "invalid_input")
    assert (await get(callers.player, TODAYS))["call"] is None


async def test_open_pages_hear_of_it(sql: Any, website: RunningWebsite, callers: Callers) -> None:
    await an_evening_that_is_one_short(sql)
    async with on_a_port(website.app) as address, listening(address, callers.player) as stream:
        await stream.until(("today", {"date": str(TODAY)}))
        await callers.promoter.post(CALLS, json={})
        await stream.until(("calls", {}))


async def test_who_is_away_is_told_to_nobody(
    sql: Any, database: Database, callers: Callers
) -> None:
    silent = await an_evening_that_is_one_short(sql)
    await sql.execute(
        "UPDATE subscription_preferences SET away_until = $2, away_since = $3 WHERE user_id = $1",
        silent[0],
        TODAY + timedelta(days=5),
        EVENING,
    )
    await callers.promoter.post(CALLS, json={})
    await the_bot_looks(database)
    for path in (PREVIEW, TODAYS):
        found = await get(callers.promoter, path)
        assert found["left_alone"] == NOBODY | {"not_agreed": 4}
        assert "away" not in str(found)
