"""The draft board: by mouse, touch and keyboard, by two at once, and after a withdrawal."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Page, expect

from tests.browser.app.test_accessibility import violations
from tests.browser.conftest import DESKTOP, PHONE, Site, Visitor, async_fixture, screenshot
from tests.support.scenes.evening_page import TONIGHT, Execute
from tests.support.scenes.planning_page import (
    FIRST,
    POOL,
    PlanningSite,
    drag,
    members,
    panel,
    planning_site,
    player,
    press,
    rate,
    side,
)

NARROW = (320, 700)
TEXT = "Teams, Friday 4 December\nA: Bramble, Dunlin (captain)\nB: Corvid (captain), Egret"


@async_fixture
async def site(database_url: str, site: Site) -> AsyncIterator[PlanningSite]:
    """Beside the plain site: one at ten past eight, with a room that Kestrel has opened."""
    async with planning_site(database_url) as evening:
        await evening.opened()
        yield evening


async def saved(page: Page) -> None:
    await press(page, "Save teams").click()
    await expect(panel(page)).to_contain_text("Teams saved.")


async def test_by_mouse_with_captains_to_the_copied_text(
    visit: Visitor, site: PlanningSite
) -> None:
    opened = await visit("player", size=DESKTOP, place="#/planning")
    page = opened.page
    await opened.context.grant_permissions(["clipboard-read", "clipboard-write"])
    for name, to in (
        ("Bramble", "Side A"),
        ("Dunlin", "Side A"),
        ("Corvid", "Side B"),
        ("Egret", "Side B"),
        ("Fulmar", "Side B"),
    ):
        await drag(page, name, side(page, to))
        await expect(side(page, to).get_by_role("option", name=name)).to_have_count(1)
    await drag(page, "Fulmar", side(page, "Unassigned"))
    await members(page, a=["Bramble", "Dunlin"], b=["Corvid", "Egret"])
    await expect(panel(page)).to_contain_text("Not saved yet")
    await expect(panel(page).get_by_role("option", selected=True)).to_have_count(0)

    for name in ("Dunlin", "Corvid"):
        await player(page, name).click()
        await press(page, "Captain").click()
        await expect(player(page, f"{name}, Looking, captain")).to_have_count(1)
    await saved(page)
    await press(page, "Copy as text").click()
    await expect(panel(page)).to_contain_text("Copied.")
    assert await page.evaluate("navigator.clipboard.readText()") == TEXT
    state = await site.state()
    assert state["session"]["teams"]["A"]["captain_name"] == "Dunlin"


async def test_by_touch(visit: Visitor, site: PlanningSite) -> None:
    page = (await visit("player", size=NARROW, has_touch=True, place="#/planning")).page
    for name in ("Bramble", "Dunlin"):
        await player(page, name).tap()
    await expect(panel(page)).to_contain_text("2 chosen")
    await press(page, "Move to A").tap()
    await members(page, a=["Bramble", "Dunlin"], b=[])
    for name in ("Corvid", "Egret"):
        await player(page, name).tap()
        await press(page, "Move to B").tap()
    await members(page, a=["Bramble", "Dunlin"], b=["Corvid", "Egret"])
    await player(page, "Egret").tap()
    await press(page, "Unassign").tap()
    await members(page, a=["Bramble", "Dunlin"], b=["Corvid"])
    await press(page, "Undo").tap()
    await members(page, a=["Bramble", "Dunlin"], b=["Corvid", "Egret"])
    await press(page, "Captain").tap()
    await expect(panel(page)).to_contain_text("Choose one player of a side.")
    await saved(page)
    for button in await panel(page).get_by_role("button").all():
        box = await button.bounding_box()
        assert box is not None
        assert box["height"] >= 44, await button.text_content()
    assert await page.evaluate("document.documentElement.scrollWidth") == 320


async def test_by_keyboard_alone(visit: Visitor, site: PlanningSite) -> None:
    page = (await visit("player", size=DESKTOP, place="#/planning")).page
    await expect(side(page, "Unassigned").get_by_role("option")).to_have_count(6)

    async def focused(name: str) -> None:
        await expect(page.locator(":focus")).to_contain_text(name)

    # By choosing: down the list, space, then one of the buttons.
    await player(page, "Bramble").focus()
    await page.keyboard.press("Space")
    await expect(player(page, "Bramble")).to_have_attribute("aria-selected", "true")
    for _ in range(3):
        await page.keyboard.press("Tab")
    await focused("A")
    await page.keyboard.press("Enter")
    await members(page, a=["Bramble"], b=[])
    await focused("A")

    # By dragging: enter picks up, tab goes to the next place, enter drops.
    await player(page, "Corvid").focus()
    await page.keyboard.press("Enter")
    await expect(side(page, "Side A")).to_have_attribute("data-drop-target", "true")
    await page.keyboard.press("Tab")
    await expect(side(page, "Side B")).to_have_attribute("data-drop-target", "true")
    await page.keyboard.press("Enter")
    await members(page, a=["Bramble"], b=["Corvid"])
    await focused("Corvid")


async def test_auto_draft_says_how_even_it_is_and_is_undone(
    visit: Visitor, site: PlanningSite, execute: Execute
) -> None:
    page = (await visit("player", size=PHONE, place="#/planning")).page
    await press(page, "Auto-draft").click()
    await expect(panel(page)).to_contain_text("Drafted 6 players.")
    await expect(panel(page)).to_contain_text("Nobody here has a rating: drawn by lot.")
    for name in ("Side A", "Side B"):
        await expect(side(page, name).get_by_role("option")).to_have_count(3)
    await press(page, "Undo").click()
    await members(page, a=[], b=[])

    await rate(execute, Bramble=30, Corvid=28, Dunlin=26, Egret=24, Fulmar=22, Kestrel=20)
    await press(page, "Auto-draft").click()
    await expect(panel(page)).to_contain_text("rating gap")
    await expect(panel(page).get_by_role("option", name="captain")).to_have_count(2)
    await player(page, "Fulmar").click()
    await press(page, "Unassign").click()
    await expect(panel(page)).not_to_contain_text("rating gap")
    await press(page, "Undo").click()
    await expect(panel(page)).to_contain_text("rating gap")


async def test_two_draft_at_once_and_the_second_sees_the_difference(
    visit: Visitor, site: PlanningSite
) -> None:
    await site.save_teams("player", ["Bramble", "Corvid"], ["Dunlin", "Egret"])
    ours_visit = await visit("player", size=PHONE, place="#/planning")
    ours = ours_visit.page
    theirs_visit = await visit("promoter", size=DESKTOP, place="#/planning")
    theirs = theirs_visit.page
    for each in (ours, theirs):
        await members(each, a=["Bramble", "Corvid"], b=["Dunlin", "Egret"])

    # Whoever has not begun to edit sees what the other one saves, and is told.
    await player(theirs, "Bramble").click()
    await press(theirs, "Move to B").click()
    await saved(theirs)
    await members(ours, a=["Corvid"], b=["Dunlin", "Egret", "Bramble"])
    await expect(panel(ours)).to_contain_text("Somebody else saved a draft just now.")

    # Whoever has keeps it, and sees the difference when they save.
    await player(ours, "Egret").click()
    await press(ours, "Move to A").click()
    await player(theirs, "Fulmar").click()
    await press(theirs, "Move to A").click()
    await saved(theirs)
    await expect(panel(ours)).to_contain_text("Somebody else saved a draft. Yours is kept here.")
    await members(ours, a=["Corvid", "Egret"], b=["Dunlin", "Bramble"])
    await press(ours, "Save teams").click()
    difference = panel(ours).get_by_role("table", name="Somebody else saved a draft")
    await expect(difference.get_by_role("row")).to_have_text(
        ["PlayerYoursTheirs", "EgretAB", "FulmarUnassignedA"]
    )
    assert await violations(ours) == []
    await screenshot(ours, "planning-difference-phone-light")
    await press(ours, "Save mine over it").click()
    await expect(panel(ours)).to_contain_text("Teams saved.")
    await members(theirs, a=["Corvid", "Egret"], b=["Dunlin", "Bramble"])

    await player(ours, "Bramble").click()
    await press(ours, "Unassign").click()
    await player(theirs, "Corvid").click()
    await press(theirs, "Move to B").click()
    await saved(theirs)
    await press(ours, "Show the difference").click()
    await press(ours, "Take theirs").click()
    await members(ours, a=["Egret"], b=["Dunlin", "Bramble", "Corvid"])
    await press(ours, "Undo").click()
    await members(ours, a=["Corvid", "Egret"], b=["Dunlin"])
    # The browser notes the refused save by itself.
    assert all("409" in problem for problem in ours_visit.problems)
    ours_visit.problems.clear()


async def test_a_withdrawal_is_marked_and_repaired_with_the_fewest_moves(
    visit: Visitor, site: PlanningSite
) -> None:
    await site.save_teams("player", ["Bramble", "Corvid"], ["Dunlin", "Egret"])
    page = (await visit("player", size=PHONE, place="#/planning")).page
    watching = (await visit("promoter", size=DESKTOP, place="#/planning")).page
    await members(page, a=["Bramble", "Corvid"], b=["Dunlin", "Egret"])
    await site.answer(FIRST + POOL.index("Egret"), "Egret", TONIGHT, "NOT_PLAYING")
    for each in (page, watching):
        await expect(player(each, "Egret, Not playing")).to_contain_text("Not playing")
        await expect(panel(each)).to_contain_text("No longer in: Egret")
    await screenshot(page, "planning-withdrawn-phone-light")

    await press(page, "Rebalance").click()
    moves = panel(page).get_by_role("table", name="Fewest moves to even teams")
    await expect(moves.get_by_role("row", name="Egret B Unassigned")).to_be_visible()
    await members(page, a=["Bramble", "Corvid"], b=["Dunlin", "Egret"])
    assert await violations(page) == []
    await press(page, "Leave it").click()
    await expect(panel(page).get_by_role("heading", name="Teams")).to_be_focused()
    await expect(moves).to_have_count(0)
    await press(page, "Rebalance").click()
    await press(page, "Apply").click()
    await expect(moves).to_have_count(0)
    await expect(side(page, "Side B").get_by_role("option")).to_have_count(2)
    await expect(player(page, "Egret")).to_have_count(0)
    await expect(panel(page)).not_to_contain_text("No longer in")
    await press(page, "Undo").click()
    await members(page, a=["Bramble", "Corvid"], b=["Dunlin", "Egret"])
    await press(page, "Rebalance").click()
    await press(page, "Apply").click()
    await saved(page)
    await expect(panel(watching)).not_to_contain_text("No longer in")


async def test_who_may_not_draft_reads_the_saved_teams(visit: Visitor, site: PlanningSite) -> None:
    client = await site.visitor(FIRST, "Bramble")
    session = client.cookies
    opened = await visit(size=PHONE, place="#/none")
    await opened.context.add_cookies(
        [
            {"name": cookie.name, "value": cookie.value or "", "url": site.address}
            for cookie in session.jar
        ]
    )
    await client.aclose()
    page = opened.page
    await page.goto(f"{site.address}/#/availability")
    await page.reload()
    await expect(panel(page)).to_contain_text("No teams saved yet.")
    await site.save_teams("player", ["Bramble", "Corvid"], ["Dunlin"])
    teams = panel(page).get_by_role("region", name="Teams")
    await expect(teams.get_by_role("list", name="Side A").locator("bdi")).to_have_text(
        ["Bramble", "Corvid"]
    )
    await expect(teams).to_contain_text("Teams were saved just now.")
    await expect(teams.get_by_role("button")).to_have_text(["Copy as text"])
    await expect(panel(page).get_by_role("listbox")).to_have_count(0)
    # Where the clipboard may not be written, the text stands there to be copied by hand.
    await page.evaluate(
        "void (navigator.clipboard.writeText = () => Promise.reject(new Error('refused')))"
    )
    await press(page, "Copy as text").click()
    field = panel(page).get_by_label("Copy the teams from here")
    await expect(field).to_have_value("Teams, Friday 4 December\nA: Bramble, Corvid\nB: Dunlin")
    assert await violations(page) == []
    assert await field.evaluate("element => element.selectionEnd - element.selectionStart") > 20


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [NARROW, PHONE, DESKTOP])
async def test_axe_finds_nothing_and_nothing_is_cut(
    visit: Visitor, site: PlanningSite, execute: Execute, size: tuple[int, int], theme: str
) -> None:
    await rate(execute, Bramble=30, Corvid=28, Dunlin=26, Egret=24, Fulmar=22, Kestrel=20)
    await site.persona_answers("admin", "MAYBE")
    await site.persona_answers("promoter", "AVAILABLE")
    for role, name in (("player", "Night Badgers"), ("admin", "The Reluctant Otters of Ljubljana")):
        client = await site.persona(role)
        answer = await client.post("/api/planning/today/suggestions", json={"name": name})
        votes = answer.json()["state"]["session"]["suggestions"]
        body = {"suggestion_id": votes[0]["id"]}
        await client.post("/api/planning/today/vote", json=body)
        await client.aclose()
    page = (await visit("player", size=size, theme=theme, place="#/planning")).page
    await press(page, "Auto-draft").click()
    await expect(panel(page)).to_contain_text("rating gap")
    await player(page, "Bramble").click()
    await expect(panel(page)).to_contain_text("1 chosen")
    assert await violations(page) == []
    assert await page.evaluate("document.documentElement.scrollWidth") == size[0]
    # As high as the page, so that the buttons that stay at the end of the screen cover nothing.
    await page.set_viewport_size({"width": size[0], "height": 4200})
    await screenshot(page, f"planning-{size[0]}-{theme}")
