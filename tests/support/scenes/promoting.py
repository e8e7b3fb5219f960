"""People who may be asked, and what a promoter asks the website, for the tests of promotions."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

import httpx2

from tests.support.scenes.community import EVENING, PROMOTER, TODAY, add_person

PROMOTIONS = "/api/availability/promotions"
PREVIEW = f"{PROMOTIONS}/preview"
CAMPAIGN = f"{PROMOTIONS}/campaign"
CAMPAIGNS = f"{PROMOTIONS}/campaigns"
NOBODY = {
    "people": 0,
    "reached": 0,
    "told": 0,
    "told_at": None,
    "not_agreed": 0,
    "no_channel": 0,
}
"""What asking an answer brings that nobody gave."""
NO_COUNTS = {
    "pending": 0,
    "delivered": 0,
    "skipped": 0,
    "failed": 0,
    "unknown": 0,
    "skipped_by_reason": {},
}
TIMES = {
    "reminder_2045_cet": "2026-11-20T19:45:00Z",
    "start_2100_cet": "2026-11-20T20:00:00Z",
    "voice_check_after_start": "2026-11-20T20:00:30Z",
}
"""What creating before a quarter to nine of `TODAY` schedules."""

OTHER_PROMOTER = 105
"""The Discord id of one who promotes beside `PROMOTER`."""

TWO_PROMOTERS = f"{PROMOTER},{OTHER_PROMOTER}"
"""`promoter_discord_ids` where both promote."""

Known = Literal["verified", "typed", "undeliverable"]
Json = dict[str, Any]


def code(answered: httpx2.Response) -> tuple[int, str]:
    return answered.status_code, answered.json()["code"]


def instants(times: dict[str, str]) -> list[datetime]:
    """The reminder, the start and the voice check of `scheduled_times`."""
    return [datetime.fromisoformat(times[name]) for name in TIMES]


async def agree(connection: Any, user_id: int, preferred: str = "any", *, to: bool = True) -> None:
    """Somebody says that they may be asked, and how they would like to be."""
    await connection.execute(
        """
        INSERT INTO subscription_preferences
               (user_id, allow_promotions, preferred_channel, created_at, updated_at)
        VALUES ($1, $2, $3, $4, $4)
        """,
        user_id,
        to,
        preferred,
        EVENING,
    )


async def answer(connection: Any, user_id: int, status: str, day: date = TODAY) -> None:
    """Somebody says what they do on `day`, in the order in which this is called."""
    await connection.execute(
        """
        INSERT INTO availability_entries (user_id, entry_date, status, created_at, updated_at)
        VALUES ($1, $2, $3, $4, $4)
        ON CONFLICT (user_id, entry_date)
        DO UPDATE SET status = EXCLUDED.status, updated_at = EXCLUDED.updated_at
        """,
        user_id,
        day,
        status,
        EVENING,
    )


async def add_candidate(
    connection: Any, discord_user_id: int, name: str, status: str = "LOOKING", **wants: Any
) -> int:
    """A linked person who agreed to be asked and answered for today; returns the user id."""
    user_id = await add_person(connection, discord_user_id, player=name)
    await agree(connection, user_id, **wants)
    await answer(connection, user_id, status)
    return user_id


async def add_address(
    connection: Any, user_id: int, channel_type: str, known: Known = "verified"
) -> bytes:
    """An address outside Discord, and how we know it; returns its hash."""
    address_hash = f"{channel_type} of {user_id} {known}".encode().ljust(32)
    await connection.execute(
        """
        INSERT INTO availability_channel_links
               (channel_type, address_hash, user_id, address_encrypted, encryption_key_id,
                deliverable, typed_at, verified_at, created_at, updated_at)
        VALUES ($1, $2, $3, 'secret', 'k1', $4, $5, $6, $7, $7)
        """,
        channel_type,
        address_hash,
        user_id,
        known != "undeliverable",
        None if known == "verified" else EVENING,
        EVENING if known == "verified" else None,
        EVENING,
    )
    return address_hash


async def refuse(connection: Any, user_id: int, channel_type: str) -> None:
    """A service refused somebody for good: nothing can be sent to them there."""
    await connection.execute(
        """
        INSERT INTO availability_subscriptions
               (user_id, channel_type, enabled, refused_at, refused_reason, created_at, updated_at)
        VALUES ($1, $2, false, $3, 'It is closed.', $3, $3)
        """,
        user_id,
        channel_type,
        EVENING,
    )


async def preview(client: httpx2.AsyncClient, query: str = "") -> Json:
    found = await client.get(PREVIEW + query)
    assert found.status_code == 200, found.text
    return found.json()


async def create(client: httpx2.AsyncClient, **body: Any) -> Json:
    created = await client.post(CAMPAIGNS, json=body)
    assert created.status_code == 201, created.text
    return created.json()


async def read(client: httpx2.AsyncClient, query: str = "") -> Json | None:
    found = await client.get(CAMPAIGN + query)
    assert found.status_code == 200, found.text
    assert set(found.json()) == {"campaign"}
    return found.json()["campaign"]


async def cancel(client: httpx2.AsyncClient, campaign_id: int) -> httpx2.Response:
    return await client.post(f"{CAMPAIGNS}/{campaign_id}/cancel")


async def stored(connection: Any) -> tuple[int, int, int]:
    """How many campaigns, jobs and recipients there are."""
    row = await connection.fetchrow(
        """
        SELECT (SELECT count(*) FROM availability_promotion_campaigns),
               (SELECT count(*) FROM availability_promotion_jobs),
               (SELECT count(*) FROM availability_promotion_recipients)
        """
    )
    return row[0], row[1], row[2]
