"""A draft that was not saved survives leaving the page and loading it anew."""

from __future__ import annotations

from collections.abc import AsyncIterator

from playwright.async_api import Page, expect

from tests.browser.conftest import PHONE, Site, Visitor, async_fixture
from tests.support.scenes.planning_page import (
    TEAMS,
    PlanningSite,
    members,
    panel,
    place,
    planning_site,
    press,
    saved_teams,
)

HERE_AGAIN = "Your draft from before is here again. It is not saved yet."
KEPT = "Somebody else saved a draft. Yours is kept here."


@async_fixture
async def site(database_url: str, site: Site) -> AsyncIterator[PlanningSite]:
    """Beside the plain site: one at ten past eight, with a room and teams that Kestrel saved."""
    async with planning_site(database_url) as evening:
        await evening.opened()
        await evening.save_teams("player", ["Bramble"], ["Corvid"])
        yield evening


async def edited(visit: Visitor) -> Page:
    page = (await visit("player", size=PHONE, place=TEAMS)).page
    await press(page, "Change teams").click()
    await place(page, "Dunlin", "Side A").click()
    await members(page, a=["Bramble", "Dunlin"], b=["Corvid"])
    return page


async def test_leaving_the_page_and_loading_it_anew(visit: Visitor, site: PlanningSite) -> None:
    page = await edited(visit)
    await page.goto(f"{site.address}/#/profile")
    await expect(panel(page)).to_have_count(0)
    await page.goto(f"{site.address}/{TEAMS}")
    await members(page, a=["Bramble", "Dunlin"], b=["Corvid"])
    await expect(panel(page)).to_contain_text(HERE_AGAIN)
    await page.reload()
    await members(page, a=["Bramble", "Dunlin"], b=["Corvid"])
    await expect(panel(page)).to_contain_text(HERE_AGAIN)
    await press(page, "Save").click()
    await saved_teams(page, a=["Bramble", "Dunlin"], b=["Corvid"])
    await page.reload()
    await saved_teams(page, a=["Bramble", "Dunlin"], b=["Corvid"])
    await expect(panel(page)).not_to_contain_text(HERE_AGAIN)


async def test_what_others_saved_of_other_players_is_taken_along(
    visit: Visitor, site: PlanningSite
) -> None:
    page = await edited(visit)
    await page.goto("about:blank")
    await site.save_teams("promoter", ["Bramble"], ["Corvid", "Egret"])
    await page.goto(f"{site.address}/{TEAMS}")
    await members(page, a=["Bramble", "Dunlin"], b=["Corvid", "Egret"])
    await press(page, "Save").click()
    await saved_teams(page, a=["Bramble", "Dunlin"], b=["Corvid", "Egret"])


async def test_it_stays_beside_what_others_saved_of_the_same_players(
    visit: Visitor, site: PlanningSite
) -> None:
    page = await edited(visit)
    await page.goto("about:blank")
    await site.save_teams("promoter", ["Bramble"], ["Corvid", "Dunlin"])
    await page.goto(f"{site.address}/{TEAMS}")
    await members(page, a=["Bramble", "Dunlin"], b=["Corvid"])
    await expect(panel(page)).to_contain_text(KEPT)
    await press(page, "Show the difference").click()
    difference = panel(page).get_by_role("table", name="Somebody else saved a draft")
    await expect(difference.get_by_role("row")).to_have_text(["PlayerYoursTheirs", "DunlinAB"])
    await press(page, "Take theirs").click()
    await members(page, a=["Bramble"], b=["Corvid", "Dunlin"])


async def test_it_is_nobody_else_s(visit: Visitor, site: PlanningSite) -> None:
    page = await edited(visit)
    # What the page still asks for as the one before would be refused.
    await page.goto("about:blank")
    login = {"data": {"discord_user_id": "1000000000000000004"}}
    answer = await page.context.request.post(
        f"{site.address}/auth/sandbox/login",
        headers={"X-Requested-With": "XMLHttpRequest"},
        data=login["data"],
    )
    assert answer.ok
    await page.goto(f"{site.address}/{TEAMS}")
    await saved_teams(page, a=["Bramble"], b=["Corvid"])
