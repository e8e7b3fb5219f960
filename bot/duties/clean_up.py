"""What has ended is removed."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.scheduler import Step
from muster.availability import service as availability
from muster.database import Database
from muster.history import dispatch as history
from muster.identity import service as identity

CLEAN_UP_EVERY = timedelta(hours=1)


def clean_up(database: Database, history_days: int) -> Step:
    """Removes sessions and sign-ins that have ended, last words about days that are past, and what
    people said and did on evenings that are more than `history_days` past.
    """

    async def step(now: datetime) -> datetime:
        async with database.connection() as connection:
            await identity.delete_ended_sessions(connection, now)
            await availability.delete_old_last_words(connection, now)
        await history.forget_names(database, history_days, now)
        return now + CLEAN_UP_EVERY

    return step
