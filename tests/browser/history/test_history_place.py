"""`#/history`: what past evenings were like, for everybody and for those who may know more."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest
from playwright.async_api import Locator, Page, expect

from muster.crypto import ContactCipher, generate_contact_key
from ops.demo.data import fill
from ops.demo.plan import demo_settings
from tests.browser.app.test_accessibility import violations
from tests.browser.conftest import DESKTOP, PHONE, Visitor, async_fixture
from tests.browser.looks import looks
from tests.browser.screenshots import screenshot
from tests.support.scenes.evening_page import EARLY, EveningSite, evening_site

HISTORY = "#/history"
ZONE = demo_settings(8000).zone
NARROW = (320, 800)


@async_fixture
async def site(database_url: str) -> AsyncIterator[EveningSite]:
    """A Friday at ten past eight, after the demo's half year."""
    await fill(database_url, ZONE, ContactCipher([generate_contact_key()]), EARLY)
    async with evening_site(database_url) as evening:
        yield evening


@async_fixture
async def db(database_url: str) -> AsyncIterator[Any]:
    connection = await asyncpg.connect(database_url)
    yield connection
    await connection.close()


def region(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=name)


async def day_of(db: Any, condition: str) -> Any:
    """The latest record of which this holds, in this month."""
    return await db.fetchrow(
        "SELECT to_char(evening_date, 'YYYY-MM-DD') AS day, to_char(evening_date, 'FMDD FMMonth')"
        f" AS said, * FROM evening_records WHERE {condition} ORDER BY evening_date DESC LIMIT 1"
    )


async def test_signed_out_one_sees_numbers_and_no_name(
    visit: Visitor, site: EveningSite, db: Any
) -> None:
    page = (await visit(size=PHONE, place="#/week")).page
    await page.get_by_role("link", name="What past evenings were like").click()
    await expect(page.get_by_role("heading", level=1, name="Evenings")).to_be_focused()
    await expect(region(page, "A typical week").get_by_role("row")).to_have_count(8)
    await expect(region(page, "Turnout").get_by_role("img")).to_be_visible()
    await expect(region(page, "You")).to_have_count(0)
    played = await day_of(db, "played AND told_by = 'voice'")
    await page.goto(f"{page.url.split('#')[0]}{HISTORY}?day={played['day']}")
    evening = region(page, "Evening of")
    await expect(evening).to_contain_text("Played")
    await expect(evening).to_contain_text(f"Came{played['came']}")
    await expect(evening.get_by_role("list")).to_have_count(0)


async def test_a_month_tells_days_apart_and_leads_to_each(
    visit: Visitor, site: EveningSite, db: Any
) -> None:
    page = (await visit("player", size=DESKTOP, place=HISTORY)).page
    month = region(page, "Evenings by month")
    await expect(month.get_by_role("heading", level=3)).to_have_text("December 2026")
    await month.get_by_role("button", name="Earlier month").click()
    await expect(month.get_by_role("heading", level=3)).to_have_text("November 2026")
    played = await day_of(db, "played AND evening_date < '2026-12-01'")
    name = f"{played['said']}: Played, {played['came']} came, {played['said_yes']} had said yes"
    await month.get_by_role("button", name=name).click()
    await expect(region(page, "Evening of")).to_contain_text(f"Said yes{played['said_yes']}")
    await expect(month.get_by_role("button", pressed=True)).to_have_count(1)
    assert f"day={played['day']}" in page.url
    short = await day_of(db, "NOT played AND evening_date < '2026-12-01'")
    await expect(month.get_by_role("button", name=f"{short['said']}: Too few")).to_be_visible()
    await month.get_by_role("button", name="Later month").click()
    await expect(month.get_by_role("button", name="Later month")).to_be_disabled()


async def test_one_sees_how_often_one_came_and_no_one_else_s(
    visit: Visitor, site: EveningSite, db: Any
) -> None:
    page = (await visit("player", place=HISTORY)).page
    said, came = await db.fetchrow("""
        SELECT count(*), count(v.user_id)
          FROM evening_records r
          JOIN discord_accounts d ON d.username = 'kestrel'
          JOIN availability_entries e ON e.user_id = d.user_id AND e.entry_date = r.evening_date
                                     AND e.status = 'LOOKING' AND e.updated_at <= r.starts_at
          LEFT JOIN evening_attendance v ON v.user_id = d.user_id
                                        AND v.evening_date = r.evening_date AND v.came
         WHERE r.played IS NOT NULL""")
    assert said > 10
    sentence = f"You came {came} of {said} times that you said so."
    await expect(region(page, "You")).to_contain_text(sentence)
    await expect(region(page, "You")).to_contain_text("Only you see this.")
    await expect(region(page, "Evening of").get_by_role("heading", level=3)).to_have_count(0)


async def test_promoters_see_who_was_there_by_name(
    visit: Visitor, site: EveningSite, db: Any
) -> None:
    played = await day_of(db, "played AND told_by = 'voice' AND said_yes > 3")
    await db.execute(
        "UPDATE subscription_preferences SET show_attendance = false WHERE user_id ="
        " (SELECT user_id FROM evening_attendance WHERE evening_date = $1"
        "  AND user_id IN (SELECT user_id FROM subscription_preferences) LIMIT 1)",
        played["evening_date"],
    )
    page = (await visit("promoter", size=DESKTOP, place=f"{HISTORY}?day={played['day']}")).page
    evening = region(page, "Evening of")
    await expect(evening.get_by_role("heading", name="Said yes and came")).to_be_visible()
    await expect(evening).to_contain_text("One more came.")
    names = await evening.get_by_role("listitem").locator("span:first-child").all_inner_texts()
    assert len(names) >= played["came"] - 1
    await expect(evening.get_by_role("button", name="Save")).to_have_count(0)


async def test_what_nothing_told_is_said_by_hand_and_everybody_s_page_follows(
    visit: Visitor, site: EveningSite, db: Any
) -> None:
    await db.execute("""
        UPDATE evening_records
           SET told_by = NULL, played = NULL, came = NULL, most_in_voice = NULL,
               most_on_server = NULL, enough_minutes = 0
         WHERE evening_date = '2026-12-03'""")
    await db.execute("DELETE FROM evening_attendance WHERE evening_date = '2026-12-03'")
    place = f"{HISTORY}?day=2026-12-03"
    player = (await visit("player", place=place)).page
    await expect(region(player, "Evening of")).to_contain_text("Nobody could tell")
    page = (await visit("promoter", size=DESKTOP, place=place)).page
    evening = region(page, "Evening of")
    await expect(evening.get_by_role("heading", name="What was it like?")).to_be_visible()
    await screenshot(page, "history-by-hand")
    assert await violations(page) == []
    there = await evening.get_by_role("checkbox", checked=True).count()
    await evening.get_by_text("Somebody else").click()
    await evening.get_by_role("switch", name="It was played").click()
    others = evening.locator("details").get_by_role("checkbox")
    await others.first.click()
    await expect(others.first).to_be_checked()
    await evening.get_by_role("button", name="Save").click()
    await expect(evening).to_contain_text("Told bya person")
    await expect(region(player, "Evening of")).to_contain_text("Played")
    await expect(region(player, "Evening of")).to_contain_text(f"Came{there + 1}")
    record = await db.fetchrow(
        "SELECT told_by, played, came FROM evening_records WHERE evening_date = '2026-12-03'"
    )
    assert tuple(record) == ("hand", True, there + 1)


@pytest.mark.parametrize(
    ("before", "day"),
    [
        (
            "for (const name of ['toReversed', 'toSorted', 'toSpliced', 'with'])"
            " delete Array.prototype[name]",
            "",
        ),
        (None, "?day=2026-13-45"),
        (None, "?day=2026-02-30"),
        (None, "?day=2999-12-31"),
    ],
    ids=["an older browser", "no month", "no day", "far ahead"],
)
async def test_it_is_drawn(visit: Visitor, site: EveningSite, before: str | None, day: str) -> None:
    opened = await visit("player", size=DESKTOP, place=f"{HISTORY}{day}", before=before)
    await expect(region(opened.page, "Turnout").get_by_role("img")).to_be_visible()
    undrawn = opened.page.get_by_text("could not be drawn").filter(visible=True)
    await expect(undrawn).to_have_count(0)
    if "2999" in day:
        said = region(opened.page, "Evening of").get_by_role("paragraph")
        await expect(said).not_to_be_empty()
        await opened.page.close()
        opened.problems.clear()  # the browser's own lines about what is refused


async def test_a_community_without_a_past_says_so(
    visit: Visitor, site: EveningSite, db: Any
) -> None:
    await db.execute("TRUNCATE evening_records, evening_attendance")
    page = (await visit("player", place=HISTORY)).page
    await expect(region(page, "Turnout")).to_contain_text("Nothing to show yet.")
    await expect(region(page, "You")).to_contain_text("You have not said yes")
    assert await violations(page) == []
    await screenshot(page, "history-empty")


async def test_it_is_a_switch_whether_lists_say_that_one_was_there(
    visit: Visitor, site: EveningSite, db: Any
) -> None:
    page = (await visit("player", place="#/notifications")).page
    switch = page.get_by_role("switch", name="Show in an evening's list that I was there")
    await expect(switch).to_be_checked()
    # It is shown at once; a page that is reloaded sends nothing more.
    async with page.expect_response(lambda found: found.request.method == "POST") as saved:
        await switch.click()
    assert (await saved.value).ok
    await expect(switch).not_to_be_checked()
    await page.reload()
    await expect(switch).not_to_be_checked()


async def test_it_can_be_read_and_reached_by_everybody(
    visit: Visitor, site: EveningSite, db: Any, subtests: pytest.Subtests
) -> None:
    played = await day_of(db, "played AND told_by = 'voice'")
    page = (await visit("promoter", place=f"{HISTORY}?day={played['day']}")).page
    await expect(region(page, "Evening of")).to_contain_text("Said yes and came")
    await expect(region(page, "Turnout").get_by_role("img")).to_be_visible()
    async for look in looks(page):
        with subtests.test(str(look)):
            assert await violations(page, look) == []
            await screenshot(page, f"history-{look}")
            for button in await page.get_by_role("main").get_by_role("button").all():
                box = await button.bounding_box()
                assert box is not None
                assert box["height"] >= 44, await button.get_attribute("aria-label")
    await page.get_by_text("As a table").click()
    await expect(region(page, "Turnout").get_by_role("table")).to_be_visible()
    async for look in looks(page):
        with subtests.test(f"table {look}"):
            assert await violations(page, look) == []
    await page.evaluate("document.documentElement.style.fontSize = '200%'")
    async for look in looks(page):
        with subtests.test(f"large text {look}"):
            assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            await screenshot(page, f"history-{look}-200")


async def test_it_fits_the_narrowest_phone(visit: Visitor, site: EveningSite) -> None:
    page = (await visit("promoter", size=NARROW, place=HISTORY)).page
    await expect(region(page, "Turnout").get_by_role("img")).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    cell = (
        await region(page, "Evenings by month").get_by_role("button", pressed=True).bounding_box()
    )
    assert cell is not None
    assert cell["width"] >= 40
    await screenshot(page, "history-320")
