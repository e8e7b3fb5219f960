"""The place to which every message leads: found by link, saved out loud, in the viewer's hours."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page, expect

from muster.sandbox.rules import PERSONAS
from muster.settings import Settings
from tests.browser.app.test_accessibility import violations
from tests.browser.conftest import DESKTOP, Site, Visitor, async_fixture
from tests.browser.identity.test_profile import TEXT_SPACING
from tests.browser.screenshots import screenshot

PLACE = "#/notifications"
AJAX = {"X-Requested-With": "XMLHttpRequest"}
RIGHT = """main => [...main.querySelectorAll('section')].every((card) =>
    [...card.querySelectorAll('button, label, input, select')].every((each) =>
        each.getBoundingClientRect().right <= card.getBoundingClientRect().right))"""
CUT_OFF = """main => [...main.querySelectorAll('button, label, dd, dt, p, a, span')]
    .filter((each) => each.scrollWidth > each.clientWidth + 1 && each.clientWidth > 1)
    .filter((each) => getComputedStyle(each).display !== 'inline')
    .map((each) => each.outerHTML)"""


class PromotersSite(Site):
    """A site whose promoter may promote."""

    def settings(self) -> Settings:
        promoters = frozenset(each.discord_user_id for each in PERSONAS if each.role == "promoter")
        return super().settings().model_copy(update={"promoter_discord_ids": promoters})


@async_fixture
async def site(database_url: str, site: Site) -> AsyncIterator[Site]:
    """Beside the plain site, which has linked the personas."""
    with_promoters = PromotersSite(database_url)
    await with_promoters.start()
    yield with_promoters
    await with_promoters.stop()


async def saved(page: Page) -> None:
    await expect(page.get_by_role("status").filter(has_text="Saved")).to_be_visible()


async def test_one_sentence_comes_first_and_says_what_is_changed(visit: Visitor) -> None:
    page = (await visit("player", place=PLACE)).page
    first = page.get_by_role("region").first
    await expect(first.get_by_role("heading")).to_have_text("What you would receive")
    await expect(first.locator("p").first).to_have_text(
        "You would hear on Discord when a session is ready,"
        " and be asked on days you have not answered for."
    )
    await page.get_by_role("switch", name="Daily check-in").click()
    await saved(page)
    await expect(first.locator("p").first).to_have_text(
        "You would hear on Discord when a session is ready."
    )
    await screenshot(page, "notifications-saved-phone-light")
    await first.get_by_text("Message by message").click()
    await expect(first.get_by_text("On Discord, once 6 are looking")).to_be_visible()


async def test_every_kind_of_setting_says_that_it_is_saved(visit: Visitor) -> None:
    page = (await visit("player", place=PLACE, size=DESKTOP)).page
    threshold = page.get_by_label("Session ready: tell me once this many are looking")
    await threshold.fill("4")
    await threshold.press("Enter")
    await saved(page)
    await expect(page.get_by_role("main").get_by_text("Saved")).to_have_count(0)
    await page.get_by_label("Preferred channel").select_option("discord")
    await saved(page)
    await expect(page.get_by_role("main").get_by_text("Saved")).to_have_count(0)
    await page.get_by_role("switch", name="Discord").click()
    await saved(page)


async def test_hours_are_the_viewer_s_in_the_field_and_in_the_sentence(
    browser: Browser, visit: Visitor
) -> None:
    context = await browser.new_context(locale="en-US", timezone_id="Europe/Ljubljana")
    page = (await visit("player", place=PLACE, context=context)).page
    await page.get_by_role("switch", name="Quiet hours").click()
    start = page.get_by_role("combobox", name="From", exact=True)
    await expect(start).to_have_value("22:00")
    await expect(start.locator("option:checked")).to_have_text(re.compile(r"^10:00\sPM$"))
    # It is shown at once; a page that is reloaded sends nothing more.
    async with page.expect_response(lambda found: found.request.method == "POST"):
        await start.select_option("23:15")
    await expect(
        page.get_by_text(re.compile(r"Never from 11:15\sPM to 8:00\sAM\."))
    ).to_be_visible()
    await page.reload()
    await expect(start).to_have_value("23:15")


async def test_an_older_message_is_not_found_but_said(visit: Visitor, site: Site) -> None:
    opened = await visit("player", place=PLACE)
    await expect(opened.page.get_by_role("switch", name="Daily check-in")).to_be_visible()
    test = f"{site.address}/api/availability/subscriptions/discord/test"
    assert (await opened.context.request.post(test, headers=AJAX)).ok
    await opened.page.evaluate("location.hash = '#/notifications?n=m1-older'")
    await expect(opened.page.get_by_text("not among your latest ones")).to_be_visible()


async def test_the_message_of_the_link_is_marked_and_has_the_focus(
    visit: Visitor, site: Site
) -> None:
    page = (await visit("player", place="#/profile")).page
    notice = {
        "reference": "m7-abc",
        "event_key": "SESSION_READY:2026-11-20",
        "title": "Session ready",
        "channel_type": "discord",
        "state": "sent",
        "reason": None,
        "reason_text": None,
        "at": "2026-11-20T20:00:00Z",
    }
    other = {**notice, "reference": None, "event_key": "TEST:1", "title": "Test message"}
    await page.route(
        "**/api/availability/notices*", lambda route: route.fulfill(json=[other, notice])
    )
    await page.goto(f"{site.address}/?1{PLACE}?n=m7-abc")
    line = page.get_by_role("listitem").filter(has_text="Session ready")
    await expect(line).to_be_focused()
    await expect(line).to_be_in_viewport()
    await expect(line).to_contain_text("The message whose link you followed")
    await expect(page.get_by_role("button", name="Why did I (not) get this?")).to_have_attribute(
        "aria-expanded", "true"
    )
    assert await violations(page) == []
    await screenshot(page, "notifications-message-phone-light")


async def test_what_is_one_s_own_is_reached_from_each_other(visit: Visitor) -> None:
    page = (await visit("promoter", place=PLACE)).page
    mine = page.get_by_role("navigation", name="My places")
    await expect(mine.get_by_role("link", name="Notifications")).to_have_attribute(
        "aria-current", "page"
    )
    await expect(mine.get_by_role("link", name="Campaigns")).to_be_visible()
    await mine.get_by_role("link", name="Profile").press("Enter")
    await expect(page.get_by_role("heading", name="Profile", level=1)).to_be_focused()
    await mine.get_by_role("link", name="Campaigns").press("Enter")
    await expect(page).to_have_url(re.compile("#/campaigns$"))
    player = (await visit("player", place=PLACE)).page
    await expect(player.get_by_role("navigation", name="My places")).to_be_visible()
    await expect(player.get_by_role("link", name="Campaigns")).to_have_count(0)


async def test_large_text_and_text_spacing_fit(visit: Visitor, subtests: pytest.Subtests) -> None:
    page = (await visit("promoter", size=(320, 568), place=PLACE)).page
    await page.get_by_role("switch", name="Quiet hours").click()
    await expect(page.get_by_role("combobox", name="From", exact=True)).to_be_visible()
    main = page.get_by_role("main")
    for percent in (150, 200):
        with subtests.test(f"{percent}%"):
            await page.evaluate(f"document.documentElement.style.fontSize = '{percent}%'")
            assert await main.evaluate(CUT_OFF) == []
            assert await main.evaluate(RIGHT)
            await screenshot(page, f"notifications-text-{percent}")
    await page.evaluate("document.documentElement.style.fontSize = ''")
    await page.evaluate(TEXT_SPACING)
    assert await main.evaluate(CUT_OFF) == []
    assert await main.evaluate(RIGHT)
