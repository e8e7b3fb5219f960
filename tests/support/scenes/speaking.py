"""How the tests read and write availability over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Any

import httpx2

from tests.support.scenes.community import TODAY

STATUSES = ["LOOKING", "AVAILABLE", "MAYBE", "NOT_PLAYING"]
AVAILABILITY = "/api/availability"


async def say(client: httpx2.AsyncClient, status: str, day: date = TODAY) -> None:
    body = {"date": day.isoformat(), "status": status}
    answer = await client.post(AVAILABILITY, json=body)
    assert answer.status_code == 200, answer.text


async def read(client: httpx2.AsyncClient, query: str = "") -> dict[str, Any]:
    answer = await client.get(f"{AVAILABILITY}?{query}")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def tonight(client: httpx2.AsyncClient) -> dict[str, Any]:
    return (await read(client, "include_users=true"))["days"][0]


async def queue(client: httpx2.AsyncClient, status: str = "LOOKING") -> list[str]:
    users = (await tonight(client))["users_by_status"][status]
    return [user["display_name"] for user in users]


def error(answer: httpx2.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]
