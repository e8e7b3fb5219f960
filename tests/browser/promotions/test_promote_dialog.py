"""What the Promote dialog says before anybody is asked, at every size of window and text."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.app.test_accessibility import violations
from tests.browser.conftest import DESKTOP, PHONE, Site, Visitor, async_fixture
from tests.browser.looks import looks
from tests.browser.screenshots import screenshot
from tests.support.scenes.evening_page import (
    AFTER_THE_REMINDER,
    AFTER_THE_START,
    TONIGHT,
    EveningSite,
    Execute,
    chip,
    evening_site,
    open_dialog,
    past_evenings,
    step,
)

# A window 1280 wide and 1024 high at a zoom of 400 %.
ZOOMED = (320, 256)
PLACE = "#/campaigns"
TEXT_SPACING = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
    word-spacing: 0.16em !important; } p { margin-block-end: 2em !important; }"""


@async_fixture
async def site(database_url: str, site: Site) -> AsyncIterator[EveningSite]:
    """Beside the plain site, which has linked the personas: one at ten past eight."""
    async with evening_site(database_url) as evening:
        yield evening


async def enlarge(page: Page, percent: int) -> None:
    """Text as large as a reader asks of their browser."""
    await page.evaluate(f"document.documentElement.style.fontSize = '{percent}%'")


async def space_text(page: Page) -> None:
    """As WCAG 1.4.12 has it; style sheets of the test's own pass the page's policy by CSSOM."""
    await page.evaluate(
        f"""() => {{
            const sheet = new CSSStyleSheet();
            sheet.replaceSync(`{TEXT_SPACING}`);
            document.adoptedStyleSheets = [sheet];
        }}"""
    )


async def in_sight(words: Locator) -> bool:
    """Whether an element is in the window as a whole, and nothing covers it."""
    return await words.evaluate(
        """element => {
            const { left, right, top, bottom } = element.getBoundingClientRect();
            const seen = [top + 2, (top + bottom) / 2, bottom - 2].every(
                (y) => element.contains(document.elementFromPoint((left + right) / 2, y)));
            return seen && left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight;
        }"""
    )


SIZES = {
    100: (DESKTOP, PHONE, (320, 568), ZOOMED),
    150: (PHONE, (320, 568)),
    200: (PHONE,),
}
"""The windows in which text of so many per cent is looked at."""


async def test_what_will_happen_is_in_sight_at_every_size(
    visit: Visitor, site: EveningSite, subtests: pytest.Subtests
) -> None:
    await site.some_people()
    page = (await visit("promoter", place=PLACE)).page
    for percent, sizes in SIZES.items():
        for size in sizes:
            name = f"promote-{size[0]}x{size[1]}-{percent}"
            async for _ in looks(page, [size], ["light"]):
                with subtests.test(name):
                    # Opened anew each time: what is in sight is so before anybody scrolls.
                    await enlarge(page, 100)
                    asking = await open_dialog(page)
                    await enlarge(page, percent)
                    sentence = asking.get_by_text("4 people are asked on the channel they chose")
                    await expect(sentence).to_be_visible()
                    assert await in_sight(sentence)
                    confirm = asking.get_by_role("button", name="Ask 4 people")
                    await confirm.scroll_into_view_if_needed()
                    assert await in_sight(confirm)
                    fits = "element => element.scrollWidth <= element.clientWidth"
                    assert await asking.evaluate(fits)
                    await screenshot(page, name, full_page=False)
                await page.keyboard.press("Escape")
                await expect(page.get_by_role("dialog")).to_have_count(0)


async def test_text_spacing_cuts_nothing_of_the_dialog(visit: Visitor, site: EveningSite) -> None:
    await site.some_people()
    page = (await visit("promoter", size=(320, 700), place=PLACE)).page
    asking = await open_dialog(page)
    await space_text(page)
    await expect(asking.get_by_role("button", name="Ask 4 people")).to_be_enabled()
    cut = await asking.evaluate(
        """dialog => [...dialog.querySelectorAll('*')]
            .filter((each) => each.scrollWidth > each.clientWidth + 1 && each.clientWidth > 1
                && getComputedStyle(each).display !== 'inline')
            .map((each) => each.outerHTML)"""
    )
    assert cut == []
    assert await violations(page) == []


async def test_the_place_of_campaigns_fits_with_large_text(
    visit: Visitor, site: EveningSite, execute: Execute, subtests: pytest.Subtests
) -> None:
    sizes = [(width, 800) for width in (320, 390, 1280)]
    await site.some_people()
    await past_evenings(execute, 10)
    await site.promote()
    page = (await visit("promoter", size=sizes[0], place=PLACE)).page
    await expect(page.get_by_role("img", name="Turnout in voice over")).to_be_visible()
    # Where a campaign has lines of its own, the columns' headings are there for ears alone.
    beyond = """[...document.querySelectorAll('main section *')].filter((each) =>
        !each.closest('thead') && each.getBoundingClientRect().right > innerWidth)
        .map((each) => each.outerHTML)"""
    for percent in (150, 200):
        await enlarge(page, percent)
        async for look in looks(page, sizes, ["light"]):
            with subtests.test(f"{percent}% {look}"):
                assert await page.evaluate(beyond) == []
                assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await space_text(page)
    for percent in (150, 200):
        await enlarge(page, percent)
        async for look in looks(page, sizes, ["light"]):
            with subtests.test(f"spaced {percent}% {look}"):
                # Rows and cells stay what they are where they are laid out as lines.
                await expect(page.get_by_role("row").nth(1).get_by_role("cell")).to_have_count(3)


async def test_times_that_have_passed_are_told_truthfully(
    visit: Visitor, site: EveningSite
) -> None:
    await site.some_people()
    await site.move_to(AFTER_THE_REMINDER)
    page = (await visit("promoter", size=DESKTOP, place=PLACE)).page
    asking = await open_dialog(page)
    await expect(asking).to_contain_text("20:45 has passed, so the reminder leaves in 10 seconds.")
    await expect(asking).to_contain_text("chose: in 10 seconds, again at 21:00; whoever")
    await screenshot(page, "promote-after-the-reminder-desktop-light", full_page=False)

    site.clock.move_to(AFTER_THE_START)
    await chip(asking, "Maybe").click()
    await expect(asking).to_contain_text("21:00 has passed, so there is one message.")
    await expect(asking).to_contain_text(
        "3 people are asked once on the channel they chose: in 20 seconds."
    )
    await expect(asking).to_contain_text("Reminderleft out")
    await asking.get_by_role("button", name="Ask 3 people").click()
    await expect(step(page, "Start")).to_contain_text("21:05:20")
    await expect(step(page, "Voice check")).to_be_visible()
    await expect(step(page, "Reminder")).to_have_count(0)


async def test_who_was_told_is_marked_and_not_counted(visit: Visitor, site: EveningSite) -> None:
    await site.some_people()
    await site.promote("admin", include_available=True)
    await site.asked(306, "Gannet", "LOOKING")
    page = (await visit("promoter", place=PLACE)).page
    asking = await open_dialog(page)
    await expect(asking).to_contain_text("Looking 4 · 2 told at 20:45")
    rows = asking.get_by_role("list", name="Who is asked").get_by_role("listitem")
    told = rows.filter(has_text="told 20:45")
    await expect(told).to_contain_text(["Bramble", "Corvid", "Dunlin"])
    await expect(chip(asking, "Available +0 of 1")).to_be_visible()
    await expect(asking.get_by_role("button", name="Ask 2 people")).to_be_enabled()
    await chip(asking, "Maybe").click()
    await expect(asking.get_by_role("button", name="Ask 1 person")).to_be_enabled()
    await site.answer(306, "Gannet", TONIGHT, "NOT_PLAYING")
    await expect(asking.get_by_role("button", name="Ask", exact=True)).to_be_disabled()
    await expect(asking).to_contain_text("Everybody who can be asked was told already")


async def test_with_enough_players_only_those_looking_are_asked(
    visit: Visitor, site: EveningSite
) -> None:
    await site.some_people()
    for number in range(3):
        await site.asked(306 + number, f"Gull {number}", "LOOKING")
    asking = await open_dialog((await visit("promoter", place=PLACE)).page)
    await expect(asking).to_contain_text("6 looking, enough to play")
    await expect(chip(asking, "Available +1 of 1")).to_have_attribute("aria-pressed", "false")
    await expect(chip(asking, "Maybe +1 of 1")).to_have_attribute("aria-pressed", "false")
    await expect(asking.get_by_role("button", name="Ask 5 people")).to_be_enabled()
