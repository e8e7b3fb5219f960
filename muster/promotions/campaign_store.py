"""The SQL of campaigns as people see and make them. `now` is always an aware instant."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from muster.channels.rules import ChannelType
from muster.database import Connection
from muster.promotions.preview_rules import ASKABLE, Answered, Heard
from muster.promotions.rules import (
    Campaign,
    JobType,
    Schedule,
    event_key,
    jobs_of,
)

_REMINDER: JobType = "send_reminder_2045"
_START: JobType = "send_start_2100"

# Who may be asked about day $1 with an answer in $2: they agreed to it, are not away, are linked,
# and one of the channels in $3 leads to them.
_CANDIDATES = """
        asked AS (
            SELECT e.user_id, e.status, e.arrival_number
              FROM availability_entries e
              JOIN subscription_preferences s ON s.user_id = e.user_id AND s.allow_promotions
             WHERE e.entry_date = $1 AND e.status = ANY($2::text[])
               AND NOT is_away(e.user_id, $1)
        ), candidates AS (
            SELECT a.user_id, p.canonical_name, a.status, a.arrival_number, b.channel_type
              FROM asked a
             CROSS JOIN LATERAL best_channel(a.user_id, $3::text[], NULL, true) AS b
              JOIN user_player_links k ON k.user_id = a.user_id
              JOIN players p ON p.guid = k.player_guid
        )"""

# A dry run asks its initiator ($4) alone, on Discord, whatever they answered.
_INITIATOR = """
        candidates AS (
            SELECT u.id AS user_id, e.status, 'discord'::text AS channel_type
              FROM website_users u
              LEFT JOIN availability_entries e ON e.user_id = u.id AND e.entry_date = $1
             WHERE u.id = $4 AND $2::text[] IS NOT NULL AND $3::text[] IS NOT NULL
        )"""


_OTHERS_ASK = """
            SELECT EXISTS (SELECT FROM availability_promotion_campaigns
                            WHERE campaign_date = {day}
                              AND promoter_user_id IS DISTINCT FROM {promoter}::bigint
                              AND status <> 'cancelled' AND NOT dry_run)"""


async def list_answered(
    connection: Connection,
    day: date,
    channel_types: Sequence[ChannelType],
    promoter_user_id: int,
) -> tuple[list[Answered], bool, Heard | None]:
    """Everybody linked whose answer for `day` can be asked about, in the order of asking.

    Returns:
        (they, whether somebody else's campaign asks already, what the promoter has heard).
    """
    rows = await connection.fetch(
        f"""
        WITH heard AS (
            SELECT h.user_id, bool_or(h.reminder) AS reminder, bool_or(NOT h.reminder) AS start,
                   min(h.at) AS at
              FROM (SELECT l.user_id, l.event_key = $5 AS reminder,
                           coalesce(l.sent_at, l.not_before) AS at
                      FROM notifications_ledger l
                     WHERE l.event_key IN ($5, $6) AND l.user_id IS NOT NULL
                       AND l.state IN ('pending', 'sending', 'sent', 'unknown')
                    UNION ALL
                    SELECT r.user_id, j.job_type = $7, j.run_at
                      FROM availability_promotion_campaigns c
                      JOIN availability_promotion_jobs j ON j.campaign_id = c.id
                       AND j.job_type IN ($7, $8) AND j.status IN ('pending', 'running')
                       AND j.expanded_at IS NULL
                      JOIN availability_promotion_recipients r ON r.campaign_id = c.id
                     WHERE c.campaign_date = $1 AND c.status <> 'cancelled') AS h
             GROUP BY h.user_id
        ), answered AS (
            SELECT e.user_id, p.canonical_name, e.status, e.arrival_number,
                   coalesce(s.allow_promotions, false) AS agreed,
                   is_away(e.user_id, $1) AS away
              FROM availability_entries e
              JOIN user_player_links k ON k.user_id = e.user_id
              JOIN players p ON p.guid = k.player_guid
              LEFT JOIN subscription_preferences s ON s.user_id = e.user_id
             WHERE e.entry_date = $1 AND e.status = ANY($2::text[])
        ), others AS ({_OTHERS_ASK.format(day="$1", promoter="$4")} AS ask
        )
        SELECT o.ask, own.reminder, own.start, own.at,
               a.user_id, a.canonical_name, a.status, a.agreed, b.channel_type,
               h.reminder, h.start, h.at, a.away
          FROM others o
          LEFT JOIN heard own ON own.user_id = $4
          LEFT JOIN answered a ON true
          LEFT JOIN LATERAL (
                SELECT channel_type FROM best_channel(a.user_id, $3::text[], NULL, true)
                 WHERE a.agreed AND NOT a.away
               ) AS b ON true
          LEFT JOIN heard h ON h.user_id = a.user_id
         ORDER BY array_position($2::text[], a.status), a.arrival_number
        """,
        day,
        ASKABLE,
        channel_types,
        promoter_user_id,
        event_key(_REMINDER, day),
        event_key(_START, day),
        _REMINDER,
        _START,
    )
    answered = [
        Answered(row[4], row[5], row[6], row[7], row[8], _heard(*row[9:12]), away=row[12])
        for row in rows
        if row[4] is not None
    ]
    first = rows[0]
    return answered, first[0], _heard(first[1], first[2], first[3])


def _heard(reminder: bool, start: bool, at: datetime | None) -> Heard | None:
    return None if at is None else Heard(reminder, start, at)


async def insert_campaign(
    connection: Connection,
    *,
    day: date,
    statuses: Sequence[str],
    channel_types: Sequence[ChannelType],
    promoter_user_id: int,
    include_available: bool,
    include_maybe: bool,
    dry_run: bool,
    exclusive_day: bool,
    zone_name: str,
    reminder_time: time,
    start_time: time,
    schedule: Schedule,
    max_attempts: int,
    now: datetime,
) -> tuple[int, int, dict[str, int]] | None:
    """A campaign, its recipients and its three jobs, in one statement.

    Returns:
        (the campaign's id, how many recipients, how many on each channel); None when there is
        nobody to ask, and nothing is stored then.

    Raises:
        CampaignExists, DayHasCampaign: by the constraints' names, this promoter has one of the day,
            or somebody else has.
    """
    row = await connection.fetchrow(
        f"""
        WITH {_INITIATOR if dry_run else _CANDIDATES},
        campaign AS (
            INSERT INTO availability_promotion_campaigns
                   (campaign_date, promoter_user_id, target_timezone, target_reminder_time,
                    target_start_time, include_available, include_maybe, dry_run, exclusive_day,
                    recipient_count, channels_summary, created_at, updated_at)
            SELECT $1, $4, $5, $6, $7, $8, $9, $10, $11, count(*),
                   jsonb_build_object(
                       'discord', count(*) FILTER (WHERE channel_type = 'discord'),
                       'telegram', count(*) FILTER (WHERE channel_type = 'telegram'),
                       'signal', count(*) FILTER (WHERE channel_type = 'signal'),
                       'push', count(*) FILTER (WHERE channel_type = 'push')),
                   $12, $12
              FROM candidates
            HAVING count(*) > 0
            RETURNING id, recipient_count, channels_summary
        ), recipients AS (
            INSERT INTO availability_promotion_recipients
                   (campaign_id, user_id, status, selected_channel)
            SELECT c.id, r.user_id, r.status, r.channel_type FROM campaign c CROSS JOIN candidates r
        ), jobs AS (
            INSERT INTO availability_promotion_jobs
                   (campaign_id, job_type, run_at, useful_until, status, last_error, max_attempts,
                    created_at, updated_at)
            SELECT c.id, j.job_type, j.run_at, j.useful_until, j.status, j.last_error, $14, $12, $12
              FROM campaign c
             CROSS JOIN jsonb_to_recordset($13::jsonb)
                        AS j (job_type text, run_at timestamptz, useful_until timestamptz,
                              status text, last_error text)
        )
        SELECT id, recipient_count, channels_summary FROM campaign
        """,
        day,
        statuses,
        channel_types,
        promoter_user_id,
        zone_name,
        reminder_time,
        start_time,
        include_available,
        include_maybe,
        dry_run,
        exclusive_day,
        now,
        jobs_of(schedule),
        max_attempts,
    )
    return None if row is None else (row[0], row[1], json.loads(row[2]))


async def others_have_campaign(connection: Connection, day: date, promoter_user_id: int) -> bool:
    """Whether somebody else's campaign for `day` stands; a dry run asks nobody else."""
    return await connection.fetchval(
        _OTHERS_ASK.format(day="$1", promoter="$2"), day, promoter_user_id
    )


_CAMPAIGN = """
    SELECT id, campaign_date, promoter_user_id, target_timezone, target_start_time,
           include_available, include_maybe, dry_run, status, recipient_count, channels_summary,
           voice_expected, voice_present, created_at, updated_at
      FROM availability_promotion_campaigns
"""


def _campaign(row: Any) -> Campaign:
    return Campaign(
        id=row[0],
        campaign_date=row[1],
        promoter_user_id=row[2],
        target_timezone=row[3],
        target_start_time=row[4],
        include_available=row[5],
        include_maybe=row[6],
        dry_run=row[7],
        status=row[8],
        recipient_count=row[9],
        channels_summary=json.loads(row[10]),
        voice_expected=row[11],
        voice_present=row[12],
        created_at=row[13],
        updated_at=row[14],
    )


async def find_campaign_of_day(
    connection: Connection, day: date, viewer_user_id: int
) -> Campaign | None:
    """The campaign of `day` that concerns a viewer most.

    Their own that stands, then anybody's real one that stands (the newest), then their own dry run
    that is over, then a cancelled one; somebody else's dry run concerns nobody.
    """
    row = await connection.fetchrow(
        _CAMPAIGN
        + """
         WHERE campaign_date = $1 AND (promoter_user_id = $2 OR NOT dry_run)
         ORDER BY status = 'cancelled', dry_run AND status NOT IN ('scheduled', 'running'),
                  promoter_user_id IS DISTINCT FROM $2, id DESC
         LIMIT 1
        """,
        day,
        viewer_user_id,
    )
    return None if row is None else _campaign(row)


async def has_campaign(connection: Connection, user_id: int, campaign_id: int) -> bool:
    """Whether somebody started the campaign with this id."""
    return await connection.fetchval(
        "SELECT EXISTS (SELECT FROM availability_promotion_campaigns"
        " WHERE id = $1 AND promoter_user_id = $2)",
        campaign_id,
        user_id,
    )


async def lock_campaign(connection: Connection, campaign_id: int) -> Campaign | None:
    """A campaign that nobody else changes until our transaction ends.

    Send-log rows of it can be written meanwhile: settling never waits for this.
    """
    row = await connection.fetchrow(_CAMPAIGN + "WHERE id = $1 FOR NO KEY UPDATE", campaign_id)
    return None if row is None else _campaign(row)


async def cancel_campaign(
    connection: Connection, campaign_id: int, user_id: int, now: datetime
) -> list[int]:
    """Mark a campaign cancelled and skip its jobs that are not over; the ids of all its jobs."""
    rows = await connection.fetch(
        """
        WITH campaign AS (
            UPDATE availability_promotion_campaigns
               SET status = 'cancelled', cancelled_at = $2, cancelled_by_user_id = $3,
                   updated_at = $2
             WHERE id = $1
            RETURNING id
        ), stopped AS (
            UPDATE availability_promotion_jobs j
               SET status = 'skipped', last_error = 'The campaign was cancelled.', updated_at = $2
              FROM campaign c
             WHERE j.campaign_id = c.id AND j.status IN ('pending', 'running')
        )
        SELECT id FROM availability_promotion_jobs WHERE campaign_id = $1
        """,
        campaign_id,
        now,
        user_id,
    )
    return [row[0] for row in rows]
