"""The page in a real Chromium: what people see and do, signed out, unlinked and as players."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from playwright.async_api import Route, expect

from tests.browser.conftest import DESKTOP, PHONE, SENTENCES, Site, Visitor, answer, option
from tests.browser.looks import looks
from tests.browser.screenshots import screenshot

AGGREGATE_ONLY = (
    "Aggregate view only. Link your Discord account to a player profile to submit or subscribe."
)


async def test_a_status_set_on_a_phone_appears_in_a_second_browser_by_itself(
    visit: Visitor,
) -> None:
    phone = (await visit("player", size=PHONE)).page
    desktop = (await visit("promoter", size=DESKTOP, theme="dark")).page
    queue = desktop.get_by_role("region", name="Current queue")
    await expect(queue).to_contain_text("Queue is empty")

    await answer(phone, "LOOKING")

    await expect(queue).to_contain_text("Kestrel")
    await expect(desktop.get_by_role("region", name="Tonight")).to_contain_text("1 looking")
    await screenshot(phone, "player-phone-light")
    await screenshot(desktop, "promoter-desktop-dark")


async def test_pages_of_two_servers_on_one_database_follow_each_other(
    visit: Visitor, site: Site
) -> None:
    second = Site(site.database_url)
    await second.start()
    try:
        here = (await visit("player")).page
        there = (await visit("admin", address=second.address)).page
        await expect(there.get_by_role("region", name="Tomorrow")).to_contain_text("0 looking")
        await option(here, "Tomorrow", "LOOKING").click()
        await expect(there.get_by_role("region", name="Tomorrow")).to_contain_text("1 looking")
        await there.goto("about:blank")
    finally:
        await second.stop()


async def test_an_answer_is_changed_and_cleared_with_words(visit: Visitor) -> None:
    page = (await visit("player")).page
    tonight = page.get_by_role("region", name="Tonight")
    await answer(page, "MAYBE")
    await answer(page, "AVAILABLE")
    await expect(tonight.get_by_role("button", name="Change")).to_be_focused()
    await tonight.get_by_role("button", name="Clear").click()
    await expect(tonight).to_contain_text("Playing tonight?")
    await expect(option(page, "Tonight", "LOOKING")).to_be_focused()
    await expect(tonight.get_by_role("status").last).to_have_text(
        "Your answer for Tonight is cleared"
    )
    await page.reload()
    await expect(tonight).to_contain_text("Playing tonight?")


async def test_a_second_press_clears_the_answer_of_another_day(visit: Visitor) -> None:
    page = (await visit("player")).page
    maybe = option(page, "Tomorrow", "MAYBE")
    await maybe.click()
    await expect(maybe).to_have_attribute("aria-pressed", "true")
    await expect(page.get_by_role("region", name="Tomorrow").get_by_role("status")).to_have_text(
        "Saved for Tomorrow: You said maybe"
    )
    await maybe.click()
    await expect(maybe).to_have_attribute("aria-pressed", "false")
    await page.reload()
    await expect(maybe).to_have_attribute("aria-pressed", "false")


async def test_a_refused_save_rolls_back_and_says_why(
    visit: Visitor, execute: Callable[[str], Awaitable[str]]
) -> None:
    opened = await visit("player")
    page = opened.page
    tonight = page.get_by_role("region", name="Tonight")
    await answer(page, "AVAILABLE")

    async def refuse(route: Route) -> None:
        if route.request.method != "POST":
            await route.continue_()
            return
        await route.fulfill(
            status=503,
            headers={"Retry-After": "2"},
            json={
                "detail": "The database does not answer; try again in a moment.",
                "code": "database_unavailable",
            },
        )

    await page.route("**/api/availability", refuse)
    await tonight.get_by_role("button", name="Change").click()
    await option(page, "Tonight", "LOOKING").click()

    message = page.get_by_text("The database does not answer; try again in a moment.")
    await expect(message).to_be_visible()
    await expect(tonight).to_contain_text(SENTENCES["AVAILABLE"])
    await expect(tonight).to_contain_text("0 looking")
    await screenshot(page, "refused-save-phone")
    # The browser notes the refused request by itself.
    assert len(opened.problems) == 1
    opened.problems.clear()


async def test_signed_out_people_see_aggregates_and_one_button(visit: Visitor, site: Site) -> None:
    today = await site.today()
    await site.answer(501, "Nightjar", today, "LOOKING")
    page = (await visit(size=DESKTOP)).page
    await expect(page.get_by_text(AGGREGATE_ONLY)).to_be_visible()
    await expect(page.get_by_role("region", name="Current queue")).to_contain_text("1 player")
    await expect(page.get_by_text("Nightjar")).to_have_count(0)
    await screenshot(page, "signed-out-desktop-light")


async def test_somebody_unlinked_is_led_to_a_player_and_can_then_answer(visit: Visitor) -> None:
    page = (await visit("unlinked")).page
    await expect(page.get_by_text(AGGREGATE_ONLY)).to_be_visible()
    promote = page.get_by_role("button", name="Promote", exact=True).and_(
        page.locator("main button")
    )
    await expect(promote).to_be_disabled()
    await expect(page.get_by_text("Link Discord to promote.")).to_be_visible()
    await screenshot(page, "unlinked-phone")
    await page.get_by_role("link", name="Link Discord").click()
    await expect(page.get_by_role("heading", name="Profile")).to_be_visible()
    await screenshot(page, "unlinked-profile-phone")
    await page.get_by_role("textbox", name="Player name").fill("Wren")
    await page.get_by_role("button", name="Create profile").click()
    await answer(page, "LOOKING")
    await expect(page.get_by_role("region", name="Current queue")).to_contain_text("Wren")


async def test_the_queue_is_in_the_order_people_came(visit: Visitor, site: Site) -> None:
    today = await site.today()
    for number, name in ((601, "Zephyr"), (602, "Aster"), (603, "Mistral")):
        await site.answer(number, name, today, "LOOKING")
    page = (await visit("player")).page
    names = page.get_by_role("region", name="Current queue").get_by_role("listitem")
    await expect(names.locator("bdi")).to_have_text(["Zephyr", "Aster", "Mistral"])


async def test_the_title_says_when_the_session_is_ready(visit: Visitor, site: Site) -> None:
    today = await site.today()
    for number in range(5):
        await site.answer(700 + number, f"Player{number}", today, "LOOKING")
    page = (await visit("player")).page
    tonight = page.get_by_role("region", name="Tonight")
    await expect(tonight).to_contain_text("1 short")
    await expect(page).to_have_title("5/6 tonight · Muster")
    await answer(page, "LOOKING")
    await expect(tonight).to_contain_text("Session ready")
    await expect(tonight).to_contain_text("You are in, sixth")
    await expect(tonight.get_by_role("link", name="Open planning room")).to_have_attribute(
        "href", "#/planning"
    )
    await expect(page).to_have_title(re.compile("Ready"))
    await screenshot(page, "session-ready-phone")


async def test_nothing_moves_when_the_last_one_comes(visit: Visitor, site: Site) -> None:
    today = await site.today()
    for number in range(5):
        await site.answer(720 + number, f"Player{number}", today, "LOOKING")
    await site.answer(726, "Wren", today, "AVAILABLE")
    await site.answer(727, "Egret", today, "MAYBE")
    page = (await visit("player")).page
    tonight = page.get_by_role("region", name="Tonight")
    queue = page.get_by_role("region", name="Current queue")
    await expect(tonight).to_contain_text("1 short")
    before = await queue.bounding_box()
    await site.answer(728, "Sixth", today, "LOOKING")
    await expect(tonight).to_contain_text("Session ready")
    after = await queue.bounding_box()
    assert before
    assert after
    assert abs(before["y"] - after["y"]) < 2


async def test_the_calendar_opens_and_is_used_by_keyboard_alone(visit: Visitor, site: Site) -> None:
    today = await site.today()
    page = (await visit("player", size=DESKTOP)).page
    toggle = page.get_by_role("button", name="Open calendar")
    await expect(page.get_by_role("grid")).to_have_count(0)
    await toggle.focus()
    await page.keyboard.press("Enter")
    grid = page.get_by_role("grid")
    await expect(grid).to_be_visible()
    await expect(page.get_by_role("button", name="Close calendar")).to_be_visible()
    # Into the grid, a week and a day ahead, and choose.
    await grid.locator('[tabindex="0"]').focus()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("ArrowRight")
    await page.keyboard.press("Enter")
    chosen = today + timedelta(days=8)
    panel = page.get_by_role("region", name=f"{chosen:%A}").filter(
        has_text=f"{chosen.day} {chosen:%B}"
    )
    await expect(panel).to_be_visible()
    await expect(panel.get_by_role("heading")).to_be_focused()
    available = panel.get_by_role("button", name="Available")
    await available.focus()
    await page.keyboard.press("Space")
    await expect(available).to_have_attribute("aria-pressed", "true")
    await expect(panel).to_contain_text("Kestrel")
    await screenshot(page, "calendar-desktop-light")
    # Past days can be read, not written.
    await grid.locator('[tabindex="0"]').focus()
    for _ in range(2):
        await page.keyboard.press("PageUp")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Past days are read-only")).to_be_visible()


async def test_nothing_is_wider_than_the_screen(visit: Visitor, subtests: pytest.Subtests) -> None:
    sizes = [(width, 800) for width in (320, 390, 1280)]
    page = (await visit("player", size=sizes[0])).page
    await expect(page.get_by_role("region", name="Tonight")).to_be_visible()
    await page.get_by_role("button", name="Open calendar").click()
    await expect(page.get_by_role("grid")).to_be_visible()
    overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    async for look in looks(page, sizes, ["light"]):
        with subtests.test(f"tonight {look}"):
            assert await page.evaluate(overflow) == 0
    await page.goto(page.url.split("#")[0] + "#/profile")
    await expect(page.get_by_role("heading", name="Profile")).to_be_visible()
    async for look in looks(page, sizes, ["light"]):
        with subtests.test(f"profile {look}"):
            assert await page.evaluate(overflow) == 0


async def test_everything_that_can_be_tapped_is_large_enough(visit: Visitor) -> None:
    page = (await visit("player")).page
    await expect(page.get_by_role("region", name="Tonight")).to_be_visible()
    await expect(option(page, "Tonight", "LOOKING")).to_be_enabled()
    sizes = await page.evaluate(
        """() => [...document.querySelectorAll('button, [role=radio], label')]
            .filter((e) => e.checkVisibility() && !e.closest('[class*=visually]'))
            .map((e) => [e.innerText, e.getBoundingClientRect().height])"""
    )
    small = [entry for entry in sizes if 2 < entry[1] < 43.5]
    assert small == []
