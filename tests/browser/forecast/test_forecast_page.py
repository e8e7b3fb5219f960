"""The forecast on the page: its number and ground, live, and quiet while it is too early."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import Any

import asyncpg
import pytest
from playwright.async_api import Page, expect

from muster.database import Database
from muster.forecast import service
from tests.browser.app.test_accessibility import violations
from tests.browser.conftest import PHONE, SHIFTS, Site, Visitor, answer, async_fixture
from tests.browser.looks import looks
from tests.browser.screenshots import screenshot
from tests.support.scenes.community import add_answer
from tests.support.scenes.evening_page import EARLY, TONIGHT, EveningSite, evening_site
from tests.support.scenes.ledger import add_people
from tests.support.scenes.past_evenings import close_evenings

LONG_AGO = EARLY - timedelta(days=300)


@async_fixture
async def site(database_url: str, site: Site) -> AsyncIterator[EveningSite]:
    """Beside the plain site, which has linked the personas: one at ten past eight on a Friday."""
    async with evening_site(database_url) as evening:
        yield evening


@async_fixture
async def sql(database_url: str) -> AsyncIterator[Any]:
    connection = await asyncpg.connect(database_url)
    yield connection
    await connection.close()


async def teach(database_url: str, sql: Any, evenings: int) -> None:
    """So many evenings of those who are linked and nine more, some of whom have answered."""
    await sql.execute("UPDATE user_player_links SET linked_at = $1", LONG_AGO)
    others = await add_people(sql, 9, LONG_AGO)
    said = ("LOOKING", "LOOKING", "LOOKING", "MAYBE", "MAYBE")
    for user_id, status in zip(others, said, strict=False):
        await add_answer(sql, user_id, date.fromisoformat(TONIGHT), status)
    rows = await sql.fetch("SELECT user_id FROM user_player_links ORDER BY user_id")
    people = [row[0] for row in rows]
    await close_evenings(sql, people, date.fromisoformat(TONIGHT), evenings)
    database = Database(database_url, application_name="tests")
    await database.open()
    async with database.transaction() as connection:
        await service.learn(connection, 100, EARLY, note_for=(9, 3, 1))
    await database.close()


def chance_on(page: Page) -> Any:
    return page.get_by_role("region", name="Tonight").get_by_text("chance of a session")


async def test_tonight_says_how_likely_it_is_and_follows_answers(
    visit: Visitor,
    site: EveningSite,
    database_url: str,
    sql: Any,
    subtests: pytest.Subtests,
) -> None:
    del site
    await teach(database_url, sql, 30)
    page = (await visit("player")).page
    await expect(chance_on(page)).to_contain_text("% chance of a session")
    tonight = page.get_by_role("region", name="Tonight")
    await answer(page, "LOOKING")
    await expect(tonight).to_contain_text("4 are in")
    await expect(page.get_by_role("region", name="Tomorrow")).to_contain_text("%")
    async for look in looks(page):
        with subtests.test(str(look)):
            await expect(page.get_by_role("region", name="Tomorrow")).to_contain_text("%")
            assert await violations(page, look) == []
            await screenshot(page, f"forecast-tonight-{look}")
    await page.goto(page.url.split("#")[0] + "#/week")
    await expect(page.get_by_role("region", name="Tomorrow")).to_contain_text("%")
    async for look in looks(page):
        with subtests.test(f"week {look}"):
            await expect(page.get_by_role("region", name="Tomorrow")).to_contain_text("%")
            await screenshot(page, f"forecast-week-{look}")


async def test_while_it_is_too_early_it_says_so_quietly(
    visit: Visitor, site: EveningSite, database_url: str, sql: Any
) -> None:
    del site
    await teach(database_url, sql, 3)
    page = (await visit(None, size=PHONE)).page
    tonight = page.get_by_role("region", name="Tonight")
    await expect(tonight).to_contain_text("Too early to say")
    await expect(tonight).to_contain_text("3 evenings are known, 8 are needed")
    await expect(page.get_by_role("region", name="Tomorrow")).not_to_contain_text("%")


async def test_nothing_moves_when_it_comes(
    visit: Visitor, site: EveningSite, database_url: str, sql: Any
) -> None:
    del site
    await teach(database_url, sql, 20)
    opened = await visit("player", size=PHONE)
    await expect(chance_on(opened.page)).to_be_visible()
    again = await visit("player", size=PHONE, before=SHIFTS)
    await expect(chance_on(again.page)).to_be_visible()
    assert await again.page.evaluate("window.shifts") < 0.1


async def test_what_was_said_stands_beside_what_came(
    visit: Visitor,
    site: EveningSite,
    database_url: str,
    sql: Any,
    subtests: pytest.Subtests,
) -> None:
    del site
    await teach(database_url, sql, 70)
    page = (await visit(None, place="#/history")).page
    record = page.get_by_role("region", name="What the forecast said, and what came")
    await expect(record.get_by_role("img")).to_have_accessible_name(re.compile("Of .* played"))
    await expect(record).to_contain_text("Brier score")
    await expect(record).to_contain_text("over 62 evenings")
    await record.get_by_text("The tenths in numbers").click()
    rows = record.get_by_role("row")
    first_cells = [row.get_by_role("cell").first for row in (await rows.all())[1:]]
    numbers = [int(await cell.inner_text()) for cell in first_cells]
    assert sum(numbers) == 62
    await record.get_by_label("Said at").select_option(label="12:00")
    await expect(record).to_contain_text("over 62 evenings")
    async for look in looks(page):
        with subtests.test(str(look)):
            assert await violations(page, look) == []
            await screenshot(page, f"forecast-record-{look}")


async def test_before_anything_was_said_the_record_says_when_it_begins(
    visit: Visitor, site: EveningSite
) -> None:
    del site
    page = (await visit(None, size=PHONE, place="#/history")).page
    record = page.get_by_role("region", name="What the forecast said, and what came")
    await expect(record).to_contain_text("from the eighth evening on")
    await expect(record.get_by_role("img")).to_have_count(0)
