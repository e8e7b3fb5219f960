"""What is in doubt after a crash, and how little of it there is (delivery rule 3)."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import asyncpg
import pytest

from bot.channels.base import OutgoingMessage, TransportError
from bot.services import settling
from bot.services.availability_notifier_service import AvailabilityNotifierService, Community
from muster.database import Database
from muster.notifications import service
from muster.notifications.rules import LEASE
from tests.ledger import WAITING, MemoryChannel, add_people, add_test_rows, raising, states
from tests.running import becomes, eventually

NOW = datetime(2026, 11, 20, 19, 45, tzinfo=UTC)
COMMUNITY = Community("http://127.0.0.1:8000", ZoneInfo("Europe/Ljubljana"), time(21, 0))


@dataclass
class LookedInto(MemoryChannel):
    """Remembers whose history was looked into, which may fail."""

    looked_for: list[str] = field(default_factory=list)
    history_fails: bool = False

    async def find_sent(self, message: OutgoingMessage, since: datetime) -> str | None:
        self.looked_for.append(message.nonce)
        if self.history_fails:
            raise TransportError("service_error")
        return await super().find_sent(message, since)


@dataclass
class PacedChannel(MemoryChannel):
    """A service without memory that wants haste avoided."""

    idempotent: bool = False
    most_in_flight: int = 4

    async def pace(self) -> None:
        pass


async def deliver(database: Database, channel: MemoryChannel, now: datetime) -> None:
    notifier = AvailabilityNotifierService(
        database, {"discord": channel}, COMMUNITY, None, "two", now=lambda: now
    )
    await notifier.deliver_due()


async def claimed_by_the_dead(sql: Any, database: Database, useful_until: datetime) -> str:
    """One row that a worker claimed before it died; its nonce."""
    await add_test_rows(sql, await add_people(sql, 1, NOW), NOW, useful_until)
    async with database.connection() as connection:
        (row,) = await service.claim(connection, "discord", "dead", 10, NOW)
    return row.nonce


@pytest.mark.parametrize("heard", [True, False])
async def test_what_comes_too_late_after_a_crash_may_have_been_heard_in_time(
    sql: Any, database: Database, heard: bool
) -> None:
    nonce = await claimed_by_the_dead(sql, database, NOW + LEASE)
    channel = MemoryChannel()
    if heard:
        channel.by_nonce[nonce] = "first"
    await deliver(database, channel, NOW + timedelta(hours=1))
    assert channel.sent == []
    expected = {("sent", ""): 1} if heard else {("skipped", "expired"): 1}
    assert await states(sql) == expected


@pytest.mark.parametrize("heard", [True, False])
async def test_a_refusal_after_a_crash_says_nothing_of_the_request_before(
    sql: Any, database: Database, heard: bool
) -> None:
    nonce = await claimed_by_the_dead(sql, database, NOW + timedelta(hours=1))
    channel = MemoryChannel(behave=raising("dms_closed", permanent=True))
    if heard:
        channel.by_nonce[nonce] = "first"
    await deliver(database, channel, NOW + LEASE)
    assert await states(sql) == {("sent", "") if heard else ("failed", "dms_closed"): 1}
    switched_off = await sql.fetchval(
        "SELECT count(*) FROM availability_subscriptions WHERE refused_at IS NOT NULL"
    )
    assert switched_off == (0 if heard else 1)


async def test_a_refusal_that_cannot_be_looked_into_stays_in_doubt(
    sql: Any, database: Database
) -> None:
    await claimed_by_the_dead(sql, database, NOW + timedelta(hours=1))
    channel = LookedInto(behave=raising("dms_closed", permanent=True), history_fails=True)
    await deliver(database, channel, NOW + LEASE)
    assert await states(sql) == {("unknown", "service_error"): 1}


@pytest.mark.parametrize(("seconds", "looks"), [(60, False), (100, True)])
async def test_a_nonce_is_trusted_only_while_the_repeat_arrives_within_two_minutes(
    sql: Any, database: Database, seconds: int, looks: bool
) -> None:
    nonce = await claimed_by_the_dead(sql, database, NOW + timedelta(hours=1))
    channel = LookedInto()
    await deliver(database, channel, NOW + timedelta(seconds=seconds))
    assert channel.looked_for == ([nonce] if looks else [])
    assert len(channel.sent) == 1


async def test_where_nothing_remembers_each_sender_settles_before_its_next_message(
    sql: Any, database: Database
) -> None:
    await add_test_rows(sql, await add_people(sql, 60, NOW), NOW, NOW + timedelta(hours=1))
    in_doubt: list[int] = []

    async def count(_message: OutgoingMessage) -> None:
        async with database.connection() as connection:
            in_doubt.append(
                await connection.fetchval(
                    "SELECT count(*) FROM notifications_ledger WHERE state = 'sending'"
                )
            )

    channel = PacedChannel(behave=count)
    await deliver(database, channel, NOW)
    assert len(channel.sent) == 60
    assert max(in_doubt) <= channel.most_in_flight


async def test_what_is_answered_while_others_are_settled_is_settled_next(
    sql: Any, database: Database, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settling, "SETTLE_AFTER_SECONDS", 0.0)
    people = await add_people(sql, 3, NOW)
    await add_test_rows(sql, people, NOW, NOW + timedelta(hours=1))
    locked, second_may_go, third_may_go = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def one_after_the_other(message: OutgoingMessage) -> None:
        await locked.wait()
        if message.address != f"user:{5000 + people[0]}":
            await second_may_go.wait()
        if message.address == f"user:{5000 + people[2]}":
            await third_may_go.wait()

    channel = MemoryChannel(behave=one_after_the_other)
    delivering = asyncio.create_task(deliver(database, channel, NOW))

    async def claimed() -> int:
        return (await states(sql))[("sending", "")]

    async def settled() -> int:
        return (await states(sql))[("sent", "")]

    await becomes(claimed, 3)
    other = await asyncpg.connect(database_url)
    try:
        async with other.transaction():
            await other.execute(
                "SELECT FROM notifications_ledger WHERE user_id = $1 FOR UPDATE", people[0]
            )
            locked.set()
            await becomes(lambda: sql.fetchval(WAITING), 1)  # the first one's settling
            second_may_go.set()
            await eventually(lambda: len(channel.sent) == 2)
            for _ in range(5):  # its own settling is asked for, and finds the other still at work
                await asyncio.sleep(0)
        await becomes(settled, 2)
    finally:
        await other.close()
        for event in (locked, second_may_go, third_may_go):
            event.set()
        await delivering
    assert await states(sql) == {("sent", ""): 3}
