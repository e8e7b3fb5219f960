"""WCAG 2.2 AA as far as axe can tell, both themes, for everybody; and the keyboard alone."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.async_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, SENTENCES, Site, Visitor, option
from tests.browser.looks import Look, looks
from tests.browser.screenshots import screenshot
from tests.support.running.websites import becomes

_RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
    # Naming every element that is well takes longer than looking at it.
    "resultTypes": ["violations"],
}

# A theme gives the page other colours and changes nothing else, and these are the rules that look
# at colours.
_RULES_OF_COLOURS = {**_RULES, "runOnly": ["color-contrast", "link-in-text-block"]}


# The page behind a dialog is hidden from readers until the dialog is gone altogether.
_NOTHING_IS_CLOSING = """
    !document.querySelector('[data-exiting]') &&
    (document.querySelector('[role=dialog], [role=alertdialog]') !== null ||
     !document.querySelector('main[aria-hidden], [aria-hidden] main, main[inert], [inert] main'))
"""


# What axe says of all that is well is ten times as long.
_FIND = """async (rules) => (await axe.run(rules)).violations.map(
    ({ id, nodes }) => [id, nodes.map(({ html }) => html.slice(0, 160))])"""


async def violations(page: Page, look: Look | None = None) -> list[tuple[str, Any]]:
    """What axe finds wrong: (rule, the elements).

    In a `look` that differs from the one before it by its colours, only those are looked at.
    """
    await becomes(lambda: page.evaluate(_NOTHING_IS_CLOSING), True)
    # The script is half a million characters long, so a page is given it once.
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(AXE_SCRIPT)
    rules = _RULES_OF_COLOURS if look is not None and look.other_colours else _RULES
    return [(rule, elements) for rule, elements in await page.evaluate(_FIND, rules)]


@pytest.mark.parametrize("role", [None, "unlinked", "player"])
async def test_axe_finds_nothing(
    visit: Visitor, site: Site, subtests: pytest.Subtests, role: str | None
) -> None:
    today = await site.today()
    for number, status in enumerate(("LOOKING", "AVAILABLE", "MAYBE", "NOT_PLAYING")):
        await site.answer(800 + number, f"Player{number}", today, status)
    who = role or "anonymous"
    page = (await visit(role, size=PHONE)).page
    await expect(page.get_by_role("region", name="Tonight")).to_contain_text("1 looking")
    async for look in looks(page, [PHONE]):
        with subtests.test(f"tonight {look}"):
            assert await violations(page, look) == []
    await page.get_by_role("button", name="Open calendar").click()
    await expect(page.get_by_role("grid")).to_be_visible()
    async for look in looks(page, [PHONE]):
        with subtests.test(f"calendar {look}"):
            assert await violations(page, look) == []
            await screenshot(page, f"calendar-{who}-{look}")
    await page.goto(page.url.split("#")[0] + "#/profile")
    await expect(page.get_by_role("heading", name="Profile", level=1)).to_be_visible()
    await expect(page.locator("[aria-busy=true]")).to_have_count(0)
    async for look in looks(page, [PHONE]):
        with subtests.test(f"profile {look}"):
            assert await violations(page, look) == []
            await screenshot(page, f"profile-{who}-{look}")


async def test_what_is_faint_in_the_dark_alone_is_found_there(visit: Visitor) -> None:
    page = (await visit("player")).page
    await expect(option(page, "Tonight", "LOOKING")).to_be_enabled()
    await page.evaluate(
        """{
            const faint = new CSSStyleSheet();
            faint.replaceSync('@media (prefers-color-scheme: dark) { h2 { color: #333; } }');
            document.adoptedStyleSheets.push(faint);
            document.querySelector('main').append(document.createElement('button'));
        }"""
    )
    found = {
        str(look): [rule for rule, _ in await violations(page, look)] async for look in looks(page)
    }
    assert found == {
        "390-light": ["button-name"],
        "390-dark": ["color-contrast"],
        "1280-light": ["button-name"],
        "1280-dark": ["color-contrast"],
    }


async def test_an_answer_is_given_and_taken_back_by_keyboard(visit: Visitor) -> None:
    page = (await visit("player", size=DESKTOP)).page
    tonight = page.get_by_role("region", name="Tonight")
    await expect(option(page, "Tonight", "LOOKING")).to_be_enabled()
    for _ in range(30):
        await page.keyboard.press("Tab")
        if await page.evaluate("document.activeElement.closest('section') !== null"):
            break
    await expect(option(page, "Tonight", "LOOKING")).to_be_focused()
    await page.keyboard.press("Space")
    await expect(tonight).to_contain_text(SENTENCES["LOOKING"])
    await expect(tonight.get_by_role("button", name="Change")).to_be_focused()
    outline = await page.evaluate("""() => {
        const seen = (e) => { const s = getComputedStyle(e);
            return s.outlineStyle !== 'none' || s.boxShadow !== 'none'; };
        const e = document.activeElement;
        return seen(e) || seen(e.parentElement) || seen(e.parentElement.parentElement); }""")
    assert outline, "the focus cannot be seen"
    await page.keyboard.press("Tab")
    await page.keyboard.press("Space")
    await expect(tonight).to_contain_text("Playing tonight?")
    await expect(option(page, "Tonight", "LOOKING")).to_be_focused()


_UNFOLD = "for (const fold of document.querySelectorAll('details')) fold.open = true"
_CUT = """() => [...document.querySelectorAll('nav span, main button, main a')]
    .filter((e) => e.checkVisibility() && e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 1)
    .filter((e) => getComputedStyle(e).display !== 'inline')
    .map((e) => e.innerText)"""
_PLACES = {
    "availability": 6,
    "week": 9,
    "planning": 2,
    "profile": 8,
    "history": 7,
    "notifications": 10,
    "outbox": 2,
    "members": 2,
    "campaigns": 2,
}
"""Of how many parts each place is once it is drawn: the heading comes before the others."""


# German has the longest words of the page's languages.
@pytest.mark.parametrize("locale", ["en-GB", "de-DE"])
async def test_text_twice_as_large_fits_a_phone(
    visit: Visitor, subtests: pytest.Subtests, locale: str
) -> None:
    page = (await visit("admin", size=PHONE, place="#/admin", locale=locale)).page
    await expect(page.get_by_role("heading", level=1)).to_be_visible()
    overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    drawn = page.locator("main > *:visible, main section:visible")
    for place, parts in _PLACES.items():
        with subtests.test(place):
            before = await page.title()
            await page.evaluate("document.documentElement.style.fontSize = ''")
            await page.evaluate("(place) => { location.hash = `/${place}`; }", place)
            # Every place has a title of its own, which says that the one before is gone.
            await expect(page).not_to_have_title(before)
            await expect(drawn.nth(parts - 1)).to_be_visible()
            await expect(page.locator("[aria-busy=true]")).to_have_count(0)
            await page.evaluate("document.documentElement.style.fontSize = '200%'")
            await page.evaluate(_UNFOLD)
            assert await page.evaluate(overflow) == 0
            assert await page.evaluate(_CUT) == []
            await screenshot(page, f"large-text-{place}-phone-{locale[:2]}")
