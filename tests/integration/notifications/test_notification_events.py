"""Who hears of the daily check-in and of a session that is ready (issue: tell people once)."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from typing import Any, get_args
from zoneinfo import ZoneInfo

import pytest

from bot.duties.reminders import daily_reminder, session_ready
from muster.channels.rules import ChannelType, PreferredChannel, fallback_order
from muster.database import Database
from muster.notifications import dispatch, service
from muster.notifications.sending_rules import Send, Skip, Wait, before_sending
from muster.notifications.settling_rules import skipped
from muster.settings import Settings
from tests.support.running.websites import becomes
from tests.support.scenes.community import settings_for
from tests.support.scenes.evenings import evening
from tests.support.scenes.ledger import WAITING, add_people

ZONE = ZoneInfo("Europe/Ljubljana")
TODAY = date(2026, 11, 20)
AT_16 = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
ALL: list[ChannelType] = ["discord", "telegram", "signal"]


@pytest.fixture
def settings(database_url: str) -> Settings:
    return settings_for(
        database_url, availability_session_ready_threshold=3, discord_announce_channel_id=77
    )


async def choose_reminders(sql: Any, people: list[int], *, wanted: bool = True) -> None:
    await sql.execute(
        """
        INSERT INTO availability_user_settings
               (user_id, availability_reminders_enabled, created_at, updated_at)
        SELECT id, $3, $2, $2 FROM unnest($1::bigint[]) AS id
        """,
        people,
        AT_16,
        wanted,
    )


async def answer(sql: Any, user_id: int, status: str, day: date = TODAY) -> None:
    await sql.execute(
        """
        INSERT INTO availability_entries (user_id, entry_date, status, created_at, updated_at)
        VALUES ($1, $2, $3, $4, $4)
        ON CONFLICT (user_id, entry_date) DO UPDATE SET status = EXCLUDED.status
        """,
        user_id,
        day,
        status,
        AT_16,
    )


async def recipients(sql: Any, event: str) -> set[tuple[Any, str]]:
    rows = await sql.fetch(
        "SELECT coalesce(user_id, -discord_channel_id), channel_type FROM notifications_ledger"
        " WHERE event_key LIKE $1 || '%'",
        event,
    )
    return {(row[0], row[1]) for row in rows}


async def test_the_check_in_goes_to_those_who_want_it_and_have_not_answered(
    sql: Any, database: Database, settings: Settings
) -> None:
    wants, answered, never_chose, wants_none = await add_people(sql, 4, AT_16)
    await choose_reminders(sql, [wants, answered])
    await choose_reminders(sql, [wants_none], wanted=False)
    await answer(sql, answered, "NOT_PLAYING")
    step = daily_reminder(database, settings, ALL)
    assert await step(AT_16 - timedelta(seconds=1)) == AT_16
    assert await recipients(sql, "DAILY_REMINDER") == set()
    assert await step(AT_16) == AT_16 + timedelta(minutes=1)
    await step(AT_16 + timedelta(minutes=5))
    assert await recipients(sql, "DAILY_REMINDER:2026-11-20") == {
        (wants, "discord"),
        (never_chose, "discord"),
        (-77, "discord"),
    }
    async with database.connection() as connection:
        rows = await dispatch.claim(connection, "discord", "one", 10, AT_16)
    assert {before_sending(row, AT_16, ZONE) for row in rows} == {Send()}


async def test_somebody_who_is_not_linked_is_not_checked_in_on(
    sql: Any, database: Database, settings: Settings
) -> None:
    (gone,) = await add_people(sql, 1, AT_16)
    await sql.execute("DELETE FROM user_player_links")
    await choose_reminders(sql, [gone])
    await daily_reminder(database, settings, ALL)(AT_16)
    assert await recipients(sql, "DAILY_REMINDER") == {(-77, "discord")}


async def test_after_downtime_the_check_in_still_comes_but_not_after_eight(
    sql: Any, database: Database, settings: Settings
) -> None:
    (person,) = await add_people(sql, 1, AT_16)
    await choose_reminders(sql, [person])
    step = daily_reminder(database, settings, ALL)
    await step(datetime(2026, 11, 20, 19, 0, tzinfo=UTC))  # 20:00 in Ljubljana
    assert await recipients(sql, "DAILY") == set()
    await step(datetime(2026, 11, 20, 18, 59, tzinfo=UTC))
    assert (person, "discord") in await recipients(sql, "DAILY")


async def test_whoever_switches_the_check_in_on_after_its_time_hears_of_todays(
    sql: Any, database: Database, settings: Settings
) -> None:
    early, late = await add_people(sql, 2, AT_16)
    await choose_reminders(sql, [early])
    await choose_reminders(sql, [late], wanted=False)
    step = daily_reminder(database, settings, ALL)
    again_at = await step(AT_16)
    assert again_at <= AT_16 + timedelta(minutes=1)
    await sql.execute("UPDATE availability_user_settings SET availability_reminders_enabled = true")
    await step(again_at)
    assert await recipients(sql, "DAILY") == {
        (early, "discord"),
        (late, "discord"),
        (-77, "discord"),
    }
    at_eight = datetime(2026, 11, 20, 19, 0, tzinfo=UTC)
    assert await step(at_eight) == datetime(2026, 11, 20, 23, 0, tzinfo=UTC)


async def test_whoever_answered_meanwhile_is_not_asked(
    sql: Any, database: Database, settings: Settings
) -> None:
    people = await add_people(sql, 2, AT_16)
    await choose_reminders(sql, people)
    await daily_reminder(database, settings, ["discord"])(AT_16)
    await answer(sql, people[0], "LOOKING")
    async with database.connection() as connection:
        rows = await dispatch.claim(connection, "discord", "one", 10, AT_16)
    decisions = {row.user_id: before_sending(row, AT_16, ZONE) for row in rows}
    assert decisions == {people[0]: Skip("cancelled"), people[1]: Send(), None: Send()}


async def test_a_ready_session_is_told_to_the_pool_once(
    sql: Any, database: Database, settings: Settings
) -> None:
    people = await add_people(sql, 6, AT_16)
    step = session_ready(database, settings, ALL)
    for person, status in zip(people, ("LOOKING", "LOOKING", "MAYBE", "NOT_PLAYING"), strict=False):
        await answer(sql, person, status)
    await step(AT_16)
    assert await recipients(sql, "SESSION_READY") == set()
    await answer(sql, people[4], "LOOKING")
    await step(AT_16)
    expected = {(people[n], "discord") for n in (0, 1, 2, 4)} | {(-77, "discord")}
    assert await recipients(sql, "SESSION_READY:2026-11-20:threshold=3") == expected
    # Coming and going tells nobody again; who comes later is told then.
    await answer(sql, people[4], "MAYBE")
    await step(AT_16)
    await answer(sql, people[4], "LOOKING")
    await answer(sql, people[5], "AVAILABLE")
    await step(AT_16)
    assert await recipients(sql, "SESSION_READY") == expected | {(people[5], "discord")}


async def test_a_threshold_of_one_s_own_is_honoured(
    sql: Any, database: Database, settings: Settings
) -> None:
    people = await add_people(sql, 5, AT_16)
    await sql.execute(
        """
        INSERT INTO subscription_preferences (user_id, notify_threshold, created_at, updated_at)
        VALUES ($1, 5, $2, $2)
        """,
        people[0],
        AT_16,
    )
    step = session_ready(database, settings, ALL)
    for person in people[:4]:
        await answer(sql, person, "LOOKING")
    await step(AT_16)
    assert (people[0], "discord") not in await recipients(sql, "SESSION_READY")
    await answer(sql, people[4], "LOOKING")
    await step(AT_16)
    assert await recipients(sql, "SESSION_READY:2026-11-20:threshold=5") == {(people[0], "discord")}


async def test_when_somebody_leaves_the_message_waits_until_it_is_true_again(
    sql: Any, database: Database, settings: Settings
) -> None:
    people = await add_people(sql, 4, AT_16)
    for person in people[:3]:
        await answer(sql, person, "LOOKING")
    await session_ready(database, settings, ["discord"])(AT_16)
    await answer(sql, people[2], "NOT_PLAYING")
    async with database.connection() as connection:
        rows = await dispatch.claim(connection, "discord", "one", 10, AT_16)
    decisions = {row.user_id: before_sending(row, AT_16, ZONE) for row in rows}
    assert decisions[people[0]] == Wait(AT_16 + timedelta(seconds=60))
    assert decisions[people[2]] == Skip("withdrew")
    assert decisions[None] == Wait(AT_16 + timedelta(seconds=60))


async def test_quiet_hours_put_a_message_off_while_it_is_of_use(
    sql: Any, database: Database, settings: Settings
) -> None:
    short, long = await add_people(sql, 2, AT_16)
    await choose_reminders(sql, [short, long])
    for person, end in ((short, "17:30"), (long, "06:00")):
        await sql.execute(
            """
            INSERT INTO subscription_preferences
                   (user_id, quiet_hours_start, quiet_hours_end, created_at, updated_at)
            VALUES ($1, '15:00', $2::text::time, $3, $3)
            """,
            person,
            end,
            AT_16,
        )
    await daily_reminder(database, settings, ["discord"])(AT_16)
    async with database.connection() as connection:
        rows = await dispatch.claim(connection, "discord", "one", 10, AT_16)
    decisions = {row.user_id: before_sending(row, AT_16, ZONE) for row in rows if row.user_id}
    assert decisions == {
        short: Wait(datetime(2026, 11, 20, 16, 30, tzinfo=UTC)),
        long: Skip("quiet_hours"),
    }


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
        await becomes(lambda: sql.fetchval(WAITING), 1)
    await second
    assert await recipients(sql, "DAILY") == {(person, "telegram"), (-77, "discord")}


async def test_two_that_see_other_thresholds_tell_a_person_once_that_enough_are_looking(
    sql: Any, database: Database, settings: Settings
) -> None:
    people = await add_people(sql, 2, AT_16)
    for person in people:
        await answer(sql, person, "LOOKING")
    async with database.transaction() as first:
        await service.queue_session_ready(first, evening(TODAY, 2), ALL, None, AT_16)
        await sql.execute(
            "INSERT INTO subscription_preferences"
            " (user_id, notify_threshold, created_at, updated_at) VALUES ($1, 1, $2, $2)",
            people[0],
            AT_16,
        )
        second = asyncio.ensure_future(session_ready(database, settings, ALL)(AT_16))
        await becomes(lambda: sql.fetchval(WAITING), 1)
    await second
    keys = await sql.fetch("SELECT event_key FROM notifications_ledger WHERE user_id IS NOT NULL")
    assert [row[0] for row in keys] == ["SESSION_READY:2026-11-20:threshold=2"] * 2


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


async def go_away(sql: Any, person: int, since: datetime) -> None:
    await sql.execute(
        """
        INSERT INTO subscription_preferences
               (user_id, away_until, away_since, created_at, updated_at)
        VALUES ($1, '2026-11-22', $2, $2, $2)
        """,
        person,
        since,
    )


async def test_who_is_away_hears_of_nothing_unless_they_answered_since(
    sql: Any, database: Database, settings: Settings
) -> None:
    here, away, gone, back = await add_people(sql, 4, AT_16)
    for person in (gone, back, here):
        await answer(sql, person, "LOOKING")
    answered_at = await sql.fetchval(
        "SELECT updated_at FROM availability_entries WHERE user_id = $1", gone
    )
    await go_away(sql, away, AT_16)
    await go_away(sql, gone, answered_at + timedelta(seconds=1))
    await go_away(sql, back, answered_at)
    await daily_reminder(database, settings, ["discord"])(AT_16)
    await session_ready(database, settings, ["discord"])(AT_16)
    async with database.connection() as connection:
        rows = await dispatch.claim(connection, "discord", "one", 20, AT_16)
    decisions = {
        (row.user_id, row.kind): before_sending(row, AT_16, ZONE) for row in rows if row.user_id
    }
    assert decisions == {
        (away, "daily_reminder"): Skip("away"),
        (here, "session_ready"): Send(),
        (gone, "session_ready"): Skip("away"),
        (back, "session_ready"): Send(),
    }
