"""The SQL of what is told about the ledger: to people about their own rows, which message somebody
answers, and to the metrics.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from muster.channels.rules import ChannelType
from muster.database import Connection
from muster.notifications.rules import Asked


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


async def count_in_time(
    connection: Connection, zone_name: str, first_day: date, since: datetime
) -> list[Any]:
    """(date in `zone_name` on which they were due, messages sent, those of them that were sent at
    the first try within a second of it), by day from `first_day` on, of rows made since.
    """
    return await connection.fetch(
        """
        SELECT (not_before AT TIME ZONE $1)::date AS day, count(*),
               count(*) FILTER (WHERE attempt = 1
                                  AND sent_at <= not_before + interval '1 second')
          FROM notifications_ledger
         WHERE created_at >= $3 AND state = 'sent' AND attempt > 0
           AND (not_before AT TIME ZONE $1)::date >= $2
         GROUP BY day
         ORDER BY day
        """,
        zone_name,
        first_day,
        since,
    )


async def count_overdue(connection: Connection, due_before: datetime, now: datetime) -> int:
    """How many rows have waited since before `due_before` and are still of use."""
    # Each state has an index of its own, which holds what waits and nothing of the past.
    return await connection.fetchval(
        """
        SELECT (SELECT count(*) FROM notifications_ledger
                 WHERE state = 'pending' AND not_before < $1 AND useful_until > $2)
             + (SELECT count(*) FROM notifications_ledger
                 WHERE state = 'sending' AND lease_until < $1 AND useful_until > $2)
        """,
        due_before,
        now,
    )


_ASKED = """
    SELECT l.nonce, l.user_id, l.channel_type, l.payload,
           coalesce(k.status = 'cancelled', false) AS cancelled
      FROM notifications_ledger l
      LEFT JOIN availability_promotion_jobs j ON j.id = l.promotion_job_id
      LEFT JOIN availability_promotion_campaigns k ON k.id = j.campaign_id
"""


def _asked(row: Mapping[str, Any]) -> Asked:
    columns: dict[str, Any] = dict(row)
    payload: dict[str, Any] = json.loads(columns.pop("payload"))
    return Asked(**columns, payload=payload, kind=payload["kind"])


async def find_asked(connection: Connection, ledger_id: int, nonce: str) -> Asked | None:
    """The message of this row, if the nonce is the row's own."""
    row = await connection.fetchrow(
        _ASKED + "WHERE l.id = $1 AND l.nonce = $2",
        ledger_id,
        nonce,
    )
    return None if row is None else _asked(row)


async def find_latest_asked(
    connection: Connection, user_id: int, channel_type: ChannelType, kinds: Sequence[str]
) -> Asked | None:
    """The latest message of these kinds that somebody got on a channel, or may have got."""
    row = await connection.fetchrow(
        _ASKED
        + """
         WHERE l.user_id = $1 AND l.channel_type = $2 AND l.nonce IS NOT NULL
           AND l.state IN ('sending', 'sent', 'unknown') AND l.payload ->> 'kind' = ANY($3::text[])
         ORDER BY coalesce(l.sent_at, l.claimed_at, l.updated_at) DESC, l.id DESC
         LIMIT 1
        """,
        user_id,
        channel_type,
        kinds,
    )
    return None if row is None else _asked(row)
