"""What is stored of somebody who asks an admin: downloaded, erased and taken back by the admin."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import expect

from tests.browser.app.test_accessibility import violations
from tests.browser.conftest import Site, Visitor, async_fixture
from tests.browser.looks import looks
from tests.browser.personal_data.test_stored_of_me import OVERFLOW
from tests.browser.screenshots import screenshot
from tests.support.scenes.evening_page import EveningSite, evening_site


@async_fixture
async def site(database_url: str, site: Site) -> AsyncIterator[EveningSite]:
    """Beside the plain site, which has linked the personas: one whose settings name an admin."""
    async with evening_site(database_url) as evening:
        yield evening


async def test_an_admin_does_it_for_somebody(
    visit: Visitor, site: EveningSite, subtests: pytest.Subtests
) -> None:
    place = "#/admin?section=personal-data"
    page = (await visit("admin", place=place)).page
    await page.get_by_role("searchbox", name="Find somebody who signed in").fill("kestr")
    found = page.get_by_role("list", name="Search results")
    everything = found.get_by_role("button", name="Download everything of Kestrel")
    await expect(everything).to_be_enabled()
    async with page.expect_download() as download:
        await everything.click()
    assert (await download.value).suggested_filename.startswith("muster-data-")
    await found.get_by_role("button", name="Erase Kestrel").click()
    dialog = page.get_by_role("alertdialog", name="Erase everything about Kestrel?")
    await dialog.get_by_role("button", name="Erase", exact=True).click()
    leaving = page.get_by_role("region", name="About to be erased")
    await expect(leaving.get_by_text("An admin asked.")).to_be_visible()
    await expect(found.get_by_text("Will be erased on")).to_be_visible()
    async for look in looks(page):
        with subtests.test(str(look)):
            assert await page.evaluate(OVERFLOW) == 0
            assert await violations(page, look) == []
            await screenshot(page, f"personal-data-of-others-{look}")
    await leaving.get_by_role("button", name="Let Kestrel stay").click()
    await expect(leaving.get_by_text("Nobody is.")).to_be_visible()
    await page.goto(page.url.replace("personal-data", "log"))
    await expect(page.get_by_text("had Kestrel erased, in a week")).to_be_visible()
    await expect(page.get_by_text("took out what is stored of Kestrel")).to_be_visible()
