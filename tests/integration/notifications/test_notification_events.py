"""Who hears of the daily check-in and of a session that is ready (issue: tell people once)."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.duties.reminders import daily_reminder, session_ready
from muster.database import Database
from muster.notifications import dispatch, service
from muster.notifications.sending_rules import Send, Skip, Wait, before_sending
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
        await becomes(lambda: waiting(sql), 1)
    await second
    keys = await sql.fetch("SELECT event_key FROM notifications_ledger WHERE user_id IS NOT NULL")
    assert [row[0] for row in keys] == ["SESSION_READY:2026-11-20:threshold=2"] * 2


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
