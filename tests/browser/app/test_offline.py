"""Without a network: the page opens, shows what was last known, and keeps answers until they go."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from playwright.async_api import BrowserContext, Page, expect

from tests.browser.app.test_accessibility import violations
from tests.browser.conftest import Site, Visit, Visitor, answer
from tests.browser.screenshots import screenshot
from tests.support.running.websites import becomes

WAITS = "will be sent when you are online"
CONTROLLED = "navigator.serviceWorker.ready.then(() => true)"


@pytest.fixture
def service_workers() -> str:
    return "allow"


async def ready_for_offline(opened: Visit) -> Page:
    """The page of somebody whose browser keeps it by now."""
    page = opened.page
    await expect(page.get_by_role("region", name="Tonight")).to_contain_text("looking")
    await page.evaluate(CONTROLLED)
    await page.reload()
    await expect(page.get_by_role("region", name="Tonight")).to_contain_text("looking")
    return page


async def wake(context: BrowserContext) -> None:
    """What a browser does once there is a network again: it wakes the service worker."""
    page = await context.new_page()
    devtools = await context.new_cdp_session(page)
    found: list[dict[str, Any]] = []
    devtools.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: found.extend(event["registrations"]),
    )
    await devtools.send("ServiceWorker.enable")

    async def is_known() -> bool:
        return bool(found)

    await becomes(is_known, True)
    registration = found[-1]
    await devtools.send(
        "ServiceWorker.dispatchSyncEvent",
        {
            "origin": registration["scopeURL"].rstrip("/"),
            "registrationId": registration["registrationId"],
            "tag": "muster.answers",
            "lastChance": False,
        },
    )


async def answered_offline(opened: Visit, status: str) -> Page:
    page = await ready_for_offline(opened)
    await opened.context.set_offline(True)
    await answer(page, status)
    await expect(page.get_by_text(WAITS).first).to_be_visible()
    return page


async def test_the_page_opens_without_a_network_and_shows_the_last_known_evening(
    visit: Visitor, site: Site
) -> None:
    await site.answer(801, "Fenrir", await site.today(), "LOOKING")
    opened = await visit("player")
    page = await ready_for_offline(opened)
    await opened.context.set_offline(True)
    await page.reload()
    tonight = page.get_by_role("region", name="Tonight")
    await expect(tonight).to_contain_text("1 looking")
    await expect(page.get_by_text("Fenrir").first).to_be_visible()
    await expect(page.get_by_text("This is what was known at")).to_be_visible()
    assert await violations(page) == []
    await screenshot(page, "offline-phone")
    await opened.context.set_offline(False)
    await expect(page.get_by_text("This is what was known at")).to_have_count(0)
    opened.problems.clear()


async def test_a_network_that_leads_nowhere_shows_the_last_known_evening_as_such(
    visit: Visitor, site: Site
) -> None:
    await site.answer(801, "Fenrir", await site.today(), "LOOKING")
    opened = await visit("player")
    page = await ready_for_offline(opened)
    await site.stop()
    await page.reload()
    await expect(page.get_by_role("region", name="Tonight")).to_contain_text("1 looking")
    await expect(
        page.get_by_text("The server cannot be reached. This is what was known at")
    ).to_be_visible()
    await site.start()
    await expect(page.get_by_text("This is what was known at")).to_have_count(0)
    opened.problems.clear()


async def test_an_answer_given_offline_is_sent_by_itself(visit: Visitor, site: Site) -> None:
    opened = await visit("player")
    page = await answered_offline(opened, "LOOKING")
    tonight = page.get_by_role("region", name="Tonight")
    await expect(tonight).to_contain_text("1 looking")
    await page.reload()
    await expect(page.get_by_text(WAITS).first).to_be_visible()
    await expect(tonight).to_contain_text("1 looking")
    await screenshot(page, "offline-answer-phone")
    other = (await visit("promoter")).page
    await expect(other.get_by_role("region", name="Tonight")).to_contain_text("0 looking")
    await opened.context.set_offline(False)
    await expect(page.get_by_text(WAITS)).to_have_count(0)
    await expect(tonight).to_contain_text("1 looking")
    await expect(other.get_by_role("region", name="Tonight")).to_contain_text("1 looking")
    opened.problems.clear()


async def test_a_newer_answer_from_elsewhere_stays(visit: Visitor, site: Site) -> None:
    opened = await visit("player")
    page = await answered_offline(opened, "LOOKING")
    elsewhere = (await visit("player")).page
    await answer(elsewhere, "NOT_PLAYING")
    await opened.context.set_offline(False)
    await expect(page.get_by_text(WAITS)).to_have_count(0)
    await expect(page.get_by_text("was not sent: there is a newer one")).to_be_visible()
    await expect(page.get_by_role("region", name="Tonight")).to_contain_text("0 looking")
    await expect(elsewhere.get_by_role("region", name="Tonight")).to_contain_text("0 looking")
    opened.problems.clear()


@pytest.mark.whole_browser
async def test_an_answer_is_sent_also_after_the_page_was_closed(visit: Visitor, site: Site) -> None:
    opened = await visit("player")
    page = await answered_offline(opened, "MAYBE")
    tags = "navigator.serviceWorker.ready.then((it) => it.sync.getTags())"
    assert await page.evaluate(tags) == ["muster.answers"]
    await page.close()
    await opened.context.set_offline(False)
    await wake(opened.context)
    other = (await visit("promoter")).page
    await expect(other.get_by_role("region", name="Tonight")).to_contain_text("1 maybe")
    opened.problems.clear()


async def test_what_is_kept_for_offline_is_nobody_s_own(visit: Visitor, site: Site) -> None:
    await site.answer(801, "Fenrir", await site.today() + timedelta(days=1), "LOOKING")
    opened = await visit("player")
    page = await ready_for_offline(opened)
    kept = await page.evaluate(
        "caches.keys().then((names) => Promise.all(names.map((name) => caches.open(name)"
        ".then((cache) => cache.keys())))).then((found) => found.flat().map(({url}) => url))"
    )
    assert any(url.partition("?")[0].endswith("/index.html") for url in kept)
    assert not [url for url in kept if "/api/" in url or "/auth/" in url]


async def test_a_shared_day_opens_in_the_calendar(visit: Visitor, site: Site) -> None:
    day = await site.today() + timedelta(days=3)
    opened = await visit("player")
    page = await ready_for_offline(opened)
    await page.goto(f"{site.address}/t/{day}")
    await expect(page).to_have_url(f"{site.address}/#/week?day={day}")
    await opened.context.set_offline(True)
    await page.goto(f"{site.address}/t/{day}")
    await expect(page).to_have_url(f"{site.address}/#/availability?day={day}")
    await expect(page.get_by_role("region", name="Tonight")).to_contain_text("looking")
    await opened.context.set_offline(False)
    opened.problems.clear()
