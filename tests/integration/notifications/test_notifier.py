"""Claim → send → settle on a real ledger, with a channel in memory (the delivery rules)."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from bot.chats.contract import OutgoingMessage, TransportError
from muster.database import Database
from muster.notifications import dispatch
from muster.notifications.rules import LEASE, NONCE_REMEMBERED
from muster.notifications.settling_rules import MOST_ATTEMPTS, postponed
from muster.refusals import RefusalCode
from tests.support.scenes.delivering import (
    LATER,
    NOW,
    Clock,
    notifier,
    telegram_notifier,
    with_telegram,
)
from tests.support.scenes.ledger import (
    HANDS_OVER,
    MemoryChannel,
    add_people,
    add_test_rows,
    raising,
    states,
)


@pytest.fixture
def clock() -> Clock:
    return Clock()


async def test_everybody_who_should_hear_hears_once(
    sql: Any, database: Database, clock: Clock
) -> None:
    people = await add_people(sql, 300, NOW)
    await add_test_rows(sql, people, NOW, LATER)
    channel = MemoryChannel()
    assert await notifier(database, clock, channel).deliver_due() is None
    assert set(channel.counts().values()) == {1}
    assert len(channel.sent) == 300
    assert await states(sql) == {("sent", ""): 300}
    row = await sql.fetchrow("SELECT * FROM notifications_ledger LIMIT 1")
    assert row["message_id"] == channel.by_nonce[row["nonce"]]
    assert len(row["nonce"]) <= 25
    assert (row["lease_until"], row["claimed_at"], row["sent_at"]) == (None, None, NOW)


async def test_two_workers_share_the_work_without_one_double_send(
    sql: Any, database: Database, clock: Clock
) -> None:
    # More than one claims ahead, so that a slow start of the other leaves something for it.
    people = await add_people(sql, 1200, NOW)
    await add_test_rows(sql, people, NOW, LATER)
    here, there = MemoryChannel(seconds=0.002), MemoryChannel(seconds=0.002)
    await asyncio.gather(
        notifier(database, clock, here, worker="one").deliver_due(),
        notifier(database, clock, there, worker="two").deliver_due(),
    )
    assert here.sent
    assert there.sent
    assert set((here.counts() + there.counts()).values()) == {1}
    assert await states(sql) == {("sent", ""): 1200}


async def test_what_somebody_else_has_is_never_written_to_and_the_next_channel_takes_over(
    sql: Any, database: Database, clock: Clock
) -> None:
    (person,) = await add_people(sql, 1, NOW)
    await sql.execute(
        "INSERT INTO availability_disputed_handles"
        " VALUES ($1, 'signal', sha256('n'), 'secret', 'k1', true, $2)",
        person,
        NOW,
    )
    await add_test_rows(sql, [person], NOW, LATER, "signal", payload=HANDS_OVER)
    signal, discord = MemoryChannel("signal", idempotent=False), MemoryChannel()
    for _ in range(2):
        await notifier(database, clock, signal, discord).deliver_due()
    assert (signal.sent, len(discord.sent)) == ([], 1)
    assert await states(sql) == {("failed", "unknown_recipient"): 1, ("sent", ""): 1}
    reason = await sql.fetchval("SELECT refused_reason FROM availability_subscriptions")
    assert reason == "unknown_recipient"


async def test_what_is_not_due_yet_waits_and_says_when(
    sql: Any, database: Database, clock: Clock
) -> None:
    people = await add_people(sql, 1, NOW)
    await add_test_rows(sql, people, NOW + timedelta(seconds=90), LATER)
    channel = MemoryChannel()
    due = await notifier(database, clock, channel).deliver_due()
    assert due == NOW + timedelta(seconds=90)
    assert channel.sent == []


async def test_what_comes_too_late_is_skipped_with_its_reason(
    sql: Any, database: Database, clock: Clock
) -> None:
    people = await add_people(sql, 2, NOW)
    await add_test_rows(sql, people, NOW, LATER)
    clock.now = LATER
    channel = MemoryChannel()
    await notifier(database, clock, channel).deliver_due()
    assert channel.sent == []
    assert await states(sql) == {("skipped", "expired"): 2}


async def test_who_unlinked_since_is_skipped(sql: Any, database: Database, clock: Clock) -> None:
    people = await add_people(sql, 2, NOW)
    await add_test_rows(sql, people, NOW, LATER)
    await sql.execute("DELETE FROM user_player_links WHERE user_id = $1", people[0])
    channel = MemoryChannel()
    await notifier(database, clock, channel).deliver_due()
    assert await states(sql) == {("skipped", "unlinked"): 1, ("sent", ""): 1}


async def test_a_service_that_errs_then_works_gets_the_same_nonce_again(
    sql: Any, database: Database, clock: Clock
) -> None:
    people = await add_people(sql, 1, NOW)
    await add_test_rows(sql, people, NOW, LATER)
    seen: list[str] = []

    def err_twice(message: OutgoingMessage) -> None:
        seen.append(message.nonce)
        if len(seen) < 3:
            raise TransportError(RefusalCode.SERVICE_ERROR, maybe_sent=True)

    channel = MemoryChannel(behave=err_twice)
    delivery = notifier(database, clock, channel)
    for _ in range(3):
        due = await delivery.deliver_due()
        clock.now = due or clock.now
    assert len(set(seen)) == 1
    assert await states(sql) == {("sent", "service_error"): 1}
    assert clock.now > NOW


async def test_without_idempotency_an_answer_that_never_came_is_unknown_for_good(
    sql: Any, database: Database, clock: Clock
) -> None:
    people = await add_people(sql, 1, NOW)
    await with_telegram(sql, people)
    await add_test_rows(sql, people, NOW, LATER, "telegram")
    channel = MemoryChannel(
        "telegram", idempotent=False, behave=raising("timeout", maybe_sent=True)
    )
    delivery = telegram_notifier(database, clock, channel)
    assert await delivery.deliver_due() is None
    clock.now += timedelta(minutes=5)
    channel.behave = None
    assert await delivery.deliver_due() is None
    assert channel.sent == []
    assert await states(sql) == {("unknown", "timeout"): 1}


async def test_what_was_never_written_to_the_socket_is_tried_again_up_to_the_cap(
    sql: Any, database: Database, clock: Clock
) -> None:
    people = await add_people(sql, 1, NOW)
    await add_test_rows(sql, people, NOW, NOW + timedelta(days=1))
    channel = MemoryChannel(behave=raising("refused_connection"))
    delivery = notifier(database, clock, channel)
    tries = 0
    while (due := await delivery.deliver_due()) is not None:
        assert due > clock.now
        clock.now = due
        tries += 1
        assert tries < 20
    assert tries + 1 == MOST_ATTEMPTS
    assert await states(sql) == {("failed", "refused_connection"): 1}


async def test_a_429_waits_what_it_says_and_is_no_failed_attempt(
    sql: Any, database: Database, clock: Clock
) -> None:
    people = await add_people(sql, 1, NOW)
    await add_test_rows(sql, people, NOW, NOW + timedelta(hours=1))
    channel = MemoryChannel(behave=raising("rate_limited", retry_after=30.0))
    delivery = notifier(database, clock, channel)
    for _ in range(MOST_ATTEMPTS + 3):
        due = await delivery.deliver_due()
        assert due is not None
        assert due - clock.now >= timedelta(seconds=30)
        clock.now = due
    channel.behave = None
    await delivery.deliver_due()
    assert len(channel.sent) == 1


async def test_a_global_429_rests_the_whole_service(
    sql: Any, database: Database, clock: Clock
) -> None:
    people = await add_people(sql, 120, NOW)
    await add_test_rows(sql, people, NOW, LATER)
    calls = 0

    def refuse_everybody(_message: OutgoingMessage) -> None:
        nonlocal calls
        calls += 1
        raise TransportError(RefusalCode.RATE_LIMITED, retry_after=30.0, everyone=True)

    channel = MemoryChannel(behave=refuse_everybody)
    delivery = notifier(database, clock, channel)
    due = await delivery.deliver_due()
    assert due is not None
    assert calls <= 50
    assert due >= NOW + timedelta(seconds=30)
    channel.behave = None
    await delivery.deliver_due()
    assert channel.sent == []
    clock.now = NOW + timedelta(seconds=32)
    await delivery.deliver_due()
    assert len(channel.sent) == 120


async def test_a_permanent_refusal_switches_the_channel_off_and_hands_over(
    sql: Any, database: Database, clock: Clock
) -> None:
    people = await add_people(sql, 1, NOW)
    await with_telegram(sql, people)
    await add_test_rows(sql, people, NOW, LATER, payload=HANDS_OVER)
    discord = MemoryChannel(behave=raising("dms_closed", permanent=True))
    telegram = MemoryChannel("telegram", idempotent=False)
    delivery = telegram_notifier(database, clock, telegram, discord)
    await delivery.deliver_due()
    await delivery.deliver_due()
    assert len(telegram.sent) == 1
    assert await states(sql) == {("failed", "dms_closed"): 1, ("sent", ""): 1}
    refused = await sql.fetchrow(
        "SELECT * FROM availability_subscriptions WHERE channel_type = 'discord'"
    )
    assert (refused["enabled"], refused["refused_at"]) == (False, NOW)


async def test_a_dead_worker_s_row_is_sent_again_with_its_nonce_while_it_is_remembered(
    sql: Any, database: Database, clock: Clock
) -> None:
    people = await add_people(sql, 1, NOW)
    await add_test_rows(sql, people, NOW, LATER)
    async with database.connection() as connection:
        (row,) = await dispatch.claim(connection, "discord", "dead", 10, NOW)
    channel = MemoryChannel()
    channel.by_nonce[row.nonce] = "first"  # it went out before the worker died
    clock.now = NOW + LEASE
    assert clock.now - NOW < NONCE_REMEMBERED
    await notifier(database, clock, channel, worker="two").deliver_due()
    assert channel.sent == []
    assert await sql.fetchval("SELECT message_id FROM notifications_ledger") == "first"


@pytest.mark.parametrize("went_out", [True, False])
async def test_later_the_recent_history_decides(
    sql: Any, database: Database, clock: Clock, went_out: bool
) -> None:
    people = await add_people(sql, 1, NOW)
    await add_test_rows(sql, people, NOW, NOW + timedelta(hours=1))
    async with database.connection() as connection:
        (row,) = await dispatch.claim(connection, "discord", "dead", 10, NOW)
    channel = MemoryChannel()
    if went_out:
        channel.by_nonce[row.nonce] = "first"
    clock.now = NOW + timedelta(minutes=20)
    await notifier(database, clock, channel, worker="two").deliver_due()
    assert len(channel.sent) == (0 if went_out else 1)
    assert await states(sql) == {("sent", ""): 1}


async def test_a_dead_worker_s_row_is_unknown_where_nothing_remembers(
    sql: Any, database: Database, clock: Clock
) -> None:
    people = await add_people(sql, 2, NOW)
    await with_telegram(sql, people)
    await add_test_rows(sql, people, NOW, LATER, "telegram")
    async with database.connection() as connection:
        await dispatch.claim(connection, "telegram", "dead", 1, NOW)
    channel = MemoryChannel("telegram", idempotent=False)
    clock.now = NOW + LEASE
    await telegram_notifier(database, clock, channel).deliver_due()
    assert len(channel.sent) == 1
    assert await states(sql) == {("unknown", "lease_ran_out"): 1, ("sent", ""): 1}


async def test_an_address_whose_key_is_lost_costs_nobody_else_their_message(
    sql: Any, database: Database, clock: Clock
) -> None:
    people = await add_people(sql, 4, NOW)
    await with_telegram(sql, people)
    await sql.execute(
        "UPDATE availability_channel_links SET address_encrypted = 'lost' WHERE user_id = $1",
        people[0],
    )
    await add_test_rows(sql, people, NOW, LATER, "telegram")
    channel = MemoryChannel("telegram", idempotent=False)
    await telegram_notifier(database, clock, channel).deliver_due()
    assert len(channel.sent) == 3
    assert await states(sql) == {("skipped", "no_channel"): 1, ("sent", ""): 3}


async def test_waiting_is_no_attempt(sql: Any, database: Database, clock: Clock) -> None:
    people = await add_people(sql, 1, NOW)
    await add_test_rows(sql, people, NOW, LATER)
    for _ in range(MOST_ATTEMPTS + 1):
        async with database.connection() as connection:
            (row,) = await dispatch.claim(connection, "discord", "one", 1, clock.now)
            clock.now += timedelta(seconds=1)
            put_back = postponed(row, clock.now)
            await dispatch.settle(connection, "one", "discord", [(row, put_back)], clock.now)
    channel = MemoryChannel(behave=raising("refused_connection"))
    await notifier(database, clock, channel).deliver_due()
    assert await states(sql) == {("pending", "refused_connection"): 1}


async def test_a_stop_finishes_what_is_open_and_gives_back_the_rest(
    sql: Any, database: Database, clock: Clock
) -> None:
    people = await add_people(sql, 300, NOW)
    await add_test_rows(sql, people, NOW, LATER)
    first = asyncio.Event()
    channel = MemoryChannel(seconds=0.02, behave=lambda _message: first.set())
    delivery = notifier(database, clock, channel)
    running = asyncio.create_task(delivery.deliver_due())
    await first.wait()
    delivery.stop()
    await running
    counted = await states(sql)
    assert counted[("sent", "")] == len(channel.sent)
    assert counted[("sent", "")] + counted[("pending", "")] == 300
    assert len(channel.sent) < 300


async def test_a_settlement_that_postgresql_refuses_keeps_no_other_from_being_written(
    sql: Any, database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = await add_people(sql, 5, NOW)
    await add_test_rows(sql, people, NOW, LATER)
    settle = dispatch.settle

    async def refusing(*arguments: Any, **more: Any) -> None:
        if any(row.user_id == people[2] for row, _ in arguments[3]):
            raise asyncpg.DataError("a value that no column takes")
        await settle(*arguments, **more)

    monkeypatch.setattr(dispatch, "settle", refusing)
    channel = MemoryChannel()
    await notifier(database, clock, channel).deliver_due()
    assert await states(sql) == {("sent", ""): 4, ("sending", ""): 1}
    await add_test_rows(sql, people[:1], NOW, LATER, event_key="TEST:2026-11-20:two")
    await notifier(database, clock, channel).deliver_due()
    assert await states(sql) == {("sent", ""): 5, ("sending", ""): 1}
    assert len(channel.sent) == 6

    # Its lease ends again and again. What is in doubt is looked for, and nobody hears twice.
    for seconds in (61, 122, 183):
        clock.now = NOW + timedelta(seconds=seconds)
        await notifier(database, clock, channel).deliver_due()
    assert await states(sql) == {("sent", ""): 5, ("sending", ""): 1}
    assert len(channel.sent) == 6

    monkeypatch.setattr(dispatch, "settle", settle)
    clock.now = NOW + timedelta(seconds=244)
    await notifier(database, clock, channel).deliver_due()
    assert await states(sql) == {("sent", ""): 6}
    assert len(channel.sent) == 6


async def test_follow_ups_that_cannot_be_judged_keep_no_other_row_from_being_sent(
    sql: Any, database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = await add_people(sql, 2, NOW)
    followup = '{"kind": "promotion_followup", "date": "2026-11-20"}'
    await add_test_rows(sql, people[:1], NOW, LATER, event_key="TEST:one", payload=followup)
    await add_test_rows(sql, people[1:], NOW, LATER)

    async def cut_off(*_arguments: Any) -> None:
        raise asyncpg.QueryCanceledError("canceling statement due to statement timeout")

    monkeypatch.setattr(dispatch.live_status, "read_accounts_in_voice", cut_off)
    channel = MemoryChannel()
    await notifier(database, clock, channel).deliver_due()
    assert await states(sql) == {("sent", ""): 1, ("sending", ""): 1}
    assert len(channel.sent) == 1
