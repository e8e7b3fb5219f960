"""kill -9 right after every step of backup, restore and upgrade: before or after, never between."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from ops.backup.archive import open_archive
from ops.backup.manifest import TableSum
from ops.backup.steps import Step
from tests.integration.conftest import Run
from tests.support.running.power_cuts import killed_at
from tests.support.running.recorded_demo import load_demo, sums

BACKUP = [step for step in Step if step.name.startswith("BACKUP_")]
RESTORE = [step for step in Step if step.name.startswith("RESTORE_")]
OLD, NEW = b"the secret in force before", b"the secret of the backup"


def spoil(url: str) -> None:
    async def work() -> None:
        connection = await asyncpg.connect(url)
        await connection.execute("UPDATE players SET name = 'somebody else'")
        await connection.close()

    asyncio.run(work())


def told(url: str, question: str) -> Any:
    async def work() -> Any:
        connection = await asyncpg.connect(url)
        try:
            return await connection.fetchval(question)
        finally:
            await connection.close()

    return asyncio.run(work())


def data_of(url: str) -> dict[str, TableSum]:
    """Every table but the record of migrations, whose moments are the run's own."""
    return {name: each for name, each in sums(url).items() if name != "schema_migrations"}


@pytest.mark.parametrize("step", BACKUP, ids=lambda step: step.name)
def test_a_backup(step: Step, community_url: str, run: Run, folder: Path, tmp_path: Path) -> None:
    file = folder / "muster.zip"
    killed_at(step, tmp_path, "backup", str(file), DATABASE_URL=community_url)
    if file.exists():
        with open_archive(file, None) as archive:
            assert archive.manifest.tables == sums(community_url)
        file = folder / "second.zip"
    assert run(community_url, "backup", str(file))[0] == 0
    names = {path.name for path in folder.iterdir()}
    assert names <= {"muster.zip", "second.zip"}, "what the killed one left is gone"


@pytest.mark.parametrize("step", RESTORE, ids=lambda step: step.name)
def test_a_restore(step: Step, community_url: str, run: Run, folder: Path, tmp_path: Path) -> None:
    file = folder / "muster.zip"
    assert run(community_url, "backup", str(file), SESSION_SECRET=NEW.decode())[0] == 0
    after = sums(community_url)
    spoil(community_url)
    before = sums(community_url)
    secret = tmp_path / "data" / "session_secret"
    secret.parent.mkdir()
    secret.write_bytes(OLD)
    arguments = ("restore", "--replace", str(file))
    killed_at(step, tmp_path, *arguments, DATABASE_URL=community_url, SESSION_SECRET="")
    left = "SELECT to_regnamespace('muster_restored') IS NOT NULL"
    if step is Step.RESTORE_LOADED:
        assert told(community_url, left)
        assert "left the schema muster_restored" in "\n".join(run(community_url, "doctor")[1])
    code, _, err = run(community_url, "migrate", "--check", SESSION_SECRET="")
    assert (code, err) == (0, [])
    assert not told(community_url, left)
    happened = step in (Step.RESTORE_SWAPPED, Step.RESTORE_DONE)
    expected = (after, NEW) if happened else (before, OLD)
    assert (sums(community_url), secret.read_bytes()) == expected
    assert [path.name for path in secret.parent.iterdir()] == ["session_secret"]
    code, _, err = run(community_url, *arguments)
    assert (code, err) == (0, [])
    assert (sums(community_url), secret.read_bytes()) == (after, NEW)


@pytest.mark.parametrize(
    "step",
    [Step.UPGRADE_BACKED_UP, "within 018_signal_accounts", "applied 018", Step.UPGRADE_MIGRATED],
    ids=str,
)
def test_an_upgrade(
    step: Step | str, new_database: Callable[..., str], community_url: str, run: Run, tmp_path: Path
) -> None:
    url, again = new_database(), new_database()
    load_demo(url)
    before = sums(url)
    killed_at(step, tmp_path, "migrate", DATABASE_URL=url)
    if step in (Step.UPGRADE_BACKED_UP, "within 018_signal_accounts"):
        assert sums(url) == before
    code, _, err = run(url, "migrate")
    assert (code, err) == (0, [])
    assert {name: each.rows for name, each in data_of(url).items()} == {
        name: each.rows for name, each in data_of(community_url).items()
    }
    (made, *_) = sorted((tmp_path / "data" / "backups").iterdir())
    with open_archive(made, None) as archive:
        assert archive.manifest.tables == before
    assert run(again, "restore", str(made))[0] == 0


@pytest.mark.parametrize("step", [Step.UPGRADE_BACKED_UP, "reverted 034", Step.UPGRADE_REVERTED])
def test_the_way_back(step: Step | str, community_url: str, run: Run, tmp_path: Path) -> None:
    before = sums(community_url)
    killed_at(step, tmp_path, "migrate", "--to", "30", "--yes", DATABASE_URL=community_url)
    assert run(community_url, "migrate", "--check")[0] == 0
    assert sums(community_url) == before
    assert run(community_url, "migrate", "--to", "30", "--yes")[0] == 0
    code, _, err = run(community_url, "migrate", "--check")
    assert code == 1
    assert err[0].startswith("muster: 031_")
