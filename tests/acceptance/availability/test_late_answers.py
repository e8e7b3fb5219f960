"""Answers that waited for a network: they say when they were given, and give way to newer ones."""

from __future__ import annotations

from datetime import datetime, timedelta

import httpx2
import pytest
import time_machine

from tests.acceptance.conftest import Callers
from tests.support.running.websites import RunningWebsite
from tests.support.scenes.community import EVENING, TODAY

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


async def say(
    client: httpx2.AsyncClient, status: str | None, answered_at: datetime | str | None = None
) -> httpx2.Response:
    at = answered_at.isoformat() if isinstance(answered_at, datetime) else answered_at
    if status is None:
        query = {} if at is None else {"answered_at": at}
        return await client.delete(f"/api/availability/{TODAY}", params=query)
    body = {"date": str(TODAY), "status": status}
    if at is not None:
        body["answered_at"] = at
    return await client.post("/api/availability", json=body)


async def stored(website: RunningWebsite) -> tuple[str, datetime] | None:
    row = await website.sql.fetchrow("SELECT status, updated_at FROM availability_entries")
    return None if row is None else (row[0], row[1])


async def test_a_late_answer_counts_as_of_when_it_was_given(
    website: RunningWebsite, callers: Callers
) -> None:
    given = EVENING - 20 * MINUTE
    answer = await say(callers.player, "LOOKING", given)
    assert (answer.status_code, answer.json()["status"]) == (200, "LOOKING")
    assert await stored(website) == ("LOOKING", given)


async def test_a_newer_answer_from_elsewhere_stays(
    website: RunningWebsite, callers: Callers
) -> None:
    assert (await say(callers.player, "NOT_PLAYING")).status_code == 200
    late = await say(callers.player, "LOOKING", EVENING - MINUTE)
    assert (late.status_code, late.json()["code"]) == (409, "answer_overtaken")
    assert await stored(website) == ("NOT_PLAYING", EVENING)
    gone = await say(callers.player, None, EVENING - MINUTE)
    assert (gone.status_code, gone.json()["removed"]) == (200, False)
    assert await stored(website) == ("NOT_PLAYING", EVENING)


async def test_of_two_that_waited_the_one_given_last_stands(
    website: RunningWebsite, callers: Callers
) -> None:
    newer, older = EVENING - 5 * MINUTE, EVENING - 15 * MINUTE
    assert (await say(callers.player, "MAYBE", newer)).status_code == 200
    assert (await say(callers.player, "LOOKING", older)).status_code == 409
    assert await stored(website) == ("MAYBE", newer)


async def test_an_older_answer_gives_way_and_sending_twice_is_sending_once(
    website: RunningWebsite, callers: Callers, clock: time_machine.Traveller
) -> None:
    assert (await say(callers.player, "MAYBE")).status_code == 200
    clock.move_to(EVENING + 10 * MINUTE)
    given = EVENING + 3 * MINUTE
    for _ in range(2):
        assert (await say(callers.player, "LOOKING", given)).status_code == 200
        assert await stored(website) == ("LOOKING", given)
    for removed in (True, False):
        answer = await say(callers.player, None, given + MINUTE)
        assert (answer.status_code, answer.json()["removed"]) == (200, removed)
    assert await stored(website) is None


async def test_what_was_taken_back_elsewhere_does_not_come_back(
    website: RunningWebsite, callers: Callers, clock: time_machine.Traveller
) -> None:
    assert (await say(callers.player, "LOOKING")).status_code == 200
    clock.move_to(EVENING + 10 * MINUTE)
    assert (await say(callers.player, None)).json()["removed"] is True
    for status in ("LOOKING", "MAYBE"):
        late = await say(callers.player, status, EVENING + 5 * MINUTE)
        assert (late.status_code, late.json()["code"]) == (409, "answer_overtaken")
        assert await stored(website) is None
    clock.move_to(EVENING + 20 * MINUTE)
    assert (await say(callers.player, "MAYBE", EVENING + 15 * MINUTE)).status_code == 200
    assert await stored(website) == ("MAYBE", EVENING + 15 * MINUTE)


async def test_repeating_an_answer_is_saying_it_anew(
    website: RunningWebsite, callers: Callers, clock: time_machine.Traveller
) -> None:
    assert (await say(callers.player, "LOOKING")).status_code == 200
    clock.move_to(EVENING + 10 * MINUTE)
    assert (await say(callers.player, "LOOKING")).status_code == 200
    assert (await say(callers.player, "MAYBE", EVENING + 5 * MINUTE)).status_code == 409
    assert (await say(callers.player, None, EVENING + 5 * MINUTE)).json()["removed"] is False
    assert await stored(website) == ("LOOKING", EVENING), "its place in the queue stays"
    assert (await say(callers.player, None, EVENING + 10 * MINUTE)).json()["removed"] is True


async def test_a_clock_that_is_ahead_costs_nobody_their_answer(
    website: RunningWebsite, callers: Callers
) -> None:
    assert (await say(callers.player, "LOOKING", EVENING + 20 * MINUTE)).status_code == 200
    assert await stored(website) == ("LOOKING", EVENING)
    gone = await say(callers.player, None, EVENING + 20 * MINUTE)
    assert (gone.status_code, gone.json()["removed"]) == (200, True)


@pytest.mark.parametrize(
    ("at", "why"),
    [
        ((EVENING + DAY + MINUTE).isoformat(), "in the future"),
        ((EVENING - 7 * DAY - MINUTE).isoformat(), "more than seven days ago"),
        ("0001-01-01T00:00:00+14:00", "more than seven days ago"),
        ("9999-12-31T23:59:59-14:00", "in the future"),
    ],
)
async def test_what_nobody_can_have_said_now_is_refused(
    website: RunningWebsite, callers: Callers, at: str, why: str
) -> None:
    for status in ("LOOKING", None):
        refused = await say(callers.player, status, at)
        assert (refused.status_code, refused.json()["code"]) == (422, "invalid_input")
        assert why in refused.json()["detail"]
    assert await stored(website) is None


@pytest.mark.parametrize("at", ["yesterday", "2026-11-20", "2026-11-20T19:00:00", "1763665200", ""])
async def test_a_time_without_a_zone_is_no_time(callers: Callers, at: str) -> None:
    assert (await say(callers.player, "LOOKING", at)).status_code == 422
    assert (await say(callers.player, None, at)).status_code == 422
    body = {"date": str(TODAY), "status": "LOOKING", "answered_at": 1763665200}
    assert (await callers.player.post("/api/availability", json=body)).status_code == 422
