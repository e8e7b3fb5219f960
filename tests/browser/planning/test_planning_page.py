"""The planning room: what is missing for it, how it opens, its names and its thread."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

from playwright.async_api import Route, expect

from tests.browser.conftest import DESKTOP, PHONE, Site, Visitor, async_fixture
from tests.support.scenes.evening_page import Execute
from tests.support.scenes.planning_page import PlanningSite, panel, planning_site, press

STATE = "**/api/planning/today?*"


@async_fixture
async def site(database_url: str, site: Site) -> AsyncIterator[PlanningSite]:
    """Beside the plain site, which has linked the personas: one at ten past eight."""
    async with planning_site(database_url) as evening:
        yield evening


async def test_it_unlocks_opens_and_is_joined_while_everybody_watches(
    visit: Visitor, site: PlanningSite
) -> None:
    await site.looking("Bramble", "Corvid", "Dunlin", "Egret")
    page = (await visit("player", size=PHONE, place="#/planning")).page
    other = (await visit("promoter", size=DESKTOP, place="#/planning")).page
    stranger = (await visit(size=PHONE, place="#/planning")).page
    unlinked = (await visit("unlinked", size=PHONE, place="#/planning")).page
    for each in (page, other, stranger, unlinked):
        await expect(panel(each)).to_contain_text("2 more to unlock planning")
        await expect(panel(each).get_by_role("button")).to_have_count(0)

    await site.looking("Fulmar")
    await expect(panel(page)).to_contain_text("1 more to unlock planning")
    await site.persona_answers("admin", "LOOKING")
    await expect(press(page, "Open the planning room")).to_be_visible()
    await expect(panel(stranger)).to_contain_text(
        "Planning is unlocked. Sign in and link your player to take part."
    )
    await expect(panel(unlinked)).to_contain_text(
        "Planning is unlocked. Link your player to take part."
    )

    await press(page, "Open the planning room").click()
    for each in (page, other):
        await expect(panel(each)).to_contain_text("Opened by Kestrel")
        await expect(panel(each)).to_contain_text("6 of 12")
    await expect(panel(page).get_by_text("Opened by")).to_be_focused()
    for each in (stranger, unlinked):
        await expect(panel(each)).not_to_contain_text("Bramble")
        await expect(panel(each).get_by_role("button")).to_have_count(0)

    people = panel(page).get_by_role("region", name="Who is in").get_by_role("listitem")
    await expect(people).to_have_count(6)
    await expect(people.first).to_have_text("Bramble, Looking")
    await press(page, "Join").click()
    await expect(press(page, "Join")).to_have_count(0)
    await expect(people).to_have_count(7)
    await expect(panel(page).get_by_text("Opened by")).to_be_focused()
    await expect(panel(other)).to_contain_text("7 in the pool")
    tonight = page.get_by_role("region", name="Tonight")
    await expect(tonight.get_by_role("radio", name="Looking")).to_be_checked()


async def test_names_are_suggested_and_voted_for_in_two_browsers(
    visit: Visitor, site: PlanningSite
) -> None:
    await site.opened()
    opened = await visit("player", size=PHONE, place="#/planning")
    page = opened.page
    other = (await visit("promoter", size=DESKTOP, place="#/planning")).page
    names = panel(page).get_by_role("region", name="Names")
    field = names.get_by_label("Suggest a name")
    await field.fill("x")
    await names.get_by_role("button", name="Add").click()
    await expect(names.get_by_role("alert")).to_contain_text("must have 2 to 48 characters")
    await field.fill("Night  Badgers")
    await field.press("Enter")
    await expect(names.get_by_role("listitem")).to_have_count(1)
    await expect(field).to_have_value("")
    await field.fill("NIGHT BADGERS")
    await field.press("Enter")
    await expect(names.get_by_role("alert")).to_be_visible()
    await expect(field).to_have_value("NIGHT BADGERS")
    await field.fill("<b>Otters</b>")
    await field.press("Enter")
    await expect(names.get_by_role("listitem")).to_have_count(2)
    await expect(names.locator("b")).to_have_count(0)

    there = panel(other).get_by_role("region", name="Names")
    await there.get_by_role("button", name="<b>Otters</b>").click()
    for each in (names, there):
        await expect(each.get_by_role("listitem").first).to_contain_text("Otters")
        await expect(each.get_by_role("listitem").first).to_contain_text("Leading")
    await expect(there.get_by_role("button", pressed=True)).to_contain_text("with yours")
    await expect(names.get_by_role("button", pressed=True)).to_have_count(0)
    await there.get_by_role("button", name="Night Badgers").click()
    await expect(names.get_by_role("listitem").first).to_contain_text("Night Badgers")
    await expect(there.get_by_role("button", pressed=True)).to_contain_text("Night Badgers")
    await names.get_by_role("button", name="Night Badgers").click()
    await expect(there.get_by_role("listitem").first).to_contain_text("2 votes")
    # The browser notes by itself that two names were refused.
    assert all("Failed to load" in problem for problem in opened.problems)
    opened.problems.clear()


async def test_a_vote_shows_at_once_and_goes_back_when_it_is_refused(
    visit: Visitor, site: PlanningSite
) -> None:
    await site.opened()
    client = await site.persona("player")
    await client.post("/api/planning/today/suggestions", json={"name": "Badgers"})
    await client.aclose()
    opened = await visit("player", place="#/planning")
    page = opened.page
    names = panel(page).get_by_role("region", name="Names")
    held: list[Route] = []

    async def hold(route: Route) -> None:
        held.append(route)

    await page.route("**/api/planning/today/vote", hold)
    await names.get_by_role("button", name="Badgers").click()
    await expect(names.get_by_role("button", name="Badgers")).to_contain_text("1 vote")
    await held[0].fulfill(
        status=503, json={"detail": "Not just now.", "code": "unavailable", "errors": []}
    )
    await expect(names.get_by_role("alert")).to_have_text("Not voted. Not just now.")
    await expect(names.get_by_role("button", name="Badgers")).to_contain_text("0 votes")
    opened.problems.clear()


async def test_names_that_are_code_or_turn_the_line_stay_text(
    visit: Visitor, site: PlanningSite, execute: Execute
) -> None:
    await site.opened()
    await execute(
        "UPDATE players SET canonical_name = '<img src=x onerror=alert(1)>'"
        " WHERE canonical_name = 'Bramble';"
        "UPDATE players SET canonical_name = U&'\\202Eevil' WHERE canonical_name = 'Corvid'"
    )
    page = (await visit("player", size=(320, 700), place="#/planning")).page
    people = panel(page).get_by_role("region", name="Who is in")
    await expect(people.locator("bdi").first).to_have_text("<img src=x onerror=alert(1)>")
    await expect(panel(page).locator("img")).to_have_count(0)
    for name in await people.locator("bdi").all():
        assert await name.evaluate("element => getComputedStyle(element).unicodeBidi") == "isolate"
    assert await page.evaluate("document.documentElement.scrollWidth") == 320


async def test_the_thread_its_failure_and_asking_for_more(
    visit: Visitor, site: PlanningSite, execute: Execute
) -> None:
    await site.opened()
    page = (await visit("player", size=PHONE, place="#/planning")).page
    admin = (await visit("admin", size=PHONE, place="#/planning")).page
    await expect(panel(page).get_by_role("region", name="Names")).to_be_visible()
    await expect(panel(page)).not_to_contain_text("thread")
    await execute(
        "UPDATE planning_sessions SET thread_state = 'failed',"
        " thread_error = 'The bot may not write in the channel.'"
    )
    for each in (page, admin):
        await expect(panel(each)).to_contain_text(
            "No Discord thread: The bot may not write in the channel."
        )
    await execute("UPDATE planning_sessions SET thread_state = 'wanted', thread_error = NULL")
    await expect(panel(page)).to_contain_text("The Discord thread is on its way.")
    await execute(
        "UPDATE planning_sessions SET thread_state = 'created', discord_thread_id = 123456789"
    )
    await expect(panel(page)).to_contain_text("The room has a thread on Discord.")
    await press(page, "Ask for 6 more").click()
    for each in (page, admin):
        await expect(panel(each)).to_contain_text("Asked in the thread at 20:10.")
    await press(admin, "Ask for 6 more").click()
    await expect(panel(admin)).to_contain_text("Asked at 20:10 already; wait ten minutes.")


async def test_a_room_that_cannot_be_read_says_so_and_recovers(
    visit: Visitor, site: PlanningSite
) -> None:
    await site.opened()
    opened = await visit("player", place="#/none")
    page = opened.page

    async def refuse(route: Route) -> None:
        await route.fulfill(
            status=500, json={"detail": "Something broke.", "code": "internal", "errors": []}
        )

    await page.route(STATE, refuse)
    await page.goto(f"{site.address}/#/availability")
    await page.reload()
    await expect(panel(page).get_by_role("alert")).to_contain_text(
        "The planning room could not be loaded. Something broke."
    )
    await page.unroute(STATE)
    await press(page, "Try again").click()
    await expect(panel(page)).to_contain_text("Opened by Kestrel")
    opened.problems.clear()


async def test_after_midnight_yesterday_s_room_stays_readable(
    visit: Visitor, site: PlanningSite
) -> None:
    await site.opened()
    await site.save_teams("player", ["Bramble", "Corvid"], ["Kestrel", "Dunlin"])
    site.clock.move_to(datetime(2026, 12, 4, 22, 59, 58, tzinfo=UTC))
    page = (await visit("player", size=PHONE, place="#/planning")).page
    await expect(panel(page)).to_contain_text("Opened by Kestrel")
    site.clock.move_to(datetime(2026, 12, 4, 23, 5, tzinfo=UTC))
    await expect(panel(page)).to_contain_text("6 more to unlock planning")
    await press(page, "Yesterday's room").click()
    await expect(panel(page).get_by_role("list", name="Side A").locator("bdi")).to_have_text(
        ["Bramble", "Corvid"]
    )
    await expect(panel(page).get_by_role("listbox")).to_have_count(0)
    await expect(press(page, "Copy as text")).to_be_visible()


async def test_nothing_jumps_on_the_second_visit(visit: Visitor, site: PlanningSite) -> None:
    await site.opened()
    await site.save_teams("player", ["Bramble", "Corvid"], ["Kestrel", "Dunlin"])
    page = (await visit("player", size=PHONE, place="#/planning")).page
    await expect(panel(page).get_by_role("listbox")).to_have_count(3)
    await page.add_init_script(
        """window.heights = new Set();
        const look = () => {
            const found = [...document.querySelectorAll('section')].find(
                (section) => section.querySelector('h2')?.textContent === 'Planning room');
            if (found) window.heights.add(found.getBoundingClientRect().height);
            requestAnimationFrame(look);
        };
        requestAnimationFrame(look);"""
    )
    await page.reload()
    await expect(panel(page).get_by_role("listbox")).to_have_count(3)
    await expect(page.locator("[aria-busy=true]")).to_have_count(0)
    assert len(await page.evaluate("[...window.heights]")) == 1, await page.evaluate(
        "[...window.heights]"
    )


async def test_the_link_in_chats_leads_to_the_panel(visit: Visitor, site: PlanningSite) -> None:
    await site.looking("Bramble", "Corvid", "Dunlin", "Egret")
    page = (await visit("player", size=PHONE, place="#/planning")).page
    await expect(panel(page)).to_contain_text("2 more to unlock planning")
    await expect(panel(page).get_by_role("heading", name="Planning room")).to_be_in_viewport()
    await expect(panel(page).get_by_text("2 more to unlock planning")).to_be_focused()
    # Whoever opens the page by its own address begins at its top.
    plain = (await visit("player", size=PHONE, place="#/planning")).page
    await expect(panel(plain)).to_contain_text("2 more to unlock planning")
    await expect(plain.get_by_role("heading", name="Planning room")).not_to_be_in_viewport()
