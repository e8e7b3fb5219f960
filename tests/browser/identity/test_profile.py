"""The profile: choosing a player for the first time, the theme, and where the focus goes."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Locator, Page, Route, expect

from tests.browser.app.test_accessibility import violations
from tests.browser.conftest import DESKTOP, Site, Visit, Visitor, ok, ok_api
from tests.browser.looks import looks
from tests.browser.screenshots import screenshot
from tests.support.running.websites import becomes

NOBODY = 990
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
IS_TONIGHT = """() => {
    const control = document.querySelector('#answer-tonight');
    const heading = document.querySelector('h1');
    return control ? control.contains(document.activeElement) : document.activeElement === heading;
}"""
NOT_LOST = "document.activeElement !== document.body"
BACKGROUND = "getComputedStyle(document.body).backgroundColor"
DARK, LIGHT = "rgb(16, 19, 23)", "rgb(245, 246, 248)"
TEXT_SPACING = """
    const style = new CSSStyleSheet();
    style.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
        word-spacing: 0.16em !important; } p { margin-bottom: 2em !important; }`);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, style];
"""


def card(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=name)


async def newcomer(visit: Visitor, site: Site, **options: object) -> Visit:
    """Somebody whose Discord name resembles no player's, on their profile."""
    opened = await visit(**options)
    await ok_api(opened.context, site.address, str(NOBODY))
    await opened.page.goto(f"{site.address}/?#/profile")
    return opened


async def free_player(site: Site, number: int, name: str) -> None:
    """A player that nobody plays as."""
    owner = await site.visitor(number, name)
    await ok(owner.delete("/auth/link"))
    await owner.aclose()


async def test_a_newcomer_creates_a_player_and_is_led_to_tonight_s_answer(
    visit: Visitor, site: Site
) -> None:
    page = (await newcomer(visit, site)).page
    name = page.get_by_role("textbox", name="Player name")
    await expect(name).to_be_visible()
    # What works comes first, and nothing is said about what was not found.
    await expect(page.get_by_text("No player looks like")).to_have_count(0)
    search = page.get_by_role("searchbox", name="Played here before?")
    above = (
        "([first, second]) => first.getBoundingClientRect().y < second.getBoundingClientRect().y"
    )
    fields = [await name.element_handle(), await search.element_handle()]
    assert await page.evaluate(above, fields)
    await screenshot(page, "newcomer-phone-light")

    await name.fill("Nightjar")
    await page.keyboard.press("Enter")
    await expect(page).to_have_url(re.compile("#/availability$"))
    await expect(
        page.get_by_role("status").filter(has_text="You play as Nightjar.")
    ).to_be_visible()
    await becomes(lambda: page.evaluate(IS_TONIGHT), True)
    await screenshot(page, "newcomer-tonight-phone-light")


async def test_link_discord_says_what_it_is_for(visit: Visitor) -> None:
    page = (await visit("unlinked")).page
    step = page.get_by_role("link", name="Link Discord", exact=True)
    await expect(step.locator("..")).to_have_text("Link Discordand choose your player")
    await step.press("Enter")
    await expect(page.get_by_role("heading", name="Profile", level=1)).to_be_focused()


async def test_a_suggested_player_is_linked_by_keyboard(visit: Visitor, site: Site) -> None:
    await free_player(site, 772, "Wren")
    page = (await visit("unlinked", place="#/profile", size=DESKTOP)).page
    this_is_me = page.get_by_role("button", name="This is me: Wren")
    await expect(page.get_by_role("heading", name="Is one of these you?")).to_be_visible()
    await this_is_me.focus()
    await page.keyboard.press("Enter")
    await expect(page).to_have_url(re.compile("#/availability$"))
    await becomes(lambda: page.evaluate(IS_TONIGHT), True)
    await expect(page.get_by_role("status").filter(has_text="You play as Wren.")).to_be_visible()


async def test_the_focus_is_never_lost(visit: Visitor) -> None:
    page = (await visit("player", place="#/profile")).page
    await page.get_by_role("button", name="Unlink player").click()
    await page.get_by_role("alertdialog").get_by_role("button", name="Unlink player").click()
    await expect(page.get_by_role("button", name="This is me: Kestrel")).to_be_visible()
    await expect(page.get_by_role("heading", level=1)).to_be_focused()
    await page.get_by_role("button", name="Sign out", exact=True).press("Enter")
    await expect(page.get_by_text("You are not signed in.")).to_be_visible()
    await expect(page.get_by_role("heading", level=1)).to_be_focused()


async def test_another_player_is_chosen_in_place(visit: Visitor, site: Site) -> None:
    await free_player(site, 771, "Petrel")
    page = (await visit("player", place="#/profile")).page
    await page.get_by_role("button", name="Change player").click()
    await page.get_by_role("searchbox", name="Find your player").fill("Petrel")
    await page.get_by_role("button", name="This is me: Petrel").press("Enter")
    await expect(card(page, "Player")).to_contain_text("You play as Petrel")
    await expect(page.get_by_role("status").filter(has_text="You play as Petrel.")).to_be_visible()
    await expect(page).to_have_url(re.compile("#/profile$"))
    await becomes(lambda: page.evaluate(NOT_LOST), True)


async def test_the_theme_is_chosen_by_keyboard_and_kept(visit: Visitor) -> None:
    opened = await visit("player", place="#/profile", theme="light")
    page = opened.page
    theme = page.get_by_role("group", name="Theme")
    await expect(theme.get_by_role("radio", name="As the device")).to_be_checked()
    assert await page.evaluate(BACKGROUND) == LIGHT
    await theme.get_by_role("radio", name="As the device").focus()
    await page.keyboard.press("ArrowRight")
    await page.keyboard.press("ArrowRight")
    await expect(theme.get_by_role("radio", name="Dark")).to_be_checked()
    await expect(theme.get_by_role("radio", name="Dark")).to_be_focused()
    assert await page.evaluate(BACKGROUND) == DARK
    assert await violations(page) == []
    await screenshot(page, "profile-chosen-dark-phone")

    # It is on before the page's own code has come.
    async def never(_route: Route) -> None:
        return

    await page.route("**/assets/index-*.js", never)
    await page.reload(wait_until="commit")
    await becomes(lambda: page.evaluate(f"document.body && {BACKGROUND}"), DARK)
    bars = "[...document.querySelectorAll('meta[name=theme-color]')].map((each) => each.media)"
    assert await page.evaluate(bars) == ["not all", "all"]
    await page.unroute_all()
    await page.reload()
    await expect(theme.get_by_role("radio", name="Dark")).to_be_checked()
    await theme.get_by_role("radio", name="As the device").click()
    assert await page.evaluate(BACKGROUND) == LIGHT


@pytest.mark.parametrize("role", ["player", "unlinked"])
async def test_large_text_and_text_spacing_fit(
    visit: Visitor, subtests: pytest.Subtests, role: str
) -> None:
    page = (await visit(role, size=(320, 568), place="#/profile")).page
    await expect(page.get_by_role("group", name="Theme")).to_be_visible()
    await expect(page.locator("[aria-busy=true]")).to_have_count(0)
    main = page.get_by_role("main")
    cut = """main => [...main.querySelectorAll('button, label, dd, p, a')]
        .filter((each) => each.scrollWidth > each.clientWidth + 1 && each.clientWidth > 1)
        .map((each) => each.outerHTML)"""
    inside = """main => [...main.querySelectorAll('section')].every((card) =>
        [...card.querySelectorAll('button, label, input')].every((each) =>
            each.getBoundingClientRect().right <= card.getBoundingClientRect().right))"""
    for size in ("150%", "200%"):
        with subtests.test(size):
            await page.evaluate(f"document.documentElement.style.fontSize = '{size}'")
            assert await main.evaluate(cut) == []
            assert await main.evaluate(inside)
    await page.evaluate("document.documentElement.style.fontSize = ''")
    await page.evaluate(TEXT_SPACING)
    assert await main.evaluate(cut) == []
    assert await main.evaluate(inside)


@pytest.mark.parametrize("role", [None, "unlinked", "player"])
async def test_axe_finds_nothing(
    visit: Visitor, subtests: pytest.Subtests, role: str | None
) -> None:
    narrow = [(320, 568)]
    page = (await visit(role, size=narrow[0], place="#/profile")).page
    await expect(page.get_by_role("group", name="Theme")).to_be_visible()
    await expect(page.locator("[aria-busy=true]")).to_have_count(0)
    async for look in looks(page, narrow):
        with subtests.test(str(look)):
            assert await violations(page, look) == []
            assert await page.evaluate(OVERFLOW) == 0
