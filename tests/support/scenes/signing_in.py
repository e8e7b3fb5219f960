"""How the tests sign in with Discord: what a browser does, step by step."""

from __future__ import annotations

from typing import Any

import httpx2
from pydantic import SecretStr

from tests.support.fakes.services import CLIENT_ID, CLIENT_SECRET, FakeDiscord
from tests.support.running.websites import RunningWebsite

ACCOUNT = {
    "id": "80351110224678912",
    "username": "nelly",
    "global_name": "Nelly",
    "avatar": "8342729096ea3675442027381ff50dfe",
}
HTML = {"Accept": "text/html,application/xhtml+xml"}
ORIGIN = "https://muster.example.org"


def discord_settings(discord: FakeDiscord, **more: Any) -> dict[str, Any]:
    return {
        "muster_sandbox": False,
        "frontend_origin": ORIGIN,
        "discord_client_id": str(CLIENT_ID),
        "discord_client_secret": SecretStr(CLIENT_SECRET),
        "discord_api_base_url": discord.url,
        **more,
    }


async def leave(client: httpx2.AsyncClient, discord: FakeDiscord, path: str = "") -> dict[str, str]:
    """Press "sign in" and say yes at Discord; the query that the browser comes back with."""
    answer = await client.get(f"/auth/login{path}")
    assert answer.status_code == 302, answer.text
    return discord.authorize(answer.headers["location"], ACCOUNT)


async def come_back(client: httpx2.AsyncClient, query: dict[str, str]) -> httpx2.Response:
    return await client.get("/auth/callback", params=query)


async def sign_in(client: httpx2.AsyncClient, discord: FakeDiscord, path: str = "") -> str:
    """The whole way; where the browser ends."""
    answer = await come_back(client, await leave(client, discord, path))
    assert answer.status_code == 302, answer.text
    return answer.headers["location"]


def cookies_of(client: httpx2.AsyncClient) -> str:
    """Every cookie that the browser holds now, as a header."""
    return "; ".join(f"{name}={value}" for name, value in client.cookies.items())


def refusal(answer: httpx2.Response) -> tuple[int, str]:
    assert "muster_session" not in answer.headers.get("set-cookie", "")
    return answer.status_code, answer.json()["code"]


async def nobody_signed_in(website: RunningWebsite) -> bool:
    return await website.sql.fetchval("SELECT count(*) FROM website_sessions") == 0
