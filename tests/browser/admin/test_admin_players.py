"""`#/admin?section=players`: players found, changed, merged and imported, each with a way back."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Locator, Page, Route, expect

from tests.browser.app.test_accessibility import violations
from tests.browser.conftest import DESKTOP, PHONE, Site, Visitor, async_fixture
from tests.browser.looks import looks
from tests.browser.screenshots import screenshot
from tests.support.scenes.evening_page import TONIGHT, EveningSite, evening_site

PLAYERS = "#/admin?section=players"


@async_fixture
async def site(database_url: str, site: Site) -> AsyncIterator[EveningSite]:
    """Beside the plain site, which has linked the personas: one whose settings name an admin."""
    async with evening_site(database_url) as evening:
        yield evening


def player(page: Page, name: str) -> Locator:
    row = page.get_by_role("list", name="List of players").get_by_role("listitem")
    return row.filter(has=page.get_by_role("button", name=f"Edit {name}"))


async def opened(page: Page, name: str) -> Locator:
    await page.get_by_role("button", name=f"Edit {name}").click()
    return page.get_by_role("group", name=name, exact=True)


async def test_a_player_is_found_renamed_and_named_back(visit: Visitor, site: EveningSite) -> None:
    await site.answer(301, "Bramble", TONIGHT, "LOOKING")
    page = (await visit("admin", size=DESKTOP, place=PLAYERS)).page
    await page.get_by_label("Find a player").first.fill("bramb")
    await expect(
        page.get_by_role("list", name="List of players").get_by_role("button")
    ).to_have_count(1)
    edit = await opened(page, "Bramble")
    await edit.get_by_label("Name").fill("^1Thorn")
    await edit.get_by_role("button", name="Rename").click()
    edit = page.get_by_role("group", name="Thorn", exact=True)
    await expect(edit.get_by_role("status")).to_contain_text("Renamed to Thorn.")
    await expect(edit.get_by_role("button", name="Remove the alias Bramble")).to_be_visible()
    await edit.get_by_role("button", name="Undo").click()
    edit = page.get_by_role("group", name="Bramble", exact=True)
    await expect(edit.get_by_role("status")).to_contain_text("Taken back.")
    await edit.get_by_label("Rating").fill("27,5")
    await edit.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("Rating 27.5")).to_be_visible()
    await edit.get_by_label("Rating").fill("1e400")
    await expect(edit.get_by_role("button", name="Save")).to_be_disabled()
    await edit.get_by_label("Add an alias").fill("Briar")
    await edit.get_by_role("button", name="Add", exact=True).click()
    await expect(page.get_by_text("Rating 27.5 · also Briar")).to_be_visible()


async def test_twice_as_large_letters_leave_names_and_fields_room(
    visit: Visitor, site: EveningSite
) -> None:
    await site.answer(301, "Bramble", TONIGHT, "LOOKING")
    page = (await visit("admin", size=PHONE, place=PLAYERS)).page
    edit = await opened(page, "Bramble")
    name = page.get_by_role("list", name="List of players").get_by_text("Bramble", exact=True)
    await page.evaluate("document.documentElement.style.fontSize = '200%'")
    for part in (name.first, edit.get_by_label("Name")):
        box = await part.bounding_box()
        assert box is not None
        assert box["width"] > 200
    rename = await edit.get_by_role("button", name="Rename").bounding_box()
    around = await edit.bounding_box()
    assert rename is not None
    assert around is not None
    assert rename["x"] + rename["width"] <= around["x"] + around["width"]


async def test_players_that_do_not_come_are_said_and_asked_for_again(
    visit: Visitor, site: EveningSite
) -> None:
    """The first page says that there is more; the second fails, and comes when asked again."""
    await site.answer(301, "Bramble", TONIGHT, "LOOKING")
    opened = await visit("admin", size=DESKTOP, place="#/none")
    page = opened.page
    failing = True

    async def in_pages(route: Route) -> None:
        if "after=" in route.request.url and failing:
            await route.fulfill(status=418)
            return
        answer = await route.fetch()
        found = await answer.json()
        await route.fulfill(response=answer, json={**found, "more": "after=" not in answer.url})

    await page.route("**/api/admin/players?*", in_pages)
    await page.goto(f"{site.address}/{PLAYERS}")
    more = page.get_by_role("button", name="Show more")
    await more.click()
    await expect(page.get_by_role("alert")).to_be_visible()
    await expect(player(page, "Bramble")).to_be_visible()
    failing = False
    await more.click()
    await expect(page.get_by_role("alert")).to_have_count(0)
    await expect(more).to_have_count(0)
    opened.problems.clear()  # the browser's own line about it


async def test_two_linked_people_become_one_after_a_question(
    visit: Visitor, site: EveningSite
) -> None:
    await site.answer(301, "Bramble", TONIGHT, "LOOKING")
    await site.answer(302, "Corvid", TONIGHT, "MAYBE")
    page = (await visit("admin", size=PHONE, place=PLAYERS)).page
    edit = await opened(page, "Bramble")
    await edit.get_by_label("Find a player").fill("corvid")
    await edit.get_by_role("button", name="Merge Corvid into Bramble").click()
    question = page.get_by_role("alertdialog", name="Are Corvid and Bramble one person?")
    await expect(question).to_contain_text("For one day both have answered")
    await expect(question).to_contain_text("This cannot be undone.")
    await screenshot(page, "admin-players-merge")
    await question.get_by_role("button", name="Merge").click()
    await expect(question).to_have_count(0)
    await expect(edit.get_by_role("status")).to_contain_text("Corvid is the same person now.")
    await expect(edit.get_by_role("button", name="Undo")).to_have_count(0)
    await expect(edit.get_by_role("button", name="Split Corvid off")).to_be_visible()
    await expect(page.get_by_role("button", name="Edit Corvid")).to_have_count(0)
    await edit.get_by_role("button", name="Detach 302").click()
    await expect(edit.get_by_role("status")).to_contain_text("302 is nobody's now")
    await expect(edit.get_by_role("button", name="Detach 302")).to_have_count(0)


async def test_a_file_is_shown_before_it_is_imported(visit: Visitor, site: EveningSite) -> None:
    await site.answer(301, "Bramble", TONIGHT, "LOOKING")
    page = (await visit("admin", size=DESKTOP, place=PLAYERS)).page
    region = page.get_by_role("region", name="Import players")
    chooser = region.locator("input[type=file]")

    def file(text: str) -> dict[str, object]:
        return {"name": "players.csv", "mimeType": "text/csv", "buffer": text.encode()}

    await chooser.set_input_files(file("guid,name\nx1,\n"))  # pyright: ignore[reportArgumentType] a dict is what it takes
    await expect(region.get_by_role("alert")).to_contain_text("Line 2: name is missing")
    await expect(region.get_by_role("button", name="Import")).to_have_count(0)
    await chooser.set_input_files(file("guid,name,aliases\nx1,Newt,Eft\nx2,Olm,\n"))  # pyright: ignore[reportArgumentType] as above
    await expect(region).to_contain_text("players.csv: 2 new players, 0 changed, 0 as they are.")
    await screenshot(page, "admin-players-import")
    await region.get_by_role("button", name="Import 2 players").click()
    await expect(region.get_by_role("status")).to_contain_text("2 added, 0 changed.")
    await expect(page.get_by_role("button", name="Edit Newt")).to_be_visible()
    await region.get_by_role("button", name="Undo").click()
    await expect(region.get_by_role("status")).to_contain_text("Taken back.")
    await expect(page.get_by_role("button", name="Edit Newt")).to_have_count(0)


async def test_it_can_be_read_by_everybody(
    visit: Visitor, site: EveningSite, subtests: pytest.Subtests
) -> None:
    await site.some_people()
    page = (await visit("admin", place=PLAYERS)).page
    edit = await opened(page, "Bramble")
    await expect(edit.get_by_role("button", name="Unlink")).to_be_visible()
    await expect(page.locator("[aria-busy=true]")).to_have_count(0)
    async for look in looks(page):
        with subtests.test(str(look)):
            assert await violations(page, look) == []
            assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            await screenshot(page, f"admin-players-{look}")
