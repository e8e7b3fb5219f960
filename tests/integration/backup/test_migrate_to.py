"""`muster migrate` around a backup, and `--to N`: forward, back, and what would be lost."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import asyncpg

from ops.backup.archive import open_archive
from tests.integration.conftest import Run
from tests.support.running.recorded_demo import load_demo, sums


def say(url: str, statement: str) -> Any:
    async def work() -> Any:
        connection = await asyncpg.connect(url)
        try:
            return await connection.fetchval(statement)
        finally:
            await connection.close()

    return asyncio.run(work())


def backups(tmp_path: Path) -> list[Path]:
    folder = tmp_path / "data" / "backups"
    return sorted(folder.iterdir()) if folder.exists() else []


def test_a_new_database_is_nothing_to_back_up(empty_url: str, run: Run, tmp_path: Path) -> None:
    assert run(empty_url, "migrate")[0] == 0
    assert run(empty_url, "migrate")[0] == 0
    assert backups(tmp_path) == []


def test_what_is_there_is_backed_up_before_it_is_migrated(
    empty_url: str, run: Run, tmp_path: Path
) -> None:
    load_demo(empty_url)
    before = sums(empty_url)
    code, out, err = run(empty_url, "migrate")
    assert (code, err) == (0, [])
    (made,) = backups(tmp_path)
    assert made.name.startswith("before-016_")
    assert made.parent.stat().st_mode & 0o077 == 0
    assert str(made.name) in out[0]
    with open_archive(made, None) as archive:
        assert archive.manifest.tables == before


def test_no_room_for_a_backup_is_no_migration(empty_url: str, run: Run, tmp_path: Path) -> None:
    load_demo(empty_url)
    before = sums(empty_url)
    nowhere = str(tmp_path / "not mounted")
    code, _, err = run(empty_url, "migrate", MUSTER_BACKUP_DIR=nowhere)
    assert (code, len(err)) == (1, 1)
    assert "Nothing was changed" in err[0]
    assert "MUSTER_BACKUP_BEFORE_UPGRADE=0" in err[0]
    assert sums(empty_url) == before
    code, _, err = run(
        empty_url, "migrate", MUSTER_BACKUP_DIR=nowhere, MUSTER_BACKUP_BEFORE_UPGRADE="0"
    )
    assert (code, err) == (0, [])


def test_back_and_forward_without_loss_where_nothing_is_lost(
    empty_url: str, run: Run, tmp_path: Path
) -> None:
    assert run(empty_url, "migrate")[0] == 0
    code, out, err = run(empty_url, "migrate", "--to", "30")
    assert (code, err) == (0, [])
    assert out[-1].startswith("The database is at 030_")
    assert len(backups(tmp_path)) == 1
    code, _, err = run(empty_url, "migrate", "--check")
    assert (code, err[0].split("_")[0]) == (1, "muster: 031")
    code, out, _ = run(empty_url, "migrate", "--to", "32")
    assert code == 0
    assert [line.split("_")[0] for line in out if "applied" in line] == [
        "  applied 031",
        "  applied 032",
    ]
    assert run(empty_url, "migrate")[0] == 0
    assert run(empty_url, "migrate", "--check")[0] == 0


def test_what_would_be_lost_is_named_and_kept_until_yes(
    community_url: str, run: Run, tmp_path: Path, new_database: Callable[..., str]
) -> None:
    say(
        community_url,
        "INSERT INTO evening_rules (weekday, session, updated_at) VALUES (3, false, now())",
    )
    say(
        community_url,
        "UPDATE availability_entries SET arrives_at = '22:00' WHERE status = 'LOOKING'",
    )
    changed = say(
        community_url, "SELECT count(*) FROM availability_entries WHERE arrives_at IS NOT NULL"
    )
    assert changed > 0
    before = sums(community_url)
    code, _, err = run(community_url, "migrate", "--to", "27")
    assert (code, len(err)) == (1, 1)
    assert "1 row of evening_rules" in err[0]
    assert f"{changed} values of availability_entries.arrives_at" in err[0]
    assert "--yes" in err[0]
    assert sums(community_url) == before
    assert backups(tmp_path) == []
    assert run(community_url, "migrate", "--to", "27", "--yes")[0] == 0
    assert say(community_url, "SELECT to_regclass('evening_rules') IS NULL")
    (made,) = backups(tmp_path)
    fresh = new_database()
    assert run(fresh, "restore", str(made))[0] == 0
    assert sums(fresh) == before


def test_what_was_said_since_the_last_way_back_is_in_a_backup_of_its_own(
    community_url: str, run: Run, tmp_path: Path
) -> None:
    rule = "INSERT INTO evening_rules (weekday, session, updated_at) VALUES ({}, false, now())"
    told: list[dict[str, Any]] = []
    for weekday in (3, 4):
        say(community_url, rule.format(weekday))
        told.append(sums(community_url))
        code, _, err = run(community_url, "migrate", "--to", "30", MUSTER_BACKUP_BEFORE_UPGRADE="0")
        assert (code, len(err)) == (1, 1)
        assert "without a backup" in err[0]
        assert backups(tmp_path)[weekday - 3 :] == []
        way_back = ("migrate", "--to", "30", "--yes")
        assert run(community_url, *way_back, MUSTER_BACKUP_BEFORE_UPGRADE="9")[0] == 0
        # Upgrading again backs up, too; what is counted here are the ways back.
        assert run(community_url, "migrate", MUSTER_BACKUP_BEFORE_UPGRADE="0")[0] == 0
    made = backups(tmp_path)
    assert [file.name.startswith("before-back-to-030-") for file in made] == [True, True]
    for file, tables in zip(made, told, strict=True):
        with open_archive(file, None) as archive:
            found = archive.manifest.tables
        assert found["evening_rules"] == tables["evening_rules"]


def test_an_upgrade_that_is_done_again_is_backed_up_again(
    empty_url: str, run: Run, tmp_path: Path
) -> None:
    assert run(empty_url, "migrate", "--to", "36")[0] == 0
    assert run(empty_url, "migrate")[0] == 0
    assert run(empty_url, "migrate", "--to", "36", MUSTER_BACKUP_BEFORE_UPGRADE="0")[0] == 0
    say(empty_url, "INSERT INTO website_users (created_at) VALUES (now())")
    assert run(empty_url, "migrate", MUSTER_BACKUP_BEFORE_UPGRADE="3")[0] == 0
    counts: list[int] = []
    for file in backups(tmp_path):
        with open_archive(file, None) as archive:
            counts.append(archive.manifest.tables["website_users"].rows)
    assert counts == [0, 1]


def test_numbers_that_are_none_and_a_muster_that_runs(community_url: str, run: Run) -> None:
    code, _, err = run(community_url, "migrate", "--to", "998")
    assert (code, len(err)) == (1, 1)
    assert "There is no migration 998" in err[0]
    assert run(community_url, "migrate", "--to", "3", "--check")[0] == 2
    say(
        community_url,
        "INSERT INTO schema_migrations VALUES (998, 'from_the_future', 'x', now())",
    )
    code, _, err = run(community_url, "migrate", "--to", "30")
    assert (code, len(err)) == (1, 1)
    assert "newer Muster applied 998" in err[0]
