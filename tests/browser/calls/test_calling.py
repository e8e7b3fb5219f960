"""Calling players on the page: the dialog, how a call goes, and how it ends."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from playwright.async_api import Locator, Route, expect

from tests.browser.app.test_accessibility import violations
from tests.browser.conftest import DESKTOP, PHONE, Visitor
from tests.browser.keyboard import tab_to
from tests.browser.screenshots import screenshot
from tests.support.scenes.calling_page import (
    SILENT,
    CallingBot,
    call,
    call_dialog,
    number_of_player,
    one_short,
    open_call_dialog,
    rule,
    says,
    standing,
    start_call,
)
from tests.support.scenes.evening_page import TONIGHT, EveningSite, Execute, campaign

PREVIEW = "**/api/calls/preview*"
NEXT_WAVE = datetime(2026, 12, 4, 19, 18, tzinfo=UTC)
AFTER_THE_START = datetime(2026, 12, 4, 20, 5, tzinfo=UTC)


async def test_a_promoter_calls_and_everybody_sees_how_it_goes(
    visit: Visitor, site: EveningSite, bot: CallingBot
) -> None:
    await one_short(site)
    player = (await visit("player", size=PHONE)).page
    await expect(player.get_by_role("region", name="Tonight")).to_contain_text("5 looking")
    await expect(call(player)).to_have_count(0)
    page = (await visit("promoter", size=DESKTOP)).page
    await expect(call(page)).to_contain_text("5 of 6. One short.")

    asking = await open_call_dialog(page)
    names = asking.get_by_role("list", name="Asked first").get_by_role("listitem")
    await expect(names).to_have_text(SILENT)
    await expect(asking).to_contain_text("The likeliest first. 4 can be asked in all.")
    await expect(asking).to_contain_text("Left alone: 3 have not agreed.")
    await expect(asking).to_contain_text(
        "Tonight is one short: 5 are in, it starts at 21:00. Are you in?"
    )
    await expect(asking.get_by_label("People at most")).to_have_value("30")
    await expect(asking.get_by_label("Minutes to wait")).to_have_value("8")
    await expect(asking).to_contain_text(
        "4 players are asked now. The next wave goes at 20:18 if we are still short."
    )
    await asking.get_by_role("button", name="Call 4 players").click()
    await expect(asking).to_have_count(0)
    await expect(standing(page)).to_have_text("A call is on: nobody asked so far.")
    await expect(standing(page)).to_be_focused()
    await expect(call(page).get_by_role("button", name="Call players")).to_have_count(0)

    await bot.looks()
    for each in (page, player):
        await expect(standing(each)).to_have_text("A call is on: 4 asked, 4 silent.")
    await expect(call(page)).to_contain_text("The next wave goes at 20:18 if we are still short.")
    await says(site, "Heron", "NOT_PLAYING")
    await says(site, "Ibis", "MAYBE")
    for each in (page, player):
        await expect(standing(each)).to_have_text(
            "A call is on: 4 asked, 1 maybe, 1 not tonight, 2 silent."
        )
    await call(page).get_by_text("Whom it asked, and when").click()
    await expect(call(page).get_by_role("heading")).to_have_text("Wave 1, 20:10")
    await expect(call(page).get_by_role("listitem")).to_have_text(
        ["Heron Not tonight", "Ibis Maybe", "Jay Silent", "Kite Silent"]
    )

    await says(site, "Jay", "LOOKING")
    await bot.looks(NEXT_WAVE)
    for each in (page, player):
        await expect(standing(each)).to_have_text(
            "Full after 8 minutes: 4 asked, 1 in, 1 maybe, 1 not tonight, 1 silent."
        )
        await expect(call(each).get_by_role("button")).to_have_count(0)
    # Names are for promoters.
    await expect(call(player)).not_to_contain_text("Heron")

    await says(site, "Jay", "NOT_PLAYING")
    await expect(call(page)).to_contain_text("Somebody dropped out, so it goes on in a minute.")
    await expect(call(page).get_by_role("button", name="Stop call")).to_be_visible()
    await expect(call(page).get_by_role("button", name="Call players")).to_have_count(0)


async def test_how_many_and_how_often_is_the_promoters_choice(
    visit: Visitor, site: EveningSite, execute: Execute
) -> None:
    await one_short(site)
    page = (await visit("promoter", size=PHONE)).page
    asking = await open_call_dialog(page)
    most = asking.get_by_label("People at most")
    wait = asking.get_by_label("Minutes to wait")
    await most.fill("2")
    await expect(asking.get_by_role("button", name="Call 2 players")).to_be_enabled()
    await most.fill("0")
    await expect(most).to_have_attribute("aria-invalid", "true")
    await expect(asking.get_by_role("button", name="Call", exact=True)).to_be_disabled()
    await expect(asking).to_contain_text("Say how many people, and how many minutes.")
    await most.fill("1")
    await wait.fill("5")
    await expect(asking).to_contain_text("1 player is asked now. The next wave goes at 20:15")
    await asking.get_by_role("button", name="Call 1 player").click()
    await expect(standing(page)).to_contain_text("A call is on")
    assert await execute("SELECT FROM calls WHERE most = 1 AND wait_minutes = 5") == "SELECT 1"


async def test_a_call_is_stopped_and_another_one_asks_nobody_again(
    visit: Visitor, site: EveningSite, bot: CallingBot
) -> None:
    await one_short(site)
    await start_call(site)
    await bot.looks()
    page = (await visit("promoter", size=PHONE)).page
    await call(page).get_by_role("button", name="Stop call").click()
    sure = page.get_by_role("alertdialog", name="Stop this call?")
    await expect(sure.get_by_role("button", name="Keep it going")).to_be_focused()
    await sure.get_by_role("button", name="Stop call").click()
    await expect(standing(page)).to_have_text("The call was stopped: 4 asked, 4 silent.")
    await expect(standing(page)).to_be_focused()
    asking = await open_call_dialog(page)
    await expect(asking).to_contain_text("Nobody who has not answered can be asked now.")
    await expect(asking.get_by_role("button", name="Call", exact=True)).to_be_disabled()


@pytest.mark.parametrize("role", [None, "unlinked", "player"])
async def test_nobody_else_is_offered_anything(
    visit: Visitor, site: EveningSite, bot: CallingBot, role: str | None
) -> None:
    await one_short(site)
    page = (await visit(role)).page
    await expect(page.get_by_role("region", name="Tonight")).to_contain_text("5 looking")
    await expect(call(page)).to_have_count(0)
    await start_call(site)
    await bot.looks()
    if role is None:
        await expect(call(page)).to_have_count(0)
    else:
        await expect(standing(page)).to_have_text("A call is on: 4 asked, 4 silent.")
        await expect(call(page).get_by_role("button")).to_have_count(0)
        await expect(call(page)).not_to_contain_text("Whom it asked")


async def test_a_refusal_is_said_in_the_dialog(visit: Visitor, site: EveningSite) -> None:
    await one_short(site)
    opened = await visit("promoter", size=DESKTOP)
    page = opened.page
    asking = await open_call_dialog(page)
    await expect(asking.get_by_role("button", name="Call 4 players")).to_be_enabled()

    async def never(_: Route) -> None:
        """What has happened since is on its way."""

    await page.route(PREVIEW, never)
    await start_call(site, "admin")
    await asking.get_by_role("button", name="Call 4 players").click()
    await expect(asking.get_by_role("alert")).to_have_text(
        "A call is on already; it asks until enough are looking."
    )
    await screenshot(page, "call-refused-desktop-light", full_page=False)
    await page.unroute(PREVIEW)
    assert [problem for problem in opened.problems if "409" not in problem] == []
    opened.problems.clear()


async def test_a_dialog_that_is_open_follows_the_evening(visit: Visitor, site: EveningSite) -> None:
    await one_short(site)
    page = (await visit("promoter", size=DESKTOP)).page
    asking = await open_call_dialog(page)
    await expect(asking.get_by_role("button", name="Call 4 players")).to_be_enabled()
    await says(site, "Kite", "MAYBE")
    await expect(asking.get_by_role("button", name="Call 3 players")).to_be_enabled()
    await says(site, "Kite", "LOOKING")
    await expect(asking).to_contain_text("6 of 6. Enough to play.")
    await expect(asking).to_contain_text("Enough are looking, so nobody is asked.")
    await expect(asking.get_by_role("button", name="Call", exact=True)).to_be_disabled()
    await asking.get_by_role("button", name="Not now").click()
    # The way to it is gone with what was missing.
    await expect(call(page)).to_have_count(0)
    await expect(page.get_by_role("heading", level=1)).to_be_focused()


async def test_who_might_play_is_asked_before_who_said_nothing(
    visit: Visitor, site: EveningSite
) -> None:
    await one_short(site)
    await site.answer(number_of_player("Avocet"), "Avocet", TONIGHT, "LOOKING")
    page = (await visit("promoter", size=DESKTOP)).page
    await page.get_by_role("region", name="Tonight").get_by_role("button", name="No").click()
    by_call = call(page).get_by_role("button", name="Call players")
    promote = campaign(page).get_by_role("button", name="Promote")

    async def look(button: Locator) -> str:
        return await button.evaluate("each => getComputedStyle(each).backgroundColor")

    await expect(promote).to_contain_text("ask 5 people")
    plain = await look(promote)
    assert await look(by_call) != plain
    await site.asked(420, "Maybe", "MAYBE")
    await expect(promote).to_contain_text("ask 6 people")
    assert await look(by_call) == plain
    assert await look(promote) != plain


async def test_after_the_start_there_is_nothing_to_call_for(
    visit: Visitor, site: EveningSite, bot: CallingBot
) -> None:
    await one_short(site)
    await start_call(site)
    await bot.looks()
    await bot.looks(AFTER_THE_START)
    page = (await visit("promoter")).page
    await expect(standing(page)).to_have_text("The call ended with the start: 4 asked, 4 silent.")
    await expect(call(page).get_by_role("button")).to_have_count(0)


async def test_one_that_would_start_by_itself_is_held(visit: Visitor, site: EveningSite) -> None:
    await one_short(site)
    await rule(site, call_at="20:15")
    player = (await visit("player")).page
    page = (await visit("promoter", size=PHONE)).page
    await expect(call(page)).to_contain_text("A call starts at 20:15 if we are short.")
    assert await violations(page) == []
    await screenshot(page, "call-390-light-starts-itself")
    await call(page).get_by_role("button", name="Hold tonight\u2019s call").click()
    sure = page.get_by_role("alertdialog")
    await expect(sure.get_by_role("button", name="Let it start")).to_be_focused()
    await sure.get_by_role("button", name="Hold tonight\u2019s call").click()
    await expect(standing(page)).to_have_text("No call starts by itself tonight, it is held.")
    await expect(standing(page)).to_be_focused()
    await expect(call(page).get_by_role("button", name="Hold")).to_have_count(0)
    await expect(call(page).get_by_role("button", name="Call players")).to_be_visible()
    await expect(player.get_by_role("region", name="Upcoming")).to_be_visible()
    await expect(call(player)).to_have_count(0)


async def test_without_a_session_there_is_nothing_to_call_for(
    visit: Visitor, site: EveningSite
) -> None:
    await one_short(site)
    await rule(site, session=False)
    opened = await visit("promoter")
    page = opened.page
    await expect(page.get_by_role("region", name="Upcoming")).to_be_visible()
    await expect(page.locator("[aria-busy=true]")).to_have_count(0)
    await expect(call(page)).to_have_count(0)
    # That there is nobody to promote to either is Promote's to say.
    assert [problem for problem in opened.problems if "409" not in problem] == []
    opened.problems.clear()


async def test_calling_by_keyboard_alone(visit: Visitor, site: EveningSite) -> None:
    await one_short(site)
    page = (await visit("promoter", size=DESKTOP)).page
    button = call(page).get_by_role("button", name="Call players")
    await button.focus()
    await page.keyboard.press("Enter")
    asking = call_dialog(page)
    await expect(asking.get_by_role("button", name="Call 4 players")).to_be_enabled()
    for _ in range(8):  # round and round, and never out of it
        await page.keyboard.press("Tab")
        await expect(asking.locator(":focus")).to_have_count(1)
    await page.keyboard.press("Escape")
    await expect(asking).to_have_count(0)
    await expect(button).to_be_focused()

    await page.keyboard.press("Enter")
    await expect(asking.get_by_role("button", name="Call 4 players")).to_be_enabled()
    await tab_to(page, asking.get_by_role("list", name="Asked first"))
    await tab_to(page, asking.get_by_label("People at most"))
    await page.keyboard.press("ArrowDown")
    await expect(asking.get_by_label("People at most")).to_have_value("29")
    await expect(asking.get_by_role("button", name="Call 4 players")).to_be_enabled()
    await tab_to(page, asking.get_by_role("button", name="Call 4 players"))
    await page.keyboard.press("Enter")
    await expect(standing(page)).to_be_focused()
    await page.keyboard.press("Tab")
    await expect(call(page).get_by_role("button", name="Stop call")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name="Keep it going")).to_be_focused()
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(standing(page)).to_contain_text("The call was stopped")
    await expect(standing(page)).to_be_focused()
