"""The SQL of settling the ledger, one verb function a query. `now` is always an aware instant."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from muster.channels.rules import ChannelType
from muster.database import Connection
from muster.notifications.rules import Reason, Settlement

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
                   lease_until = NULL, unopened = false, updated_at = $1,
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


async def give_up_ran_out(connection: Connection, channel_type: ChannelType, now: datetime) -> int:
    """Rows whose lease ran out on a service without idempotency: pending again where no request was
    opened; of the others nobody can tell, so nobody repeats them. Returns how many those are.
    """
    return await connection.fetchval(
        """
        WITH ran_out AS (
            UPDATE notifications_ledger
               SET state = CASE WHEN unopened THEN 'pending' ELSE 'unknown' END,
                   last_error = CASE WHEN unopened THEN last_error ELSE 'lease_ran_out' END,
                   lease_until = NULL, claimed_at = NULL, unopened = false, updated_at = $1
             WHERE state = 'sending' AND channel_type = $2 AND lease_until <= $1
            RETURNING *
        ), settled AS (
            SELECT * FROM ran_out WHERE state = 'unknown'
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


async def skip_waiting(
    connection: Connection, event_key: str, reason: Reason, now: datetime
) -> int:
    """Skip what waits of an event; rows in doubt are left to the notifier."""
    rows = await connection.fetch(
        """
        UPDATE notifications_ledger SET state = 'skipped', reason = $2, updated_at = $3
         WHERE event_key = $1 AND state = 'pending' AND claimed_at IS NULL
        RETURNING id
        """,
        event_key,
        reason,
        now,
    )
    return len(rows)


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
    channel_types: Sequence[ChannelType],
    now: datetime,
) -> int:
    """A row on the next channel for each that leads nowhere: one that can be reached and has not
    failed for this event; what was skipped there before is asked anew.
    """
    return await connection.fetchval(
        """
        WITH written AS (
            INSERT INTO notifications_ledger AS n
                   (user_id, event_key, channel_type, payload, promotion_job_id, not_before,
                    useful_until, created_at, updated_at)
            SELECT l.user_id, l.event_key, next.channel_type, l.payload, l.promotion_job_id, $3,
                   l.useful_until, $3, $3
              FROM notifications_ledger l
             CROSS JOIN LATERAL (
                    SELECT array(SELECT c FROM unnest($2::text[]) AS c
                                  WHERE c <> l.channel_type
                                    AND c IS DISTINCT FROM l.payload ->> 'replaced'
                                    AND NOT EXISTS (SELECT FROM notifications_ledger x
                                                     WHERE x.event_key = l.event_key
                                                       AND x.user_id = l.user_id
                                                       AND x.channel_type = c
                                                       AND x.reason = 'no_channel')) AS channels
                   ) AS untried
             CROSS JOIN LATERAL best_channel(
                    l.user_id, untried.channels, l.event_key,
                    l.payload ->> 'kind' LIKE 'promotion%'
                    OR l.payload ->> 'kind' IN ('call', 'erasure', 'chat_replaced')
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
        channel_types,
        now,
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
