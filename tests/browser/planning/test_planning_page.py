"""The planning room: what is missing for it, how it opens, its names and its thread."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from playwright.async_api import Route, expect

from tests.browser.app.test_accessibility import violations
from tests.browser.conftest import DESKTOP, PHONE, SHIFTS, Site, Visitor, async_fixture
from tests.browser.looks import looks
from tests.browser.refused import press_at_last, refuse_until_pressed
from tests.browser.screenshots import screenshot
from tests.support.scenes.evening_page import Execute
from tests.support.scenes.planning_page import (
    FIRST,
    TEAMS,
    PlanningSite,
    panel,
    planning_site,
    player,
    press,
    saved_teams,
)

STATE = "**/api/planning/today?*"
START = "**/api/start*"


@async_fixture
async def site(database_url: str, site: Site) -> AsyncIterator[PlanningSite]:
    """Beside the plain site, which has linked the personas: one at ten past eight."""
    async with planning_site(database_url) as evening:
        yield evening


async def test_it_unlocks_opens_and_is_joined_while_everybody_watches(
    visit: Visitor, site: PlanningSite
) -> None:
    await site.looking("Bramble", "Corvid", "Dunlin", "Egret")
    page = (await visit("player", size=PHONE, place=TEAMS)).page
    other = (await visit("promoter", size=DESKTOP, place=TEAMS)).page
    stranger = (await visit(size=PHONE, place=TEAMS)).page
    unlinked = (await visit("unlinked", size=PHONE, place=TEAMS)).page
    for each in (page, other, stranger, unlinked):
        await expect(panel(each)).to_contain_text("2 short")
        await expect(panel(each)).to_contain_text(
            "The planning room opens once 6 are looking for tonight. 4 are looking."
        )
        await expect(press(each, "Open planning room")).to_have_count(0)
    await expect(panel(page).get_by_role("link", name="Answer for tonight")).to_be_visible()

    await site.looking("Fulmar")
    await expect(panel(page)).to_contain_text("1 short")
    await site.persona_answers("admin", "LOOKING")
    await expect(press(page, "Open planning room")).to_be_visible()
    await expect(panel(stranger)).to_contain_text("Sign in and choose your player to take part.")
    await expect(panel(unlinked)).to_contain_text("Choose your player to take part.")
    await expect(panel(unlinked).get_by_role("link", name="Choose your player")).to_be_visible()

    await press(page, "Open planning room").click()
    for each in (page, other):
        await expect(panel(each)).to_contain_text("Opened by Kestrel")
        await expect(panel(each)).to_contain_text("6 of 12 could play")
    await expect(panel(page).locator("p:focus")).to_contain_text("Opened by Kestrel")
    for each in (stranger, unlinked):
        await expect(panel(each)).not_to_contain_text("Bramble")
        await expect(press(each, "Save")).to_have_count(0)

    # Kestrel, who opened it, drafts; so everybody stands on the board and nowhere else.
    await expect(player(page, "Bramble, Looking")).to_be_visible()
    await expect(panel(page).get_by_text("Bramble", exact=True)).to_have_count(1)
    await press(page, "Join").click()
    await expect(press(page, "Join")).to_have_count(0)
    await expect(player(page, "Kestrel, Looking")).to_be_visible()
    await expect(panel(page).locator("p:focus")).to_contain_text("Opened by Kestrel")
    await expect(player(other, "Kestrel, Looking")).to_be_visible()


async def test_who_may_not_draft_reads_the_saved_teams(visit: Visitor, site: PlanningSite) -> None:
    await site.opened()
    client = await site.visitor(FIRST, "Bramble")
    opened = await visit(size=PHONE, place="#/profile")
    await opened.context.add_cookies(
        [
            {"name": cookie.name, "value": cookie.value or "", "url": site.address}
            for cookie in client.cookies.jar
        ]
    )
    await client.aclose()
    page = opened.page
    await page.goto(f"{site.address}/{TEAMS}")
    await page.reload()
    teams = panel(page).get_by_role("region", name="Saved teams")
    await expect(teams).to_contain_text("No teams saved yet")
    await expect(teams).to_contain_text("Kestrel, a promoter or an admin can save teams.")
    players = panel(page).get_by_role("region", name="Players").get_by_role("listitem")
    await expect(players).to_have_count(6)
    await expect(players.first).to_contain_text("Bramble")
    await expect(players.first).to_contain_text("you")
    await expect(panel(page)).not_to_contain_text("rating")

    await site.save_teams("player", ["Bramble", "Corvid"], ["Dunlin"])
    await saved_teams(page, a=["Bramble", "Corvid"], b=["Dunlin"])
    await expect(teams).to_contain_text("Teams were saved just now.")
    # The first line of all says where one plays.
    await expect(panel(page).locator("p").first).to_have_text("You are on A")
    await expect(teams.get_by_role("button", name="Change teams")).to_have_count(0)
    await expect(panel(page).get_by_role("radiogroup")).to_have_count(0)
    # Where the clipboard may not be written, the text stands there to be copied by hand.
    await page.evaluate(
        "void (navigator.clipboard.writeText = () => Promise.reject(new Error('refused')))"
    )
    await press(page, "Copy as text").click()
    field = panel(page).get_by_label("Copy the teams from here")
    await expect(field).to_have_value("Teams, Friday 4 December\nA: Bramble, Corvid\nB: Dunlin")
    assert await violations(page) == []
    assert await field.evaluate("element => element.selectionEnd - element.selectionStart") > 20


async def test_names_are_suggested_and_voted_for_in_two_browsers(
    visit: Visitor, site: PlanningSite
) -> None:
    await site.opened()
    opened = await visit("player", size=PHONE, place=TEAMS)
    page = opened.page
    other = (await visit("promoter", size=DESKTOP, place=TEAMS)).page
    names = panel(page).get_by_role("region", name="Name for tonight")
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

    there = panel(other).get_by_role("region", name="Name for tonight")
    await there.get_by_role("button", name="<b>Otters</b>").click()
    for each in (names, there):
        await expect(each.get_by_role("listitem")).to_contain_text(["Leading", "Leading"])
    await expect(there.get_by_role("button", pressed=True)).to_contain_text("with yours")
    # Whoever suggested the first name has voted for it.
    await expect(names.get_by_role("button", pressed=True)).to_contain_text("Night Badgers")
    await there.get_by_role("button", name="Night Badgers").click()
    await expect(names.get_by_role("listitem").first).to_contain_text("Night Badgers")
    await expect(there.get_by_role("button", pressed=True)).to_contain_text("Night Badgers")
    await expect(there.get_by_role("listitem").first).to_contain_text("2 votes")
    await names.get_by_role("button", name="<b>Otters</b>").click()
    await expect(names.get_by_role("button", pressed=True)).to_contain_text("Otters")
    # The browser notes by itself that two names were refused.
    assert all("Failed to load" in problem for problem in opened.problems)
    opened.problems.clear()


async def test_a_vote_shows_at_once_and_goes_back_when_it_is_refused(
    visit: Visitor, site: PlanningSite
) -> None:
    await site.opened()
    client = await site.persona("promoter")
    await client.post("/api/planning/today/suggestions", json={"name": "Badgers"})
    await client.aclose()
    opened = await visit("player", place=TEAMS)
    page = opened.page
    names = panel(page).get_by_role("region", name="Name for tonight")
    held: list[Route] = []

    async def hold(route: Route) -> None:
        held.append(route)

    await page.route("**/api/planning/today/vote", hold)
    await names.get_by_role("button", name="Badgers").click()
    await expect(names.get_by_role("button", name="Badgers")).to_contain_text("2 votes")
    await held[0].fulfill(
        status=503, json={"detail": "Not just now.", "code": "unavailable", "errors": []}
    )
    await expect(names.get_by_role("alert")).to_have_text("Not voted. Not just now.")
    await expect(names.get_by_role("button", name="Badgers")).to_contain_text("1 vote")
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
    page = (await visit("player", size=(320, 700), place=TEAMS)).page
    people = panel(page).get_by_role("list", name="Players")
    await expect(people.locator("bdi").first).to_have_text("<img src=x onerror=alert(1)>")
    await expect(panel(page).locator("img")).to_have_count(0)
    for name in await people.locator("bdi").all():
        assert await name.evaluate("element => getComputedStyle(element).unicodeBidi") == "isolate"
    assert await page.evaluate("document.documentElement.scrollWidth") == 320


async def test_the_thread_its_failure_and_asking_for_more(
    visit: Visitor, site: PlanningSite, execute: Execute
) -> None:
    await site.opened()
    page = (await visit("player", size=PHONE, place=TEAMS)).page
    admin = (await visit("admin", size=PHONE, place=TEAMS)).page
    await expect(panel(page).get_by_role("region", name="Name for tonight")).to_be_visible()
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
    opened = await visit("player", place="#/profile")
    page = opened.page
    answer = {"detail": "Something broke.", "code": "internal", "errors": []}
    for address in (STATE, START):
        await refuse_until_pressed(page, address, 500, answer)
    await page.add_init_script("localStorage.clear()")  # nothing is known from before
    await page.goto(f"{site.address}/{TEAMS}")
    await page.reload()
    await expect(panel(page).get_by_role("alert")).to_contain_text(
        "The planning room could not be loaded. Something broke."
    )
    await press_at_last(page, press(page, "Try again"))
    await expect(panel(page)).to_contain_text("Opened by Kestrel")
    opened.problems.clear()


async def test_after_midnight_yesterday_s_room_stays_readable(
    visit: Visitor, site: PlanningSite
) -> None:
    await site.opened()
    await site.save_teams("player", ["Bramble", "Corvid"], ["Kestrel", "Dunlin"])
    site.clock.move_to(datetime(2026, 12, 4, 22, 59, 58, tzinfo=UTC))
    page = (await visit("player", size=PHONE, place=TEAMS)).page
    await expect(panel(page)).to_contain_text("Opened by Kestrel")
    site.clock.move_to(datetime(2026, 12, 4, 23, 5, tzinfo=UTC))
    await expect(panel(page)).to_contain_text("6 short")
    await panel(page).get_by_role("button", name="Yesterday").click()
    await saved_teams(page, a=["Bramble", "Corvid"], b=["Kestrel", "Dunlin"])
    await expect(panel(page).get_by_role("radiogroup")).to_have_count(0)
    await expect(press(page, "Copy as text")).to_be_visible()


async def test_nothing_jumps_while_it_loads(visit: Visitor, site: PlanningSite) -> None:
    await site.opened()
    await site.save_teams("player", ["Bramble", "Corvid"], ["Kestrel", "Dunlin"])
    page = (await visit("player", size=PHONE, place=TEAMS, before=SHIFTS)).page
    for _ in range(2):
        await saved_teams(page, a=["Bramble", "Corvid"], b=["Kestrel", "Dunlin"])
        await expect(page.locator("[aria-busy=true]")).to_have_count(0)
        assert await page.evaluate("window.shifts") <= 0.02
        await page.reload()


async def test_axe_finds_nothing_before_there_is_a_room(
    visit: Visitor, site: PlanningSite, subtests: pytest.Subtests
) -> None:
    await site.looking("Bramble", "Corvid", "Dunlin", "Egret", "Fulmar")
    narrow = [(320, 700)]
    for role in (None, "unlinked", "player"):
        page = (await visit(role, size=narrow[0], place=TEAMS)).page
        await expect(panel(page)).to_contain_text("1 short")
        async for look in looks(page, narrow):
            with subtests.test(f"{role} {look}"):
                assert await violations(page, look) == []
                await screenshot(page, f"planning-locked-{role}-{look}")
    await site.persona_answers("admin", "LOOKING")
    await expect(press(page, "Open planning room")).to_be_visible()
    async for look in looks(page, narrow):
        with subtests.test(f"can be opened {look}"):
            assert await violations(page, look) == []
