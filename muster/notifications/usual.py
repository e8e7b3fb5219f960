"""Usual answers that are given for people, and the end of that: each who is left to answer for
themselves again is told once.

Both change in one transaction, so that nobody is stopped without being told, however a process
ends.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from muster.channels.rules import ChannelType
from muster.clock import local_date
from muster.database import Database
from muster.evening import Evenings
from muster.evenings.service import read_evenings
from muster.notifications import audience_store
from muster.notifications.service import channels_to_queue_on
from muster.usual import service as usual
from muster.usual.rules import STOPPED_USEFUL_FOR


async def answer_for_people(database: Database, evenings: Evenings, now: datetime) -> list[int]:
    """Give tonight's usual answers to everybody who lets them be given; who got one.

    `evenings` are as the settings have them. Safe to repeat, and by several at once.
    """
    async with database.transaction() as connection:
        evening = (await read_evenings(connection, evenings)).at(now)
        return await usual.answer_for_people(connection, evening, now)


async def stop_for_the_missing(
    database: Database, today: date, own: Collection[ChannelType], now: datetime
) -> list[int]:
    """Answer no more for those who were missing twice in a row, and queue a message to each.

    `own` are the channels of this process. Returns who they are; each is found once, however many
    look.
    """
    async with database.transaction() as connection:
        stopped = await usual.stop_for_the_missing(connection, today, now)
        if stopped:
            channel_types = await channels_to_queue_on(connection, now, own)
            await audience_store.insert_personal(
                connection,
                f"USUAL_STOPPED:{today.isoformat()}",
                stopped,
                {"kind": "usual_stopped"},
                list(channel_types),
                now + STOPPED_USEFUL_FOR,
                now,
            )
    return stopped


async def look_after(
    database: Database,
    evenings: Evenings,
    own: Collection[ChannelType],
    closed_since: datetime | None,
    now: datetime,
) -> None:
    """Stop for whom answering does not help, then answer for the others.

    `closed_since`: evenings whose records were closed before have been looked at; None: none has.
    """
    async with database.connection() as connection:
        news = await usual.has_news(connection, closed_since)
    if news:
        await stop_for_the_missing(database, local_date(now, evenings.zone), own, now)
    await answer_for_people(database, evenings, now)
