"""A real server on a real database, and a real Chromium that looks at its page."""

from __future__ import annotations

import asyncio
import functools
import os
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

import asyncpg
import httpx2
import pytest
import pytest_asyncio
import uvicorn
from playwright.async_api import (
    Browser,
    BrowserContext,
    Locator,
    Page,
    Playwright,
    async_playwright,
    expect,
)
from pydantic import SecretStr

from muster.evenings.service import evenings_of
from muster.notifications.conditions import settle_due
from muster.sandbox.rules import PERSONAS
from muster.settings import Settings, load_settings
from tests.support.running.chromium import (
    CHROMIUM_FLAGS,
    find_chromium,
    find_headless_chromium,
)
from tests.support.running.patience import PATIENCE
from website import PAGE
from website.backend.app import create_app

PHONE = (390, 844)
DESKTOP = (1280, 900)
_AJAX = {"X-Requested-With": "XMLHttpRequest"}
expect.set_options(timeout=PATIENCE * 1000)

ANSWERS = {
    "LOOKING": "I\u2019m in",
    "AVAILABLE": "Available",
    "MAYBE": "Maybe",
    "NOT_PLAYING": "No",
}
"""What the buttons of an answer say."""
SENTENCES = {
    "LOOKING": "You are in",
    "AVAILABLE": "You could play",
    "MAYBE": "You said maybe",
    "NOT_PLAYING": "You are not playing",
}
"""What tonight says of an answer that is given."""


SHIFTS = """window.shifts = 0;
window.moved = [];
new PerformanceObserver((list) => {
    for (const { hadRecentInput, value, sources } of list.getEntries()) {
        if (hadRecentInput) continue;
        window.shifts += value;
        for (const { node } of sources) window.moved.push(node?.className || node?.nodeName);
    }
}).observe({ type: 'layout-shift', buffered: true });"""
"""Sums up in `window.shifts` what moved by itself, and names it in `window.moved`: for
`visit(before=SHIFTS)`.
"""


def option(page: Page, day: str, status: str) -> Locator:
    """One of the four buttons of a day: of `Tonight`, `Tomorrow`, or a date."""
    return page.get_by_role("region", name=day).get_by_role(
        "button", name=ANSWERS[status], exact=True
    )


async def answer(page: Page, status: str) -> None:
    """Answer for tonight, also where there is an answer, and see that it is said."""
    tonight = page.get_by_role("region", name="Tonight")
    change = tonight.get_by_role("button", name="Change")
    await expect(change.or_(option(page, "Tonight", status))).to_be_enabled()
    if await change.count() > 0:
        await change.click()
    await option(page, "Tonight", status).click()
    await expect(tonight).to_contain_text(SENTENCES[status])


# What runs in the loop that the tests beside this file share.
async_fixture = functools.partial(pytest_asyncio.fixture, loop_scope="session")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass
class Chromium:
    """One for all tests of a worker, and another one if it should die; with push and what else
    goes on behind a closed page, a whole browser beside it."""

    playwright: Playwright
    headless: str
    whole: str
    _running: dict[str, Browser] = field(default_factory=dict)

    async def running(self, *, whole: bool = False) -> Browser:
        executable = self.whole if whole else self.headless
        browser = self._running.get(executable)
        if browser is None or not browser.is_connected():
            browser = await self.playwright.chromium.launch(
                executable_path=executable, args=CHROMIUM_FLAGS
            )
            self._running[executable] = browser
        return browser

    async def close(self) -> None:
        for browser in self._running.values():
            await browser.close()

    @asynccontextmanager
    async def another(self, **environment: str) -> AsyncIterator[Browser]:
        """A Chromium of its own, with these environment variables."""
        browser = await self.playwright.chromium.launch(
            executable_path=self.headless,
            args=CHROMIUM_FLAGS,
            env={**os.environ, **environment},
        )
        try:
            yield browser
        finally:
            await browser.close()


_NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Whoever speaks plain HTTP needs no certificates, which take a client a twentieth of a second."""


@dataclass
class Site:
    """One website process' worth of server, in the test's own loop so that its clock can be set."""

    database_url: str
    port: int = field(default_factory=free_port)
    page: Path = PAGE
    _server: uvicorn.Server | None = None
    _ticking: asyncio.Task[None] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def open_streams(self) -> int:
        """How many pages this server is telling of changes."""
        return self._website.live_feed.open_streams

    def settings(self) -> Settings:
        return load_settings(
            env_file=None,
            database_url=SecretStr(self.database_url),
            session_secret=SecretStr("a secret of the browser tests"),
            muster_sandbox=True,
            frontend_origin=self.address,
        )

    async def start(self) -> None:
        app = create_app(self.settings(), page=self.page)
        config = uvicorn.Config(
            app, host="127.0.0.1", port=self.port, log_config=None, timeout_graceful_shutdown=1
        )
        self._server = uvicorn.Server(config)
        self._website = app.state.website
        # Signals belong to the test run, so the server is run without handlers of its own. Its main
        # loop, which only keeps the answers' date, is not waited for at the end.
        config.load()
        self._server.lifespan = config.lifespan_class(config)
        await self._server.startup()
        assert self._server.started
        await self._server.on_tick(0)
        self._ticking = asyncio.create_task(self._server.main_loop())

    async def stop(self) -> None:
        assert self._server is not None
        assert self._ticking is not None
        self._ticking.cancel()
        self._website.live_feed.close()
        for server in self._server.servers:
            server.close()
        state = self._server.server_state
        for connection in list(state.connections):
            connection.shutdown()
        for _ in range(200):
            if not state.connections and not state.tasks:
                break
            await asyncio.sleep(0.005)
        await self._server.lifespan.shutdown()

    async def visitor(self, number: int, name: str | None = None) -> httpx2.AsyncClient:
        """Somebody with a Discord account `number`; with a `name`, linked to a player of it."""
        client = httpx2.AsyncClient(
            base_url=self.address, headers=_AJAX, timeout=PATIENCE, verify=_NO_TLS
        )
        await ok(client.post("/auth/sandbox/login", json={"discord_user_id": str(number)}))
        if name is not None:
            me = (await client.get("/auth/me")).json()
            if me["linked_player"] is None:
                await ok(client.post("/auth/players", json={"name": name}))
        return client

    async def answer(self, number: int, name: str, day: date | str, status: str) -> None:
        """Let a player called `name` answer for `day`."""
        client = await self.visitor(number, name)
        await ok(client.post("/api/availability", json={"date": str(day), "status": status}))
        await client.aclose()

    async def settle_conditions(self) -> None:
        """What the bot does in the end: a write on a busy machine may leave it to that."""
        website = self._website
        evenings = evenings_of(website.settings)
        await settle_due(website.database, evenings, website.clock.now())

    async def today(self) -> date:
        async with httpx2.AsyncClient(
            base_url=self.address, timeout=PATIENCE, verify=_NO_TLS
        ) as client:
            return date.fromisoformat((await client.get("/api/community")).json()["today"])


async def ok(request: Awaitable[httpx2.Response]) -> httpx2.Response:
    """The answer to `request`, which must have gone well."""
    answer = await request
    assert answer.is_success, answer.text
    return answer


@async_fixture
async def site(database_url: str) -> AsyncIterator[Site]:
    if not (PAGE / "index.html").is_file():
        pytest.fail("the page is not built: run `make test`, which builds it")
    site = Site(database_url)
    await site.start()
    for persona in PERSONAS:
        if persona.player_name is not None:
            visitor = await site.visitor(persona.discord_user_id, persona.player_name)
            await visitor.aclose()
    yield site
    await site.stop()


@async_fixture
async def execute(database_url: str) -> AsyncIterator[Callable[[str], Awaitable[str]]]:
    """Runs SQL behind the server's back, as another program would."""
    connection = await asyncpg.connect(database_url)
    yield connection.execute
    await connection.close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the tests beside this file share a loop, and so a Chromium: every start is a second."""
    for item in items:
        if Path(__file__).parent in item.path.parents and pytest_asyncio.is_async_test(item):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@async_fixture(scope="session")
async def chromium() -> AsyncIterator[Chromium]:
    headless, whole = find_headless_chromium(), find_chromium()
    if headless is None or whole is None:
        pytest.fail("Chromium is not installed: run `make test`, which installs it where it may")
    async with async_playwright() as playwright:
        chromium = Chromium(playwright, headless, whole)
        yield chromium
        await chromium.close()


@pytest.fixture
def service_workers() -> Literal["allow", "block"]:
    """`allow` or `block`: only tests of what the page does offline wait for it to be kept there."""
    return "block"


@async_fixture
async def browser(request: pytest.FixtureRequest, chromium: Chromium) -> Browser:
    """The worker's Chromium; what a test opens in it is in a context of the test's own.

    With the mark `whole_browser` it is the one with push, and with what goes on behind a closed
    page, which takes several times as long for each page.
    """
    return await chromium.running(
        whole=request.node.get_closest_marker("whole_browser") is not None
    )


@dataclass
class Visit:
    """A page in a browser profile of its own, and everything that went wrong in it."""

    page: Page
    context: BrowserContext
    problems: list[str] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)


Visitor = Callable[..., Awaitable[Visit]]


@async_fixture
async def visit(
    browser: Browser, site: Site, service_workers: Literal["allow", "block"]
) -> AsyncIterator[Visitor]:
    """Open the page as somebody: `await visit("Player", size=PHONE, theme="dark")`.

    After the test no page may have written an error to its console or asked another host.
    """
    visits: list[Visit] = []

    async def open_page(
        role: str | None = None,
        *,
        size: tuple[int, int] = PHONE,
        theme: str = "light",
        place: str = "#/availability",
        address: str | None = None,
        context: BrowserContext | None = None,
        before: str | None = None,
        locale: str = "en-GB",
        **options: object,
    ) -> Visit:
        """`context`: the test's own; `before`: a script that runs before the page's."""
        width, height = size
        context = context or await browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if theme == "dark" else "light",
            locale=locale,
            timezone_id="Europe/Ljubljana",
            reduced_motion="reduce",
            service_workers=service_workers,
            **options,  # type: ignore[arg-type]  # what a test wants besides, checked by Playwright
        )
        context.set_default_timeout(PATIENCE * 1000)
        if before is not None:
            await context.add_init_script(before)
        page = await context.new_page()
        opened = Visit(page, context)
        page.on(
            "console",
            lambda message: (
                opened.problems.append(message.text) if message.type == "error" else None
            ),
        )
        page.on("pageerror", lambda error: opened.problems.append(str(error)))
        page.on("request", lambda request: opened.hosts.add(request.url.split("/")[2]))
        visits.append(opened)
        base = address or site.address
        if role is not None:
            persona = next(p for p in PERSONAS if p.role == role)
            await ok_api(context, base, str(persona.discord_user_id))
        await page.goto(f"{base}/{place}")
        return opened

    yield open_page
    for opened in visits:
        await opened.context.close()
    for opened in visits:
        assert opened.problems == []
        assert all(host.startswith("127.0.0.1:") for host in opened.hosts)


async def ok_api(context: BrowserContext, base: str, discord_user_id: str) -> None:
    """Sign a browser profile in as a persona, without going through the page."""
    answer = await context.request.post(
        f"{base}/auth/sandbox/login", data={"discord_user_id": discord_user_id}, headers=_AJAX
    )
    assert answer.ok, await answer.text()
