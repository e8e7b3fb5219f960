"""What the scheduler does, one step each: `now` is an aware instant, so is what a step returns."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot.channels.base import TransportError
from bot.cogs.availability_poll_cog import LONGEST_NAP, Step
from bot.gateway.health import DiscordHealth
from bot.services.availability_notifier_service import AvailabilityNotifierService
from bot.services.channel_health import ChannelHealth
from muster.channels import service as channels
from muster.channels.rules import ChannelType
from muster.clock import local_date, next_midnight
from muster.database import Database
from muster.identity import service as identity
from muster.live_status import service as live_status
from muster.live_status.rules import HEARTBEAT_EVERY
from muster.notifications import service as notifications
from muster.settings import Settings

if TYPE_CHECKING:
    from bot.channels.discord import DiscordChannel

CLEAN_UP_EVERY = timedelta(hours=1)
OPEN_DMS_EVERY = timedelta(minutes=10)


def heartbeat(
    database: Database,
    started_at: datetime,
    channel_types: Sequence[ChannelType],
    discord_health: DiscordHealth,
    channel_health: ChannelHealth | None = None,
) -> Step:
    """Says in `live_status` that the bot lives, how it stands with Discord and what keeps channels
    from sending, for the doctor, the metrics and the admins' page, and which channels it delivers
    on, for whoever chooses one.

    Args:
        channel_health: of those channels; None where this process delivers on none.
    """

    async def step(now: datetime) -> datetime:
        status: dict[str, Any] = {
            "started_at": started_at.isoformat(),
            "channels": list(channel_types),
            "discord": discord_health.as_data(),
        }
        if channel_health is not None and channel_health.problems:
            status["channel_problems"] = dict(channel_health.problems)
        async with database.connection() as connection:
            await live_status.write_status(connection, "bot", status, now)
        return now + HEARTBEAT_EVERY

    return step


def clean_up(database: Database) -> Step:
    """Removes sessions and sign-ins that have ended."""

    async def step(now: datetime) -> datetime:
        async with database.connection() as connection:
            await identity.delete_ended_sessions(connection, now)
        return now + CLEAN_UP_EVERY

    return step


def deliver(notifier: AvailabilityNotifierService, channel_type: ChannelType) -> Step:
    """Delivers what is due on one channel; woken whenever somebody adds to the ledger."""

    async def step(now: datetime) -> datetime:
        return await notifier.deliver_on(channel_type) or now + LONGEST_NAP

    return step


def open_dms(database: Database, discord: DiscordChannel) -> Step:
    """Opens DM channels when people link, one at a time, so that 20:45 opens none.

    Discord puts bots that open dozens at once into quarantine.
    """
    refused: set[int] = set()

    async def step(now: datetime) -> datetime:
        async with database.connection() as connection:
            unopened = await notifications.find_unopened_dms(connection, len(refused) + 1)
        waiting = [person for person in unopened if person[0] not in refused]
        if not waiting:
            return now + OPEN_DMS_EVERY
        user_id, discord_user_id = waiting[0]
        try:
            dm_channel_id = await discord.open_dm(discord_user_id)
        except TransportError as error:
            if not error.everyone and error.retry_after is None:
                refused.add(user_id)  # sending will find out what is wrong with them
                return now
            return now + timedelta(seconds=error.retry_after or 60.0)
        async with database.connection() as connection:
            await channels.remember_dm_channel(connection, user_id, dm_channel_id, now)
        return now

    return step


def daily_reminder(
    database: Database, settings: Settings, channel_types: Sequence[ChannelType]
) -> Step:
    """Queues the daily check-in at its time; after downtime still, while it is of use."""

    async def step(now: datetime) -> datetime:
        wall = settings.availability_daily_reminder_time
        midnight = next_midnight(now, settings.zone)
        if wall is None:
            return midnight
        today = local_date(now, settings.zone)
        due = notifications.at_wall_time(today, wall, settings.zone)
        if now < due:
            return due
        async with database.transaction() as connection:
            await notifications.queue_daily_reminders(
                connection,
                today,
                channel_types,
                _announce_channel(settings, channel_types),
                settings.zone,
                due,
                now,
            )
        return midnight

    return step


def session_ready(
    database: Database, settings: Settings, channel_types: Sequence[ChannelType]
) -> Step:
    """Tells today's pool that enough are looking; woken by every answer for today."""

    async def step(now: datetime) -> datetime:
        async with database.transaction() as connection:
            await notifications.queue_session_ready(
                connection,
                local_date(now, settings.zone),
                settings.threshold,
                channel_types,
                _announce_channel(settings, channel_types),
                settings.zone,
                now,
            )
        return next_midnight(now, settings.zone)

    return step


def _announce_channel(settings: Settings, channel_types: Sequence[ChannelType]) -> int | None:
    return settings.discord_announce_channel_id if "discord" in channel_types else None
