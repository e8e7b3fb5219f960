"""What may be asked of the ledger: who is to hear, what is due, what became of it.

`now` is always an aware instant, `day` a date of the community's calendar.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from muster.channels.rules import CHANNEL_TYPES, ChannelType
from muster.clock import at_wall_time, local_date, start_of_day
from muster.database import Connection
from muster.evening import Evening
from muster.evenings.rules import THRESHOLD_MOST
from muster.live_status import service as live_status
from muster.notifications import announcement_store, audience_store, report_store, store
from muster.notifications.answers import ANSWERED_KINDS, USUAL, ledger_id, usual_payload
from muster.notifications.messages import REASON_SENTENCES, STATE_SENTENCES, title_of
from muster.notifications.rules import (
    DAILY_REMINDER_UNTIL,
    TEST_USEFUL_FOR,
    Asked,
    Reason,
    RowState,
)
from muster.usual import service as usual
from muster.webhooks import service as webhooks
from muster.webhooks.rules import of_evening
from muster.words import Sentence

_NOBODY_DELIVERS_AFTER = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Notice:
    """What became of one message to one person, for their own page.

    `reference` is what the message's links have as `n`; None until somebody begins to send it.
    """

    reference: str | None
    event_key: str
    title: Sentence
    channel_type: ChannelType
    state: RowState
    reason: str | None
    reason_text: Sentence | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Queued:
    """What became of one person's message: its row's id, or why there is none."""

    user_id: int
    ledger_id: int | None
    reason: Reason | None


async def channels_in_use(
    connection: Connection, now: datetime, unless_told: Collection[ChannelType] = CHANNEL_TYPES
) -> Sequence[ChannelType]:
    """The channels that the community has: those that its bots deliver on, by their heartbeats.

    `unless_told`: which they are as long as no bot has ever said.
    """
    told = await live_status.read_delivered_on(connection, now)
    here = unless_told if told is None else told
    return [channel_type for channel_type in CHANNEL_TYPES if channel_type in here]


async def channels_to_queue_on(
    connection: Connection, now: datetime, own: Collection[ChannelType]
) -> Sequence[ChannelType]:
    """The channels on which a bot may queue messages: those of all bots, its `own` among them.

    Which bot queues is chance, so it must not decide on which channel somebody hears.
    """
    told = await channels_in_use(connection, now, own)
    return [channel_type for channel_type in CHANNEL_TYPES if channel_type in {*told, *own}]


async def queue_daily_reminders(
    connection: Connection,
    evening: Evening,
    channel_types: Sequence[ChannelType],
    announce_channel_id: int | None,
    due: datetime,
    now: datetime,
) -> int:
    """Everybody who wants the daily check-in and has not answered for the evening, each on the best
    of the channels that they have on; safe to repeat. Call it inside a transaction.

    Each row keeps the usual answer that its message offers first, so that what an answer means does
    not change while somebody reads it. Nobody, where there is no session. Useful from `due` until
    20:00, community time. Returns how many rows are new.
    """
    day = evening.day
    useful_until = at_wall_time(day, DAILY_REMINDER_UNTIL, evening.zone)
    if now >= useful_until or not evening.session:
        return 0
    event_key = f"DAILY_REMINDER:{day.isoformat()}"
    asked = await audience_store.insert_daily_reminders(
        connection, event_key, day, list(channel_types), due, useful_until, now
    )
    added = len(asked)
    found = await usual.find_usual(connection, asked, evening, day) if asked else {}
    if found:
        beside = [(user_id, {USUAL: usual_payload(each)}) for user_id, each in found.items()]
        await audience_store.add_to_payloads(connection, event_key, beside)
    if announce_channel_id is not None:
        payload = {"kind": "daily_reminder", "date": day.isoformat()}
        added += await announcement_store.insert_announcement(
            connection, event_key, announce_channel_id, payload, useful_until, now
        )
    return added


async def queue_session_ready(
    connection: Connection,
    evening: Evening,
    channel_types: Sequence[ChannelType],
    announce_channel_id: int | None,
    now: datetime,
) -> int:
    """Everybody in tonight's pool whose threshold is reached, each on the best of the channels that
    they have on; once a person and day, safe to repeat. Call it inside a transaction.

    Nobody, where there is no session. Useful until the community's midnight. Returns how many rows
    are new. Other programs are told, too, once a day.
    """
    if not evening.session:
        return 0
    day, threshold = evening.day, evening.threshold
    looking = await audience_store.count_looking(connection, day)
    if looking >= threshold:
        told = {**of_evening(day, evening.starts_at, threshold), "looking": looking}
        await webhooks.tell(connection, "session.ready", day.isoformat(), told, now)
    useful_until = start_of_day(day + timedelta(days=1), evening.zone)
    added = await audience_store.insert_session_ready(
        connection, day, threshold, list(channel_types), useful_until, now
    )
    if announce_channel_id is not None and looking >= threshold:
        payload = {"kind": "session_ready", "date": day.isoformat(), "threshold": threshold}
        event = f"SESSION_READY:{day.isoformat()}:threshold="
        added += await announcement_store.insert_announcement(
            connection,
            f"{event}{threshold}",
            announce_channel_id,
            payload,
            useful_until,
            now,
            # Another threshold since, by a rule of the weekday, is no news to a channel.
            unless_said=[f"{event}{number}" for number in range(1, THRESHOLD_MOST + 1)],
        )
    return added


async def queue_test_message(
    connection: Connection, user_id: int, channel_type: ChannelType, now: datetime
) -> bool:
    """Queue a test message like any other; False when the person cannot be reached there."""
    event_key = f"TEST:{now:%Y-%m-%d}:{secrets.token_hex(6)}"
    return await audience_store.insert_test_message(
        connection, user_id, channel_type, event_key, now + TEST_USEFUL_FOR, now
    )


async def queue_for_people(
    connection: Connection,
    event_key: str,
    people: Sequence[tuple[int, dict[str, Any]]],
    channel_types: Sequence[ChannelType],
    promotion_job_id: int | None,
    due: datetime,
    useful_until: datetime,
    now: datetime,
) -> list[Queued]:
    """A message to each of `people` (user id, payload) on the best channel of their order.

    Nobody is told twice of one event, whoever queues it. Call it inside a transaction. Returns what
    became of each.
    """
    rows = await audience_store.insert_for_people(
        connection,
        event_key,
        people,
        list(channel_types),
        promotion_job_id,
        due,
        useful_until,
        now,
    )
    return [Queued(row[0], row[1], row[2]) for row in rows]


async def queue_announcement(
    connection: Connection,
    event_key: str,
    discord_channel_id: int,
    payload: dict[str, Any],
    promotion_job_id: int | None,
    useful_until: datetime,
    now: datetime,
) -> bool:
    """A message to a whole Discord channel; False when it is in the ledger already."""
    return await announcement_store.insert_announcement(
        connection, event_key, discord_channel_id, payload, useful_until, now, promotion_job_id
    )


async def record_done(
    connection: Connection,
    user_id: int,
    event_key: str,
    payload: dict[str, Any],
    error: str | None,
    now: datetime,
) -> None:
    """Remember what was done for a person on Discord without a message, or why it never will be.

    Safe to repeat; `error` is a stable word.
    """
    await audience_store.insert_done(connection, user_id, event_key, payload, error, now)


async def withdraw_announcements(
    connection: Connection, discord_channel_id: int, keys_from: str, but: str, now: datetime
) -> None:
    """Announcements to a channel that wait are not sent any more: those whose event keys begin
    with `keys_from`, except `but`.
    """
    await announcement_store.skip_announcements(connection, discord_channel_id, keys_from, but, now)


async def count_looking(connection: Connection, day: date) -> int:
    """How many linked people are LOOKING on `day`."""
    return await audience_store.count_looking(connection, day)


async def note_not_asked(
    connection: Connection,
    event_key: str,
    people: Sequence[tuple[int, Reason]],
    payload: dict[str, Any],
    now: datetime,
) -> None:
    """Tell each of `people`, where they look for it, why they did not hear of an event.

    Safe to repeat; whoever may be asked later is asked nevertheless.
    """
    if people:
        await audience_store.insert_not_asked(connection, event_key, people, payload, now)


async def skip_waiting(
    connection: Connection, event_key: str, reason: Reason, now: datetime
) -> int:
    """Skip what waits of an event; what is under way or in doubt is judged by the notifier."""
    return await store.skip_waiting(connection, event_key, reason, now)


async def cancel_rows(connection: Connection, job_ids: Sequence[int], now: datetime) -> int:
    """Skip what waits of these campaign jobs; what is under way or in doubt settles by itself."""
    return await store.cancel_rows(connection, job_ids, now)


async def find_unopened_dms(connection: Connection, most: int) -> list[tuple[int, int]]:
    """(user id, Discord id) of linked people whose DM channel is not open yet, the newest first."""
    return await store.find_unopened_dms(connection, most)


async def find_asked(connection: Connection, nonce: str) -> Asked | None:
    """The message that a press names by its reference; None where there is none (any more)."""
    return await report_store.find_asked(connection, ledger_id(nonce), nonce)


async def find_latest_asked(
    connection: Connection,
    user_id: int,
    channel_type: ChannelType,
    kinds: Sequence[str] = ANSWERED_KINDS,
) -> Asked | None:
    """The latest message with answers that somebody got on a channel."""
    return await report_store.find_latest_asked(connection, user_id, channel_type, list(kinds))


def _why(reason: Reason | None, state: RowState) -> Sentence | None:
    return REASON_SENTENCES[reason] if reason else STATE_SENTENCES.get(state)


async def list_notices(connection: Connection, user_id: int, limit: int) -> list[Notice]:
    """What became of the latest messages to one person, newest first."""
    notices: list[Notice] = []
    for row in await report_store.list_notices(connection, user_id, limit):
        reason = row["reason"]
        notices.append(
            Notice(
                reference=row["nonce"],
                event_key=row["event_key"],
                title=title_of(row["event_key"]),
                channel_type=row["channel_type"],
                state=row["state"],
                reason=reason or row["last_error"],
                reason_text=_why(reason, row["state"]),
                at=row["at"],
            )
        )
    return notices


@dataclass(frozen=True, slots=True)
class DeliveryCount:
    """Rows of one channel, state and reason, and how late the sent ones were (seconds in total)."""

    channel_type: str
    state: str
    reason: str
    number: int
    seconds_late: float


@dataclass(frozen=True, slots=True)
class InTime:
    """How many messages were to leave on a day, and how many of them were sent at the first try
    within a second of being due.

    What failed, has an unknown end or was not sent until it was of no use was to leave, too.
    """

    day: date
    due: int
    in_time: int


OVERDUE_AFTER = timedelta(minutes=5)
"""A message that has waited for so long does not leave by itself: something is wrong."""


async def count_deliveries(connection: Connection, now: datetime) -> list[DeliveryCount]:
    """What the ledger holds of the last two days, for the metrics."""
    rows = await report_store.count_deliveries(connection, now - timedelta(days=2))
    return [DeliveryCount(*row) for row in rows]


async def count_in_time(
    connection: Connection, zone: ZoneInfo, days: int, now: datetime
) -> list[InTime]:
    """The last `days` days on which something was to leave, today among them, the earliest first.

    A message that waits for the end of quiet hours is due then. `zone` is the community's.
    """
    first = local_date(now, zone) - timedelta(days=days - 1)
    since = start_of_day(first, zone) - timedelta(days=1)
    rows = await report_store.count_in_time(connection, zone.key, first, since)
    return [InTime(*row) for row in rows]


async def forget_old(
    connection: Connection, useful_before: datetime, zone: ZoneInfo, most: int
) -> int:
    """Forget at most so many settled messages of no use since before `useful_before`; how many.

    Their numbers stay, by the date in `zone` (the community's) on which they were due.
    """
    return await report_store.delete_old(connection, zone.key, useful_before, most)


async def count_overdue(connection: Connection, now: datetime) -> int:
    """How many messages have been due for longer than `OVERDUE_AFTER` and are still of use."""
    return await report_store.count_overdue(connection, now - OVERDUE_AFTER, now)
