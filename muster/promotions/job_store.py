"""The SQL of a campaign's jobs as the scheduler runs them. `now` is always an aware instant."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from muster.database import Connection
from muster.promotions.rules import CampaignStatus, JobStatus, JobType
from muster.promotions.voice_rules import Asked


@dataclass(frozen=True, slots=True)
class DueJob:
    """A job to be run, and what of its campaign that takes."""

    id: int
    job_type: JobType
    run_at: datetime
    useful_until: datetime
    attempts: int
    max_attempts: int
    campaign_id: int
    campaign_date: date
    dry_run: bool
    start_time: time
    zone_name: str


@dataclass(frozen=True, slots=True)
class Aimed:
    """A campaign whose start message is still to be written, and the times that it aims at."""

    campaign_id: int
    campaign_date: date
    reminder_time: time
    start_time: time
    zone_name: str


# Rows are written a little ahead and not sent before `run_at`, so that the first message leaves on
# the second however many there are. Who is missing in voice is known at the time alone.
_EXPANDS_AT = """j.run_at - CASE WHEN j.job_type = 'voice_check_2100' THEN interval '0'
                                 ELSE interval '2 seconds' END"""
_DUE = f"""j.status IN ('pending', 'running') AND j.expanded_at IS NULL AND {_EXPANDS_AT} <= $1
           AND (j.lease_until IS NULL OR j.lease_until <= $1)"""


async def lock_due_job(connection: Connection, now: datetime) -> DueJob | None:
    """The next job to be expanded, locked with its campaign until our transaction ends.

    Jobs that write to people are two seconds before their `run_at`, the voice check is at it.
    What somebody else has locked (another worker, a cancellation) is skipped, never waited for.
    """
    row = await connection.fetchrow(
        f"""
        SELECT j.id, j.job_type, j.run_at, j.useful_until, j.attempts, j.max_attempts, c.id,
               c.campaign_date, c.dry_run, c.target_start_time, c.target_timezone
          FROM availability_promotion_jobs j
          JOIN availability_promotion_campaigns c ON c.id = j.campaign_id
         WHERE {_DUE}
         ORDER BY j.run_at, j.id
         LIMIT 1
           FOR NO KEY UPDATE SKIP LOCKED
        """,
        now,
    )
    return None if row is None else DueJob(*row)


async def list_aimed(connection: Connection) -> list[Aimed]:
    """Campaigns whose start message is still to be written."""
    rows = await connection.fetch(
        """
        SELECT c.id, c.campaign_date, c.target_reminder_time, c.target_start_time,
               c.target_timezone
          FROM availability_promotion_jobs j
          JOIN availability_promotion_campaigns c ON c.id = j.campaign_id
         WHERE j.status = 'pending' AND j.expanded_at IS NULL
           AND j.job_type = 'send_start_2100'
         ORDER BY c.id
        """
    )
    return [Aimed(*row) for row in rows]


async def move_jobs(connection: Connection, aimed: Aimed, jobs: str, now: datetime) -> None:
    """Give a campaign other times, and those of its jobs that have not run theirs (`jobs_of`)."""
    await connection.execute(
        """
        WITH moved AS (
            UPDATE availability_promotion_jobs j
               SET run_at = g.run_at, useful_until = g.useful_until, status = g.status,
                   last_error = g.last_error, updated_at = $6
              FROM jsonb_to_recordset($5::jsonb)
                        AS g (job_type text, run_at timestamptz, useful_until timestamptz,
                              status text, last_error text)
             WHERE j.campaign_id = $1 AND j.job_type = g.job_type
               AND j.status = 'pending' AND j.expanded_at IS NULL
        )
        UPDATE availability_promotion_campaigns
           SET target_reminder_time = $2, target_start_time = $3, target_timezone = $4,
               updated_at = $6
         WHERE id = $1
        """,
        aimed.campaign_id,
        aimed.reminder_time,
        aimed.start_time,
        aimed.zone_name,
        jobs,
        now,
    )


async def list_asked(
    connection: Connection,
    campaign_id: int,
    event_keys: Sequence[str],
    comes_later: Callable[[time | None], bool],
) -> list[Asked]:
    """The campaign's snapshot, each as they are now; `event_keys`: what counts as heard,
    `comes_later`: whether the time from which somebody plays has not come.

    A person who has not heard has the reason of their last send-log row as `unheard`, `no_channel`
    where that has none (sending failed) or there is no row.
    """
    rows = await connection.fetch(
        """
        SELECT r.user_id, d.discord_user_id, p.canonical_name, e.status,
               ARRAY(SELECT n.name FROM person_names n WHERE n.guid = p.guid),
               k.user_id IS NOT NULL AS linked,
               CASE WHEN NOT EXISTS (
                         SELECT FROM notifications_ledger l
                          WHERE l.user_id = r.user_id AND l.event_key = ANY($2::text[])
                            AND l.state IN ('pending', 'sending', 'sent', 'unknown'))
                    THEN coalesce(
                         (SELECT g.reason FROM availability_promotion_send_logs g
                           WHERE g.campaign_id = r.campaign_id AND g.user_id = r.user_id
                           ORDER BY g.id DESC
                           LIMIT 1), 'no_channel')
               END AS unheard,
               e.arrives_at, e.only_if IS NOT NULL AS waits_for_others,
               ARRAY(SELECT o.discord_user_id FROM discord_alt_accounts o
                      WHERE o.user_id = d.user_id)
          FROM availability_promotion_recipients r
          JOIN availability_promotion_campaigns c ON c.id = r.campaign_id
          LEFT JOIN discord_accounts d ON d.user_id = r.user_id AND d.unlinked_at IS NULL
          LEFT JOIN user_player_links k ON k.user_id = r.user_id
          LEFT JOIN players p ON p.guid = k.player_guid
          LEFT JOIN availability_entries e
                 ON e.user_id = r.user_id AND e.entry_date = c.campaign_date
         WHERE r.campaign_id = $1
         ORDER BY r.user_id
        """,
        campaign_id,
        event_keys,
    )
    return [
        Asked(
            user_id=row[0],
            discord_user_id=row[1],
            names=tuple(name for name in (row[2], *row[4]) if name),
            answer=row[3],
            linked=row[5],
            unheard=row[6],
            comes_later=comes_later(row[7]),
            waits_for_others=row[8],
            other_accounts=tuple(row[9]),
        )
        for row in rows
    ]


async def insert_skips(
    connection: Connection,
    campaign_id: int,
    job_id: int,
    skipped: Sequence[tuple[int, str]],
    now: datetime,
) -> None:
    """Send-log rows of people (user id, reason) for whom the ledger has no row of this job."""
    await connection.execute(
        """
        INSERT INTO availability_promotion_send_logs
               (campaign_id, job_id, user_id, status, reason, created_at)
        SELECT $1, $2, s.user_id, 'skipped', s.reason, $5
          FROM unnest($3::bigint[], $4::text[]) AS s (user_id, reason)
        """,
        campaign_id,
        job_id,
        [user_id for user_id, _ in skipped],
        [reason for _, reason in skipped],
        now,
    )


async def insert_failures(
    connection: Connection, campaign_id: int, job_id: int, error: str, now: datetime
) -> None:
    """A send-log row for each of the snapshot: the job could not be run, so nobody was told."""
    await connection.execute(
        """
        INSERT INTO availability_promotion_send_logs
               (campaign_id, job_id, user_id, status, error, created_at)
        SELECT $1, $2, user_id, 'failed', $3, $4
          FROM availability_promotion_recipients WHERE campaign_id = $1
        """,
        campaign_id,
        job_id,
        error,
        now,
    )


async def list_untold(
    connection: Connection, job_id: int, event_key: str
) -> list[tuple[int, bool]]:
    """People whom a job left to another campaign, and whom that has not told (yet).

    Returns:
        (user id, whether the other's message is still under way) for each.
    """
    rows = await connection.fetch(
        """
        WITH latest AS (
            SELECT DISTINCT ON (user_id) user_id, reason
              FROM availability_promotion_send_logs
             WHERE job_id = $1 AND discord_channel_id IS NULL
             ORDER BY user_id, id DESC
        ), left_to_others AS (
            SELECT a.user_id,
                   (SELECT array_agg(l.state) FROM notifications_ledger l
                     WHERE l.event_key = $2 AND l.user_id = a.user_id) AS states
              FROM latest a
             WHERE a.reason = 'already_notified'
        )
        SELECT user_id, coalesce(states && '{pending,sending}', false) AS under_way
          FROM left_to_others
         WHERE states IS NULL OR NOT states && '{sent,unknown}'
        """,
        job_id,
        event_key,
    )
    return [(row[0], row[1]) for row in rows]


async def mark_expanded(connection: Connection, job_id: int, worker: str, now: datetime) -> None:
    """Note that a job's rows are written; it runs until they are settled, and its campaign too."""
    await connection.execute(
        """
        WITH job AS (
            UPDATE availability_promotion_jobs
               SET status = 'running', attempts = least(attempts + 1, max_attempts), worker = $2,
                   lease_until = NULL, last_error = NULL, expanded_at = $3, updated_at = $3
             WHERE id = $1
            RETURNING campaign_id
        )
        UPDATE availability_promotion_campaigns c
           SET status = 'running', updated_at = $3
          FROM job
         WHERE c.id = job.campaign_id AND c.status = 'scheduled'
        """,
        job_id,
        worker,
        now,
    )


async def note_failure(
    connection: Connection, job_id: int, error: str, again_at: datetime, now: datetime
) -> bool:
    """Count an attempt that failed; the job is due again at `again_at`, or has failed for good.

    Returns whether it has failed for good.
    """
    return await connection.fetchval(
        """
        UPDATE availability_promotion_jobs
           SET attempts = least(attempts + 1, max_attempts), last_error = $2, updated_at = $4,
               status = CASE WHEN attempts + 1 >= max_attempts THEN 'failed' ELSE 'pending' END,
               lease_until = CASE WHEN attempts + 1 >= max_attempts THEN NULL
                                  ELSE $3::timestamptz END
         WHERE id = $1 AND expanded_at IS NULL AND status IN ('pending', 'running')
        RETURNING status = 'failed'
        """,
        job_id,
        error,
        again_at,
        now,
    )


async def set_voice_result(
    connection: Connection, campaign_id: int, expected: int, present: int, now: datetime
) -> None:
    await connection.execute(
        """
        UPDATE availability_promotion_campaigns
           SET voice_expected = $2, voice_present = $3, updated_at = $4
         WHERE id = $1
        """,
        campaign_id,
        expected,
        present,
        now,
    )


async def find_settled_jobs(connection: Connection) -> list[DueJob]:
    """Expanded jobs whose rows are all settled."""
    rows = await connection.fetch(
        """
        SELECT j.id, j.job_type, j.run_at, j.useful_until, j.attempts, j.max_attempts, c.id,
               c.campaign_date, c.dry_run, c.target_start_time, c.target_timezone
          FROM availability_promotion_jobs j
          JOIN availability_promotion_campaigns c ON c.id = j.campaign_id
         WHERE j.status = 'running' AND j.expanded_at IS NOT NULL
           AND NOT EXISTS (SELECT FROM notifications_ledger l
                            WHERE l.promotion_job_id = j.id AND l.state IN ('pending', 'sending'))
         ORDER BY j.run_at, j.id
        """
    )
    return [DueJob(*row) for row in rows]


async def finish_job(
    connection: Connection, job_id: int, status: JobStatus, last_error: str | None, now: datetime
) -> bool:
    """Close a job that is not closed yet; False when somebody else did."""
    return (
        await connection.fetchval(
            """
            UPDATE availability_promotion_jobs
               SET status = $2, last_error = $3, lease_until = NULL, updated_at = $4,
                   sent_at = CASE WHEN $2 = 'sent' THEN $4::timestamptz END
             WHERE id = $1 AND status IN ('pending', 'running')
            RETURNING true
            """,
            job_id,
            status,
            last_error,
            now,
        )
        is True
    )


async def set_campaign_status(
    connection: Connection, campaign_id: int, status: CampaignStatus, now: datetime
) -> None:
    """Write the status unless it is that already; a cancelled campaign stays cancelled."""
    await connection.execute(
        """
        UPDATE availability_promotion_campaigns SET status = $2, updated_at = $3
         WHERE id = $1 AND status NOT IN ('cancelled', $2)
        """,
        campaign_id,
        status,
        now,
    )


async def find_summary_state(connection: Connection, job_id: int) -> str | None:
    """The state of a voice check's summary; None when there is none."""
    return await connection.fetchval(
        """
        SELECT state FROM notifications_ledger
         WHERE promotion_job_id = $1 AND discord_channel_id IS NOT NULL
        """,
        job_id,
    )


async def find_next_run(connection: Connection) -> datetime | None:
    """When the next job is to be expanded (see `lock_due_job`); None when none waits."""
    return await connection.fetchval(
        f"""
        SELECT min(greatest({_EXPANDS_AT}, j.lease_until)) FROM availability_promotion_jobs j
         WHERE j.status IN ('pending', 'running') AND j.expanded_at IS NULL
        """
    )
