"""The database goes and comes back: 503 with Retry-After, then everything by itself."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import AsyncGenerator, Generator
from pathlib import Path

import asyncpg
import httpx2
import pytest

from muster.migrations import apply, load_migrations
from tests.conftest import MIGRATED_AT, MIGRATIONS_FOLDER, Cluster, start_cluster, stop_cluster
from tests.support.running.websites import RunningWebsite, becomes, eventually, running_website
from tests.support.scenes.community import PLAYER, TODAY, settings_for


class OwnServer:
    """A PostgreSQL server that this file's tests may stop and start."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.cluster: Cluster = start_cluster(folder)

    def stop(self) -> None:
        stop_cluster(self.folder)

    def start(self) -> None:
        self.cluster = start_cluster(self.folder)


@pytest.fixture(scope="module")
def server() -> Generator[OwnServer, None, None]:
    folder = Path(tempfile.mkdtemp(prefix="muster-gone-"))
    own = OwnServer(folder / "data")
    yield own
    own.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
async def website(server: OwnServer, page: Path) -> AsyncGenerator[RunningWebsite, None]:
    """The website on a fresh database of that server."""
    server.start()
    url = server.cluster.url(server.cluster.create_database())
    connection = await asyncpg.connect(url)
    await apply(connection, load_migrations(MIGRATIONS_FOLDER), MIGRATED_AT)
    await connection.close()
    async with running_website(settings_for(url), page=page) as running:
        yield running


async def status_of(client: httpx2.AsyncClient, path: str = "/api/availability") -> int:
    return (await client.get(path)).status_code


async def test_everything_says_503_while_it_is_gone_and_recovers_when_it_is_back(
    website: RunningWebsite, server: OwnServer
) -> None:
    player = await website.signed_in(PLAYER, player="Shade")
    anybody = await website.client()
    body = {"date": TODAY.isoformat(), "status": "LOOKING"}
    assert (await player.post("/api/availability", json=body)).status_code == 200
    assert [await status_of(client) for client in (player, anybody)] == [200, 200]

    server.stop()
    await eventually(lambda: not website.parts.listener.connected)
    answers = [
        await player.get("/api/availability"),
        await anybody.get("/api/availability"),
        await player.get("/auth/me"),
        await player.get("/api/availability/access"),
        await player.get("/api/availability/me"),
        await player.post("/api/availability", json=body),
        await player.delete(f"/api/availability/{TODAY}"),
        await player.post("/auth/link", json={"player_guid": "g"}),
        await player.post("/auth/logout"),
        await anybody.post("/auth/sandbox/login", json={"discord_user_id": "5"}),
        await anybody.get("/readyz"),
    ]
    for answer in answers:
        assert (answer.status_code, answer.json()["code"]) == (503, "database_unavailable")
        assert int(answer.headers["retry-after"]) > 0
        assert answer.headers["cache-control"] == "no-store"
    for path in ("/healthz", "/metrics", "/", f"/t/{TODAY}", "/t/community.png", "/api/community"):
        assert await status_of(anybody, path) == 200, path
    assert await status_of(anybody, f"/t/{TODAY}.png") == 503
    assert "Who plays tonight?" in (await anybody.get(f"/t/{TODAY}")).text
    assert "muster_change_listener_connected 0.0" in (await anybody.get("/metrics")).text

    server.start()
    await becomes(lambda: status_of(anybody, "/readyz"), 200)
    await eventually(lambda: website.parts.listener.connected)
    day = (await player.get("/api/availability")).json()["days"][0]
    assert day["my_status"] == "LOOKING", "the session and the answer outlived it"
    assert (await player.post("/api/availability", json=body)).status_code == 200


async def test_a_website_may_start_before_its_database(
    website: RunningWebsite, server: OwnServer, page: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("muster.reconnecting.START_PATIENCE", 0.1)
    settings = website.settings
    server.stop()
    from website.backend.app import create_app

    app = create_app(settings, page=page)
    async with app.router.lifespan_context(app):
        transport = httpx2.ASGITransport(app=app)
        async with httpx2.AsyncClient(
            transport=transport, base_url=settings.frontend_origin
        ) as client:
            assert await status_of(client, "/healthz") == 200
            assert await status_of(client) == 503
            server.start()
            await becomes(lambda: status_of(client), 200)


async def test_pending_migrations_are_not_ready(empty_database_url: str, page: Path) -> None:
    async with running_website(settings_for(empty_database_url), page=page) as website:
        client = await website.client()
        answer = await client.get("/readyz")
        assert (answer.status_code, answer.json()["code"]) == (503, "migrations_pending")
        assert int(answer.headers["retry-after"]) > 0
        assert await status_of(client, "/healthz") == 200
        assert await status_of(client) == 503
