"""What the scheduler does for calls, one step each."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date, datetime

from bot.scheduler import LONGEST_NAP, Step
from muster.calls import dispatch
from muster.calls.dispatch import Dispatch
from muster.calls.rules import Tonight
from muster.database import Connection, Database
from muster.evening import Evenings
from muster.evenings.service import read_evenings

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
                await dispatch.start_by_rule(connection, tonight, how, now)
                due = await dispatch.follow(connection, tonight, how, now)
            prepared = tonight.day
            if due is None:
                starts = tonight.calls_at
                return now + LONGEST_NAP if starts is None or starts <= now else starts
            if due > now:
                return due

    return step
