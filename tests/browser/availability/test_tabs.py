"""Several tabs of one browser: one stream for all, none unseen, and one viewer."""

from __future__ import annotations

import pytest
from playwright.async_api import BrowserContext, Page, Request, Route, expect

from muster.sandbox.rules import PERSONAS
from tests.browser.conftest import DESKTOP, SENTENCES, Site, Visitor, answer, ok_api, option
from tests.support.running.websites import eventually

TABS = 8
HIDE = """(hidden) => {
    Object.defineProperty(document, 'visibilityState', {
        configurable: true, get: () => hidden ? 'hidden' : 'visible' });
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden });
    document.dispatchEvent(new Event('visibilitychange'));
}"""


async def streams(site: Site, number: int) -> None:
    await eventually(lambda: site.open_streams == number)


async def open_tabs(context: BrowserContext, site: Site, number: int) -> list[Page]:
    pages = [await context.new_page() for _ in range(number)]
    for page in pages:
        await page.goto(f"{site.address}/#/availability")
    return pages


async def all_show(pages: list[Page], count: int) -> None:
    for page in pages:
        tonight = page.get_by_role("region", name="Tonight")
        # What stands in its place while the answers load says how many are looking, too.
        await expect(tonight).to_have_attribute("aria-busy", "false")
        await expect(tonight).to_contain_text(f"{count} looking")


async def test_eight_tabs_share_one_stream_and_all_hear(visit: Visitor, site: Site) -> None:
    opened = await visit("player")
    pages = [opened.page, *await open_tabs(opened.context, site, TABS - 1)]
    await all_show(pages, 0)
    await streams(site, 1)
    await site.answer(951, "Nightjar", await site.today(), "LOOKING")
    await all_show(pages, 1)
    assert site.open_streams == 1
    # Whichever has it, closed or not seen any more, another one goes on.
    for gone, left in enumerate(range(TABS - 1, TABS - 4, -1)):
        page = pages.pop(0)
        if gone % 2:
            await page.close()
        else:
            await page.evaluate(HIDE, True)
        await streams(site, 1)
        assert len(pages) == left
    await site.answer(952, "Wren", await site.today(), "LOOKING")
    await all_show(pages, 2)
    assert site.open_streams == 1


async def test_a_page_that_is_not_seen_has_no_stream_and_catches_up(
    visit: Visitor, site: Site
) -> None:
    opened = await visit("player")
    [other] = await open_tabs(opened.context, site, 1)
    await all_show([opened.page, other], 0)
    await streams(site, 1)
    for page in (other, opened.page):
        await page.evaluate(HIDE, True)
    await streams(site, 0)
    await site.answer(953, "Nightjar", await site.today(), "LOOKING")
    await other.evaluate(HIDE, False)
    await all_show([other], 1)
    await streams(site, 1)
    await site.answer(954, "Wren", await site.today(), "LOOKING")
    await all_show([other], 2)


async def test_the_get_ready_sound_comes_also_from_a_page_that_is_not_seen(
    visit: Visitor, site: Site
) -> None:
    opened = await visit(
        "player",
        place="api/docs",
        before="""window.sounds = 0;
            window.AudioContext = class extends window.AudioContext {
                constructor() { super(); sounds += 1; }
            };""",
    )
    page = opened.page
    await page.clock.install()
    await page.goto(f"{site.address}/#/availability")
    await all_show([page], 0)
    # A browser lets a page make sounds once somebody has touched it.
    await page.get_by_role("region", name="Tonight").click()
    await page.evaluate(HIDE, True)
    await streams(site, 0)
    for number in range(6):
        await site.answer(960 + number, f"Player{number}", await site.today(), "LOOKING")
    assert await page.evaluate("sounds") == 0
    await page.clock.run_for(60_000)
    await all_show([page], 6)
    await expect(page).to_have_title("Ready · Muster")
    assert await page.evaluate("sounds") == 1


@pytest.mark.parametrize("event", ["freeze", "pagehide"])
async def test_a_page_that_is_put_away_leaves_the_stream_to_another(
    visit: Visitor, site: Site, event: str
) -> None:
    opened = await visit("player")
    [other] = await open_tabs(opened.context, site, 1)
    await all_show([opened.page, other], 0)
    back = {"freeze": "resume", "pagehide": "pageshow"}[event]
    tell = "(name) => { for (const on of [document, window]) on.dispatchEvent(new Event(name)); }"
    await opened.page.evaluate(tell, event)
    await streams(site, 1)
    await site.answer(955, "Nightjar", await site.today(), "LOOKING")
    await all_show([other], 1)
    await opened.page.evaluate(tell, back)
    await all_show([opened.page, other], 1)
    assert site.open_streams == 1


@pytest.mark.parametrize(
    "lacking",
    ["Object.defineProperty(navigator, 'locks', { value: undefined })", "delete BroadcastChannel"],
    ids=["locks", "channel"],
)
async def test_tabs_that_cannot_share_have_a_stream_each_while_they_are_seen(
    visit: Visitor, site: Site, lacking: str
) -> None:
    opened = await visit("player", before=lacking)
    pages = [opened.page, *await open_tabs(opened.context, site, 2)]
    await all_show(pages, 0)
    await streams(site, 3)
    await site.answer(956, "Nightjar", await site.today(), "LOOKING")
    await all_show(pages, 1)
    for page in pages:
        await page.evaluate(HIDE, True)
    await streams(site, 0)


async def test_a_sign_in_in_one_tab_is_seen_in_the_others_at_once(
    visit: Visitor, site: Site
) -> None:
    opened = await visit("player", size=DESKTOP)
    [other] = await open_tabs(opened.context, site, 1)
    name = opened.page.get_by_role("navigation").get_by_role("link", name="Me")
    await expect(name).to_have_text("KMe")
    bar = other.get_by_role("complementary", name="Sandbox")
    await bar.get_by_role("button", name="Promoter").click()
    await expect(name).not_to_have_text("KMe")
    await expect(
        opened.page.get_by_role("complementary").get_by_role("button", name="Promoter")
    ).to_have_attribute("aria-pressed", "true")
    # Also in a tab that is not seen, which hears nothing else.
    await opened.page.evaluate(HIDE, True)
    await bar.get_by_role("button", name="Signed out").click()
    await expect(name).to_have_text("Me")
    await streams(site, 1)


async def test_a_click_is_not_stored_for_whoever_signed_in_meanwhile(
    visit: Visitor, site: Site
) -> None:
    # The news did not come, from the other tab as little as by the stream, until somebody clicks.
    opened = await visit("player", size=DESKTOP, before="delete window.BroadcastChannel")
    page = opened.page
    tonight = page.get_by_role("region", name="Tonight")
    await expect(option(page, "Tonight", "LOOKING")).to_be_enabled()
    believed = await (await page.request.get(f"{site.address}/api/availability/access")).json()
    clicked = False

    async def what_the_page_believes(route: Route) -> None:
        if clicked:
            await route.continue_()
        else:
            await route.fulfill(json=believed)

    def on_request(request: Request) -> None:
        nonlocal clicked
        clicked = clicked or request.method == "POST"

    async def unanswered(_route: Route) -> None:
        """What a page asks once it is told of changes would be news, too."""

    await page.route("**/api/start", unanswered)
    await page.route("**/api/availability/access", what_the_page_believes)
    page.on("request", on_request)
    promoter = next(persona for persona in PERSONAS if persona.role == "promoter")
    await ok_api(opened.context, site.address, str(promoter.discord_user_id))
    await option(page, "Tonight", "LOOKING").click()
    understood = page.get_by_role("button", name="Understood")
    said = page.get_by_role("alert").filter(has=understood)
    await expect(said).to_contain_text("Somebody else is signed in")
    await expect(
        page.get_by_role("complementary").get_by_role("button", name="Promoter")
    ).to_have_attribute("aria-pressed", "true")
    await expect(tonight).to_contain_text("0 looking")
    await expect(tonight).not_to_contain_text(SENTENCES["LOOKING"])
    await understood.click()
    await expect(said).to_have_count(0)
    await answer(page, "LOOKING")
    await expect(tonight).to_contain_text("1 looking")
    opened.problems.clear()
