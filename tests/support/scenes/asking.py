"""Messages with answers that people have got, as the ledger has them."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

from bot.chats.contract import Channel, OutgoingMessage
from muster.channels.rules import ChannelType
from muster.notifications.answers import (
    USUAL,
    announced_choices_of,
    choices_of,
    offered,
    usual_choice,
    usual_payload,
)
from muster.usual.rules import Usual
from tests.support.scenes.community import EVENING, TODAY

ORIGIN = "http://127.0.0.1:8000"


async def ask(
    sql: Any,
    channel: Channel,
    address: str,
    user_id: int | None,
    kind: str,
    *,
    day: date = TODAY,
    threshold: int = 4,
    at: datetime = EVENING,
    announced_in: int | None = None,
    job_id: int | None = None,
    usual: Usual | None = None,
) -> str:
    """Somebody, or a whole channel, got a message of this kind; its reference in the ledger."""
    payload: dict[str, Any] = {"kind": kind, "date": day.isoformat()}
    if kind == "test":
        del payload["date"]
    if kind == "call":
        payload["threshold"] = threshold
    if usual is not None:
        payload[USUAL] = usual_payload(usual)
    nonce = await add_sent(
        sql, channel.channel_type, user_id, payload, at=at, announced_in=announced_in, job_id=job_id
    )
    choices = choices_of(kind, threshold) if user_id is not None else announced_choices_of(kind)
    if usual is not None:
        choices = (usual_choice(usual), *choices)
    link = f"{ORIGIN}/#/availability?n={nonce}"
    answers = offered(choices, day, nonce, "en")
    await channel.send(OutgoingMessage(address, f"{kind}?\n{link}", nonce, link, answers))
    return nonce


async def add_sent(
    sql: Any,
    channel_type: ChannelType,
    user_id: int | None,
    payload: dict[str, Any],
    *,
    at: datetime = EVENING,
    announced_in: int | None = None,
    job_id: int | None = None,
) -> str:
    """A row of a message that was sent; its reference."""
    row_id = await sql.fetchval(
        """
        INSERT INTO notifications_ledger
               (user_id, discord_channel_id, event_key, channel_type, payload, state, not_before,
                useful_until, sent_at, created_at, updated_at, promotion_job_id)
        SELECT $1, $2, 'ASKED:' || count(*), $3, $4::jsonb, 'sent', $5, $5, $5, $5, $5, $6
          FROM notifications_ledger
        RETURNING id
        """,
        user_id,
        announced_in,
        channel_type,
        json.dumps(payload),
        at,
        job_id,
    )
    nonce = f"m{row_id:x}-{int(at.timestamp()):x}"
    await sql.execute("UPDATE notifications_ledger SET nonce = $2 WHERE id = $1", row_id, nonce)
    return nonce


async def add_cancelled_job(sql: Any, promoter: int) -> int:
    """A job of today's campaign of `promoter`, which was cancelled; its id."""
    return await sql.fetchval(
        """
        WITH campaign AS (
            INSERT INTO availability_promotion_campaigns
                   (campaign_date, promoter_user_id, target_timezone, target_reminder_time,
                    target_start_time, status, cancelled_at, created_at, updated_at)
            VALUES ($1, $2, 'Europe/Ljubljana', '20:45', '21:00', 'cancelled', $3, $3, $3)
            RETURNING id
        )
        INSERT INTO availability_promotion_jobs
               (campaign_id, job_type, run_at, useful_until, created_at, updated_at)
        SELECT id, 'send_reminder_2045', $3, $3, $3, $3 FROM campaign
        RETURNING id
        """,
        TODAY,
        promoter,
        EVENING,
    )
