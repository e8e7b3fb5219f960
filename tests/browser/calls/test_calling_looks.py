"""How calling players looks on the page: in every size and theme, in large text, at rest."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.browser.app.test_accessibility import violations
from tests.browser.conftest import DESKTOP, PHONE, SHIFTS, Visitor
from tests.browser.looks import looks
from tests.browser.screenshots import screenshot
from tests.support.scenes.calling_page import (
    CallingBot,
    call,
    one_short,
    open_call_dialog,
    says,
    standing,
    start_call,
)
from tests.support.scenes.evening_page import EARLY, EveningSite

CAMPAIGNS = "#/campaigns"


async def test_how_it_looks(
    visit: Visitor, site: EveningSite, bot: CallingBot, subtests: pytest.Subtests
) -> None:
    await one_short(site)
    page = (await visit("promoter")).page

    async def well_in_every_look(state: str) -> None:
        async for look in looks(page):
            with subtests.test(f"{state} {look}"):
                assert await violations(page, look) == []
                await screenshot(page, f"call-{look}-{state}")

    await expect(call(page).get_by_role("button", name="Call players")).to_be_visible()
    await well_in_every_look("offered")
    asking = await open_call_dialog(page)
    await expect(asking.get_by_role("button", name="Call 4 players")).to_be_enabled()
    async for look in looks(page):
        with subtests.test(f"dialog {look}"):
            assert await violations(page, look) == []
            await screenshot(page, f"call-{look}-dialog", full_page=False)
    await asking.get_by_role("button", name="Call 4 players").click()
    await expect(standing(page)).to_contain_text("A call is on")
    await bot.looks()
    await says(site, "Heron", "NOT_PLAYING")
    await says(site, "Ibis", "AVAILABLE")
    await expect(standing(page)).to_contain_text("4 asked, 1 maybe, 1 not tonight, 2 silent.")
    await call(page).get_by_text("Whom it asked, and when").click()
    await expect(call(page)).to_contain_text("Could play")
    await well_in_every_look("on")
    await page.goto(page.url.split("#")[0] + CAMPAIGNS)
    await expect(standing(page)).to_contain_text("A call is on")
    await well_in_every_look("campaigns")


async def test_text_twice_as_large_fits(
    visit: Visitor, site: EveningSite, bot: CallingBot, subtests: pytest.Subtests
) -> None:
    sizes = [(width, 800) for width in (320, 390, 1280)]
    await one_short(site)
    page = (await visit("promoter", size=sizes[0])).page
    asking = await open_call_dialog(page)
    await page.evaluate("document.documentElement.style.fontSize = '200%'")
    confirm = asking.get_by_role("button", name="Call 4 players")
    await expect(confirm).to_be_enabled()
    async for look in looks(page, sizes, ["light"]):
        with subtests.test(f"dialog {look}"):
            await confirm.scroll_into_view_if_needed()
            assert await asking.evaluate("element => element.scrollWidth <= element.clientWidth")
            await screenshot(page, f"call-dialog-{look}-200", full_page=False)
            await confirm.click(trial=True)
    await confirm.click()
    await expect(standing(page)).to_contain_text("A call is on")
    await bot.looks()
    await call(page).get_by_text("Whom it asked, and when").click()
    await expect(call(page).get_by_role("listitem")).to_have_count(4)
    async for look in looks(page, sizes, ["light"]):
        with subtests.test(f"on {look}"):
            assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            await screenshot(page, f"call-on-{look}-200")


@pytest.mark.parametrize("role", ["player", "promoter"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP])
async def test_nothing_jumps_while_a_call_is_on(
    visit: Visitor, site: EveningSite, bot: CallingBot, size: tuple[int, int], role: str
) -> None:
    await one_short(site)
    await start_call(site)
    await bot.looks(EARLY)
    page = (await visit(role, size=size, before=SHIFTS)).page
    for _ in range(2):
        await expect(standing(page)).to_have_text("A call is on: 4 asked, 4 silent.")
        await expect(page.get_by_role("region", name="Upcoming")).to_be_visible()
        await expect(page.locator("[aria-busy=true]")).to_have_count(0)
        assert await page.evaluate("window.shifts") <= 0.02
        await page.reload()
