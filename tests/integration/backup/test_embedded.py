"""Backups of the embedded database, by processes of their own, outside of a checkout."""

import asyncio
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Generator
from pathlib import Path

import psutil
import pytest

from muster.backups import day_of
from muster.clock import utc_now
from ops.backup.manifest import TableSum
from ops.backup.steps import Step
from ops.postgres.embedded import EmbeddedPostgres
from ops.postgres.files import processes_on
from tests.support.running.patience import PATIENCE
from tests.support.running.power_cuts import killed_at
from tests.support.running.recorded_demo import load_demo, sums_at
from tests.support.running.websites import free_port


@pytest.fixture
def home() -> Generator[Path, None, None]:
    """A folder to run commands in, where root's PostgreSQL gets in."""
    with tempfile.TemporaryDirectory(prefix="muster-backup-ž ö-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)
        for left in processes_on(Path(folder, "data", "postgres")):
            left.kill()


def muster(home: Path, *arguments: str, **variables: str) -> tuple[int, list[str], list[str]]:
    done = subprocess.run(
        [sys.executable, "-P", "-m", "ops.cli", *arguments],
        cwd=home,
        env=environment(**variables),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    return done.returncode, done.stdout.splitlines(), done.stderr.splitlines()


def environment(**variables: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return {**kept, "LC_ALL": "C", **variables}


def noon_zone() -> str:
    """A time zone in which it is about noon: processes have the true clock, and no midnight may
    come in between.
    """
    return f"Etc/GMT{utc_now().hour - 12:+d}"  # named by what is to be added to reach UTC


def sums(home: Path) -> dict[str, TableSum]:
    async def work() -> dict[str, TableSum]:
        server = EmbeddedPostgres(home / "data")
        await server.start()
        try:
            return await sums_at(server.url)
        finally:
            await server.stop()

    return asyncio.run(work())


def fill(home: Path) -> None:
    async def work() -> None:
        server = EmbeddedPostgres(home / "data")
        await server.start()
        try:
            await asyncio.to_thread(load_demo, server.url)
        finally:
            await server.stop()

    asyncio.run(work())


def test_from_one_machine_to_a_new_one_and_a_power_cut_on_it(home: Path) -> None:
    code, _, err = muster(home, "backup", "nothing.zip")
    assert (code, len(err)) == (1, 1)
    assert not (home / "data").exists(), "no database is made to have one to back up"
    fill(home)
    assert muster(home, "migrate")[0] == 0
    (home / "data" / "session_secret").write_text("of the first machine")
    before = sums(home)
    code, _, err = muster(home, "backup", "muster.zip")
    assert (code, err) == (0, [])

    new = home / "new machine"
    new.mkdir()
    # Power goes while the new tables wait beside: PostgreSQL goes with it.
    killed_at(Step.RESTORE_MIGRATED, new, "restore", "../muster.zip", DATABASE_URL="")
    for process in processes_on(new / "data" / "postgres"):
        process.kill()
    code, _, err = muster(new, "restore", "../muster.zip")
    assert (code, err) == (0, [])
    assert sums(new) == before
    assert (new / "data" / "session_secret").read_text() == "of the first machine"


def test_up_makes_a_backup_before_it_migrates_and_one_a_day_and_is_not_pulled_away(
    home: Path,
) -> None:
    fill(home)
    (home / "daily").mkdir()
    zone = noon_zone()
    with free_port() as bound:
        port = str(bound.getsockname()[1])
    up = subprocess.Popen(
        [sys.executable, "-P", "-m", "ops.cli", "up", "--port", port],
        cwd=home,
        env=environment(
            MUSTER_BACKUP_DIR="daily",
            FRONTEND_ORIGIN=f"http://127.0.0.1:{port}",
            AVAILABILITY_PROMOTION_TIMEZONE=zone,
        ),
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert up.stdout is not None
        said: list[str] = []
        for line in up.stdout:
            said.append(line)
            if "Muster is at" in line:
                break
        assert any("backed up to" in line for line in said)
        until = asyncio.run(_appears(home / "daily"))
        assert until
        code, _, err = muster(home, "backup", "while it runs.zip")
        assert (code, err) == (0, [])
        code, _, err = muster(home, "restore", "--replace", "while it runs.zip")
        assert (code, len(err)) == (1, 1)
        assert "muster up" in err[0]
        code, out, _ = muster(home, "doctor", MUSTER_BACKUP_DIR="daily")
        (line,) = [line for line in out if "backups" in line]
        assert line.startswith("ok")
        code, out, err = muster(
            home,
            *("backup", "--daily"),
            MUSTER_BACKUP_DIR="daily",
            AVAILABILITY_PROMOTION_TIMEZONE=zone,
        )
        assert (code, err) == (0, [])
        assert out == ["There is a backup of today already."]
    finally:
        up.send_signal(signal.SIGTERM)
        up.wait(PATIENCE)
        assert up.stdout is not None
        up.stdout.close()
    names = sorted(path.name for path in (home / "daily").iterdir())
    assert [name.split("-")[0] for name in names] == ["before", "muster"]
    assert not any(
        process.cwd() == str(home) for process in psutil.process_iter() if _ours(process)
    )


def _ours(process: psutil.Process) -> bool:
    try:
        return process.uids().real == os.geteuid() and bool(process.cwd())
    except psutil.Error:
        return False


async def _appears(folder: Path) -> bool:
    from ops.waiting import wait_until

    return await wait_until(lambda: any(map(day_of, os.listdir(folder))), PATIENCE, every=0.1)
