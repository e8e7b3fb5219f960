"""The promoters' history, who has no way in, and how all of it looks."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Page, Route, expect

from tests.browser.app.test_accessibility import violations
from tests.browser.conftest import DESKTOP, PHONE, Site, Visitor, async_fixture
from tests.browser.looks import Look, looks
from tests.browser.refused import press_at_last, refuse_until_pressed
from tests.browser.screenshots import screenshot
from tests.support.scenes.evening_page import (
    AFTER_THE_REMINDER,
    EveningSite,
    Execute,
    an_evening,
    campaign,
    evening_site,
    open_dialog,
    past_evenings,
)

HISTORY = "**/api/availability/promotions/campaigns*"
OLDER = re.compile(r"/promotions/campaigns\?.*before=")


@async_fixture
async def site(database_url: str, site: Site) -> AsyncIterator[EveningSite]:
    """Beside the plain site, which has linked the personas: one at ten past eight."""
    async with evening_site(database_url) as evening:
        yield evening


@pytest.mark.parametrize("role", [None, "unlinked", "player"])
async def test_nobody_else_has_a_way_in(
    visit: Visitor, site: EveningSite, role: str | None
) -> None:
    page = (await visit(role)).page
    await expect(page.get_by_role("region", name="Tonight")).to_contain_text("0 looking")
    promote = page.get_by_role("button", name="Promote", exact=True)
    if role == "unlinked":
        await expect(promote).to_be_disabled()
        await expect(page.get_by_text("Link Discord to promote.")).to_be_visible()
    else:
        await expect(promote).to_have_count(0)
    await expect(page.get_by_role("link", name="Campaigns")).to_have_count(0)
    await page.goto(page.url.split("#")[0] + "#/campaigns")
    await expect(page.get_by_text("Only promoters see past campaigns.")).to_be_visible()
    assert await violations(page) == []
    await screenshot(page, f"campaigns-forbidden-{role or 'anonymous'}-phone-light")


async def test_the_history_says_who_came_and_goes_back_page_by_page(
    visit: Visitor, site: EveningSite, execute: Execute
) -> None:
    await site.some_people()
    await past_evenings(execute, 34)
    await site.promote()
    await an_evening(execute)
    page = (await visit("promoter", size=DESKTOP)).page
    await campaign(page).get_by_role("link", name="Details").click()
    await expect(page.get_by_role("heading", name="Campaigns", level=1)).to_be_focused()
    await expect(page).to_have_title("Campaigns · Muster")
    lines = page.get_by_role("row")
    await expect(lines).to_have_count(31)
    await expect(lines.nth(1)).to_contain_text("Fri 4 Dec")
    await expect(lines.nth(1)).to_contain_text("Marlow")
    await expect(lines.nth(1)).to_contain_text("2 of 2")
    await expect(page.get_by_role("img", name="Turnout in voice over")).to_be_visible()

    site.clock.move_to(AFTER_THE_REMINDER)
    await site.asked(307, "Heron", "LOOKING")
    await execute(
        "UPDATE availability_promotion_campaigns SET voice_expected = 2, voice_present = 1"
        " WHERE status = 'partial'"
    )
    await expect(lines.nth(1).get_by_role("cell")).to_contain_text(["2 of 2", "1", "1 of 2"])

    # Everything is read anew while the older ones are on their way, which calls that off.
    held: list[Route] = []

    async def hold_the_first(route: Route) -> None:
        held.append(route)
        if len(held) > 1:
            await route.continue_()

    await page.route(OLDER, hold_the_first)
    async with page.expect_request(OLDER):
        await page.get_by_role("button", name="Show older").click()
    await page.evaluate("dispatchEvent(new Event('online'))")
    await expect(lines).to_have_count(36)
    await expect(page.get_by_role("button", name="Show older")).to_have_count(0)


async def test_an_empty_and_a_broken_history(visit: Visitor, site: EveningSite) -> None:
    opened = await visit("promoter", place="#/campaigns")
    page = opened.page
    await expect(page.get_by_text("Nobody has promoted an evening yet.")).to_be_visible()
    await screenshot(page, "campaigns-empty-phone-light")
    assert await violations(page) == []
    await refuse_until_pressed(page, HISTORY, 422, {})
    await page.reload()
    await expect(page.get_by_text("The campaigns could not be loaded.")).to_be_visible()
    await press_at_last(page, page.get_by_role("button", name="Try again"))
    await expect(page.get_by_text("Nobody has promoted an evening yet.")).to_be_visible()
    opened.problems.clear()


async def test_axe_finds_nothing_and_nothing_is_cut_off(
    visit: Visitor, site: EveningSite, execute: Execute, subtests: pytest.Subtests
) -> None:
    await site.some_people()
    for number in range(8):
        await site.asked(320 + number, f"Whitethroat of the Northern Hills {number}", "LOOKING")
    await past_evenings(execute, 20)
    sizes = [(320, 700), PHONE, DESKTOP]
    page = (await visit("promoter", size=sizes[0], place="#/campaigns")).page
    await expect(campaign(page).get_by_role("button", name="Promote", exact=True)).to_be_visible()
    async for look in looks(page, sizes):
        await screenshot(campaign(page), f"campaign-none-{look}")
    asking = await open_dialog(page)
    await asking.get_by_role("button", name="Available +1 of 1").click()
    await asking.get_by_role("button", name="Maybe +1 of 1").click()
    await expect(asking.get_by_role("button", name="Ask 12 people")).to_be_enabled()
    async for look in looks(page, sizes):
        with subtests.test(f"dialog {look}"):
            await check(page, look)
            await screenshot(page, f"promote-{look}", full_page=False)
    await asking.get_by_role("button", name="Ask 12 people").click()
    await expect(campaign(page).get_by_role("status")).to_have_text("Scheduled")
    async for look in looks(page, sizes):
        with subtests.test(f"scheduled {look}"):
            await check(page, look)
            await screenshot(campaign(page), f"campaign-scheduled-{look}")
    await an_evening(execute)
    await expect(campaign(page).get_by_role("status")).to_have_text("Under way")
    await expect(page.get_by_role("img", name="Turnout in voice over")).to_be_visible()
    async for look in looks(page, sizes):
        with subtests.test(f"running {look}"):
            await check(page, look)
            await screenshot(campaign(page), f"campaign-running-{look}")
            await screenshot(page, f"campaigns-{look}")


async def check(page: Page, look: Look) -> None:
    """Axe is content, nothing is wider than the window, and a finger can hit everything."""
    assert await violations(page, look) == []
    beyond = await page.evaluate(
        """[...document.querySelectorAll('body *')].filter(each => each.checkVisibility()
            && !each.closest('aside')  // the sandbox's bar scrolls by itself
            && each.getBoundingClientRect().right > innerWidth).map(each => each.outerHTML)"""
    )
    assert beyond == []
    low = await page.evaluate(
        """[...document.querySelectorAll('section button, section a, [role=dialog] button,'
            + '[role=switch]')].filter(each => each.checkVisibility()
                && each.getBoundingClientRect().height < 44).map(each => each.outerHTML)"""
    )
    assert low == []
