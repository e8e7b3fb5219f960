"""Files that somebody applied with psql before Muster came, and databases of other programs."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from typing import Any

import asyncpg
import pytest

from muster.health.database import ContactKeys, Heartbeat
from muster.health.rules import Verdict
from muster.migrations import Migration, apply
from ops.doctor.database import database_checks
from ops.postgres.files import programs
from tests.conftest import MIGRATED_AT, MIGRATIONS_FOLDER
from tests.integration.conftest import Run
from tests.integration.migrations.conftest import FILES
from tests.support.running.database_reset import in_a_loop_of_its_own
from tests.support.running.schemas import schema
from tests.support.running.websites import free_port
from tests.support.scenes.community import settings_for

REFUSAL = (
    "The database holds another program's tables; use an empty database, or a schema of its own"
)


def psql(url: str, *files: int) -> str:
    """Apply files by number as a person would; what psql complains about."""
    arguments = [f"--file={MIGRATIONS_FOLDER / f'{FILES[number - 1]}.sql'}" for number in files]
    done = subprocess.run(
        [programs() / "psql", url, "--no-psqlrc", "--quiet", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "LD_LIBRARY_PATH": "", "PSQL_HISTORY": os.devnull},
    )
    return done.stderr


def do(url: str, work: Callable[[Any], Any]) -> Any:
    async def connected() -> Any:
        connection = await asyncpg.connect(url)
        try:
            return await work(connection)
        finally:
            await connection.close()

    return in_a_loop_of_its_own(connected())


def run_script(url: str, script: str) -> None:
    do(url, lambda connection: connection.execute(script))


@pytest.fixture(scope="session")
def as_migrated(cluster: Any) -> Any:
    """The schema that `muster migrate` makes of nothing."""
    name = cluster.create_database("muster_template")
    made = do(cluster.url(name), schema)
    cluster.drop_database(name)
    return made


@pytest.mark.parametrize(
    "files", [(5,), (5, 6), (5, 6, 7), (5, 6, 7, 8), (1, 2, 3, 4), (1, 2), (1, 2, 3, 4, 5, 6, 7, 8)]
)
def test_what_was_applied_by_hand_is_taken_over(
    empty_database_url: str, run: Run, as_migrated: Any, files: tuple[int, ...]
) -> None:
    assert psql(empty_database_url, *files) == ""
    code, out, err = run(empty_database_url, "migrate", "--check")
    assert code == 1
    assert f"{FILES[0]} is not recorded, but seems to be applied" in err[0]

    code, out, err = run(empty_database_url, "migrate")
    assert (code, err) == (0, [])
    found = min(max(files), 7)  # 008 makes nothing of its own, and is applied once more
    assert out[-1] == (
        f"The database is current: {found} had been applied by hand, {len(FILES) - found} of "
        f"{len(FILES)} migrations applied now."
    )
    assert do(empty_database_url, schema) == as_migrated
    assert run(empty_database_url, "migrate", "--check")[0] == 0
    assert run(empty_database_url, "migrate")[1] == [
        f"The database is current: all {len(FILES)} migrations were applied before."
    ]


def test_a_later_file_by_hand_is_taken_over_too(empty_database_url: str, run: Run) -> None:
    do(empty_database_url, lambda connection: apply(connection, FILES[:12], MIGRATED_AT))
    assert psql(empty_database_url, 13, 14) == ""
    code, out, err = run(empty_database_url, "migrate")
    assert (code, err) == (0, [])
    assert "2 had been applied by hand" in out[-1]


@pytest.mark.parametrize("files", [(40,), (40, 41), (45,), tuple(range(1, len(FILES) + 1))])
def test_files_with_functions_by_hand_are_taken_over(
    empty_database_url: str, run: Run, as_migrated: Any, files: tuple[int, ...]
) -> None:
    do(empty_database_url, lambda connection: apply(connection, FILES[: files[0] - 1], MIGRATED_AT))
    assert psql(empty_database_url, *files) == ""
    code, out, err = run(empty_database_url, "migrate")
    assert (code, err) == (0, [])
    assert "had been applied by hand" in out[-1]
    assert do(empty_database_url, schema) == as_migrated


@pytest.mark.parametrize(
    ("file", "complaint"),
    [
        (6, "006 needs what 005 makes; missing: players, website_sessions, notifications_ledger"),
        (7, "007 needs what 006 makes; missing: website_users"),
        (8, "008 needs what 005 to 007 make; missing: planning_team_members"),
    ],
)
def test_a_file_alone_says_what_it_needs_and_leaves_nothing(
    empty_database_url: str, run: Run, file: int, complaint: str
) -> None:
    said = psql(empty_database_url, file)
    assert said.count("ERROR") == 1
    assert complaint in said
    assert run(empty_database_url, "migrate")[0] == 0


def test_the_fifth_file_needs_all_of_what_it_stands_on_or_nothing(empty_database_url: str) -> None:
    assert psql(empty_database_url, 1, 2) == ""
    assert "missing: live_status, website_sessions, oauth_states" in psql(empty_database_url, 5)


def test_files_that_were_recorded_under_their_words_before_are_no_edits(
    empty_database_url: str, run: Run
) -> None:
    """Applied before 005 to 008 could be applied by hand, with and without their way back."""
    run(empty_database_url, "migrate")
    for migration in FILES[4:8]:
        for old in migration.hashes[1:]:
            record(empty_database_url, migration, old)
            assert run(empty_database_url, "migrate", "--check")[0] == 0
            assert run(empty_database_url, "migrate")[0] == 0
            assert recorded(empty_database_url, migration) == migration.content_hash
    record(empty_database_url, FILES[4], FILES[5].hashes[-1])
    assert run(empty_database_url, "migrate")[0] == 1


def record(url: str, migration: Migration, digest: str) -> None:
    statement = "UPDATE schema_migrations SET content_hash = $2 WHERE version = $1"
    do(url, lambda connection: connection.execute(statement, migration.number, digest))


def recorded(url: str, migration: Migration) -> str:
    statement = "SELECT content_hash FROM schema_migrations WHERE version = $1"
    return do(url, lambda connection: connection.fetchval(statement, migration.number))


ANOTHER_PROGRAM = {
    "its own record": "CREATE TABLE schema_migrations (version bigint PRIMARY KEY, dirty boolean)",
    "a record with one column": "CREATE TABLE schema_migrations (version varchar)",
    "a record that is a view": "CREATE VIEW schema_migrations AS SELECT 1 AS version",
    "website_users of another shape": "CREATE TABLE website_users (id uuid, email text)",
    "players alone": "CREATE TABLE players (id serial, name text)",
    "a late table": "CREATE TABLE sandbox_outbox (id int)",
    "a view of our name": "CREATE VIEW channel_reach AS SELECT 1 AS one",
    "a view in a table's place": "CREATE VIEW live_status AS SELECT 1 AS one",
    "a materialized view": "CREATE MATERIALIZED VIEW oauth_states AS SELECT 1 AS one",
    "a sequence": "CREATE SEQUENCE availability_arrival_seq",
    "a type": "CREATE TYPE players AS ENUM ('a')",
    "a domain": "CREATE DOMAIN live_status AS text",
    "a function": "CREATE FUNCTION notify_ledger_changes() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "an index": "CREATE TABLE a (b int); CREATE INDEX players_canonical_name_idx ON a (b)",
    "tables of other names": "CREATE TABLE orders (id int); CREATE TABLE customers (id int)",
    "all names of the first file": (
        "CREATE TABLE players (guid text); CREATE TABLE player_aliases (guid text);"
        "CREATE INDEX players_self_registered_name_key ON players (guid);"
        "CREATE INDEX players_canonical_name_idx ON players (guid);"
        "CREATE INDEX player_aliases_canonical_alias_idx ON player_aliases (guid);"
    ),
}


@pytest.mark.parametrize("script", ANOTHER_PROGRAM.values(), ids=ANOTHER_PROGRAM.keys())
def test_another_programs_database_is_left_as_it_is(
    empty_database_url: str, run: Run, script: str
) -> None:
    run_script(empty_database_url, script)
    before = do(empty_database_url, everything)
    with free_port() as bound:
        port = ["--port", str(bound.getsockname()[1])]
    commands = [["migrate"], ["up", *port]]
    if "guid" not in script:  # names alone tell
        commands += [["migrate", "--check"], ["web", *port], ["bot"]]
    for command in commands:
        code, _, err = run(empty_database_url, *command)
        assert (code, len(err)) == (1, 1), err
        assert err[0].startswith(f"muster: {REFUSAL}")
    assert do(empty_database_url, everything) == before


async def test_the_doctor_says_so_too(empty_database_url: str) -> None:
    run_script(empty_database_url, ANOTHER_PROGRAM["its own record"])
    findings = await database_checks(
        empty_database_url, Heartbeat(), ContactKeys(settings_for(empty_database_url))
    )
    (found,) = [each for each in findings if each.subject == "migrations"]
    assert found.state is Verdict.FAIL
    assert found.text.startswith(REFUSAL)
    # What is not looked at fails nothing and names no table to an operator.
    assert [each.subject for each in findings if each.state is Verdict.FAIL] == ["migrations"]


@pytest.mark.parametrize(
    "script",
    [
        "CREATE EXTENSION vector",
        "CREATE TABLE ours (id int); ALTER EXTENSION plpgsql ADD TABLE ours",
        "CREATE FUNCTION helper() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE SCHEMA elsewhere; CREATE TABLE elsewhere.players (id int)",
    ],
)
def test_what_stands_in_nobodys_way_is_no_reason(
    empty_database_url: str, run: Run, script: str
) -> None:
    run_script(empty_database_url, script)
    assert run(empty_database_url, "migrate")[0] == 0


def test_tables_beside_ours_are_an_operators_own_business(
    empty_database_url: str, run: Run
) -> None:
    run(empty_database_url, "migrate")
    run_script(empty_database_url, "CREATE TABLE our_report (day date)")
    assert run(empty_database_url, "migrate", "--check")[0] == 0
    assert run(empty_database_url, "migrate")[0] == 0


async def everything(connection: Any) -> Any:
    return await connection.fetch(
        "SELECT nspname, relname FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace"
        " WHERE c.oid >= 16384 UNION ALL SELECT nspname, '' FROM pg_namespace ORDER BY 1, 2"
    )
