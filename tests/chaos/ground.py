"""What rounds of kills stand on: people in a database, the chat services, and a nursery of workers.

Services and workers are processes of their own; this one only looks, orders and kills.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import httpx2

from muster.channels.rules import ChannelType
from muster.clock import utc_now
from muster.crypto import ContactCipher, generate_contact_key
from tests.chaos.control import Control, again
from tests.chaos.worker import Order
from tests.support.scenes.ledger import add_people

SERVICES: tuple[ChannelType, ...] = ("discord", "telegram", "signal")
PEOPLE_EACH = 100
DMS_NOT_OPEN_YET = 10
BETWEEN_ROUNDS = timedelta(minutes=10)

_ROOT = Path(__file__).parents[2]
_PATIENCE_SECONDS = 60.0
"""A worker, or a service, that says nothing for so long hangs; none of them takes a second."""

_ADDRESSES = """
WITH wanted AS (
    SELECT * FROM unnest($1::bigint[], $2::bytea[], $3::bytea[]) AS w (user_id, address, hash)
), links AS (
    INSERT INTO availability_channel_links
           (channel_type, address_hash, user_id, address_encrypted, encryption_key_id, deliverable,
            verified_at, created_at, updated_at)
    SELECT $4, hash, user_id, address, $5, true, $6, $6, $6 FROM wanted
)
INSERT INTO availability_subscriptions (user_id, channel_type, enabled, created_at, updated_at)
SELECT user_id, $4, true, $6, $6 FROM wanted
"""
_OPEN_DMS = """
INSERT INTO availability_subscriptions
       (user_id, channel_type, enabled, discord_dm_channel_id, created_at, updated_at)
SELECT user_id, 'discord', true, dm, $3, $3
  FROM unnest($1::bigint[], $2::bigint[]) AS d (user_id, dm)
"""
_JOB = """
WITH campaign AS (
    INSERT INTO availability_promotion_campaigns
           (campaign_date, promoter_user_id, target_timezone, target_reminder_time,
            target_start_time, created_at, updated_at)
    VALUES ($1, $2, 'Europe/Ljubljana', '20:45', '21:00', $3, $3)
    RETURNING id
)
INSERT INTO availability_promotion_jobs
       (campaign_id, job_type, run_at, useful_until, created_at, updated_at)
SELECT id, 'send_start_2100', $3, $3, $3, $3 FROM campaign
RETURNING id
"""
_QUEUE = """
INSERT INTO notifications_ledger
       (user_id, event_key, channel_type, payload, promotion_job_id, not_before, useful_until,
        created_at, updated_at)
SELECT user_id, $3, channel_type, '{"kind": "test"}', $4, $5, $5::timestamptz + interval '1 day',
       $5, $5
  FROM unnest($1::bigint[], $2::text[]) AS q (user_id, channel_type)
"""
_UNDER_WAY = """
SELECT channel_type, count(*) FROM notifications_ledger
 WHERE event_key = $1 AND state IN ('pending', 'sending')
 GROUP BY channel_type
"""
_ROWS = "SELECT * FROM notifications_ledger WHERE event_key = $1 ORDER BY id"
_CONNECTED = """
SELECT count(*) FROM pg_stat_activity
 WHERE application_name = $1 AND datname = current_database()
"""
_LEFT = """
SELECT id, channel_type, user_id, unopened FROM notifications_ledger
 WHERE event_key = $1 AND state = 'sending' AND worker = $2
"""
_LOGS = """
SELECT s.ledger_id, s.status, s.message_id
  FROM availability_promotion_send_logs s JOIN notifications_ledger l ON l.id = s.ledger_id
 WHERE l.event_key = $1
"""


@dataclass(frozen=True)
class Ended:
    """How a worker ended: by which signal (0: by itself), and when, if it killed itself."""

    status: int
    struck: float | None


class Ground:
    """People, services and workers; `ahead` is how far everybody's clock is ahead, in seconds."""

    def __init__(
        self,
        url: str,
        sql: Any,
        services: dict[str, Any],
        control: httpx2.AsyncClient,
        nursery: Any,
    ) -> None:
        self.sql = sql
        self.ahead = 0.0
        self.recipients: dict[ChannelType, dict[int, str]] = {}
        """By service: how it knows each user id of ours."""
        self._url = url
        self._services = services
        self._control = control
        self._nursery = nursery
        self._contact_key = generate_contact_key()
        self._job_id = 0
        self._event = ""
        self._numbers = count(1)

    def now(self) -> datetime:
        return utc_now() + timedelta(seconds=self.ahead)

    # --- people and rows --------------------------------------------------------------------------

    async def add_everybody(self) -> None:
        """A hundred people for each service; few have no open DM channel yet."""
        now = self.now()
        ids = await add_people(self.sql, len(SERVICES) * PEOPLE_EACH, now)
        for place, service in enumerate(SERVICES):
            part = ids[place * PEOPLE_EACH : (place + 1) * PEOPLE_EACH]
            known_as = {"discord": "{}", "telegram": "{}", "signal": "+386{}"}[service]
            start = 5_000 if service == "discord" else 40_000_000  # `add_people` has 5000 + id
            self.recipients[service] = {each: known_as.format(start + each) for each in part}
        cipher = ContactCipher([self._contact_key])
        for service in ("telegram", "signal"):
            known = self.recipients[service]
            await self.sql.execute(
                _ADDRESSES,
                list(known),
                [cipher.encrypt(address) for address in known.values()],
                [cipher.hashes(service, address)[0] for address in known.values()],
                service,
                cipher.key_id,
                now,
            )
        opened = dict(list(self.recipients["discord"].items())[DMS_NOT_OPEN_YET:])
        dms = [int(await self.call("discord", "dm_of", user_id=who)) for who in opened.values()]
        await self.sql.execute(_OPEN_DMS, list(opened), dms, now)
        self._job_id = await self.sql.fetchval(_JOB, now.date(), ids[0], now)

    async def queue(self) -> None:
        """A new event, everybody's; services start over."""
        await self.pass_time(BETWEEN_ROUNDS.total_seconds())
        self._event = f"TEST:chaos:{next(self._numbers)}"
        for service in SERVICES:
            await self.call(service, "start_over")
        pairs = [(who, service) for service in SERVICES for who in self.recipients[service]]
        users, channels = zip(*pairs, strict=True)
        await self.sql.execute(_QUEUE, users, channels, self._event, self._job_id, self.now())

    async def under_way(self) -> dict[ChannelType, int]:
        """How many rows of the event are neither settled nor given up."""
        return dict(await self.sql.fetch(_UNDER_WAY, self._event))

    async def rows(self) -> list[Any]:
        """The event's rows."""
        return await self.sql.fetch(_ROWS, self._event)

    async def left_by(self, worker: str) -> list[Any]:
        """What a dead worker had claimed and not settled: (id, channel_type, user_id, unopened).

        A statement that was on its way when it died may still be executed, so this waits until the
        server has noticed.
        """
        async with asyncio.timeout(_PATIENCE_SECONDS):
            while await self.sql.fetchval(_CONNECTED, worker):  # noqa: ASYNC110 another process
                await asyncio.sleep(0.002)
        return await self.sql.fetch(_LEFT, self._event, worker)

    async def send_logs(self) -> list[Any]:
        """(ledger_id, status, message_id) of the event's send log."""
        return await self.sql.fetch(_LOGS, self._event)

    # --- services ---------------------------------------------------------------------------------

    async def call(self, service: ChannelType, name: str, **arguments: Any) -> Any:
        """Call a method of a service."""
        return await self._tell(service, {"name": name, "arguments": arguments})

    async def set(self, service: ChannelType, name: str, value: Any) -> None:
        """Set an attribute of a service."""
        await self._tell(service, {"name": name, "value": value})

    async def quiet(self) -> dict[ChannelType, dict[str, Any]]:
        """What the services observed, once nothing is open there any more."""
        before: dict[ChannelType, dict[str, Any]] = {}
        async with asyncio.timeout(_PATIENCE_SECONDS):
            while True:
                after: dict[ChannelType, dict[str, Any]] = {}
                for service in SERVICES:
                    after[service] = await self.call(service, "observed")
                if after == before and not any(each["open"] for each in after.values()):
                    return after
                before = after
                await asyncio.sleep(0.002)

    async def pass_time(self, seconds: float) -> None:
        """Everybody's clock moves on."""
        self.ahead += seconds
        for service in SERVICES:
            await self.set(service, "ahead", self.ahead)

    async def _tell(self, service: ChannelType, asked: dict[str, Any]) -> Any:
        # One that lay idle may be closed under our hands; all that is told is harmless twice.
        answer = await again(lambda: self._control.post(f"/{service}/_control/call", json=asked))
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    # --- workers ----------------------------------------------------------------------------------

    async def start_worker(self, last_statement: int | None = None) -> tuple[int, str]:
        """(pid, name) of a new worker."""
        name = f"chaos-{next(self._numbers)}"
        order = Order(
            name, self._url, self._services, self._contact_key, self.ahead, last_statement
        )
        return (await self._ask_nursery({"start": asdict(order)}))["pid"], name

    async def wait_for(self, pid: int) -> Ended:
        """Until that worker has ended."""
        return Ended(**await self._ask_nursery({"wait": pid}))

    async def _ask_nursery(self, asked: dict[str, Any]) -> dict[str, Any]:
        self._nursery.stdin.write(json.dumps(asked).encode() + b"\n")
        async with asyncio.timeout(_PATIENCE_SECONDS):
            line = await self._nursery.stdout.readline()
        assert line, "the nursery is gone"
        return json.loads(line)


@asynccontextmanager
async def ground(database_url: str) -> AsyncGenerator[Ground, None]:
    """Everything on a migrated, empty database; all processes end with the block."""
    async with (
        _process("tests.support.fakes", "--port", "0") as fakes,
        _process("tests.chaos.worker") as nursery,
    ):
        async with asyncio.timeout(_PATIENCE_SECONDS):
            told = json.loads(await fakes.stdout.readline())
        async with (
            Control.to(database_url) as sql,
            httpx2.AsyncClient(base_url=told["url"], timeout=10) as control,
        ):
            made = Ground(database_url, sql, told["settings"], control, nursery)
            await made.add_everybody()
            yield made


@asynccontextmanager
async def _process(module: str, *arguments: str) -> AsyncGenerator[Any, None]:
    command: Sequence[str] = ("-m", module, *arguments)
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *command,
        cwd=_ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
