"""What the scheduler does for calls, one step each."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date, datetime, timedelta

from bot.scheduler import LONGEST_NAP, Step
from muster.calls import dispatch, service
from muster.calls.dispatch import Dispatch
from muster.calls.rules import Tonight
from muster.clock import next_midnight
from muster.database import Connection, Database
from muster.evening import Evenings
from muster.evenings.service import read_evenings

ATTENDANCE_EVERY = timedelta(minutes=1)
ATTENDANCE_FOR = timedelta(hours=1)
"""How often, and from the start for how long, it is noted who is in voice."""

ReadTonight = Callable[[Connection, datetime], Awaitable[Tonight]]
"""The evening of an instant as it is planned when it is asked for."""


def by_rules(evenings: Evenings) -> ReadTonight:
    """Evenings as the settings have them, with the rules by weekday as they are then."""

    async def read(connection: Connection, now: datetime) -> Tonight:
        return Tonight.of((await read_evenings(connection, evenings)).at(now))

    return read


def run_calls(database: Database, read_tonight: ReadTonight, how: Dispatch) -> Step:
    """Starts the evening's own call, takes due waves and ends calls; woken by calls and answers.

    Several bots may do so.
    """
    prepared: date | None = None

    async def step(now: datetime) -> datetime:
        nonlocal prepared
        while True:
            async with database.transaction() as connection:
                tonight = await read_tonight(connection, now)
                if prepared != tonight.day:
                    await dispatch.prepare(connection, tonight.day)
                await dispatch.start_by_rule(connection, tonight, now)
                due = await dispatch.follow(connection, tonight, how, now)
            prepared = tonight.day
            if due is None:
                starts = tonight.calls_at
                return now + LONGEST_NAP if starts is None or starts <= now else starts
            if due > now:
                return due

    return step


def note_attendance(database: Database, read_tonight: ReadTonight) -> Step:
    """Notes who is in voice, once a minute from the start until an hour after it."""

    async def step(now: datetime) -> datetime:
        async with database.connection() as connection:
            # That of an hour ago, which a late session begins before midnight.
            tonight = await read_tonight(connection, now - ATTENDANCE_FOR)
            if tonight.called_off or now > tonight.starts_at + ATTENDANCE_FOR:
                return next_midnight(now - ATTENDANCE_FOR, tonight.zone) + ATTENDANCE_FOR
            if now < tonight.starts_at:
                return tonight.starts_at
            await service.note_who_is_there(connection, tonight.day, now)
        return now + ATTENDANCE_EVERY

    return step
