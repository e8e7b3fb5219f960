"""What is in doubt after a crash, and how little of it there is (delivery rule 3)."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import pytest

from bot.chats.contract import Channel, Opening, OutgoingMessage, TransportError
from bot.sandbox import SandboxChannel
from bot.services import settling
from bot.services.availability_notifier_service import AvailabilityNotifierService
from muster.crypto import ContactCipher, generate_contact_key
from muster.database import Connection, Database
from muster.errors import DatabaseUnavailable
from muster.notifications import dispatch
from muster.notifications.rules import LEASE, Claimed
from muster.refusals import RefusalCode
from tests.support.running.locks import waiting
from tests.support.running.websites import becomes, eventually
from tests.support.scenes.evenings import evenings
from tests.support.scenes.ledger import (
    MemoryChannel,
    add_people,
    add_test_rows,
    raising,
    states,
)

NOW = datetime(2026, 11, 20, 19, 45, tzinfo=UTC)
EVENINGS = evenings()


@dataclass
class LookedInto(MemoryChannel):
    """Remembers whose history was looked into, which may fail."""

    looked_for: list[str] = field(default_factory=list)
    history_fails: bool = False

    async def find_sent(self, message: OutgoingMessage, since: datetime) -> str | None:
        self.looked_for.append(message.nonce)
        if self.history_fails:
            raise TransportError(RefusalCode.SERVICE_ERROR)
        return await super().find_sent(message, since)


@dataclass
class ForgetfulChannel(MemoryChannel):
    """A service without memory."""

    idempotent: bool = False
    most_in_flight: int = 4


@dataclass
class HesitatingChannel(ForgetfulChannel):
    """Waits before it opens its request, as for a connection."""

    ready: asyncio.Event = field(default_factory=asyncio.Event)
    may_open: asyncio.Event = field(default_factory=asyncio.Event)

    async def send(self, message: OutgoingMessage, opening: Opening | None = None) -> str:
        self.ready.set()
        await self.may_open.wait()
        return await super().send(message, opening)


async def deliver(database: Database, channel: Channel, now: datetime, worker: str = "two") -> None:
    notifier = AvailabilityNotifierService(
        database, {"discord": channel}, EVENINGS, None, worker, now=lambda: now
    )
    await notifier.deliver_due()


async def claimed_by_the_dead(sql: Any, database: Database, useful_until: datetime) -> str:
    """One row that a worker claimed before it died; its nonce."""
    await add_test_rows(sql, await add_people(sql, 1, NOW), NOW, useful_until)
    async with database.connection() as connection:
        (row,) = await dispatch.claim(connection, "discord", "dead", 10, NOW)
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

    channel = ForgetfulChannel(behave=count)
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
            await becomes(lambda: waiting(sql), 1)  # the first one's settling
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


# --- where nothing remembers: a note before the first byte ----------------------------------------


@pytest.mark.parametrize("opened", [0, 1, 3])
async def test_what_was_claimed_and_never_opened_is_sent_by_the_next(
    sql: Any, database: Database, opened: int
) -> None:
    await add_test_rows(sql, await add_people(sql, 3, NOW), NOW, NOW + timedelta(hours=1))
    async with database.connection() as connection:
        rows = await dispatch.claim(connection, "discord", "dead", 10, NOW, unopened=True)
        for row in rows[:opened]:
            assert await dispatch.open_request(connection, row, "dead", NOW)
    channel = ForgetfulChannel()
    await deliver(database, channel, NOW + LEASE)
    assert {message.nonce for message in channel.sent} == {row.nonce for row in rows[opened:]}
    expected = {("sent", ""): 3 - opened, ("unknown", "lease_ran_out"): opened}
    assert await states(sql) == {state: number for state, number in expected.items() if number}
    await deliver(database, channel, NOW + timedelta(minutes=30))
    assert len(channel.sent) == 3 - opened


async def test_a_claim_that_promised_no_note_stays_in_doubt(sql: Any, database: Database) -> None:
    await claimed_by_the_dead(sql, database, NOW + timedelta(hours=1))
    channel = ForgetfulChannel()
    await deliver(database, channel, NOW + LEASE)
    assert channel.sent == []
    assert await states(sql) == {("unknown", "lease_ran_out"): 1}


async def test_the_note_is_committed_before_the_first_byte(sql: Any, database: Database) -> None:
    await add_test_rows(sql, await add_people(sql, 1, NOW), NOW, NOW + timedelta(hours=1))
    unopened: list[bool] = []

    @dataclass
    class Watched(ForgetfulChannel):
        async def send(self, message: OutgoingMessage, opening: Opening | None = None) -> str:
            unopened.append(await sql.fetchval("SELECT unopened FROM notifications_ledger"))
            message_id = await super().send(message, opening)
            unopened.append(await sql.fetchval("SELECT unopened FROM notifications_ledger"))
            return message_id

    await deliver(database, Watched(), NOW)
    assert unopened == [True, False]


async def test_the_sandbox_is_noted_like_every_service_without_memory(
    sql: Any, database: Database
) -> None:
    await add_test_rows(sql, await add_people(sql, 1, NOW), NOW, NOW + timedelta(hours=1))
    unopened: list[bool] = []

    class Watched(SandboxChannel):
        async def send(self, message: OutgoingMessage, opening: Opening | None = None) -> str:
            unopened.append(await sql.fetchval("SELECT unopened FROM notifications_ledger"))
            message_id = await super().send(message, opening)
            unopened.append(await sql.fetchval("SELECT unopened FROM notifications_ledger"))
            return message_id

    cipher = ContactCipher([generate_contact_key()])
    await deliver(database, Watched("discord", database, cipher), NOW)
    assert unopened == [True, False]
    assert await states(sql) == {("sent", ""): 1}


async def test_who_was_suspended_before_the_note_sends_nothing_any_more(
    sql: Any, database: Database
) -> None:
    await add_test_rows(sql, await add_people(sql, 1, NOW), NOW, NOW + timedelta(hours=1))
    suspended = HesitatingChannel()
    delivering = asyncio.create_task(deliver(database, suspended, NOW, "one"))
    await asyncio.wait_for(suspended.ready.wait(), 120)
    other = ForgetfulChannel()
    await deliver(database, other, NOW + LEASE)
    suspended.may_open.set()
    await delivering
    assert (len(suspended.sent), len(other.sent)) == (0, 1)
    assert await states(sql) == {("sent", ""): 1}


async def test_who_was_suspended_after_the_note_is_not_repeated(
    sql: Any, database: Database
) -> None:
    await add_test_rows(sql, await add_people(sql, 1, NOW), NOW, NOW + timedelta(hours=1))
    noted, may_write = asyncio.Event(), asyncio.Event()

    async def hang(_message: OutgoingMessage) -> None:
        noted.set()
        await may_write.wait()

    suspended = ForgetfulChannel(behave=hang)
    delivering = asyncio.create_task(deliver(database, suspended, NOW, "one"))
    await asyncio.wait_for(noted.wait(), 120)
    other = ForgetfulChannel()
    await deliver(database, other, NOW + LEASE)
    assert await states(sql) == {("unknown", "lease_ran_out"): 1}
    may_write.set()
    await delivering
    assert (len(suspended.sent), len(other.sent)) == (1, 0)
    assert await states(sql) == {("sent", "lease_ran_out"): 1}


async def test_without_a_note_nothing_leaves(
    sql: Any, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await add_test_rows(sql, await add_people(sql, 1, NOW), NOW, NOW + timedelta(hours=1))
    open_request = dispatch.open_request
    away = True

    async def note(connection: Connection, row: Claimed, worker: str, now: datetime) -> bool:
        if away:
            raise DatabaseUnavailable
        return await open_request(connection, row, worker, now)

    monkeypatch.setattr(dispatch, "open_request", note)
    channel = ForgetfulChannel()
    await deliver(database, channel, NOW)
    assert channel.sent == []
    assert await states(sql) == {("pending", "database_unavailable"): 1}
    away = False
    await deliver(database, channel, NOW + timedelta(seconds=3))
    assert len(channel.sent) == 1


async def test_one_row_is_noted_at_a_time(sql: Any, database: Database) -> None:
    await add_test_rows(sql, await add_people(sql, 40, NOW), NOW, NOW + timedelta(hours=1))
    noted_and_not_written: list[int] = []

    @dataclass
    class Watched(ForgetfulChannel):
        noted: int = 0

        async def send(self, message: OutgoingMessage, opening: Opening | None = None) -> str:
            assert opening is not None
            await opening()
            self.noted += 1
            noted_and_not_written.append(self.noted)
            self.noted -= 1
            return await super().send(message)

    await deliver(database, Watched(), NOW)
    assert len(noted_and_not_written) == 40
    assert max(noted_and_not_written) == 1
