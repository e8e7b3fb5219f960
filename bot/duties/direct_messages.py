"""Discord's DM channels, opened before anybody is written to."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.chats.contract import TransportError
from bot.scheduler import Step
from muster.channels import service as channels
from muster.database import Database
from muster.notifications import service as notifications

if TYPE_CHECKING:
    from bot.discord.send import DiscordChannel

OPEN_DMS_EVERY = timedelta(minutes=10)


def open_dms(database: Database, discord: DiscordChannel, refused: set[int]) -> Step:
    """Opens DM channels when people link, one at a time, so that 20:45 opens none.

    Discord puts bots that open dozens at once into quarantine.

    Args:
        refused: gets those whom Discord refused for good, who are left out; whoever begins to lead
            empties it. A time-out or a failure of Discord's is nobody's refusal.
    """

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
            if error.permanent and not error.everyone:
                refused.add(user_id)  # sending will find out what is wrong with them
                return now
            return now + timedelta(seconds=error.retry_after or 60.0)
        async with database.connection() as connection:
            await channels.remember_dm_channel(connection, user_id, dm_channel_id, now)
        return now

    return step
