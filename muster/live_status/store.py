"""The SQL of live status, one verb function a query."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from muster.database import Connection
from muster.live_status.rules import LiveStatus, StatusType


async def upsert_status(
    connection: Connection, status_type: StatusType, data: dict[str, Any], now: datetime
) -> None:
    await connection.execute(
        """
        INSERT INTO live_status (status_type, status_data, updated_at) VALUES ($1, $2::jsonb, $3)
        ON CONFLICT (status_type)
        DO UPDATE SET status_data = EXCLUDED.status_data, updated_at = EXCLUDED.updated_at
        """,
        status_type,
        json.dumps(data),
        now,
    )


async def upsert_delivery(
    connection: Connection, channel_types: Sequence[str], now: datetime
) -> None:
    # In one order everywhere: several bots do this at once.
    await connection.execute(
        """
        INSERT INTO live_status (status_type, status_data, updated_at)
        SELECT 'delivery_' || name, '{}', $2 FROM unnest($1::text[]) AS name ORDER BY name
        ON CONFLICT (status_type) DO UPDATE SET updated_at = EXCLUDED.updated_at
        """,
        channel_types,
        now,
    )


async def find_delivery(connection: Connection) -> tuple[LiveStatus | None, dict[str, datetime]]:
    """(the leading bot's heartbeat, when a bot last said that it delivers on a channel)."""
    rows = await connection.fetch(
        """
        SELECT CASE WHEN status_type <> 'bot' THEN substr(status_type, 10) END,
               status_data, updated_at
          FROM live_status
         WHERE status_type = 'bot' OR starts_with(status_type, 'delivery_')
        """
    )
    bot = [LiveStatus("bot", _object(row[1]), row[2]) for row in rows if row[0] is None]
    said = {row[0]: row[2] for row in rows if row[0] is not None}
    return (bot[0] if bot else None), said


async def find_status(connection: Connection, status_type: StatusType) -> LiveStatus | None:
    return (await find_statuses(connection, [status_type])).get(status_type)


async def find_statuses(
    connection: Connection, status_types: Sequence[StatusType]
) -> dict[StatusType, LiveStatus]:
    """The stored ones of `status_types`, by type."""
    rows = await connection.fetch(
        "SELECT status_type, status_data, updated_at FROM live_status"
        " WHERE status_type = ANY($1::text[])",
        status_types,
    )
    return {row[0]: LiveStatus(row[0], _object(row[1]), row[2]) for row in rows}


def _object(text: str) -> dict[str, Any]:
    """What was stored; {} where it holds numbers or depths that Python refuses to read."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return {}
