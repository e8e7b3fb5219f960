"""The SQL of what is told about the ledger: to people about their own rows, which message somebody
answers, to the metrics, and what stays of rows that are forgotten by age.
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


# The zone is $1. What was done on Discord without a message, or never could be, was never tried.
_BECAME = """
    (l.not_before AT TIME ZONE $1)::date AS due_date, l.channel_type,
    coalesce(l.payload ->> 'kind', '') AS kind, l.state,
    CASE WHEN l.state IN ('sent', 'failed') AND l.attempt = 0 THEN 'no_message'
         ELSE coalesce(l.reason, '') END AS reason,
    coalesce(l.state = 'sent' AND l.attempt = 1
             AND l.sent_at <= l.not_before + interval '1 second', false) AS in_time
"""

_COUNTED = """
        counted AS (
            INSERT INTO notification_day_counts AS c
                   (due_date, channel_type, kind, state, reason, number, in_time)
            SELECT due_date, channel_type, kind, state, reason, count(*),
                   count(*) FILTER (WHERE in_time)
              FROM gone
             GROUP BY due_date, channel_type, kind, state, reason
            ON CONFLICT (due_date, channel_type, kind, state, reason)
            DO UPDATE SET number = c.number + EXCLUDED.number,
                          in_time = c.in_time + EXCLUDED.in_time
        )"""

# A "session ready" also expires because it was not true any more.
_WAS_TO_LEAVE = """
    (state IN ('sent', 'failed', 'unknown') AND reason = ''
     OR state = 'skipped' AND reason = 'expired' AND kind <> 'session_ready')
"""


async def count_in_time(
    connection: Connection, zone_name: str, first_day: date, since: datetime
) -> list[Any]:
    """(date in `zone_name` on which they were due, messages that were to leave, those of them that
    were sent at the first try within a second of it), by day from `first_day` on, of rows made
    since.
    """
    return await connection.fetch(
        f"""
        WITH became AS (
            SELECT {_BECAME} FROM notifications_ledger l WHERE l.created_at >= $3
        )
        SELECT due_date, count(*), count(*) FILTER (WHERE in_time)
          FROM became
         WHERE due_date >= $2 AND {_WAS_TO_LEAVE}
         GROUP BY due_date
         ORDER BY due_date
        """,
        zone_name,
        first_day,
        since,
    )


async def delete_old(
    connection: Connection, zone_name: str, useful_before: datetime, most: int
) -> int:
    """Forget at most so many settled rows that have been of no use since before `useful_before`,
    the oldest first, and pass over what somebody else has locked; returns how many there were.

    A campaign's wait until the campaign is counted, since its counts are read from them. What
    became of them is kept by the date on which they were due in `zone_name`.
    """
    return await connection.fetchval(
        f"""
        WITH old AS (
            SELECT l.id FROM notifications_ledger l
             WHERE l.created_at < $2 AND l.useful_until < $2
               AND l.state IN ('sent', 'failed', 'skipped', 'unknown')
               AND NOT EXISTS (SELECT FROM availability_promotion_jobs j
                                 JOIN availability_promotion_campaigns c ON c.id = j.campaign_id
                                WHERE j.id = l.promotion_job_id AND c.counted_at IS NULL)
             ORDER BY l.created_at
             LIMIT $3
               FOR UPDATE OF l SKIP LOCKED
        ), gone AS (
            DELETE FROM notifications_ledger l USING old o
             WHERE l.id = o.id
            RETURNING {_BECAME}
        ), {_COUNTED}
        SELECT count(*) FROM gone
        """,
        zone_name,
        useful_before,
        most,
    )


async def delete_of_person(connection: Connection, zone_name: str, user_id: int) -> int:
    """Forget every row of somebody; what became of them is kept as `delete_old` does. What had not
    left will not, and is counted as skipped.
    """
    return await connection.fetchval(
        f"""
        WITH gone_rows AS (
            DELETE FROM notifications_ledger l WHERE l.user_id = $2 RETURNING {_BECAME}
        ), gone AS (
            SELECT due_date, channel_type, kind, in_time,
                   CASE WHEN left_us THEN state ELSE 'skipped' END AS state,
                   CASE WHEN left_us THEN reason ELSE 'erasing' END AS reason
              FROM (SELECT *, state NOT IN ('pending', 'sending') AS left_us FROM gone_rows) AS g
        ), {_COUNTED}
        SELECT count(*) FROM gone
        """,
        zone_name,
        user_id,
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


async def count_outcomes(
    connection: Connection, zone_name: str, first: date, last: date, since: datetime
) -> list[Any]:
    """(date in `zone_name` on which they were due, channel_type, state, last_error, rows) of what
    was sent, failed or is in doubt, of rows made since, the latest day first.
    """
    return await connection.fetch(
        """
        WITH became AS (
            SELECT (not_before AT TIME ZONE $1)::date AS day, channel_type, state,
                   CASE WHEN state = 'sent' THEN NULL ELSE last_error END AS code
              FROM notifications_ledger
             WHERE created_at >= $4 AND state IN ('sent', 'failed', 'unknown')
        )
        SELECT day, channel_type, state, code, count(*) AS number
          FROM became
         WHERE day BETWEEN $2 AND $3
         GROUP BY day, channel_type, state, code
         ORDER BY day DESC, channel_type, state, number DESC, code
        """,
        zone_name,
        first,
        last,
        since,
    )


async def list_undelivered(
    connection: Connection,
    begins: datetime,
    ends: datetime,
    since: datetime,
    channel_type: str | None,
    before: int | None,
    limit: int,
) -> list[Any]:
    """What failed or is in doubt of what was due in `[begins, ends)`, of rows made since, the
    latest first: (id, user_id, event_key, channel_type, state, last_error, attempt, updated_at).
    """
    return await connection.fetch(
        """
        SELECT id, user_id, event_key, channel_type, state, last_error, attempt, updated_at
          FROM notifications_ledger
         WHERE created_at >= $3 AND state IN ('failed', 'unknown')
           AND not_before >= $1 AND not_before < $2
           AND ($4::text IS NULL OR channel_type = $4)
           AND ($5::bigint IS NULL OR id < $5)
         ORDER BY id DESC
         LIMIT $6
        """,
        begins,
        ends,
        since,
        channel_type,
        before,
        limit,
    )
