"""The SQL of what happened in slomix: messages of today, campaigns and planning rooms."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from ops.slomix.store import fetch_in_steps

# --- messages -------------------------------------------------------------------------------------


async def insert_sent_messages(connection: Any, rows: Sequence[tuple[Any, ...]]) -> set[str]:
    """Note (row, user, Discord channel, event key, service, payload, sent, id there, useful until)
    as sent, unless the recipient's row of the event is there; which were noted, by `row`.

    Somebody who was told on two channels has one row that counts and one that repeats it.
    """
    found: set[str] = set()
    for row in rows:
        noted = await connection.fetchval(
            """
            INSERT INTO notifications_ledger
                   (user_id, discord_channel_id, event_key, channel_type, payload, state,
                    not_before, useful_until, message_id, sent_at, created_at, updated_at,
                    repeats_another)
            SELECT $1, $2, $3, $4, $5::jsonb, 'sent', $6, $8, $7, $6, $6, $6,
                   EXISTS (SELECT FROM notifications_ledger l
                            WHERE l.user_id = $1
                              AND split_part(l.event_key, ':threshold=', 1)
                                  = split_part($3, ':threshold=', 1)
                              AND l.state IN ('pending', 'sending', 'sent', 'unknown'))
             ON CONFLICT DO NOTHING
            RETURNING true
            """,
            *row[1:],
        )
        if noted:
            found.add(row[0])
    return found


# --- campaigns ------------------------------------------------------------------------------------


async def list_campaigns(connection: Any) -> dict[tuple[date, int], list[tuple[datetime, bool]]]:
    """When each campaign was started and whether it was cancelled, by its date and promoter."""
    rows = await connection.fetch(
        """
        SELECT campaign_date, promoter_user_id, created_at, status = 'cancelled'
          FROM availability_promotion_campaigns
        """
    )
    found: dict[tuple[date, int], list[tuple[datetime, bool]]] = {}
    for day, promoter, created_at, cancelled in rows:
        found.setdefault((day, promoter), []).append((created_at, cancelled))
    return found


async def insert_campaign(connection: Any, row: Sequence[Any]) -> int:
    """Add (date, promoter, zone, reminder, start, available, maybe, dry run, status, recipients,
    by channel, when cancelled, started, changed); its id.
    """
    return await connection.fetchval(
        """
        INSERT INTO availability_promotion_campaigns
               (campaign_date, promoter_user_id, target_timezone, target_reminder_time,
                target_start_time, include_available, include_maybe, dry_run, status,
                recipient_count, channels_summary, cancelled_at, created_at, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11::jsonb, $12, $13, $14)
        RETURNING id
        """,
        *row,
    )


async def insert_recipients(
    connection: Any, campaign_id: int, rows: Sequence[tuple[int, str | None, str]]
) -> int:
    """Add (user, their answer, channel); how many."""
    found = await fetch_in_steps(
        connection,
        """
        INSERT INTO availability_promotion_recipients
               (campaign_id, user_id, status, selected_channel)
        SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[])
        ON CONFLICT DO NOTHING
        RETURNING true
        """,
        [(campaign_id, *row) for row in rows],
    )
    return len(found)


async def insert_job(connection: Any, row: Sequence[Any]) -> int:
    """Add (campaign, kind, due, useful until, status, attempts, most attempts, error, sent,
    written, changed); its id.
    """
    return await connection.fetchval(
        """
        INSERT INTO availability_promotion_jobs
               (campaign_id, job_type, run_at, useful_until, status, attempts, max_attempts,
                last_error, sent_at, created_at, updated_at, expanded_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $9)
        RETURNING id
        """,
        *row,
    )


async def insert_send_logs(connection: Any, rows: Sequence[tuple[Any, ...]]) -> None:
    """Add (campaign, job, user, channel, status, reason, message, error, when), in their order."""
    await fetch_in_steps(
        connection,
        """
        INSERT INTO availability_promotion_send_logs
               (campaign_id, job_id, user_id, channel_type, status, reason, message_id, error,
                created_at)
        SELECT campaign_id, job_id, user_id, channel_type, status, reason, message_id, error, at
          FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::text[],
                      $7::text[], $8::text[], $9::timestamptz[])
               WITH ORDINALITY AS g (campaign_id, job_id, user_id, channel_type, status, reason,
                                     message_id, error, at, place)
         ORDER BY place
        """,
        rows,
    )


# --- planning rooms -------------------------------------------------------------------------------


async def list_room_days(connection: Any) -> set[date]:
    """The days that have a planning room."""
    return {row[0] for row in await connection.fetch("SELECT session_date FROM planning_sessions")}


async def insert_room(connection: Any, row: Sequence[Any]) -> int:
    """Add (day, who opened it, thread, whether teams were saved, opened, changed); its id."""
    return await connection.fetchval(
        """
        INSERT INTO planning_sessions
               (session_date, created_by_user_id, discord_thread_id, thread_state, draft_version,
                created_at, updated_at)
        VALUES ($1, $2, $3::bigint, CASE WHEN $3::bigint IS NULL THEN 'none' ELSE 'created' END,
                CASE WHEN $4 THEN 1 ELSE 0 END, $5, $6)
        RETURNING id
        """,
        *row,
    )


async def insert_team_name(connection: Any, row: Sequence[Any]) -> int:
    """Add (room, name, whose suggestion, when); its id."""
    return await connection.fetchval(
        """
        INSERT INTO planning_team_names (session_id, name, suggested_by_user_id, created_at)
        VALUES ($1, $2, $3, $4)
        RETURNING id
        """,
        *row,
    )


async def insert_votes(connection: Any, rows: Sequence[tuple[Any, ...]]) -> None:
    """Add (room, user, suggestion, first, last)."""
    await fetch_in_steps(
        connection,
        """
        INSERT INTO planning_votes (session_id, user_id, suggestion_id, created_at, updated_at)
        SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::timestamptz[],
                             $5::timestamptz[])
        """,
        rows,
    )


async def insert_team(connection: Any, row: Sequence[Any]) -> None:
    """Add (room, side, captain, made, changed)."""
    await connection.execute(
        """
        INSERT INTO planning_teams (session_id, side, captain_user_id, created_at, updated_at)
        VALUES ($1, $2, $3, $4, $5)
        """,
        *row,
    )


async def insert_members(connection: Any, rows: Sequence[tuple[Any, ...]]) -> None:
    """Add (room, user, side, place in the side's list)."""
    await fetch_in_steps(
        connection,
        """
        INSERT INTO planning_team_members (session_id, user_id, side, position)
        SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::integer[])
        """,
        rows,
    )
