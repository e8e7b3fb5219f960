"""The bar above every page of the sandbox: one line, also on a phone with large text."""

from __future__ import annotations

import pytest
from playwright.async_api import Route, expect

from tests.browser.conftest import PHONE, Visitor
from tests.browser.screenshots import screenshot


@pytest.mark.parametrize("width", [320, 390, 1280])
async def test_the_bar_is_one_line(visit: Visitor, width: int) -> None:
    page = (await visit("player", size=(width, 844), place="#/profile")).page
    bar = page.get_by_role("complementary", name="Sandbox")
    await expect(bar.get_by_text("Nothing is sent.")).to_be_attached()
    box = await bar.bounding_box()
    assert box is not None
    assert box["height"] == 44
    # Whoever stands beyond the edge is reached all the same.
    await bar.get_by_role("button", name="Admin").click()
    await expect(bar.get_by_role("button", name="Admin", pressed=True)).to_be_in_viewport()


async def test_it_stays_in_the_page_with_large_text(visit: Visitor) -> None:
    page = (await visit("player", size=(320, 568), place="#/outbox")).page
    bar = page.get_by_role("complementary", name="Sandbox")
    await expect(bar.get_by_role("button", name="Player", pressed=True)).to_be_visible()
    await page.evaluate("document.documentElement.style.fontSize = '200%'")
    fits = "bar => bar.scrollWidth <= innerWidth && bar.getBoundingClientRect().right <= innerWidth"
    assert await bar.evaluate(fits)


@pytest.mark.parametrize(("locale", "said"), [("en-GB", "cookies"), ("sl-SI", "piškotke")])
async def test_a_browser_that_keeps_no_cookie_hears_of_it(
    visit: Visitor, locale: str, said: str
) -> None:
    page = (await visit(size=PHONE, locale=locale)).page

    async def without_cookie(route: Route) -> None:
        await route.fulfill(json={})

    await page.route("**/auth/sandbox/login", without_cookie)
    await page.get_by_role("main").get_by_role("button", name=SIGN_IN[locale]).click()
    await expect(page.get_by_role("main").get_by_role("alert")).to_contain_text(said)
    await page.get_by_role("complementary").get_by_role("button", name="Admin").click()
    await expect(page.get_by_role("complementary").get_by_role("status")).to_contain_text(said)
    await screenshot(page, f"sandbox-no-cookies-{locale}")


SIGN_IN = {"en-GB": "Sign in as a player", "sl-SI": "Prijavi se kot igralec"}
