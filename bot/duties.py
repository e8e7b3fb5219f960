"""What the scheduler does, one step each: `now` is an aware instant, so is what a step returns."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.cogs.availability_poll_cog import Step
from muster.database import Database
from muster.identity import service as identity
from muster.live_status import service as live_status
from muster.live_status.rules import HEARTBEAT_EVERY

CLEAN_UP_EVERY = timedelta(hours=1)


def heartbeat(database: Database, started_at: datetime) -> Step:
    """Says in `live_status` that the bot lives, so that the doctor can tell."""

    async def step(now: datetime) -> datetime:
        async with database.connection() as connection:
            await live_status.write_status(
                connection, "bot", {"started_at": started_at.isoformat()}, now
            )
        return now + HEARTBEAT_EVERY

    return step


def clean_up(database: Database) -> Step:
    """Removes sessions and sign-ins that have ended."""

    async def step(now: datetime) -> datetime:
        async with database.connection() as connection:
            await identity.delete_ended_sessions(connection, now)
        return now + CLEAN_UP_EVERY

    return step
