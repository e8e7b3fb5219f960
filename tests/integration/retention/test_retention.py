"""What is forgotten by age, what stays, and that nothing shown or promised changes by it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.chats.contract import OutgoingMessage, TransportError
from bot.duties.clean_up import CLEAN_UP_EVERY, NEXT_STEP_AFTER, clean_up
from muster.availability.rules import DateRange, StatusGroup
from muster.availability.service import read_status_groups
from muster.calls.rules import LOOKS_BACK
from muster.database import Database
from muster.errors import MusterError
from muster.identity.player_store import find_own_creation
from muster.promotions import service as promotions
from muster.refusals import RefusalCode
from muster.retention.rules import KEPT_BY, STAYS, Kept, before
from muster.retention.service import forget_old
from muster.settings import load_settings
from tests.support.scenes.campaigns import DAY, CampaignEvening, at
from tests.support.scenes.good_rows import GOOD, LATER, NOW, TODAY, insert
from tests.support.scenes.ledger import add_people, add_test_rows

ZONE = ZoneInfo("Europe/Ljubljana")
KEPT = Kept(history_days=400, ledger_days=400, audit_days=400)
OLD = NOW + timedelta(days=401)
SETTLED: dict[str, dict[str, Any]] = {
    "availability_promotion_jobs": {"status": "sent", "sent_at": NOW},
    "notifications_ledger": {"state": "sent", "sent_at": NOW},
    "calls": {"status": "stopped", "next_wave_at": None, "ended_at": NOW},
    "tonight_messages": {"closed_at": LATER},
    "discord_scheduled_events": {"state": "failed"},
    # Not the row that says who made a profile.
    "account_link_audit_log": {"player_guid": None},
}


async def forget_all(database: Database, now: datetime, at_once: int = 1_000) -> int:
    """Forget until there is nothing left to; in how many steps."""
    steps = 1
    while await forget_old(database, KEPT, ZONE, now, at_once=at_once):
        steps += 1
    return steps


async def sizes(sql: Any) -> dict[str, int]:
    return {table: await sql.fetchval(f"SELECT count(*) FROM {table}") for table in GOOD}


async def test_every_table_is_pruned_or_says_why_not(sql: Any) -> None:
    rows = await sql.fetch(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
    )
    assert {row[0] for row in rows} == KEPT_BY.keys() | STAYS.keys()
    assert not KEPT_BY.keys() & STAYS.keys()


GONE_WITH_THE_SESSION = {"push_devices"}
"""Signed out means no push: a device hangs on the session that let it in."""


async def test_each_table_that_grows_is_emptied_when_its_time_has_come_and_not_before(
    sql: Any, database: Database
) -> None:
    await sql.execute("INSERT INTO website_users (created_at) VALUES ($1), ($1), ($1)", NOW)
    for table in GOOD:
        await insert(sql, table, SETTLED.get(table))
    full = await sizes(sql)
    assert set(full.values()) == {1}
    settings = load_settings(env_file=None, database_url="postgresql://unused@/unused")
    step = clean_up(database, settings)

    # What has ended is gone after a day or two, whatever the settings.
    now = NOW + timedelta(days=399)
    while await step(now) != now + CLEAN_UP_EVERY:
        pass
    left = await sizes(sql)
    assert {table for table in GOOD if not left[table]} == {
        table for table, keeping in KEPT_BY.items() if keeping == "ended"
    } | GONE_WITH_THE_SESSION

    now = OLD
    assert await step(now) == now + NEXT_STEP_AFTER
    while await step(now) != now + CLEAN_UP_EVERY:
        pass
    left = await sizes(sql)
    pruned = {table for table, keeping in KEPT_BY.items() if keeping != "latest"}
    assert {table for table in GOOD if not left[table]} == pruned | GONE_WITH_THE_SESSION


async def test_what_is_open_stays_however_old_it_is(sql: Any, database: Database) -> None:
    await sql.execute("INSERT INTO website_users (created_at) VALUES ($1), ($1), ($1)", NOW)
    for table in GOOD:
        await insert(sql, table)
    await forget_all(database, OLD)
    left = await sizes(sql)
    for table in (
        "notifications_ledger",
        "availability_promotion_send_logs",
        "availability_promotion_recipients",
        "discord_scheduled_events",
    ):
        assert left[table] == 1, table
    assert await sql.fetchval("SELECT count(*) FROM calls WHERE status = 'running'") == 1


async def test_what_could_be_said_again_is_remembered(sql: Any, database: Database) -> None:
    """A message is said once an evening; its evening may come long after the row was made."""
    (person,) = await add_people(sql, 1, NOW)
    made = OLD - timedelta(days=450)
    await add_test_rows(
        sql, [person], made, OLD - timedelta(days=399), event_key="CONDITION:2027-11-20"
    )
    await add_test_rows(
        sql, [person], made, made + timedelta(hours=1), event_key="CONDITION:2026-11-20"
    )
    await sql.execute("UPDATE notifications_ledger SET state = 'sent', sent_at = $1", made)
    await forget_all(database, OLD)
    rows = await sql.fetch("SELECT event_key FROM notifications_ledger")
    assert [row[0] for row in rows] == ["CONDITION:2027-11-20"]


async def test_a_campaign_is_shown_as_before_once_its_rows_are_gone(
    sql: Any, database: Database
) -> None:
    evening = CampaignEvening(sql, database)
    promoter, *_ = await evening.add_people(5)
    refused = iter((RefusalCode.DMS_CLOSED, RefusalCode.DMS_CLOSED))

    def behave(_message: OutgoingMessage) -> None:
        code = next(refused, None)
        if code is not None:
            raise TransportError(code, permanent=True)

    evening.discord.behave = behave
    created = await evening.promote(promoter)
    await evening.tick(at(20, 45))
    await sql.execute(
        """
        UPDATE notifications_ledger SET state = 'unknown', sent_at = NULL, last_error = 'timeout'
         WHERE id = (SELECT min(id) FROM notifications_ledger WHERE state = 'failed')
        """
    )
    evening.now = at(20, 50)
    (late,) = await evening.add_people(1)
    await evening.tick(at(21, 0))
    await evening.tick(at(21, 15))
    await evening.tick(at(21, 40))

    async def shown() -> tuple[Any, ...]:
        async with database.connection() as connection:
            (past,) = await promotions.list_campaigns(connection, 10, None)
            today = await promotions.read_campaign(connection, DAY, promoter)
        assert today is not None
        return past, today.counts, [job.counts for job in today.jobs]

    as_it_was = await shown()
    assert as_it_was[0].counts.unknown
    assert as_it_was[0].looking_afterwards == 1
    assert late
    await forget_all(database, OLD)
    assert await sql.fetchval("SELECT count(*) FROM notifications_ledger") == 0
    assert await sql.fetchval("SELECT count(*) FROM availability_promotion_send_logs") == 0
    assert await sql.fetchval("SELECT count(*) FROM availability_entries") == 0
    assert await sql.fetchval("SELECT pruned_at IS NOT NULL FROM availability_promotion_campaigns")
    assert await shown() == as_it_was
    assert created.campaign_id == as_it_was[0].id


@pytest.mark.parametrize("at_once", [1, 2, 1_000])
async def test_a_past_day_keeps_its_numbers_without_names(
    sql: Any, database: Database, at_once: int
) -> None:
    linked = await add_people(sql, 5, NOW)
    unlinked = await sql.fetchval(
        "INSERT INTO website_users (created_at) VALUES ($1) RETURNING id", NOW
    )
    for user_id, status in zip(
        [*linked, unlinked], ["LOOKING"] * 3 + ["MAYBE"] * 2 + ["LOOKING"], strict=True
    ):
        await insert(sql, "availability_entries", {"user_id": user_id, "status": status})
    wanted = DateRange(TODAY, TODAY)

    async def groups(*, named: bool) -> list[StatusGroup]:
        async with database.connection() as connection:
            found = await read_status_groups(connection, wanted, linked[0], named=named)
        return sorted(found, key=lambda group: group.status)

    numbers = [(group.status, group.number) for group in await groups(named=False)]
    assert numbers == [("LOOKING", 3), ("MAYBE", 2)]
    # Numbers are the same at each step on the way, too.
    while await forget_old(database, KEPT, ZONE, OLD, at_once=at_once):
        assert [(group.status, group.number) for group in await groups(named=True)] == numbers
    assert await groups(named=True) == [
        StatusGroup(TODAY, "LOOKING", 3, None, own=False),
        StatusGroup(TODAY, "MAYBE", 2, None, own=False),
    ]
    assert await sql.fetchval("SELECT count(*) FROM availability_entries") == 0


async def test_messages_become_numbers_by_the_day_on_which_they_were_due(
    sql: Any, database: Database
) -> None:
    people = await add_people(sql, 6, NOW)
    due = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)  # after midnight in Ljubljana
    await add_test_rows(sql, people, due, due + timedelta(minutes=10))
    late = [timedelta(seconds=1), timedelta(seconds=1.2), timedelta(0), timedelta(0)]
    for user_id, seconds, attempt in zip(people, late, (1, 1, 1, 2), strict=False):
        await sql.execute(
            "UPDATE notifications_ledger SET state = 'sent', sent_at = $2, attempt = $3"
            " WHERE user_id = $1",
            user_id,
            due + seconds,
            attempt,
        )
    await sql.execute(
        "UPDATE notifications_ledger SET state = 'skipped', reason = 'away' WHERE state = 'pending'"
    )
    await forget_all(database, OLD + timedelta(days=1), at_once=1)
    rows = await sql.fetch("SELECT * FROM notification_day_counts ORDER BY number DESC")
    assert [tuple(row) for row in rows] == [
        (date(2026, 11, 21), "discord", "test", "sent", "", 4, 2),
        (date(2026, 11, 21), "discord", "test", "skipped", "away", 2, 0),
    ]


async def test_a_step_is_small_and_waits_for_nobody(sql: Any, database: Database) -> None:
    people = await add_people(sql, 5, NOW)
    await add_test_rows(sql, people, NOW, LATER)
    await sql.execute("UPDATE notifications_ledger SET state = 'failed'")
    async with database.transaction() as other:
        await other.execute(
            "SELECT FROM notifications_ledger WHERE user_id = $1 FOR UPDATE", people[0]
        )
        assert await forget_old(database, KEPT, ZONE, OLD, at_once=2)
        assert await sql.fetchval("SELECT count(*) FROM notifications_ledger") == 3
        while await forget_old(database, KEPT, ZONE, OLD, at_once=2):
            pass
        assert await sql.fetchval("SELECT array_agg(user_id) FROM notifications_ledger") == [
            people[0]
        ]
    await forget_all(database, OLD, at_once=2)
    assert await sql.fetchval("SELECT count(*) FROM notifications_ledger") == 0


async def test_who_made_a_profile_can_take_it_up_again_after_years(
    sql: Any, database: Database
) -> None:
    user_id = await sql.fetchval(
        "INSERT INTO website_users (created_at) VALUES ($1) RETURNING id", NOW
    )
    await insert(sql, "players", {"created_at": NOW})
    made = {"user_id": user_id, "actor_user_id": user_id, "player_guid": "g1"}
    await insert(sql, "account_link_audit_log", made)
    await insert(
        sql, "account_link_audit_log", made | {"action": "player_unlinked", "created_at": LATER}
    )
    await forget_all(database, OLD)
    async with database.connection() as connection:
        found = await find_own_creation(connection, user_id)
    assert found is not None
    assert found.guid == "g1"
    assert await sql.fetchval("SELECT count(*) FROM account_link_audit_log") == 1


def test_calls_can_look_back_as_far_as_they_do() -> None:
    with pytest.raises(MusterError):
        load_settings(env_file=None, muster_ledger_days=LOOKS_BACK.days)
    assert load_settings(env_file=None, muster_ledger_days=190).muster_ledger_days > LOOKS_BACK.days


def test_days_end_at_the_communitys_midnight() -> None:
    old = before(Kept(30, 200, 100), ZONE, datetime(2026, 11, 20, 23, 30, tzinfo=UTC))
    assert old.history == date(2026, 10, 21)
    assert old.ledger_day == date(2026, 5, 5)
    assert old.ledger == datetime(2026, 5, 4, 22, 0, tzinfo=UTC)
    assert old.campaigns == date(2026, 10, 21)
