"""Delivery: claim → send → settle (the delivery rules).

Rows are claimed and committed before the first byte leaves, and settled in batches afterwards.
Nothing that a `kill -9` could lose is in memory alone: a claimed row that is never settled is found
again when its lease runs out.

On a service that remembers nonces (Discord) rows are claimed ahead, so that the next message is
ready whenever one is sent. Elsewhere a row is claimed only when somebody is ready to send it at
once: what a crash leaves claimed had its request open, or was about to.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import structlog

from bot.chats.contract import Channel
from bot.services.channel_delivery import ChannelDelivery
from bot.services.channel_health import ChannelHealth
from muster.channels import service as channels_room
from muster.channels.rules import LINKED_CHANNELS, ChannelType
from muster.clock import utc_now
from muster.crypto import ContactCipher
from muster.database import Database
from muster.evening import Evenings
from muster.notifications import dispatch

_STOPS_EVERY = timedelta(minutes=1)

_log = structlog.stdlib.get_logger(__name__)


class AvailabilityNotifierService:
    """Delivers what is due on every channel, each at its own pace.

    `health` says on which channels nothing leaves.
    """

    def __init__(
        self,
        database: Database,
        channels: Mapping[ChannelType, Channel],
        evenings: Evenings,
        cipher: ContactCipher | None,
        worker: str,
        *,
        now: Callable[[], datetime] = utc_now,
        in_flight: int = 50,
    ) -> None:
        self.worker = worker
        self.health = ChannelHealth()
        self._database = database
        self._cipher = cipher
        self._now = now
        self._looked_for_stops: datetime | None = None
        self._deliveries: dict[ChannelType, ChannelDelivery] = {
            channel_type: ChannelDelivery(
                database,
                channel,
                evenings,
                cipher,
                worker,
                now,
                in_flight,
                list(channels),
                self.health,
            )
            for channel_type, channel in channels.items()
        }
        self._busy = 0
        self._idle = asyncio.Event()
        self._idle.set()

    @property
    def channel_types(self) -> list[ChannelType]:
        """The channels that this process delivers on."""
        return list(self._deliveries)

    async def deliver_due(self) -> datetime | None:
        """Deliver all that is due on every channel; when something is due next (None: nothing is).

        Raises:
            DatabaseUnavailable: the ledger does not answer; nothing is lost by trying again.
        """
        due = await asyncio.gather(*(self.deliver_on(kind) for kind in self._deliveries))
        return min((instant for instant in due if instant is not None), default=None)

    async def deliver_on(self, channel_type: ChannelType) -> datetime | None:
        """Deliver all that is due on one channel; when something is due there next.

        Raises:
            DatabaseUnavailable: the ledger does not answer; nothing is lost by trying again.
        """
        delivery = self._deliveries[channel_type]
        if channel_type in LINKED_CHANNELS:
            await self._carry_out_stops()
        self._busy += 1
        self._idle.clear()
        try:
            await delivery.run()
        finally:
            self._busy -= 1
            if not self._busy:
                self._idle.set()
        async with self._database.connection() as connection:
            due = await dispatch.find_next_due(connection, [channel_type])
        rests_until = delivery.rests_until
        # A service that everybody has to leave alone is not asked earlier.
        return due if due is None or rests_until is None else max(due, rests_until)

    async def _carry_out_stops(self) -> None:
        """Before anything leaves under several keys, heed who said stop while one was missing."""
        if self._cipher is None or len(self._cipher.key_ids) == 1:
            return
        now, looked = self._now(), self._looked_for_stops
        if looked is not None and abs(now - looked) < _STOPS_EVERY:
            return
        async with self._database.transaction() as connection:
            found = await channels_room.carry_out_stops(connection, self._cipher, now)
        self._looked_for_stops = now
        if found:
            _log.info("stops_carried_out", chats=found)

    def stop(self) -> None:
        """Claim nothing more; what is being sent is finished and settled."""
        for delivery in self._deliveries.values():
            delivery.stop()

    async def idle(self) -> None:
        """Wait until nothing is being delivered."""
        await self._idle.wait()
