"""The SQL of claiming the ledger's rows, one verb function a query. `now` is an aware instant."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from muster.channels.push_rules import SealedDevice
from muster.channels.rules import ChannelType
from muster.database import Connection
from muster.identity.rules import SESSION_ENDS_AFTER
from muster.notifications.rules import Claimed

# The view's `in_voice` and `voice_as_of` are for bots of an older version: who is in voice is read
# by `muster/live_status/rules.py` alone.
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
               claimed_at = coalesce(l.claimed_at, $2), unopened = $6, updated_at = $2,
               nonce = coalesce(l.nonce, 'm' || to_hex(l.id) || '-'
                                         || to_hex(extract(epoch FROM l.created_at)::bigint))
          FROM due
         WHERE l.id = due.id
        RETURNING l.*, due.doubt_since
    )
    SELECT c.id, c.user_id, c.discord_channel_id, c.event_key, c.channel_type, c.payload, c.attempt,
           c.nonce, c.useful_until, c.claimed_at, c.doubt_since, c.lease_until,
           t.linked, t.enabled, t.reachable, t.verified, t.disputed, t.discord_user_id,
           t.discord_dm_channel_id, t.address_encrypted, t.timezone, t.quiet_start, t.quiet_end,
           t.reminders_enabled, t.allow_promotions, t.answer, t.follows_unsent,
           t.cancelled OR c.payload ->> 'kind' = 'usual_stopped'
                          AND EXISTS (SELECT FROM usual_answers o
                                       WHERE o.user_id = c.user_id AND o.mode = 'answer')
                       OR c.payload ->> 'kind' = 'erasure' AND z.user_id IS NULL
               AS cancelled,
           z.user_id IS NOT NULL AS erasing,
           coalesce(g.chosen, g.heard) AS language,
           v.device_ids, v.subscriptions, v.sender_keys,
           coalesce(d.looking_count, 0) AS looking_count,
           CASE WHEN c.payload ->> 'kind' = 'promotion_followup' THEN
                (SELECT a.arrives_at FROM availability_entries a
                  WHERE a.user_id = c.user_id AND a.entry_date = (c.payload ->> 'date')::date)
           END AS arrives_at,
           coalesce(is_away(c.user_id, (c.payload ->> 'date')::date), false) AS away,
           k.status AS call_status, coalesce(n.today_by_campaign, false) AS told_by_campaign,
           coalesce(s.asks_a_day = 0 OR n.days >= s.asks_a_week, false) AS over_limit
      FROM claimed c
     CROSS JOIN LATERAL (SELECT * FROM ledger_truth x WHERE x.id = c.id OFFSET 0) AS t
      LEFT JOIN (
            SELECT a.entry_date, count(*)::int AS looking_count
              FROM availability_entries a
              JOIN user_player_links p ON p.user_id = a.user_id
             WHERE a.status = 'LOOKING'
               AND a.entry_date IN (SELECT (payload ->> 'date')::date FROM claimed
                                     WHERE payload ->> 'kind' IN
                                           ('session_ready', 'condition', 'call')
                                        OR channel_type = 'push')
             GROUP BY a.entry_date
           ) d ON d.entry_date = (c.payload ->> 'date')::date
      LEFT JOIN LATERAL (
            SELECT array_agg(p.id ORDER BY p.id) AS device_ids,
                   array_agg(p.subscription_encrypted ORDER BY p.id) AS subscriptions,
                   array_agg(p.sender_key ORDER BY p.id) AS sender_keys
              FROM push_devices p
              JOIN website_sessions w ON w.token_hash = p.session_hash
             WHERE c.channel_type = 'push' AND p.user_id = c.user_id
               AND w.expires_at > $2 AND w.created_at > $7
           ) v ON true
      LEFT JOIN erasures z ON z.user_id = c.user_id
      LEFT JOIN reader_languages g ON g.user_id = c.user_id
      LEFT JOIN calls k ON k.id = (c.payload ->> 'call_id')::bigint
      LEFT JOIN subscription_preferences s ON s.user_id = c.user_id AND k.id IS NOT NULL
      LEFT JOIN LATERAL (
            SELECT u.days, u.today_by_campaign
              FROM asks_until(c.user_id, (c.payload ->> 'date')::date, c.event_key) AS u
             WHERE k.id IS NOT NULL
           ) AS n ON true
     ORDER BY c.not_before, c.id
"""
_DUE = "state = 'pending' AND channel_type = $1 AND not_before <= $2"
_LEASE_RAN_OUT = "state = 'sending' AND channel_type = $1 AND lease_until <= $2"


def _claimed(row: Mapping[str, Any]) -> Claimed:
    columns: dict[str, Any] = dict(row)
    payload: dict[str, Any] = json.loads(columns.pop("payload"))
    parts = [columns.pop(name) or () for name in ("device_ids", "subscriptions", "sender_keys")]
    devices = tuple(SealedDevice(*each) for each in zip(*parts, strict=True))
    return Claimed(**columns, devices=devices, payload=payload, kind=payload["kind"])


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
    """Note that the row's request may leave now; False when the row is not ours any more."""
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
        unopened,
        now - SESSION_ENDS_AFTER,
    )
    return [_claimed(row) for row in rows]


async def list_present(
    connection: Connection, user_ids: Sequence[int], discord_user_ids: Collection[int]
) -> set[int]:
    """Those of `user_ids` of whose Discord accounts one is among the given ones."""
    rows = await connection.fetch(
        """
        SELECT DISTINCT user_id FROM discord_people
         WHERE user_id = ANY($1::bigint[]) AND discord_user_id = ANY($2::bigint[])
        """,
        user_ids,
        list(discord_user_ids),
    )
    return {row[0] for row in rows}


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
