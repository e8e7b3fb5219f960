"""The draft board: by mouse, touch and keyboard, by two at once, and after a withdrawal."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Page, expect

from tests.browser.app.test_accessibility import violations
from tests.browser.conftest import DESKTOP, PHONE, Site, Visitor, async_fixture
from tests.browser.screenshots import screenshot
from tests.support.scenes.evening_page import TONIGHT, Execute
from tests.support.scenes.planning_page import (
    FIRST,
    POOL,
    TEAMS,
    PlanningSite,
    column,
    crown,
    drag,
    members,
    panel,
    place,
    planning_site,
    player,
    press,
    rate,
    saved_teams,
)

NARROW = (320, 700)
TEXT = "Teams, Friday 4 December\nA: Bramble, Dunlin (captain)\nB: Corvid (captain), Egret"


@async_fixture
async def site(database_url: str, site: Site) -> AsyncIterator[PlanningSite]:
    """Beside the plain site: one at ten past eight, with a room that Kestrel has opened."""
    async with planning_site(database_url) as evening:
        await evening.opened()
        yield evening


async def save(page: Page) -> None:
    await press(page, "Save").click()
    await expect(panel(page).get_by_role("status").first).to_have_text("Teams saved.")


async def test_by_mouse_with_captains_to_the_copied_text(
    visit: Visitor, site: PlanningSite
) -> None:
    opened = await visit("player", size=DESKTOP, place=TEAMS)
    page = opened.page
    await opened.context.grant_permissions(["clipboard-read", "clipboard-write"])
    for name, to in (
        ("Bramble", "Side A"),
        ("Dunlin", "Side A"),
        ("Corvid", "Side B"),
        ("Egret", "Side B"),
        ("Fulmar", "Side B"),
    ):
        await drag(page, name, column(page, to))
        await expect(place(page, name, to)).to_be_checked()
    await drag(page, "Fulmar", column(page, "Unassigned"))
    await members(page, a=["Bramble", "Dunlin"], b=["Corvid", "Egret"])
    await expect(column(page, "Unassigned").get_by_role("listitem")).to_have_count(2)

    for name in ("Dunlin", "Corvid"):
        await crown(page, name).click()
        await expect(player(page, f"{name}, Looking, captain")).to_have_count(1)
    await save(page)
    await saved_teams(page, a=["Bramble", "Dunlin"], b=["Corvid", "Egret"])
    await press(page, "Copy as text").click()
    await expect(panel(page)).to_contain_text("Copied")
    assert await page.evaluate("navigator.clipboard.readText()") == TEXT
    state = await site.state()
    assert state["session"]["teams"]["A"]["captain_name"] == "Dunlin"


async def test_by_touch_with_both_sides_in_view(visit: Visitor, site: PlanningSite) -> None:
    page = (await visit("player", size=NARROW, has_touch=True, place=TEAMS)).page
    rows = panel(page).get_by_role("list", name="Players").get_by_role("listitem")
    await expect(rows).to_have_count(6)
    tops = "rows => rows.map((row) => row.offsetTop)"
    before = await rows.evaluate_all(tops)
    await place(page, "Bramble", "Side A").tap()
    await members(page, a=["Bramble"], b=[])
    # Nobody moves under the finger that goes on to the next one.
    assert await rows.evaluate_all(tops) == before
    for name, where in (("Dunlin", "Side A"), ("Corvid", "Side B"), ("Kestrel", "Side B")):
        await place(page, name, where).tap()
    await members(page, a=["Bramble", "Dunlin"], b=["Corvid", "Kestrel"])
    tally = panel(page).get_by_role("group", name="How many are on each side")
    await expect(tally).to_be_in_viewport(ratio=1)
    await expect(tally).to_contain_text("A 2")
    await expect(tally).to_contain_text("B 2")
    await expect(tally).to_contain_text("2 left")
    await place(page, "Kestrel", "On no side").tap()
    await members(page, a=["Bramble", "Dunlin"], b=["Corvid"])
    await press(page, "Undo").tap()
    await members(page, a=["Bramble", "Dunlin"], b=["Corvid", "Kestrel"])
    await expect(panel(page).get_by_role("status").first).to_have_text("Undone.")
    for control in await panel(page).locator("button, label:has(input)").all():
        box = await control.bounding_box()
        assert box is not None
        assert (box["height"], box["width"]) >= (42, 42), await control.text_content()
    assert await page.evaluate("document.documentElement.scrollWidth") == 320
    await save(page)
    await saved_teams(page, a=["Bramble", "Dunlin"], b=["Corvid", "Kestrel"])
    # On the sheet nobody stands twice.
    others = panel(page).get_by_role("region", name="Not on a team")
    await expect(others.locator("bdi")).to_have_text(["Egret", "Fulmar"])


@pytest.mark.parametrize("size", [PHONE, DESKTOP])
async def test_by_keyboard_alone(visit: Visitor, site: PlanningSite, size: tuple[int, int]) -> None:
    page = (await visit("player", size=size, place=TEAMS)).page
    await expect(place(page, "Bramble", "On no side")).to_be_checked()
    await press(page, "Save").focus()

    async def tab_to(name: str) -> None:
        await page.keyboard.press("Tab")
        await expect(place(page, name, "On no side")).to_be_focused()

    await tab_to("Bramble")
    await page.keyboard.press("ArrowLeft")
    await members(page, a=["Bramble"], b=[])
    # The focus goes along with whom one moves, into another column too.
    await expect(place(page, "Bramble", "Side A")).to_be_focused()
    await page.keyboard.press("Shift+Tab")
    await expect(crown(page, "Bramble")).to_be_focused()
    await page.keyboard.press("Space")
    await expect(crown(page, "Bramble")).to_have_attribute("aria-pressed", "true")
    await page.keyboard.press("Tab")
    await expect(place(page, "Bramble", "Side A")).to_be_focused()

    await tab_to("Corvid")
    await page.keyboard.press("ArrowRight")
    await members(page, a=["Bramble"], b=["Corvid"])
    await expect(place(page, "Corvid", "Side B")).to_be_focused()
    await page.keyboard.press("ArrowLeft")
    await members(page, a=["Bramble"], b=[])
    await expect(place(page, "Corvid", "On no side")).to_be_focused()
    await page.keyboard.press("ArrowRight")

    await press(page, "Save").focus()
    await page.keyboard.press("Enter")
    await expect(panel(page).get_by_role("heading", name="Saved teams")).to_be_focused()
    await saved_teams(page, a=["Bramble"], b=["Corvid"])
    for name in ("Copy as text", "Print", "Change teams"):
        await page.keyboard.press("Tab")
        await expect(press(page, name)).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(panel(page).get_by_role("heading", name="Draft")).to_be_focused()
    await members(page, a=["Bramble"], b=["Corvid"])
    await press(page, "Back to the saved teams").focus()
    await page.keyboard.press("Enter")
    await expect(panel(page).get_by_role("heading", name="Saved teams")).to_be_focused()


async def test_auto_draft_says_what_it_knows_and_is_undone(
    visit: Visitor, site: PlanningSite, execute: Execute
) -> None:
    await rate(execute, Bramble=30, Corvid=28, Dunlin=26)
    page = (await visit("player", size=PHONE, place=TEAMS)).page
    await expect(panel(page)).to_contain_text("3 of 6 have a rating")
    await press(page, "Auto-draft").click()
    await expect(panel(page)).to_contain_text("Drafted 6 players.")
    await expect(panel(page)).to_contain_text("3 of 6 have a rating")
    await expect(panel(page)).not_to_contain_text("wins")
    # Newcomers are on both sides.
    for side in ("A", "B"):
        rows = panel(page).locator(f"li[data-side={side}]")
        await expect(rows).to_have_count(3)
        unrated = await rows.filter(has_text="no rating").count()
        assert unrated in (1, 2)
    await press(page, "Undo").click()
    await members(page, a=[], b=[])

    await rate(execute, Egret=24, Fulmar=22, Kestrel=20)
    await page.reload()
    await expect(panel(page)).to_contain_text("6 of 6 have a rating")
    await press(page, "Auto-draft").click()
    await expect(panel(page)).to_contain_text("rating gap")
    await expect(panel(page).get_by_text("avg 25", exact=True)).to_have_count(2)
    await expect(panel(page).get_by_role("radiogroup", name="captain")).to_have_count(2)
    await place(page, "Fulmar", "On no side").click()
    await expect(panel(page)).not_to_contain_text("rating gap")
    await press(page, "Undo").click()
    await expect(panel(page)).to_contain_text("rating gap")


async def test_two_draft_at_once_and_the_second_sees_the_difference(
    visit: Visitor, site: PlanningSite
) -> None:
    await site.save_teams("player", ["Bramble", "Corvid"], ["Dunlin", "Egret"])
    ours_visit = await visit("player", size=PHONE, place=TEAMS)
    ours = ours_visit.page
    theirs = (await visit("promoter", size=DESKTOP, place=TEAMS)).page
    for each in (ours, theirs):
        await saved_teams(each, a=["Bramble", "Corvid"], b=["Dunlin", "Egret"])

    # Whoever has not begun to edit sees what the other one saves, and is told.
    await press(theirs, "Change teams").click()
    await place(theirs, "Bramble", "Side B").click()
    await save(theirs)
    await saved_teams(ours, a=["Corvid"], b=["Dunlin", "Egret", "Bramble"])
    await expect(panel(ours)).to_contain_text("Somebody else saved a draft just now.")

    # Whoever has keeps it, and sees the difference when they save.
    await press(ours, "Change teams").click()
    await place(ours, "Egret", "Side A").click()
    await press(theirs, "Change teams").click()
    await place(theirs, "Fulmar", "Side A").click()
    await save(theirs)
    await expect(panel(ours)).to_contain_text("Somebody else saved a draft. Yours is kept here.")
    await members(ours, a=["Corvid", "Egret"], b=["Dunlin", "Bramble"])
    await press(ours, "Save").click()
    difference = panel(ours).get_by_role("table", name="Somebody else saved a draft")
    await expect(difference.get_by_role("row")).to_have_text(
        ["PlayerYoursTheirs", "EgretAB", "FulmarUnassignedA"]
    )
    assert await violations(ours) == []
    await screenshot(ours, "planning-difference-phone-light")
    await press(ours, "Save mine over it").click()
    await expect(panel(ours)).to_contain_text("Teams saved.")
    await saved_teams(theirs, a=["Corvid", "Egret"], b=["Dunlin", "Bramble"])

    await press(ours, "Change teams").click()
    await place(ours, "Bramble", "On no side").click()
    await press(theirs, "Change teams").click()
    await place(theirs, "Corvid", "Side B").click()
    await save(theirs)
    await press(ours, "Show the difference").click()
    await press(ours, "Take theirs").click()
    await expect(panel(ours).get_by_role("heading", name="Draft")).to_be_focused()
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
    page = (await visit("player", size=PHONE, place=TEAMS)).page
    await saved_teams(page, a=["Bramble", "Corvid"], b=["Dunlin", "Egret"])
    await site.answer(FIRST + POOL.index("Egret"), "Egret", TONIGHT, "NOT_PLAYING")
    await expect(column(page, "Side B").get_by_role("listitem").last).to_contain_text("Not playing")
    await screenshot(page, "planning-withdrawn-phone-light")

    await press(page, "Change teams").click()
    await expect(panel(page)).to_contain_text("No longer in: Egret")
    await press(page, "Rebalance").click()
    moves = panel(page).get_by_role("table", name="Fewest moves to even teams")
    await expect(moves.get_by_role("row", name="Egret B Unassigned")).to_be_visible()
    await members(page, a=["Bramble", "Corvid"], b=["Dunlin", "Egret"])
    assert await violations(page) == []
    await press(page, "Leave it").click()
    await expect(panel(page).get_by_role("heading", name="Draft")).to_be_focused()
    await expect(moves).to_have_count(0)
    await press(page, "Rebalance").click()
    await press(page, "Apply").click()
    await expect(moves).to_have_count(0)
    await expect(panel(page).locator("li[data-side=B]")).to_have_count(2)
    await expect(player(page, "Egret")).to_have_count(0)
    await expect(panel(page)).not_to_contain_text("No longer in")
    await press(page, "Undo").click()
    await members(page, a=["Bramble", "Corvid"], b=["Dunlin", "Egret"])
    await press(page, "Rebalance").click()
    await press(page, "Apply").click()
    await save(page)
    await expect(column(page, "Side B").get_by_role("listitem")).to_have_count(2)
    await expect(panel(page)).not_to_contain_text("Not playing")
