"""How the place of the teams stands large text, low and narrow windows, both themes, and paper."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Page, expect

from tests.browser.app.test_accessibility import violations
from tests.browser.conftest import DESKTOP, PHONE, Site, Visitor, async_fixture
from tests.browser.looks import looks
from tests.browser.screenshots import screenshot
from tests.support.scenes.evening_page import Execute
from tests.support.scenes.planning_page import (
    TEAMS,
    PlanningSite,
    column,
    panel,
    place,
    planning_site,
    press,
    rate,
    saved_teams,
)

NARROW = (320, 700)
SIZES = (NARROW, PHONE, DESKTOP)
SPACING = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
    word-spacing: 0.16em !important; }
    p { margin-block-end: 2em !important; }"""
# Words that are wider than what they stand in, and what does not fit into the window.
CUT = """() => {
    const region = document.querySelector('section[aria-label="Planning room"]');
    const cut = [...region.querySelectorAll('button, label, bdi, h2, h3, p')].filter((element) => {
        const { left, right, width } = element.getBoundingClientRect();
        if (width === 0) return false;
        return right > innerWidth + 1 || left < -1 || element.scrollWidth > element.clientWidth + 1
            && getComputedStyle(element).display !== 'inline';
    });
    return cut.map((element) => `${element.tagName} ${element.textContent}`);
}"""


@async_fixture
async def site(database_url: str, site: Site, execute: Execute) -> AsyncIterator[PlanningSite]:
    """Beside the plain site: one at ten past eight, with a room, two names and some ratings."""
    async with planning_site(database_url) as evening:
        await evening.opened()
        await rate(execute, Bramble=1530, Corvid=1428, Dunlin=1626, Egret=1724, Fulmar=1500)
        await evening.persona_answers("admin", "MAYBE")
        await evening.persona_answers("promoter", "AVAILABLE")
        for role, name in (
            ("player", "Night Badgers"),
            ("admin", "The Reluctant Otters of Ljubljana"),
        ):
            client = await evening.persona(role)
            await client.post("/api/planning/today/suggestions", json={"name": name})
            await client.aclose()
        yield evening


async def drafted(page: Page) -> None:
    await press(page, "Auto-draft").click()
    await expect(panel(page)).to_contain_text("Drafted 7 players.")


async def save(page: Page) -> None:
    await press(page, "Save").click()
    await expect(panel(page).get_by_role("heading", name="Saved teams")).to_be_focused()


async def fits(page: Page) -> None:
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert await page.evaluate(CUT) == []


async def test_axe_finds_nothing_and_nothing_is_cut(
    visit: Visitor, site: PlanningSite, subtests: pytest.Subtests
) -> None:
    page = (await visit("player", size=NARROW, place=TEAMS)).page
    await drafted(page)
    async for look in looks(page, SIZES):
        with subtests.test(f"draft {look}"):
            assert await violations(page, look) == []
            await fits(page)
            await screenshot(page, f"planning-draft-{look}")
    await save(page)
    await expect(panel(page).get_by_text("You are on")).to_be_visible()
    async for look in looks(page, SIZES):
        with subtests.test(f"saved {look}"):
            assert await violations(page, look) == []
            await fits(page)
            await screenshot(page, f"planning-saved-{look}")


@pytest.mark.parametrize("percent", [150, 200])
async def test_text_of_twice_the_size_can_be_drafted_with(
    visit: Visitor, site: PlanningSite, subtests: pytest.Subtests, percent: int
) -> None:
    page = (await visit("player", size=NARROW, place=TEAMS)).page
    await expect(press(page, "Save")).to_be_visible()
    await page.evaluate(f"document.documentElement.style.fontSize = '{percent}%'")
    await drafted(page)
    async for look in looks(page, SIZES, ["light"]):
        with subtests.test(f"draft {look}"):
            await fits(page)
            for side in ("Side B", "Side A"):
                await place(page, "Odessa", side).click()
                await expect(place(page, "Odessa", side)).to_be_checked()
            await screenshot(page, f"planning-draft-{look}-text-{percent}")
    await save(page)
    async for look in looks(page, SIZES, ["light"]):
        with subtests.test(f"saved {look}"):
            await fits(page)
            await screenshot(page, f"planning-saved-{look}-text-{percent}")


async def test_text_with_space_around_it_can_be_drafted_with(
    visit: Visitor, site: PlanningSite
) -> None:
    opened = await visit("player", size=NARROW, place=TEAMS, bypass_csp=True)
    page = opened.page
    await expect(press(page, "Save")).to_be_visible()
    await page.add_style_tag(content=SPACING)
    await drafted(page)
    await fits(page)
    await place(page, "Odessa", "Side A").click()
    await save(page)
    await fits(page)


async def test_in_a_low_window_nothing_stays_over_the_players(
    visit: Visitor, site: PlanningSite
) -> None:
    page = (await visit("player", size=(320, 200), place=TEAMS)).page
    await drafted(page)
    await place(page, "Odessa", "Side A").click()
    await expect(press(page, "Save")).not_to_be_in_viewport()
    await page.set_viewport_size({"width": 390, "height": 844})
    await place(page, "Odessa", "Side B").click()
    await expect(press(page, "Save")).to_be_in_viewport()


async def test_everybody_sees_which_team_is_theirs(visit: Visitor, site: PlanningSite) -> None:
    await site.save_teams("promoter", ["Bramble", "Kestrel"], ["Corvid", "Dunlin"])
    page = (await visit("player", size=PHONE, place=TEAMS)).page
    await saved_teams(page, a=["Bramble", "Kestrel"], b=["Corvid", "Dunlin"])
    await expect(panel(page).get_by_text("You are on A")).to_be_visible()
    mine = column(page, "Side A").get_by_role("listitem").filter(has_text="Kestrel")
    await expect(mine).to_contain_text("you")
    await press(page, "Change teams").click()
    board = panel(page).get_by_role("list", name="Players").get_by_role("listitem")
    await expect(board.filter(has_text="you")).to_have_count(1)
    await expect(board.filter(has_text="you")).to_contain_text("Kestrel")
    other = (await visit("promoter", size=PHONE, place=TEAMS)).page
    await saved_teams(other, a=["Bramble", "Kestrel"], b=["Corvid", "Dunlin"])
    await expect(panel(other).get_by_text("You are on")).to_have_count(0)
    # Tonight says so as well, and leads to the room.
    await page.goto(page.url.split("#")[0] + "#/availability")
    tonight = page.get_by_role("region", name="Tonight")
    await expect(tonight).to_contain_text("You are on A")
    await expect(tonight.get_by_role("link", name="Open planning room")).to_be_visible()


async def test_paper_has_the_team_sheet_alone(visit: Visitor, site: PlanningSite) -> None:
    await site.save_teams("player", ["Bramble", "Kestrel"], ["Corvid", "Dunlin"])
    page = (await visit("player", size=PHONE, theme="dark", place=TEAMS)).page
    await saved_teams(page, a=["Bramble", "Kestrel"], b=["Corvid", "Dunlin"])
    await expect(panel(page).get_by_text("Night Badgers / The Reluctant")).not_to_be_visible()
    sheet = await page.pdf()
    assert len(re.findall(rb"/Type\s*/Page\b", sheet)) == 1
    await page.emulate_media(media="print")
    await expect(panel(page).get_by_text("Night Badgers / The Reluctant")).to_be_visible()
    for side, names in (("Side A", ("Bramble", "Kestrel")), ("Side B", ("Corvid", "Dunlin"))):
        for name in names:
            await expect(column(page, side).get_by_text(name)).to_be_visible()
    for element in await page.locator("button, h1, h2, input, nav").all():
        await expect(element).not_to_be_visible()
    assert await page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    await screenshot(page, "planning-paper")


async def test_teams_are_shared_where_the_browser_can(visit: Visitor, site: PlanningSite) -> None:
    await site.save_teams("player", ["Bramble"], ["Corvid"])
    can = "navigator.share = ({ text }) => { window.shared = text; return Promise.resolve(); };"
    page = (await visit("player", size=PHONE, place=TEAMS, before=can)).page
    await press(page, "Share").click()
    names = "Night Badgers / The Reluctant Otters of Ljubljana"
    assert await page.evaluate("window.shared") == (
        f"{names}: teams, Friday 4 December\nA: Bramble\nB: Corvid"
    )
    without = "Object.defineProperty(Navigator.prototype, 'share', { value: undefined });"
    plain = (await visit("player", size=PHONE, place=TEAMS, before=without)).page
    await expect(press(plain, "Print")).to_be_visible()
    await expect(press(plain, "Share")).to_have_count(0)
