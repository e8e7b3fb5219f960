"""What people see of past evenings, and what they say of those of which nothing told.

`now` is an aware instant; dates are of the community's calendar.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from muster.database import Connection
from muster.errors import (
    EveningForgotten,
    EveningNotBegun,
    EveningTold,
    NoRecord,
    NoSession,
    NotTeamEditor,
    PeopleUnknown,
    RangeInvalid,
    RangeTooLong,
)
from muster.evening import Evening
from muster.history import report_store, store
from muster.history.results import tell_result
from muster.history.rules import (
    RANGE_MOST,
    OwnEvening,
    Person,
    Record,
    Weekday,
    ends_at,
    first_named_day,
    typical_week,
)
from muster.words import words

say = words("eveningErrors")


@dataclass(frozen=True, slots=True)
class History:
    """Evenings, the latest first, and what a week of them is mostly like."""

    records: Sequence[Record]
    weekdays: Sequence[Weekday]


@dataclass(frozen=True, slots=True)
class Details:
    """One evening as somebody may see it.

    Attributes:
        people: who said yes or came, by name; None for whoever may not know.
        left_out: how many more came, who keep it out of lists or are not linked any more.
        others: the other linked people, for whoever may close the evening by hand.
    """

    record: Record
    people: Sequence[Person] | None
    left_out: int
    others: Sequence[Person]
    may_close: bool


def check_range(first: date, last: date) -> None:
    """Refuse a range of more than a year.

    Raises:
        RangeInvalid: it ends before it starts.
        RangeTooLong: it has more than 366 days.
    """
    if last < first:
        raise RangeInvalid
    if last - first >= RANGE_MOST:
        raise RangeTooLong(say("range-most", most="366"))


async def read_history(connection: Connection, first: date, last: date) -> History:
    """The records of `[first, last]`; numbers alone, by one statement."""
    records = await report_store.list_records(connection, first, last)
    return History(records, typical_week(records))


async def read_own(
    connection: Connection, user_id: int, first: date, last: date
) -> list[OwnEvening]:
    """What somebody said and did themselves, the latest evening first; by one statement."""
    return await report_store.list_own(connection, user_id, first, last)


async def read_evening(
    connection: Connection,
    evening: Evening,
    user_id: int | None,
    history_days: int,
    now: datetime,
    *,
    elevated: bool,
) -> Details:
    """An evening, by two statements at the most.

    Who was there is for promoters, admins and that evening's captains; where nothing told of it,
    also for who opened its planning room, who may say so.

    Args:
        evening: as it is planned; shown as such where it has begun and has no record.
        elevated: this is a promoter or an admin.

    Raises:
        NoRecord: nothing is known of that day.
    """
    seen = await report_store.find_record(connection, evening.day, user_id)
    named = evening.day >= first_named_day(now.astimezone(UTC).date(), history_days)
    record = seen.record
    if record is None:
        if not named or _is_ahead(evening.day, now) or now < evening.starts_at:
            raise NoRecord
        record = as_planned(evening)
    by_hand = record.told_by not in ("voice", "server")
    over = now >= ends_at(record.starts_at)
    may_close = named and over and by_hand and record.session and (elevated or seen.opened_room)
    if not (elevated or seen.is_captain or (seen.opened_room and by_hand)):
        return Details(record, None, 0, (), may_close=False)
    everybody = await report_store.list_people(connection, record) if named else []
    shown = [person for person, public in everybody if public]
    people = [person for person in shown if person.said_yes or person.came]
    left_out = max(0, (record.came or 0) - sum(person.came for person in people))
    # Who keeps it out of lists stands here whether they came or not, so that nothing is told by it.
    noted = {person.user_id for person in people}
    others = [person for person, _ in everybody if may_close and person.user_id not in noted]
    return Details(record, people, left_out, others, may_close)


def _is_ahead(day: date, now: datetime) -> bool:
    """Whether a day is not today in any zone; the calendar's last have no instants."""
    return day > now.astimezone(UTC).date() + timedelta(days=1)


def as_planned(evening: Evening) -> Record:
    """The record of an evening of which nothing is known."""
    return Record(
        evening_date=evening.day,
        session=evening.session,
        starts_at=evening.starts_at,
        threshold=evening.threshold,
        told_by=None,
        most_in_voice=None,
        most_on_server=None,
        enough_minutes=0,
        looked_at=None,
        said_yes=None,
        came=None,
        played=None,
        closed_at=None,
    )


# --- by hand --------------------------------------------------------------------------------------


async def check_may_close(
    connection: Connection, day: date, user_id: int, *, elevated: bool
) -> None:
    """Refuse whoever may not save the teams of `day`.

    Args:
        elevated: this is a promoter or an admin.

    Raises:
        NotTeamEditor: neither a promoter nor an admin, nor did they open that day's planning room.
    """
    if elevated:
        return
    if not (await report_store.find_record(connection, day, user_id)).opened_room:
        raise NotTeamEditor


async def close_by_hand(
    connection: Connection,
    evening: Evening,
    user_id: int,
    played: bool,
    present: Sequence[int],
    history_days: int,
    now: datetime,
) -> Record:
    """Say what an evening was like of which nothing told; call it inside a transaction.

    It may be said again: the latest word counts. Who keeps their attendance out of lists and was
    marked before stays so.

    Args:
        evening: as it is planned; what its record says comes before that.
        present: the website user ids of who was there.

    Raises:
        EveningNotBegun: it has not.
        EveningForgotten: it is not kept any more who was there.
        NoSession: there was none.
        EveningTold: voice or the game server told who was there.
        PeopleUnknown: somebody is not linked.
    """
    day = evening.day
    if day < first_named_day(now.astimezone(UTC).date(), history_days):
        raise EveningForgotten
    if _is_ahead(day, now):
        raise EveningNotBegun
    if now >= evening.starts_at:
        await store.insert_record(connection, evening)
    record = await store.lock_record(connection, day)
    if record is None or now < record.starts_at:
        raise EveningNotBegun
    if not record.session:
        raise NoSession(say("no-session-that-day"))
    if record.told_by in ("voice", "server"):
        raise EveningTold
    people = sorted(set(present))
    if await store.list_unknown(connection, day, people):
        raise PeopleUnknown
    await store.replace_attendance(connection, day, people, record.starts_at)
    said_yes = await store.count_yes(connection, day, record.starts_at)
    came = await store.count_came(connection, day)
    await store.close_record(connection, day, "hand", said_yes, came, played, user_id, now)
    closed = await store.lock_record(connection, day)
    assert closed is not None
    await tell_result(connection, day, now)
    return closed
