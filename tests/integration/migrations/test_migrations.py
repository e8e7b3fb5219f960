"""What the SQL files make and undo: one schema, up and down, whatever rows were there before."""

from __future__ import annotations

from typing import Any

import pytest

from muster.migrations import apply, pending, revert
from tests.integration.migrations.conftest import FILES, NOW
from tests.support.running.schemas import schema

# Everything that the contract and the availability document name.
TABLES = {
    "account_link_audit_log",
    "admin_audit",
    "availability_answer_changes",
    "availability_channel_links",
    "availability_day_counts",
    "availability_disputed_handles",
    "availability_entries",
    "availability_last_words",
    "availability_promotion_campaigns",
    "availability_promotion_jobs",
    "availability_promotion_send_logs",
    "availability_subscriptions",
    "availability_user_settings",
    "call_asks",
    "call_habits",
    "calls",
    "discord_accounts",
    "discord_alt_accounts",
    "evening_attendance",
    "evening_minutes",
    "evening_records",
    "invite_arrivals",
    "invites",
    "read_tokens",
    "webhook_deliveries",
    "webhook_events",
    "webhooks",
    "evening_rule_changes",
    "evening_rules",
    "forecast_calibrations",
    "forecast_habits",
    "forecast_learned",
    "forecast_notes",
    "live_status",
    "notifications_ledger",
    "oauth_states",
    "planning_sessions",
    "planning_team_members",
    "planning_team_names",
    "planning_teams",
    "planning_votes",
    "player_aliases",
    "players",
    "subscription_preferences",
    "usual_answers",
    "user_permissions",
    "user_player_links",
    "website_sessions",
    "website_users",
}


async def test_up_down_and_up_again_give_one_schema(empty: Any) -> None:
    nothing = await schema(empty)
    assert [m.number for m in await apply(empty, FILES, NOW)] == list(range(1, len(FILES) + 1))
    first = await schema(empty)

    undone = await revert(empty, FILES)
    assert [m.number for m in undone] == list(range(len(FILES), 0, -1))
    assert await schema(empty) == nothing
    assert await pending(empty, FILES) == FILES

    await apply(empty, FILES, NOW)
    assert await schema(empty) == first


@pytest.mark.parametrize("to", range(len(FILES)))
async def test_each_step_back_leaves_what_stood_before_it(empty: Any, to: int) -> None:
    await apply(empty, FILES[:to], NOW)
    before = await schema(empty)
    await apply(empty, FILES, NOW)
    assert [m.number for m in await revert(empty, FILES, to)] == list(range(len(FILES), to, -1))
    assert await schema(empty) == before


async def test_all_tables_of_the_contract_are_there(empty: Any) -> None:
    await apply(empty, FILES, NOW)
    rows = await empty.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    assert {row["tablename"] for row in rows} >= TABLES


async def test_every_moment_is_stored_with_its_zone(empty: Any) -> None:
    await apply(empty, FILES, NOW)
    rows = await empty.fetch(
        "SELECT table_name, column_name FROM information_schema.columns"
        " WHERE table_schema = 'public' AND data_type = 'timestamp without time zone'"
    )
    assert rows == []


async def test_what_goes_with_its_parent_is_found_by_an_index(empty: Any) -> None:
    """Users apart, whom nothing ever deletes."""
    await apply(empty, FILES, NOW)
    rows = await empty.fetch("""
        SELECT con.conname FROM pg_constraint con
        WHERE con.contype = 'f' AND con.confdeltype = 'c'
          AND con.connamespace = 'public'::regnamespace
          AND con.confrelid <> 'website_users'::regclass
          AND NOT EXISTS (SELECT FROM pg_index i WHERE i.indrelid = con.conrelid
                          AND (string_to_array(i.indkey::text, ' ')::int[])[1] = con.conkey[1])""")
    assert rows == []


async def test_no_function_keeps_the_schema_in_which_it_was_made(empty: Any) -> None:
    await empty.execute('CREATE SCHEMA "First, of two"; SET search_path = "First, of two"')
    await apply(empty, FILES, NOW)
    kept = await empty.fetch(
        """
        SELECT proname, proconfig FROM pg_proc
         WHERE pronamespace = to_regnamespace(quote_ident(current_schema()))
           AND proconfig::text LIKE '%First%'
        """
    )
    assert kept == []


async def test_every_rollback_is_harmless_where_nothing_is(empty: Any) -> None:
    before = await schema(empty)
    for migration in FILES:
        await empty.execute(migration.rollback_sql)
    assert await schema(empty) == before


async def test_events_named_by_a_servers_own_spelling_of_a_date_are_named_anew(empty: Any) -> None:
    before = next(place for place, each in enumerate(FILES) if each.name == "event_keys")
    await apply(empty, FILES[:before], NOW)
    keys = [
        "SESSION_READY:20.11.2026:threshold=6",
        "SESSION_READY:11/20/2026:threshold=9",
        "SESSION_READY:2026-11-20:threshold=6",
        "DAILY_REMINDER:2026-11-20",
    ]
    for key in keys:
        await empty.execute(
            """
            WITH person AS (INSERT INTO website_users (created_at) VALUES ($1) RETURNING id)
            INSERT INTO notifications_ledger (user_id, event_key, channel_type, payload, not_before,
                                              useful_until, created_at, updated_at)
            SELECT id, $2, 'discord', '{"date": "2026-11-20"}', $1, $1, $1, $1 FROM person
            """,
            NOW,
            key,
        )
    await apply(empty, FILES, NOW)
    rows = await empty.fetch("SELECT event_key FROM notifications_ledger ORDER BY user_id")
    assert [row["event_key"] for row in rows] == [
        "SESSION_READY:2026-11-20:threshold=6",
        "SESSION_READY:2026-11-20:threshold=9",
        "SESSION_READY:2026-11-20:threshold=6",
        "DAILY_REMINDER:2026-11-20",
    ]


async def test_newcomers_get_the_check_in_and_nobody_who_was_there_before(empty: Any) -> None:
    (number,) = [m.number for m in FILES if "daily_reminder" in m.name]
    await apply(empty, FILES[: number - 1], NOW)
    for user_id in (1, 2, 3, 4):
        await empty.execute("INSERT INTO website_users (created_at) VALUES ($1)", NOW)
        await empty.execute(
            "INSERT INTO players (guid, name, canonical_name, origin, created_at, updated_at)"
            " VALUES ($1, $1, $1, 'imported', $2, $2)",
            f"guid{user_id}",
            NOW,
        )
    for user_id, wanted in ((1, True), (2, False)):
        await empty.execute(
            "INSERT INTO availability_user_settings"
            " (user_id, availability_reminders_enabled, created_at, updated_at)"
            " VALUES ($1, $2, $3, $3)",
            user_id,
            wanted,
            NOW,
        )
    for user_id in (1, 2, 3):
        await empty.execute(
            "INSERT INTO user_player_links VALUES ($1, $2, $3)", user_id, f"guid{user_id}", NOW
        )
    await apply(empty, FILES, NOW)
    rows = await empty.fetch(
        "SELECT user_id, availability_reminders_enabled FROM availability_user_settings"
    )
    # The third never chose; the fourth has yet to link, and will be a newcomer.
    assert dict(map(tuple, rows)) == {1: True, 2: False, 3: False}


async def test_whoever_was_told_on_several_channels_before_is_told_once_from_now_on(
    empty: Any,
) -> None:
    before = next(place for place, each in enumerate(FILES) if each.name == "once")
    await apply(empty, FILES[:before], NOW)
    await empty.execute("INSERT INTO website_users (created_at) VALUES ($1), ($1), ($1)", NOW)
    ready = "SESSION_READY:2026-11-20:threshold="
    rows = [
        (1, "DAILY_REMINDER:2026-11-20", "discord", "pending"),
        (1, "DAILY_REMINDER:2026-11-20", "telegram", "sent"),
        (1, "DAILY_REMINDER:2026-11-20", "signal", "failed"),
        (2, f"{ready}6", "discord", "sent"),
        (2, f"{ready}7", "telegram", "sent"),
        (3, f"{ready}6", "discord", "pending"),
    ]
    for user_id, key, channel_type, state in rows:
        await empty.execute(
            """
            INSERT INTO notifications_ledger
                   (user_id, event_key, channel_type, state, not_before, useful_until, created_at,
                    updated_at, sent_at)
            VALUES ($2, $3, $4, $5::text, $1, $1, $1, $1,
                    CASE WHEN $5 = 'sent' THEN $1::timestamptz END)
            """,
            NOW,
            user_id,
            key,
            channel_type,
            state,
        )
    await apply(empty, FILES, NOW)
    found = await empty.fetch(
        "SELECT channel_type, state, reason, repeats_another FROM notifications_ledger ORDER BY id"
    )
    assert [tuple(row) for row in found] == [
        ("discord", "skipped", "already_notified", True),
        ("telegram", "sent", None, False),
        ("signal", "failed", None, False),
        ("discord", "sent", None, False),
        ("telegram", "sent", None, True),
        ("discord", "pending", None, False),
    ]
