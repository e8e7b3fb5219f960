"""A newer version of the page: it takes over at the next visit, and never under an open page."""

from __future__ import annotations

import re
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import BrowserContext, Page, Request, expect

from tests.browser.conftest import Site, Visit, Visitor, async_fixture
from tests.support.running.websites import becomes, eventually
from website import PAGE

CONTROLLED = "navigator.serviceWorker.ready.then(() => true)"
WAITING = "navigator.serviceWorker.getRegistration().then(({ waiting }) => waiting !== null)"
# Work that goes on keeps a worker in charge after its last page was closed.
STAYS = """self.addEventListener('message', (event) => {
    if (event.data === 'stay') event.waitUntil(new Promise(() => {}));
})"""
VERSION = "document.querySelector('meta[name=version]')?.content ?? 'first'"


@pytest.fixture
def service_workers() -> str:
    return "allow"


@async_fixture
async def own_site(database_url: str, tmp_path: Path) -> AsyncIterator[Site]:
    """A website whose page can be changed."""
    page = tmp_path / "dist"
    shutil.copytree(PAGE, page)
    site = Site(database_url, page=page)
    await site.start()
    yield site
    await site.stop()


async def deploy(site: Site, version: str, *, slow: bool = False) -> None:
    """Replace the page by another version, whose scripts all have other names, as where what they
    import has, and start anew.

    A slow one takes over a second and a half after it was told to.
    """
    names = {
        path.name: f"{path.stem.split('.')[0]}.{version}.js"
        for path in (site.page / "assets").glob("*.js")
    }
    for path in (site.page / "index.html", site.page / "sw.js", *site.page.glob("assets/*.js")):
        text = path.read_text()
        for name, renamed in names.items():
            text = text.replace(f"/{name}", f"/{renamed}")
        if path.name == "index.html":
            text = re.sub(r'<meta name="version"[^>]*>', "", text)
            text = text.replace("<head>", f'<head><meta name="version" content="{version}" />')
        elif path.name == "sw.js":
            changed = f'"revision":"{version}","url":"index.html"'
            text, replaced = re.subn(r'"revision":"\w+","url":"index.html"', changed, text)
            assert replaced == 1
            if slow:
                later = "setTimeout(() => self.skipWaiting(), 1500)"
                text, replaced = re.subn(r"self\.skipWaiting\(\)", later, text)
                assert replaced == 1
        for suffix in (".br", ".gz"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        path.write_text(text)
        path.rename(path.with_name(names.get(path.name, path.name)))
    await site.stop()
    await site.start()


async def is_drawn(page: Page) -> None:
    await expect(page.get_by_role("region", name="Tonight")).to_contain_text("looking")


async def opened_again(context: BrowserContext, site: Site) -> Page:
    page = await context.new_page()
    await page.goto(site.address)
    await is_drawn(page)
    return page


async def waits(page: Page) -> None:
    """The newer version is there, and has not taken over."""
    await becomes(lambda: page.evaluate(WAITING), True)
    assert await page.evaluate(VERSION) == "first"


async def a_slow_one_waits(visit: Visitor, site: Site) -> Visit:
    """An open page, beside which a newer version waits that is slow to take over."""
    opened = await visit(address=site.address)
    await is_drawn(opened.page)
    await opened.page.evaluate(CONTROLLED)
    await deploy(site, "second", slow=True)
    await opened.page.reload()
    await is_drawn(opened.page)
    await waits(opened.page)
    opened.problems.clear()  # the server was away for a moment
    return opened


@pytest.mark.parametrize("reloads", [0, 2])
async def test_a_newer_version_takes_over_once_no_page_of_the_older_one_is_open(
    visit: Visitor, own_site: Site, reloads: int
) -> None:
    opened = await visit(address=own_site.address)
    await is_drawn(opened.page)
    await opened.page.evaluate(CONTROLLED)
    await deploy(own_site, "second")

    # What is open goes on with the files that it began with, and finds out about the newer ones.
    await opened.page.reload()
    await is_drawn(opened.page)
    await waits(opened.page)
    # The server was away for a moment, and the page said so.
    away = [problem for problem in opened.problems if "ERR_CONNECTION" in problem]
    opened.problems[:] = [problem for problem in opened.problems if problem not in away]
    for _ in range(reloads):
        await opened.page.reload()
        await is_drawn(opened.page)
    beside = await opened_again(opened.context, own_site)
    await waits(beside)
    await beside.goto(f"{own_site.address}/#/planning")
    await expect(beside.get_by_role("heading", name="Teams")).to_be_visible()
    await beside.close()

    await opened.page.close()
    later = await opened_again(opened.context, own_site)
    assert await later.evaluate(VERSION) == "second"
    assert not await later.evaluate(WAITING)


async def test_a_newer_version_that_is_slow_to_take_over_is_waited_for(
    visit: Visitor, own_site: Site
) -> None:
    opened = await a_slow_one_waits(visit, own_site)
    await opened.page.close()
    later = await opened_again(opened.context, own_site)
    assert await later.evaluate(VERSION) == "second"


async def test_a_worker_that_is_stopped_meanwhile_knows_that_the_newer_one_was_told(
    visit: Visitor, own_site: Site
) -> None:
    opened = await a_slow_one_waits(visit, own_site)
    page = await opened.context.new_page()
    devtools = await opened.context.new_cdp_session(page)
    await devtools.send("ServiceWorker.enable")
    visits: list[Request] = []
    page.on(
        "request", lambda asked: visits.append(asked) if asked.is_navigation_request() else None
    )
    for worker in opened.context.service_workers:
        await worker.evaluate(STAYS)
    await opened.page.evaluate("navigator.serviceWorker.controller.postMessage('stay')")
    await opened.page.close()
    await page.goto(own_site.address, wait_until="commit")
    # Sent back at once, and then for a second, in which the browser stops what runs.
    await eventually(lambda: len(visits) == 2)
    answer = await visits[1].response()
    assert answer is not None
    assert "refresh" in answer.headers
    await devtools.send("ServiceWorker.stopAllWorkers")
    await is_drawn(page)
    assert await page.evaluate(VERSION) == "second"


async def test_versions_that_came_between_two_visits_are_passed_over(
    visit: Visitor, own_site: Site
) -> None:
    opened = await visit(address=own_site.address)
    await is_drawn(opened.page)
    await opened.page.evaluate(CONTROLLED)
    await opened.page.close()
    await deploy(own_site, "second")
    await deploy(own_site, "third")
    page = await opened_again(opened.context, own_site)
    await waits(page)
    await page.close()
    page = await opened_again(opened.context, own_site)
    assert await page.evaluate(VERSION) == "third"
