"""The whole website as the role `website_app`, on a server where the operator created that role."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

import httpx2
import pytest
from pydantic import SecretStr

from muster.settings import load_settings
from website.backend.app import create_app

_AJAX = {"X-Requested-With": "XMLHttpRequest"}


@pytest.fixture
async def as_website_role(
    database_url: str, url_for_role: Callable[..., str]
) -> AsyncIterator[httpx2.AsyncClient]:
    settings = load_settings(
        env_file=None,
        database_url=SecretStr(url_for_role(database_url)),
        session_secret=SecretStr("a secret of the tests"),
        muster_sandbox=True,
    )
    app = create_app(settings)
    async with app.router.lifespan_context(app):
        transport = httpx2.ASGITransport(app)
        async with httpx2.AsyncClient(
            transport=transport, base_url="http://127.0.0.1:8000", headers=_AJAX
        ) as client:
            yield client


async def test_everything_a_person_can_do_works_as_the_website_s_role(
    as_website_role: httpx2.AsyncClient,
) -> None:
    client = as_website_role

    async def ok(method: str, path: str, **body: object) -> httpx2.Response:
        answer = await client.request(method, path, json=body or None)
        assert answer.is_success, (method, path, answer.text)
        return answer

    assert (await ok("GET", "/readyz")).json() == {"status": "ok"}
    today = (await ok("GET", "/api/community")).json()["today"]
    await ok("GET", "/auth/sandbox/personas")
    await ok("POST", "/auth/sandbox/login", discord_user_id="4711")
    await ok("GET", "/auth/players/suggestions")
    await ok("GET", "/auth/players/search?q=nobody")
    await ok("POST", "/auth/players", name="Nightjar")
    await ok("POST", "/api/availability", date=today, status="MAYBE")
    await ok("POST", "/api/availability", date=today, status="LOOKING")
    day = (await ok("GET", "/api/availability?include_users=true")).json()["days"][0]
    assert [user["display_name"] for user in day["users_by_status"]["LOOKING"]] == ["Nightjar"]
    assert len((await ok("GET", "/api/availability/me")).json()["entries"]) == 1
    await ok("POST", "/api/availability", date=today, status="AVAILABLE", only_if=2)
    await ok("POST", "/auth/sandbox/login", discord_user_id="4712")
    await ok("POST", "/auth/players", name="Wren")
    await ok("POST", "/api/availability", date=today, status="LOOKING")
    day = (await ok("GET", "/api/availability?include_users=true")).json()["days"][0]
    assert day["counts"]["LOOKING"] == 2
    await ok("POST", "/auth/sandbox/login", discord_user_id="4711")
    assert (await ok("GET", "/api/live-status")).json()["voice"]["known"] is False
    assert "muster_bot_up 0.0" in (await ok("GET", "/metrics")).text
    assert (await ok("DELETE", f"/api/availability/{today}")).json()["removed"] is True
    guid = (await ok("GET", "/auth/me")).json()["linked_player_guid"]
    await ok("DELETE", "/auth/link")
    await ok("POST", "/auth/link", player_guid=guid)
    await ok("POST", "/auth/discord/unlink")
    await ok("POST", "/auth/sandbox/login", discord_user_id="4711")
    await ok("POST", "/auth/logout")
    assert (await client.get("/auth/me")).status_code == 401
