"""The profile: taking another name."""

from __future__ import annotations

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.app.test_accessibility import violations
from tests.browser.conftest import Site, Visitor
from tests.browser.looks import looks
from tests.browser.screenshots import screenshot


def player(page: Page) -> Locator:
    return page.get_by_role("region", name="Player")


async def test_a_person_takes_another_name_and_could_have_the_old_one_back(
    visit: Visitor, site: Site, subtests: pytest.Subtests
) -> None:
    taken = await site.visitor(301, "Bramble")
    await taken.aclose()
    opened = await visit("player", place="#/profile")
    page = opened.page
    change = player(page).get_by_role("button", name="Change name")
    await change.click()
    name = player(page).get_by_role("textbox", name="New name")
    await expect(name).to_have_value("Kestrel")
    await expect(player(page).get_by_role("button", name="Take this name")).to_be_disabled()
    await name.fill("bramble")
    await page.keyboard.press("Enter")
    await expect(player(page).get_by_role("alert")).to_have_text(
        "Somebody else goes by this name, or did; take another."
    )
    opened.problems.clear()  # the browser's own line about the 409
    await name.fill("^1Night^7jar")
    await page.keyboard.press("Enter")
    await expect(player(page)).to_contain_text("You play as Nightjar")
    await expect(page.get_by_role("status").filter(has_text="You go by Nightjar")).to_be_visible()
    await expect(name).to_have_count(0)

    await change.click()
    await expect(player(page)).to_contain_text("You can choose 2 times within 30 days.")
    await expect(page.locator("[aria-busy=true]")).to_have_count(0)
    async for look in looks(page):
        with subtests.test(str(look)):
            assert await violations(page, look) == []
            assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            await screenshot(page, f"choose-name-{look}")
    await player(page).get_by_role("button", name="Use Kestrel").click()
    await expect(player(page)).to_contain_text("You play as Kestrel")
