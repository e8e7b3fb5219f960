"""When a service is left alone, and where a message that one channel refuses goes next."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.services.availability_notifier_service import AvailabilityNotifierService
from bot.services.channel_delivery import CLAIM_AHEAD
from muster.channels.rules import ChannelType
from muster.database import Database
from muster.notifications import dispatch
from tests.support.scenes.evenings import evenings
from tests.support.scenes.ledger import (
    HANDS_OVER,
    MemoryChannel,
    add_people,
    add_test_rows,
    raising,
    states,
)

NOW = datetime(2026, 11, 20, 19, 45, tzinfo=UTC)
LATER = NOW + timedelta(hours=9)
EVENINGS = evenings()


class Evening:
    """A notifier on a clock that a test sets; addresses are stored as they are."""

    key_ids = ("key",)

    def __init__(self, database: Database, *channels: MemoryChannel) -> None:
        self.now = NOW
        by_type: dict[ChannelType, Any] = {channel.channel_type: channel for channel in channels}
        plain: Any = self
        self._notifier = AvailabilityNotifierService(
            database, by_type, EVENINGS, plain, "one", now=lambda: self.now
        )

    def decrypt(self, data: bytes) -> str:
        return data.decode()

    async def deliver(self, now: datetime | None = None) -> datetime | None:
        self.now = now or self.now
        return await self._notifier.deliver_due()


async def reach_on(
    sql: Any, user_id: int, channel_type: ChannelType, *, enabled: bool = True
) -> None:
    """A verified address for somebody, on a channel that they may have switched off."""
    await sql.execute(
        """
        INSERT INTO availability_channel_links
               (channel_type, address_hash, user_id, address_encrypted, encryption_key_id,
                deliverable, verified_at, created_at, updated_at)
        SELECT $2, sha256(address), $1, address, 'key', true, $3, $3, $3
          FROM convert_to($1::bigint::text, 'UTF8') AS address
        """,
        user_id,
        channel_type,
        NOW,
    )
    await sql.execute(
        "INSERT INTO availability_subscriptions"
        " (user_id, channel_type, enabled, created_at, updated_at) VALUES ($1, $2, $3, $4, $4)",
        user_id,
        channel_type,
        enabled,
        NOW,
    )


async def test_a_rest_ends_when_the_clock_is_set_back(sql: Any, database: Database) -> None:
    channel = MemoryChannel(behave=raising("rate_limited", retry_after=3600.0, everyone=True))
    evening = Evening(database, channel)
    await add_test_rows(sql, await add_people(sql, 1, NOW), NOW, LATER)
    await evening.deliver(NOW + timedelta(hours=5))  # the clock was wrong
    channel.behave = None
    more = await add_people(sql, 1, NOW)
    await add_test_rows(sql, more, NOW, LATER, event_key="TEST:2026-11-20:two")
    await evening.deliver(NOW)
    assert [each.address for each in channel.sent] == [f"user:{5000 + more[0]}"]


async def test_rests_without_a_time_grow_and_are_short_again_after_a_success(
    sql: Any, database: Database
) -> None:
    channel = MemoryChannel(behave=raising("refused_connection", everyone=True))
    evening = Evening(database, channel)
    await add_test_rows(sql, await add_people(sql, 60, NOW), NOW, LATER)
    waits: list[int] = []
    for _ in range(6):
        due = await evening.deliver()
        assert due is not None
        waits.append(round((due - evening.now).total_seconds() - 0.5))
        evening.now = due + timedelta(seconds=1)
    assert waits[0] in (2, 3)
    assert waits == sorted(waits)
    assert waits[-1] in (30, 31)
    # Leaving a service alone is no attempt, so an outage of any length costs nobody their message.
    channel.behave = None
    await evening.deliver(evening.now + timedelta(minutes=10))
    assert len(channel.sent) == 60
    channel.behave = raising("refused_connection", everyone=True)
    await add_test_rows(sql, [1], evening.now, LATER, event_key="TEST:2026-11-20:two")
    due = await evening.deliver()
    assert due is not None
    assert due - evening.now < timedelta(seconds=4)


async def test_an_outage_of_a_service_without_memory_leaves_few_in_doubt(
    sql: Any, database: Database
) -> None:
    people = await add_people(sql, 200, NOW)
    for user_id in people:
        await reach_on(sql, user_id, "telegram")
    await add_test_rows(sql, people, NOW, LATER, "telegram")
    telegram = MemoryChannel(
        "telegram", idempotent=False, behave=raising("service_error", maybe_sent=True)
    )
    evening = Evening(database, telegram)
    due = await evening.deliver()
    assert (await states(sql))[("unknown", "service_error")] <= 50  # those under way
    telegram.behave = None
    await evening.deliver(due)
    assert len(telegram.sent) >= 150
    assert (await states(sql))[("pending", "")] == 0


async def test_no_more_is_claimed_ahead_than_leaves_within_about_a_second(
    sql: Any, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await add_test_rows(sql, await add_people(sql, 400, NOW), NOW, LATER)
    claimed: list[int] = []
    claim = dispatch.claim

    async def counting(*arguments: Any, **named: Any) -> Any:
        rows = await claim(*arguments, **named)
        claimed.append(len(rows))
        return rows

    monkeypatch.setattr(dispatch, "claim", counting)
    channel = MemoryChannel(most_in_flight=20)
    await Evening(database, channel).deliver()
    assert len(channel.sent) == 400
    assert max(claimed) == CLAIM_AHEAD


async def test_a_test_message_stays_on_its_channel(sql: Any, database: Database) -> None:
    people = await add_people(sql, 1, NOW)
    await reach_on(sql, people[0], "telegram")
    await add_test_rows(sql, people, NOW, LATER)
    telegram = MemoryChannel("telegram", idempotent=False)
    evening = Evening(
        database, telegram, MemoryChannel(behave=raising("dms_closed", permanent=True))
    )
    await evening.deliver()
    await evening.deliver()
    assert telegram.sent == []


async def test_a_check_in_never_goes_to_a_channel_that_is_switched_off(
    sql: Any, database: Database
) -> None:
    people = await add_people(sql, 1, NOW)
    await reach_on(sql, people[0], "telegram", enabled=False)
    await sql.execute(
        "INSERT INTO availability_user_settings"
        " (user_id, availability_reminders_enabled, created_at, updated_at)"
        " VALUES ($1, true, $2, $2)",
        people[0],
        NOW,
    )
    payload = '{"kind": "daily_reminder", "date": "2026-11-20"}'
    await add_test_rows(sql, people, NOW, LATER, payload=payload)
    evening = Evening(
        database,
        MemoryChannel("telegram", idempotent=False),
        MemoryChannel(behave=raising("dms_closed", permanent=True)),
    )
    await evening.deliver()
    assert await states(sql) == {("failed", "dms_closed"): 1}


async def test_a_message_is_handed_over_only_to_channels_that_somebody_delivers_on(
    sql: Any, database: Database
) -> None:
    people = await add_people(sql, 1, NOW)
    await reach_on(sql, people[0], "telegram")
    await reach_on(sql, people[0], "signal")
    await add_test_rows(sql, people, NOW, LATER, payload=HANDS_OVER)
    signal = MemoryChannel("signal", idempotent=False)
    evening = Evening(database, signal, MemoryChannel(behave=raising("dms_closed", permanent=True)))
    await evening.deliver()
    await evening.deliver()
    assert len(signal.sent) == 1
    assert await sql.fetchval("SELECT count(*) FROM notifications_ledger") == 2
