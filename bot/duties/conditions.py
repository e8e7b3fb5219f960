"""Conditional yeses come true also where nobody of us wrote the answer that makes them so."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.scheduler import Step
from muster.channels.rules import ChannelType
from muster.clock import next_midnight
from muster.database import Database
from muster.evenings.service import evenings_of
from muster.notifications.conditions import settle_due
from muster.settings import Settings


def settle_conditions(
    database: Database, settings: Settings, channel_types: Sequence[ChannelType]
) -> Step:
    """Lets those be in whose conditions hold, and queues a message to each; woken by every answer.

    Whoever writes an answer settles what comes true by it. What two processes that write one half
    each, a crash or a program beside ours leave is found here.
    """
    evenings = evenings_of(settings)

    async def step(now: datetime) -> datetime:
        await settle_due(database, evenings, now, channel_types)
        return next_midnight(now, settings.zone)

    return step
