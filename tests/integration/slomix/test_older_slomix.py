"""A slomix with fewer tables than today's, columns of other kinds, or what Muster's do not hold."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import asyncpg
import pytest

from muster.errors import MusterError
from tests.support.slomix.importing import everything, run, user_ids

_ZONED = "timestamptz USING {} AT TIME ZONE 'UTC'"


async def change(url: str, statements: str) -> None:
    """Change slomix's tables."""
    there = await asyncpg.connect(url)
    try:
        await there.execute(statements)
    finally:
        await there.close()


async def refused(database_url: str, slomix_url: str) -> str:
    with pytest.raises(MusterError) as caught:
        await run(database_url, slomix_url)
    return str(caught.value)


async def test_tables_in_a_later_schema_of_its_search_path(
    database_url: str, own_slomix_url: str, slomix_url: str
) -> None:
    await change(
        own_slomix_url,
        """
        CREATE SCHEMA app;
        DO $$ BEGIN
            EXECUTE format('ALTER DATABASE %I SET search_path = app, public', current_database());
        END $$;
        """,
    )
    assert (await run(database_url, own_slomix_url)).written != {}
    assert (await run(database_url, slomix_url)).written == {}


async def test_columns_of_other_kinds_say_the_same(
    database_url: str, own_slomix_url: str, slomix_url: str, sql: Any
) -> None:
    await change(
        own_slomix_url,
        f"""
        ALTER TABLE player_links ALTER discord_id TYPE text;
        ALTER TABLE discord_accounts ALTER discord_user_id TYPE text;
        ALTER TABLE user_permissions ALTER discord_id TYPE text, ALTER added_by TYPE varchar(20);
        ALTER TABLE availability_entries ALTER entry_date TYPE timestamp,
                                         ALTER created_at TYPE {_ZONED.format("created_at")};
        ALTER TABLE availability_user_settings ALTER sound_cooldown_seconds DROP DEFAULT,
                                               ALTER sound_cooldown_seconds TYPE text;
        ALTER TABLE availability_promotion_campaigns ALTER target_start_time DROP DEFAULT,
                                                     ALTER target_start_time TYPE text;
        ALTER TABLE availability_promotion_jobs ALTER run_at TYPE timestamp
                                                      USING run_at AT TIME ZONE 'UTC';
        ALTER TABLE subscription_preferences ALTER quiet_hours DROP DEFAULT,
                                             ALTER quiet_hours TYPE text;
        """,
    )
    await run(database_url, own_slomix_url)
    before = await everything(sql)
    again = await run(database_url, slomix_url)
    assert again.written == {}
    assert await everything(sql) == before
    assert len(await user_ids(sql)) == 10


async def test_what_is_none_of_ours_is_left_and_told_of(
    database_url: str, own_slomix_url: str
) -> None:
    await change(
        own_slomix_url,
        """
        ALTER TABLE availability_entries DROP CONSTRAINT availability_entries_status_check;
        UPDATE availability_entries SET status = 'PERHAPS' WHERE id = 1;
        UPDATE availability_promotion_jobs SET run_at = 'infinity' WHERE id = 1;
        UPDATE availability_promotion_send_logs SET channel_type = 'fax' WHERE id = 1;
        """,
    )
    report = await run(database_url, own_slomix_url)
    left = report.left[("availability_entries", "an answer that Muster does not know")]
    assert left.ids == ["1"]
    left = report.left[
        ("availability_promotion_send_logs", "on a channel that Muster does not have")
    ]
    assert left.ids == ["1"]


async def test_a_row_that_breaks_a_rule_of_the_tables(
    database_url: str, own_slomix_url: str, sql: Any
) -> None:
    await change(
        own_slomix_url, "UPDATE availability_promotion_jobs SET job_type = 'geheim' WHERE id = 1"
    )
    before = await everything(sql)
    sentence = await refused(database_url, own_slomix_url)
    assert sentence == (
        "slomix has campaigns that Muster cannot store "
        "(availability_promotion_jobs_job_type_check), and nothing was written; please report it"
    )
    assert await everything(sql) == before


async def test_a_column_that_cannot_be_read(database_url: str, own_slomix_url: str) -> None:
    await change(
        own_slomix_url,
        """
        ALTER TABLE player_links ALTER discord_id TYPE text;
        UPDATE player_links SET discord_id = 'geheim ' || id;
        """,
    )
    assert await refused(database_url, own_slomix_url) == (
        "slomix's table player_links has a column of another kind than slomix's, which cannot be "
        "read as that"
    )


async def test_an_old_slomix_with_few_tables(
    database_url: str, empty_database_url: str, sql: Any
) -> None:
    there = await asyncpg.connect(empty_database_url)
    await there.execute(
        """
        CREATE TABLE availability_entries (
            id bigserial PRIMARY KEY, user_id bigint NOT NULL, user_name text,
            entry_date date NOT NULL, status text NOT NULL, updated_at timestamp);
        CREATE TABLE player_links (
            discord_id bigint PRIMARY KEY, discord_username text NOT NULL, et_guid text NOT NULL,
            et_name text, linked_date timestamp);
        INSERT INTO player_links VALUES (9004, 'dan', 'DDDD4444', '^1Dan', '2024-05-05 10:00');
        INSERT INTO availability_entries (user_id, entry_date, status)
        VALUES (9004, '2026-11-20', 'LOOKING');
        """
    )
    await there.close()
    report = await run(database_url, empty_database_url)
    row = await sql.fetchrow(
        "SELECT p.canonical_name, k.linked_at, e.status FROM user_player_links k"
        " JOIN players p ON p.guid = k.player_guid"
        " JOIN availability_entries e ON e.user_id = k.user_id"
    )
    assert tuple(row) == ("Dan", datetime(2024, 5, 5, 10, 0, tzinfo=UTC), "LOOKING")
    assert report.notes[0].startswith("Tables that this slomix does not have: website_users, ")
