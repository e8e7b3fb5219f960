"""`/api/availability/forecast`: numbers for everybody, made anew when somebody answers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from muster.forecast import service
from tests.acceptance.conftest import Callers
from tests.support.running.websites import RunningWebsite
from tests.support.scenes.campaigns import at
from tests.support.scenes.community import TODAY
from tests.support.scenes.ledger import add_people
from tests.support.scenes.past_evenings import close_evenings

FORECAST = "/api/availability/forecast"
LONG_AGO = at(12, 0) - timedelta(days=300)


async def taught(website: RunningWebsite, evenings: int) -> list[int]:
    """Ten people, and so many evenings of theirs that were learned."""
    people = await add_people(website.sql, 10, LONG_AGO)
    await close_evenings(website.sql, people, TODAY, evenings)
    async with website.parts.database.transaction() as connection:
        await service.learn(connection, 100, at(12, 0))
    await website.heard_everything()
    return people


async def say(website: RunningWebsite, user_id: int, status: str) -> None:
    await website.sql.execute(
        "INSERT INTO availability_entries (user_id, entry_date, status, created_at, updated_at)"
        " VALUES ($1, $2, $3, now(), now())",
        user_id,
        TODAY,
        status,
    )
    await website.heard_everything()


async def tonight(callers: Callers) -> dict[str, Any]:
    answer = await callers.anonymous.get(FORECAST)
    assert answer.status_code == 200
    return answer.json()["days"][0]


async def test_it_is_too_early_before_the_eighth_evening(
    website: RunningWebsite, callers: Callers
) -> None:
    await taught(website, 7)
    found = await tonight(callers)
    assert (found["chance"], found["expected"], found["why_not"]) == (None, None, "too_early")
    assert (found["evenings_known"], found["threshold"]) == (7, 6)
    assert found["date"] == TODAY.isoformat()


async def test_it_is_made_anew_with_every_answer(website: RunningWebsite, callers: Callers) -> None:
    people = await taught(website, 12)
    chances: list[float] = []
    for number, user_id in enumerate(people[:7], 1):
        await say(website, user_id, "LOOKING")
        found = await tonight(callers)
        assert found["ground"]["committed"] == number
        chances.append(found["chance"])
    assert chances == sorted(chances)
    assert 0.01 <= chances[0] < chances[-1] <= 0.99


async def test_every_caller_gets_the_same_and_nobody_is_named(
    website: RunningWebsite, callers: Callers
) -> None:
    await taught(website, 9)
    answers = [await client.get(FORECAST) for client in (callers.anonymous, *callers.linked)]
    assert len({answer.text for answer in answers}) == 1
    assert not {"user_id", "display_name"} & set(str(answers[0].json()).split("'"))


async def test_who_is_away_counts_among_the_silent(
    website: RunningWebsite, callers: Callers
) -> None:
    people = await taught(website, 9)
    before = await tonight(callers)
    await website.sql.execute(
        "INSERT INTO subscription_preferences"
        " (user_id, away_until, away_since, created_at, updated_at)"
        " SELECT id, $2, $3, $3, $3 FROM unnest($1::bigint[]) AS id",
        people,
        TODAY + timedelta(days=2),
        at(12, 0),
    )
    await website.heard_everything()
    after = await tonight(callers)
    assert after["ground"]["silent"] == before["ground"]["silent"]
    assert after["chance"] <= before["chance"]


async def test_a_week_is_given_and_fourteen_days_at_most(callers: Callers) -> None:
    assert len((await callers.anonymous.get(FORECAST)).json()["days"]) == 7
    fortnight = f"{FORECAST}?from=2026-11-20&to=2026-12-03"
    assert len((await callers.anonymous.get(fortnight)).json()["days"]) == 14
    for query, code in (
        ("from=2026-11-20&to=2026-12-04", "range_too_long"),
        ("from=2026-11-21&to=2026-11-20", "invalid_range"),
        ("from=9000-01-01", "range_too_long"),
    ):
        refused = await callers.anonymous.get(f"{FORECAST}?{query}")
        if query == "from=9000-01-01":
            assert (refused.status_code, refused.json()["days"]) == (200, [])
            continue
        assert (refused.status_code, refused.json()["code"]) == (422, code)


async def test_past_days_are_left_out(callers: Callers) -> None:
    answer = await callers.anonymous.get(f"{FORECAST}?from=2026-11-18&to=2026-11-21")
    assert [each["date"] for each in answer.json()["days"]] == ["2026-11-20", "2026-11-21"]


@pytest.mark.parametrize(("move", "why_not"), [(timedelta(minutes=31), "begun")])
async def test_nothing_is_said_once_it_has_begun(
    website: RunningWebsite, callers: Callers, clock: Any, move: timedelta, why_not: str
) -> None:
    await taught(website, 9)
    assert (await tonight(callers))["why_not"] is None
    clock.shift(move)
    assert (await tonight(callers))["why_not"] == why_not


async def test_a_weekday_without_a_session_has_none(
    website: RunningWebsite, callers: Callers
) -> None:
    await taught(website, 9)
    await website.sql.execute("INSERT INTO evening_rules (weekday, session) VALUES (4, false)")
    await website.heard_everything()
    assert (await tonight(callers))["why_not"] == "no_session"


async def test_the_record_says_what_was_said_and_what_came(
    website: RunningWebsite, callers: Callers
) -> None:
    people = await add_people(website.sql, 10, LONG_AGO)
    await close_evenings(website.sql, people, TODAY, 30)
    async with website.parts.database.transaction() as connection:
        await service.learn(connection, 100, at(12, 0), note_for=(9, 3, 1))
    await website.heard_everything()
    record = (await callers.anonymous.get(f"{FORECAST}/record")).json()
    assert record["evenings_known"] == 30
    assert [each["hour"] for each in record["hours"]] == [12, 18, 20]
    for each in record["hours"]:
        assert each["evenings"] == 22
        assert sum(tenth["evenings"] for tenth in each["tenths"]) == 22
        assert 0 < each["brier"] < 0.5


async def test_without_any_evening_there_is_no_record(callers: Callers) -> None:
    record = (await callers.anonymous.get(f"{FORECAST}/record")).json()
    assert record["evenings_known"] == 0
    assert all(each["brier"] is None for each in record["hours"])
