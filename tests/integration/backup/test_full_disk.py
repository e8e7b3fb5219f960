"""A disk that is full inside PostgreSQL: one sentence, and everything as it was.

Anybody may forbid a process to make files grow beyond a size, and PostgreSQL takes that like a full
disk. Root has a small disk of its own besides, in memory, which is full in earnest: for tables and
for the write-ahead log, without which the server breaks off.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Generator
from pathlib import Path

import asyncpg
import pytest

from ops.backup.manifest import TableSum
from ops.postgres.embedded import EmbeddedPostgres
from ops.postgres.files import MAJOR, major_of_data, processes_on
from tests.integration.backup.test_embedded import environment, sums
from tests.integration.backup.test_majors import OLDER, OLDER_BIN, with_server
from tests.support.running.older_server import initialise_older
from tests.support.running.recorded_demo import load_demo, sums_at

MIB = 2**20
_LIMITED = """
import resource, sys
most, *arguments = sys.argv[1:]
if most != "none":
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(most), int(most)))
if arguments[0] == "bring up to date":
    import asyncio
    from pathlib import Path
    from ops.backup import majors
    from ops.backup.majors import bring_up_to_date
    from ops.console import complain
    from ops.postgres.files import EmbeddedPostgresError
    majors._refuse_scarce = lambda folder: None  # as where others fill the disk after that look
    try:
        asyncio.run(bring_up_to_date(Path(arguments[1])))
    except EmbeddedPostgresError as error:
        complain(str(error))
        sys.exit(1)
else:
    from ops.cli import main
    main(arguments)
"""
# Sixteen megabytes that cannot be made smaller, in a table of anybody's.
_PADDING = """
    CREATE TABLE padding AS
    SELECT string_agg(md5(random()::text), ' ') AS text FROM generate_series(1, 500000) AS number
     GROUP BY number % 1000"""


def muster(home: Path, *arguments: str, most: int | None = None) -> tuple[int, list[str]]:
    """Run a command whose files may have `most` bytes each; its exit code and complaints."""
    done = subprocess.run(
        [sys.executable, "-P", "-c", _LIMITED, "none" if most is None else str(most), *arguments],
        cwd=home,
        env=environment(MUSTER_BACKUP_BEFORE_UPGRADE="0"),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    return done.returncode, done.stderr.splitlines()


def padded(server: EmbeddedPostgres, *, load: bool) -> tuple[int, dict[str, TableSum]]:
    """Fill a database; where its write-ahead log then stands, and what is in its tables."""

    async def work() -> tuple[int, dict[str, TableSum]]:
        await server.start()
        try:
            if load:
                await asyncio.to_thread(load_demo, server.url)
            connection = await asyncpg.connect(server.url)
            await connection.execute(_PADDING)
            await connection.execute("CHECKPOINT")
            at = await connection.fetchval("SELECT pg_walfile_name_offset(pg_current_wal_lsn())")
            await connection.close()
            return at[1], await sums_at(server.url)
        finally:
            await server.stop()

    return asyncio.run(work())


@pytest.fixture(params=["files that may not grow", "a disk of its own"])
def home(request: pytest.FixtureRequest) -> Generator[Path, None, None]:
    """A folder to run commands in, where root's PostgreSQL gets in."""
    own_disk = request.param == "a disk of its own"
    with tempfile.TemporaryDirectory(prefix="muster-full-ž-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        if own_disk:
            _mount(folder)
        try:
            yield folder
        finally:
            for data in (folder / "data", folder / "older"):
                for left in [*processes_on(data / "postgres")]:
                    left.kill()
                    left.wait(10)
            if own_disk:
                subprocess.run(["umount", "--lazy", str(folder)], check=True)


def _mount(folder: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can mount a small disk; the limit of a file's size is tried beside")
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=500m,mode=755", "none", str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        pytest.skip(f"this root may not mount: {done.stderr.strip()}")


@pytest.fixture
def full(home: Path) -> Callable[..., tuple[int, list[str]]]:
    """Runs a command while so many bytes are left on the disk, or may be in a file."""

    def run(*arguments: str, left: int, most: int) -> tuple[int, list[str]]:
        if not os.path.ismount(home):
            return muster(home, *arguments, most=most)
        padding = home / "padding"
        with padding.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, shutil.disk_usage(home).free - left)
        try:
            return muster(home, *arguments)
        finally:
            padding.unlink()

    return run


def told(done: tuple[int, list[str]]) -> str:
    """The one sentence of a command that failed for want of room."""
    code, lines = done
    assert (code, len(lines)) == (1, 1), done
    assert "No space left on device" in lines[0] or "File too large" in lines[0], lines
    return lines[0]


def test_a_restore_and_a_migration(home: Path, full: Callable[..., tuple[int, list[str]]]) -> None:
    server = EmbeddedPostgres(home / "data")
    at, before = padded(server, load=True)
    assert muster(home, "backup", "muster.zip") == (0, [])
    # No file of all that are pending stays, whichever fails. On a limit it is the log that ends.
    sentence = told(full("migrate", left=MIB // 8, most=at + 200_000))
    if not os.path.ismount(home):
        assert "PostgreSQL broke off" in sentence
    assert sums(home) == before
    restore = ("restore", "--replace", "muster.zip")
    # Here it is a table that has no room.
    assert told(full(*restore, left=10 * MIB, most=16 * MIB + 1)).count("as it was") == 1
    assert sums(home) == before
    assert muster(home, *restore) == (0, [])


def test_the_move_to_a_newer_major(home: Path, full: Callable[..., tuple[int, list[str]]]) -> None:
    data = home / "older"
    data.mkdir()
    initialise_older(OLDER_BIN, data)
    older = EmbeddedPostgres(data, bin_folder=OLDER_BIN)
    _, before = padded(older, load=False)
    names = {path.name for path in data.iterdir()}
    sentence = told(full("bring up to date", str(data), left=50 * MIB, most=16 * MIB + 1))
    assert sentence.count("as it was") == 1
    assert {path.name for path in data.iterdir()} == names
    assert major_of_data(data / "postgres") == OLDER
    assert asyncio.run(with_server(older)) == before
    assert muster(home, "bring up to date", str(data)) == (0, [])
    assert major_of_data(data / "postgres") == MAJOR
