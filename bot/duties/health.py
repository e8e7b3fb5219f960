"""What the leading bot finds of its own installation, for the admins' page."""

from __future__ import annotations

from datetime import datetime

from bot.scheduler import Step
from muster.database import Database
from muster.health import service as health
from muster.live_status.rules import HEARTBEAT_EVERY
from muster.settings import Settings


def health_report(database: Database, settings: Settings) -> Step:
    """Stores once a minute what is to be said of settings, disk and backups where the bot runs."""

    async def step(now: datetime) -> datetime:
        findings = await health.look_here(settings, now)
        async with database.connection() as connection:
            await health.store_report(connection, findings, now)
        return now + HEARTBEAT_EVERY

    return step
