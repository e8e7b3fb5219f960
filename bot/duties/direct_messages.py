"""Discord's DM channels, opened before anybody is written to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bot.chats.contract import TransportError
from bot.scheduler import Step
from muster.channels import service as channels
from muster.database import Database
from muster.notifications import service as notifications

if TYPE_CHECKING:
    from bot.discord.send import DiscordChannel

OPEN_DMS_EVERY = timedelta(minutes=10)
_AGAIN_AFTER = timedelta(minutes=1)
_FOR_GOOD = datetime.max.replace(tzinfo=UTC)


def open_dms(database: Database, discord: DiscordChannel, left_out: dict[int, datetime]) -> Step:
    """Opens DM channels when people link, one at a time, so that 20:45 opens none.

    Discord puts bots that open dozens at once into quarantine.

    Args:
        left_out: filled by the step: who is passed over (website user ids), and until when. A
            time-out or a failure of Discord's passes somebody over for a minute, so that nobody
            else waits, and a refusal for good. A bot that begins to lead empties it.
    """

    async def step(now: datetime) -> datetime:
        for user_id in [each for each, until in left_out.items() if until <= now]:
            del left_out[user_id]
        async with database.connection() as connection:
            unopened = await notifications.find_unopened_dms(connection, len(left_out) + 1)
        waiting = [person for person in unopened if person[0] not in left_out]
        if not waiting:
            return min([now + OPEN_DMS_EVERY, *left_out.values()])
        user_id, discord_user_id = waiting[0]
        try:
            dm_channel_id = await discord.open_dm(discord_user_id)
        except TransportError as error:
            if error.everyone or error.retry_after is not None:
                return now + timedelta(seconds=error.retry_after or _AGAIN_AFTER.total_seconds())
            # Sending will find out what is wrong with whom Discord refuses.
            left_out[user_id] = _FOR_GOOD if error.permanent else now + _AGAIN_AFTER
            return now
        async with database.connection() as connection:
            await channels.remember_dm_channel(connection, user_id, dm_channel_id, now)
        return now

    return step
