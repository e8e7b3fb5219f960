"""What the database itself refuses, and under which name: section 9 of the contract and the
delivery rules. The names matter: a constraint's name maps to the error that a person reads."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from datetime import date, time
from typing import Any

import asyncpg
import pytest

from tests.support.scenes.bad_rows_of_evenings import ANOTHER_EVENING, BAD_ROWS_OF_EVENINGS, MADE
from tests.support.scenes.bad_rows_of_people import BAD_ROWS_OF_PEOPLE
from tests.support.scenes.good_rows import ANNOUNCEMENT, GOOD, LATER, NOW, OTHER_HASH, insert

REFUSED = [*BAD_ROWS_OF_PEOPLE, *BAD_ROWS_OF_EVENINGS]

# Targets of foreign keys that hold by another key already.
IMPLIED = {
    "planning_team_names_session_id_id_key",
    "planning_team_members_session_id_side_user_id_key",
    "players_own_guid_key",
}


def table_of(constraint: str) -> str:
    return max((name for name in GOOD if constraint.startswith(f"{name}_")), key=len)


@pytest.fixture
async def filled(database_url: str) -> AsyncGenerator[Any, None]:
    """Three users, two players, one with an alt, and one good row in every other table."""
    connection = await asyncpg.connect(database_url)
    await connection.execute("INSERT INTO website_users (created_at) VALUES ($1), ($1), ($1)", NOW)
    for table in GOOD:
        await insert(connection, table)
    await insert(connection, "players", {"guid": "g2", "canonical_name": "Other"})
    await insert(connection, "players", {"guid": "a1", "canonical_name": "Alt", "main_guid": "g2"})
    await insert(connection, "notifications_ledger", ANNOUNCEMENT)
    await insert(connection, "discord_scheduled_events", MADE | {"event_date": date(2026, 11, 19)})
    yield connection
    await connection.close()


async def test_what_does_not_fit_is_refused_by_name(filled: Any) -> None:
    for constraint, changes in REFUSED:
        with pytest.raises(asyncpg.IntegrityConstraintViolationError) as refused:
            await insert(filled, table_of(constraint), changes)
        assert getattr(refused.value, "constraint_name", None) == constraint, changes


async def test_every_rule_of_the_database_is_proven_above(filled: Any) -> None:
    rows = await filled.fetch("""
        SELECT conname AS name FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace AND contype IN ('c', 'f', 'u', 'x')
        UNION
        SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
        WHERE c.relnamespace = 'public'::regnamespace AND i.indisunique AND NOT i.indisprimary""")
    assert {row["name"] for row in rows} - IMPLIED == {
        name for name, _ in REFUSED if not name.endswith("_pkey")
    }


async def test_a_cancelled_campaign_frees_the_day(filled: Any) -> None:
    await filled.execute(
        "UPDATE availability_promotion_campaigns SET status = 'cancelled', cancelled_at = $1", NOW
    )
    await insert(filled, "availability_promotion_campaigns")


async def test_imported_players_may_share_a_name(filled: Any) -> None:
    await insert(filled, "players", {"guid": "g3", "origin": "imported"})


async def test_where_one_channel_failed_another_takes_over(filled: Any) -> None:
    await filled.execute("UPDATE notifications_ledger SET state = 'failed'")
    await insert(filled, "notifications_ledger", {"channel_type": "telegram"})


async def test_logs_are_never_rewritten(filled: Any) -> None:
    for table in ("account_link_audit_log", "availability_promotion_send_logs"):
        with pytest.raises(asyncpg.RestrictViolationError, match=table):
            await filled.execute(f"UPDATE {table} SET created_at = $1", LATER)


async def test_a_captain_leads_the_side_they_play_on(filled: Any) -> None:
    """Judged at the commit, so that a draft can be replaced in any order."""
    async with filled.transaction():
        await filled.execute("UPDATE planning_teams SET captain_user_id = 2")
        await insert(filled, "planning_team_members", {"user_id": 2})
    await filled.execute("DELETE FROM planning_team_members WHERE user_id = 2")
    assert await filled.fetchval("SELECT captain_user_id FROM planning_teams") is None


async def test_defaults_are_the_contracts(filled: Any) -> None:
    settings = await filled.fetchrow("SELECT * FROM availability_user_settings")
    assert settings["sound_cooldown_seconds"] == 480
    assert settings["availability_reminders_enabled"] is True
    preferences = await filled.fetchrow("SELECT * FROM subscription_preferences")
    assert (preferences["allow_promotions"], preferences["notify_threshold"]) == (False, 0)
    assert await filled.fetchval("SELECT max_attempts FROM availability_promotion_jobs") == 5


async def test_a_person_who_is_removed_takes_their_rows_along(filled: Any) -> None:
    await insert(filled, "website_sessions", {"token_hash": OTHER_HASH, "user_id": 2})
    await insert(filled, "availability_entries", {"user_id": 2})
    await insert(filled, "availability_last_words", {"user_id": 2})
    await insert(filled, "availability_answer_changes", {"user_id": 2})
    await insert(filled, "evening_attendance", {"user_id": 2})
    await insert(filled, "evening_records", {**ANOTHER_EVENING, "closed_by": 2})
    await insert(filled, "notifications_ledger", {"user_id": 2})
    await insert(filled, "availability_promotion_send_logs", {"user_id": 2})
    await filled.execute("DELETE FROM website_users WHERE id = 2")
    assert await filled.fetchval("SELECT count(*) FROM availability_entries") == 1
    assert await filled.fetchval("SELECT count(*) FROM availability_last_words") == 1
    assert await filled.fetchval("SELECT count(*) FROM availability_answer_changes") == 1
    assert await filled.fetchval("SELECT count(*) FROM evening_attendance") == 1
    # An evening's record names nobody, and stays.
    assert await filled.fetchval("SELECT count(*) FROM evening_records") == 2
    assert await filled.fetchval("SELECT count(closed_by) FROM evening_records") == 1


async def test_what_does_not_go_with_a_status_is_gone_where_an_older_writer_changes_it(
    filled: Any,
) -> None:
    said = {"user_id": 2, "status": "AVAILABLE", "arrives_at": time(21, 30), "only_if": 6}
    await insert(filled, "availability_entries", said)
    for status, left in (("LOOKING", (time(21, 30), None)), ("MAYBE", (None, None))):
        await filled.execute("UPDATE availability_entries SET status = $1", status)
        row = await filled.fetchrow("SELECT * FROM availability_entries WHERE user_id = 2")
        assert (row["arrives_at"], row["only_if"]) == left


async def test_later_arrivals_have_higher_numbers(filled: Any) -> None:
    await insert(filled, "availability_entries", {"user_id": 3})
    await insert(filled, "availability_entries", {"user_id": 2})
    rows = await filled.fetch("SELECT user_id FROM availability_entries ORDER BY arrival_number")
    assert [row["user_id"] for row in rows] == [1, 3, 2]
