"""From when one plays and on what condition: given, seen, changed, cleared, refused, kept."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from playwright.async_api import Locator, Page, Route, expect

from tests.browser.app.test_accessibility import violations
from tests.browser.app.test_offline import WAITS, ready_for_offline
from tests.browser.conftest import ANSWERS, DESKTOP, PHONE, Site, Visitor, answer, option
from tests.browser.looks import looks
from tests.browser.screenshots import screenshot

MORE = "Later, or only if…"
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
LARGE = "document.documentElement.style.fontSize = '200%'"
EARLY = datetime(2026, 11, 28, 17, 0, tzinfo=UTC)
"""18:00 in Ljubljana, three hours before the start."""


@pytest.fixture
def service_workers() -> str:
    return "allow"


@pytest.fixture(autouse=True)
def early() -> object:
    """An evening that has not begun, so that every time can still be chosen."""
    with time_machine.travel(EARLY, tick=True) as clock:
        yield clock


def tonight(page: Page) -> Locator:
    return page.get_by_role("region", name="Tonight")


def queue(page: Page) -> Locator:
    return page.get_by_role("region", name="Current queue")


async def open_panel(page: Page, day: str = "Tonight") -> Locator:
    region = page.get_by_role("region", name=day)
    change = region.get_by_role("button", name="Change")
    more = region.get_by_role("button", name=MORE)
    await expect(change.or_(more).first).to_be_enabled()
    if await change.count() > 0:
        await change.click()
    await more.click()
    panel = page.get_by_role("dialog", name=day)
    await expect(panel).to_be_visible()
    return panel


async def choose(panel: Locator, name: str) -> None:
    # The circle itself is hidden; its label is what one taps.
    await panel.locator("label").filter(has_text=name).click()
    await expect(panel.get_by_role("radio", name=name)).to_be_checked()


async def save(panel: Locator) -> None:
    await panel.get_by_role("button", name="Save").click()
    await expect(panel).to_have_count(0)


@pytest.mark.parametrize("size", [PHONE, DESKTOP])
async def test_who_comes_later_says_from_when_and_others_see_it_at_once(
    visit: Visitor, site: Site, subtests: pytest.Subtests, size: tuple[int, int]
) -> None:
    today = await site.today()
    for number, name in ((611, "Fenrir"), (612, "Aster")):
        await site.answer(number, name, today, "LOOKING")
    page = (await visit("player", size=size)).page
    other = (await visit("promoter", size=size)).page
    await expect(queue(other)).to_contain_text("Aster")

    panel = await open_panel(page)
    await choose(panel, "21:30")
    await expect(panel).to_contain_text("You are in from 21:30")
    async for look in looks(page, [size]):
        with subtests.test(f"answer-from {look}"):
            assert await violations(page, look) == []
            await screenshot(page, f"answer-from-{look}")
    await save(panel)

    await expect(tonight(page)).to_contain_text("You are in from 21:30, third")
    await expect(tonight(page).get_by_role("button", name="Change")).to_be_focused()
    await expect(queue(other).get_by_role("listitem").last).to_contain_text(
        "Kestrel(21:30) from 21:30"
    )
    async for look in looks(page, [size]):
        with subtests.test(f"answer-late {look}"):
            assert await violations(page, look) == []
            await screenshot(page, f"answer-late-{look}")

    panel = await open_panel(page)
    await expect(panel.get_by_role("radio", name="21:30")).to_be_checked()
    await choose(panel, "22:00")
    await save(panel)
    await expect(queue(other)).to_contain_text("(22:00)")
    await expect(tonight(page)).to_contain_text("You are in from 22:00, third")

    # A plain button says all that it says.
    await answer(page, "AVAILABLE")
    await expect(queue(other)).not_to_contain_text("22:00")
    await tonight(page).get_by_role("button", name="Clear").click()
    await expect(tonight(page)).to_contain_text("Playing tonight?")
    await expect(queue(other)).not_to_contain_text("Kestrel")


@pytest.mark.parametrize("size", [PHONE, DESKTOP])
async def test_a_condition_comes_true_on_open_pages(
    visit: Visitor, site: Site, subtests: pytest.Subtests, size: tuple[int, int]
) -> None:
    today = await site.today()
    await site.answer(611, "Fenrir", today, "LOOKING")
    page = (await visit("player", size=size)).page
    other = (await visit("promoter", size=size)).page

    panel = await open_panel(page)
    await choose(panel, "Only if we are…")
    many = panel.get_by_role("combobox", name="How many, you counted")
    await expect(many).to_have_value("6")
    await many.select_option("3")
    await expect(panel).to_contain_text("You are in if we are 3")
    async for look in looks(page, [size]):
        with subtests.test(f"answer-only-if {look}"):
            assert await violations(page, look) == []
            await screenshot(page, f"answer-only-if-{look}")
    await save(panel)
    await expect(tonight(page)).to_contain_text("You are in if we are 3")
    await expect(queue(other)).to_contain_text("Kestrel(if 3) if we are 3")
    async for look in looks(page, [size]):
        await screenshot(page, f"answer-conditional-{look}")

    async with other.expect_response("**/api/availability") as saved:
        await answer(other, "LOOKING")
    assert (await saved.value).ok
    await site.settle_conditions()
    await expect(tonight(page)).to_contain_text("You are in, third")
    await expect(tonight(page)).to_contain_text("3 looking")
    await expect(queue(other)).not_to_contain_text("if 3")


async def test_both_are_said_by_keyboard_alone(visit: Visitor) -> None:
    page = (await visit("player", size=DESKTOP)).page
    more = tonight(page).get_by_role("button", name=MORE)
    await option(page, "Tonight", "NOT_PLAYING").focus()
    await page.keyboard.press("Tab")
    await expect(more).to_be_focused()
    await page.keyboard.press("Enter")
    panel = page.get_by_role("dialog", name="Tonight")
    await expect(panel).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(panel).to_have_count(0)
    await expect(more).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(panel).to_be_focused()
    await page.keyboard.press("Tab")
    await expect(panel.get_by_role("radio", name=ANSWERS["LOOKING"])).to_be_focused()
    await page.keyboard.press("ArrowRight")
    await expect(panel.get_by_role("radio", name="Only if we are…")).to_be_checked()
    await page.keyboard.press("Tab")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Tab")
    await page.keyboard.press("ArrowRight")
    await expect(panel.get_by_role("radio", name="21:15")).to_be_checked()
    await page.keyboard.press("Tab")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(tonight(page)).to_contain_text("You are in from 21:15 if we are 7")
    await expect(tonight(page).get_by_role("button", name="Change")).to_be_focused()
    await expect(tonight(page).get_by_role("status").last).to_have_text(
        "Saved for Tonight: You are in from 21:15 if we are 7"
    )


@pytest.mark.parametrize("size", [PHONE, DESKTOP])
async def test_tomorrow_and_a_day_of_the_calendar_have_it_too(
    visit: Visitor, site: Site, size: tuple[int, int]
) -> None:
    page = (await visit("player", size=size)).page
    tomorrow = page.get_by_role("region", name="Tomorrow")
    panel = await open_panel(page, "Tomorrow")
    await choose(panel, "21:45")
    await save(panel)
    await expect(tomorrow).to_contain_text("You are in from 21:45")
    await expect(tomorrow.get_by_role("button", name=MORE)).to_be_focused()
    await expect(option(page, "Tomorrow", "LOOKING")).to_have_attribute("aria-pressed", "true")
    await screenshot(page, f"answer-tomorrow-late-{size[0]}")
    await option(page, "Tomorrow", "LOOKING").click()
    await expect(tomorrow).not_to_contain_text("21:45")

    day: date = await site.today() + timedelta(days=1)
    await page.goto(f"{site.address}/#/availability?day={day}")
    chosen = page.get_by_role("region", name=f"{day:%A}").filter(has_text=f"{day.day} {day:%B}")
    await chosen.get_by_role("button", name=MORE).click()
    panel = page.get_by_role("dialog")
    await choose(panel, "Available")
    await choose(panel, "22:00")
    await save(panel)
    await expect(chosen).to_contain_text("(22:00)")
    await expect(tomorrow).to_contain_text("You could play from 22:00")


async def test_a_refused_detail_is_taken_back_with_the_server_s_sentence(visit: Visitor) -> None:
    opened = await visit("player")
    page = opened.page
    await answer(page, "LOOKING")

    async def too_late(route: Route) -> None:
        body = json.loads(route.request.post_data or "{}")
        await route.continue_(post_data={**body, "arrives_at": "20:00"})

    await page.route("**/api/availability", too_late)
    panel = await open_panel(page)
    await choose(panel, "21:15")
    await save(panel)
    await expect(tonight(page).get_by_role("alert")).to_contain_text("start")
    await expect(tonight(page)).to_contain_text("You are in, first")
    # The browser notes the refused request by itself.
    assert len(opened.problems) == 1
    opened.problems.clear()


async def test_details_wait_for_a_network_with_their_answer(visit: Visitor) -> None:
    opened = await visit("player")
    page = await ready_for_offline(opened)
    other = (await visit("promoter")).page
    await opened.context.set_offline(True)
    panel = await open_panel(page)
    await choose(panel, "Only if we are…")
    await choose(panel, "21:30")
    await save(panel)
    await expect(page.get_by_text(WAITS).first).to_be_visible()
    await page.reload()
    await expect(tonight(page)).to_contain_text("You are in from 21:30 if we are 6")
    await opened.context.set_offline(False)
    await expect(queue(other)).to_contain_text("Kestrel(21:30, if 6)")
    opened.problems.clear()


@pytest.mark.parametrize("width", [320, 390, 1280])
async def test_twice_as_large_letters_fit(visit: Visitor, width: int) -> None:
    page = (await visit("player", size=(width, 700))).page
    await expect(option(page, "Tonight", "LOOKING")).to_be_enabled()
    await page.evaluate(LARGE)
    panel = await open_panel(page)
    await choose(panel, "Only if we are…")
    await choose(panel, "22:30")
    assert await page.evaluate(OVERFLOW) == 0
    assert await panel.evaluate("(each) => each.scrollWidth - each.clientWidth") <= 0
    await screenshot(page, f"answer-details-large-{width}")
    await panel.get_by_role("button", name="Save").scroll_into_view_if_needed()
    await save(panel)
    await expect(tonight(page)).to_contain_text("You are in from 22:30 if we are 6")
    assert await page.evaluate(OVERFLOW) == 0


async def test_times_that_are_past_are_not_offered(
    visit: Visitor, early: time_machine.Traveller
) -> None:
    early.move_to(EARLY + timedelta(hours=3, minutes=35))
    page = (await visit("player")).page
    panel = await open_panel(page)
    await expect(panel.get_by_role("radio", name="21:45")).to_be_visible()
    await expect(panel.get_by_role("radio", name="21:30")).to_have_count(0)
