"""What has ended is removed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.scheduler import Step
from muster.database import Database
from muster.identity import service as identity

if TYPE_CHECKING:
    pass

CLEAN_UP_EVERY = timedelta(hours=1)


def clean_up(database: Database) -> Step:
    """Removes sessions and sign-ins that have ended."""

    async def step(now: datetime) -> datetime:
        async with database.connection() as connection:
            await identity.delete_ended_sessions(connection, now)
        return now + CLEAN_UP_EVERY

    return step
