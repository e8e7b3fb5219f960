"""What did not arrive, for admins: by day and channel with the reasons, and who it was.

Days are dates of the community's calendar, by when a message was due. No address is in anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from muster.channels.messages import told_to_admins
from muster.channels.rules import ChannelType
from muster.clock import start_of_day
from muster.database import Connection
from muster.errors import RangeInvalid, RangeTooLong
from muster.identity import rights
from muster.notifications import report_store
from muster.notifications.messages import title_of
from muster.words import Sentence, words

say = words("eveningErrors")

MOST_DAYS: Final = 62
DEFAULT_DAYS: Final = 14
PEOPLE_AT_ONCE: Final = 50
_QUEUED_BEFORE = timedelta(days=2)
"""A message is queued on the day on which it is due, or before quiet hours that end on it."""


def days_up_to(last: date) -> date:
    """The first of the `DEFAULT_DAYS` days that end with `last`."""
    return date.fromordinal(max(1, last.toordinal() - DEFAULT_DAYS + 1))


def _told_of(day: date) -> date:
    """The day, or the nearest one whose instants can be told."""
    return min(max(day, date(1900, 1, 1)), date(9999, 1, 1))


@dataclass(frozen=True, slots=True)
class Trouble:
    """So many messages that `failed`, or whose end is `unknown`, for one reason."""

    state: str
    code: str | None
    number: int
    meaning: Sentence
    advice: Sentence


@dataclass(slots=True)
class ChannelDay:
    """What became of one day's messages on one channel."""

    day: date
    channel_type: ChannelType
    sent: int = 0
    failed: int = 0
    unknown: int = 0
    troubles: list[Trouble] = field(default_factory=list[Trouble])


@dataclass(frozen=True, slots=True)
class Undelivered:
    """One message that failed or is in doubt.

    Attributes:
        name: who was to hear it; None for an announcement, or where nobody is there any more.
        announcement: whether it was to a Discord channel.
    """

    id: int
    name: str | None
    announcement: bool
    title: Sentence
    channel_type: ChannelType
    state: str
    code: str | None
    meaning: Sentence
    attempts: int
    at: datetime


async def read_deliveries(
    connection: Connection, zone: ZoneInfo, first: date, last: date
) -> list[ChannelDay]:
    """What became of the messages of `[first, last]`, the latest day first; by one statement.

    Days on which nothing was sent, failed or is in doubt are left out.

    Raises:
        RangeInvalid: `first` is after `last`.
        RangeTooLong: there are more than `MOST_DAYS`.
    """
    if first > last:
        raise RangeInvalid
    if (last - first).days >= MOST_DAYS:
        raise RangeTooLong(say("range-most", most=f"{MOST_DAYS}"))
    since = start_of_day(_told_of(first), zone) - _QUEUED_BEFORE
    found: dict[tuple[date, str], ChannelDay] = {}
    for day, channel_type, state, code, number in await report_store.count_outcomes(
        connection, zone.key, first, last, since
    ):
        entry = found.setdefault((day, channel_type), ChannelDay(day, channel_type))
        if state == "sent":
            entry.sent += number
            continue
        if state == "failed":
            entry.failed += number
        else:
            entry.unknown += number
        entry.troubles.append(Trouble(state, code, number, *told_to_admins(channel_type, code)))
    return list(found.values())


async def list_undelivered(
    connection: Connection,
    zone: ZoneInfo,
    day: date,
    channel_type: ChannelType | None,
    before: int | None,
    limit: int = PEOPLE_AT_ONCE,
) -> Sequence[Undelivered]:
    """At most `limit` messages of a day that failed or are in doubt, the latest first.

    `before`: those with ids below it.
    """
    begins = start_of_day(_told_of(day), zone)
    ends = start_of_day(_told_of(day) + timedelta(days=1), zone)
    rows = await report_store.list_undelivered(
        connection, begins, ends, begins - _QUEUED_BEFORE, channel_type, before, limit
    )
    people = {row["user_id"] for row in rows if row["user_id"] is not None}
    names = await rights.find_names(connection, list(people)) if people else {}
    return [
        Undelivered(
            id=row["id"],
            name=names.get(row["user_id"]),
            announcement=row["user_id"] is None,
            title=title_of(row["event_key"]),
            channel_type=row["channel_type"],
            state=row["state"],
            code=row["last_error"],
            meaning=told_to_admins(row["channel_type"], row["last_error"])[0],
            attempts=row["attempt"],
            at=row["updated_at"],
        )
        for row in rows
    ]
