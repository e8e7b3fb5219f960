"""Websites that run inside a test: behind a transport in memory, or on a port of this machine."""

from __future__ import annotations

import asyncio
import secrets
import socket
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, TypeVar

import asyncpg
import httpx2
import uvicorn
from fastapi import FastAPI

from muster.changes import CHANNEL, Change
from muster.settings import Settings
from tests.support.running.patience import PATIENCE
from website.backend.app import create_app
from website.backend.limited_http import LimitedHttp
from website.backend.state import Website

T = TypeVar("T")
AJAX = {"X-Requested-With": "XMLHttpRequest"}


async def eventually(condition: Callable[[], Any]) -> None:
    """Wait until `condition()` is true; fails after `PATIENCE`."""
    deadline = asyncio.get_running_loop().time() + PATIENCE
    while not condition():
        assert asyncio.get_running_loop().time() < deadline, "it did not happen in time"
        await asyncio.sleep(0.005)


async def becomes(read: Callable[[], Awaitable[T]], expected: T) -> None:
    """Read until the answer is `expected`; fails after `PATIENCE`."""
    deadline = asyncio.get_running_loop().time() + PATIENCE
    while (found := await read()) != expected:
        assert asyncio.get_running_loop().time() < deadline, f"still {found!r}"
        await asyncio.sleep(0.005)


class RunningWebsite:
    """One website process, as far as its callers can tell, and a door to its database."""

    def __init__(self, app: FastAPI, settings: Settings, sql: Any, stack: AsyncExitStack) -> None:
        self.app = app
        self.settings = settings
        self.sql = sql
        """A connection of its own to the database: what any other program could do."""
        self._stack = stack

    @property
    def parts(self) -> Website:
        return self.app.state.website

    async def client(self, *, ajax: bool = True, **headers: str) -> httpx2.AsyncClient:
        """A browser of its own: signed out, with its own cookies; follows no redirect."""
        client = httpx2.AsyncClient(
            transport=httpx2.ASGITransport(app=self.app),
            base_url=self.settings.frontend_origin,
            headers={**(AJAX if ajax else {}), **headers},
        )
        return await self._stack.enter_async_context(client)

    async def signed_in(
        self, discord_user_id: int, *, username: str | None = None, player: str | None = None
    ) -> httpx2.AsyncClient:
        """A browser signed in through the sandbox, linked to a new player called `player`."""
        client = await self.client()
        body = {"discord_user_id": str(discord_user_id), "username": username}
        answer = await client.post("/auth/sandbox/login", json=body)
        assert answer.status_code == 200, answer.text
        if player is not None:
            guid = f"guid-{discord_user_id}"
            await self.sql.execute(
                "INSERT INTO players (guid, name, canonical_name, origin)"
                " VALUES ($1, $2, $2, 'imported') ON CONFLICT DO NOTHING",
                guid,
                player,
            )
            answer = await client.post("/auth/link", json={"player_guid": guid})
            assert answer.status_code == 200, answer.text
        return client

    async def heard_everything(self) -> None:
        """Wait until this process has heard of all that was written before."""
        heard: list[Change] = []
        self.parts.listener.subscribe(heard.append)
        marker = Change("marker", secrets.token_hex(8))
        await self.sql.execute(f"SELECT pg_notify('{CHANNEL}', $1)", " ".join(marker))
        await eventually(lambda: marker in heard)

    async def user_id(self, client: httpx2.AsyncClient) -> int:
        return (await client.get("/auth/me")).json()["website_user_id"]


@asynccontextmanager
async def running_website(
    settings: Settings, *, page: Path = Path("/nonexistent")
) -> AsyncGenerator[RunningWebsite, None]:
    """The website of `settings`, started and at the end stopped as its lifespan does."""
    assert settings.database_url is not None
    app = create_app(settings, page=page)
    sql = await asyncpg.connect(settings.database_url.get_secret_value())
    try:
        async with app.router.lifespan_context(app), AsyncExitStack() as stack:
            yield RunningWebsite(app, settings, sql, stack)
    finally:
        sql.terminate()


@contextmanager
def free_port() -> Generator[socket.socket, None, None]:
    """A socket bound to a free port of 127.0.0.1."""
    with socket.socket() as bound:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(("127.0.0.1", 0))
        yield bound


@asynccontextmanager
async def on_a_port(app: FastAPI) -> AsyncGenerator[str, None]:
    """The address at which `app`, whose lifespan somebody else runs, is served over real HTTP."""
    with free_port() as bound:
        server = uvicorn.Server(
            uvicorn.Config(
                app,
                http=LimitedHttp,
                lifespan="off",
                ws="none",
                access_log=False,
                log_config=None,
            )
        )
        server.config.load()
        task = asyncio.create_task(server.serve(sockets=[bound]))
        try:
            await eventually(lambda: server.started)
            yield f"http://127.0.0.1:{bound.getsockname()[1]}"
        finally:
            server.should_exit = server.force_exit = True
            await asyncio.wait_for(task, PATIENCE)


@contextmanager
def counted_statements(website: RunningWebsite) -> Generator[list[None], None, None]:
    """Collects one item for each statement that the website sends while the block runs."""
    sent: list[None] = []
    database: Any = website.parts.database
    original = database.connection

    def note(_record: Any) -> None:
        sent.append(None)

    @asynccontextmanager
    async def counting() -> AsyncGenerator[Any, None]:
        async with original() as connection:
            connection.add_query_logger(note)
            try:
                yield connection
            finally:
                connection.remove_query_logger(note)

    database.connection = counting
    try:
        yield sent
    finally:
        del database.connection
