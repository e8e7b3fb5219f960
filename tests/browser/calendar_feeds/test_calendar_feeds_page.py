"""Evenings in the viewer's calendar: the address on Notifications, tonight as a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx2
import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.app.test_accessibility import violations
from tests.browser.conftest import Site, Visitor, answer
from tests.browser.looks import looks
from tests.browser.screenshots import screenshot
from tests.support.calendars import ReadCalendar, read_calendar

NAMES = {"en": "Calendar", "sl": "Koledar", "de": "Kalender"}


def calendar(page: Page, language: str = "en") -> Locator:
    return page.get_by_role("region", name=NAMES[language], exact=True)


async def subscribed(address: str) -> ReadCalendar | int:
    """What a calendar program finds, or the status where it finds nothing."""
    async with httpx2.AsyncClient() as program:
        answered = await program.get(address)
        return read_calendar(answered.content) if answered.is_success else answered.status_code


async def address_of(card: Locator) -> str:
    return await card.get_by_label("The address of your calendar").input_value()


async def test_an_address_is_made_copied_renewed_and_stopped(visit: Visitor, site: Site) -> None:
    visited = await visit("player")
    page = visited.page
    await answer(page, "LOOKING")
    await visited.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await page.goto(f"{site.address}/#/notifications")
    card = calendar(page)
    await card.get_by_role("button", name="Make my address").click()
    field = card.get_by_label("The address of your calendar")
    await expect(field).to_be_focused()
    first = await address_of(card)
    found = await subscribed(first)
    assert isinstance(found, ReadCalendar)
    assert [each.status for each in found.events] == ["TENTATIVE"]

    theirs, everybodys = await card.get_by_role("link", name="Open in my calendar").all()
    assert await theirs.get_attribute("href") == first.replace("http:", "webcal:")
    google = card.get_by_role("link", name="Google Calendar").first
    assert first.rpartition("/")[2] in (await google.get_attribute("href") or "")
    assert await google.get_attribute("rel") == "noreferrer"
    public = (await everybodys.get_attribute("href") or "").replace("webcal:", "http:")
    assert isinstance(await subscribed(public), ReadCalendar)

    copy = card.get_by_role("button", name="Copy").first
    await copy.click()
    await expect(card.get_by_role("button", name="Copied")).to_be_visible()
    assert await page.evaluate("navigator.clipboard.readText()") == first

    await card.get_by_role("button", name="New address").click()
    question = page.get_by_role("alertdialog", name="Make a new address?")
    await question.get_by_role("button", name="New address").click()
    await expect(question).to_have_count(0)
    await expect(field).not_to_have_value(first)
    second = await address_of(card)
    assert await subscribed(first) == 404
    assert isinstance(await subscribed(second), ReadCalendar)
    await page.reload()
    await expect(field).to_have_value(second)

    await card.get_by_role("button", name="Stop").click()
    question = page.get_by_role("alertdialog", name="Stop your calendar?")
    await question.get_by_role("button", name="Stop").click()
    await expect(card.get_by_role("button", name="Make my address")).to_be_visible()
    await expect(field).to_have_count(0)
    assert await subscribed(second) == 404


async def test_what_cannot_be_done_is_said_and_can_be_tried_again(
    visit: Visitor, site: Site
) -> None:
    visited = await visit("player", place="#/notifications")
    page = visited.page
    card = calendar(page)
    await expect(card.get_by_role("button", name="Make my address")).to_be_visible()

    async def refuse(route: Any) -> None:
        body = {"detail": "It is not our day.", "code": "unavailable"}
        await route.fulfill(status=503, json=body)

    await page.route("**/api/calendar-feeds/own", refuse)
    await card.get_by_role("button", name="Make my address").click()
    await expect(card.get_by_role("alert")).to_have_text("That did not work. It is not our day.")
    await page.unroute("**/api/calendar-feeds/own")
    await card.get_by_role("button", name="Make my address").click()
    await expect(card.get_by_label("The address of your calendar")).to_be_visible()
    await expect(card.get_by_role("alert")).to_have_count(0)
    assert len(visited.problems) == 1, "the browser's own line about the 503"
    visited.problems.clear()


async def test_the_secret_is_kept_nowhere_in_the_browser(visit: Visitor, site: Site) -> None:
    visited = await visit("player", place="#/notifications")
    page = visited.page
    card = calendar(page)
    await card.get_by_role("button", name="Make my address").click()
    await expect(card.get_by_label("The address of your calendar")).to_be_visible()
    secret = (await address_of(card)).rpartition("/")[2].removesuffix(".ics")
    stored = await page.evaluate(
        "JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie, location.href])"
    )
    assert secret not in stored


@pytest.mark.parametrize("language", list(NAMES))
async def test_it_is_usable_in_every_language(
    visit: Visitor, subtests: pytest.Subtests, language: str
) -> None:
    page = (await visit("player", place="#/notifications", locale=language)).page
    card = calendar(page, language)
    await card.get_by_role("button").first.click()
    await expect(card.get_by_role("textbox")).to_be_visible()
    async for look in looks(page, themes=["light"]):
        with subtests.test(str(look)):
            assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            assert await violations(page, look) == []
            await screenshot(page, f"calendar-feeds-{language}-{look}")


async def test_tonight_is_a_file_for_any_calendar(
    visit: Visitor, site: Site, tmp_path: Path
) -> None:
    for role in (None, "player"):
        page = (await visit(role)).page
        link = page.get_by_role("region", name="Tonight").get_by_role(
            "link", name="Add to calendar"
        )
        async with page.expect_download() as started:
            await link.click()
        download = await started.value
        assert download.suggested_filename == f"{await site.today()}.ics"
        await download.save_as(tmp_path / "evening.ics")
        (event,) = read_calendar((tmp_path / "evening.ics").read_bytes()).events
        assert event.summary == "Muster: game night"
        await expect(link).to_be_visible()
