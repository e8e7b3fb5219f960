"""PostgreSQL hangs: it is there, takes connections and says nothing more."""

from __future__ import annotations

import asyncio
import shutil
import signal
import tempfile
from collections.abc import AsyncGenerator, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import asyncpg
import httpx2
import pytest

from muster.migrations import apply, load_migrations
from ops.postgres.embedded import database_folder
from ops.postgres.files import processes_on
from tests.acceptance.website.test_server_process import Process, running_process
from tests.conftest import MIGRATED_AT, MIGRATIONS_FOLDER, start_cluster, stop_cluster
from tests.support.running.patience import PATIENCE
from tests.support.running.websites import AJAX, becomes


class Hanging:
    """A PostgreSQL server that this file's tests may stop in its tracks."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.cluster = start_cluster(folder)

    @contextmanager
    def hangs(self) -> Generator[None, None, None]:
        stopped = list(processes_on(database_folder(self.folder)))
        try:
            for process in stopped:
                process.send_signal(signal.SIGSTOP)
            yield
        finally:
            for process in stopped:
                process.send_signal(signal.SIGCONT)


@pytest.fixture(scope="module")
def server() -> Generator[Hanging, None, None]:
    folder = Path(tempfile.mkdtemp(prefix="muster-hangs-"))
    yield Hanging(folder / "data")
    stop_cluster(folder / "data")
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
async def process(server: Hanging, tmp_path: Path) -> AsyncGenerator[Process, None]:
    url = server.cluster.url(server.cluster.create_database())
    connection = await asyncpg.connect(url)
    await apply(connection, load_migrations(MIGRATIONS_FOLDER), MIGRATED_AT)
    await connection.close()
    async with running_process(url, tmp_path) as running:
        yield running


def _patient(process: Process) -> httpx2.AsyncClient:
    return httpx2.AsyncClient(base_url=process.address, headers=AJAX, timeout=PATIENCE)


async def _linked(client: httpx2.AsyncClient) -> dict[str, str]:
    """Sign in and link through the API; the body of an answer."""
    await client.post("/auth/sandbox/login", json={"discord_user_id": "7"})
    assert (await client.post("/auth/players", json={"name": "Kestrel"})).status_code == 201
    today = (await client.get("/api/community")).json()["today"]
    body = {"date": today, "status": "LOOKING"}
    assert (await client.post("/api/availability", json=body)).status_code == 200
    return {**body, "status": "MAYBE"}


async def _sent(
    client: httpx2.AsyncClient, method: str, path: str, **more: Any
) -> asyncio.Task[httpx2.Response]:
    """The answer to come to a request that has left."""
    left = asyncio.Event()

    async def trace(event: str, _details: Any) -> None:
        if event == "http11.send_request_body.complete":
            left.set()

    answer = asyncio.create_task(client.request(method, path, extensions={"trace": trace}, **more))
    async with asyncio.timeout(PATIENCE):
        await left.wait()
    return answer


async def test_everything_that_waits_says_503_while_the_database_hangs(
    process: Process, server: Hanging
) -> None:
    async with _patient(process) as client:
        body = await _linked(client)
        day = body["date"]
        with server.hangs():
            answers = await asyncio.gather(
                *[client.post("/api/availability", json=body) for _ in range(8)],
                *[client.delete(f"/api/availability/{day}") for _ in range(8)],
            )
        assert {answer.status_code for answer in answers} == {503}
        assert all(int(answer.headers["retry-after"]) > 0 for answer in answers)

        async def stored() -> int:
            return (await client.post("/api/availability", json=body)).status_code

        await becomes(stored, 200)


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
async def test_the_website_stops_while_the_database_hangs_and_whoever_waits_is_told(
    process: Process, server: Hanging, sign: signal.Signals
) -> None:
    async with _patient(process) as client:
        body = await _linked(client)
        with server.hangs():
            waiting = [
                await _sent(client, "POST", "/api/availability", json=body),
                await _sent(client, "GET", "/api/availability/me"),
                await _sent(client, "POST", "/auth/logout"),
            ]
            await process.has_read_everything()
            process.process.send_signal(sign)
            assert await process.exited() in (0, -sign)
            answers = await asyncio.gather(*waiting)
        assert [answer.status_code for answer in answers] == [503, 503, 503]
        assert all(int(answer.headers["retry-after"]) > 0 for answer in answers)
