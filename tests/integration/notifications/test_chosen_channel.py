"""On which channel somebody hears of an event: the best that is on, also where that changes."""

from __future__ import annotations

import asyncio
from itertools import combinations
from typing import Any, get_args

import pytest

from bot.duties.reminders import daily_reminder, session_ready
from muster.channels.rules import ChannelType, PreferredChannel, fallback_order
from muster.database import Database
from muster.notifications import dispatch, service
from muster.notifications.sending_rules import Skip, before_sending
from muster.notifications.settling_rules import skipped
from muster.settings import Settings
from tests.support.running.locks import waiting
from tests.support.running.websites import becomes
from tests.support.scenes.evenings import evening
from tests.support.scenes.ledger import add_people
from tests.support.scenes.notifying import (
    ALL,
    AT_16,
    TODAY,
    ZONE,
    answer,
    choose_reminders,
    recipients,
)


async def with_channels(sql: Any, user_id: int, preferred: str | None, *channel_types: str) -> None:
    """Switch channels on, with a verified address each, and say which one is preferred."""
    for channel_type in channel_types:
        await sql.execute(
            """
            INSERT INTO availability_channel_links
                   (channel_type, address_hash, user_id, address_encrypted, encryption_key_id,
                    deliverable, verified_at, created_at, updated_at)
            VALUES ($1, sha256(($1 || $2::bigint)::bytea), $2, 'sealed', 'key', true, $3, $3, $3)
            """,
            channel_type,
            user_id,
            AT_16,
        )
        await switch(sql, user_id, channel_type, on=True)
    if preferred is not None:
        await sql.execute(
            """
            INSERT INTO subscription_preferences
                   (user_id, preferred_channel, created_at, updated_at)
            VALUES ($1, $2, $3, $3)
            ON CONFLICT (user_id) DO UPDATE SET preferred_channel = EXCLUDED.preferred_channel
            """,
            user_id,
            preferred,
            AT_16,
        )


async def switch(sql: Any, user_id: int, channel_type: str, *, on: bool) -> None:
    await sql.execute(
        """
        INSERT INTO availability_subscriptions
               (user_id, channel_type, enabled, created_at, updated_at)
        VALUES ($1, $2, $3, $4, $4)
        ON CONFLICT (user_id, channel_type) DO UPDATE SET enabled = EXCLUDED.enabled
        """,
        user_id,
        channel_type,
        on,
        AT_16,
    )


async def test_whoever_has_several_channels_on_hears_once_on_the_one_they_prefer(
    sql: Any, database: Database, settings: Settings
) -> None:
    """Delivery: at most one row of a person and an event ends `sent`; the order is rule 5's."""
    people = await add_people(sql, 5, AT_16)
    any_of_them, discord, signal, discord_off, preferred_off = people
    await with_channels(sql, any_of_them, None, "telegram", "signal")
    await with_channels(sql, discord, "discord", "telegram", "signal")
    await with_channels(sql, signal, "signal", "telegram", "signal")
    await with_channels(sql, discord_off, "discord", "signal")
    await switch(sql, discord_off, "discord", on=False)
    await with_channels(sql, preferred_off, "telegram", "telegram")
    await switch(sql, preferred_off, "telegram", on=False)
    await choose_reminders(sql, people)
    expected = {
        (any_of_them, "telegram"),
        (discord, "discord"),
        (signal, "signal"),
        (discord_off, "signal"),
        (preferred_off, "discord"),
        (-77, "discord"),
    }
    await daily_reminder(database, settings, ALL)(AT_16)
    assert await recipients(sql, "DAILY_REMINDER") == expected
    for person in people:
        await answer(sql, person, "LOOKING")
    await session_ready(database, settings, ALL)(AT_16)
    assert await recipients(sql, "SESSION_READY") == expected

    # Another choice afterwards is none for what was queued before.
    await with_channels(sql, discord, "telegram")
    await sql.execute("DELETE FROM availability_entries")
    await daily_reminder(database, settings, ALL)(AT_16)
    assert await recipients(sql, "DAILY_REMINDER") == expected
    await answer(sql, discord, "LOOKING")
    await session_ready(database, settings, ALL)(AT_16)
    assert await recipients(sql, "SESSION_READY") == expected


async def test_two_that_queue_at_once_choose_one_channel_for_a_person(
    sql: Any, database: Database, settings: Settings
) -> None:
    """The second waits for the first, and sees its rows, whatever is preferred by then."""
    (person,) = await add_people(sql, 1, AT_16)
    await with_channels(sql, person, "telegram", "telegram")
    await choose_reminders(sql, [person])
    async with database.transaction() as first:
        await service.queue_daily_reminders(first, evening(TODAY), ALL, None, AT_16, AT_16)
        await with_channels(sql, person, "discord")
        second = asyncio.ensure_future(daily_reminder(database, settings, ALL)(AT_16))
        await becomes(lambda: waiting(sql), 1)
    await second
    assert await recipients(sql, "DAILY") == {(person, "telegram"), (-77, "discord")}


PREFERENCES = get_args(PreferredChannel)


@pytest.mark.parametrize("delivers_on", [on for n in (1, 2, 3) for on in combinations(ALL, n)])
async def test_postgresql_s_best_channel_is_the_first_of_the_rules_order(
    sql: Any, delivers_on: tuple[ChannelType, ...]
) -> None:
    people = await add_people(sql, len(PREFERENCES), AT_16)
    for person, preferred in zip(people, PREFERENCES, strict=True):
        await with_channels(sql, person, preferred, "telegram", "signal")
    for person, preferred in zip(people, PREFERENCES, strict=True):
        best = await sql.fetch(
            "SELECT * FROM best_channel($1, $2, NULL, false)", person, delivers_on
        )
        expected = next(each for each in fallback_order(preferred) if each in delivers_on)
        assert [row[0] for row in best] == [expected]


async def test_a_channel_that_was_switched_off_meanwhile_hands_over_to_one_that_is_on(
    sql: Any, database: Database, settings: Settings
) -> None:
    people = await add_people(sql, 2, AT_16)
    elsewhere, nowhere = people
    for person in people:
        await with_channels(sql, person, "telegram", "telegram")
    await choose_reminders(sql, people)
    await daily_reminder(database, settings, ALL)(AT_16)
    for person in people:
        await switch(sql, person, "telegram", on=False)
    await switch(sql, nowhere, "discord", on=False)
    async with database.transaction() as connection:
        rows = await dispatch.claim(connection, "telegram", "one", 10, AT_16)
        assert {before_sending(row, AT_16, ZONE) for row in rows} == {Skip("opted_out")}
        settled = [(row, skipped(row, "opted_out")) for row in rows]
        await dispatch.settle(connection, "one", "telegram", settled, AT_16)
    states = await sql.fetch(
        "SELECT user_id, channel_type, state, reason FROM notifications_ledger"
        " WHERE user_id IS NOT NULL ORDER BY user_id, id"
    )
    assert [tuple(row) for row in states] == [
        (elsewhere, "telegram", "skipped", "opted_out"),
        (elsewhere, "discord", "pending", None),
        (nowhere, "telegram", "skipped", "opted_out"),
    ]
