"""One channel's part of delivery: claims, sends and settles its rows."""

from __future__ import annotations

import asyncio
import random
from collections import deque
from collections.abc import Callable, Collection
from datetime import datetime, timedelta

import structlog

from bot.chats.contract import Channel, TransportError
from bot.services.channel_health import ChannelHealth
from bot.services.composing import address_of, compose
from bot.services.resting import Resting
from bot.services.settling import SETTLE_BATCH, Settling
from muster.channels.rules import ChannelType
from muster.crypto import ContactCipher
from muster.database import Database
from muster.errors import MusterError
from muster.evening import Evenings
from muster.evenings.service import read_evenings
from muster.notifications import dispatch
from muster.notifications.rules import (
    LEASE,
    Claimed,
    Settlement,
    is_fresh,
    is_ours,
    nonce_is_remembered,
)
from muster.notifications.sending_rules import Refuse, Skip, Wait, before_sending, is_called_off
from muster.notifications.settling_rules import (
    delivered,
    not_done,
    not_sent,
    postponed,
    refused,
    skipped,
    unanswered,
    unknown,
)
from muster.refusals import RefusalCode

CLAIM_AHEAD = 50
"""Rows claimed by one statement where a nonce makes it safe to have claimed them early.

No more than leave within about a second: who withdraws now is not to hear of it later.
"""

_OPENS_AGAIN_SECONDS = 1.0
_SEND_TIMEOUT_SECONDS = LEASE.total_seconds() * 0.6

_log = structlog.stdlib.get_logger(__name__)


class ChannelDelivery:
    """Claims, sends and settles the rows of one channel."""

    def __init__(
        self,
        database: Database,
        channel: Channel,
        evenings: Evenings,
        cipher: ContactCipher | None,
        worker: str,
        now: Callable[[], datetime],
        in_flight: int,
        delivers_on: Collection[ChannelType],
        health: ChannelHealth,
    ) -> None:
        self._database = database
        self._channel = channel
        self._health = health
        self._evenings = evenings
        self._cipher = cipher
        self._worker = worker
        self._now = now
        self._in_flight = min(in_flight, channel.most_in_flight)
        # Where nothing remembers what was sent, a crash leaves in doubt whatever was opened and not
        # settled; at the pace that such a service asks for, each row can have both to itself: a
        # note before its first byte, and its settling before the next message.
        self._row_by_row = not channel.idempotent
        self._opening = asyncio.Lock()
        self._stopping = False
        self._backlog: deque[Claimed] = deque()
        self._ready: deque[asyncio.Future[Claimed | None]] = deque()
        self._claiming: asyncio.Task[None] | None = None
        self._settling = Settling(database, channel.channel_type, worker, now, delivers_on)
        self._resting = Resting(channel.channel_type, now)

    @property
    def rests_until(self) -> datetime | None:
        """When the service may be asked again; None when it may at once."""
        return self._resting.until

    def stop(self) -> None:
        self._stopping = True

    async def run(self) -> None:
        """Deliver until nothing of this channel is due any more."""
        if self._holds_back():
            return
        channel_type = self._channel.channel_type
        async with self._database.connection() as connection:
            self._evenings = await read_evenings(connection, self._evenings)
            recovered = await dispatch.recover(
                connection,
                channel_type,
                self._worker,
                SETTLE_BATCH,
                self._now(),
                idempotent=self._channel.idempotent,
            )
            due = await dispatch.count_due(connection, channel_type, self._in_flight, self._now())
        self._backlog.extend(recovered)
        if not self._backlog and not due:
            return
        workers = [
            asyncio.create_task(self._work(), name=f"{channel_type} sender")
            for _ in range(min(self._in_flight, len(self._backlog) + due))
        ]
        try:
            # One that fails for a reason of ours must not tear the others out of their requests.
            ended = await asyncio.gather(*workers, return_exceptions=True)
            for result in ended:
                if isinstance(result, BaseException):
                    raise result
        finally:
            for worker in workers:
                worker.cancel()
            if self._claiming is not None:
                await asyncio.gather(self._claiming, return_exceptions=True)
            self._put_back()
            await self._settling.finish()

    def _claim_size(self, ready: int) -> int:
        """Rows to claim while `ready` senders wait: ahead only where a nonce makes that safe."""
        return CLAIM_AHEAD if self._channel.idempotent else ready

    def _holds_back(self) -> bool:
        return self._stopping or self._resting.until is not None

    # --- claiming -------------------------------------------------------------------------------

    async def _claim(self, most: int) -> list[Claimed]:
        if self._holds_back():
            return []
        async with self._database.connection() as connection:
            # What is true of tonight is read with the rows, and believed as long as they are.
            self._evenings = await read_evenings(connection, self._evenings)
            return await dispatch.claim(
                connection,
                self._channel.channel_type,
                self._worker,
                most,
                self._now(),
                unopened=self._row_by_row,
            )

    async def _next(self) -> Claimed | None:
        """The next row to send; None when nothing is due."""
        if self._backlog:
            row = self._backlog.popleft()
            if self._channel.idempotent and len(self._backlog) < self._claim_size(0) // 2:
                self._claim_more()
            return row
        future: asyncio.Future[Claimed | None] = asyncio.get_running_loop().create_future()
        self._ready.append(future)
        self._claim_more()
        return await future

    def _claim_more(self) -> None:
        if self._claiming is None or self._claiming.done():
            self._claiming = asyncio.create_task(self._claim_and_hand_out(), name="claim")

    async def _claim_and_hand_out(self) -> None:
        rows: list[Claimed] = []
        try:
            # Senders that finish together are served together.
            await asyncio.sleep(0)
            rows = await self._claim(self._claim_size(max(1, len(self._ready))))
        except MusterError as error:
            _log.warning("claim_waits", channel=self._channel.channel_type, code=error.code)
        finally:
            self._backlog.extend(rows)
            while self._ready:
                if not self._backlog and rows:
                    break
                future = self._ready.popleft()
                if not future.done():
                    future.set_result(self._backlog.popleft() if self._backlog else None)
        if self._ready:
            self._claiming = None
            self._claim_more()

    def _put_back(self) -> None:
        """Make rows that were claimed ahead and not begun pending again."""
        while self._backlog:
            row = self._backlog.popleft()
            self._settling.put(row, postponed(row, self._now()))

    # --- sending --------------------------------------------------------------------------------

    async def _work(self) -> None:
        while True:
            # A place at the service comes first: where nothing remembers what was sent, a row that
            # is claimed must not wait in line.
            if not await self._paced():
                return
            row = await self._next()
            if row is None:
                return
            if self._holds_back():
                self._backlog.append(row)
                return
            if not is_ours(row, self._now()):
                continue  # we were suspended: whoever has it now takes care of it
            if not is_fresh(row, self._now()):
                await self._settling.add(row, postponed(row, self._now()))
                continue
            settlement = await self._deliver(row)
            if row.doubt_since is not None and settlement.state in ("skipped", "failed"):
                settlement = await self._look_back(row, row.doubt_since, settlement)
            await self._settling.add(row, settlement)
            if self._row_by_row:
                await self._settling.finish()

    async def _paced(self) -> bool:
        """Wait for a place at the service; False, and a rest begins, where none is free soon."""
        try:
            await self._channel.pace()
        except TransportError as error:
            self._health.failed(self._channel.channel_type, error)
            self._resting.rest(error)
            return False
        return True

    async def _deliver(self, row: Claimed) -> Settlement:
        """Send one claimed row, or not; never raises."""
        opened = False

        async def opening() -> None:
            nonlocal opened
            await self._open(row)
            opened = True

        try:
            now = self._now()
            decision = before_sending(
                row, now, self._evenings.zone, called_off=is_called_off(row, self._evenings)
            )
            if isinstance(decision, Wait):
                return postponed(row, decision.until)
            if isinstance(decision, Skip):
                return skipped(row, decision.reason)
            if isinstance(decision, Refuse):
                return refused(row, decision.code)
            address = address_of(row, self._cipher)
            if address is None:
                return skipped(row, "no_channel")
            message = compose(row, address, self._evenings, self._cipher, now)
            if message.notification is not None and not message.notification.devices:
                return skipped(row, "no_channel")  # no key opens any of them
            async with asyncio.timeout(_SEND_TIMEOUT_SECONDS):
                if row.doubt_since is not None and not nonce_is_remembered(
                    row, now, self._channel.remembers
                ):
                    found = await self._channel.find_sent(message, row.doubt_since)
                    if found is not None:
                        return delivered(row, found, self._now())
                if self._row_by_row:
                    message_id = await self._channel.send(message, opening)
                else:
                    opened = True
                    message_id = await self._channel.send(message)
            self._resting.succeeded()
            self._health.works(self._channel.channel_type)
            return delivered(row, message_id, self._now())
        except TransportError as error:
            return self._after_error(row, error)
        except Exception as error:
            code = RefusalCode.TIMEOUT
            if not isinstance(error, TimeoutError):
                code = RefusalCode.UNEXPECTED
                _log.exception("send_failed", channel=row.channel_type, event_key=row.event_key)
            if opened:
                return self._unanswered(row, code)
            return not_sent(row, code, self._now(), wait=None, jitter=_jitter())

    async def _open(self, row: Claimed) -> None:
        """Note that the row's request is about to leave; one row after the other, so that a crash
        finds hardly more than one that was noted and not written.

        Raises:
            TransportError: it must not leave.
        """
        async with self._opening:
            try:
                async with self._database.connection() as connection:
                    ours = await dispatch.open_request(connection, row, self._worker, self._now())
            except MusterError as error:
                code = RefusalCode(error.code)
                raise TransportError(code, retry_after=_OPENS_AGAIN_SECONDS) from error
        if not ours:
            raise TransportError(RefusalCode.LEASE_RAN_OUT)

    async def _look_back(
        self, row: Claimed, doubt_since: datetime, settlement: Settlement
    ) -> Settlement:
        """The settlement of a row in doubt that is not sent now, after looking whether it arrived.

        It may have, by an earlier request whose answer never came.
        """
        try:
            address = address_of(row, self._cipher)
            if address is None:
                return unknown(row, RefusalCode.LEASE_RAN_OUT)
            async with asyncio.timeout(_SEND_TIMEOUT_SECONDS):
                message = compose(row, address, self._evenings, self._cipher, self._now())
                found = await self._channel.find_sent(message, doubt_since)
        except Exception as error:
            known = isinstance(error, TransportError)
            return unknown(row, error.code if known else RefusalCode.UNEXPECTED)
        return settlement if found is None else delivered(row, found, self._now())

    def _after_error(self, row: Claimed, error: TransportError) -> Settlement:
        rest: timedelta | None = None
        self._health.failed(self._channel.channel_type, error)
        if error.everyone or (error.maybe_sent and not self._channel.idempotent):
            # Where nothing remembers, one answer that never came is enough doubt for a while.
            rest = self._resting.rest(error)
        if error.maybe_sent:
            return self._unanswered(row, error.code)
        return not_done(
            row,
            error.code,
            self._now(),
            permanent=error.permanent,
            everyone=error.everyone,
            wait=error.retry_after if rest is None else rest.total_seconds(),
            jitter=_jitter(),
        )

    def _unanswered(self, row: Claimed, code: RefusalCode) -> Settlement:
        return unanswered(
            row,
            code,
            self._now(),
            idempotent=self._channel.idempotent,
            jitter=_jitter(),
        )


def _jitter() -> float:
    """0 to 1: spreads retries."""
    return random.random()  # noqa: S311 hides nothing
