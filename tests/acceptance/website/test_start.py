"""`GET /api/start`: one answer in place of nine, and every part with its own route's rules."""

from __future__ import annotations

from typing import Any

import httpx2
import pytest
import time_machine

from tests.acceptance.conftest import Callers
from tests.acceptance.live_status.test_live_status_api import put
from tests.support.running.websites import RunningWebsite, counted_statements
from tests.support.scenes.community import PROMOTER, TODAY
from tests.support.scenes.promoting import agree, create
from website.backend.cookies import Cookies

PARTS = {
    "community": "/api/community",
    "access": "/api/availability/access",
    "me": "/auth/me",
    "availability": f"/api/availability?from={TODAY}&to=2026-11-26&include_users=true",
    "live_status": "/api/live-status",
    "campaign": "/api/availability/promotions/campaign",
    "call": "/api/calls/today",
    "planning": "/api/planning/today",
    "away": "/api/availability/away",
}
CALLERS = ["anonymous", "unlinked", "player", "promoter", "admin"]


async def answers(client: httpx2.AsyncClient) -> dict[str, Any]:
    """What the parts' own routes say; null where they ask to sign in, or to be linked."""
    found = {name: await client.get(path) for name, path in PARTS.items()}
    assert {answer.status_code for answer in found.values()} <= {200, 401, 403}
    return {name: None if each.status_code != 200 else each.json() for name, each in found.items()}


async def a_busy_evening(website: RunningWebsite, callers: Callers) -> None:
    for client in callers.linked:
        for day in (TODAY, "2026-11-22"):
            body = {"date": str(day), "status": "LOOKING"}
            assert (await client.post("/api/availability", json=body)).status_code == 200
        await agree(website.sql, await website.user_id(client))
    await callers.player.post("/api/availability/away", json={"until": "2026-12-24"})
    await create(callers.promoter)
    voice = {"members": [{"id": str(PROMOTER), "name": "Marlow"}]}
    await put(website, "voice_channel", voice)
    await put(website, "bot", {"channel_problems": {"signal": "captcha_required"}})
    await website.heard_everything()


@pytest.mark.parametrize("who", CALLERS)
@pytest.mark.parametrize("busy", [False, True], ids=["quiet", "busy"])
async def test_each_part_is_its_own_routes_answer(
    website: RunningWebsite, callers: Callers, who: str, busy: bool
) -> None:
    if busy:
        await a_busy_evening(website, callers)
    client: httpx2.AsyncClient = getattr(callers, who)
    start = await client.get("/api/start")
    assert start.status_code == 200
    assert start.json() == await answers(client)


async def test_names_are_for_linked_viewers(website: RunningWebsite, callers: Callers) -> None:
    await a_busy_evening(website, callers)
    for client in (callers.anonymous, callers.unlinked):
        text = (await client.get("/api/start")).text
        assert "Shade" not in text
        assert "Marlow" not in text
    assert "Marlow" in (await callers.player.get("/api/start")).text


async def test_an_unchanged_start_is_not_sent_again(
    website: RunningWebsite, callers: Callers
) -> None:
    for client in (callers.anonymous, callers.player):
        start = await client.get("/api/start")
        assert start.headers["cache-control"] == "private, no-cache"
        assert start.headers["vary"].startswith("Cookie, Accept-Encoding")
        unchanged = {"If-None-Match": start.headers["etag"]}
        again = await client.get("/api/start", headers=unchanged)
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == start.headers["etag"]
    body = {"date": str(TODAY), "status": "MAYBE"}
    await callers.player.post("/api/availability", json=body)
    assert (await callers.player.get("/api/start", headers=unchanged)).status_code == 200


async def test_it_follows_the_communitys_day(
    website: RunningWebsite, clock: time_machine.Traveller
) -> None:
    client = await website.client()
    assert (await client.get("/api/start")).json()["community"]["today"] == str(TODAY)
    clock.move_to("2026-11-20T23:00:00Z")
    start = (await client.get("/api/start")).json()
    assert start["community"]["today"] == "2026-11-21"
    assert start["availability"]["from"] == "2026-11-21"
    assert start["planning"]["date"] == "2026-11-21"
    # A query of its own: what `/api/availability` defaults to is not the start's week.
    assert (await client.get("/api/availability")).json()["to"] == "2027-01-20"


async def test_the_days_come_from_memory(website: RunningWebsite, callers: Callers) -> None:
    await website.heard_everything()
    await callers.player.get("/api/start")
    with counted_statements(website) as statements:
        await callers.player.get("/api/start")
    assert len(statements) <= 6, "who is there (and their names), campaign, call, room, away"


async def test_a_session_under_the_name_of_before_moves(
    website: RunningWebsite, callers: Callers
) -> None:
    token = callers.player.cookies[Cookies(website.settings.frontend_origin).session_name]
    client = await website.client(Cookie=f"muster_session={token}")
    start = await client.get("/api/start")
    assert start.json()["me"]["linked_player"] == "Shade"
    me = await client.get("/auth/me")
    assert start.headers.get_list("set-cookie") == me.headers.get_list("set-cookie")
