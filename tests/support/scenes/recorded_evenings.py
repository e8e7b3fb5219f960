"""Yesterday as it was recorded: what people said, who came, and what the page is told of it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx2

from tests.support.running.websites import RunningWebsite
from tests.support.scenes.community import TODAY

EVENINGS = "/api/evenings"
YESTERDAY = TODAY - timedelta(days=1)
START = datetime(2026, 11, 19, 20, tzinfo=UTC)


async def add_record(website: RunningWebsite, day: date = YESTERDAY, **changes: Any) -> None:
    start = START + (day - YESTERDAY)
    row = {
        "evening_date": day,
        "session": True,
        "starts_at": start,
        "threshold": 6,
        "told_by": "voice",
        "most_in_voice": 7,
        "most_on_server": None,
        "enough_minutes": 40,
        "looked_at": start + timedelta(minutes=59),
        "said_yes": 2,
        "came": 2,
        "played": True,
        "closed_at": start + timedelta(hours=1),
    } | changes
    places = ", ".join(f"${number}" for number in range(1, len(row) + 1))
    await website.sql.execute(
        f"INSERT INTO evening_records ({', '.join(row)}) VALUES ({places})", *row.values()
    )


async def says(
    website: RunningWebsite,
    user_id: int,
    status: str | None,
    at: datetime = START - timedelta(hours=1),
    day: date = YESTERDAY,
) -> None:
    await website.sql.execute(
        "INSERT INTO availability_answer_changes (user_id, entry_date, status, source, changed_at)"
        " VALUES ($1, $2, $3, 'page', $4)",
        user_id,
        day,
        status,
        at,
    )


async def comes(
    website: RunningWebsite, user_id: int, day: date = YESTERDAY, *, came: bool = True
) -> None:
    start = START + (day - YESTERDAY)
    await website.sql.execute(
        "INSERT INTO evening_attendance VALUES ($1, $2, $3, $4, $5, true, $5)",
        day,
        user_id,
        start,
        start + timedelta(minutes=30),
        came,
    )


async def details(client: httpx2.AsyncClient, day: date = YESTERDAY) -> Any:
    answer = await client.get(f"{EVENINGS}/{day}")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def somebody_was_there(website: RunningWebsite, people: dict[str, int]) -> None:
    await add_record(website)
    for name in ("Shade", "Fenn"):
        await comes(website, people[name])


async def close(
    client: httpx2.AsyncClient, *present: int, day: date = YESTERDAY, played: bool = True
) -> tuple[int, str | None]:
    answer = await client.post(
        f"{EVENINGS}/{day}/close", json={"played": played, "present": list(present)}
    )
    found = answer.json()
    return answer.status_code, found.get("code")
