"""An evening with a planning room: its pool, how it is opened, where the page shows it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx2
import time_machine
from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import ok
from tests.support.scenes.evening_page import EARLY, TONIGHT, EveningSite, Execute, number_of

TEAMS = "#/planning"
POOL = ("Bramble", "Corvid", "Dunlin", "Egret", "Fulmar")
FIRST = 401


class PlanningSite(EveningSite):
    """A site at ten past eight, with doors to its planning room that need no page."""

    async def looking(self, *names: str) -> None:
        """Let these players look for a game tonight."""
        for name in names:
            await self.answer(FIRST + POOL.index(name), name, TONIGHT, "LOOKING")

    async def persona_answers(self, role: str, status: str) -> None:
        client = await self.persona(role)
        await ok(client.post("/api/availability", json={"date": TONIGHT, "status": status}))
        await client.aclose()

    async def persona(self, role: str) -> httpx2.AsyncClient:
        """Somebody signed in as a persona, who is linked already."""
        return await self.visitor(number_of(role))

    async def opened(self, role: str = "player") -> None:
        """The pool of five, a persona who is looking too, and the room opened by them."""
        await self.looking(*POOL)
        await self.persona_answers(role, "LOOKING")
        client = await self.persona(role)
        await ok(client.post("/api/planning/today/create"))
        await client.aclose()

    async def state(self, role: str = "player") -> dict:
        """What the API says of the room to a persona."""
        client = await self.persona(role)
        found = (await ok(client.get("/api/planning/today"))).json()
        await client.aclose()
        return found

    async def save_teams(self, role: str, side_a: list[str], side_b: list[str]) -> None:
        """Save a draft by names, as a persona and without the page."""
        state = await self.state(role)
        people = {each["display_name"]: each["user_id"] for each in state["participants"]}
        client = await self.persona(role)
        body = {
            "side_a": [people[name] for name in side_a],
            "side_b": [people[name] for name in side_b],
        }
        await ok(client.post("/api/planning/today/teams", json=body))
        await client.aclose()


@asynccontextmanager
async def planning_site(database_url: str) -> AsyncIterator[PlanningSite]:
    """A site at ten past eight."""
    with time_machine.travel(EARLY, tick=False) as clock:
        site = PlanningSite(database_url)
        site.clock = clock
        await site.start()
        yield site
        await site.stop()


async def rate(execute: Execute, **ratings: float) -> None:
    """Give players ratings by their names."""
    for name, rating in ratings.items():
        await execute(f"UPDATE players SET rating = {rating} WHERE canonical_name = '{name}'")


def panel(page: Page) -> Locator:
    return page.get_by_role("region", name="Planning room")


def column(page: Page, name: str) -> Locator:
    """A list of the wide board: "Unassigned", "Side A", "Side B"."""
    return panel(page).get_by_role("list", name=name, exact=True)


def player(page: Page, name: str) -> Locator:
    """The places of somebody on the board; the group's name says who they are."""
    return panel(page).get_by_role("radiogroup", name=name)


def place(page: Page, name: str, where: str) -> Locator:
    """One of them: "Side A", "On no side", "Side B"."""
    return player(page, name).get_by_role("radio", name=where)


def crown(page: Page, name: str) -> Locator:
    return press(page, f"{name} as captain")


async def drag(page: Page, name: str, to: Locator) -> None:
    """Drag somebody into a column as a hand does, in more than one step."""
    row = panel(page).get_by_role("listitem").filter(has=page.get_by_role("radiogroup", name=name))
    await row.scroll_into_view_if_needed()
    start, end = await row.bounding_box(), await to.bounding_box()
    assert start is not None
    assert end is not None
    await page.mouse.move(start["x"] + 40, start["y"] + 20)
    await page.mouse.down()
    await page.mouse.move(start["x"] + 50, start["y"] + 24, steps=3)
    await page.mouse.move(end["x"] + 30, end["y"] + 12, steps=6)
    await expect(panel(page).locator("[data-drop-target=true]")).to_have_count(1)
    await page.mouse.up()


def press(page: Page, name: str) -> Locator:
    return panel(page).get_by_role("button", name=name, exact=True)


async def members(page: Page, *, a: list[str], b: list[str]) -> None:
    """Wait until the board has these teams."""
    for side, wanted in (("A", a), ("B", b)):
        await expect(panel(page).locator(f"li[data-side={side}]")).to_have_count(len(wanted))
        for each in wanted:
            await expect(place(page, each, f"Side {side}")).to_be_checked()


async def saved_teams(page: Page, *, a: list[str], b: list[str]) -> None:
    """Wait until the saved teams are these, in the order in which they were saved."""
    for side, wanted in (("Side A", a), ("Side B", b)):
        await expect(column(page, side).locator("bdi")).to_have_text(wanted)
