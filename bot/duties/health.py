"""What the leading bot finds of its own installation and on Discord, for the admins' page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from bot.scheduler import Step
from muster.database import Database
from muster.health import service as health
from muster.health.rules import Finding
from muster.live_status.rules import HEARTBEAT_EVERY
from muster.settings import Settings

DISCORD_EVERY: Final = timedelta(minutes=10)
"""A look costs a handful of requests."""


def health_report(database: Database, settings: Settings, on_discord: Sequence[Finding]) -> Step:
    """Stores once a minute what is to be said of settings, disk and backups where the bot runs, and
    of Discord: `on_discord` is what the latest look there found.
    """

    async def step(now: datetime) -> datetime:
        findings = await health.look_here(settings, now)
        async with database.connection() as connection:
            await health.store_report(connection, [*on_discord, *findings], now)
        return now + HEARTBEAT_EVERY

    return step


def look_at_discord(settings: Settings, found: list[Finding]) -> Step:
    """Looks every ten minutes whether the bot has on Discord what it needs; keeps it in `found`.

    `settings.discord_bot_token` must be set.
    """
    from bot.discord.examination import look_at_server

    async def step(now: datetime) -> datetime:
        found[:] = await look_at_server(settings)
        return now + DISCORD_EVERY

    return step
