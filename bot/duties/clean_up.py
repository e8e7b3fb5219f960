"""What has ended, and what is older than it is to be kept, is removed."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.scheduler import Step
from muster.availability import service as availability
from muster.database import Database
from muster.history import dispatch as history
from muster.identity import service as identity
from muster.retention.rules import Kept
from muster.retention.service import forget_old
from muster.settings import Settings

CLEAN_UP_EVERY = timedelta(hours=1)
NEXT_STEP_AFTER = timedelta(seconds=1)
"""Where there is more: a year that is forgotten at once takes minutes, and nobody waits for it."""


def kept_by(settings: Settings) -> Kept:
    """For how long which rows are kept."""
    return Kept(
        settings.muster_history_days, settings.muster_ledger_days, settings.muster_audit_days
    )


def clean_up(database: Database, settings: Settings) -> Step:
    """Removes sessions and sign-ins that have ended, last words about days that are past, and a
    small step of what is older than the settings keep it.
    """
    kept = kept_by(settings)

    async def step(now: datetime) -> datetime:
        async with database.connection() as connection:
            await identity.delete_ended_sessions(connection, now)
            await availability.delete_old_last_words(connection, now)
        await history.forget_names(database, kept.history_days, now)
        more = await forget_old(database, kept, settings.zone, now)
        return now + (NEXT_STEP_AFTER if more else CLEAN_UP_EVERY)

    return step
