"""The runner of migrations: twice, at once, edited, failing, and files that do not fit."""

from __future__ import annotations

import asyncio
import hashlib
import shutil
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
from tests.integration.migrations.conftest import FILES, NOW
from tests.support.running.locks import advisory, waiting
from tests.support.running.websites import becomes

CROSSING = ("ALTER TABLE one ADD a int;", "ALTER TABLE two ADD a int;")


def copied(folder: Path) -> Path:
    shutil.copytree(MIGRATIONS_FOLDER, folder)
    return folder


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
    assert await advisory(empty) == 0


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
        await becomes(lambda: waiting(other), 1)
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
