"""Away until a day, and how often one is asked at most: said, seen, taken back, refused."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from playwright.async_api import Locator, Page, Route, expect

from tests.browser.app.test_accessibility import violations
from tests.browser.conftest import DESKTOP, Site, Visitor
from tests.browser.looks import looks
from tests.browser.screenshots import screenshot

PLACE = "#/notifications"
LARGE = "document.documentElement.style.fontSize = '200%'"
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
REFUSAL = "The database does not answer; try again in a moment."


def away(page: Page) -> Locator:
    return page.get_by_role("switch", name="Away")


def spoken(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b}"


async def refuse(route: Route) -> None:
    if route.request.method != "POST":
        await route.continue_()
        return
    await route.fulfill(status=503, json={"detail": REFUSAL, "code": "database_unavailable"})


async def be_away(page: Page, until: date) -> None:
    # A press is shown once the page has drawn again, for which `check` would not wait.
    await expect(away(page)).to_be_enabled()
    if not await away(page).is_checked():
        await away(page).click()
    await expect(away(page)).to_be_checked()
    field = page.get_by_label("Back on")
    async with page.expect_response("**/api/availability/away") as saved:
        await field.fill(str(until))
    assert (await saved.value).ok
    await expect(field).to_have_value(str(until))


async def test_who_is_away_says_until_when_and_is_back_by_one_press(
    visit: Visitor, site: Site, subtests: pytest.Subtests
) -> None:
    until = await site.today() + timedelta(days=12)
    page = (await visit("player", place=PLACE)).page
    await expect(away(page)).not_to_be_checked()
    await away(page).click()
    await expect(page.get_by_label("Back on")).to_have_value(
        str(await site.today() + timedelta(days=7))
    )
    await be_away(page, until)
    await expect(page.get_by_role("main")).to_contain_text(f"Nothing before {spoken(until)}")
    async for look in looks(page):
        with subtests.test(f"settings {look}"):
            assert await violations(page, look) == []
            await screenshot(page, f"away-settings-{look}")

    await page.reload()
    await expect(page.get_by_label("Back on")).to_have_value(str(until))
    await page.goto(f"{site.address}/#/availability")
    tonight = page.get_by_role("region", name="Tonight")
    await expect(tonight).to_contain_text(f"You are away until {spoken(until)}.")
    async for look in looks(page):
        with subtests.test(f"tonight {look}"):
            assert await violations(page, look) == []
            await screenshot(page, f"away-tonight-{look}")
            await tonight.get_by_role("button", name="I am back").click(trial=True)
    # It is nobody else's business.
    other = (await visit("promoter")).page
    await expect(other.get_by_role("region", name="Tonight")).to_contain_text("looking")
    await expect(other.get_by_text("away until")).to_have_count(0)

    async with page.expect_response("**/api/availability/away"):
        await tonight.get_by_role("button", name="I am back").click()
    await expect(page.get_by_text("You are back")).to_be_visible()
    await expect(tonight).not_to_contain_text("You are away")
    await expect(page.get_by_role("heading", level=1)).to_be_focused()
    await page.reload()
    await expect(tonight).to_contain_text("looking")
    await expect(tonight).not_to_contain_text("You are away")


async def test_answers_that_stand_meanwhile_are_named(visit: Visitor, site: Site) -> None:
    today = await site.today()
    page = (await visit("player")).page
    tomorrow = page.get_by_role("region", name="Tomorrow")
    await tomorrow.get_by_role("button", name="Maybe").click()
    await expect(tomorrow.get_by_role("status")).to_contain_text("Saved")
    await page.goto(f"{site.address}/{PLACE}")
    await be_away(page, today + timedelta(days=3))
    await expect(page.get_by_role("main")).to_contain_text(
        f"You said that you may play on {spoken(today + timedelta(days=1))}. That stands."
    )


async def test_what_is_refused_goes_back_with_the_server_s_sentence(
    visit: Visitor, site: Site
) -> None:
    opened = await visit("player", place=PLACE)
    page = opened.page
    await expect(away(page)).to_be_enabled()
    await be_away(page, await site.today() + timedelta(days=3))
    await page.route("**/api/availability/away", refuse)
    await away(page).click()
    await expect(page.get_by_role("alert")).to_contain_text(REFUSAL)
    await expect(away(page)).to_be_checked()

    await page.goto(f"{site.address}/#/availability")
    tonight = page.get_by_role("region", name="Tonight")
    await tonight.get_by_role("button", name="I am back").click()
    await expect(tonight.get_by_role("alert")).to_contain_text(REFUSAL)
    await expect(tonight).to_contain_text("You are away until")
    assert len(opened.problems) == 2
    opened.problems.clear()


async def test_by_keyboard_alone_one_goes_away_and_comes_back(visit: Visitor, site: Site) -> None:
    page = (await visit("player", size=DESKTOP, place=PLACE)).page
    await away(page).focus()
    await page.keyboard.press("Space")
    await expect(away(page)).to_be_checked()
    await page.keyboard.press("Tab")
    await expect(page.get_by_label("Back on")).to_be_focused()
    await page.goto(f"{site.address}/#/availability")
    await page.get_by_role("button", name="I am back").focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("You are back")).to_be_visible()


async def test_how_often_one_is_asked_is_one_s_own_to_say(
    visit: Visitor, subtests: pytest.Subtests
) -> None:
    page = (await visit("player", place=PLACE)).page
    asks = page.get_by_role("group", name="Ask me at most")
    agreed = page.get_by_role("switch", name="Ask me when players are missing")
    await expect(agreed).to_be_enabled()
    if not await agreed.is_checked():
        await expect(asks).to_have_count(0)
        await agreed.click()
    a_day = asks.get_by_role("combobox", name="In a day")
    a_week = asks.get_by_role("combobox", name="In a week")
    await expect(a_day).to_have_value("1")
    await expect(a_week).to_have_value("4")
    await expect(page.get_by_text("Campaigns that asked you count")).to_be_visible()
    async with page.expect_response("**/promotion-preferences"):
        await a_week.select_option("2 times a week")
    async with page.expect_response("**/promotion-preferences"):
        await a_day.select_option("never")
    async for look in looks(page, themes=["light"]):
        with subtests.test(str(look)):
            assert await violations(page, look) == []
            await screenshot(page, f"asks-{look}")
    await page.reload()
    await expect(a_week).to_have_value("2")
    await expect(a_day).to_have_value("0")


async def test_twice_as_large_letters_fit(
    visit: Visitor, site: Site, subtests: pytest.Subtests
) -> None:
    sizes = [(width, 700) for width in (320, 390, 1280)]
    page = (await visit("player", size=sizes[0], place=PLACE)).page
    await expect(away(page)).to_be_enabled()
    await page.evaluate(LARGE)
    await be_away(page, await site.today() + timedelta(days=3))
    asks = page.get_by_role("switch", name="Ask me when players are missing")
    await asks.click()
    await expect(asks).to_be_checked()
    await expect(page.get_by_role("group", name="Ask me at most")).to_be_visible()
    async for look in looks(page, sizes, ["light"]):
        with subtests.test(f"settings {look}"):
            assert await page.evaluate(OVERFLOW) == 0
    await page.goto(f"{site.address}/#/availability")
    await expect(page.get_by_role("button", name="I am back")).to_be_visible()
    async for look in looks(page, sizes, ["light"]):
        with subtests.test(f"tonight {look}"):
            assert await page.evaluate(OVERFLOW) == 0
