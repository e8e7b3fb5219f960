"""A day that is shared: the link opens it, and *Share tonight* hands it on."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.async_api import Browser, expect

from tests.browser.conftest import DESKTOP, PHONE, Site, Visitor
from tests.browser.screenshots import screenshot

SHEET = "navigator.share = (what) => { window.shared = what; return Promise.resolve(); };"
NO_SHEET = "Object.defineProperty(Navigator.prototype, 'share', { value: undefined });"
COPIES = (
    "Object.defineProperty(Navigator.prototype, 'clipboard',"
    " { value: { writeText: async (text) => { window.copied = text; } } });"
)
COPIES_NOTHING = (
    "Object.defineProperty(Navigator.prototype, 'clipboard',"
    " { value: { writeText: () => Promise.reject(new Error('no')) } });"
)


@pytest.mark.parametrize(
    ("locale", "button", "text"),
    [
        ("en-GB", "Share tonight", "1 of 6 tonight, 21:00"),
        ("sl-SI", "Deli nocoj", "1 od 6 nocoj ob 21:00"),
        ("de-DE", "Abend teilen", "1 von 6 heute Abend, 21:00"),
    ],
)
async def test_tonight_goes_to_the_phones_own_sheet(
    visit: Visitor, site: Site, browser: Browser, locale: str, button: str, text: str
) -> None:
    today = await site.today()
    await site.answer(4711, "Bramble", today, "LOOKING")
    context = await browser.new_context(
        viewport={"width": PHONE[0], "height": PHONE[1]},
        locale=locale,
        timezone_id="Europe/Ljubljana",
        reduced_motion="reduce",
    )
    page = (await visit("player", context=context, before=SHEET)).page
    press = page.get_by_role("button", name=button, exact=True)
    await expect(press).to_be_visible()
    # The button is as large as a thumb, and nothing is wider than the phone.
    box = await press.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    assert box["x"] + box["width"] <= PHONE[0]
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await press.click()
    await page.wait_for_function("window.shared !== undefined")
    assert await page.evaluate("window.shared") == {
        "title": "Muster",
        "text": text,
        "url": f"{site.address}/t/{today}",
    }
    await screenshot(page, f"share-tonight-{locale}")


async def test_without_a_sheet_the_link_is_copied(visit: Visitor, site: Site) -> None:
    link = f"{site.address}/t/{await site.today()}"
    page = (await visit("player", size=DESKTOP, before=NO_SHEET + COPIES)).page
    await page.get_by_role("button", name="Share tonight").click()
    await expect(page.get_by_role("status").filter(has_text="Link copied")).to_be_visible()
    assert await page.evaluate("window.copied") == link


async def test_what_may_not_be_copied_is_shown(visit: Visitor, site: Site) -> None:
    link = f"{site.address}/t/{await site.today()}"
    page = (await visit("player", size=PHONE, before=NO_SHEET + COPIES_NOTHING)).page
    await page.get_by_role("button", name="Share tonight").click()
    field = page.get_by_label("The link to tonight")
    await expect(field).to_have_value(link)
    chosen = "(it) => it.value.slice(it.selectionStart, it.selectionEnd)"
    assert await field.evaluate(chosen) == link
    await expect(page.get_by_text("Link copied")).to_have_count(0)


async def test_a_sheet_that_was_closed_copies_nothing(visit: Visitor, site: Site) -> None:
    del site
    closed = (
        "navigator.share = () => { window.asked = true;"
        " return Promise.reject(new DOMException('closed', 'AbortError')); };"
    )
    page = (await visit("player", size=PHONE, before=closed + COPIES)).page
    await page.get_by_role("button", name="Share tonight").click()
    await page.wait_for_function("window.asked === true")
    await expect(page.get_by_text("Link copied")).to_have_count(0)
    assert await page.evaluate("window.copied") is None


async def test_a_link_opens_its_day(visit: Visitor, site: Site) -> None:
    today = await site.today()
    for day, place in (
        (today, "#/availability"),
        (today + timedelta(days=2), f"#/week?day={today + timedelta(days=2)}"),
        (today - timedelta(days=2), f"#/history?day={today - timedelta(days=2)}"),
    ):
        page = (await visit("player", size=PHONE, place=f"t/{day}")).page
        await expect(page).to_have_url(f"{site.address}/{place}")
        await expect(page.get_by_role("main")).to_be_visible()
        await expect(page.get_by_role("heading", level=1)).to_be_visible()
        await page.reload()
        await expect(page).to_have_url(f"{site.address}/{place}")
