"""The SQL that decides who hears: rows for a whole audience in one statement, once each."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from muster.channels.rules import ChannelType
from muster.database import Connection


async def insert_daily_reminders(
    connection: Connection,
    event_key: str,
    day: date,
    channels: Sequence[ChannelType],
    useful_until: datetime,
    now: datetime,
) -> int:
    """Rows for everybody who wants the reminder and has not answered for `day`."""
    return await connection.fetchval(
        """
        WITH written AS (
            INSERT INTO notifications_ledger
                   (user_id, event_key, channel_type, payload, not_before, useful_until,
                    created_at, updated_at)
            SELECT r.user_id, $1, r.channel_type,
                   jsonb_build_object('kind', 'daily_reminder', 'date', $2::date), $5, $4, $5, $5
              FROM channel_reach r
              JOIN availability_user_settings t ON t.user_id = r.user_id
             WHERE t.availability_reminders_enabled AND r.enabled AND r.reachable
               AND r.channel_type = ANY($3::text[])
               AND NOT EXISTS (SELECT FROM availability_entries e
                                WHERE e.user_id = r.user_id AND e.entry_date = $2)
            ON CONFLICT DO NOTHING
            RETURNING 1
        )
        SELECT count(*) FROM written
        """,
        event_key,
        day,
        channels,
        useful_until,
        now,
    )


async def insert_session_ready(
    connection: Connection,
    day: date,
    threshold: int,
    channels: Sequence[ChannelType],
    useful_until: datetime,
    now: datetime,
) -> int:
    """Rows for everybody in `day`'s pool whose own threshold is reached; once a person and day.

    A person's threshold of 0 is the community's. Everybody outside the pool hears nothing.
    """
    return await connection.fetchval(
        """
        WITH looking AS (
            SELECT count(*) AS number
              FROM availability_entries e
              JOIN user_player_links p ON p.user_id = e.user_id
             WHERE e.entry_date = $1 AND e.status = 'LOOKING'
        ), audience AS (
            SELECT e.user_id, coalesce(nullif(q.notify_threshold, 0), $2) AS threshold
              FROM availability_entries e
              LEFT JOIN subscription_preferences q ON q.user_id = e.user_id
             WHERE e.entry_date = $1 AND e.status <> 'NOT_PLAYING'
        ), written AS (
            INSERT INTO notifications_ledger
                   (user_id, event_key, channel_type, payload, not_before, useful_until,
                    created_at, updated_at)
            SELECT a.user_id, 'SESSION_READY:' || $1::date || ':threshold=' || a.threshold,
                   r.channel_type,
                   jsonb_build_object('kind', 'session_ready', 'date', $1::date,
                                      'threshold', a.threshold),
                   $5, $4, $5, $5
              FROM audience a
              JOIN channel_reach r ON r.user_id = a.user_id
             CROSS JOIN looking
             WHERE looking.number >= a.threshold AND r.enabled AND r.reachable
               AND r.channel_type = ANY($3::text[])
               AND NOT EXISTS (SELECT FROM notifications_ledger l
                                WHERE l.user_id = a.user_id
                                  AND l.event_key LIKE 'SESSION\\_READY:' || $1::date || ':%')
            ON CONFLICT DO NOTHING
            RETURNING 1
        )
        SELECT count(*) FROM written
        """,
        day,
        threshold,
        channels,
        useful_until,
        now,
    )


async def insert_announcement(
    connection: Connection,
    event_key: str,
    discord_channel_id: int,
    payload: dict[str, Any],
    useful_until: datetime,
    now: datetime,
) -> bool:
    """A row for a message to a whole Discord channel; False when it is there already."""
    inserted = await connection.fetchval(
        """
        INSERT INTO notifications_ledger
               (discord_channel_id, event_key, channel_type, payload, not_before, useful_until,
                created_at, updated_at)
        VALUES ($1, $2, 'discord', $3::jsonb, $5, $4, $5, $5)
        ON CONFLICT DO NOTHING
        RETURNING true
        """,
        discord_channel_id,
        event_key,
        json.dumps(payload),
        useful_until,
        now,
    )
    return inserted is True


async def count_looking(connection: Connection, day: date) -> int:
    """How many linked people are LOOKING on `day`."""
    return await connection.fetchval(
        """
        SELECT count(*)
          FROM availability_entries e JOIN user_player_links p ON p.user_id = e.user_id
         WHERE e.entry_date = $1 AND e.status = 'LOOKING'
        """,
        day,
    )


async def insert_test_message(
    connection: Connection,
    user_id: int,
    channel_type: ChannelType,
    event_key: str,
    useful_until: datetime,
    now: datetime,
) -> bool:
    """A row for a test message; False when the person cannot be reached there."""
    inserted = await connection.fetchval(
        """
        INSERT INTO notifications_ledger
               (user_id, event_key, channel_type, payload, not_before, useful_until,
                created_at, updated_at)
        SELECT r.user_id, $3, r.channel_type, '{"kind": "test"}', $5, $4, $5, $5
          FROM channel_reach r
         WHERE r.user_id = $1 AND r.channel_type = $2 AND r.reachable
        RETURNING true
        """,
        user_id,
        channel_type,
        event_key,
        useful_until,
        now,
    )
    return inserted is True
