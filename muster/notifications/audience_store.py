"""The SQL that decides who hears: rows for a whole audience in one statement, once each."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from muster.channels.rules import ChannelType
from muster.database import Connection
from muster.notifications.rules import Reason


async def insert_daily_reminders(
    connection: Connection,
    event_key: str,
    day: date,
    channel_types: Sequence[ChannelType],
    due: datetime,
    useful_until: datetime,
    now: datetime,
) -> list[int]:
    """A row for every linked person who wants the reminder and has not answered for `day`; once
    each, on the best of the channels that they have on.

    A person who never chose counts as wanting it. Returns the user ids of those who got one.
    """
    rows = await connection.fetch(
        """
        WITH asked AS (
            SELECT k.user_id
              FROM user_player_links k
              LEFT JOIN availability_user_settings t ON t.user_id = k.user_id
             WHERE coalesce(t.availability_reminders_enabled, true)
               AND NOT EXISTS (SELECT FROM availability_entries e
                                WHERE e.user_id = k.user_id AND e.entry_date = $2)
               AND NOT EXISTS (SELECT FROM notifications_ledger l
                                WHERE l.event_key = $1 AND l.user_id = k.user_id)
        ), written AS (
            INSERT INTO notifications_ledger
                   (user_id, event_key, channel_type, payload, not_before, useful_until,
                    created_at, updated_at)
            SELECT a.user_id, $1, b.channel_type,
                   jsonb_build_object('kind', 'daily_reminder', 'date', $2::date), $6, $4, $5, $5
              FROM asked a
             CROSS JOIN LATERAL best_channel(a.user_id, $3::text[], $1, false) AS b
            ON CONFLICT DO NOTHING
            RETURNING user_id
        )
        SELECT user_id FROM written
        """,
        event_key,
        day,
        channel_types,
        useful_until,
        now,
        due,
    )
    return [row[0] for row in rows]


async def add_to_payloads(
    connection: Connection, event_key: str, beside: Sequence[tuple[int, dict[str, Any]]]
) -> None:
    """Put something into what an event's rows say to each of these people (user id, what)."""
    await connection.execute(
        """
        UPDATE notifications_ledger l
           SET payload = l.payload || g.beside
          FROM unnest($2::bigint[], $3::jsonb[]) AS g (user_id, beside)
         WHERE l.event_key = $1 AND l.user_id = g.user_id
        """,
        event_key,
        [user_id for user_id, _ in beside],
        [json.dumps(what) for _, what in beside],
    )


async def insert_session_ready(
    connection: Connection,
    day: date,
    threshold: int,
    channel_types: Sequence[ChannelType],
    useful_until: datetime,
    now: datetime,
) -> int:
    """A row for everybody in `day`'s pool whose own threshold is reached; once a person and day, on
    the best of the channels that they have on.

    A person's threshold of 0 is the community's. Everybody outside the pool hears nothing.
    """
    event = f"SESSION_READY:{day.isoformat()}"
    return await connection.fetchval(
        """
        WITH looking AS (
            SELECT count(*) AS number
              FROM availability_entries e
              JOIN user_player_links p ON p.user_id = e.user_id
             WHERE e.entry_date = $1 AND e.status = 'LOOKING'
        ), asked AS (
            SELECT e.user_id, coalesce(nullif(w.notify_threshold, 0), $2) AS threshold
              FROM availability_entries e
              LEFT JOIN subscription_preferences w ON w.user_id = e.user_id
             CROSS JOIN looking
             WHERE e.entry_date = $1 AND e.status <> 'NOT_PLAYING'
               AND looking.number >= coalesce(nullif(w.notify_threshold, 0), $2)
               AND NOT EXISTS (SELECT FROM notifications_ledger l
                                WHERE l.user_id = e.user_id
                                  AND starts_with(l.event_key, $6 || ':'))
        ), written AS (
            INSERT INTO notifications_ledger
                   (user_id, event_key, channel_type, payload, not_before, useful_until,
                    created_at, updated_at)
            SELECT a.user_id, $6 || ':threshold=' || a.threshold,
                   b.channel_type,
                   jsonb_build_object('kind', 'session_ready', 'date', $1::date,
                                      'threshold', a.threshold),
                   $5, $4, $5, $5
              FROM asked a
             CROSS JOIN LATERAL best_channel(a.user_id, $3::text[], NULL, false) AS b
            ON CONFLICT DO NOTHING
            RETURNING 1
        )
        SELECT count(*) FROM written
        """,
        day,
        threshold,
        channel_types,
        useful_until,
        now,
        event,
    )


async def insert_personal(
    connection: Connection,
    event_key: str,
    user_ids: Sequence[int],
    payload: dict[str, Any],
    channel_types: Sequence[ChannelType],
    useful_until: datetime,
    now: datetime,
    *,
    in_person: bool = False,
) -> int:
    """A row for each of `user_ids`; once a person and event, on the best of the channels that they
    have on, or `in_person` of those that lead to them.
    """
    return await connection.fetchval(
        """
        WITH written AS (
            INSERT INTO notifications_ledger
                   (user_id, event_key, channel_type, payload, not_before, useful_until,
                    created_at, updated_at)
            SELECT a.user_id, $1, b.channel_type, $3::jsonb, $6, $5, $6, $6
              FROM unnest($2::bigint[]) AS a (user_id)
             CROSS JOIN LATERAL best_channel(a.user_id, $4::text[], $1, $7) AS b
             ORDER BY a.user_id
            ON CONFLICT DO NOTHING
            RETURNING 1
        )
        SELECT count(*) FROM written
        """,
        event_key,
        user_ids,
        json.dumps(payload),
        channel_types,
        useful_until,
        now,
        in_person,
    )


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


async def insert_for_people(
    connection: Connection,
    event_key: str,
    people: Sequence[tuple[int, dict[str, Any]]],
    channel_types: Sequence[ChannelType],
    promotion_job_id: int | None,
    not_before: datetime,
    useful_until: datetime,
    now: datetime,
) -> list[tuple[int, int | None, Reason | None]]:
    """A row for each person on the best channel of their fallback order.

    A person who has been told of this event, or is about to be, gets no second row; one who was
    skipped before is asked anew. Call it inside a transaction. `people` is (user id, payload).

    Returns:
        (user id, the row's id, why there is no row) for each person, in no certain order; one of
        the last two is None.
    """
    # One at a time: two who ask those anew that were skipped could choose different channels, and
    # an update that breaks `notifications_ledger_once_idx` would end the transaction for everybody.
    await connection.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", event_key)
    # The plan is made for these very people, since one for any number of them looks each up in all
    # of them.
    await connection.execute("SET LOCAL plan_cache_mode = force_custom_plan")
    rows = await connection.fetch(
        """
        WITH people AS (
            SELECT * FROM unnest($2::bigint[], $3::jsonb[]) AS p (user_id, payload)
        ), told AS (
            SELECT DISTINCT l.user_id
              FROM notifications_ledger l JOIN people p ON p.user_id = l.user_id
             WHERE l.event_key = $1 AND l.state IN ('pending', 'sending', 'sent', 'unknown')
        ), asked AS (
            SELECT * FROM people p
             WHERE NOT EXISTS (SELECT FROM told t WHERE t.user_id = p.user_id)
        ), best AS (
            SELECT a.user_id, a.payload, b.channel_type
              FROM asked a
             CROSS JOIN LATERAL best_channel(a.user_id, $4::text[], $1, true) AS b
        ), written AS (
            INSERT INTO notifications_ledger AS l
                   (user_id, event_key, channel_type, payload, promotion_job_id, not_before,
                    useful_until, created_at, updated_at)
            SELECT b.user_id, $1, b.channel_type, b.payload, $5, $6, $7, $8, $8
              FROM best b
             ORDER BY b.user_id
            ON CONFLICT (event_key, user_id, channel_type) DO UPDATE
               SET state = 'pending', reason = NULL, last_error = NULL,
                   payload = EXCLUDED.payload, promotion_job_id = EXCLUDED.promotion_job_id,
                   not_before = EXCLUDED.not_before, useful_until = EXCLUDED.useful_until,
                   updated_at = EXCLUDED.updated_at
             WHERE l.state = 'skipped'
            RETURNING l.id, l.user_id
        )
        SELECT a.user_id, w.id,
               CASE WHEN w.id IS NOT NULL THEN NULL
                    WHEN t.user_id IS NOT NULL THEN 'already_notified'
                    WHEN p.user_id IS NULL THEN 'unlinked'
                    WHEN b.user_id IS NULL THEN 'no_channel'
                    ELSE 'already_notified'
               END
          FROM people a
          LEFT JOIN written w ON w.user_id = a.user_id
          LEFT JOIN told t ON t.user_id = a.user_id
          LEFT JOIN user_player_links p ON p.user_id = a.user_id
          LEFT JOIN best b ON b.user_id = a.user_id
        """,
        event_key,
        [user_id for user_id, _ in people],
        [json.dumps(payload) for _, payload in people],
        channel_types,
        promotion_job_id,
        not_before,
        useful_until,
        now,
    )
    return [(row[0], row[1], row[2]) for row in rows]


async def insert_not_asked(
    connection: Connection,
    event_key: str,
    people: Sequence[tuple[int, Reason]],
    payload: dict[str, Any],
    now: datetime,
) -> None:
    """A skipped row for each person, on the channel that they prefer, unless one is there."""
    await connection.execute(
        """
        INSERT INTO notifications_ledger
               (user_id, event_key, channel_type, payload, state, reason, not_before, useful_until,
                created_at, updated_at)
        SELECT g.user_id, $1, coalesce(nullif(s.preferred_channel, 'any'), 'discord'), $2::jsonb,
               'skipped', g.reason, $3, $3, $3, $3
          FROM unnest($4::bigint[], $5::text[]) AS g (user_id, reason)
          JOIN website_users u ON u.id = g.user_id
          LEFT JOIN subscription_preferences s ON s.user_id = g.user_id
         WHERE NOT EXISTS (SELECT FROM notifications_ledger l
                            WHERE l.event_key = $1 AND l.user_id = g.user_id)
         ORDER BY g.user_id
        ON CONFLICT DO NOTHING
        """,
        event_key,
        json.dumps(payload),
        now,
        [user_id for user_id, _ in people],
        [reason for _, reason in people],
    )


async def insert_done(
    connection: Connection,
    user_id: int,
    event_key: str,
    payload: dict[str, Any],
    error: str | None,
    now: datetime,
) -> None:
    """A row for what has been done on Discord already, or refused there for good (`error`)."""
    await connection.execute(
        """
        INSERT INTO notifications_ledger
               (user_id, event_key, channel_type, payload, state, last_error, not_before,
                useful_until, sent_at, created_at, updated_at)
        VALUES ($1, $2, 'discord', $3::jsonb,
                CASE WHEN $4::text IS NULL THEN 'sent' ELSE 'failed' END, $4, $5, $5,
                CASE WHEN $4::text IS NULL THEN $5::timestamptz END, $5, $5)
        ON CONFLICT DO NOTHING
        """,
        user_id,
        event_key,
        json.dumps(payload),
        error,
        now,
    )
