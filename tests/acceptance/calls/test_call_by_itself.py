"""A call that a weekday's rule starts: by itself, held, and by the times of that weekday."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bot.duties.calls import by_rules, run_calls
from bot.scheduler import Step
from muster.calls.dispatch import Dispatch
from muster.database import Database
from tests.acceptance.calls.test_calls_api import (
    STOP,
    TODAYS,
    an_evening_that_is_one_short,
    get,
)
from tests.acceptance.conftest import Callers
from tests.support.refusals import refusal
from tests.support.scenes.campaigns import at
from tests.support.scenes.evenings import evenings

WEEKDAY = date(2026, 11, 20).weekday()


@pytest.fixture
def look(database: Database) -> Step:
    """The bot's duty, by the rules as they are."""
    return run_calls(database, by_rules(evenings(threshold=6)), Dispatch(["discord"]))


async def rule(callers: Callers, **says: Any) -> None:
    body = {"rules": [{"weekday": WEEKDAY, **says}]}
    answered = await callers.admin.put("/api/evening-rules", json=body)
    assert answered.status_code == 200, answered.text


async def test_it_starts_at_its_time_if_the_evening_is_short(
    sql: Any, callers: Callers, look: Step
) -> None:
    silent = await an_evening_that_is_one_short(sql)
    await rule(callers, call_at="20:40", call_most=2)
    today = await get(callers.player, TODAYS)
    assert (today["call"], today["calls_at"]) == (None, "2026-11-20T19:40:00Z")
    assert await look(at(20, 35)) == at(20, 40)
    assert (await get(callers.player, TODAYS))["call"] is None
    await look(at(20, 40))
    today = await get(callers.promoter, TODAYS)
    assert (today["call"]["source"], today["call"]["most"]) == ("rule", 2)
    assert today["calls_at"] is None
    assert len(today["people"]) == 2
    assert {each["user_id"] for each in today["people"]} <= set(silent)


async def test_a_promoter_holds_it_for_tonight(sql: Any, callers: Callers, look: Step) -> None:
    await an_evening_that_is_one_short(sql)
    await rule(callers, call_at="20:40")
    held = await callers.promoter.post(STOP)
    assert (held.status_code, held.json()["call"]["status"]) == (200, "held")
    await look(at(20, 40))
    assert (await get(callers.player, TODAYS))["call"]["status"] == "held"
    assert await sql.fetchval("SELECT count(*) FROM call_asks") == 0
    assert (await callers.promoter.post("/api/calls", json={})).status_code == 201


async def test_the_weekday_s_threshold_and_start_are_those_of_its_calls(
    sql: Any, callers: Callers, look: Step
) -> None:
    await an_evening_that_is_one_short(sql)
    await rule(callers, threshold=5)
    assert refusal(await callers.promoter.post("/api/calls", json={})) == (409, "nobody_missing")
    await rule(callers, threshold=8, starts_at="22:30", call_at="20:20")
    found = await get(callers.promoter, "/api/calls/preview")
    assert (found["short_by"], found["threshold"]) == (3, 8)
    assert found["text"] == "Tonight is three short: 5 are in, it starts at 22:30. Are you in?"
    await look(at(20, 30))
    payload = await sql.fetchval(
        "SELECT payload ->> 'start' FROM notifications_ledger WHERE event_key LIKE 'CALL:%' LIMIT 1"
    )
    assert payload == "2026-11-20T21:30:00+00:00"
    # Called off while it is on: nothing more leaves.
    await rule(callers, session=False)
    await look(at(20, 31))
    assert (await get(callers.player, TODAYS))["call"]["status"] == "called_off"
    states = await sql.fetch("SELECT DISTINCT state FROM notifications_ledger")
    assert [row[0] for row in states] == ["skipped"]
    assert refusal(await callers.promoter.post("/api/calls", json={})) == (409, "session_begun")
