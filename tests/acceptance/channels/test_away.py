"""Away until a day: for its owner alone, and what it keeps away from them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.acceptance.conftest import Callers
from tests.support.refusals import refusal
from tests.support.running.websites import RunningWebsite
from tests.support.scenes.community import TODAY, add_answer, add_person
from tests.support.scenes.preferences import PROMOTIONS, get, post
from tests.support.scenes.promoting import NOBODY, add_candidate, preview

AWAY = "/api/availability/away"
HERE = {"until": None, "answered_days": []}


def day(ahead: int) -> str:
    return (TODAY + timedelta(days=ahead)).isoformat()


async def test_nobody_is_away_until_they_say_so_and_who_is_back_is_not(callers: Callers) -> None:
    assert await get(callers.player, AWAY) == HERE
    away = {"until": day(3), "answered_days": []}
    assert await post(callers.player, AWAY, until=day(3)) == away
    assert await get(callers.player, AWAY) == away
    assert await get(callers.promoter, AWAY) == HERE
    assert await post(callers.player, AWAY, until=None) == HERE


async def test_the_day_of_coming_back_ends_it(callers: Callers, clock: Any) -> None:
    await post(callers.player, AWAY, until=day(1))
    clock.shift(timedelta(days=1))
    assert await get(callers.player, AWAY) == HERE


async def test_own_answers_for_those_days_stand_and_are_named(
    sql: Any, website: RunningWebsite, callers: Callers
) -> None:
    user_id = await website.user_id(callers.player)
    for ahead, status in ((0, "LOOKING"), (1, "NOT_PLAYING"), (2, "MAYBE"), (4, "LOOKING")):
        await add_answer(sql, user_id, TODAY + timedelta(days=ahead), status)
    away = await post(callers.player, AWAY, until=day(4))
    assert away["answered_days"] == [day(0), day(2)]


@pytest.mark.parametrize("until", [day(0), day(-1), day(367), "2026-12-24T00:00:00Z", 5, "soon"])
async def test_a_day_on_which_nobody_comes_back_is_refused(callers: Callers, until: Any) -> None:
    answered = await callers.player.post(AWAY, json={"until": until})
    assert refusal(answered) == (422, "invalid_input")
    assert answered.json()["errors"][0]["field"] == "until"
    assert await get(callers.player, AWAY) == HERE


async def test_it_has_to_be_said_until_when(callers: Callers) -> None:
    assert refusal(await callers.player.post(AWAY, json={})) == (422, "invalid_input")


async def test_a_campaign_does_not_count_who_is_away_and_tells_nobody_of_it(
    sql: Any, website: RunningWebsite, callers: Callers
) -> None:
    await add_candidate(sql, 11, "Ana")
    away = await add_candidate(sql, 12, "Bo")
    await sql.execute(
        "UPDATE subscription_preferences SET away_until = $2, away_since = now() + interval '1 d'"
        " WHERE user_id = $1",
        away,
        TODAY + timedelta(days=2),
    )
    found = await preview(callers.promoter)
    assert [each["display_name"] for each in found["recipients_preview"]] == ["Ana"]
    looking = {"status": "LOOKING", **NOBODY, "people": 1, "reached": 1}
    assert found["answers"][0] == looking
    # Their answer counts like before, so that the number is the one that everybody sees.
    assert found["short_by"] == 4
    created = await callers.promoter.post("/api/availability/promotions/campaigns", json={})
    assert created.json()["recipient_count"] == 1


async def test_who_answers_for_a_day_has_come_back_for_it(
    sql: Any, website: RunningWebsite, callers: Callers, clock: Any
) -> None:
    await post(callers.player, PROMOTIONS, allow_promotions=True)
    tonight = {"date": day(0), "status": "LOOKING"}
    await callers.player.post("/api/availability", json=tonight)
    clock.shift(timedelta(minutes=1))
    await post(callers.player, AWAY, until=day(3))
    assert (await preview(callers.promoter))["recipient_count"] == 0
    clock.shift(timedelta(minutes=1))
    # Said again: it does not change the answer, and still is their word.
    await callers.player.post("/api/availability", json=tonight)
    assert (await preview(callers.promoter))["recipient_count"] == 1


async def test_who_is_not_linked_has_nothing_to_be_away_from(callers: Callers) -> None:
    assert refusal(await callers.unlinked.get(AWAY)) == (403, "not_linked")
    assert refusal(await callers.anonymous.get(AWAY)) == (401, "not_signed_in")


async def test_how_often_one_is_asked_is_ones_own_to_set(callers: Callers) -> None:
    before = await get(callers.player, PROMOTIONS)
    assert (before["asks_a_day"], before["asks_a_week"]) == (1, 4)
    changed = await post(callers.player, PROMOTIONS, asks_a_day=0, asks_a_week=7)
    assert changed == before | {"asks_a_day": 0, "asks_a_week": 7}
    for wrong in ({"asks_a_day": 2}, {"asks_a_week": 8}, {"asks_a_week": -1}, {"asks_a_day": None}):
        refused = await callers.player.post(PROMOTIONS, json=wrong)
        assert refusal(refused) == (422, "invalid_input")
    assert await get(callers.player, PROMOTIONS) == changed


async def test_another_person_s_answers_are_no_word_of_theirs(
    sql: Any, callers: Callers, website: RunningWebsite
) -> None:
    other = await add_person(sql, 13, player="Cas")
    await add_answer(sql, other, TODAY, "LOOKING")
    assert (await post(callers.player, AWAY, until=day(2)))["answered_days"] == []
