"""What the scheduler does for the forecast, one step each."""

from __future__ import annotations

from datetime import datetime

from bot.scheduler import LONGEST_NAP, Step
from muster.clock import next_midnight
from muster.database import Database
from muster.evening import Evenings
from muster.evenings.service import read_evenings
from muster.forecast import service
from muster.forecast.service import ReadLearned

_AT_ONCE = 20
"""So many evenings are learned in one transaction."""


def learn_evenings(database: Database) -> Step:
    """Learns closed evenings, each once; woken by records. Several bots may do so."""

    async def step(now: datetime) -> datetime:
        async with database.transaction() as connection:
            learned = await service.learn(connection, _AT_ONCE, now)
        return now if learned == _AT_ONCE else now + LONGEST_NAP

    return step


def note_forecast(database: Database, evenings: Evenings, read_learned: ReadLearned) -> Step:
    """Notes at its hours what is said of tonight; woken by rules. Several bots may do so."""

    async def step(now: datetime) -> datetime:
        async with database.connection() as connection:
            tonight = (await read_evenings(connection, evenings)).at(now)
            due = await service.note_what_is_said(connection, tonight, read_learned, now)
        return due or next_midnight(now, tonight.zone)

    return step
