"""Will we be enough: learning from closed evenings, and saying it beforehand (filling, section 4).

`now` is an aware instant.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime, time, timedelta

from muster.availability import service as availability
from muster.clock import at_wall_time
from muster.database import Connection
from muster.evening import Evening
from muster.forecast import store
from muster.forecast.habits import LEADS, Key, keys_of
from muster.forecast.rules import (
    EVENINGS_NEEDED,
    NOTED_HOURS,
    Closed,
    Forecast,
    Learned,
    Note,
    chances_of_maybes,
    forecast,
    said_of,
)
from muster.forecast.states import states_at
from muster.forecast.track_record import TrackRecord, track_record

NOTED_LEADS = (9, 3, 1)
"""The hours at which it is noted what is said, as hours before a start at nine."""

NOTED_WITHIN = timedelta(minutes=30)
"""So long after its hour it is still noted what is said; later it would be another thing."""

CORRECTED_WITHIN = timedelta(hours=12)
"""So long a word about an evening may be corrected before it is learned: it is learned once."""


ReadLearned = Callable[[Connection], Awaitable[Learned]]
"""Gives what closed evenings taught, from memory or by the connection."""


async def read_learned(connection: Connection) -> Learned:
    """What closed evenings taught of everybody who is linked, by one statement."""
    return await store.read_learned(connection)


async def read_forecast(
    connection: Connection, evening: Evening, learned: Learned, now: datetime
) -> Forecast:
    """What is said of an evening now; one statement."""
    answers = (await availability.read_days(connection, (evening.day,)))[evening.day].answers
    return forecast(learned, evening, answers, now)


async def read_maybes(
    connection: Connection, evening: Evening, learned: Learned, now: datetime
) -> list[float] | None:
    """How likely each comes who said maybe or the like; None while it is too early to say; one
    statement at most.
    """
    if learned.evenings < EVENINGS_NEEDED:
        return None
    answers = (await availability.read_days(connection, (evening.day,)))[evening.day].answers
    return chances_of_maybes(learned, evening, answers, now)


async def read_track_record(connection: Connection) -> TrackRecord:
    """What was said of evenings that are known by now, and what came of them."""
    return track_record(await store.list_notes(connection))


# --- learning -------------------------------------------------------------------------------------


async def learn(
    connection: Connection, most: int, now: datetime, *, note_for: Iterable[int] = ()
) -> int:
    """Learn closed evenings that were not learned yet, the oldest first; call it inside a
    transaction.

    Returns how many were learned: where that is `most`, there may be more. Each is learned once,
    however many bots do so. One that a hand closed waits for a while, since it may be corrected.

    Args:
        note_for: hours before the start (of `LEADS`) for which it is also noted what would have
            been said then. For made-up evenings, at which nobody was there to say it.
    """
    said_by = now - CORRECTED_WITHIN
    if not await store.list_unlearned(connection, 1, said_by):
        return 0
    await store.lock_learning(connection)
    learned = await store.read_learned(connection)
    changed: set[tuple[int, Key]] = set()
    notes: list[Note] = []
    records = await store.list_unlearned(connection, most, said_by)
    for record in records:
        closed = await _read_closed(connection, record)
        notes += _notes(learned, closed, record.starts_at, tuple(note_for))
        learned.learn(closed)
        if closed.came is not None:
            changed.update(_keys(closed))
    if records:
        days = [record.day for record in records]
        await store.write_learned(connection, learned, changed, days, now)
        await store.insert_notes(connection, notes, now)
    return len(records)


async def _read_closed(connection: Connection, record: store.Record) -> Closed:
    people = await store.list_known_by(connection, record.starts_at)
    changes = await store.list_changes(connection, record.day)
    came = None if record.came is None else await store.list_came(connection, record.day)
    states = states_at(changes, people, record.day, record.starts_at)
    return Closed(record.day, record.threshold, record.played, states, came)


def _keys(closed: Closed) -> Iterable[tuple[int, Key]]:
    weekday = closed.day.weekday()
    for user_id, states in closed.states.items():
        for state in set(states):
            for key in keys_of(state, weekday):
                yield user_id, key


def _notes(
    learned: Learned, closed: Closed, starts_at: datetime, hours_before: tuple[int, ...]
) -> Iterable[Note]:
    """What would have been said so many hours before the start, at the hours that are noted."""
    if learned.evenings < EVENINGS_NEEDED:
        return
    for hours, hour in zip(hours_before, NOTED_HOURS, strict=False):
        lead = LEADS.index(hours)
        reckoned = learned.reckon_at(closed, lead)
        if reckoned is None:
            continue
        chance = said_of(learned.calibrations[lead].said(reckoned))
        looking = sum(states[lead] == "looking" for states in closed.states.values())
        yield Note(closed.day, hour, chance, looking, closed.threshold)


# --- noting what is said --------------------------------------------------------------------------


async def note_what_is_said(
    connection: Connection, evening: Evening, read: ReadLearned, now: datetime
) -> datetime | None:
    """Note what is said of tonight, at the hours at which that is noted; safe to repeat.

    Returns when there is something to be noted next, today; None: no more today.
    """
    due: datetime | None = None
    for hour in NOTED_HOURS:
        at = at_wall_time(evening.day, time(hour), evening.zone)
        if not evening.session or at >= evening.starts_at:
            break
        if now < at:
            due = at
            break
        if now - at > NOTED_WITHIN or now >= evening.starts_at:
            continue
        if await store.is_noted(connection, evening.day, hour):
            continue
        said = await read_forecast(connection, evening, await read(connection), now)
        if said.chance is not None:
            looking, threshold = said.ground.committed, said.threshold
            note = Note(evening.day, hour, said.chance, looking, threshold)
            await store.insert_notes(connection, [note], now)
    return due
