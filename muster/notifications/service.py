"""What may be asked of the ledger: who is to hear, what is due, what became of it.

`now` is always an aware instant, `day` a date of the community's calendar.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from muster.channels import service as channels
from muster.channels.rules import ChannelType, PreferredChannel, fallback_order
from muster.clock import start_of_day
from muster.database import Connection
from muster.notifications import audience_store, store
from muster.notifications.messages import title_of
from muster.notifications.rules import (
    DAILY_REMINDER_UNTIL,
    LEASE,
    REASON_SENTENCES,
    TEST_USEFUL_FOR,
    Claimed,
    Settlement,
    State,
)

_PREFERRED: tuple[PreferredChannel, ...] = ("any", "discord", "telegram", "signal")


@dataclass(frozen=True, slots=True)
class Notice:
    """What became of one message to one person, for their own page."""

    event_key: str
    title: str
    channel_type: ChannelType
    state: State
    reason: str | None
    reason_text: str | None
    at: datetime


def at_wall_time(day: date, wall: time, zone: ZoneInfo) -> datetime:
    """The instant, in UTC, at which `zone`'s clock shows `wall` on `day` (the first, if twice)."""
    return datetime.combine(day, wall, tzinfo=zone).astimezone(UTC)


async def queue_daily_reminders(
    connection: Connection,
    day: date,
    channel_types: Sequence[ChannelType],
    announce_channel_id: int | None,
    zone: ZoneInfo,
    now: datetime,
) -> int:
    """Everybody who wants the daily check-in and has not answered for `day`; safe to repeat.

    Useful until 20:00, community time. Returns how many rows are new.
    """
    useful_until = at_wall_time(day, DAILY_REMINDER_UNTIL, zone)
    if now >= useful_until:
        return 0
    event_key = f"DAILY_REMINDER:{day.isoformat()}"
    added = await audience_store.insert_daily_reminders(
        connection, event_key, day, channel_types, useful_until, now
    )
    if announce_channel_id is not None:
        payload = {"kind": "daily_reminder", "date": day.isoformat()}
        added += await audience_store.insert_announcement(
            connection, event_key, announce_channel_id, payload, useful_until, now
        )
    return added


async def queue_session_ready(
    connection: Connection,
    day: date,
    threshold: int,
    channel_types: Sequence[ChannelType],
    announce_channel_id: int | None,
    zone: ZoneInfo,
    now: datetime,
) -> int:
    """Everybody in today's pool whose threshold is reached; once a person and day, safe to repeat.

    Useful until the community's midnight. Returns how many rows are new.
    """
    useful_until = start_of_day(day + timedelta(days=1), zone)
    added = await audience_store.insert_session_ready(
        connection, day, threshold, channel_types, useful_until, now
    )
    if (
        announce_channel_id is not None
        and await audience_store.count_looking(connection, day) >= threshold
    ):
        payload = {"kind": "session_ready", "date": day.isoformat(), "threshold": threshold}
        event_key = f"SESSION_READY:{day.isoformat()}:threshold={threshold}"
        added += await audience_store.insert_announcement(
            connection, event_key, announce_channel_id, payload, useful_until, now
        )
    return added


async def queue_test_message(
    connection: Connection, user_id: int, channel_type: ChannelType, now: datetime
) -> bool:
    """A test message by the same path as everything else; False when no way leads there."""
    event_key = f"TEST:{now:%Y-%m-%d}:{secrets.token_hex(6)}"
    return await audience_store.insert_test_message(
        connection, user_id, channel_type, event_key, now + TEST_USEFUL_FOR, now
    )


async def find_unopened_dms(connection: Connection, most: int) -> list[tuple[int, int]]:
    """(user id, Discord id) of linked people whose DM channel is not open yet, the newest first."""
    return await store.find_unopened_dms(connection, most)


async def count_due(
    connection: Connection, channel_type: ChannelType, most: int, now: datetime
) -> int:
    """How many rows of a channel are due, counted up to `most`."""
    return await store.count_due(connection, channel_type, most, now)


async def claim(
    connection: Connection, channel_type: ChannelType, worker: str, most: int, now: datetime
) -> list[Claimed]:
    """Due rows of one channel, ours while their lease lasts."""
    return await store.claim_due(connection, channel_type, worker, most, now, now + LEASE)


async def recover(
    connection: Connection,
    channel_type: ChannelType,
    worker: str,
    most: int,
    now: datetime,
    *,
    idempotent: bool,
) -> list[Claimed]:
    """Take care of rows whose worker died or hung (delivery rule 3).

    On a service that remembers nonces they are claimed anew; elsewhere they become `unknown`,
    because nobody can tell whether the message went out.
    """
    if not idempotent:
        await store.mark_unknown(connection, channel_type, now)
        return []
    return await store.reclaim_ran_out(connection, channel_type, worker, most, now, now + LEASE)


async def settle(
    connection: Connection,
    worker: str,
    channel_type: ChannelType,
    settlements: Sequence[tuple[Claimed, Settlement]],
    now: datetime,
) -> int:
    """Write what became of claimed rows; call it inside a transaction when some were refused.

    A refusal switches the channel off for that person and hands over to the next of their order.
    """
    settled = await store.settle(connection, worker, [made for _, made in settlements], now)
    refused = [(row, made.refused) for row, made in settlements if made.refused is not None]
    for row, reason in refused:
        if row.user_id is not None:
            await channels.switch_off(connection, row.user_id, channel_type, reason, now)
    if refused:
        orders = [(preferred, fallback_order(preferred)) for preferred in _PREFERRED]
        await store.insert_next_channels(connection, [row.id for row, _ in refused], orders, now)
    return settled


async def find_next_due(
    connection: Connection, channel_types: Sequence[ChannelType]
) -> datetime | None:
    """When there is something to do next; None when nothing is under way."""
    return await store.find_next_due(connection, channel_types)


async def list_notices(connection: Connection, user_id: int, limit: int) -> list[Notice]:
    """What became of the latest messages to one person, newest first."""
    notices: list[Notice] = []
    for row in await store.list_notices(connection, user_id, limit):
        reason = row["reason"]
        notices.append(
            Notice(
                event_key=row["event_key"],
                title=title_of(row["event_key"]),
                channel_type=row["channel_type"],
                state=row["state"],
                reason=reason or row["last_error"],
                reason_text=REASON_SENTENCES[reason] if reason else _state_sentence(row["state"]),
                at=row["at"],
            )
        )
    return notices


def _state_sentence(state: State) -> str | None:
    return {
        "failed": "The service did not take it.",
        "unknown": "The service did not say whether it arrived; it is not sent twice.",
    }.get(state)


@dataclass(frozen=True, slots=True)
class DeliveryCount:
    """Rows of one channel, state and reason, and how late the sent ones were (seconds in total)."""

    channel_type: str
    state: str
    reason: str
    number: int
    seconds_late: float


async def count_deliveries(connection: Connection, now: datetime) -> list[DeliveryCount]:
    """What the ledger holds of the last two days, for the metrics."""
    rows = await store.count_deliveries(connection, now - timedelta(days=2))
    return [DeliveryCount(*row) for row in rows]
