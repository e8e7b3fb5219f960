"""Writes into the demo how its members like to be asked, and the campaigns of the last weeks."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from muster.channels import away, linking
from muster.channels import service as channels
from muster.channels.rules import LINKED_CHANNELS
from muster.crypto import ContactCipher
from muster.errors import AddressTaken
from muster.promotions.rules import event_key
from ops.demo.community import AWAY, MadeUpPlayer, Wishes
from ops.demo.evenings import REMINDER, START, PastEvening, PastJob

_WORKER = "demo"
_AWAY_FOR = timedelta(days=9)


async def has_campaigns(connection: Any) -> bool:
    """Whether anybody ever promoted here."""
    return await connection.fetchval("SELECT EXISTS (SELECT FROM availability_promotion_campaigns)")


async def load_wishes(
    connection: Any,
    cipher: ContactCipher,
    community: Iterable[MadeUpPlayer],
    today: date,
    now: datetime,
) -> None:
    """Preferences and addresses of whoever has chosen nothing and is still linked to their player.

    They are stored as the page and the chats store them, encrypted by the demo's own key.
    """
    rows = await connection.fetch(
        """
        SELECT d.discord_user_id, k.user_id, k.player_guid
          FROM user_player_links k
          JOIN discord_accounts d ON d.user_id = k.user_id
         WHERE NOT EXISTS (SELECT FROM subscription_preferences s WHERE s.user_id = k.user_id)
        """
    )
    unasked = {(row[0], row[2]): row[1] for row in rows}
    for member in community:
        user_id = unasked.get((member.discord_user_id, member.guid))
        if user_id is not None and member.wishes is not None:
            # In a demo that somebody plays with, an address may have been given away before.
            with suppress(AddressTaken):
                await _load_wishes_of(connection, cipher, user_id, member.wishes, now)
            if member.display_name == AWAY:
                await away.set_away(connection, user_id, today + _AWAY_FOR, today, now)


async def _load_wishes_of(
    connection: Any, cipher: ContactCipher, user_id: int, wishes: Wishes, now: datetime
) -> None:
    for channel_type in LINKED_CHANNELS:
        address = wishes.telegram if channel_type == "telegram" else wishes.signal
        if address is not None:
            token, _ = await linking.create_link_token(
                connection,
                user_id,
                channel_type,
                now,
                lifetime=timedelta(minutes=5),
                min_interval=timedelta(0),
            )
            await linking.confirm_link(connection, cipher, channel_type, token, address, now)
    changes: dict[str, Any] = {
        "allow_promotions": True,
        "preferred_channel": wishes.preferred_channel,
        "quiet_hours": wishes.quiet_hours,
        "timezone": wishes.timezone,
    }
    if wishes.typed_telegram is not None:
        changes["telegram_handle"] = wishes.typed_telegram
    await channels.update_preferences(connection, cipher, user_id, changes, now)


async def load_evenings(
    connection: Any,
    campaigns: Iterable[PastEvening],
    community: Iterable[MadeUpPlayer],
    zone: ZoneInfo,
) -> None:
    """Past campaigns with their jobs, ledger rows and send logs, oldest first.

    They belong to the members' accounts, whatever these are linked to by now.
    """
    accounts = {member.discord_user_id: member.guid for member in community}
    rows = await connection.fetch(
        "SELECT discord_user_id, user_id FROM discord_accounts"
        " WHERE discord_user_id = ANY($1::bigint[])",
        [account for account in accounts if account is not None],
    )
    users = {accounts[row[0]]: row[1] for row in rows}
    for evening in campaigns:
        campaign_id = await _insert_campaign(connection, evening, users, zone)
        for job in evening.jobs:
            await _insert_job(connection, campaign_id, evening, job, users)


async def _insert_campaign(
    connection: Any, evening: PastEvening, users: Mapping[str, int], zone: ZoneInfo
) -> int:
    promoter = users[evening.promoter_guid]
    expected, present = evening.voice or (None, None)
    campaign_id = await connection.fetchval(
        """
        INSERT INTO availability_promotion_campaigns
               (campaign_date, promoter_user_id, target_timezone, target_reminder_time,
                target_start_time, include_available, include_maybe, dry_run, status,
                recipient_count, channels_summary, voice_expected, voice_present, cancelled_at,
                cancelled_by_user_id, created_at, updated_at)
        VALUES ($1, $2, $3, $4, $5, true, $6, $7, $8, $9, $10::jsonb, $11, $12, $13,
                CASE WHEN $13::timestamptz IS NOT NULL THEN $2::bigint END, $14, $15)
        RETURNING id
        """,
        evening.day,
        promoter,
        zone.key,
        REMINDER,
        START,
        evening.include_maybe,
        evening.dry_run,
        evening.status,
        len(evening.recipients),
        json.dumps(evening.channels_summary),
        expected,
        present,
        evening.cancelled_at,
        evening.created_at,
        evening.updated_at,
    )
    await connection.execute(
        """
        INSERT INTO availability_promotion_recipients
               (campaign_id, user_id, status, selected_channel)
        SELECT $1, * FROM unnest($2::bigint[], $3::text[], $4::text[])
        """,
        campaign_id,
        [users[each.guid] for each in evening.recipients],
        [each.status for each in evening.recipients],
        [each.channel_type for each in evening.recipients],
    )
    return campaign_id


async def _insert_job(
    connection: Any, campaign_id: int, evening: PastEvening, job: PastJob, users: Mapping[str, int]
) -> None:
    job_id = await connection.fetchval(
        """
        INSERT INTO availability_promotion_jobs
               (campaign_id, job_type, run_at, useful_until, status, attempts, last_error, worker,
                expanded_at, sent_at, created_at, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        RETURNING id
        """,
        campaign_id,
        job.job_type,
        job.run_at,
        job.useful_until,
        job.status,
        0 if job.began_at is None else 1,
        job.last_error,
        None if job.began_at is None else _WORKER,
        job.began_at,
        job.ended_at if job.status == "sent" else None,
        evening.created_at,
        job.ended_at,
    )
    await _insert_messages(connection, campaign_id, job_id, evening, job, users)


async def _insert_messages(
    connection: Any,
    campaign_id: int,
    job_id: int,
    evening: PastEvening,
    job: PastJob,
    users: Mapping[str, int],
) -> None:
    """A ledger row and a send-log row for each message."""
    await connection.execute(
        """
        WITH given AS (
            SELECT * FROM unnest($3::bigint[], $4::text[], $5::text[], $6::text[], $7::text[],
                                 $8::timestamptz[])
                       AS g (user_id, channel_type, state, reason, error, at)
        ), ledger AS (
            INSERT INTO notifications_ledger
                   (user_id, event_key, channel_type, state, reason, last_error, promotion_job_id,
                    not_before, useful_until, attempt, worker, sent_at, created_at, updated_at)
            SELECT user_id, $9, channel_type, state, reason, error, $2, $10, $11, 1, $12,
                   CASE WHEN state = 'sent' THEN at END, $10, at
              FROM given
             ORDER BY at
            RETURNING id, user_id
        )
        INSERT INTO availability_promotion_send_logs
               (campaign_id, job_id, user_id, ledger_id, channel_type, status, reason, error,
                created_at)
        SELECT $1, $2, g.user_id, l.id, g.channel_type,
               CASE g.state WHEN 'unknown' THEN 'failed' ELSE g.state END, g.reason, g.error, g.at
          FROM given g JOIN ledger l ON l.user_id = g.user_id
         ORDER BY g.at
        """,
        campaign_id,
        job_id,
        *_columns(job, users),
        event_key(job.job_type, evening.day),
        job.run_at,
        job.useful_until,
        _WORKER,
    )


def _columns(job: PastJob, users: Mapping[str, int]) -> Sequence[list[Any]]:
    return (
        [users[each.guid] for each in job.messages],
        [each.channel_type for each in job.messages],
        [each.state for each in job.messages],
        [each.reason for each in job.messages],
        [each.error for each in job.messages],
        [each.at for each in job.messages],
    )
