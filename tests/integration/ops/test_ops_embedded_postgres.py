"""The embedded server: any folder, whatever a killed predecessor left behind."""

import asyncio
import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import psutil
import pytest

from ops.postgres.embedded import EmbeddedPostgres, running_url
from ops.postgres.files import postmaster_of, processes_on
from tests.support.running.patience import PATIENCE


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    """A folder outside pytest's own: each run that root starts locks other users out of those
    again, and as root PostgreSQL runs as another user."""
    with tempfile.TemporaryDirectory(prefix="muster-ops-") as folder:
        yield Path(folder)


async def fetch(url: str, query: str) -> object:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(query)
    finally:
        await connection.close()


@asynccontextmanager
async def started(data_dir: Path) -> AsyncIterator[EmbeddedPostgres]:
    server = EmbeddedPostgres(data_dir)
    await server.start()
    try:
        yield server
    finally:
        await server.stop()


def kill_all(server: EmbeddedPostgres) -> None:
    """`kill -9` of the server and everything that belongs to it."""
    victims = list(processes_on(server.folder))
    assert victims
    for victim in victims:
        victim.kill()
    psutil.wait_procs(victims, 5)


@pytest.mark.parametrize(
    "name", ["plain", "with space, comma and 'quote'", "long" * 40], ids=["plain", "odd", "long"]
)
async def test_serves_from_any_folder_and_stops_without_a_trace(tmp_path: Path, name: str) -> None:
    data_dir = tmp_path / name
    data_dir.mkdir()
    async with started(data_dir) as server:
        assert await fetch(server.url, "SELECT 'Š' ILIKE 'š'") is True
        assert running_url(data_dir) == server.url
        assert not server.adopted
    assert running_url(data_dir) is None
    assert list(processes_on(server.folder)) == []
    assert not (server.folder / "postmaster.pid").exists()


async def test_recovers_what_was_committed_before_a_kill(tmp_path: Path) -> None:
    async with started(tmp_path) as server:
        await fetch(server.url, "CREATE TABLE kept AS SELECT 7 AS number")
        kill_all(server)
        assert not server.running()
        assert (server.folder / "postmaster.pid").exists()
        await server.start()
        assert await fetch(server.url, "SELECT number FROM kept") == 7


@pytest.mark.parametrize(
    "content", ["", "12", "word\n", "{pid}\n{folder}\n0\n5432\n/tmp\n\n1 2\nready\n"]
)
async def test_is_not_misled_by_a_stale_file(tmp_path: Path, content: str) -> None:
    async with started(tmp_path) as server:
        pass
    # The last of them names a living process that is none of ours: this one.
    text = content.format(pid=os.getpid(), folder=server.folder)
    (server.folder / "postmaster.pid").write_text(text)
    assert running_url(tmp_path) is None
    async with started(tmp_path) as server:
        assert await fetch(server.url, "SELECT 1") == 1


async def test_ends_a_server_whose_file_was_damaged(tmp_path: Path) -> None:
    async with started(tmp_path) as lost:
        (lost.folder / "postmaster.pid").write_text("")
        async with started(tmp_path) as server:
            assert await fetch(server.url, "SELECT 1") == 1
            assert not lost.running()


async def test_adopts_the_server_that_a_killed_supervisor_left(tmp_path: Path) -> None:
    async with started(tmp_path) as left:
        found = postmaster_of(left.folder)
        async with started(tmp_path) as server:
            assert server.adopted
            assert server.url == left.url
            now = postmaster_of(server.folder)
            assert found is not None
            assert now is not None
            assert now.process == found.process
        assert not server.running()
        assert not left.running()


async def test_a_half_made_cluster_is_made_anew(tmp_path: Path) -> None:
    half = tmp_path / "postgres.new-killed"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    async with started(tmp_path) as server:
        assert await fetch(server.url, "SELECT 1") == 1
    assert sorted(os.listdir(tmp_path)) == ["postgres", "postgres.log"]


async def test_stops_in_time_while_clients_hold_on(tmp_path: Path) -> None:
    async with started(tmp_path) as server:
        connection = await asyncpg.connect(server.url)
        busy = asyncio.create_task(connection.fetchval("SELECT pg_sleep(600)"))
        await asyncio.sleep(0.1)
        async with asyncio.timeout(PATIENCE):
            await server.stop(2)
        assert not server.running()
        with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError, OSError)):
            await busy
        connection.terminate()


async def test_says_why_it_cannot_start(tmp_path: Path) -> None:
    async with started(tmp_path) as server:
        pass
    with (server.folder / "postgresql.conf").open("a") as configuration:
        configuration.write("\nmax_connections = many\n")
    with pytest.raises(Exception, match="PostgreSQL did not start: configuration file"):
        await server.start()
    assert server.running() is False
