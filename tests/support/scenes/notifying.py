"""People who may hear of the check-in and of a ready session, and whom the ledger has for them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from muster.channels.rules import ChannelType

ZONE = ZoneInfo("Europe/Ljubljana")
TODAY = date(2026, 11, 20)
AT_16 = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
ALL: list[ChannelType] = ["discord", "telegram", "signal"]


async def choose_reminders(sql: Any, people: list[int], *, wanted: bool = True) -> None:
    await sql.execute(
        """
        INSERT INTO availability_user_settings
               (user_id, availability_reminders_enabled, created_at, updated_at)
        SELECT id, $3, $2, $2 FROM unnest($1::bigint[]) AS id
        """,
        people,
        AT_16,
        wanted,
    )


async def answer(sql: Any, user_id: int, status: str, day: date = TODAY) -> None:
    await sql.execute(
        """
        INSERT INTO availability_entries (user_id, entry_date, status, created_at, updated_at)
        VALUES ($1, $2, $3, $4, $4)
        ON CONFLICT (user_id, entry_date) DO UPDATE SET status = EXCLUDED.status
        """,
        user_id,
        day,
        status,
        AT_16,
    )


async def recipients(sql: Any, event: str) -> set[tuple[Any, str]]:
    rows = await sql.fetch(
        "SELECT coalesce(user_id, -discord_channel_id), channel_type FROM notifications_ledger"
        " WHERE event_key LIKE $1 || '%'",
        event,
    )
    return {(row[0], row[1]) for row in rows}
