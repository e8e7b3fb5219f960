"""Writing what became of claimed rows: in small batches, repeated until the database has them.

A failure to settle is not a failure to send (delivery rule 2): the settling is repeated, the
message is not.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from datetime import datetime

import structlog

from muster.channels.rules import ChannelType
from muster.database import Connection, Database
from muster.errors import Conflict, DatabaseUnavailable
from muster.notifications import dispatch, service
from muster.notifications.rules import Claimed, Settlement

SETTLE_BATCH = 50
"""Rows settled by one statement, so that a crash leaves little in doubt."""

SETTLE_AFTER_SECONDS = 0.02
"""How long a settlement waits for others to share its statement."""

_MOST_UNSETTLED = 500
_RETRY_SECONDS = 0.5

_log = structlog.stdlib.get_logger(__name__)


class Settling:
    """Settles the rows of one channel that `worker` has claimed.

    Args:
        delivers_on: the channels that may take over when one does not lead to a person.
    """

    def __init__(
        self,
        database: Database,
        channel_type: ChannelType,
        worker: str,
        now: Callable[[], datetime],
        delivers_on: Collection[ChannelType],
    ) -> None:
        self._database = database
        self._channel_type: ChannelType = channel_type
        self._worker = worker
        self._now = now
        self._delivers_on = delivers_on
        self._unsettled: list[tuple[Claimed, Settlement]] = []
        self._task: asyncio.Task[None] | None = None
        self._again = False
        self._timer: asyncio.TimerHandle | None = None

    def put(self, row: Claimed, settlement: Settlement) -> None:
        """Keep a settlement until somebody asks for it to be written."""
        self._unsettled.append((row, settlement))

    async def add(self, row: Claimed, settlement: Settlement) -> None:
        """Settle a row soon, with others; waits only where far too much is unsettled."""
        self.put(row, settlement)
        if len(self._unsettled) >= SETTLE_BATCH:
            self._soon()
            if len(self._unsettled) > _MOST_UNSETTLED and self._task is not None:
                await asyncio.shield(self._task)
        elif self._timer is None:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(SETTLE_AFTER_SECONDS, self._soon)

    async def finish(self) -> None:
        """Wait until everything is written."""
        while self._unsettled or (self._task is not None and not self._task.done()):
            self._soon()
            if self._task is not None:
                await asyncio.shield(self._task)

    def _soon(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._again = True
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._settle(), name="settle")

    async def _settle(self) -> None:
        while self._unsettled:
            self._again = False
            batch = self._unsettled[: 2 * SETTLE_BATCH]
            try:
                await self._write(batch)
            except (DatabaseUnavailable, Conflict):
                await asyncio.sleep(_RETRY_SECONDS)
                continue
            except Exception:
                await self._write_singly(batch)
                continue
            del self._unsettled[: len(batch)]
            if len(self._unsettled) < SETTLE_BATCH and not self._again:
                break

    async def _write_singly(self, batch: list[tuple[Claimed, Settlement]]) -> None:
        """Write rows one by one after PostgreSQL refused them together; drop what it refuses alone.

        A dropped row stays claimed until its lease ends: no message that may be out is repeated.
        """
        for row, settlement in batch:
            while True:
                try:
                    await self._write([(row, settlement)])
                    break
                except (DatabaseUnavailable, Conflict):
                    await asyncio.sleep(_RETRY_SECONDS)
                except Exception:
                    _log.exception("settlement_refused", row=row.id, state=settlement.state)
                    break
            self._unsettled.remove((row, settlement))

    async def _write(self, batch: list[tuple[Claimed, Settlement]]) -> None:
        # A statement alone needs no transaction around it.
        hands_over = any(settlement.hands_over for _, settlement in batch)
        opened = self._database.transaction() if hands_over else self._database.connection()
        async with opened as connection:
            await self._settle_on(connection, batch)

    async def _settle_on(
        self, connection: Connection, batch: list[tuple[Claimed, Settlement]]
    ) -> None:
        now, here = self._now(), self._delivers_on
        if any(settlement.hands_over for _, settlement in batch):
            here = await service.channels_to_queue_on(connection, now, here)
        await dispatch.settle(
            connection, self._worker, self._channel_type, batch, now, delivers_on=here
        )
