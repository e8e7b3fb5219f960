"""One channel's part of delivery: claims, sends and settles its rows."""

from __future__ import annotations

import asyncio
import random
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import structlog

from bot.channels.base import Channel, OutgoingMessage, Paced, TransportError
from muster.crypto import ContactCipher, UnreadableContact
from muster.database import Database
from muster.errors import DatabaseUnavailable, MusterError
from muster.notifications import service
from muster.notifications.messages import page_link, text_of
from muster.notifications.rules import (
    LEASE,
    Claimed,
    Settlement,
    Skip,
    Wait,
    before_sending,
    delivered,
    failed,
    nonce_is_remembered,
    not_sent,
    postponed,
    refused,
    skipped,
    unanswered,
    zone_of,
)

SETTLE_BATCH = 50
"""Rows settled by one statement, so that a crash leaves little in doubt."""

CLAIM_AHEAD = 250
"""Rows claimed by one statement where a nonce makes it safe to have claimed them early."""

_SETTLE_AFTER_SECONDS = 0.02
_MOST_UNSETTLED = 500
_SEND_TIMEOUT_SECONDS = LEASE.total_seconds() * 0.6
_SERVICE_REST = timedelta(seconds=30)
_SETTLE_RETRY_SECONDS = 0.5
_PERMANENT = frozenset({"dms_closed", "bot_blocked", "unknown_recipient", "chat_not_found"})

_log = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Community:
    """What messages say of the community: the page's origin, its zone, when sessions start."""

    origin: str
    zone: ZoneInfo
    start: time


class ChannelDelivery:
    """Claims, sends and settles the rows of one channel."""

    def __init__(
        self,
        database: Database,
        channel: Channel,
        community: Community,
        cipher: ContactCipher | None,
        worker: str,
        now: Callable[[], datetime],
        in_flight: int,
    ) -> None:
        self._database = database
        self._channel = channel
        self._community = community
        self._cipher = cipher
        self._worker = worker
        self._now = now
        most = channel.most_in_flight if isinstance(channel, Paced) else in_flight
        self._in_flight = min(in_flight, most)
        self._stopping = False
        self.rests_until: datetime | None = None
        self._backlog: deque[Claimed] = deque()
        self._ready: deque[asyncio.Future[Claimed | None]] = deque()
        self._claiming: asyncio.Task[None] | None = None
        self._unsettled: list[tuple[Claimed, Settlement]] = []
        self._settling: asyncio.Task[None] | None = None
        self._settle_timer: asyncio.TimerHandle | None = None

    def stop(self) -> None:
        self._stopping = True

    async def run(self) -> None:
        """Deliver until nothing of this channel is due any more."""
        if self._resting() or self._stopping:
            return
        channel_type = self._channel.channel_type
        async with self._database.connection() as connection:
            recovered = await service.recover(
                connection,
                channel_type,
                self._worker,
                SETTLE_BATCH,
                self._now(),
                idempotent=self._channel.idempotent,
            )
            due = await service.count_due(connection, channel_type, self._in_flight, self._now())
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
            await self._settle_all()

    def _claim_size(self, ready: int) -> int:
        """Rows to claim while `ready` senders wait: ahead only where a nonce makes that safe."""
        return CLAIM_AHEAD if self._channel.idempotent else ready

    def _resting(self) -> bool:
        return self.rests_until is not None and self._now() < self.rests_until

    # --- claiming -------------------------------------------------------------------------------

    async def _claim(self, most: int) -> list[Claimed]:
        if self._stopping or self._resting():
            return []
        async with self._database.connection() as connection:
            return await service.claim(
                connection, self._channel.channel_type, self._worker, most, self._now()
            )

    async def _next(self) -> Claimed | None:
        """The next row to send; None when nothing is due."""
        if self._backlog:
            row = self._backlog.popleft()
            if self._channel.idempotent and len(self._backlog) < CLAIM_AHEAD // 2:
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
        """Rows that were claimed ahead and not begun are pending again."""
        while self._backlog:
            row = self._backlog.popleft()
            self._unsettled.append((row, postponed(row, self._now())))

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
            if self._stopping or self._resting():
                self._backlog.append(row)
                return
            settlement = await self._deliver(row)
            self._unsettled.append((row, settlement))
            if len(self._unsettled) >= SETTLE_BATCH:
                self._settle_soon()
                if len(self._unsettled) > _MOST_UNSETTLED and self._settling is not None:
                    await asyncio.shield(self._settling)
            elif self._settle_timer is None:
                loop = asyncio.get_running_loop()
                self._settle_timer = loop.call_later(_SETTLE_AFTER_SECONDS, self._settle_soon)

    async def _paced(self) -> bool:
        """Whether the service has a place for one more request; it rests when it has none soon."""
        if not isinstance(self._channel, Paced):
            return True
        try:
            await self._channel.pace()
        except TransportError as error:
            self._rest(error)
            return False
        return True

    def _rest(self, error: TransportError) -> None:
        wait = timedelta(seconds=error.retry_after) if error.retry_after else _SERVICE_REST
        self.rests_until = self._now() + wait
        _log.warning("service_rests", channel=self._channel.channel_type, code=error.code)

    async def _deliver(self, row: Claimed) -> Settlement:
        """Send one claimed row, or not; never raises."""
        opened = False
        try:
            now = self._now()
            decision = before_sending(row, now, self._community.zone)
            if isinstance(decision, Wait):
                return postponed(row, decision.until)
            if isinstance(decision, Skip):
                return skipped(row, decision.reason)
            address = self._address(row)
            if address is None:
                return skipped(row, "no_channel")
            message = self._message(row, address)
            async with asyncio.timeout(_SEND_TIMEOUT_SECONDS):
                if row.doubt_since is not None and not nonce_is_remembered(row, now):
                    found = await self._channel.find_sent(message, row.doubt_since)
                    if found is not None:
                        return delivered(row, found, self._now())
                opened = True
                message_id = await self._channel.send(message)
            return delivered(row, message_id, self._now())
        except TransportError as error:
            return self._after_error(row, error)
        except Exception as error:
            code = "timeout" if isinstance(error, TimeoutError) else "unexpected"
            if code == "unexpected":
                _log.exception("send_failed", channel=row.channel_type, event_key=row.event_key)
            if opened:
                return self._unanswered(row, code)
            return not_sent(row, code, self._now(), wait=None, jitter=_jitter())

    def _after_error(self, row: Claimed, error: TransportError) -> Settlement:
        now = self._now()
        if error.everyone:
            self._rest(error)
        if error.maybe_sent:
            return self._unanswered(row, error.code)
        if error.permanent:
            if error.code in _PERMANENT:
                return refused(row, error.code)
            if not error.everyone:
                return failed(row, error.code)
        wait_seconds = error.retry_after
        if error.everyone and wait_seconds is None:
            wait_seconds = _SERVICE_REST.total_seconds()
        return not_sent(row, error.code, now, wait=wait_seconds, jitter=_jitter())

    def _unanswered(self, row: Claimed, code: str) -> Settlement:
        return unanswered(
            row,
            code,
            self._now(),
            idempotent=self._channel.idempotent,
            jitter=_jitter(),
        )

    def _message(self, row: Claimed, address: str) -> OutgoingMessage:
        community = self._community
        today = self._now().astimezone(community.zone).date()
        start = service.at_wall_time(today, community.start, community.zone)
        text = text_of(
            row,
            origin=community.origin,
            start=start,
            zone=zone_of(row, community.zone),
            community=community.zone,
        )
        return OutgoingMessage(address, text, row.nonce, page_link(community.origin, row.nonce))

    def _address(self, row: Claimed) -> str | None:
        """Where to send; None when the address cannot be read (a key that is gone)."""
        if row.discord_channel_id is not None:
            return f"channel:{row.discord_channel_id}"
        if row.channel_type == "discord":
            if row.discord_dm_channel_id is not None:
                return f"channel:{row.discord_dm_channel_id}"
            return f"user:{row.discord_user_id}"
        if row.address_encrypted is None or self._cipher is None:
            return None
        with suppress(UnreadableContact):
            return self._cipher.decrypt(row.address_encrypted)
        return None

    # --- settling -------------------------------------------------------------------------------

    def _settle_soon(self) -> None:
        if self._settle_timer is not None:
            self._settle_timer.cancel()
            self._settle_timer = None
        if self._settling is None or self._settling.done():
            self._settling = asyncio.create_task(self._settle(), name="settle")

    async def _settle_all(self) -> None:
        while self._unsettled or (self._settling is not None and not self._settling.done()):
            self._settle_soon()
            if self._settling is not None:
                await asyncio.shield(self._settling)

    async def _settle(self) -> None:
        """Write what became of the rows at hand; a failure repeats this, never the message."""
        while self._unsettled:
            batch = self._unsettled[: 2 * SETTLE_BATCH]
            try:
                await self._write(batch)
            except DatabaseUnavailable:
                await asyncio.sleep(_SETTLE_RETRY_SECONDS)
                continue
            del self._unsettled[: len(batch)]
            if len(self._unsettled) < SETTLE_BATCH:
                break

    async def _write(self, batch: list[tuple[Claimed, Settlement]]) -> None:
        channel_type = self._channel.channel_type
        if any(settlement.refused is not None for _, settlement in batch):
            async with self._database.transaction() as connection:
                await service.settle(connection, self._worker, channel_type, batch, self._now())
            return
        async with self._database.connection() as connection:
            await service.settle(connection, self._worker, channel_type, batch, self._now())


def _jitter() -> float:
    """0 to 1: spreads retries."""
    return random.random()  # noqa: S311 hides nothing
