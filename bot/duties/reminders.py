"""The daily check-in and "session ready": whose rows are due in the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.scheduler import Step
from muster.channels.rules import ChannelType
from muster.clock import at_wall_time, local_date, next_midnight
from muster.database import Database
from muster.evenings.service import evenings_of, read_evenings
from muster.notifications import service as notifications
from muster.notifications.rules import DAILY_REMINDER_UNTIL
from muster.settings import Settings

_LOOKS_AGAIN_AFTER = timedelta(minutes=1)


def daily_reminder(
    database: Database, settings: Settings, channel_types: Sequence[ChannelType]
) -> Step:
    """Queues the daily check-in at its time; after downtime still, while it is of use.

    Until then it looks again once a minute: whoever links or switches the check-in on after its
    time hears of today's, too, and so does everybody where a session is set for today after it.
    """
    evenings = evenings_of(settings)

    async def step(now: datetime) -> datetime:
        wall = settings.availability_daily_reminder_time
        midnight = next_midnight(now, settings.zone)
        if wall is None:
            return midnight
        today = local_date(now, settings.zone)
        due = at_wall_time(today, wall, settings.zone)
        if now < due:
            return due
        async with database.transaction() as connection:
            evening = (await read_evenings(connection, evenings)).on(today)
            here = await notifications.channels_to_queue_on(connection, now, channel_types)
            await notifications.queue_daily_reminders(
                connection, evening, here, _announce_channel(settings, here), due, now
            )
        over = at_wall_time(today, DAILY_REMINDER_UNTIL, settings.zone)
        return min(now + _LOOKS_AGAIN_AFTER, midnight) if now < over else midnight

    return step


def session_ready(
    database: Database, settings: Settings, channel_types: Sequence[ChannelType]
) -> Step:
    """Tells today's pool that enough are looking; woken by every answer for today."""
    evenings = evenings_of(settings)

    async def step(now: datetime) -> datetime:
        async with database.transaction() as connection:
            evening = (await read_evenings(connection, evenings)).at(now)
            here = await notifications.channels_to_queue_on(connection, now, channel_types)
            await notifications.queue_session_ready(
                connection, evening, here, _announce_channel(settings, here), now
            )
        return next_midnight(now, settings.zone)

    return step


def _announce_channel(settings: Settings, channel_types: Sequence[ChannelType]) -> int | None:
    return settings.discord_announce_channel_id if "discord" in channel_types else None
