"""Addresses that people type: a place of the page, and one that does not exist."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.browser.app.test_accessibility import violations
from tests.browser.conftest import DESKTOP, PHONE, Site, Visitor
from tests.browser.looks import looks
from tests.browser.screenshots import screenshot


async def test_a_typed_place_is_the_page(visit: Visitor, site: Site) -> None:
    opened = await visit(place="availability")
    await expect(opened.page).to_have_url(f"{site.address}/#/availability")
    await expect(opened.page.get_by_role("region", name="Tonight")).to_be_visible()


async def test_an_unknown_address_says_so_and_leads_on(
    visit: Visitor, subtests: pytest.Subtests
) -> None:
    opened = await visit(place="nothing")
    page = opened.page
    heading = page.get_by_role("heading", level=1, name="There is nothing at this address")
    await expect(heading).to_be_visible()
    # The browser itself notes in its console that the answer was a 404; the policy found nothing.
    assert all("404" in problem for problem in opened.problems)
    opened.problems.clear()
    onward = page.get_by_role("link", name="Tonight")
    async for look in looks(page, [(320, 568), PHONE, DESKTOP]):
        with subtests.test(str(look)):
            assert await violations(page, look) == []
            assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            await screenshot(page, f"unknown-address-{look}")
            await onward.click(trial=True)
    await onward.click()
    await expect(page.get_by_role("region", name="Tonight")).to_be_visible()
