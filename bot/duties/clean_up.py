"""What has ended is removed."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.scheduler import Step
from muster.availability import service as availability
from muster.calls import service as calls
from muster.database import Database
from muster.identity import service as identity

CLEAN_UP_EVERY = timedelta(hours=1)


def clean_up(database: Database) -> Step:
    """Removes sessions and sign-ins that have ended, last words about days that are past, and
    changes of answers and who was in voice, which are kept no longer.
    """

    async def step(now: datetime) -> datetime:
        async with database.connection() as connection:
            await identity.delete_ended_sessions(connection, now)
            await availability.delete_old_last_words(connection, now)
            await availability.delete_old_changes(connection, now)
            await calls.forget_who_was_there(connection, now)
        return now + CLEAN_UP_EVERY

    return step
