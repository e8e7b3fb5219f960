"""The SQL of claiming the ledger's rows, one verb function a query. `now` is an aware instant."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from muster.channels.rules import ChannelType
from muster.database import Connection
from muster.live_status.rules import STALE_AFTER
from muster.notifications.rules import Claimed

_CLAIM = """
    WITH due AS (
        SELECT id, claimed_at AS doubt_since
          FROM notifications_ledger
         WHERE {due}
         ORDER BY not_before, id
         LIMIT $3
           FOR UPDATE SKIP LOCKED
    ), claimed AS (
        UPDATE notifications_ledger l
           SET state = 'sending', worker = $4, lease_until = $5, attempt = l.attempt + 1,
               claimed_at = coalesce(l.claimed_at, $2), unopened = $7, updated_at = $2,
               nonce = coalesce(l.nonce, 'm' || to_hex(l.id) || '-'
                                         || to_hex(extract(epoch FROM l.created_at)::bigint))
          FROM due
         WHERE l.id = due.id
        RETURNING l.*, due.doubt_since
    )
    SELECT c.id, c.user_id, c.discord_channel_id, c.event_key, c.channel_type, c.payload, c.attempt,
           c.nonce, c.useful_until, c.claimed_at, c.doubt_since,
           r.user_id IS NOT NULL AS linked, coalesce(r.enabled, false) AS enabled,
           coalesce(r.reachable, false) AS reachable, coalesce(r.verified, false) AS verified,
           r.discord_user_id, r.discord_dm_channel_id, r.address_encrypted,
           coalesce(q.timezone, t.timezone) AS timezone,
           q.quiet_hours_start, q.quiet_hours_end,
           coalesce(t.availability_reminders_enabled, true) AS reminders_enabled,
           e.status AS answer,
           coalesce(d.looking_count, 0) AS looking_count,
           coalesce(q.allow_promotions, false) AS allow_promotions,
           coalesce(k.status = 'cancelled', false)
           OR c.payload ->> 'kind' = 'planning_teams' AND EXISTS (
                  SELECT FROM planning_sessions s
                   WHERE s.session_date = (c.payload ->> 'date')::date
                     AND s.draft_version > (c.payload ->> 'version')::int) AS cancelled,
           CASE WHEN v.updated_at >= $6
                THEN EXISTS (SELECT FROM discord_accounts a
                               JOIN jsonb_array_elements(v.status_data -> 'members') AS m
                                 ON m ->> 'id' = a.discord_user_id::text
                              WHERE a.user_id = c.user_id AND a.unlinked_at IS NULL)
           END AS in_voice,
           -- LIMIT: looked up for the few rows that follow another, never worked out for all.
           c.payload ? 'after' AND coalesce(
               (SELECT true FROM notifications_ledger b
                 WHERE b.event_key = c.payload ->> 'after' AND b.user_id = c.user_id
                   AND b.state IN ('pending', 'sending')
                 LIMIT 1), false) AS follows_unsent,
           c.lease_until,
           EXISTS (SELECT FROM availability_disputed_handles h
                    WHERE h.user_id = c.user_id AND h.channel_type = c.channel_type) AS disputed
      FROM claimed c
      LEFT JOIN LATERAL (
            SELECT * FROM channel_reach x
             WHERE x.user_id = c.user_id AND x.channel_type = c.channel_type
            OFFSET 0  -- looked up for each claimed row, never worked out for the whole community
           ) r ON true
      LEFT JOIN subscription_preferences q ON q.user_id = c.user_id
      LEFT JOIN availability_user_settings t ON t.user_id = c.user_id
      LEFT JOIN availability_entries e
             ON e.user_id = c.user_id AND e.entry_date = (c.payload ->> 'date')::date
      LEFT JOIN (
            SELECT a.entry_date, count(*)::int AS looking_count
              FROM availability_entries a
              JOIN user_player_links p ON p.user_id = a.user_id
             WHERE a.status = 'LOOKING'
               AND a.entry_date IN (SELECT (payload ->> 'date')::date FROM claimed
                                     WHERE payload ->> 'kind' = 'session_ready')
             GROUP BY a.entry_date
           ) d ON d.entry_date = (c.payload ->> 'date')::date
      LEFT JOIN availability_promotion_jobs j ON j.id = c.promotion_job_id
      LEFT JOIN availability_promotion_campaigns k ON k.id = j.campaign_id
      LEFT JOIN live_status v ON v.status_type = 'voice_channel'
                             AND c.payload ->> 'kind' = 'promotion_followup'
                             AND jsonb_typeof(v.status_data -> 'members') = 'array'
     ORDER BY c.not_before, c.id
"""
_DUE = "state = 'pending' AND channel_type = $1 AND not_before <= $2"
_LEASE_RAN_OUT = "state = 'sending' AND channel_type = $1 AND lease_until <= $2"


def _claimed(row: Any) -> Claimed:
    payload: dict[str, Any] = json.loads(row[5])
    return Claimed(
        id=row[0],
        user_id=row[1],
        discord_channel_id=row[2],
        event_key=row[3],
        channel_type=row[4],
        kind=payload["kind"],
        payload=payload,
        attempt=row[6],
        nonce=row[7],
        useful_until=row[8],
        claimed_at=row[9],
        doubt_since=row[10],
        linked=row[11],
        enabled=row[12],
        reachable=row[13],
        verified=row[14],
        discord_user_id=row[15],
        discord_dm_channel_id=row[16],
        address_encrypted=row[17],
        timezone=row[18],
        quiet_start=row[19],
        quiet_end=row[20],
        reminders_enabled=row[21],
        answer=row[22],
        looking_count=row[23],
        allow_promotions=row[24],
        cancelled=row[25],
        in_voice=row[26],
        follows_unsent=row[27],
        lease_until=row[28],
        disputed=row[29],
    )


async def count_due(
    connection: Connection, channel_type: ChannelType, most: int, now: datetime
) -> int:
    """How many rows of a channel are due, counted up to `most`."""
    return await connection.fetchval(
        f"SELECT count(*) FROM (SELECT FROM notifications_ledger WHERE {_DUE} LIMIT $3) AS due",
        channel_type,
        now,
        most,
    )


async def claim_due(
    connection: Connection,
    channel_type: ChannelType,
    worker: str,
    most: int,
    now: datetime,
    lease_until: datetime,
    *,
    unopened: bool,
) -> list[Claimed]:
    """Claim at most `most` due rows of a channel; nobody else gets them while the lease lasts.

    `unopened`: whether `mark_opened` is going to be called for each.
    """
    return await _claim(connection, _DUE, channel_type, worker, most, now, lease_until, unopened)


async def reclaim_ran_out(
    connection: Connection,
    channel_type: ChannelType,
    worker: str,
    most: int,
    now: datetime,
    lease_until: datetime,
) -> list[Claimed]:
    """Claim rows whose worker died or hung; `doubt_since` says when their request was opened."""
    return await _claim(
        connection, _LEASE_RAN_OUT, channel_type, worker, most, now, lease_until, False
    )


async def mark_opened(
    connection: Connection, ledger_id: int, attempt: int, worker: str, now: datetime
) -> bool:
    """From now on the row's request may be on its way; False when the row is not ours any more."""
    return (
        await connection.fetchval(
            """
            UPDATE notifications_ledger SET unopened = false
             WHERE id = $1 AND attempt = $2 AND worker = $3 AND state = 'sending'
               AND lease_until > $4
            RETURNING true
            """,
            ledger_id,
            attempt,
            worker,
            now,
        )
        is True
    )


async def _claim(
    connection: Connection,
    due: str,
    channel_type: ChannelType,
    worker: str,
    most: int,
    now: datetime,
    lease_until: datetime,
    unopened: bool,
) -> list[Claimed]:
    rows = await connection.fetch(
        _CLAIM.format(due=due),
        channel_type,
        now,
        most,
        worker,
        lease_until,
        now - STALE_AFTER,
        unopened,
    )
    return [_claimed(row) for row in rows]


async def find_next_due(connection: Connection, channels: Sequence[ChannelType]) -> datetime | None:
    """When the next row is due or the next lease runs out; None when nothing is under way."""
    return await connection.fetchval(
        """
        SELECT least(
            (SELECT min(not_before) FROM notifications_ledger
              WHERE state = 'pending' AND channel_type = ANY($1::text[])),
            (SELECT min(lease_until) FROM notifications_ledger
              WHERE state = 'sending' AND channel_type = ANY($1::text[])))
        """,
        channels,
    )
