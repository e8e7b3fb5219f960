"""The SQL files and their runner: forwards, backwards, twice, at once, and edited."""

from __future__ import annotations

import asyncio
import hashlib
import shutil
from collections.abc import AsyncGenerator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from muster.migrations import (
    Migration,
    MigrationError,
    apply,
    edited,
    load_migrations,
    pending,
    revert,
    unknown,
)
from tests.conftest import MIGRATIONS_FOLDER
from tests.support.running.patience import PATIENCE

NOW = datetime(2026, 11, 20, 19, 30, tzinfo=UTC)
FILES = load_migrations(MIGRATIONS_FOLDER)
CROSSING = ("ALTER TABLE one ADD a int;", "ALTER TABLE two ADD a int;")

# What a schema is made of, as text that two schemas can be compared by.
CATALOGS = {
    "columns": """
        SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
               a.attidentity::text, a.attgenerated::text, pg_get_expr(d.adbin, d.adrelid)
        FROM pg_attribute a
        JOIN pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'v', 'm', 'p')
        LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
        WHERE a.attnum > 0 AND NOT a.attisdropped""",
    "relations": "SELECT c.relname, c.relkind::text FROM pg_class c WHERE c.relkind <> 'i'",
    "constraints": """
        SELECT c.conrelid::regclass::text, c.conname, pg_get_constraintdef(c.oid)
        FROM pg_constraint c WHERE true""",
    "indexes": """
        SELECT c.relname, pg_get_indexdef(c.oid) FROM pg_class c WHERE c.relkind = 'i'""",
    "triggers": """
        SELECT t.tgname, pg_get_triggerdef(t.oid)
        FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE NOT t.tgisinternal""",
    "functions": """
        SELECT c.proname, pg_get_functiondef(c.oid) FROM pg_proc c WHERE true""",
    "privileges": """
        SELECT c.relname, a.grantee::regrole::text, a.privilege_type
        FROM pg_class c, aclexplode(c.relacl) a WHERE a.grantee <> c.relowner""",
    "column privileges": """
        SELECT c.relname, t.attname, a.grantee::regrole::text, a.privilege_type
        FROM pg_class c JOIN pg_attribute t ON t.attrelid = c.oid, aclexplode(t.attacl) a
        WHERE true""",
}
NAMESPACE_COLUMN = {"constraints": "c.connamespace", "functions": "c.pronamespace"}

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


@pytest.fixture
async def empty(empty_database_url: str) -> AsyncGenerator[Any, None]:
    connection = await asyncpg.connect(empty_database_url)
    yield connection
    await connection.close()


async def schema(connection: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for kind, query in CATALOGS.items():
        namespace = NAMESPACE_COLUMN.get(kind, "c.relnamespace")
        rows = await connection.fetch(f"{query} AND {namespace} = 'public'::regnamespace")
        found[kind] = sorted(str(tuple(row)) for row in rows if "schema_migrations" not in str(row))
    return found


def copied(folder: Path) -> Path:
    shutil.copytree(MIGRATIONS_FOLDER, folder)
    return folder


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


async def test_the_second_time_does_nothing(empty: Any) -> None:
    await apply(empty, FILES, NOW)
    before = await empty.fetch("SELECT * FROM schema_migrations ORDER BY version")
    assert await apply(empty, FILES, NOW.replace(year=2027)) == []
    assert await empty.fetch("SELECT * FROM schema_migrations ORDER BY version") == before
    assert [row["applied_at"] for row in before] == [NOW] * len(FILES)
    assert [row["name"] for row in before] == [m.name for m in FILES]


async def test_two_at_once_take_turns(empty: Any, empty_database_url: str) -> None:
    async def one() -> int:
        connection = await asyncpg.connect(empty_database_url)
        try:
            return len(await apply(connection, FILES, NOW))
        finally:
            await connection.close()

    assert sorted(await asyncio.gather(one(), one(), one())) == [0, 0, len(FILES)]
    assert await pending(empty, FILES) == []


async def test_what_was_applied_is_told_once_it_is_committed(
    empty: Any, empty_database_url: str
) -> None:
    told: list[str] = []

    def tell(migration: Migration) -> None:
        assert not empty.is_in_transaction()
        told.append(str(migration))

    await apply(empty, FILES, NOW, on_applied=tell)
    assert told == [str(m) for m in FILES]
    assert told[0] == "001_players"


async def test_asking_what_is_pending_writes_nothing(empty: Any) -> None:
    assert await pending(empty, FILES) == FILES
    assert await edited(empty, FILES) == []
    assert await empty.fetchval("SELECT to_regclass('schema_migrations')") is None


@pytest.mark.parametrize("name", ["002_permissions.sql", "002_permissions.rollback.sql"])
async def test_an_applied_file_that_was_edited_is_noticed(
    empty: Any, tmp_path: Path, name: str
) -> None:
    folder = copied(tmp_path / "migrations")
    await apply(empty, FILES[:3], NOW)
    with (folder / name).open("a") as file:
        file.write("-- one more thought\n")
    changed = load_migrations(folder)
    assert [str(m) for m in await edited(empty, changed)] == ["002_permissions"]
    with pytest.raises(MigrationError, match="002_permissions"):
        await apply(empty, changed, NOW)
    assert [m.number for m in await pending(empty, FILES)] == [m.number for m in FILES[3:]]


async def test_what_was_recorded_without_the_way_back_is_no_edit_and_recorded_anew(
    empty: Any,
) -> None:
    await apply(empty, FILES, NOW)
    rows = await empty.fetch("SELECT * FROM schema_migrations ORDER BY version")
    for migration in FILES[:2]:
        digest = hashlib.sha256(migration.sql.encode()).hexdigest()
        await empty.execute(
            "UPDATE schema_migrations SET content_hash = $1 WHERE version = $2",
            digest,
            migration.number,
        )
    assert await edited(empty, FILES) == []
    assert await apply(empty, FILES, NOW) == []
    assert await empty.fetch("SELECT * FROM schema_migrations ORDER BY version") == rows


async def test_other_line_ends_are_no_edit(empty: Any, tmp_path: Path) -> None:
    folder = copied(tmp_path / "migrations")
    for path in folder.glob("*.sql"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    await apply(empty, FILES, NOW)
    assert await edited(empty, load_migrations(folder)) == []


async def test_a_file_that_fails_leaves_nothing_behind(empty: Any, tmp_path: Path) -> None:
    folder = tmp_path / "migrations"
    folder.mkdir()
    (folder / "001_first.sql").write_text("CREATE TABLE first (id int);")
    (folder / "001_first.rollback.sql").write_text("DROP TABLE first;")
    (folder / "002_second.sql").write_text("CREATE TABLE second (id int); SELECT 1 / 0;")
    (folder / "002_second.rollback.sql").write_text("DROP TABLE second;")
    migrations = load_migrations(folder)
    with pytest.raises(MigrationError, match=r"002_second: division by zero; .* is as it was\.$"):
        await apply(empty, migrations, NOW)
    # Nor does what was applied before it in the same run.
    assert await empty.fetchval("SELECT to_regclass('first')") is None
    assert await empty.fetchval("SELECT to_regclass('second')") is None
    assert [str(m) for m in await pending(empty, migrations)] == ["001_first", "002_second"]
    # The lock is free again.
    held = """
        SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
         WHERE locktype = 'advisory' AND datname = current_database()"""
    assert await empty.fetchval(held) == 0


async def test_whoever_locks_our_tables_in_another_order_only_delays_it(
    empty: Any, empty_database_url: str, tmp_path: Path
) -> None:
    folder = tmp_path / "migrations"
    folder.mkdir()
    for number, text in enumerate(("CREATE TABLE one (); CREATE TABLE two ();", *CROSSING), 1):
        (folder / f"00{number}_a.sql").write_text(text)
        (folder / f"00{number}_a.rollback.sql").write_text("")
    migrations = load_migrations(folder)
    await apply(empty, migrations[:1], NOW)
    await empty.execute("SET deadlock_timeout = '300ms'")
    other = await asyncpg.connect(empty_database_url)
    try:
        transaction = other.transaction()
        await transaction.start()
        await other.execute("LOCK TABLE two IN ACCESS SHARE MODE")
        migrating = asyncio.create_task(apply(empty, migrations, NOW))
        waits = "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)"
        async with asyncio.timeout(PATIENCE):
            while not await other.fetchval(waits):  # noqa: ASYNC110 PostgreSQL tells nobody
                await asyncio.sleep(0.01)
        await other.execute("LOCK TABLE one IN ACCESS SHARE MODE")
        await transaction.commit()
        assert [m.number for m in await migrating] == [2, 3]
    finally:
        await other.close()


async def test_a_newer_database_is_left_alone(empty: Any) -> None:
    await apply(empty, FILES, NOW)
    older = FILES[:-1]
    assert await pending(empty, older) == []
    assert await unknown(empty, older) == [FILES[-1].number]
    assert await unknown(empty, FILES) == []
    assert await apply(empty, older, NOW) == []
    with pytest.raises(MigrationError, match="without a file"):
        await revert(empty, older)


@pytest.mark.parametrize(
    ("names", "complaint"),
    [
        (["001_a.sql"], "001_a lacks"),
        (["001_a.rollback.sql"], "001_a lacks"),
        (["001_a.sql", "001_a.rollback.sql", "001_b.sql", "001_b.rollback.sql"], "share a number"),
        (["1_a.sql"], "not named"),
        (["001-a.sql"], "not named"),
    ],
)
def test_files_that_do_not_fit_are_named(tmp_path: Path, names: list[str], complaint: str) -> None:
    for name in names:
        (tmp_path / name).touch()
    with pytest.raises(MigrationError, match=complaint):
        load_migrations(tmp_path)


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
