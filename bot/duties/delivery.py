"""Delivery of what is due, a duty a channel."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from bot.scheduler import LONGEST_NAP, Step
from bot.services.availability_notifier_service import AvailabilityNotifierService
from muster.channels.rules import ChannelType

if TYPE_CHECKING:
    pass


def deliver(notifier: AvailabilityNotifierService, channel_type: ChannelType) -> Step:
    """Delivers what is due on one channel; woken whenever somebody adds to the ledger."""

    async def step(now: datetime) -> datetime:
        return await notifier.deliver_on(channel_type) or now + LONGEST_NAP

    return step
