"""Candidates and campaigns for the benchmark, written by SQL."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import asyncpg

from bench.data import Community
from bench.fan_out_data import Audience
from bench.servers import CannotMeasure
from muster.promotions.rules import statuses_to_ask

_USEFUL_FOR = timedelta(minutes=30)
_REST_AFTER = timedelta(days=1)

_PREFER = ("any", "telegram", "signal", "discord")

# The first $2 of those with such an answer agreed to be asked; the others were never asked.
_WISHES = """
INSERT INTO subscription_preferences
       (user_id, allow_promotions, preferred_channel, created_at, updated_at)
SELECT user_id, row_number() OVER (ORDER BY user_id) <= $2,
       ($4::text[])[1 + user_id % cardinality($4::text[])], $5, $5
  FROM availability_entries
 WHERE entry_date = $1 AND status = ANY($3::text[])
"""
# Two of three linked Telegram, two of five Signal; nobody here reads the addresses.
_CHATS = """
INSERT INTO availability_channel_links
       (channel_type, address_hash, user_id, address_encrypted, encryption_key_id, deliverable,
        verified_at, created_at, updated_at)
SELECT channel_type, sha256((channel_type || user_id)::bytea), user_id, 'unread', 'bench', true,
       $1, $1, $1
  FROM subscription_preferences, unnest(ARRAY['telegram', 'signal']) AS channel_type
 WHERE CASE channel_type WHEN 'telegram' THEN user_id % 3 > 0 ELSE user_id % 5 > 2 END
"""
_CAMPAIGN = """
WITH campaign AS (
    INSERT INTO availability_promotion_campaigns
           (campaign_date, promoter_user_id, target_timezone, target_reminder_time,
            target_start_time, recipient_count, created_at, updated_at)
    SELECT $1, min(id), 'Europe/Ljubljana', '20:45', '21:00', $2, $5, $5 FROM website_users
    RETURNING id
), recipients AS (
    INSERT INTO availability_promotion_recipients (campaign_id, user_id, status, selected_channel)
    SELECT c.id, r.id, 'LOOKING', 'discord'
      FROM campaign c, (SELECT id FROM website_users ORDER BY id LIMIT $2) AS r
)
INSERT INTO availability_promotion_jobs
       (campaign_id, job_type, run_at, useful_until, created_at, updated_at)
SELECT id, job_type, run_at, run_at + $4, $5, $5
  FROM campaign,
       (VALUES ('send_start_2100', $3::timestamptz), ('voice_check_2100', $6::timestamptz))
       AS jobs (job_type, run_at)
RETURNING campaign_id
"""
_LOGGED = """
SELECT count(*) FROM availability_promotion_send_logs WHERE campaign_id = $1 AND status = 'sent'
"""


async def opt_in(community: Community, candidates: int, now: datetime) -> None:
    """So many of the community agree to be asked, some on each channel, in every status."""
    statuses = statuses_to_ask(include_available=True, include_maybe=True)
    connection: Any = await asyncpg.connect(community.url)
    try:
        await connection.execute(_WISHES, community.first, candidates, statuses, _PREFER, now)
        await connection.execute(_CHATS, now)
        await connection.execute("VACUUM ANALYZE")
    finally:
        await connection.close()


async def schedule_start(
    connection: Any, day: date, recipients: int, run_at: datetime, now: datetime
) -> int:
    """A campaign for the first so many people whose start job is due at `run_at`; its id.

    Its reminder was never due, and its voice check is not for a day.
    """
    check_at = run_at + _REST_AFTER
    return await connection.fetchval(
        _CAMPAIGN, day, recipients, run_at, _USEFUL_FOR, now, check_at, timeout=60
    )


async def check_sent(connection: Any, campaign_id: int, recipients: int) -> None:
    """See that the send log of a campaign says `sent` of so many.

    Raises:
        CannotMeasure: it does not; what was measured was not the work.
    """
    logged = await connection.fetchval(_LOGGED, campaign_id)
    if logged != recipients:
        raise CannotMeasure(f"of {recipients} start messages {logged} are sent in the send log")


def day_of_campaign(audience: Audience, number: int) -> date:
    """Each campaign has a day of its own, as nobody hears twice of one; number 0 is the first."""
    return audience.day + timedelta(days=1 + number)
