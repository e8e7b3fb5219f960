"""What a restore cannot know: whether messages that were due since the backup went out elsewhere.

Where the tables that it replaces went on from the backup, they tell (`ops.backup.carry`). Where
they did not, as on another machine, such messages count as unknown: shown, and not said twice.

The rows written here are as old as the backup, so that they pass for no sign of life.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from muster.calls.rules import MOST, WAIT_DEFAULT
from muster.channels.rules import CHANNEL_TYPES
from muster.clock import at_wall_time, local_date, start_of_day
from muster.evening import Evening
from muster.evenings.service import evenings_of, read_evenings
from muster.notifications import service as notifications
from muster.notifications.rules import DAILY_REMINDER_UNTIL
from muster.promotions.rules import KINDS, event_key
from muster.refusals import RefusalCode
from muster.settings import Settings
from ops.backup import store

NOT_KNOWN = "The database was restored; whether it was done is not known."
_WHY = RefusalCode.LEASE_RAN_OUT

# The tables of one community, whose last sign of life is no older than the restored ones'.
_WENT_ON = """
    SELECT EXISTS (SELECT FROM {old}.website_users AS before JOIN website_users AS after
                       ON after.id = before.id AND after.created_at = before.created_at)
       AND coalesce(
               (SELECT max(at) FROM (SELECT updated_at AS at FROM {old}.notifications_ledger
                                     UNION ALL SELECT updated_at FROM {old}.live_status) AS o)
               >= (SELECT max(at) FROM (SELECT updated_at AS at FROM notifications_ledger
                                        UNION ALL SELECT updated_at FROM live_status) AS n),
               true)
"""

_LOGS = """
    , logs AS (
        INSERT INTO availability_promotion_send_logs
               (campaign_id, job_id, user_id, discord_channel_id, ledger_id, channel_type, status,
                error, created_at)
        SELECT j.campaign_id, j.id, coalesce(s.user_id, c.promoter_user_id), s.discord_channel_id,
               s.id, s.channel_type, 'failed', s.last_error, $1
          FROM doubted s
          JOIN availability_promotion_jobs j ON j.id = s.promotion_job_id
          JOIN availability_promotion_campaigns c ON c.id = j.campaign_id
    )
    SELECT count(*) FROM doubted
"""

_WAITING = """
    WITH doubted AS (
        UPDATE notifications_ledger
           SET state = 'unknown', last_error = $2, claimed_at = NULL
         WHERE state = 'pending' AND not_before <= $1 AND useful_until > $1
        RETURNING *
    )
"""

_UNDER_WAY = "UPDATE notifications_ledger SET unopened = false WHERE state = 'sending'"

# Rows are written two seconds ahead.
_JOBS = """
    SELECT j.id, j.job_type, c.campaign_date, c.dry_run
      FROM availability_promotion_jobs j
      JOIN availability_promotion_campaigns c ON c.id = j.campaign_id
     WHERE j.status IN ('pending', 'running') AND j.expanded_at IS NULL
       AND j.run_at <= $1::timestamptz + interval '2 seconds' AND j.useful_until > $1
"""

_ASKED = """
    WITH job AS (
        UPDATE availability_promotion_jobs
           SET status = 'running', expanded_at = $1, lease_until = NULL, updated_at = $1
         WHERE id = $3
        RETURNING *
    ), doubted AS (
        INSERT INTO notifications_ledger
               (user_id, event_key, channel_type, payload, promotion_job_id, state, last_error,
                not_before, useful_until, created_at, updated_at)
        SELECT r.user_id, $4, r.selected_channel, $5::jsonb, j.id, 'unknown', $2, j.run_at,
               j.useful_until, $6, $6
          FROM job j JOIN availability_promotion_recipients r ON r.campaign_id = j.campaign_id
         ORDER BY r.user_id
        ON CONFLICT DO NOTHING
        RETURNING *
    )
"""

_VOICE_CHECK = """
    UPDATE availability_promotion_jobs
       SET status = 'skipped', expanded_at = $1, lease_until = NULL, last_error = $2,
           updated_at = $1
     WHERE id = $3
"""

_CHECK_IN = """
    WITH doubted AS (
        INSERT INTO notifications_ledger
               (user_id, discord_channel_id, event_key, channel_type, payload, state, last_error,
                not_before, useful_until, created_at, updated_at)
        SELECT x.user_id, x.discord_channel_id, $2, x.channel_type, $3::jsonb, 'unknown', $1, $4,
               $5, $7, $7
          FROM (SELECT k.user_id, NULL::bigint AS discord_channel_id,
                       coalesce(nullif(s.preferred_channel, 'any'), 'discord') AS channel_type
                  FROM user_player_links k
                  LEFT JOIN subscription_preferences s ON s.user_id = k.user_id
                  LEFT JOIN availability_user_settings t ON t.user_id = k.user_id
                 WHERE coalesce(t.availability_reminders_enabled, true)
                   AND NOT EXISTS (SELECT FROM notifications_ledger l
                                    WHERE l.event_key = $2 AND l.user_id = k.user_id)
                   AND NOT EXISTS (SELECT FROM availability_entries e
                                    WHERE e.user_id = k.user_id
                                      AND e.entry_date = ($3::jsonb ->> 'date')::date)
                 UNION ALL
                SELECT NULL, $6::bigint, 'discord' WHERE $6::bigint IS NOT NULL) AS x
         ORDER BY x.user_id
        ON CONFLICT DO NOTHING
        RETURNING 1
    )
    SELECT count(*) FROM doubted
"""

# What was queued just now, for all who would have heard of it on the other machine.
_QUEUED_NOW = """
    WITH doubted AS (
        UPDATE notifications_ledger
           SET state = 'unknown', last_error = $2, created_at = $3, updated_at = $3
         WHERE starts_with(event_key, $4) AND state = 'pending' AND created_at = $1
        RETURNING 1
    )
    SELECT count(*) FROM doubted
"""

# The call that began by itself there, or may have: the day's own does not begin again.
_CALL_BY_RULE = """
    INSERT INTO calls (call_date, source, status, most, wait_minutes, ended_at, created_at,
                       updated_at)
    SELECT $1, 'rule', 'stopped', $2, $3, $4, $5, $4
     WHERE NOT EXISTS (SELECT FROM calls WHERE call_date = $1)
"""

_CALLS = """
    UPDATE calls SET status = 'stopped', next_wave_at = NULL, ended_at = $1, updated_at = $1
     WHERE status = 'running' AND next_wave_at <= $1
"""


async def went_on(connection: Any) -> bool:
    """Whether the tables in the schema `store.ASIDE` went on from those of the current one."""
    old = store.quoted(store.ASIDE)
    for table in ("website_users", "notifications_ledger", "live_status"):
        if await connection.fetchval("SELECT to_regclass($1) IS NULL", f"{old}.{table}"):
            return False
    return await connection.fetchval(_WENT_ON.format(old=old), timeout=store.PATIENCE)


async def leave_in_doubt(
    connection: Any, settings: Settings, made_at: datetime, now: datetime
) -> int:
    """Settle as unknown what the current schema's tables would say at `now` of what was due before.

    What is due later, or of no more use, is left as it is.

    Returns:
        how many messages there were.
    """
    why = str(_WHY)
    await connection.execute(_UNDER_WAY)
    doubted = await connection.fetchval(_WAITING + _LOGS, now, why, timeout=store.PATIENCE)
    for job_id, job_type, day, dry_run in await connection.fetch(_JOBS, now):
        if job_type == "voice_check_2100":
            await connection.execute(_VOICE_CHECK, now, NOT_KNOWN, job_id)
            continue
        payload = {"kind": KINDS[job_type], "date": day.isoformat(), "dry_run": dry_run}
        event = event_key(job_type, day)
        values = (now, why, job_id, event, json.dumps(payload), made_at)
        doubted += await connection.fetchval(_ASKED + _LOGS, *values)
    await connection.execute(_CALLS, now)
    evening = (await read_evenings(connection, evenings_of(settings))).at(now)
    await _call_by_rule(connection, evening, made_at, now)
    doubted += await _session_ready(connection, settings, evening, made_at, now)
    return doubted + await _check_in(connection, settings, made_at, now)


async def _call_by_rule(
    connection: Any, evening: Evening, made_at: datetime, now: datetime
) -> None:
    begins = evening.calls_at
    if begins is None or not made_at < begins <= now < evening.starts_at:
        return
    most = MOST[1] if evening.call_most is None else evening.call_most
    values = (evening.day, most, WAIT_DEFAULT, now, made_at)
    await connection.execute(_CALL_BY_RULE, *values)


async def _session_ready(
    connection: Any, settings: Settings, evening: Evening, made_at: datetime, now: datetime
) -> int:
    """Whom the answers of the backup would tell at once that enough are looking, since they were
    given for today on the days before: that was due when the day began.
    """
    if not made_at < start_of_day(evening.day, evening.zone) <= now:
        return 0
    await notifications.queue_session_ready(
        connection, evening, CHANNEL_TYPES, settings.discord_announce_channel_id, now
    )
    key = f"SESSION_READY:{evening.day.isoformat()}"
    return await connection.fetchval(_QUEUED_NOW, now, str(_WHY), made_at, key)


async def _check_in(connection: Any, settings: Settings, made_at: datetime, now: datetime) -> int:
    wall = settings.availability_daily_reminder_time
    if wall is None:
        return 0
    today = local_date(now, settings.zone)
    due = at_wall_time(today, wall, settings.zone)
    over = at_wall_time(today, DAILY_REMINDER_UNTIL, settings.zone)
    if not made_at < due <= now < over:
        return 0
    return await connection.fetchval(
        _CHECK_IN,
        str(_WHY),
        f"DAILY_REMINDER:{today.isoformat()}",
        json.dumps({"kind": "daily_reminder", "date": today.isoformat()}),
        due,
        over,
        settings.discord_announce_channel_id,
        made_at,
    )
