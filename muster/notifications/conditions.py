"""Conditional yeses that come true: people are in, and each of them is told once.

The answers are availability's and the words the ledger's; both change in one transaction, so that
nobody is in without being told, however a process ends. Whoever writes an answer by which one may
come true lets it be settled at once; what that misses (two processes that write one half each, a
crash, a program beside ours) a duty of the bot finds.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from muster.availability import service as availability
from muster.availability.service import SettleConditions
from muster.channels.rules import CHANNEL_TYPES, ChannelType
from muster.clock import local_date
from muster.database import Connection, Database
from muster.evening import Evening, Evenings
from muster.evenings.service import read_evenings
from muster.notifications import audience_store
from muster.notifications.rules import CONDITION_AFTER_START, CONDITION_AT_LEAST
from muster.notifications.service import channels_to_queue_on


async def settle_day(
    connection: Connection,
    evening: Evening,
    channel_types: Collection[ChannelType],
    now: datetime,
) -> list[int]:
    """Let everybody be in whose condition holds for an evening, and queue a message to each.

    Call it inside a transaction. Returns who they are; safe to repeat, and by several at once.
    """
    day = evening.day
    in_now = await availability.fulfil_conditions(connection, day, now)
    if in_now:
        starts_at = evening.starts_at
        await audience_store.insert_personal(
            connection,
            f"CONDITION:{day.isoformat()}",
            in_now,
            {"kind": "condition", "date": day.isoformat(), "start": starts_at.isoformat()},
            list(channel_types),
            max(starts_at + CONDITION_AFTER_START, now + CONDITION_AT_LEAST),
            now,
        )
    return in_now


async def settle_due(
    database: Database,
    evenings: Evenings,
    now: datetime,
    own: Collection[ChannelType] = CHANNEL_TYPES,
) -> list[date]:
    """Settle every day from today on for which somebody's condition holds; which those were.

    A day without a session is left as it is. `evenings` are as the settings have them, `own` the
    channels of this process. Where nobody's condition holds this is one statement.
    """
    today = local_date(now, evenings.zone)
    async with database.connection() as connection:
        due = await availability.find_due_conditions(connection, today)
        if not due:
            return []
        evenings = await read_evenings(connection, evenings)
        channel_types = await channels_to_queue_on(connection, now, own)
    settled: list[date] = []
    for evening in (evenings.on(each.date) for each in due):
        if not evening.session:
            continue
        async with database.transaction() as connection:
            if await settle_day(connection, evening, channel_types, now):
                settled.append(evening.day)
    return settled


def settling(
    database: Database, evenings: Evenings, own: Collection[ChannelType] = CHANNEL_TYPES
) -> SettleConditions:
    """What an `AvailabilityWriter` of this process calls; see `settle_due`."""

    async def settle(now: datetime) -> Collection[date]:
        return await settle_due(database, evenings, now, own)

    return settle
