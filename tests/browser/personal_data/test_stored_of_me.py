"""What is stored of oneself, on the page: downloaded, erased, and taken back wherever one is."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.app.test_accessibility import violations
from tests.browser.conftest import Visitor
from tests.browser.looks import looks
from tests.browser.screenshots import screenshot

OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
HEADING_HAS_FOCUS = "document.activeElement === document.querySelector('h1')"


async def kept(page: Page, button: Locator, name: str) -> str:
    """What the browser keeps as a file when somebody presses."""
    async with page.expect_download() as download:
        await button.click()
    file = await download.value
    assert file.suggested_filename == name
    return await asyncio.to_thread(Path(await file.path()).read_text)


async def test_one_downloads_it_asks_to_be_erased_and_stays(
    visit: Visitor, subtests: pytest.Subtests
) -> None:
    page = (await visit("player", place="#/profile")).page
    card = page.get_by_role("region", name="What is stored of you")
    everything = card.get_by_role("button", name="Download everything")
    await expect(everything).to_be_enabled()
    assert json.loads(await kept(page, everything, "muster-data.json"))["tables"]["players"]
    answers = card.get_by_role("button", name="Download answers (CSV)")
    assert (await kept(page, answers, "muster-answers.csv")).startswith("date,status,from")
    await expect(everything).to_be_enabled()
    async for look in looks(page):
        with subtests.test(str(look)):
            await card.scroll_into_view_if_needed()
            assert await page.evaluate(OVERFLOW) == 0
            await screenshot(page, f"stored-of-me-{look}")

    await card.get_by_role("button", name="Erase me").click()
    dialog = page.get_by_role("alertdialog", name="Erase everything about you?")
    await expect(dialog.get_by_role("button", name="Cancel")).to_be_focused()
    async for look in looks(page):
        with subtests.test(f"asking {look}"):
            await dialog.get_by_role("button", name="Erase me").click(trial=True)
            await screenshot(page, f"stored-of-me-asking-{look}")
    await dialog.get_by_role("button", name="Erase me").click()
    await expect(card.get_by_text("Until then you can still stay.")).to_be_visible()
    await expect(card.get_by_role("button", name="Erase me")).to_have_count(0)

    # It is said wherever they are, and taken back there.
    await page.goto(page.url.replace("#/profile", "#/week"))
    notice = page.get_by_role("alert").filter(has_text="You will be erased here on")
    await expect(notice).to_be_visible()
    async for look in looks(page):
        with subtests.test(f"notice {look}"):
            assert await page.evaluate(OVERFLOW) == 0
            await screenshot(page, f"erasure-notice-{look}")
            assert await violations(page, look) == []
    await notice.get_by_role("button", name="Stay").press("Enter")
    await expect(page.get_by_role("status").filter(has_text="You stay.")).to_be_visible()
    await expect(notice).to_have_count(0)
    assert await page.evaluate(HEADING_HAS_FOCUS)


async def test_a_download_that_fails_says_why_and_another_tab_hears_of_an_erasure(
    visit: Visitor,
) -> None:
    opened = await visit("player", place="#/profile")
    page = opened.page
    card = page.get_by_role("region", name="What is stored of you")
    await page.route(
        "**/api/me/data",
        lambda route: route.fulfill(
            status=429,
            json={"detail": "That was too often; try again in a moment.", "code": "rate_limited"},
        ),
    )
    await card.get_by_role("button", name="Download everything").click()
    await expect(card.get_by_role("alert")).to_have_text(
        "Not downloaded. That was too often; try again in a moment."
    )
    opened.problems.clear()  # Chromium writes refusals to the console
    other = await opened.context.new_page()
    await other.goto(page.url.replace("#/profile", "#/availability"))
    await expect(other.get_by_role("heading", level=1)).to_be_visible()
    await card.get_by_role("button", name="Erase me").click()
    await page.get_by_role("alertdialog").get_by_role("button", name="Erase me").click()
    await expect(other.get_by_text("You will be erased here on")).to_be_visible()
    await other.get_by_role("button", name="Stay").click()
    await expect(page.get_by_text("You will be erased here on")).to_have_count(0)
    await expect(card.get_by_role("button", name="Erase me")).to_be_visible()
