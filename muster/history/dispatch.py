"""What the scheduler does about evenings: noting who is there, closing records, forgetting names.

`now` is an aware instant. However often it is done, and by whomever, the rows are the same.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

from muster.availability import service as availability
from muster.clock import local_date
from muster.database import Connection, Database
from muster.evening import Evening, Evenings
from muster.evenings.service import read_evenings
from muster.history import store
from muster.history.results import tell_result
from muster.history.rules import (
    LOOKS_BACK,
    WATCHED_FOR,
    Minutes,
    Record,
    days_on,
    ends_at,
    first_named_day,
    is_on,
    minute_of,
    next_look,
    told_now,
    was_played,
)
from muster.live_status import service as live_status

_FORGOTTEN_AT_ONCE = 5_000


async def note_evenings(
    database: Database, settings: Evenings, now: datetime, *, voice_is_set_up: bool
) -> datetime:
    """Note who is there where an evening is on, and close those that are over.

    Args:
        settings: the evenings as the settings have them; the rules by weekday are read.
        voice_is_set_up: whether there are voice channels that count; then the game server's word
            alone lets nobody have come.

    Returns: when there is something to do next.
    """
    async with database.connection() as connection:
        evenings = await read_evenings(connection, settings)
    for day in days_on(now, evenings.zone):
        async with database.transaction() as connection:
            evening = evenings.on(day)
            await store.follow_rules(connection, evening, now - WATCHED_FOR)
            if is_on(evening, now):
                await _note(connection, evening, now, voice_is_set_up=voice_is_set_up)
    await _close_what_is_over(database, evenings, now)
    return next_look(evenings, now)


async def _note(
    connection: Connection, evening: Evening, now: datetime, *, voice_is_set_up: bool
) -> None:
    if not await store.open_record(connection, evening, now):
        return
    here = await live_status.read_who_is_here(connection, now)
    if here.in_voice is None and here.on_server is None:
        return
    told = told_now(
        voice=here.in_voice is not None,
        server=here.on_server is not None,
        voice_is_set_up=voice_is_set_up,
    )
    day = evening.day
    told_by = await store.set_told(connection, day, told)
    await store.upsert_minute(connection, day, minute_of(now), here.in_voice, here.on_server)
    minutes = await _add_up(connection, day, evening.starts_at, evening.threshold)
    await store.set_numbers(connection, day, minutes, minutes.enough(told_by), now)
    await store.upsert_attendance(
        connection,
        day,
        sorted(here.accounts),
        sorted(here.server_keys),
        now,
        server_counts=told_by == "server",
    )


async def _add_up(
    connection: Connection, day: date, starts_at: datetime, threshold: int
) -> Minutes:
    return await store.add_up_minutes(
        connection, day, minute_of(starts_at), ends_at(starts_at), threshold
    )


async def _close_what_is_over(database: Database, evenings: Evenings, now: datetime) -> None:
    """Close what has ended, also days that nobody recorded while no bot was there."""
    ended_by = now - WATCHED_FOR
    today = local_date(now, evenings.zone)
    async with database.connection() as connection:
        over = set(await store.list_open(connection, ended_by))
        missing = await store.list_days_without_record(connection, today - LOOKS_BACK, today)
    over.update(day for day in missing if evenings.on(day).starts_at <= ended_by)
    for day in sorted(over):
        async with database.transaction() as connection:
            await store.insert_record(connection, evenings.on(day))
            record = await store.lock_record(connection, day)
            assert record is not None
            if record.closed_at is None and record.starts_at <= ended_by:
                await _close(connection, record, now)


async def _close(connection: Connection, record: Record, now: datetime) -> None:
    day = record.evening_date
    said_yes = await store.count_yes(connection, day, record.starts_at)
    minutes = await _add_up(connection, day, record.starts_at, record.threshold)
    told_by = record.told_by if record.session else None
    played = was_played(told_by, minutes)
    came = None
    if told_by == "voice":
        await store.judge_by_voice(connection, day)
    if played is not None:
        came = await store.count_came(connection, day)
    await store.close_record(
        connection, day, None if played is None else told_by, said_yes, came, played, None, now
    )
    await tell_result(connection, day, now)


async def forget_names(database: Database, history_days: int, now: datetime) -> None:
    """Forget who was there and who said what, of evenings further back than so many days.

    What is left of them are their records. In small steps, so that nobody waits for them.
    """
    before = first_named_day(now.astimezone(UTC).date(), history_days)
    gone = _FORGOTTEN_AT_ONCE
    while gone == _FORGOTTEN_AT_ONCE:
        async with database.connection() as connection:
            gone = await store.delete_attendance(connection, before, _FORGOTTEN_AT_ONCE)
    gone = _FORGOTTEN_AT_ONCE
    while gone == _FORGOTTEN_AT_ONCE:
        async with database.connection() as connection:
            gone = await availability.delete_old_changes(connection, before, _FORGOTTEN_AT_ONCE)
    async with database.connection() as connection:
        await store.delete_minutes(connection, before)
