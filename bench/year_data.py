"""Days of a made-up community as plain rows: who answered, what was sent, who came."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

_PEOPLE = """
WITH people AS (
    INSERT INTO website_users (created_at) SELECT $2 FROM generate_series(1, $1::int) RETURNING id
), accounts AS (
    INSERT INTO discord_accounts (discord_user_id, user_id, username, linked_at, updated_at)
    SELECT 100000000000000000 + id, id, 'account' || id, $2, $2 FROM people
), profiles AS (
    INSERT INTO players (guid, name, canonical_name, origin, created_at, updated_at)
    SELECT 'guid' || id, 'Player ' || id, 'Player ' || id, 'imported', $2, $2 FROM people
), wishes AS (
    INSERT INTO subscription_preferences (user_id, allow_promotions, created_at, updated_at)
    SELECT id, true, $2, $2 FROM people
), logged AS (
    INSERT INTO account_link_audit_log (user_id, actor_user_id, action, player_guid, created_at)
    SELECT id, id, action, 'guid' || id, $2
      FROM people CROSS JOIN unnest(ARRAY['discord_linked', 'player_linked']) AS action
)
SELECT count(*) FROM people
"""
_LINKS = """
INSERT INTO user_player_links (user_id, player_guid, linked_at)
SELECT id, 'guid' || id, $1 FROM website_users
"""

# Of 300: 180 answer a day, most of them once; 120 are reminded; a campaign asks 100 three times.
_DAYS = (
    """
    INSERT INTO availability_entries (user_id, entry_date, status, created_at, updated_at)
    SELECT u.id, d.day,
           (ARRAY['LOOKING', 'AVAILABLE', 'MAYBE', 'NOT_PLAYING', 'LOOKING'])
               [1 + (u.id * 7 + d.n * 3) % 5], d.at, d.at
      FROM website_users u CROSS JOIN days d WHERE (u.id * 31 + d.n * 17) % 5 < 3
    """,
    """
    INSERT INTO availability_answer_changes (user_id, entry_date, status, source, changed_at)
    SELECT e.user_id, e.entry_date, e.status, 'page', e.created_at + each * interval '1 minute'
      FROM availability_entries e JOIN days d ON d.day = e.entry_date
     CROSS JOIN generate_series(0, 1) AS each
     WHERE each = 0 OR (e.user_id + d.n) % 3 = 0
    """,
    """
    INSERT INTO notifications_ledger
           (user_id, event_key, channel_type, payload, state, not_before, useful_until, attempt,
            nonce, message_id, sent_at, created_at, updated_at, worker)
    SELECT u.id, k.key || d.day, (ARRAY['discord', 'telegram', 'signal'])[1 + u.id % 3],
           jsonb_build_object('kind', k.kind, 'date', d.day, 'start', d.at), 'sent',
           d.at, d.at + interval '4 hours', 1, 'm' || u.id || '-' || d.n, 'message' || d.n,
           d.at + interval '0.4 second', d.at, d.at, 'host:4711:abcdef01'
      FROM website_users u CROSS JOIN days d
     CROSS JOIN (VALUES ('DAILY_REMINDER:', 'daily_reminder', 5, 2),
                        ('SESSION_READY:', 'session_ready', 3, 1)) AS k (key, kind, of, part)
     WHERE (u.id * 31 + d.n * 17) % k.of < k.part
    """,
    """
    INSERT INTO availability_promotion_campaigns
           (campaign_date, promoter_user_id, target_timezone, target_reminder_time,
            target_start_time, status, recipient_count, created_at, updated_at, exclusive_day)
    SELECT day, 1 + n % 5, 'Europe/Ljubljana', '20:45', '21:00', 'followup_sent', 100, at, at, false
      FROM days
    """,
    """
    INSERT INTO availability_promotion_recipients (campaign_id, user_id, status, selected_channel)
    SELECT c.id, u.id, 'LOOKING', 'discord'
      FROM website_users u CROSS JOIN days d
      JOIN availability_promotion_campaigns c ON c.campaign_date = d.day WHERE u.id % 3 = d.n % 3
    """,
    """
    INSERT INTO availability_promotion_jobs
           (campaign_id, job_type, run_at, useful_until, status, attempts, expanded_at, sent_at,
            created_at, updated_at)
    SELECT c.id, kind, d.at, d.at + interval '30 minutes', 'sent', 1, d.at, d.at, d.at, d.at
      FROM days d JOIN availability_promotion_campaigns c ON c.campaign_date = d.day
     CROSS JOIN unnest(ARRAY['send_reminder_2045', 'send_start_2100', 'voice_check_2100']) AS kind
    """,
    """
    WITH sent AS (
        INSERT INTO notifications_ledger
               (user_id, event_key, channel_type, payload, state, not_before, useful_until, attempt,
                nonce, message_id, sent_at, created_at, updated_at, promotion_job_id, worker)
        SELECT r.user_id, 'PROMOTE:' || j.job_type || ':' || d.day, 'discord',
               jsonb_build_object('kind', 'promotion_start', 'date', d.day, 'start', d.at),
               'sent', d.at, d.at + interval '30 minutes', 1, 'm' || r.user_id || '-' || d.n,
               'message' || d.n, d.at + interval '0.4 second', d.at, d.at, j.id,
               'host:4711:abcdef01'
          FROM days d JOIN availability_promotion_campaigns c ON c.campaign_date = d.day
          JOIN availability_promotion_jobs j ON j.campaign_id = c.id
          JOIN availability_promotion_recipients r ON r.campaign_id = c.id
        RETURNING *
    )
    INSERT INTO availability_promotion_send_logs
           (campaign_id, job_id, user_id, ledger_id, channel_type, status, message_id, created_at)
    SELECT j.campaign_id, j.id, s.user_id, s.id, s.channel_type, 'sent', s.message_id, s.created_at
      FROM sent s JOIN availability_promotion_jobs j ON j.id = s.promotion_job_id
    """,
    """
    WITH begun AS (
        INSERT INTO calls (call_date, source, status, end_reason, most, wait_minutes, wave_number,
                           ended_at, created_at, updated_at)
        SELECT day, 'rule', 'over', 'start', 30, 8, 1, at, at, at FROM days WHERE n % 2 = 0
        RETURNING id, call_date, created_at AS at
    ), asked AS (
        INSERT INTO call_asks (call_date, user_id, call_id, wave, chance, asked_at, created_at,
                               updated_at)
        SELECT b.call_date, u.id, b.id, 1, 0.3, b.at, b.at, b.at
          FROM begun b CROSS JOIN website_users u WHERE (u.id * 7 + b.id) % 15 = 0
        RETURNING *
    )
    INSERT INTO notifications_ledger
           (user_id, event_key, channel_type, payload, state, not_before, useful_until, attempt,
            nonce, message_id, sent_at, created_at, updated_at, worker)
    SELECT user_id, 'CALL:' || call_date, 'discord',
           jsonb_build_object('kind', 'call', 'date', call_date), 'sent', asked_at,
           asked_at + interval '1 hour', 1, 'm' || user_id, 'message', asked_at, asked_at, asked_at,
           'host:4711:abcdef01'
      FROM asked
    """,
    """
    INSERT INTO evening_attendance
           (evening_date, user_id, first_seen_at, last_seen_at, in_voice, on_server, came)
    SELECT d.day, u.id, d.at, d.at, true, false, true
      FROM website_users u CROSS JOIN days d WHERE (u.id * 13 + d.n * 7) % 15 = 0
    """,
    """
    INSERT INTO evening_minutes (evening_date, minute, in_voice, on_server)
    SELECT d.day, d.at + each * interval '1 minute', 12, 10
      FROM days d CROSS JOIN generate_series(0, 59) AS each
    """,
    """
    INSERT INTO evening_records (evening_date, session, starts_at, threshold, told_by, said_yes,
                                 came, played, closed_at, looked_at)
    SELECT day, true, at, 6, 'voice', 100, 20, true, at + interval '1 hour', at FROM days
    """,
)


async def fill_people(connection: Any, number: int, first: date) -> None:
    """So many linked people, since the day before `first`."""
    at = datetime.combine(first, datetime.min.time(), UTC)
    await connection.fetchval(_PEOPLE, number, at)
    await connection.execute(_LINKS, at)


async def fill_days(connection: Any, first: date, number: int) -> None:
    """So many days from `first` on, evening and all."""
    async with connection.transaction():
        await connection.execute("SET LOCAL session_replication_role = replica")
        await connection.execute(
            """
            CREATE TEMP TABLE days ON COMMIT DROP AS
            SELECT day::date AS day, (day::date - '2023-01-01'::date) AS n,
                   day + interval '19 hours' AS at
              FROM generate_series($1::timestamptz, $1::timestamptz + $2 * interval '1 day',
                                   interval '1 day') AS day
             LIMIT $2
            """.replace("$1", f"'{first.isoformat()} 00:00+00'").replace("$2", str(number))
        )
        for statement in _DAYS:
            await connection.execute(statement)
