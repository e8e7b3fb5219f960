"""The SQL of what a whole channel reads: announced once, and skipped once it holds no more."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from muster.database import Connection


async def insert_announcement(
    connection: Connection,
    event_key: str,
    discord_channel_id: int,
    payload: dict[str, Any],
    useful_until: datetime,
    now: datetime,
    promotion_job_id: int | None = None,
    *,
    unless_said: Sequence[str] = (),
) -> bool:
    """A row for a message to a whole Discord channel; False when it is there already.

    `unless_said`: event keys that would have said the same to the channel.
    """
    inserted = await connection.fetchval(
        """
        INSERT INTO notifications_ledger
               (discord_channel_id, event_key, channel_type, payload, not_before, useful_until,
                created_at, updated_at, promotion_job_id)
        SELECT $1, $2, 'discord', $3::jsonb, $5, $4, $5, $5, $6
         WHERE NOT EXISTS (SELECT FROM notifications_ledger l
                            WHERE l.event_key = ANY ($7::text[]) AND l.discord_channel_id = $1)
        ON CONFLICT DO NOTHING
        RETURNING true
        """,
        discord_channel_id,
        event_key,
        json.dumps(payload),
        useful_until,
        now,
        promotion_job_id,
        list(unless_said),
    )
    return inserted is True


async def skip_announcements(
    connection: Connection, discord_channel_id: int, keys_from: str, but: str, now: datetime
) -> None:
    """Cancel a channel's announcements whose event keys begin with `keys_from`, except `but`.

    What may have been sent already is left to the notifier, which finds out.
    """
    await connection.execute(
        """
        UPDATE notifications_ledger
           SET state = 'skipped', reason = 'cancelled', updated_at = $4
         WHERE discord_channel_id = $1 AND starts_with(event_key, $2) AND event_key <> $3
           AND state = 'pending' AND claimed_at IS NULL
        """,
        discord_channel_id,
        keys_from,
        but,
        now,
    )
