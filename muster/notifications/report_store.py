"""The SQL of what is told about the ledger: to people about their own rows, and to the metrics."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from muster.database import Connection


async def list_notices(connection: Connection, user_id: int, limit: int) -> list[Any]:
    """One person's latest rows: (nonce, event_key, channel_type, state, reason, last_error, at)."""
    return await connection.fetch(
        """
        SELECT nonce, event_key, channel_type, state, reason, last_error,
               coalesce(sent_at, updated_at) AS at
          FROM notifications_ledger
         WHERE user_id = $1
         ORDER BY id DESC
         LIMIT $2
        """,
        user_id,
        limit,
    )


async def count_deliveries(connection: Connection, since: datetime) -> list[Any]:
    """(channel_type, state, reason or '', rows, seconds late in total) of rows made since."""
    return await connection.fetch(
        """
        SELECT channel_type, state, coalesce(reason, '') AS reason, count(*) AS number,
               coalesce(sum(extract(epoch FROM sent_at - not_before)), 0)::float8 AS seconds_late
          FROM notifications_ledger
         WHERE created_at >= $1
         GROUP BY channel_type, state, coalesce(reason, '')
        """,
        since,
    )
