"""What is drawn of a place stays where it is, whatever else of it comes later."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Page, expect

from muster.crypto import ContactCipher, generate_contact_key
from ops.demo.data import fill
from ops.demo.plan import demo_settings
from tests.browser.conftest import DESKTOP, PHONE, SHIFTS, Visitor, async_fixture
from tests.support.scenes.evening_page import EARLY, EveningSite, evening_site

ZONE = demo_settings(8000).zone
MOST = 0.02
SLOW = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 1e5}
"""Bytes a second, and milliseconds there and back: each answer comes in a frame of its own."""
LAST_DRAWN: dict[str, tuple[str | None, str | None]] = {
    "#/availability": ("Tonight", "As usual"),
    "#/week": (None, "As usual, all week"),
    "#/history": ("What the forecast said, and what came", None),
}


@async_fixture
async def site(database_url: str) -> AsyncIterator[EveningSite]:
    """A Friday at ten past eight, after the demo's half year: there is all that can be shown."""
    await fill(database_url, ZONE, ContactCipher([generate_contact_key()]), EARLY)
    async with evening_site(database_url) as evening:
        yield evening


async def everything_is_there(page: Page, place: str) -> None:
    region, button = LAST_DRAWN[place]
    within = page.get_by_role("region", name=region) if region else page.get_by_role("main")
    await expect(within).to_be_visible()
    if button:
        await expect(within.get_by_role("button", name=button).first).to_be_visible()
    if place != "#/history":
        await expect(within).to_contain_text("% chance")
    await expect(page.locator("[aria-busy=true]")).to_have_count(0)


async def nothing_moved(page: Page) -> None:
    shifts, moved = await page.evaluate("[window.shifts, window.moved]")
    assert shifts < MOST, moved


@pytest.mark.parametrize("size", [PHONE, DESKTOP])
@pytest.mark.parametrize("place", LAST_DRAWN)
async def test_what_comes_later_moves_nothing(
    visit: Visitor, site: EveningSite, place: str, size: tuple[int, int]
) -> None:
    del site
    visited = await visit("player", size=size, place=place, before=SHIFTS)
    page = visited.page
    await everything_is_there(page, place)
    await nothing_moved(page)
    network = await visited.context.new_cdp_session(page)
    await network.send("Network.enable")
    await network.send("Network.emulateNetworkConditions", SLOW)
    await page.reload()
    await everything_is_there(page, place)
    await nothing_moved(page)
