"""From an invite link that a promoter makes to a newcomer's first answer."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.app.test_accessibility import violations
from tests.browser.conftest import DESKTOP, PHONE, Site, Visitor, answer, async_fixture, ok
from tests.browser.looks import looks
from tests.browser.screenshots import screenshot
from tests.support.scenes.evening_page import EveningSite, evening_site, number_of

INVITED = "You are invited"


@async_fixture
async def site(database_url: str, site: Site) -> AsyncIterator[EveningSite]:
    async with evening_site(database_url) as evening:
        yield evening


def links(page: Page) -> Locator:
    return page.get_by_role("region", name="Invite links")


async def test_a_link_leads_a_newcomer_to_their_first_answer(
    visit: Visitor, site: EveningSite
) -> None:
    promoter = (await visit("promoter", size=DESKTOP, place="#/members")).page
    await expect(links(promoter)).to_contain_text("There is no link yet.")
    await links(promoter).get_by_role("button", name="Make a link").click()
    await expect(links(promoter).get_by_label("What for")).to_be_focused()
    await links(promoter).get_by_label("What for").fill("Spring tournament")
    await links(promoter).get_by_label("For how many").select_option("5")
    await links(promoter).get_by_role("button", name="Make this link").click()
    field = links(promoter).get_by_role("textbox", name="The link")
    await expect(field).to_be_focused()
    address = await field.input_value()
    assert re.fullmatch(rf"{site.address}/i/[\w-]+", address)
    await expect(links(promoter)).to_contain_text("0 came, 0 linked, 0 answered")
    await screenshot(promoter, "invite-made-1280-light")

    page = (await visit(size=PHONE, place=address.removeprefix(f"{site.address}/"))).page
    await expect(page).to_have_url(re.compile(r"/#/invite$"))
    await expect(page.get_by_role("heading", level=1, name=INVITED)).to_be_visible()
    await expect(page.get_by_role("main").get_by_role("button")).to_have_count(1)
    await page.get_by_role("main").get_by_role("button").click()
    await page.get_by_role("link", name="Choose your player").click()
    await page.get_by_role("textbox", name="Player name").fill("Nightjar")
    await page.keyboard.press("Enter")
    await expect(page).to_have_url(re.compile("#/availability$"))
    await answer(page, "LOOKING")

    await links(promoter).get_by_role("button", name="Done").click()
    await promoter.reload()
    await expect(links(promoter)).to_contain_text("1 came, 1 linked, 1 answered")
    await expect(links(promoter)).to_contain_text("for 4 more")
    await links(promoter).get_by_role("button", name="Revoke Spring tournament").click()
    await promoter.get_by_role("alertdialog").get_by_role("button", name="Revoke").click()
    await expect(links(promoter).get_by_role("listitem")).to_contain_text("Revoked")
    assert address not in await promoter.content()


async def test_a_link_that_was_revoked_says_so_and_leads_on(
    visit: Visitor, site: EveningSite, subtests: pytest.Subtests
) -> None:
    promoter = await site.visitor(number_of("promoter"))
    made = (await ok(promoter.post("/api/invites", json={}))).json()
    await ok(promoter.delete(f"/api/invites/{made['invite']['id']}"))
    await promoter.aclose()
    place = made["address"].removeprefix(f"{site.address}/")
    page = (await visit(place=place)).page
    await expect(page.get_by_role("main")).to_contain_text(
        "This invite link was taken back. You can sign in all the same."
    )
    await expect(page.get_by_role("main").get_by_role("button")).to_have_count(1)
    async for look in looks(page):
        with subtests.test(str(look)):
            assert await violations(page, look) == []
            assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            await screenshot(page, f"invite-revoked-{look}")
