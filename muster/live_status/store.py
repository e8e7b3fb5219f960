"""The SQL of live status, one verb function a query."""

from __future__ import annotations

import json
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


async def find_status(connection: Connection, status_type: StatusType) -> LiveStatus | None:
    row = await connection.fetchrow(
        "SELECT status_data, updated_at FROM live_status WHERE status_type = $1", status_type
    )
    if row is None:
        return None
    return LiveStatus(status_type, json.loads(row["status_data"]), row["updated_at"])
