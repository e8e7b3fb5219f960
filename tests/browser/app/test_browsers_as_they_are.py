"""Browsers that lack something, or state nonsense of themselves: the page is drawn all the same."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from playwright.async_api import Locator, Page, Route, expect

from tests.browser.conftest import DESKTOP, Chromium, Site, Visitor, answer, option

LACKING = {
    "EventSource": "delete window.EventSource",
    "BroadcastChannel": "delete window.BroadcastChannel",
    "locks": "Object.defineProperty(navigator, 'locks', { value: undefined })",
    "ResizeObserver": "delete window.ResizeObserver",
    "IntersectionObserver": "delete window.IntersectionObserver",
    "matchMedia": "delete window.matchMedia",
    "AudioContext": "delete window.AudioContext",
    "Notification": "delete window.Notification",
    "clipboard": "Object.defineProperty(navigator, 'clipboard', { value: undefined })",
    "userActivation": "Object.defineProperty(navigator, 'userActivation', { value: undefined })",
    "structuredClone": "delete window.structuredClone",
    "randomUUID": "delete Crypto.prototype.randomUUID",
    "visualViewport": "Object.defineProperty(window, 'visualViewport', { value: undefined })",
    "zones": "delete Intl.supportedValuesOf",
    "Intl": "delete Intl.ListFormat; delete Intl.Segmenter; delete Intl.RelativeTimeFormat;"
    " delete Intl.DisplayNames; delete Intl.Locale.prototype.getTextInfo",
    "storage": "for (const name of ['localStorage', 'sessionStorage']) Object.defineProperty("
    "window, name, { get() { throw new DOMException('denied', 'SecurityError'); } })",
    "no storage": "Object.defineProperty(window, 'localStorage', { value: null })",
    "full storage": "Storage.prototype.setItem = () => {"
    " throw new DOMException('full', 'QuotaExceededError'); }",
    "refused channel": "window.BroadcastChannel = class { constructor() {"
    " throw new DOMException('denied', 'SecurityError'); } }",
    "refused locks": "navigator.locks.request = () =>"
    " Promise.reject(new DOMException('denied', 'SecurityError'))",
    "refused workers": "Object.defineProperty(Navigator.prototype, 'serviceWorker', { get() {"
    " throw new DOMException('sandboxed', 'SecurityError'); } })",
    "refused cookies": "Object.defineProperty(Document.prototype, 'cookie', { set() {"
    " throw new DOMException('sandboxed', 'SecurityError'); } });"
    " localStorage.setItem('muster.language', JSON.stringify({ language: 'en' }))",
    "refused stream": "window.EventSource = class { constructor() {"
    " throw new DOMException('denied', 'SecurityError'); } }",
}
STATING = {
    "posix": ("en-US@posix", ["en-US@posix"]),
    "C": ("C", ["C"]),
    "empty": ("", []),
    "none": (None, None),
    "sl_SI": ("sl_SI.UTF-8", ["sl_SI.UTF-8"]),
}


PLACES: dict[str, Callable[[Page], Locator]] = {
    "#/week": lambda page: page.get_by_role("region", name="Tomorrow"),
    "#/planning": lambda page: page.get_by_role("heading", name="Teams", level=1),
    "#/notifications": lambda page: page.get_by_role("button", name="Why did I (not) get this?"),
    "#/profile": lambda page: page.get_by_role("button", name="Unlink player"),
}


async def everything_is_drawn(page: Page) -> None:
    """Every place of the page, and what is behind its buttons."""
    tonight = page.get_by_role("region", name="Tonight")
    await expect(option(page, "Tonight", "LOOKING")).to_be_enabled()
    await expect(page.get_by_role("main")).to_contain_text("21:00")
    await page.get_by_role("button", name="Open calendar").click()
    await expect(page.get_by_role("grid")).to_be_visible()
    await answer(page, "LOOKING")
    await expect(tonight).to_contain_text("1 looking")
    for place, shows in PLACES.items():
        await page.goto(page.url.split("#")[0] + place)
        await expect(shows(page)).to_be_visible()
        await expect(page.get_by_text("could not be drawn").filter(visible=True)).to_have_count(0)


@pytest.mark.parametrize("lacking", LACKING)
async def test_what_a_browser_lacks_costs_no_more_than_that(visit: Visitor, lacking: str) -> None:
    await everything_is_drawn((await visit("player", size=DESKTOP, before=LACKING[lacking])).page)


@pytest.mark.parametrize("stating", STATING)
async def test_a_language_that_is_no_tag_is_not_believed(visit: Visitor, stating: str) -> None:
    language, languages = STATING[stating]
    said = json.dumps({"language": language, "languages": languages})
    page = (
        await visit(
            "player",
            size=DESKTOP,
            before=f"const said = {said};"
            "for (const name in said)"
            " Object.defineProperty(Navigator.prototype, name, { get: () => said[name] })",
        )
    ).page
    # Which language it is can be seen even so, where one is said.
    time, calendar, day = (
        ("21:00", "Odpri koledar", "tor")
        if stating == "sl_SI"
        else ("9:00 PM", "Open calendar", "Tue")
    )
    await expect(page.get_by_role("main")).to_contain_text(time)
    await page.get_by_role("button", name=calendar).click()
    await expect(page.get_by_role("grid")).to_contain_text(day)


@pytest.mark.parametrize("zone", ["UTC0", "Foo/Bar", "Etc/Unknown", ""])
async def test_a_zone_that_nobody_knows_is_taken_for_the_community_s(
    chromium: Chromium, site: Site, visit: Visitor, zone: str
) -> None:
    async with chromium.another(TZ=zone) as browser:
        context = await browser.new_context(locale="en-GB", viewport={"width": 1280, "height": 900})
        page = (await visit("player", context=context)).page
        stated = await page.evaluate("Intl.DateTimeFormat().resolvedOptions().timeZone")
        assert stated == "Etc/Unknown"
        await expect(page.get_by_role("main")).to_contain_text("21:00")
        await expect(page.get_by_role("main")).not_to_contain_text("yours")
        await everything_is_drawn(page)


@pytest.mark.parametrize("zone", ["Foo/Bar", "Europe/Nowhere", ""])
async def test_a_community_s_zone_that_the_browser_does_not_know_is_left_out(
    visit: Visitor, zone: str
) -> None:
    opened = await visit("player", size=DESKTOP, place="api/docs")

    async def elsewhere(route: Route) -> None:
        answer = await route.fetch()
        start = await answer.json()
        start["community"]["timezone"] = zone
        await route.fulfill(response=answer, json=start)

    await opened.page.route("**/api/start", elsewhere)
    await opened.page.goto(opened.page.url.replace("api/docs", "#/availability"))
    await everything_is_drawn(opened.page)


async def test_what_is_chosen_is_seen_where_no_selector_looks_into_things(
    visit: Visitor, site: Site
) -> None:
    """Firefox has `:has` since 121; the build aims at 114."""
    page = (await visit("player", place="api/docs")).page

    async def without_has(route: Route) -> None:
        answer = await route.fetch()
        rules = re.sub(r"[^{}]*:has\([^{}]*\{[^{}]*\}", "", await answer.text())
        await route.fulfill(response=answer, body=rules)

    await page.route("**/assets/*.css", without_has)
    await page.goto(f"{site.address}/#/profile")
    theme = page.get_by_role("group", name="Theme")
    ground = "radio => getComputedStyle(radio.closest('label')).backgroundColor"
    chosen, other = (theme.get_by_role("radio", checked=checked).first for checked in (True, False))
    assert await chosen.evaluate(ground) != await other.evaluate(ground)
