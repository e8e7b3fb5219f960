"""What a person can do about their usual answers, and what is done for them.

`today` is the community's calendar date, `now` an aware instant. Weekdays are 0 (Monday) to 6.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from muster.availability import service as availability
from muster.availability.rules import Status
from muster.availability.service import Gift
from muster.channels.away import read_away
from muster.database import Connection
from muster.evening import WEEKDAYS, Evening, Evenings
from muster.usual import store
from muster.usual.rules import (
    MISSED_WITHIN,
    Choice,
    Mode,
    Suggestion,
    Usual,
    check_choices,
    days_ahead,
    on_evening,
    suggest,
    usual_of,
    was_missing_twice,
)


@dataclass(frozen=True, slots=True)
class Weekday:
    """One weekday of a person's: what they set, and what their own answers suggest.

    `stopped_at` is when answering for them stopped by itself, until they set something.
    """

    weekday: int
    mode: Mode
    status: Status | None
    suggestion: Suggestion | None
    stopped_at: datetime | None


@dataclass(frozen=True, slots=True)
class UsualDay:
    """One of the next days: its usual answer, and whether there is an answer (given for them)."""

    date: date
    usual: Usual | None
    answered: bool
    by_usual: bool


@dataclass(frozen=True, slots=True)
class UsualAnswers:
    """A person's weekdays, Monday first, and their next days from today on."""

    weekdays: list[Weekday]
    days: list[UsualDay]


async def read_usual(
    connection: Connection, user_id: int, evenings: Evenings, today: date
) -> UsualAnswers:
    """A person's usual answers, for themselves alone; `evenings` with their rules."""
    habits = await store.list_habits(connection, [user_id], list(range(WEEKDAYS)), today)
    weekdays = [
        Weekday(
            each.weekday,
            each.setting.mode,
            each.setting.status,
            suggest(each.answers),
            each.setting.stopped_at,
        )
        for each in habits
    ]
    usual = [usual_of(each.setting, suggest(each.answers)) for each in habits]
    days = days_ahead(today)
    answered = await store.list_answered(connection, user_id, days)
    return UsualAnswers(
        weekdays,
        [
            UsualDay(
                day,
                on_evening(usual[day.weekday()], evenings.on(day)),
                day in answered,
                answered.get(day, False),
            )
            for day in days
        ],
    )


async def save_settings(
    connection: Connection,
    user_id: int,
    choices: Mapping[int, Choice],
    today: date,
    now: datetime,
) -> None:
    """Set some of a person's weekdays; the others stay as they are.

    Where an answer is given for them from now on, the first day is tomorrow: today's has begun.

    Raises:
        InvalidInput: a weekday is none; nothing is stored.
    """
    check_choices(choices)
    await store.upsert_settings(connection, user_id, choices, today + timedelta(days=1), now)


async def find_usual(
    connection: Connection, user_ids: Collection[int], evening: Evening, today: date
) -> dict[int, Usual]:
    """The usual answers of people for an evening, by one statement; who has none is missing."""
    habits = await store.list_habits(connection, sorted(user_ids), [evening.day.weekday()], today)
    found = {
        each.user_id: on_evening(usual_of(each.setting, suggest(each.answers)), evening)
        for each in habits
    }
    return {user_id: usual for user_id, usual in found.items() if usual is not None}


async def find_open(
    connection: Connection, user_id: int, evenings: Sequence[Evening], today: date
) -> dict[date, Usual]:
    """A person's usual answers for those of `evenings` for which they have given none."""
    answered = await store.list_answered(connection, user_id, [each.day for each in evenings])
    left = [each for each in evenings if each.day not in answered]
    if not left:
        return {}
    weekdays = [each.day.weekday() for each in left]
    habits = {
        each.weekday: usual_of(each.setting, suggest(each.answers))
        for each in await store.list_habits(connection, [user_id], weekdays, today)
    }
    found = {each.day: on_evening(habits[each.day.weekday()], each) for each in left}
    return {day: usual for day, usual in found.items() if usual is not None}


async def find_week(
    connection: Connection, user_id: int, evenings: Evenings, today: date, now: datetime
) -> list[Gift]:
    """What filling the next days gives: the usual answer of each that has one and no answer.

    Days on which the person is away are left out, and today once its session has begun.
    """
    found = await read_usual(connection, user_id, evenings, today)
    until = (await read_away(connection, user_id, today)).until
    return [
        Gift(user_id, each.date, *each.usual)
        for each in found.days
        if each.usual is not None
        and not each.answered
        and (until is None or each.date >= until)
        and now < evenings.on(each.date).starts_at
    ]


async def answer_for_people(connection: Connection, evening: Evening, now: datetime) -> list[int]:
    """Give everybody their usual answer for an evening who lets it be given; who got one.

    Nobody is given one where there is no session or it has begun, while they are away, or where
    they have an answer or have taken theirs back. Call it inside a transaction; safe to repeat, and
    by several at once.
    """
    day = evening.day
    if not evening.session or now >= evening.starts_at:
        return []
    people = await store.lock_to_answer_for(connection, day)
    if not people:
        return []
    usual = await find_usual(connection, people, evening, day)
    gifts = [Gift(user_id, day, *each) for user_id, each in usual.items()]
    given = await availability.give_where_none(connection, gifts, now) if gifts else []
    return [user_id for user_id, _ in given]


async def has_news(connection: Connection, since: datetime | None) -> bool:
    """Whether an evening's record was closed at or after `since`, so that somebody may have been
    missing twice.
    """
    return await store.has_closed_since(connection, since)


async def stop_for_the_missing(connection: Connection, today: date, now: datetime) -> list[int]:
    """Answer no more for those who were missing twice in a row when we had said that they play; who
    they are.

    An evening of which nobody could tell who was there says nothing. Each is found once, however
    many look at the same time. Call it inside a transaction.
    """
    came = await store.list_came(connection, today - MISSED_WITHIN)
    missing = [user_id for user_id, each in came if was_missing_twice(each)]
    return await store.stop_answering(connection, missing, now) if missing else []
