"""What a weekday's rule changes on the website: every answer that names a time or a threshold."""

from __future__ import annotations

from datetime import time
from typing import Any

import httpx2
import pytest

from tests.acceptance.conftest import Callers
from tests.support.running.websites import RunningWebsite
from tests.support.scenes.community import TODAY
from tests.support.scenes.evenings import set_rule
from tests.support.scenes.promoting import agree

CAMPAIGNS = "/api/availability/promotions/campaigns"
PREVIEW = "/api/availability/promotions/preview"


async def read(client: httpx2.AsyncClient, path: str) -> Any:
    answer = await client.get(path)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def rule(website: RunningWebsite, **values: Any) -> None:
    await set_rule(website.sql, TODAY, **values)
    await website.heard_everything()


async def look(client: httpx2.AsyncClient) -> None:
    body = {"date": str(TODAY), "status": "LOOKING"}
    assert (await client.post("/api/availability", json=body)).status_code == 200


async def test_the_community_tells_tonights_times_and_those_of_every_weekday(
    website: RunningWebsite, callers: Callers
) -> None:
    before = await read(callers.anonymous, "/api/community")
    usual = {"session": True, "start_time": "21:00", "threshold": 6}
    assert before["week"] == [usual] * 7
    await rule(website, starts_at=time(19, 30), threshold=4)
    found = await read(callers.anonymous, "/api/community")
    assert (found["session"], found["start_time"], found["reminder_time"], found["threshold"]) == (
        True,
        "19:30",
        "19:15",
        4,
    )
    ruled = {"session": True, "start_time": "19:30", "threshold": 4}
    assert found["week"] == [ruled if day == 4 else usual for day in range(7)]
    await rule(website, session=False)
    assert (await read(callers.anonymous, "/api/community"))["session"] is False


@pytest.mark.parametrize("kept", [True, False], ids=["from memory", "cold"])
async def test_a_new_threshold_makes_the_session_ready_without_an_answer_more(
    website: RunningWebsite, callers: Callers, kept: bool
) -> None:
    last = "2026-11-26" if kept else "2027-02-02"
    days = f"/api/availability?from={TODAY}&to={last}"
    for client in callers.linked:
        await look(client)
    assert (await read(callers.player, days))["session_ready"]["ready"] is False
    await rule(website, threshold=3)
    found = (await read(callers.player, days))["session_ready"]
    assert (found["session"], found["ready"], found["threshold"]) == (True, True, 3)
    assert found["event_key"] == f"SESSION_READY:{TODAY}:threshold=3"
    assert (await read(callers.player, "/api/start"))["availability"]["session_ready"] == found
    await rule(website, session=False, threshold=3)
    found = (await read(callers.player, days))["session_ready"]
    assert (found["session"], found["ready"], found["looking_count"]) == (False, False, 3)


async def test_on_a_day_without_a_session_people_answer_and_nothing_else_begins(
    website: RunningWebsite, callers: Callers
) -> None:
    await rule(website, session=False, threshold=2)
    for client in callers.linked:
        await look(client)
        await agree(website.sql, await website.user_id(client))
    planning = await read(callers.player, "/api/planning/today")
    assert (planning["unlocked"], planning["session_ready"]["session"]) == (False, False)
    for answer in (
        await callers.player.post("/api/planning/today/create"),
        await callers.promoter.get(PREVIEW),
        await callers.promoter.post(CAMPAIGNS, json={}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (409, "no_session")
    assert await website.sql.fetchval("SELECT count(*) FROM availability_promotion_campaigns") == 0


async def test_a_campaign_is_planned_by_the_weekdays_times(
    website: RunningWebsite, callers: Callers
) -> None:
    await rule(website, starts_at=time(22, 0), threshold=4)
    await look(callers.player)
    await agree(website.sql, await website.user_id(callers.player))
    found = await read(callers.promoter, PREVIEW)
    assert (found["target_time_cet"], found["reminder_time_cet"]) == ("22:00", "21:45")
    assert found["short_by"] == 3
    assert found["scheduled_times"]["start_2100_cet"] == "2026-11-20T21:00:00Z"
    created = await callers.promoter.post(CAMPAIGNS, json={})
    assert created.json()["scheduled_times"] == found["scheduled_times"]


async def test_a_planning_room_opens_by_the_weekdays_threshold(
    website: RunningWebsite, callers: Callers
) -> None:
    for client in callers.linked:
        await look(client)
    refused = await callers.player.post("/api/planning/today/create")
    assert refused.json()["code"] == "planning_locked"
    await rule(website, threshold=3)
    assert (await callers.player.post("/api/planning/today/create")).status_code == 200
