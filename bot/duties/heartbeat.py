"""The bot's sign of life."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.discord.gateway.health import DiscordHealth
from bot.scheduler import Step
from bot.services.channel_health import ChannelHealth
from muster import backups
from muster.channels.rules import ChannelType
from muster.database import Database
from muster.live_status import service as live_status
from muster.live_status.rules import HEARTBEAT_EVERY


def heartbeat(
    database: Database,
    started_at: datetime,
    channel_types: Sequence[ChannelType],
    discord_health: DiscordHealth,
    channel_health: ChannelHealth | None = None,
    backup_dir: Path | None = None,
) -> Step:
    """Says in `live_status` that the bot lives, how it stands with Discord, what keeps channels
    from sending or from being heard on, and how old the newest daily backup is, for the doctor, the
    metrics and the admins' page. The one that leads says it.

    Args:
        channel_types: those of this process; `delivery_sign` is for those of all.
        channel_health: of those channels; None where this process delivers on none.
        backup_dir: where daily backups come, None where this process does not know.
    """

    async def step(now: datetime) -> datetime:
        status: dict[str, Any] = {
            "started_at": started_at.isoformat(),
            "channels": list(channel_types),
            "discord": discord_health.as_data(),
        }
        if channel_health is not None and channel_health.problems:
            status["channel_problems"] = dict(channel_health.problems)
        if channel_health is not None and channel_health.unheard:
            status["unheard"] = dict(channel_health.unheard)
        if backup_dir is not None:
            # A folder may be on another machine, which takes its time.
            last = await asyncio.to_thread(backups.last_sign, backup_dir, now)
            status["last_backup"] = None if last is None else last.isoformat()
        async with database.connection() as connection:
            await live_status.write_status(connection, "bot", status, now)
        return now + HEARTBEAT_EVERY

    return step


def delivery_sign(database: Database, channel_types: Sequence[ChannelType]) -> Step:
    """Says in `live_status` which channels this process delivers on, so that people can choose one.

    Every bot says it, once a minute: they need not all have the same channels.
    """

    async def step(now: datetime) -> datetime:
        async with database.connection() as connection:
            await live_status.note_delivery(connection, channel_types, now)
        return now + HEARTBEAT_EVERY

    return step
