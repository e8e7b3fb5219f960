"""Usual answers on the page: taken in one tap, a week at once, given for somebody, and set."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, time, timedelta
from typing import Any

import asyncpg
import pytest
from playwright.async_api import Locator, Page, expect

from muster.availability.service import Gift, give_where_none
from tests.browser.app.test_accessibility import violations
from tests.browser.conftest import DESKTOP, Site, Visitor, async_fixture
from tests.browser.looks import looks
from tests.browser.screenshots import screenshot
from tests.support.running.websites import becomes
from tests.support.scenes.evening_page import EARLY, TONIGHT, EveningSite, evening_site
from tests.support.scenes.usual import add_weeks, set_usual

FRIDAY = date.fromisoformat(TONIGHT)
SATURDAY, SUNDAY = FRIDAY + timedelta(days=1), FRIDAY + timedelta(days=2)
LATE = time(21, 30)
USUAL = "**/api/availability/usual"


@async_fixture
async def sql(database_url: str) -> AsyncIterator[Any]:
    connection = await asyncpg.connect(database_url)
    yield connection
    await connection.close()


@async_fixture
async def site(database_url: str, site: Site, sql: Any) -> AsyncIterator[EveningSite]:
    """Ten past eight on a Friday; the player mostly comes late on Fridays, and on Saturdays."""
    player = await player_id(sql)
    await add_weeks(sql, player, FRIDAY, ["LOOKING"] * 7 + ["MAYBE"], arrives_at=None)
    await sql.execute(
        "UPDATE availability_answer_changes SET arrives_at = $1 WHERE status = 'LOOKING'", LATE
    )
    await add_weeks(sql, player, SATURDAY, ["LOOKING"] * 5)
    await add_weeks(sql, player, SUNDAY, ["NOT_PLAYING"] * 6)
    async with evening_site(database_url) as evening:
        yield evening


async def player_id(sql: Any) -> int:
    return await sql.fetchval(
        "SELECT l.user_id FROM user_player_links l JOIN players p ON p.guid = l.player_guid"
        " WHERE p.canonical_name = 'Kestrel'"
    )


async def give(sql: Any, *gifts: Gift) -> None:
    await give_where_none(sql, list(gifts), EARLY)


def tonight(page: Page) -> Locator:
    return page.get_by_role("region", name="Tonight, today")


def settings(page: Page) -> Locator:
    return page.get_by_role("region", name="Usual answers")


async def stored(sql: Any) -> list[tuple[Any, ...]]:
    rows = await sql.fetch(
        "SELECT e.entry_date, e.status, e.arrives_at, c.source FROM availability_entries e"
        " JOIN availability_answer_changes c USING (user_id, entry_date)"
        " WHERE e.entry_date >= $1 ORDER BY 1",
        FRIDAY,
    )
    return [tuple(row) for row in rows]


async def test_one_tap_takes_it_for_tonight_and_in_the_week(
    visit: Visitor, site: EveningSite, sql: Any
) -> None:
    page = (await visit("player")).page
    await tonight(page).get_by_role("button", name="As usual: looking from 21:30").click()
    await expect(tonight(page)).to_contain_text("You are in from 21:30")
    await expect(tonight(page).get_by_role("button", name="Change")).to_be_focused()
    await expect(tonight(page).get_by_role("button", name="As usual")).to_have_count(0)
    await page.goto(f"{site.address}/#/week")
    tomorrow = page.get_by_role("region", name="Tomorrow")
    await tomorrow.get_by_role("button", name="As usual: looking").click()
    await expect(tomorrow.get_by_role("button", name="I\u2019m in")).to_be_focused()
    await expect(tomorrow.get_by_role("button", name="As usual")).to_have_count(0)
    await expect(tomorrow).to_contain_text("1 looking")
    await becomes(
        lambda: stored(sql),
        [
            (FRIDAY, "LOOKING", LATE, "page"),
            (SATURDAY, "LOOKING", None, "page"),
        ],
    )


async def test_nothing_is_offered_where_nothing_is_usual_or_it_is_off(
    visit: Visitor, site: EveningSite, sql: Any
) -> None:
    await set_usual(sql, await player_id(sql), FRIDAY, "off")
    page = (await visit("player", place="#/week")).page
    await expect(
        page.get_by_role("region", name="Tomorrow").get_by_role("button", name="As usual")
    ).to_be_visible()
    await expect(tonight(page).get_by_role("button", name="As usual")).to_have_count(0)
    other = (await visit("promoter")).page
    async with other.expect_response(USUAL):
        await other.reload()
    await expect(tonight(other)).to_contain_text("Playing tonight?")
    await expect(other.get_by_role("button", name="As usual")).to_have_count(0)


async def test_what_was_given_says_so_and_is_undone_in_one_tap(
    visit: Visitor, site: EveningSite, sql: Any
) -> None:
    await site.answer(301, "Bramble", TONIGHT, "LOOKING")
    player = await player_id(sql)
    await give(sql, Gift(player, FRIDAY, "LOOKING", LATE))
    page = (await visit("player")).page
    await expect(tonight(page)).to_contain_text("You are in from 21:30")
    await expect(tonight(page)).to_contain_text("Answered for you")
    other = (await visit("promoter", size=DESKTOP)).page
    names = other.get_by_role("region", name="Current queue")
    await expect(names).to_contain_text("Kestrel")
    given = names.get_by_role("listitem").filter(has_text="Kestrel")
    await expect(given).to_contain_text("as usual")
    said = names.get_by_role("listitem").filter(has_text="Bramble")
    await expect(said).not_to_contain_text("as usual")
    colour = "element => getComputedStyle(element).color"
    assert await given.evaluate(colour) != await said.evaluate(colour)
    undo = tonight(page).get_by_role("button", name="Undo what was answered for Tonight")
    await undo.click()
    await expect(tonight(page)).to_contain_text("Playing tonight?")
    await expect(tonight(page).get_by_role("button", name="I\u2019m in")).to_be_focused()
    await expect(names).not_to_contain_text("Kestrel")


async def test_saying_it_oneself_takes_the_mark_off_everywhere(
    visit: Visitor, site: EveningSite, sql: Any
) -> None:
    player = await player_id(sql)
    await give(sql, Gift(player, FRIDAY, "LOOKING", LATE))
    other = (await visit("promoter")).page
    await expect(other.get_by_text("as usual")).to_be_visible()
    client = await site.visitor(
        await sql.fetchval(
            "SELECT discord_user_id FROM discord_accounts WHERE user_id = $1", player
        )
    )
    body = {"date": TONIGHT, "status": "LOOKING", "arrives_at": "21:30"}
    assert (await client.post("/api/availability", json=body)).is_success
    await client.aclose()
    await expect(other.get_by_text("as usual")).to_have_count(0)
    await expect(other.get_by_text("Kestrel").first).to_be_visible()


async def test_the_week_is_filled_by_one_press_and_taken_back(
    visit: Visitor, site: EveningSite, sql: Any
) -> None:
    page = (await visit("player", place="#/week")).page
    await page.get_by_role("button", name="As usual, all week").click()
    await expect(page.get_by_text("3 days are answered as usual")).to_be_visible()
    assert [row[:2] for row in await stored(sql)] == [
        (FRIDAY, "LOOKING"),
        (SATURDAY, "LOOKING"),
        (SUNDAY, "NOT_PLAYING"),
    ]
    await expect(page.get_by_role("button", name="As usual")).to_have_count(0)
    undo = page.get_by_role("button", name="Undo")
    await expect(undo).to_be_focused()
    site.clock.shift(timedelta(minutes=1))
    saturday = page.get_by_role("region", name="Tomorrow")
    await saturday.get_by_role("button", name="Maybe").click()
    await expect(saturday.get_by_role("button", name="Maybe")).to_have_attribute(
        "aria-pressed", "true"
    )
    await undo.click()
    await expect(page.get_by_text("2 answers are taken back")).to_be_visible()
    await expect(page.get_by_role("button", name="As usual, all week")).to_be_focused()
    assert [row[:2] for row in await stored(sql)] == [(SATURDAY, "MAYBE")] * 2


@pytest.mark.parametrize("mode", ["answer", "off"])
async def test_each_weekday_is_set_under_my_notifications(
    visit: Visitor, site: EveningSite, sql: Any, mode: str
) -> None:
    page = (await visit("player", place="#/notifications")).page
    friday = settings(page).get_by_role("group", name="Friday")
    which = friday.get_by_label("What is usual")
    await expect(which).to_have_value("")
    await expect(friday).to_contain_text("Mostly looking from 21:30: 7 of your last 8.")
    monday = settings(page).get_by_role("group", name="Monday")
    await expect(monday.get_by_label("What is usual").locator("option").first).to_have_text(
        "Not known yet"
    )
    if mode == "off":
        async with page.expect_response(USUAL):
            await friday.get_by_label("On Friday").select_option(label="Do not suggest it")
        await expect(which).to_have_count(0)
        expected = ("off", None, None)
    else:
        async with page.expect_response(USUAL):
            await friday.get_by_label("On Friday").select_option(label="Answer for me")
        await expect(friday).to_contain_text("from tomorrow on")
        async with page.expect_response(USUAL):
            await which.select_option(label="Maybe")
        expected = ("answer", "MAYBE", SATURDAY)
    row = await sql.fetchrow("SELECT weekday, mode, status, answers_from FROM usual_answers")
    assert tuple(row) == (4, *expected)
    await page.reload()
    await expect(friday.get_by_label("On Friday")).to_have_value(mode)


async def test_what_is_not_saved_goes_back_and_says_so(visit: Visitor, site: EveningSite) -> None:
    opened = await visit("player", place="#/notifications")
    page = opened.page
    friday = settings(page).get_by_role("group", name="Friday")
    mode = friday.get_by_label("On Friday")
    await expect(mode).to_have_value("suggest")

    async def refuse(route: Any) -> None:
        if route.request.method == "POST":
            await route.fulfill(status=503, json={"detail": "Try later.", "code": "unavailable"})
        else:
            await route.continue_()

    await page.route(USUAL, refuse)
    await mode.select_option("off")
    await expect(friday).to_contain_text("Try later.")
    await expect(mode).to_have_value("suggest")
    opened.problems.clear()


async def test_who_was_stopped_reads_since_when(
    visit: Visitor, site: EveningSite, sql: Any
) -> None:
    player = await player_id(sql)
    await set_usual(sql, player, FRIDAY, "suggest")
    await sql.execute("UPDATE usual_answers SET stopped_at = $1", EARLY - timedelta(days=3))
    page = (await visit("player", place="#/notifications")).page
    friday = settings(page).get_by_role("group", name="Friday")
    await expect(friday).to_contain_text("Not given for you since 1 Dec")


async def test_it_can_be_used_and_looked_at_everywhere(
    visit: Visitor, site: EveningSite, sql: Any, subtests: pytest.Subtests
) -> None:
    await site.some_people()
    player = await player_id(sql)
    bramble = await sql.fetchval(
        "SELECT l.user_id FROM user_player_links l JOIN players p ON p.guid = l.player_guid"
        " WHERE p.canonical_name = 'Dunlin'"
    )
    await sql.execute(
        "UPDATE availability_entries SET usual_at = updated_at WHERE user_id = $1", bramble
    )
    page = (await visit("player")).page

    async def well_in_every_look(state: str) -> None:
        async for look in looks(page):
            with subtests.test(f"{state} {look}"):
                assert await violations(page, look) == []
                await screenshot(page, f"{state}-{look}")

    await expect(tonight(page).get_by_role("button", name="As usual")).to_be_visible()
    await well_in_every_look("usual-tonight")
    await page.goto(f"{site.address}/#/week")
    await expect(page.get_by_role("button", name="As usual, all week")).to_be_visible()
    await well_in_every_look("usual-week")
    await page.get_by_role("button", name="As usual, all week").click()
    await expect(page.get_by_role("button", name="Undo")).to_be_visible()
    await well_in_every_look("usual-week-filled")
    await page.get_by_role("button", name="Undo").click()
    await expect(page.get_by_text("3 answers are taken back")).to_be_visible()
    await sql.execute("DELETE FROM availability_last_words")
    await give(sql, Gift(player, FRIDAY, "LOOKING", LATE))
    await expect(page.get_by_text("Answered for you")).to_be_visible()
    async for look in looks(page):
        await screenshot(page, f"usual-week-given-{look}")
    await page.goto(f"{site.address}/#/availability")
    await expect(tonight(page)).to_contain_text("Answered for you")
    await well_in_every_look("usual-given")
    await set_usual(sql, player, FRIDAY, "answer")
    await set_usual(sql, player, FRIDAY + timedelta(days=3), "answer")
    await set_usual(sql, player, SUNDAY, "off")
    await page.goto(f"{site.address}/#/notifications")
    await expect(settings(page).get_by_role("group")).to_have_count(7)
    await well_in_every_look("usual-settings")


async def test_it_fits_where_letters_are_large_and_room_is_small(
    visit: Visitor, site: EveningSite
) -> None:
    for place in ("#/availability", "#/week", "#/notifications"):
        page = (await visit("player", size=(320, 640), place=place)).page
        await page.evaluate("document.documentElement.style.fontSize = '200%'")
        await expect(page.get_by_text("As usual").or_(settings(page)).first).to_be_visible()
        wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert await page.evaluate(wider) <= 0
        sizes = await page.locator("main button:visible, main select:visible").evaluate_all(
            "found => found.map(each => each.getBoundingClientRect().height)"
        )
        assert min(sizes) >= 44
