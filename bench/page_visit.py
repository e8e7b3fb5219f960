"""One visit to the page in a real Chromium on a slow device and a slow line, and what it showed."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypedDict

from playwright.async_api import (
    Browser,
    BrowserContext,
    CDPSession,
    Locator,
    Page,
    async_playwright,
    expect,
)

from bench.servers import CannotMeasure
from tests.support.running.chromium import CHROMIUM_FLAGS, find_chromium
from tests.support.running.websites import becomes

_WATCH = Path(__file__).with_name("page_watch.js").read_text(encoding="utf-8")
_PATIENCE = 60.0
_IS_KEPT = "localStorage.getItem('muster.last-known') !== null"
"""Whether the page has stored what the next visit shows at once."""
_SCRIPT = re.compile(r'(?:src|href)="(/[^"]+\.js)"')


@dataclass(frozen=True)
class Line:
    """A connection and a device.

    Attributes:
        bits: a second, either way.
        latency: of each request, in milliseconds.
        slower: how many times slower the processor is than this machine's.
    """

    name: str
    bits: float
    latency: float
    slower: float


SLOW_3G = Line("slow 3G", 400_000, 400, 4)
FAST_4G = Line("4G", 9_000_000, 60, 4)


class Seen(TypedDict):
    """What the script in the page noted: shares of the window, and milliseconds."""

    shift: float
    paint: float
    press: float


@dataclass
class Visit:
    """A page that is open, and what it has asked for.

    Attributes:
        scripts: bytes on the wire by address; those from a cache have none.
        asked: paths of the API, in turn.
    """

    page: Page
    scripts: dict[str, int] = field(default_factory=dict[str, int])
    asked: list[str] = field(default_factory=list[str])
    encodings: set[str] = field(default_factory=set[str])
    _under_way: dict[str, str] = field(default_factory=dict[str, str])
    _stirred: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def tonight(self) -> Locator:
        return self.page.get_by_role("region", name="Tonight")

    async def answerable_after(self) -> float:
        """Milliseconds from the start of the visit until tonight could be answered."""
        return await self.page.evaluate("window.seen.answerable")

    async def say_in(self) -> None:
        """Press "I'm in" and see that the page says so."""
        await self.tonight.get_by_role("button", name="I\u2019m in", exact=True).tap()
        await expect(self.tonight).to_contain_text("You are in")

    async def seen(self) -> Seen:
        """What was noted until now, once all that is under way has been drawn."""
        await self.page.evaluate("new Promise(done => setTimeout(done, 500))")
        return await self.page.evaluate("({...window.seen, answerable: null})")

    async def until_quiet(self, seconds: float) -> None:
        """Return when nothing has been asked for, and nothing has come, for so long."""
        async with asyncio.timeout(_PATIENCE):
            while await self._stirs(seconds) or self._under_way:
                pass

    async def _stirs(self, seconds: float) -> bool:
        self._stirred.clear()
        try:
            await asyncio.wait_for(self._stirred.wait(), seconds)
        except TimeoutError:
            return False
        return True

    async def leave(self) -> None:
        """Close the page, not before it has stored what it knows."""
        await becomes(lambda: self.page.evaluate(_IS_KEPT), True)
        await self.page.close()

    def listen(self, session: CDPSession) -> None:
        """Count what comes over the wire from now on."""
        session.on("Network.requestWillBeSent", self._begun)
        session.on("Network.responseReceived", self._answered)
        session.on("Network.loadingFinished", self._ended)
        session.on("Network.loadingFailed", self._ended)

    def _begun(self, event: dict[str, Any]) -> None:
        self._stirred.set()
        path = "/" + event["request"]["url"].split("/", 3)[3].partition("?")[0]
        if path.startswith(("/api/", "/auth/")):
            self.asked.append(path)
        if event.get("type") != "EventSource" and not path.endswith("/events"):  # that never ends
            self._under_way[event["requestId"]] = path

    def _answered(self, event: dict[str, Any]) -> None:
        path = self._under_way.get(event["requestId"], "")
        if path.endswith(".js"):
            headers = {name.lower(): value for name, value in event["response"]["headers"].items()}
            self.encodings.add(headers.get("content-encoding", "uncompressed"))

    def _ended(self, event: dict[str, Any]) -> None:
        self._stirred.set()
        path = self._under_way.pop(event["requestId"], "")
        if path.endswith(".js"):
            self.scripts[path] = int(event.get("encodedDataLength", 0))


@asynccontextmanager
async def chromium() -> AsyncGenerator[Browser, None]:
    """A Chromium, closed after it.

    Raises:
        CannotMeasure: it is not installed.
    """
    executable = find_chromium()
    if executable is None:
        raise CannotMeasure(
            "Chromium is not installed; on Debian and Ubuntu: apt-get install chromium"
        )
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=executable, args=CHROMIUM_FLAGS)
        try:
            yield browser
        finally:
            await browser.close()


@asynccontextmanager
async def phone(
    browser: Browser, address: str, token: str | None
) -> AsyncGenerator[BrowserContext, None]:
    """A phone's browser that was never here; with a session's `token`, it is signed in."""
    context = await browser.new_context(
        viewport={"width": 390, "height": 844},
        device_scale_factor=2,
        is_mobile=True,
        has_touch=True,
        locale="en-GB",
        timezone_id="Europe/Ljubljana",
    )
    context.set_default_timeout(_PATIENCE * 1000)
    await context.add_init_script(_WATCH)
    if token is not None:
        await context.add_cookies([{"name": "muster_session", "value": token, "url": address}])
    try:
        yield context
    finally:
        await context.close()


async def visit(context: BrowserContext, address: str, line: Line | None = None) -> Visit:
    """Open the page; over a `line`, which it keeps, else as fast as this machine is."""
    page = await context.new_page()
    session = await context.new_cdp_session(page)
    await session.send("Network.enable")
    if line is not None:
        await session.send(
            "Network.emulateNetworkConditions",
            {
                "offline": False,
                "latency": line.latency,
                "downloadThroughput": line.bits / 8,
                "uploadThroughput": line.bits / 8,
            },
        )
        await session.send("Emulation.setCPUThrottlingRate", {"rate": line.slower})
    opened = Visit(page)
    opened.listen(session)
    await page.goto(address, wait_until="commit")
    return opened


async def first_load(context: BrowserContext, address: str) -> set[str]:
    """The scripts that the document itself names: those without which nothing is shown."""
    document = await (await context.request.get(address)).text()
    return set(_SCRIPT.findall(document))
