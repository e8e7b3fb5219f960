"""The SQL of the ledger, one verb function a query. `now` is always an aware instant."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from muster.channels.reach import ORDERS
from muster.channels.rules import ChannelType
from muster.database import Connection
from muster.live_status.rules import STALE_AFTER
from muster.notifications.rules import Claimed, Settlement

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
               claimed_at = coalesce(l.claimed_at, $2), updated_at = $2,
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
           coalesce(t.availability_reminders_enabled, false) AS reminders_enabled,
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
           c.lease_until
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
    )


async def find_unopened_dms(connection: Connection, most: int) -> list[tuple[int, int]]:
    """(user id, Discord id) of people who can be written to there but never were."""
    rows = await connection.fetch(
        """
        SELECT user_id, discord_user_id FROM channel_reach
         WHERE channel_type = 'discord' AND reachable AND discord_dm_channel_id IS NULL
         ORDER BY user_id DESC
         LIMIT $1
        """,
        most,
    )
    return [(row[0], row[1]) for row in rows]


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
) -> list[Claimed]:
    """Claim at most `most` due rows of a channel; nobody else gets them while the lease lasts."""
    return await _claim(connection, _DUE, channel_type, worker, most, now, lease_until)


async def reclaim_ran_out(
    connection: Connection,
    channel_type: ChannelType,
    worker: str,
    most: int,
    now: datetime,
    lease_until: datetime,
) -> list[Claimed]:
    """Claim rows whose worker died or hung; `doubt_since` says when their request was opened."""
    return await _claim(connection, _LEASE_RAN_OUT, channel_type, worker, most, now, lease_until)


async def _claim(
    connection: Connection,
    due: str,
    channel_type: ChannelType,
    worker: str,
    most: int,
    now: datetime,
    lease_until: datetime,
) -> list[Claimed]:
    rows = await connection.fetch(
        _CLAIM.format(due=due), channel_type, now, most, worker, lease_until, now - STALE_AFTER
    )
    return [_claimed(row) for row in rows]


# What went to a whole channel stands under the campaign's initiator.
_LOGS = """
    , logs AS (
        INSERT INTO availability_promotion_send_logs
               (campaign_id, job_id, user_id, discord_channel_id, ledger_id, channel_type, status,
                reason, message_id, error, created_at)
        SELECT j.campaign_id, j.id, coalesce(s.user_id, c.promoter_user_id), s.discord_channel_id,
               s.id, s.channel_type,
               CASE s.state WHEN 'unknown' THEN 'failed' ELSE s.state END,
               s.reason, s.message_id, s.last_error, $1
          FROM settled s
          JOIN availability_promotion_jobs j ON j.id = s.promotion_job_id
          JOIN availability_promotion_campaigns c ON c.id = j.campaign_id
         WHERE s.state IN ('sent', 'failed', 'skipped', 'unknown')
    )
    SELECT count(*) FROM settled
"""


async def settle(
    connection: Connection, worker: str, settlements: Sequence[Settlement], now: datetime
) -> int:
    """Write what became of claimed rows, and the send log of those that belong to a campaign's job.

    A row that somebody else claimed since (our lease ran out) is left to them; one that was
    meanwhile declared unknown becomes what it really is. Returns how many rows were settled.
    """
    return await connection.fetchval(
        """
        WITH given AS (
            SELECT * FROM unnest($3::bigint[], $4::int[], $5::text[], $6::text[], $7::text[],
                                 $8::text[], $9::timestamptz[], $10::timestamptz[], $11::bool[],
                                 $12::bool[])
                       AS g (id, attempt, state, reason, error, message_id, sent_at, not_before,
                             in_doubt, counts)
        ), settled AS (
            UPDATE notifications_ledger l
               SET state = g.state, reason = g.reason,
                   last_error = coalesce(g.error, l.last_error), message_id = g.message_id,
                   sent_at = g.sent_at, not_before = coalesce(g.not_before, l.not_before),
                   lease_until = NULL, updated_at = $1,
                   attempt = CASE WHEN g.counts THEN l.attempt ELSE l.attempt - 1 END,
                   claimed_at = CASE WHEN g.in_doubt THEN l.claimed_at END
              FROM given g
             WHERE l.id = g.id AND l.attempt = g.attempt AND l.worker = $2
               AND (l.state = 'sending' OR (l.state = 'unknown' AND g.state <> 'unknown'))
            RETURNING l.*
        )
        """
        + _LOGS,
        now,
        worker,
        [settlement.id for settlement in settlements],
        [settlement.attempt for settlement in settlements],
        [settlement.state for settlement in settlements],
        [settlement.reason for settlement in settlements],
        [settlement.error for settlement in settlements],
        [settlement.message_id for settlement in settlements],
        [settlement.sent_at for settlement in settlements],
        [settlement.not_before for settlement in settlements],
        [settlement.in_doubt for settlement in settlements],
        [settlement.counts for settlement in settlements],
    )


async def mark_unknown(connection: Connection, channel_type: ChannelType, now: datetime) -> int:
    """Rows whose lease ran out on a service without idempotency: nobody can tell, so nobody
    repeats.
    """
    return await connection.fetchval(
        """
        WITH settled AS (
            UPDATE notifications_ledger
               SET state = 'unknown', last_error = 'lease_ran_out', lease_until = NULL,
                   claimed_at = NULL, updated_at = $1
             WHERE state = 'sending' AND channel_type = $2 AND lease_until <= $1
            RETURNING *
        )
        """
        + _LOGS,
        now,
        channel_type,
    )


async def expire_overdue(connection: Connection, useful_before: datetime, now: datetime) -> int:
    """Skip pending rows whose useful life ended before `useful_before`, on whichever channel.

    One whose request was opened and never answered becomes unknown.
    """
    return await connection.fetchval(
        """
        WITH settled AS (
            UPDATE notifications_ledger
               SET state = CASE WHEN claimed_at IS NULL THEN 'skipped' ELSE 'unknown' END,
                   reason = CASE WHEN claimed_at IS NULL THEN 'expired' END,
                   claimed_at = NULL, updated_at = $1
             WHERE state = 'pending' AND useful_until < $2
            RETURNING *
        )
        """
        + _LOGS,
        now,
        useful_before,
    )


async def cancel_rows(connection: Connection, job_ids: Sequence[int], now: datetime) -> int:
    """Skip what waits of these jobs, with its send log; rows in doubt are left to the notifier."""
    return await connection.fetchval(
        """
        WITH settled AS (
            UPDATE notifications_ledger
               SET state = 'skipped', reason = 'cancelled', updated_at = $1
             WHERE promotion_job_id = ANY($2::bigint[]) AND state = 'pending'
               AND claimed_at IS NULL
            RETURNING *
        )
        """
        + _LOGS,
        now,
        job_ids,
    )


async def insert_next_channels(
    connection: Connection,
    ledger_ids: Sequence[int],
    orders: str,
    now: datetime,
) -> int:
    """A row on the next channel for each that leads nowhere: one that can be reached and has not
    failed for this event; what was skipped there before is asked anew.

    `orders` comes from `channels.reach`.
    """
    return await connection.fetchval(
        f"""
        WITH orders AS ({ORDERS.format(orders="$2")}
        ), written AS (
            INSERT INTO notifications_ledger AS n
                   (user_id, event_key, channel_type, payload, promotion_job_id, not_before,
                    useful_until, created_at, updated_at)
            SELECT l.user_id, l.event_key, next.channel_type, l.payload, l.promotion_job_id, $3,
                   l.useful_until, $3, $3
              FROM notifications_ledger l
             CROSS JOIN LATERAL (
                    SELECT o.channel_type
                      FROM orders o
                      JOIN channel_reach r
                        ON r.user_id = l.user_id AND r.channel_type = o.channel_type
                     WHERE o.preferred_channel = coalesce(
                               (SELECT q.preferred_channel FROM subscription_preferences q
                                 WHERE q.user_id = l.user_id), 'any')
                       AND r.reachable
                       AND (r.enabled OR l.payload ->> 'kind' LIKE 'promotion%')
                       AND o.channel_type <> l.channel_type
                       AND NOT EXISTS (SELECT FROM notifications_ledger x
                                        WHERE x.user_id = l.user_id AND x.event_key = l.event_key
                                          AND x.channel_type = o.channel_type
                                          AND (x.state = 'failed' OR x.reason = 'no_channel'))
                     ORDER BY o.place
                     LIMIT 1
                   ) AS next
             WHERE l.id = ANY($1::bigint[]) AND l.user_id IS NOT NULL
               AND l.payload ->> 'kind' <> 'test'
               AND l.payload -> 'dry_run' IS DISTINCT FROM 'true'::jsonb
               AND NOT EXISTS (SELECT FROM notifications_ledger x
                                WHERE x.user_id = l.user_id AND x.event_key = l.event_key
                                  AND x.state IN ('pending', 'sending', 'sent', 'unknown'))
            ON CONFLICT (event_key, user_id, channel_type) DO UPDATE
               SET state = 'pending', reason = NULL, last_error = NULL, payload = EXCLUDED.payload,
                   promotion_job_id = EXCLUDED.promotion_job_id, not_before = EXCLUDED.not_before,
                   useful_until = EXCLUDED.useful_until, updated_at = EXCLUDED.updated_at
             WHERE n.state = 'skipped'
            RETURNING 1
        )
        SELECT count(*) FROM written
        """,
        ledger_ids,
        orders,
        now,
    )


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
