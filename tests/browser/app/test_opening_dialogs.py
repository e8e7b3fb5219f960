"""Escape while a dialog's code is on its way: it does not come up over what one does by then."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import DESKTOP, Site, Visitor, async_fixture
from tests.browser.held import Held
from tests.support.scenes.calling_page import one_short
from tests.support.scenes.evening_page import EveningSite, evening_site

HELD_BACK = 500
"""Milliseconds; React may keep back for a third of a second what it has drawn."""


@async_fixture
async def site(database_url: str, site: Site) -> AsyncIterator[EveningSite]:
    """Beside the plain site, which has linked the personas: one at ten past eight."""
    async with evening_site(database_url) as evening:
        yield evening


async def comes(code: Held, page: Page) -> None:
    code.let.set()
    await page.evaluate("(address) => import(address)", code.address)
    # React draws when it likes: in one turn of these twenty, also on a slow machine.
    for _ in range(20):
        await page.clock.run_for(HELD_BACK)


@pytest.mark.parametrize(
    ("code", "place", "button", "dialog"),
    [
        ("DetailsPanel", "#/availability", "Later, or only if…: Tonight", "Tonight"),
        ("PromoteDialog", "#/campaigns", "Promote", "Promote tonight"),
        ("CallDialog", "#/availability", "Call players", "Call players"),
    ],
)
async def test_escape_takes_back_a_dialog_that_is_on_its_way(
    visit: Visitor, site: EveningSite, code: str, place: str, button: str, dialog: str
) -> None:
    await one_short(site)
    page = (await visit("promoter", size=DESKTOP, place="#/profile")).page
    await page.clock.install()
    late = Held()
    await page.route(f"**/assets/{code}-*.js", late.route)
    await page.goto(f"{site.address}/{place}")
    opens = page.get_by_role("button", name=button, exact=True).first
    await opens.focus()
    await page.keyboard.press("Enter")
    await late.asked.wait()
    await page.keyboard.press("Escape")
    await comes(late, page)
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await expect(opens).to_be_focused()

    await page.keyboard.press("Enter")
    opened = page.get_by_role("dialog", name=dialog)
    await expect(opened).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(opened).to_have_count(0)
