"""The measured process of the fan-out: ``python -m bench.fan_out_worker ORDER``.

ORDER is an `Order` as JSON; what was measured is printed as one line of JSON.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg
import uvloop

from bench.fan_out_data import Audience, queue, read_audience
from bot.app import worker_name
from bot.chats.contract import Opening, OutgoingMessage
from bot.chats.pace import Limiter
from bot.discord.gateway.health import DiscordHealth
from bot.duties.clean_up import clean_up
from bot.duties.delivery import deliver
from bot.duties.heartbeat import heartbeat
from bot.push.gone import GoneDevices
from bot.push.send import PushChannel
from bot.scheduler import Duty, Scheduler
from bot.services.availability_notifier_service import AvailabilityNotifierService
from muster.changes import ChangeListener
from muster.channels.rules import ChannelType
from muster.clock import utc_now
from muster.crypto import ContactCipher
from muster.database import Database
from muster.logs import configure_logs
from muster.notifications.rules import NONCE_REMEMBERED
from muster.settings import load_settings
from muster.web_push import SenderKeys
from tests.support.scenes.evenings import evenings

IN_FLIGHT = 50
EVENINGS = evenings()
_AHEAD = timedelta(seconds=1)
_SENT_PATIENCE = 60.0


@dataclass(frozen=True)
class Order:
    """What to measure.

    Attributes:
        work: `deliver` (our notifier), `one_at_a_time` (the reference), or how the first message
            of `recipients` follows `due` (the instant has come) or `notice` (rows were written).
        audience: who hears.
        idempotent: whether the fake service remembers nonces.
        seconds: how long the fake service takes for one message.
        times: how often, of `due` and `notice`.
    """

    work: str
    audience: Audience
    channel_type: ChannelType = "discord"
    idempotent: bool = True
    seconds: float = 0.0
    recipients: int = 1
    times: int = 1

    def encoded(self) -> str:
        return json.dumps(asdict(self), default=str)


def read_order(encoded: str) -> Order:
    """What `Order.encoded` wrote."""
    members = json.loads(encoded)
    return Order(audience=read_audience(members.pop("audience")), **members)


class FakeChannel:
    """A service that takes everything after `seconds`; holds nothing of what it was given.

    It sets no pace, so that what is measured is ours.

    Attributes:
        sent: how many messages it took.
        first_at: when the first of them came (aware); None if none did yet.
        complete: set when all that were expected came.
    """

    most_in_flight = IN_FLIGHT
    remembers = NONCE_REMEMBERED

    def __init__(self, channel_type: ChannelType, *, idempotent: bool, seconds: float) -> None:
        self.channel_type: ChannelType = channel_type
        self.idempotent = idempotent
        self.sent = 0
        self.first_at: datetime | None = None
        self.complete = asyncio.Event()
        self._expected = 0
        self._seconds = seconds

    def expect(self, messages: int) -> None:
        """Count from zero; `complete` is set at the last of so many messages."""
        self.sent, self._expected, self.first_at = 0, messages, None
        self.complete.clear()

    async def open(self) -> None:
        """Nothing to prove."""

    async def pace(self) -> None:
        """There is always room."""

    async def send(self, message: OutgoingMessage, opening: Opening | None = None) -> str:
        if opening is not None:
            await opening()
        if self.first_at is None:
            self.first_at = utc_now()
        if self._seconds:
            await asyncio.sleep(self._seconds)
        self.sent += 1
        if self.sent == self._expected:
            self.complete.set()
        return f"message-{message.nonce}"

    async def find_sent(self, message: OutgoingMessage, since: datetime) -> str | None:
        """Nothing here is ever in doubt."""
        del message, since
        return None

    async def check(self) -> str:
        return "a fake"

    async def close(self) -> None:
        """Nothing is held."""


class FakePush(PushChannel):
    """Web push as the bot has it, encryption and signatures included, but for the network: each
    device's service takes everything after `seconds`.

    Attributes:
        sent: how many messages were taken.
    """

    most_in_flight = IN_FLIGHT

    def __init__(self, order: Order, database: Database) -> None:
        keys = SenderKeys([order.audience.sender_key], "mailto:bench@example.org")
        gone = GoneDevices(database)
        super().__init__(keys, limiter=Limiter(None), gone=gone, private=False)
        self.sent = 0
        self._seconds = order.seconds

    async def _post(
        self, endpoint: str, body: bytes, headers: dict[str, str]
    ) -> tuple[int, float | None]:
        assert len(body) > len(endpoint)
        if self._seconds:
            await asyncio.sleep(self._seconds)
        self.sent += 1
        return 201, None


def _channel(order: Order) -> FakeChannel:
    return FakeChannel(order.channel_type, idempotent=order.idempotent, seconds=order.seconds)


@asynccontextmanager
async def _delivery(
    order: Order, channel: FakeChannel
) -> AsyncGenerator[tuple[Database, AvailabilityNotifierService], None]:
    """The notifier over a pool, as the bot has them."""
    database = Database(order.audience.url, application_name="muster bench", max_size=8)
    await database.open()
    try:
        yield database, _notifier(order, database, channel)
    finally:
        await database.close()


def _notifier(
    order: Order, database: Database, channel: FakeChannel | FakePush
) -> AvailabilityNotifierService:
    return AvailabilityNotifierService(
        database,
        {order.channel_type: channel},
        EVENINGS,
        ContactCipher([order.audience.contact_key]),
        worker_name(),
        in_flight=IN_FLIGHT,
    )


def _used(channel: FakeChannel | FakePush, since: float, cpu_since: float) -> dict[str, float]:
    return {
        "sent": channel.sent,
        "seconds": time.perf_counter() - since,
        "cpu_seconds": time.process_time() - cpu_since,
        "peak_memory": peak_memory(),
    }


def peak_memory() -> int:
    """The most resident memory that this process ever had, in bytes; 0 where that is not told."""
    with suppress(OSError):
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    return 0


async def _deliver(order: Order) -> dict[str, Any]:
    """Our notifier delivers all that is due, from its first statement to its last."""
    channel = _channel(order)
    async with _delivery(order, channel) as (database, notifier):
        if order.channel_type == "push":
            channel = FakePush(order, database)
            notifier = _notifier(order, database, channel)
        start, cpu_start = time.perf_counter(), time.process_time()
        await notifier.deliver_on(order.channel_type)
        return _used(channel, start, cpu_start)


async def _one_at_a_time(order: Order) -> dict[str, Any]:
    """The reference: look for a row, claim it, send it, note it, log it, and so on."""
    channel = _channel(order)
    connection: Any = await asyncpg.connect(order.audience.url)
    try:
        start, cpu_start = time.perf_counter(), time.process_time()
        while True:
            row = await connection.fetchrow(
                """
                SELECT l.id, l.user_id, d.discord_user_id
                  FROM notifications_ledger l JOIN discord_accounts d ON d.user_id = l.user_id
                 WHERE l.state = 'pending' AND l.channel_type = $1 AND l.not_before <= $2
                 ORDER BY l.not_before, l.id
                 LIMIT 1
                """,
                order.channel_type,
                utc_now(),
            )
            if row is None:
                return _used(channel, start, cpu_start)
            now = utc_now()
            nonce = f"n{row['id']}"
            await connection.execute(
                """
                UPDATE notifications_ledger
                   SET state = 'sending', worker = 'reference', nonce = $2, claimed_at = $3,
                       lease_until = $4, attempt = attempt + 1, updated_at = $3
                 WHERE id = $1
                """,
                row["id"],
                nonce,
                now,
                now + timedelta(minutes=1),
            )
            text = f"The session is ready.\n{EVENINGS.origin}/#/availability?n={nonce}"
            address = f"user:{row['discord_user_id']}"
            message_id = await channel.send(OutgoingMessage(address, text, nonce))
            await connection.execute(
                """
                UPDATE notifications_ledger
                   SET state = 'sent', message_id = $2, sent_at = $3, lease_until = NULL,
                       updated_at = $3
                 WHERE id = $1
                """,
                row["id"],
                message_id,
                utc_now(),
            )
            await connection.execute(
                """
                INSERT INTO availability_promotion_send_logs
                       (campaign_id, job_id, user_id, ledger_id, channel_type, status, message_id,
                        created_at)
                SELECT j.campaign_id, j.id, $2, $3, $4, 'sent', $5, $6
                  FROM availability_promotion_jobs j WHERE j.id = $1
                """,
                order.audience.job_id,
                row["user_id"],
                row["id"],
                order.channel_type,
                message_id,
                utc_now(),
            )
    finally:
        await connection.close()


async def _first_messages(order: Order) -> dict[str, Any]:
    """How late the first message of each batch is, in milliseconds, ascending.

    The scheduler runs as in the bot and knows of each batch by PostgreSQL's notices alone. `due`
    batches are written a second ahead and timed from their instant, `notice` batches are due at
    once and timed from before they were written.
    """
    channel = _channel(order)
    listener = ChangeListener(order.audience.url, application_name="muster bench listener")
    writer: Any = await asyncpg.connect(order.audience.url)
    late: list[float] = []
    async with _delivery(order, channel) as (database, notifier):
        step = deliver(notifier, order.channel_type)
        scheduler = Scheduler(
            [
                Duty("heartbeat", heartbeat(database, utc_now(), [], DiscordHealth())),
                Duty("clean up", clean_up(database, load_settings(env_file=None))),
                Duty("deliver", step, wakes=frozenset({"ledger"})),
            ]
        )
        listener.subscribe(scheduler.on_change)
        await listener.start()
        running = asyncio.create_task(scheduler.run())
        try:
            for _ in range(order.times):
                await notifier.idle()
                await asyncio.sleep(0.05)
                channel.expect(order.recipients)
                now = utc_now()
                due = now + _AHEAD if order.work == "due" else now
                await queue(writer, order.audience, order.channel_type, order.recipients, due, now)
                if order.work == "due" and utc_now() > due:
                    raise TimeoutError("the rows were not written in time")
                await asyncio.wait_for(channel.complete.wait(), _SENT_PATIENCE)
                assert channel.first_at is not None
                late.append((channel.first_at - due).total_seconds() * 1000)
            # What is not settled would be delivered again in somebody else's measurement.
            await notifier.idle()
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
            await listener.stop()
            await writer.close()
    return {"late": sorted(late)}


WORKS = {
    "deliver": _deliver,
    "one_at_a_time": _one_at_a_time,
    "due": _first_messages,
    "notice": _first_messages,
}


def main() -> None:
    configure_logs(load_settings(env_file=None), process="bench")
    order = read_order(sys.argv[1])
    print(json.dumps(uvloop.run(WORKS[order.work](order))))


if __name__ == "__main__":
    main()
