"""What people ask of the planning room over HTTP, for its tests."""

from __future__ import annotations

from typing import Any

import httpx2

from tests.acceptance.conftest import Callers
from tests.support.running.websites import RunningWebsite
from tests.support.scenes.community import add_person
from tests.support.scenes.promoting import answer

PLANNING = "/api/planning/today"
CHANGES = ("create", "join", "suggestions", "vote", "teams", "balanced-teams", "ping")
Json = dict[str, Any]


async def enough_looking(website: RunningWebsite, number: int = 6) -> list[int]:
    """So many people, called Ana, Bo and so on, are looking; their user ids."""
    names = ("Ana", "Bo", "Cas", "Dee", "Eli", "Fay", "Gus", "Hal")[:number]
    found = [await add_person(website.sql, n, player=name) for n, name in enumerate(names, 1)]
    for user_id in found:
        await answer(website.sql, user_id, "LOOKING")
    await website.heard_everything()
    return found


async def open_room(website: RunningWebsite, creator: httpx2.AsyncClient) -> None:
    """Today's room stands, however many are looking by now."""
    await website.sql.execute(
        "INSERT INTO planning_sessions (session_date, created_by_user_id, created_at, updated_at)"
        " VALUES ('2026-11-20', $1, now(), now())",
        await website.user_id(creator),
    )


async def read(client: httpx2.AsyncClient, query: str = "") -> Json:
    found = await client.get(PLANNING + query)
    assert found.status_code == 200, found.text
    return found.json()


async def room(client: httpx2.AsyncClient) -> Json:
    session = (await read(client))["session"]
    assert session is not None
    return session


async def post(client: httpx2.AsyncClient, what: str, **body: Any) -> httpx2.Response:
    return await client.post(f"{PLANNING}/{what}", json=body or None)


async def ok(client: httpx2.AsyncClient, what: str, **body: Any) -> Json:
    done = await post(client, what, **body)
    assert done.status_code == 200, done.text
    return done.json()


async def suggested(client: httpx2.AsyncClient, name: str) -> int:
    """Suggest a name; its id."""
    state = (await ok(client, "suggestions", name=name))["state"]
    return state["session"]["suggestions"][-1]["id"]


async def ids_of(website: RunningWebsite, callers: Callers) -> tuple[int, int, int]:
    """The user ids of player, promoter and admin."""
    player, promoter, admin = [await website.user_id(client) for client in callers.linked]
    return player, promoter, admin
