"""Delivery of webhooks: claim what is due, send it, settle it.

Each address has at most one attempt under way, in a task of its own: one that hangs holds up
nobody else's. Nothing is sent inside a transaction. What a dead bot was sending is sent again when
its lease has run out, under the same id.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from datetime import datetime

import structlog

from bot.services.webhook_sender import WebhookSender
from muster.clock import utc_now
from muster.crypto import ContactCipher
from muster.database import Database
from muster.errors import MusterError
from muster.webhooks import dispatch
from muster.webhooks.rules import Claimed, Outcome, body_of, headers_of

_SETTLE_TRIES, _SETTLE_PAUSE = 5, 1.0

_log = structlog.stdlib.get_logger(__name__)


class WebhookDelivery:
    """Delivers to all addresses.

    Args:
        origin: the page's address, without a slash at its end.
        sender: None where nothing is sent: the sandbox.
        worker: names this bot in leases.

    Attributes:
        on_free: called when an address can be sent to again.
    """

    def __init__(
        self,
        database: Database,
        cipher: ContactCipher | None,
        origin: str,
        sender: WebhookSender | None,
        worker: str,
        *,
        now: Callable[[], datetime] = utc_now,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._database = database
        self._cipher = cipher
        self._origin = origin
        self._sender = sender
        self._worker = worker
        self._now = now
        self._chance = chance
        self._under_way: dict[int, asyncio.Task[None]] = {}
        self._stopping = False
        self.on_free: Callable[[], None] = lambda: None

    async def start_due(self, now: datetime) -> datetime | None:
        """Begin an attempt at each address that is free and for which something is due.

        Returns when there is something to begin next, as far as is known; None: nothing waits.

        Raises:
            DatabaseUnavailable: it does not answer; nothing is lost by trying again.
        """
        if self._stopping:
            return None
        busy = list(self._under_way)
        async with self._database.transaction() as connection:
            claimed = await dispatch.claim(connection, self._worker, busy, now)
        for each in claimed:
            task = asyncio.create_task(self._deliver(each), name="webhook")
            self._under_way[each.webhook_id] = task
        async with self._database.connection() as connection:
            return await dispatch.find_next_due(connection, list(self._under_way))

    def stop(self) -> None:
        """Begin nothing more; what is under way is finished and settled."""
        self._stopping = True

    async def idle(self) -> None:
        """Wait until nothing is under way."""
        while self._under_way:
            await asyncio.wait(list(self._under_way.values()))

    async def close(self) -> None:
        """Break off what is under way; its lease takes care of it."""
        tasks = list(self._under_way.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _deliver(self, claimed: Claimed) -> None:
        try:
            outcome = await self._try(claimed)
            await self._settle(claimed, outcome)
        except Exception as error:  # its lease takes care of it
            _log.error(
                "webhook_not_settled", webhook_id=claimed.webhook_id, kind=type(error).__name__
            )
        finally:
            self._under_way.pop(claimed.webhook_id, None)
            self.on_free()

    async def _try(self, claimed: Claimed) -> Outcome:
        if self._sender is None:
            return Outcome("sandbox")
        opened = dispatch.open_claimed(self._cipher, claimed)
        if opened is None:
            return Outcome("unreadable")
        body = body_of(claimed.event, claimed.occurred_at, self._origin, claimed.data)
        try:
            stamp = int(self._now().timestamp())
            signed = headers_of(opened.secrets, claimed.message_id, stamp, body)
            headers = {
                **signed,
                "Content-Type": "application/json",
                "User-Agent": "Muster-Webhooks/1",
            }
            return await self._sender.send(opened.address, headers, body)
        except Exception as error:
            # Its words might hold the address.
            _log.error("webhook_failed", webhook_id=claimed.webhook_id, kind=type(error).__name__)
            return Outcome("unexpected")

    async def _settle(self, claimed: Claimed, outcome: Outcome) -> None:
        """Write what came of it; a database that is away for a moment is asked again."""
        for tried in range(1, _SETTLE_TRIES + 1):
            try:
                async with self._database.transaction() as connection:
                    off = await dispatch.settle(
                        connection, claimed, self._worker, outcome, self._chance(), self._now()
                    )
            except MusterError as error:
                if tried == _SETTLE_TRIES:
                    _log.warning(
                        "webhook_not_settled", webhook_id=claimed.webhook_id, code=error.code
                    )
                    return
                await asyncio.sleep(_SETTLE_PAUSE)
            else:
                if off is not None:
                    _log.warning("webhook_switched_off", webhook_id=claimed.webhook_id, why=off)
                return
