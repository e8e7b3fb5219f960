"""Recipients and ledger rows for the fan-out, written by SQL.

The rows are a campaign's start messages: each is decided by the recipient's answer, preferences
and quiet hours, and settling it writes the send log as well.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

import asyncpg

from bench.servers import CannotMeasure
from muster.channels.push_rules import PushSubscription
from muster.channels.rules import ChannelType
from muster.crypto import ContactCipher, generate_contact_key
from muster.web_push import generate_sender_key, public_keys
from tests.support.scenes.ledger import add_people

CHANNELS: tuple[ChannelType, ...] = ("discord", "telegram")
"""Where everybody can be reached; each of them is preferred by as many people."""

_USEFUL_FOR = timedelta(hours=6)

_WISHES = """
WITH answers AS (
    INSERT INTO availability_entries (user_id, entry_date, status, created_at, updated_at)
    SELECT id, day, 'LOOKING', $3, $3
      FROM unnest($1::bigint[]) AS id, unnest($2::date[]) AS day
), wishes AS (
    INSERT INTO subscription_preferences
           (user_id, allow_promotions, preferred_channel, timezone, quiet_hours_start,
            quiet_hours_end, created_at, updated_at)
    SELECT id, true, ($6::text[])[1 + id % cardinality($6::text[])], 'UTC', $4, $5, $3, $3
      FROM unnest($1::bigint[]) AS id
)
INSERT INTO availability_subscriptions (user_id, channel_type, enabled, created_at, updated_at)
SELECT id, channel_type, true, $3, $3
  FROM unnest($1::bigint[]) AS id, unnest($6::text[]) AS channel_type
"""
_CHATS = """
INSERT INTO availability_channel_links
       (channel_type, address_hash, user_id, address_encrypted, encryption_key_id, deliverable,
        verified_at, created_at, updated_at)
SELECT 'telegram', sha256(address), id, address, $3, true, $4, $4, $4
  FROM unnest($1::bigint[], $2::bytea[]) AS chats (id, address)
"""
_DEVICES = """
WITH sessions AS (
    INSERT INTO website_sessions (token_hash, user_id, created_at, last_seen_at, expires_at)
    SELECT sha256(device), id, $5, $5, $5::timestamptz + interval '30 days'
      FROM unnest($1::bigint[], $2::bytea[]) AS d (id, device)
    RETURNING token_hash, user_id
)
INSERT INTO push_devices
       (user_id, place, session_hash, endpoint_hash, subscription_encrypted, encryption_key_id,
        sender_key, name, created_at, updated_at)
SELECT s.user_id, 1, s.token_hash, s.token_hash, d.device, $3, $4, 'Firefox on Linux', $5, $5
  FROM unnest($1::bigint[], $2::bytea[]) AS d (id, device) JOIN sessions s ON s.user_id = d.id
"""
_PUSH_IS_ON = """
INSERT INTO availability_subscriptions (user_id, channel_type, enabled, created_at, updated_at)
SELECT id, 'push', true, $2, $2 FROM unnest($1::bigint[]) AS id
"""
_JOB = """
WITH campaign AS (
    INSERT INTO availability_promotion_campaigns
           (campaign_date, promoter_user_id, target_timezone, target_reminder_time,
            target_start_time, created_at, updated_at)
    VALUES ($1, $2, 'Europe/Ljubljana', '20:45', '21:00', $3, $3)
    RETURNING id
)
INSERT INTO availability_promotion_jobs
       (campaign_id, job_type, run_at, useful_until, created_at, updated_at)
SELECT id, 'send_start_2100', $3, $4, $3, $3 FROM campaign
RETURNING id
"""
_QUEUE = """
INSERT INTO notifications_ledger
       (user_id, event_key, channel_type, payload, promotion_job_id, not_before, useful_until,
        created_at, updated_at)
SELECT id, $2, $3,
       jsonb_build_object('kind', 'promotion_start', 'date', $4::date, 'start', $5::text),
       $6, $7, $8, $9, $9
  FROM (SELECT id FROM website_users ORDER BY id LIMIT $1) AS recipients
"""
_OUTCOME = """
SELECT (SELECT count(*) FROM notifications_ledger WHERE event_key = $1 AND state = 'sent'),
       (SELECT count(*)
          FROM availability_promotion_send_logs s JOIN notifications_ledger l ON l.id = s.ledger_id
         WHERE l.event_key = $1 AND s.status = 'sent')
"""
_event_numbers = count(1)


@dataclass(frozen=True)
class Audience:
    """A database with people whom a campaign asks.

    Attributes:
        url: the database's address.
        people: how many; all are looking, none has quiet hours now, each hears on
            Discord, Telegram and one device.
        day: the day, or the first of the days, that they answered for.
        job_id: the job of that day's campaign, to which rows of `queue` belong.
        contact_key: what their Telegram chats and their devices are encrypted with.
        sender_key: the key of web push that their devices subscribed to.
    """

    url: str
    people: int
    day: date
    job_id: int
    contact_key: str
    sender_key: str


def read_audience(members: dict[str, Any]) -> Audience:
    """An audience that was written as JSON, dates as ISO text."""
    return Audience(**{**members, "day": date.fromisoformat(members["day"])})


async def fill(
    url: str, people: int, now: datetime, day: date | None = None, days: int = 1
) -> Audience:
    """Write `people` into a migrated, empty database.

    Args:
        now: aware.
        day: the first of the `days` in a row that they answer for; None: today's in UTC.
    """
    first = day or now.date()
    answered = [first + timedelta(days=each) for each in range(days)]
    key, sender_key = generate_contact_key(), generate_sender_key()
    cipher = ContactCipher([key])
    connection: Any = await asyncpg.connect(url)
    try:
        ids = await add_people(connection, people, now)
        quiet = [(now + timedelta(hours=hours)).time() for hours in (8, 10)]
        await connection.execute(_WISHES, ids, answered, now, *quiet, CHANNELS, timeout=60)
        chats = [cipher.encrypt(str(user_id)) for user_id in ids]
        await connection.execute(_CHATS, ids, chats, cipher.key_id, now, timeout=60)
        await _let_in(connection, cipher, ids, sender_key, now)
        until = now + _USEFUL_FOR
        job_id = await connection.fetchval(_JOB, first, ids[0], now, until)
        await connection.execute("VACUUM ANALYZE")
    finally:
        await connection.close()
    return Audience(url, people, first, job_id, key, sender_key)


async def _let_in(
    connection: Any, cipher: ContactCipher, ids: list[int], sender_key: str, now: datetime
) -> None:
    """A device for each person; all are one browser's, since what it costs is the same for each."""
    (sender,) = public_keys(sender_key)
    keys = sender.public, base64.urlsafe_b64encode(bytes(16)).decode()
    devices = [
        cipher.encrypt(PushSubscription(f"https://push.example.org/{each}", *keys).text)
        for each in ids
    ]
    key_ids = (cipher.key_id, sender.key_id)
    await connection.execute(_DEVICES, ids, devices, *key_ids, now, timeout=60)
    await connection.execute(_PUSH_IS_ON, ids, now, timeout=60)


async def queue(
    connection: Any,
    audience: Audience,
    channel_type: ChannelType,
    recipients: int,
    not_before: datetime,
    now: datetime,
) -> str:
    """One row each for the first so many people; returns the new event's key."""
    event_key = f"PROMOTE:T0:{audience.day}:bench={now.timestamp():.0f}-{next(_event_numbers)}"
    await connection.execute(
        _QUEUE,
        recipients,
        event_key,
        channel_type,
        audience.day,
        now.astimezone(UTC).isoformat(),
        audience.job_id,
        not_before,
        now + _USEFUL_FOR,
        now,
        timeout=60,
    )
    return event_key


async def check_outcome(connection: Any, event_key: str, recipients: int) -> None:
    """See that so many rows of an event, and as many of the send log, say `sent`.

    Raises:
        CannotMeasure: they do not; what was measured was not the work.
    """
    sent, logged = await connection.fetchrow(_OUTCOME, event_key)
    if (sent, logged) != (recipients, recipients):
        raise CannotMeasure(
            f"of {recipients} messages {sent} are sent in the ledger, {logged} in the send log"
        )
