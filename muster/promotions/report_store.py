"""The SQL of what became of campaigns: one way to count, wherever numbers are shown."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from muster.database import Connection
from muster.promotions.rules import Counts, FailedJob, Job, PastCampaign, count_outcomes, is_over

# What became of the people of `jobs`, each message and each passing over a row. A message to a
# whole Discord channel is nobody's.
_OUTCOMES = """
        outcomes AS (
            SELECT j.campaign_id, j.id AS job_id, j.job_type, g.user_id, g.reason, g.id AS log_id,
                   CASE WHEN g.status = 'failed' AND l.state = 'unknown' THEN 'unknown'
                        ELSE g.status END AS outcome
              FROM jobs j
              JOIN availability_promotion_send_logs g ON g.job_id = j.id
              LEFT JOIN notifications_ledger l
                ON l.id = g.ledger_id AND l.promotion_job_id = j.id AND g.status = 'failed'
             WHERE g.discord_channel_id IS NULL
            UNION ALL
            SELECT j.campaign_id, j.id, j.job_type, l.user_id, NULL, NULL, 'pending'
              FROM jobs j JOIN notifications_ledger l ON l.promotion_job_id = j.id
             WHERE l.user_id IS NOT NULL AND l.state IN ('pending', 'sending')
        )"""

# A person counts once: as delivered if anything reached them, as pending while something is under
# way, then as unknown, failed or skipped, for the latest reason.
_BEST_FIRST = "array_position('{sent,pending,unknown,failed,skipped}', outcome), log_id DESC"

# The same for a whole campaign. Who is missing in voice has been asked before.
_OF_CAMPAIGNS = f"""
        of_campaigns AS (
            SELECT campaign_id,
                   jsonb_agg(jsonb_build_array(outcome, reason, number)) AS counts
              FROM (SELECT campaign_id, outcome, reason, count(*) AS number
                      FROM (SELECT DISTINCT ON (campaign_id, user_id) campaign_id, outcome, reason
                              FROM outcomes
                             WHERE job_type <> 'voice_check_2100'
                             ORDER BY campaign_id, user_id, {_BEST_FIRST}) AS people
                     GROUP BY campaign_id, outcome, reason) AS counted
             GROUP BY campaign_id
        )"""

_OF_JOBS = f"""
        of_jobs AS (
            SELECT job_id, jsonb_agg(jsonb_build_array(outcome, reason, number)) AS counts
              FROM (SELECT job_id, outcome, reason, count(*) AS number
                      FROM (SELECT DISTINCT ON (job_id, user_id) job_id, outcome, reason
                              FROM outcomes
                             ORDER BY job_id, user_id, {_BEST_FIRST}) AS people
                     GROUP BY job_id, outcome, reason) AS counted
             GROUP BY job_id
        )"""

# When the first of a campaign's people was told.
_TOLD = """
        told AS (
            SELECT g.campaign_id, min(g.created_at) AS first_at
              FROM jobs j JOIN availability_promotion_send_logs g ON g.job_id = j.id
             WHERE g.status = 'sent' AND g.discord_channel_id IS NULL
             GROUP BY g.campaign_id
        )"""

# How many are looking on the day of campaign `c` who said so after that.
_LOOKING_AFTERWARDS = """
               (SELECT count(*)
                  FROM availability_entries e JOIN user_player_links k ON k.user_id = e.user_id
                 WHERE e.entry_date = c.campaign_date AND e.status = 'LOOKING'
                   AND NOT c.dry_run AND e.updated_at > t.first_at)"""


async def list_jobs(connection: Connection, campaign_id: int) -> tuple[list[Job], Counts]:
    """The campaign's jobs in the order in which they run, with what became of the people of each,
    and of those of the reminder and the start together.
    """
    rows = await connection.fetch(
        f"""
        WITH jobs AS (
            SELECT * FROM availability_promotion_jobs WHERE campaign_id = $1
        ), {_OUTCOMES}, {_OF_JOBS}, {_OF_CAMPAIGNS}
        SELECT j.id, j.job_type, j.run_at, j.status, j.attempts, j.max_attempts, j.last_error,
               j.sent_at, j.expanded_at IS NOT NULL, coalesce(j.counts, n.counts),
               coalesce(k.counts, c.counts)
          FROM jobs j
          JOIN availability_promotion_campaigns k ON k.id = j.campaign_id
          LEFT JOIN of_jobs n ON n.job_id = j.id
          LEFT JOIN of_campaigns c ON c.campaign_id = j.campaign_id
         ORDER BY j.run_at, j.id
        """,
        campaign_id,
    )
    jobs = [Job(*row[:9], counts=_counts(row[9])) for row in rows]
    return jobs, _counts(rows[0][10]) if rows else Counts()


async def list_campaigns(
    connection: Connection, most: int, before: int | None
) -> list[PastCampaign]:
    """The latest campaigns, newest first, with the id below `before` where it is given."""
    rows = await connection.fetch(
        f"""
        WITH chosen AS (
            SELECT * FROM availability_promotion_campaigns
             WHERE id < coalesce($2::bigint, 9223372036854775807)
             ORDER BY id DESC
             LIMIT $1
        ), jobs AS (
            SELECT j.* FROM chosen c JOIN availability_promotion_jobs j ON j.campaign_id = c.id
             WHERE c.counted_at IS NULL
        ), {_OUTCOMES}, {_OF_CAMPAIGNS}, {_TOLD}
        SELECT c.id, c.campaign_date, p.canonical_name, c.dry_run, c.status, c.recipient_count,
               coalesce(c.counts, n.counts), c.voice_expected, c.voice_present, c.created_at,
               coalesce(c.looking_afterwards, {_LOOKING_AFTERWARDS}) AS looking_afterwards,
               EXISTS (SELECT FROM jobs j WHERE j.campaign_id = c.id
                          AND j.status IN ('pending', 'running')) AS jobs_open
          FROM chosen c
          LEFT JOIN of_campaigns n ON n.campaign_id = c.id
          LEFT JOIN told t ON t.campaign_id = c.id
          LEFT JOIN user_player_links k ON k.user_id = c.promoter_user_id
          LEFT JOIN players p ON p.guid = k.player_guid
         ORDER BY c.id DESC
        """,
        most,
        before,
    )
    return [
        PastCampaign(
            id=row[0],
            campaign_date=row[1],
            promoter_name=row[2],
            dry_run=row[3],
            status=row[4],
            recipient_count=row[5],
            counts=_counts(row[6]),
            voice_expected=row[7],
            voice_present=row[8],
            created_at=row[9],
            looking_afterwards=row[10],
            over=is_over(row[4], jobs_open=row[11]),
        )
        for row in rows
    ]


async def count_campaigns(
    connection: Connection, before: date, most: int, now: datetime, asked_user_id: int | None
) -> int:
    """Write down what became of campaigns of days before `before` that are over, as it is counted
    from their rows, so that it can be shown without them; at most so many, and where somebody is
    named of those alone that asked them. How many there were.
    """
    return await connection.fetchval(
        f"""
        WITH chosen AS (
            SELECT * FROM availability_promotion_campaigns c
             WHERE c.campaign_date < $1 AND c.counted_at IS NULL AND c.pruned_at IS NULL
               AND NOT EXISTS (SELECT FROM availability_promotion_jobs j
                                WHERE j.campaign_id = c.id AND j.status IN ('pending', 'running'))
               AND ($4::bigint IS NULL
                    OR EXISTS (SELECT FROM availability_promotion_recipients r
                                WHERE r.campaign_id = c.id AND r.user_id = $4))
             ORDER BY c.campaign_date, c.id
             LIMIT $2
               FOR NO KEY UPDATE SKIP LOCKED
        ), jobs AS (
            SELECT j.* FROM chosen c JOIN availability_promotion_jobs j ON j.campaign_id = c.id
        ), {_OUTCOMES}, {_OF_JOBS}, {_OF_CAMPAIGNS}, {_TOLD}, of_each AS (
            UPDATE availability_promotion_jobs j
               SET counts = n.counts FROM of_jobs n WHERE n.job_id = j.id
        ), counted AS (
            UPDATE availability_promotion_campaigns k
               SET counts = n.counts, counted_at = $3,
                   looking_afterwards = {_LOOKING_AFTERWARDS}
              FROM chosen c
              LEFT JOIN of_campaigns n ON n.campaign_id = c.id
              LEFT JOIN told t ON t.campaign_id = c.id
             WHERE k.id = c.id
            RETURNING 1
        )
        SELECT count(*) FROM counted
        """,
        before,
        most,
        now,
        asked_user_id,
    )


def _counts(aggregated: str | None) -> Counts:
    """Counts from a JSON array of [outcome, reason, people]; None where there is nobody yet."""
    rows: Sequence[Sequence[Any]] = [] if aggregated is None else json.loads(aggregated)
    return count_outcomes((outcome, reason, people) for outcome, reason, people in rows)


async def list_failed_jobs(connection: Connection, first: date, last: date) -> list[FailedJob]:
    """The jobs of campaigns of `[first, last]` that could not be run, the latest day first, with
    how many people heard nothing by that.
    """
    rows = await connection.fetch(
        """
        SELECT c.campaign_date, j.job_type, coalesce(j.last_error, ''), count(*)
          FROM availability_promotion_campaigns c
          JOIN availability_promotion_jobs j ON j.campaign_id = c.id
          JOIN availability_promotion_send_logs g
            ON g.campaign_id = c.id AND g.job_id = j.id
           AND g.status = 'failed' AND g.ledger_id IS NULL
         WHERE c.campaign_date BETWEEN $1 AND $2 AND j.status = 'failed'
         GROUP BY c.campaign_date, j.id, j.job_type, j.last_error
         ORDER BY c.campaign_date DESC, j.id DESC
        """,
        first,
        last,
    )
    return [FailedJob(*row) for row in rows]
