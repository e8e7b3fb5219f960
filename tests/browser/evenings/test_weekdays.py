"""Rules by weekday on the page: admins change them, everybody's page follows."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import pytest
from playwright.async_api import Locator, Page, Route, expect

from tests.browser.app.test_accessibility import violations
from tests.browser.conftest import DESKTOP, PHONE, Site, Visit, Visitor, async_fixture
from tests.browser.looks import looks
from tests.browser.screenshots import screenshot
from tests.support.running.websites import becomes
from tests.support.scenes.evening_page import EveningSite, evening_site

CAMPAIGNS = "#/campaigns"
RULES = "**/api/evening-rules"


@async_fixture
async def site(database_url: str, site: Site) -> AsyncIterator[EveningSite]:
    """Beside the plain site, which has linked the personas: one at ten past eight on a Friday."""
    async with evening_site(database_url) as evening:
        yield evening


def weekdays(page: Page) -> Locator:
    return page.get_by_role("region", name="Weekdays")


def weekday(page: Page, name: str) -> Locator:
    return weekdays(page).get_by_role("group", name=name)


async def rules(database_url: str) -> list[tuple[object, ...]]:
    """The stored rows: (weekday, session, starts_at, threshold, call_at, call_most)."""
    connection = await asyncpg.connect(database_url)
    try:
        rows = await connection.fetch(
            "SELECT weekday, session, starts_at::text, threshold, call_at::text, call_most"
            " FROM evening_rules ORDER BY weekday"
        )
    finally:
        await connection.close()
    return [tuple(row) for row in rows]


@asynccontextmanager
async def refusal(opened: Visit) -> AsyncIterator[None]:
    """The browser itself writes a line about the refused request: it is awaited and expected."""
    async with opened.page.expect_console_message(lambda message: message.type == "error"):
        yield
    opened.problems.clear()


async def test_an_admin_changes_tonight_and_everybody_s_page_follows(
    visit: Visitor, site: EveningSite, database_url: str
) -> None:
    player = (await visit("player", size=PHONE)).page
    tonight = player.get_by_role("region", name="Tonight")
    await expect(tonight).to_contain_text("21:00")
    page = (await visit("admin", size=DESKTOP, place=CAMPAIGNS)).page
    friday = weekday(page, "Friday")
    await friday.get_by_label("Start").select_option(label="21:30")
    await expect(tonight).to_contain_text("21:30")
    await friday.get_by_label("Players that are enough").select_option(label="8")
    await friday.get_by_label("Call players at, if short").select_option(label="20:45")
    await friday.get_by_label("Ask at most").select_option(label="15")
    await expect(friday.get_by_label("Ask at most")).to_have_value("15")
    await weekday(page, "Monday").get_by_role("switch", name="Session").click()
    await expect(weekday(page, "Monday").get_by_label("Start")).to_have_count(0)
    await expect(weekdays(page)).not_to_contain_text("Not saved")
    await becomes(
        lambda: rules(database_url),
        [
            (0, False, None, None, None, None),
            (4, True, "21:30:00", 8, "20:45:00", 15),
        ],
    )

    await friday.get_by_role("switch", name="Session").click()
    await expect(tonight).to_contain_text("No session tonight")
    await friday.get_by_role("switch", name="Session").click()
    await friday.get_by_label("Start").select_option(label="As set (21:00)")
    await expect(tonight).to_contain_text("21:00")


async def test_two_admins_see_each_other_s_changes(visit: Visitor, site: EveningSite) -> None:
    first = (await visit("admin", place=CAMPAIGNS)).page
    second = (await visit("admin", place=CAMPAIGNS)).page
    await weekday(first, "Sunday").get_by_label("Players that are enough").select_option("4")
    await expect(weekday(second, "Sunday").get_by_label("Players that are enough")).to_have_value(
        "4"
    )


@pytest.mark.parametrize("role", ["promoter", "player", None])
async def test_nobody_else_is_offered_them(
    visit: Visitor, site: EveningSite, role: str | None
) -> None:
    page = (await visit(role, place=CAMPAIGNS)).page
    await expect(page.get_by_role("heading", level=1)).to_be_visible()
    await page.wait_for_load_state("networkidle")
    await expect(weekdays(page)).to_have_count(0)


async def test_what_is_refused_goes_back_and_says_why(
    visit: Visitor, site: EveningSite, database_url: str
) -> None:
    opened = await visit("admin", place=CAMPAIGNS)
    page = opened.page
    tuesday = weekday(page, "Tuesday")
    await expect(tuesday.get_by_label("Start")).to_have_value("")

    async def refuse(route: Route) -> None:
        if route.request.method != "PUT":
            await route.continue_()
            return
        body = {"detail": "Somebody else is changing it.", "code": "conflict"}
        await route.fulfill(status=409, json=body)

    await page.route(RULES, refuse)
    async with refusal(opened):
        await tuesday.get_by_label("Start").select_option(label="20:00")
    await expect(tuesday.get_by_role("alert")).to_contain_text("Somebody else is changing it.")
    await expect(tuesday.get_by_label("Start")).to_have_value("")
    assert await rules(database_url) == []

    await page.unroute(RULES)
    await tuesday.get_by_label("Start").select_option(label="20:00")
    await expect(tuesday.get_by_role("alert")).to_have_count(0)
    await expect(tuesday.get_by_label("Start")).to_have_value("20:00")


async def test_a_start_before_the_call_is_refused_in_a_sentence(
    visit: Visitor, site: EveningSite
) -> None:
    opened = await visit("admin", place=CAMPAIGNS)
    friday = weekday(opened.page, "Friday")
    await friday.get_by_label("Call players at, if short").select_option(label="20:00")
    await expect(friday.get_by_label("Ask at most")).to_be_visible()
    async with refusal(opened):
        await friday.get_by_label("Start").select_option(label="19:00")
    await expect(friday.get_by_role("alert")).to_be_visible()
    await expect(friday.get_by_label("Start")).to_have_value("")


async def test_it_can_be_read_and_reached_by_everybody(
    visit: Visitor, site: EveningSite, subtests: pytest.Subtests
) -> None:
    page = (await visit("admin", place=CAMPAIGNS)).page
    friday = weekday(page, "Friday")
    await friday.get_by_label("Call players at, if short").select_option(label="20:15")
    await expect(friday.get_by_label("Ask at most")).to_be_visible()
    async for look in looks(page):
        with subtests.test(str(look)):
            assert await violations(page, look) == []
            for field in await weekdays(page).get_by_role("combobox").all():
                box = await field.bounding_box()
                assert box is not None
                assert box["height"] >= 44
            await screenshot(page, f"weekdays-{look}")
    await page.evaluate("document.documentElement.style.fontSize = '200%'")
    async for look in looks(page):
        with subtests.test(f"large text {look}"):
            assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            await screenshot(page, f"weekdays-{look}-200")


async def test_by_keyboard_alone(visit: Visitor, site: EveningSite) -> None:
    page = (await visit("admin", place=CAMPAIGNS)).page
    switch = weekday(page, "Wednesday").get_by_role("switch", name="Session")
    await switch.focus()
    await page.keyboard.press("Space")
    await expect(switch).not_to_be_checked()
    await expect(switch).to_be_focused()
    await page.keyboard.press("Space")
    await expect(switch).to_be_checked()
    await page.keyboard.press("Tab")
    await expect(weekday(page, "Wednesday").get_by_label("Start")).to_be_focused()
    await page.keyboard.press("ArrowDown")
    await expect(weekday(page, "Wednesday").get_by_label("Start")).to_have_value("00:00")
