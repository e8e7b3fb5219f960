"""The places of the page: their addresses, what the history keeps, and text of any size."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.async_api import Page, expect

from muster.sandbox.rules import PERSONAS
from tests.browser.conftest import DESKTOP, PHONE, Site, Visitor, answer, option
from tests.browser.looks import looks
from tests.browser.screenshots import screenshot
from tests.support.running.websites import becomes

HEADINGS = {
    "#/availability": "Tonight",
    "#/week": "Week",
    "#/planning": "Teams",
    "#/campaigns": "Campaigns",
    "#/notifications": "My notifications",
    "#/profile": "Profile",
}
DRAWN = {
    "#/availability": "4 looking",
    "#/week": "4 looking, 2 short",
    "#/planning": "The planning room opens",
    "#/campaigns": "Only promoters see",
    "#/notifications": re.compile("Aggregate view only|Daily check-in"),
    "#/profile": "Time zone",
}
"""What each place says once it is drawn, with four who are looking."""
TOO_WIDE = """() => {
    const wide = document.documentElement.scrollWidth - window.innerWidth;
    const cut = [...document.querySelectorAll('main button, main a, nav a, main label')]
        .filter((e) => e.checkVisibility() && e.scrollWidth > e.clientWidth + 1)
        .map((e) => e.innerText.slice(0, 40));
    return { wide: Math.max(0, wide), cut };
}"""
# WCAG 1.4.12; the page's policy allows no style element, so each element has it of its own.
SPACE = """(spaced) => {
    const spacing = { 'line-height': '1.5', 'letter-spacing': '0.12em', 'word-spacing': '0.16em' };
    for (const each of document.querySelectorAll('body, body *'))
        for (const [name, value] of Object.entries(spacing))
            each.style.setProperty(name, spaced ? value : '', 'important');
}"""


async def go(page: Page, place: str) -> None:
    await page.evaluate("(hash) => { window.location.hash = hash; }", place)
    await expect(page.get_by_role("heading", level=1)).to_contain_text(HEADINGS[place])


async def scrolled(page: Page) -> int:
    return await page.evaluate("Math.round(window.scrollY)")


async def test_every_place_has_an_address_and_hears_its_heading(visit: Visitor) -> None:
    page = (await visit("player", size=DESKTOP)).page
    places = page.get_by_role("navigation", name="Places")
    for name, heading in (
        ("Week", "Week"),
        ("Teams", "Teams"),
        ("Me", "My notifications"),
        ("Tonight", "Tonight"),
    ):
        await places.get_by_role("link", name=name, exact=True).click()
        title = page.get_by_role("heading", level=1)
        await expect(title).to_contain_text(heading)
        await expect(title).to_be_focused()
        await expect(places.locator("[aria-current] span").last).to_have_text(name)
    await page.goto(page.url.split("#")[0] + "#/nonsense?day=1")
    await expect(page.get_by_role("heading", name="There is nothing here")).to_be_visible()
    await expect(page.get_by_role("main")).to_contain_text("#/nonsense?day=1")
    await screenshot(page, "unknown-desktop")
    await page.get_by_role("link", name="Go to tonight").click()
    await expect(page.get_by_role("region", name="Tonight")).to_be_visible()


async def test_going_back_finds_the_place_as_it_was_left(visit: Visitor) -> None:
    page = (await visit("player", size=(390, 500), place="#/week")).page
    await expect(page.get_by_role("region", name="Tomorrow")).to_contain_text("looking")
    await page.evaluate("window.scrollTo(0, 300)")
    await becomes(lambda: scrolled(page), 300)
    await page.get_by_role("navigation").get_by_role("link", name="Me").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("My notifications")
    await becomes(lambda: scrolled(page), 0)
    await page.go_back()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Week")
    await becomes(lambda: scrolled(page), 300)


async def test_the_open_day_is_in_the_address(visit: Visitor, site: Site) -> None:
    page = (await visit("player")).page
    today = await site.today()
    chosen = today + timedelta(days=1 if (today + timedelta(days=1)).month == today.month else -1)
    await page.get_by_role("button", name="Open calendar").click()
    assert page.url.endswith(f"#/availability?day={today}")
    name = f"{chosen:%A}"
    await page.get_by_role("grid").get_by_role("button", name=f"{chosen:%A, %-d %B %Y}").click()
    panel = page.get_by_role("region", name=name).filter(has_text=f"{chosen.day} {chosen:%B}")
    await expect(panel.get_by_role("heading")).to_be_focused()
    await expect(panel.get_by_role("heading")).to_be_in_viewport()
    assert page.url.endswith(f"#/availability?day={chosen}")
    await go(page, "#/profile")
    await page.go_back()
    await expect(panel).to_be_visible()
    await page.reload()
    await expect(panel).to_be_visible()
    await page.get_by_role("button", name="Close calendar").click()
    assert page.url.endswith("#/availability")


async def test_a_day_of_next_week_takes_two_taps(visit: Visitor, site: Site) -> None:
    page = (await visit("player")).page
    await expect(page.get_by_role("region", name="Tonight")).to_contain_text("looking")
    day = await site.today() + timedelta(days=4)
    await page.get_by_role("navigation").get_by_role("link", name="Week").click()
    row = page.get_by_role("region", name=f"{day:%a} {day.day} {day:%b}")
    looking = row.get_by_role("button", name="I\u2019m in", exact=True)
    await looking.click()
    await expect(looking).to_have_attribute("aria-pressed", "true")
    await expect(row).to_contain_text("1 looking")
    await page.get_by_role("button", name="Later week").click()
    later = day + timedelta(days=7)
    await expect(
        page.get_by_role("region", name=f"{later:%a} {later.day} {later:%b}")
    ).to_contain_text("0 looking")


async def test_what_is_tapped_before_signing_in_is_sent_after_it(visit: Visitor) -> None:
    page = (await visit()).page
    await option(page, "Tonight", "LOOKING").click()
    tonight = page.get_by_role("region", name="Tonight")
    await expect(tonight).to_contain_text("It is sent once you can answer.")
    await expect(tonight).to_contain_text("0 looking")
    await page.get_by_role("complementary").get_by_role("button", name="Player").click()
    await expect(tonight).to_contain_text("You are in, first")
    # It is gone then: a second person finds the question.
    await page.get_by_role("complementary").get_by_role("button", name="Promoter").click()
    await expect(tonight).to_contain_text("Playing tonight?")


async def test_what_is_tapped_before_signing_in_replaces_no_answer(
    visit: Visitor, site: Site
) -> None:
    persona = next(each for each in PERSONAS if each.role == "player")
    player = await site.visitor(persona.discord_user_id)
    today = await site.today()
    said = {"date": str(today), "status": "AVAILABLE"}
    assert (await player.post("/api/availability", json=said)).is_success
    await player.aclose()
    page = (await visit()).page
    await option(page, "Tonight", "LOOKING").click()
    tonight = page.get_by_role("region", name="Tonight")
    await expect(tonight).to_contain_text("It is sent once you can answer.")
    await page.get_by_role("complementary").get_by_role("button", name="Player").click()
    await expect(tonight).to_contain_text("You could play")
    await page.reload()
    await expect(tonight).to_contain_text("You could play")


async def test_a_new_entry_of_the_same_place_begins_at_its_top(visit: Visitor) -> None:
    page = (await visit("player", size=(390, 500), place="#/week")).page
    await expect(page.get_by_role("region", name="Tomorrow")).to_contain_text("looking")
    await page.evaluate("window.location.hash = '#/week?day=2000-01-01'")
    await page.evaluate("window.scrollTo(0, 300)")
    await becomes(lambda: page.evaluate("window.history.state?.['muster.scroll']"), 300)
    await page.get_by_role("navigation").get_by_role("link", name="Week").click()
    await becomes(lambda: scrolled(page), 0)
    await page.go_back()
    await becomes(lambda: scrolled(page), 300)


async def test_the_last_changes_are_gone_with_their_viewer(visit: Visitor, site: Site) -> None:
    page = (await visit("player")).page
    tonight = page.get_by_role("region", name="Tonight")
    await expect(tonight).to_contain_text("0 looking")
    # Changes are known from when the rest of the page is drawn, which on a busy machine is later.
    await expect(page.get_by_role("region", name="Tomorrow")).to_be_visible()
    await site.answer(851, "Fenrir", await site.today(), "LOOKING")
    await expect(page.get_by_text("Fenrir is looking")).to_be_visible()
    await page.get_by_role("complementary").get_by_role("button", name="Signed out").click()
    await expect(page.get_by_text("Aggregate view only.")).to_be_visible()
    await expect(page.get_by_text("Fenrir")).to_have_count(0)


@pytest.mark.parametrize("role", [None, "player"])
async def test_text_of_any_size_and_spacing_fits(
    visit: Visitor, site: Site, role: str | None
) -> None:
    today = await site.today()
    for number in range(4):
        await site.answer(840 + number, f"A rather long name {number}", today, "LOOKING")
    sizes = [(320, 800), (390, 800)]
    page = (await visit(role, size=sizes[0])).page
    if role is not None:
        await answer(page, "AVAILABLE")
    found = {}
    for place in HEADINGS:
        await go(page, place)
        await expect(page.get_by_role("main")).to_contain_text(DRAWN[place])
        await expect(page.locator("[aria-busy=true]")).to_have_count(0)
        async for look in looks(page, sizes, ["light"]):
            for size in ("150%", "200%"):
                await page.evaluate("(s) => { document.documentElement.style.fontSize = s; }", size)
                found[place, str(look), size] = await page.evaluate(TOO_WIDE)
                await screenshot(page, f"text-{size[:3]}-{place[2:]}-{role}-{look}")
            await page.evaluate("document.documentElement.style.removeProperty('font-size')")
            await page.evaluate(SPACE, True)
            found[place, str(look), "spaced"] = await page.evaluate(TOO_WIDE)
            await page.evaluate(SPACE, False)
    assert {key: value for key, value in found.items() if value != {"wide": 0, "cut": []}} == {}


async def test_a_low_window_is_not_covered_by_the_tab_bar(visit: Visitor) -> None:
    page = (await visit("player", size=(320, 256))).page
    places = page.get_by_role("navigation", name="Places")
    assert await places.evaluate("(e) => getComputedStyle(e).position") == "static"
    await page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    assert await places.evaluate("(e) => getComputedStyle(e).position") == "fixed"
