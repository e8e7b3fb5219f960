"""Tonight on its way, and when something of others comes: nothing jumps, nothing misleads."""

from __future__ import annotations

import asyncio

import pytest
from playwright.async_api import Page, Route, expect

from tests.browser.conftest import DESKTOP, PHONE, SHIFTS, Site, Visitor, answer, option
from tests.browser.looks import looks
from tests.browser.screenshots import screenshot

FORGETS = "localStorage.removeItem('muster.last-known')"
"""As if the visit before were longer ago than a day: for a page that is opened anew."""
FOCUSED = "document.activeElement.tagName"


async def at_rest(page: Page) -> None:
    await expect(page.get_by_role("region", name="Upcoming")).to_be_visible()
    await expect(page.locator("[aria-busy=true]")).to_have_count(0)


@pytest.mark.parametrize("size", [PHONE, DESKTOP])
async def test_nothing_jumps_on_a_first_visit_and_on_the_next(
    visit: Visitor, site: Site, size: tuple[int, int]
) -> None:
    today = await site.today()
    for number, status in enumerate(["LOOKING", "LOOKING", "AVAILABLE", "MAYBE"], 701):
        await site.answer(number, f"Guest{number}", today, status)
    page = (await visit("player", size=size, before=SHIFTS)).page
    for _ in range(2):
        await at_rest(page)
        assert await page.evaluate("window.shifts") <= 0.02
        await page.reload()


@pytest.mark.parametrize("size", [PHONE, DESKTOP])
async def test_who_could_answer_sees_the_buttons_while_the_evening_is_on_its_way(
    visit: Visitor, size: tuple[int, int]
) -> None:
    opened = await visit("player", size=size)
    page = opened.page
    await answer(page, "LOOKING")
    await at_rest(page)
    await opened.context.add_init_script(FORGETS)
    release = asyncio.Event()

    async def later(route: Route) -> None:
        await release.wait()
        await route.continue_()

    await page.route("**/api/start", later)
    await page.reload()
    tonight = page.get_by_role("region", name="Tonight")
    # What is pressed now could be an answer for no date.
    await expect(option(page, "Tonight", "LOOKING")).to_be_disabled()
    await expect(option(page, "Tomorrow", "MAYBE")).to_be_disabled()
    await expect(tonight).not_to_contain_text("Link your Discord account")
    async for look in looks(page, [size]):
        await screenshot(page, f"tonight-on-its-way-{look}")
    release.set()
    await expect(tonight).to_contain_text("You are in")
    await expect(option(page, "Tomorrow", "MAYBE")).to_be_enabled()
    assert await page.evaluate(FOCUSED) == "BODY"


@pytest.mark.parametrize("size", [PHONE, DESKTOP])
async def test_news_of_others_move_nothing(
    visit: Visitor, site: Site, size: tuple[int, int]
) -> None:
    page = (await visit("player", size=size)).page
    await at_rest(page)

    async def places() -> list[float]:
        regions = [page.get_by_role("region", name=name) for name in ("Tomorrow", "Upcoming")]
        return [
            await each.evaluate("(each) => each.getBoundingClientRect().top") for each in regions
        ]

    before = await places()
    await site.answer(701, "Guest701", await site.today(), "NOT_PLAYING")
    changes = page.get_by_role("list", name="Last changes")
    await expect(changes.get_by_role("listitem")).to_have_count(1)
    assert await changes.inner_text() == "Guest701 is not playing"  # from the first moment on
    assert await places() == before
    await screenshot(page, f"tonight-news-{size[0]}")
