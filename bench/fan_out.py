"""The fan-out's rows: how fast, how soon and how big delivery to thousands is.

PostgreSQL is real and durable, ledger and send log are written, the chat service is a fake. Beside
it, in turn with it, the reference: the same work one row at a time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

import asyncpg
from rich.console import Console

from bench.checks import log_size, statements_logged, statements_since
from bench.data import create_database
from bench.fan_out_data import Audience, check_outcome, fill, queue
from bench.fan_out_worker import IN_FLIGHT, Order
from bench.report import Finding, Throughput, timed
from bench.servers import CannotMeasure, family_cpu_seconds, run_measured
from muster.channels.rules import ChannelType

RECIPIENTS = 5_000
AT_ONCE_REACH = 10_000.0
SLOW_REACH = 900.0
STATEMENTS_REACH = 0.05
PUSH_REACH = 0.8
"""Of Discord's messages a second."""
FIRST_REACH = 100.0
MEMORY_REACH = 1.1

_REFERENCE_AT_ONCE, _REFERENCE_SLOW = 500, 60
_MEGABYTE = 1e6
_WORKER = "bench.fan_out_worker"


@dataclass(frozen=True)
class FanOutPace:
    """How long it takes: `rounds` of each throughput, `firsts` times for the first message."""

    rounds: int
    firsts: int


@dataclass(frozen=True)
class Service:
    """A fake chat service: what it does with nonces, and how long a message takes there.

    Attributes:
        reach: messages a second; None where none are set.
    """

    name: str
    channel_type: ChannelType
    idempotent: bool
    seconds: float
    reach: float | None


SERVICES = [
    Service("answers at once, knows nonces", "discord", True, 0.0, AT_ONCE_REACH),
    Service("answers at once, knows none", "telegram", False, 0.0, None),
    Service(f"50 ms, {IN_FLIGHT} in flight, knows nonces", "discord", True, 0.05, SLOW_REACH),
    Service(f"50 ms, {IN_FLIGHT} in flight, knows none", "telegram", False, 0.05, None),
    Service(f"50 ms, {IN_FLIGHT} in flight, web push encrypted", "push", True, 0.05, None),
]
_SLOW_DISCORD, _SLOW_PUSH = 2, 4
"""Of the services, which are compared with each other."""


@dataclass
class FanOut:
    """What the measurements stand on.

    Attributes:
        folder: for the worker's files.
        server_url: any database of the server, as a superuser.
        server_id: PostgreSQL's process id.
        recipients: of each measurement; ten times as many for memory.
    """

    folder: Path
    server_url: str
    server_id: int
    console: Console
    pace: FanOutPace
    recipients: int = RECIPIENTS

    def audience(self, people: int) -> Audience:
        """People in a database of their own."""
        self.console.print(f"Filling a database: {people:,} recipients…")
        return asyncio.run(self._create(people))

    async def _create(self, people: int) -> Audience:
        now = datetime.now(UTC)
        url = await create_database(self.server_url, f"bench_fan_out_{people}", now)
        return await fill(url, people, now)

    def measure(self, server_log: Path) -> tuple[list[Throughput], list[Finding]]:
        """Every row and every finding; `server_log` is PostgreSQL's own.

        Raises:
            CannotMeasure: the worker failed, or messages are missing.
        """
        audience = self.audience(self.recipients)
        # The counting comes first, so that what is timed finds a ledger with a past.
        counts = {
            service.name: self.statements(audience, service, server_log) for service in SERVICES
        }
        throughputs = [
            *self.throughputs(audience, SERVICES[:2], _REFERENCE_AT_ONCE, counts),
            *self.throughputs(audience, SERVICES[2:], _REFERENCE_SLOW, counts),
        ]
        discord, push = throughputs[_SLOW_DISCORD], throughputs[_SLOW_PUSH]
        throughputs[_SLOW_PUSH] = replace(push, reach=PUSH_REACH * discord.ours)
        most = max(counts[each.name] for each in SERVICES if each.idempotent)
        what = "SQL statements a message, where nonces are known"
        return throughputs, [
            Finding(what, most, STATEMENTS_REACH, "", "the most of both speeds"),
            *self.firsts(audience),
            self.memory(audience),
        ]

    def throughputs(
        self,
        audience: Audience,
        services: Sequence[Service],
        reference: int,
        counts: Mapping[str, float],
    ) -> list[Throughput]:
        """Delivery over services of one speed.

        In each round they and the reference (so many rows) take turns, each with rows of its own.
        `counts` has the SQL statements a message of each service, by its name.
        """
        rows: list[list[dict[str, Any]]] = [[] for _ in services]
        beside: list[dict[str, Any]] = []
        for number in range(self.pace.rounds):
            for place, service in enumerate(services):
                self.console.print(f"Measuring: fan-out, {service.name}, round {number + 1}")
                rows[place].append(self.sent(self._order(audience, service)))
            seconds = services[0].seconds
            order = Order("one_at_a_time", audience, seconds=seconds, recipients=reference)
            beside.append(self.sent(order))
        return [
            _throughput(service, rows[place], beside, counts[service.name])
            for place, service in enumerate(services)
        ]

    def statements(self, audience: Audience, service: Service, server_log: Path) -> float:
        """SQL statements a message, counted in PostgreSQL's own log, in a fan-out of its own."""
        self.console.print(f"Counting: fan-out, {service.name}")
        order = self._order(audience, service)
        event_key = asyncio.run(_queue(order))
        with statements_logged(audience.url):
            start = log_size(server_log)
            run_measured(_WORKER, order.encoded(), self.folder)
            number = statements_since(server_log, start)
        asyncio.run(_settled(order, event_key))
        return number / self.recipients

    def sent(self, order: Order) -> dict[str, Any]:
        """Queue the order's rows, have them delivered, and see that they were.

        Raises:
            CannotMeasure: the worker failed, or messages are missing.
        """
        event_key = asyncio.run(_queue(order))
        cpu_start = family_cpu_seconds(self.server_id)
        found = run_measured(_WORKER, order.encoded(), self.folder)
        found["database_cpu_seconds"] = family_cpu_seconds(self.server_id) - cpu_start
        if found["sent"] != order.recipients:
            raise CannotMeasure(f"{found['sent']} of {order.recipients} messages were sent")
        asyncio.run(_settled(order, event_key))
        return found

    def _order(self, audience: Audience, service: Service) -> Order:
        return Order(
            "deliver",
            audience,
            service.channel_type,
            service.idempotent,
            service.seconds,
            self.recipients,
        )

    def firsts(self, audience: Audience) -> list[Finding]:
        """How soon the first message leaves, woken by the clock and woken by a notice."""
        found: list[Finding] = []
        for work, recipients, what in (
            ("due", self.recipients, f"first of {self.recipients:,} messages after they are due"),
            ("notice", 1, "a message to one person after its row is written"),
        ):
            self.console.print(f"Measuring: {what}")
            order = Order(work, audience, recipients=recipients, times=self.pace.firsts)
            late: list[float] = run_measured(_WORKER, order.encoded(), self.folder)["late"]
            found.append(timed(what, late, FIRST_REACH))
        return found

    def memory(self, audience: Audience) -> Finding:
        """What ten times the recipients cost in the worker's peak resident memory."""
        large = self.audience(10 * self.recipients)
        self.console.print(f"Measuring: memory at {large.people:,} recipients")
        few, many = (
            self.sent(Order("deliver", each, recipients=each.people))["peak_memory"]
            for each in (audience, large)
        )
        if not few:
            raise CannotMeasure("this system does not tell a process's peak memory")
        note = f"{few / _MEGABYTE:.1f} and {many / _MEGABYTE:.1f} MB"
        what = f"peak memory at {large.people:,} recipients, of that at {audience.people:,}"
        return Finding(what, many / few, MEMORY_REACH, "times", note)


def _throughput(
    service: Service,
    rounds: list[dict[str, Any]],
    beside: list[dict[str, Any]],
    statements: float,
) -> Throughput:
    ours = [each["sent"] / each["seconds"] for each in rounds]
    reference = [each["sent"] / each["seconds"] for each in beside]
    ratios = [more / less for more, less in zip(ours, reference, strict=True)]
    return Throughput(
        work=service.name,
        ours=median(ours),
        lowest=min(ours),
        highest=max(ours),
        reference=median(reference),
        ratio=median(ratios),
        ours_cpu=median(each["cpu_seconds"] / each["sent"] for each in rounds) * 1e6,
        database_cpu=median(each["database_cpu_seconds"] / each["sent"] for each in rounds) * 1e6,
        statements=statements,
        reach=service.reach,
    )


async def _queue(order: Order) -> str:
    connection: Any = await asyncpg.connect(order.audience.url)
    try:
        # What autovacuum does in its own time must not fall into somebody's measurement.
        await connection.execute("VACUUM ANALYZE", timeout=60)
        await connection.execute("CHECKPOINT", timeout=60)
        now = datetime.now(UTC)
        audience, kind = order.audience, order.channel_type
        return await queue(connection, audience, kind, order.recipients, now, now)
    finally:
        await connection.close()


async def _settled(order: Order, event_key: str) -> None:
    connection: Any = await asyncpg.connect(order.audience.url)
    try:
        await check_outcome(connection, event_key, order.recipients)
    finally:
        await connection.close()
