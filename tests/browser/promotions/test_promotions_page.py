"""Promote: the dialog, and the campaign that everybody sees."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, expect

from tests.browser.conftest import DESKTOP, PHONE, Site, Visitor, async_fixture, ok_api
from tests.browser.keyboard import tab_to
from tests.browser.refused import press_at_last, refuse_until_pressed
from tests.browser.screenshots import screenshot
from tests.support.scenes.evening_page import (
    TONIGHT,
    EveningSite,
    Execute,
    an_evening,
    campaign,
    chip,
    dialog,
    evening_site,
    finish_job,
    number_of,
    open_dialog,
    run_job,
    step,
)

PLACE = "#/campaigns"
EVENTS = "**/api/availability/events"
PREVIEW_PATH = "/api/availability/promotions/preview"
PREVIEW = f"**{PREVIEW_PATH}*"


@async_fixture
async def site(database_url: str, site: Site) -> AsyncIterator[EveningSite]:
    """Beside the plain site, which has linked the personas: one at ten past eight."""
    async with evening_site(database_url) as evening:
        yield evening


async def test_a_promoter_asks_and_everybody_sees_what_becomes_of_it(
    visit: Visitor, site: EveningSite, execute: Execute
) -> None:
    await site.some_people()
    player = (await visit("player", size=PHONE)).page
    await expect(player.get_by_role("region", name="Tonight")).to_contain_text("3 looking")
    await expect(campaign(player)).to_have_count(0)
    page = (await visit("promoter", size=DESKTOP, place=PLACE)).page
    await expect(campaign(page)).to_contain_text("Nobody has been asked about tonight yet.")

    asking = await open_dialog(page)
    names = asking.get_by_role("list", name="Who is asked").get_by_role("listitem")
    await expect(asking).to_contain_text("3 looking, 3 short")
    await expect(asking).to_contain_text("Looking 3 · not told yet")
    await expect(chip(asking, "Available +1 of 1")).to_have_attribute("aria-pressed", "true")
    await expect(chip(asking, "Maybe +1 of 1")).to_have_attribute("aria-pressed", "true")
    await expect(names).to_contain_text(["Bramble", "Corvid", "Dunlin", "Egret"])
    await expect(names.first).to_have_text("BrambleLooking, on DiscordDiscord")
    await expect(asking).to_contain_text(
        "4 people are asked on the channel they chose: at 20:45, again at 21:00; "
        "whoever is missing in voice at 21:00:30 hears once more."
    )
    await expect(asking).to_contain_text("1 cannot be asked: they have not agreed to be asked.")
    await expect(asking).not_to_contain_text("Fulmar")
    await chip(asking, "Maybe").click()
    await expect(names).to_have_count(3)
    await chip(asking, "Available").click()
    await expect(names).to_have_count(2)
    await chip(asking, "Available").click()
    await chip(asking, "Maybe").click()
    await expect(names).to_have_count(4)

    await site.asked(306, "Gannet", "LOOKING")
    await expect(names).to_have_count(5)
    await site.answer(306, "Gannet", TONIGHT, "NOT_PLAYING")
    await expect(names).to_have_count(4)

    await asking.get_by_role("button", name="Ask 4 people").click()
    await expect(asking).to_have_count(0)
    await expect(campaign(page).get_by_role("status")).to_have_text("Scheduled")
    await expect(campaign(page)).to_contain_text(
        "4 people who said looking, available or maybe: 4 on Discord."
    )
    await expect(campaign(page).get_by_text("4 people are asked at 20:45.")).to_be_focused()
    await expect(campaign(page).get_by_role("button", name="Promote", exact=True)).to_have_count(0)

    await expect(campaign(player).get_by_role("status")).to_have_text("Scheduled")
    await expect(campaign(player).get_by_role("button")).to_have_count(0)
    await expect(campaign(player).get_by_role("link")).to_have_count(0)

    await run_job(
        execute, "send_reminder_2045", ("sent", None), ("pending", None), ("pending", None)
    )
    await expect(step(page, "Reminder")).to_contain_text("Sending")
    await expect(step(page, "Reminder")).to_contain_text("Waiting2")
    await expect(campaign(player)).to_contain_text("1 of 4 told so far.")


async def test_who_is_told_how_much_of_an_evening(
    visit: Visitor, site: EveningSite, execute: Execute
) -> None:
    await site.some_people()
    await site.promote(include_available=True, include_maybe=True)
    page = (await visit("promoter", size=DESKTOP, place=PLACE)).page
    player = (await visit("player", size=PHONE)).page
    await expect(campaign(player)).to_contain_text("4 people are asked at 20:45.")

    await an_evening(execute)
    for each in (page, player):
        await expect(campaign(each).get_by_role("status")).to_have_text("Under way")
        await expect(campaign(each)).to_contain_text("2 of 4 told; next, who is in voice.")
    await expect(step(page, "Start")).to_contain_text("Partly sent")
    await expect(step(page, "Reminder")).to_contain_text("Delivered2Skipped2")
    await expect(step(page, "Reminder")).to_contain_text("Sent")
    await expect(step(page, "Start")).to_contain_text("Delivered1Skipped1Failed1Unknown1")
    await expect(step(page, "Reminder")).to_contain_text("Skipped: 1 in quiet hours, 1 withdrew.")
    for told_to_promoters in ("quiet hours", "unknown"):
        await expect(campaign(player)).not_to_contain_text(told_to_promoters, ignore_case=True)

    await execute(
        "UPDATE availability_promotion_campaigns SET voice_expected = 3, voice_present = 2"
    )
    await run_job(execute, "voice_check_2100", ("sent", None))
    await finish_job(execute, "voice_check_2100", "followup_sent")
    for each in (page, player):
        await expect(campaign(each).get_by_role("status")).to_have_text("Over")
        await expect(campaign(each)).to_contain_text("2 of 4 told, 2 of 3 in voice.")
    await expect(step(page, "Voice check")).to_contain_text("2 of 3 in voice")
    await expect(step(page, "Voice check")).to_contain_text("Told 1 who was missing")
    await expect(step(page, "Voice check")).not_to_contain_text("Delivered")
    await expect(campaign(page).get_by_role("button", name="Cancel")).to_have_count(0)


async def test_a_dry_run_is_marked_asks_nobody_and_makes_room_again(
    visit: Visitor, site: EveningSite, execute: Execute
) -> None:
    page = (await visit("promoter", place=PLACE)).page
    player = (await visit("player")).page
    asking = await open_dialog(page)
    await expect(asking).to_contain_text("so nobody can be asked")
    await expect(asking.get_by_role("button", name="Ask", exact=True)).to_be_disabled()
    await asking.get_by_role("switch", name="Dry run").click()
    await expect(asking).to_contain_text(
        "Nobody else is asked. You alone are, on Discord: at 20:45"
    )
    await asking.get_by_role("button", name="Start dry run").click()

    await expect(campaign(page)).to_contain_text("Dry run")
    await expect(campaign(page)).to_contain_text("Nobody but its promoter is asked, on Discord.")
    await expect(campaign(player)).to_have_count(0)

    await execute(
        "UPDATE availability_promotion_jobs SET status = 'sent';"
        "UPDATE availability_promotion_campaigns SET status = 'followup_sent'"
    )
    await expect(campaign(page).get_by_role("status")).to_have_text("Over")
    await campaign(page).get_by_role("button", name="Clear dry run").click()
    await page.get_by_role("alertdialog").get_by_role("button", name="Clear dry run").click()
    await expect(campaign(page).get_by_role("status")).to_have_text("Cancelled")
    await expect(campaign(page).get_by_role("button", name="Promote", exact=True)).to_be_visible()


async def test_cancelling_asks_first_and_lets_one_promote_again(
    visit: Visitor, site: EveningSite, execute: Execute
) -> None:
    await site.some_people()
    await site.promote()
    page = (await visit("promoter", size=DESKTOP, place=PLACE)).page
    player = (await visit("player", size=PHONE)).page
    await expect(campaign(player).get_by_role("status")).to_have_text("Scheduled")

    await campaign(page).get_by_role("button", name="Cancel campaign").click()
    question = page.get_by_role("alertdialog")
    await expect(question).to_contain_text("Nobody has been asked yet, and nobody will be.")
    await question.get_by_role("button", name="Keep it going").click()
    await expect(campaign(page).get_by_role("button", name="Cancel campaign")).to_be_focused()

    await run_job(execute, "send_reminder_2045", ("sent", None), ("pending", None))
    await finish_job(execute, "voice_check_2100", "running")
    await expect(campaign(page).get_by_role("status")).to_have_text("Under way")
    await campaign(page).get_by_role("button", name="Cancel campaign").click()
    await expect(question).to_contain_text("Messages that are out stay where they are.")
    await question.get_by_role("button", name="Cancel campaign").click()
    for each in (page, player):
        await expect(campaign(each).get_by_role("status")).to_have_text("Cancelled")
        await expect(campaign(each)).to_contain_text("It was stopped after 1 person was told.")
    await expect(campaign(page).get_by_role("listitem")).to_have_count(1)
    await expect(step(page, "Reminder")).to_contain_text("1 cancelled before it was sent")
    await expect(campaign(page).get_by_text("It was stopped after")).to_be_focused()

    asking = await open_dialog(page)
    await asking.get_by_role("button", name="Ask 4 people").click()
    await expect(campaign(page).get_by_role("status")).to_have_text("Scheduled")


async def test_somebody_else_s_campaign_is_not_mine_to_cancel_but_an_admin_s(
    visit: Visitor, site: EveningSite
) -> None:
    await site.some_people()
    await site.promote("admin")
    page = (await visit("promoter", place=PLACE)).page
    await expect(campaign(page).get_by_role("button", name="Promote", exact=True)).to_be_visible()
    await expect(campaign(page).get_by_role("button", name="Cancel campaign")).to_have_count(0)
    await site.promote("promoter")
    admin = (await visit("admin", place=PLACE)).page
    await expect(campaign(admin).get_by_role("button", name="Cancel campaign")).to_be_visible()


async def test_a_refusal_is_the_server_s_sentence_and_the_page_catches_up(
    visit: Visitor, site: EveningSite
) -> None:
    await site.some_people()
    opened = await visit("promoter", size=DESKTOP, place=PLACE)
    page = opened.page
    asking = await open_dialog(page)
    await expect(asking.get_by_role("button", name="Ask 4 people")).to_be_enabled()
    # Somebody was quicker than the news of it.
    query = "include_available=true&include_maybe=true"
    seen = await page.request.get(f"{site.address}{PREVIEW_PATH}?{query}")
    before = await seen.json()
    await page.route(PREVIEW, lambda route: route.fulfill(json=before))
    await site.promote()
    await asking.get_by_role("button", name="Ask 4 people").click()
    await expect(asking.get_by_role("alert")).to_have_text(
        "You have promoted today already; a campaign that is not over can be cancelled first."
    )
    await screenshot(page, "promote-refused-desktop-light", full_page=False)
    assert len(opened.problems) == 1
    opened.problems.clear()
    await asking.get_by_role("button", name="Not now").click()
    await expect(campaign(page).get_by_role("status")).to_have_text("Scheduled")


async def test_switched_off_is_said_where_one_would_promote(
    visit: Visitor, site: EveningSite
) -> None:
    await site.some_people()
    await site.stop()
    site.switched_on = False
    await site.start()
    opened = await visit("promoter", place=PLACE)
    asking = await open_dialog(opened.page)
    await expect(asking.get_by_role("alert")).to_have_text(
        "Promotions are switched off in this community."
    )
    await expect(asking.get_by_role("button", name="Ask", exact=True)).to_be_disabled()
    await asking.get_by_role("button", name="Not now").click()
    assert opened.problems
    opened.problems.clear()


async def test_a_preview_that_could_not_be_had_can_be_asked_for_again(
    visit: Visitor, site: EveningSite
) -> None:
    await site.some_people()
    opened = await visit("promoter", place=PLACE)
    page = opened.page
    answer = {"detail": "That was too much.", "code": "unprocessable"}
    await refuse_until_pressed(page, PREVIEW, 422, answer)
    asking = await open_dialog(page)
    await expect(asking.get_by_role("alert")).to_have_text("That was too much.")
    await press_at_last(page, asking.get_by_role("button", name="Try again"))
    await expect(asking.get_by_role("alert")).to_have_count(0)
    await expect(asking.get_by_role("button", name="Ask 4 people")).to_be_enabled()
    opened.problems.clear()


async def test_promoting_by_keyboard_alone(visit: Visitor, site: EveningSite) -> None:
    await site.some_people()
    page = (await visit("promoter", size=DESKTOP, place=PLACE)).page
    promote = campaign(page).get_by_role("button", name="Promote", exact=True)
    await promote.focus()
    await page.keyboard.press("Enter")
    asking = dialog(page)
    await expect(asking.get_by_role("button", name="Ask 4 people")).to_be_enabled()
    for _ in range(10):  # round and round, and never out of it
        await page.keyboard.press("Tab")
        await expect(asking.locator(":focus")).to_have_count(1)
    await page.keyboard.press("Escape")
    await expect(asking).to_have_count(0)
    await expect(promote).to_be_focused()

    await page.keyboard.press("Enter")
    await expect(asking.get_by_role("button", name="Ask 4 people")).to_be_enabled()
    await tab_to(page, chip(asking, "Maybe"))
    await page.keyboard.press("Space")
    await expect(asking.get_by_role("button", name="Ask 3 people")).to_be_enabled()
    await tab_to(page, asking.get_by_role("list", name="Who is asked"))
    await tab_to(page, asking.get_by_role("button", name="Ask 3 people"))
    await page.keyboard.press("Enter")
    await expect(campaign(page).get_by_role("status")).to_have_text("Scheduled")

    await expect(campaign(page).get_by_text("3 people are asked at 20:45.")).to_be_focused()
    await page.keyboard.press("Tab")
    await expect(campaign(page).get_by_role("button", name="Cancel campaign")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name="Keep it going")).to_be_focused()
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(campaign(page).get_by_role("status")).to_have_text("Cancelled")


async def test_both_clocks_are_named_where_they_differ(browser: Browser, site: EveningSite) -> None:
    await site.some_people()
    context = await browser.new_context(
        viewport={"width": 320, "height": 700}, locale="en-US", timezone_id="America/New_York"
    )
    await ok_api(context, site.address, str(number_of("promoter")))
    page = await context.new_page()
    await page.goto(f"{site.address}/{PLACE}")
    asking = await open_dialog(page)
    await expect(asking.get_by_role("heading", name="When, in Ljubljana")).to_be_visible()
    await expect(asking).to_contain_text("8:45 PM2:45 PM yours")
    await screenshot(page, "promote-elsewhere-320-light", full_page=False)
    await asking.get_by_role("button", name="Ask 4 people").click()
    await expect(step(page, "Reminder")).to_contain_text("2:45 PM yours")
    await context.close()


@pytest.mark.parametrize("role", ["promoter", "player"])
async def test_a_campaign_keeps_its_place_while_the_page_loads(
    visit: Visitor, site: EveningSite, execute: Execute, role: str
) -> None:
    await site.some_people()
    await site.promote()
    page = (await visit(role, size=DESKTOP)).page
    await expect(campaign(page).get_by_role("status")).to_have_text("Scheduled")
    await page.add_init_script(
        """window.places = new Set();
        const look = () => {
            const line = document.querySelector('section[aria-label=Campaign]');
            if (line) window.places.add(line.getBoundingClientRect().height);
            else if (document.querySelector('main section')) window.places.add('none');
            requestAnimationFrame(look);
        };
        requestAnimationFrame(look);"""
    )
    await page.reload()
    await expect(campaign(page).get_by_role("status")).to_have_text("Scheduled")
    assert len(await page.evaluate("[...window.places]")) == 1, await page.evaluate(
        "[...window.places]"
    )


async def test_on_tonight_a_campaign_is_one_line(
    visit: Visitor, site: EveningSite, execute: Execute
) -> None:
    await site.some_people()
    page = (await visit("promoter", size=PHONE)).page
    promote = campaign(page).get_by_role("button", name="Promote: ask 4 people")
    await promote.focus()
    await page.keyboard.press("Enter")
    asking = dialog(page)
    await expect(asking.get_by_role("button", name="Ask 4 people")).to_be_enabled()
    await page.keyboard.press("Escape")
    await expect(promote).to_be_focused()
    await page.keyboard.press("Enter")
    await asking.get_by_role("button", name="Ask 4 people").click()
    await expect(campaign(page).get_by_text("4 people are asked at 20:45.")).to_be_focused()
    await expect(campaign(page).get_by_role("button")).to_have_count(0)
    await campaign(page).get_by_role("link", name="Details").click()
    await expect(step(page, "Reminder")).to_be_visible()


async def test_with_enough_players_the_line_calls_for_nobody(
    visit: Visitor, site: EveningSite
) -> None:
    for number in range(6):
        await site.asked(301 + number, f"Gull {number}", "LOOKING")
    page = (await visit("promoter")).page
    await expect(campaign(page).get_by_role("button", name="Promote", exact=True)).to_be_visible()
    player = (await visit("player")).page
    await expect(player.get_by_text("6 looking").first).to_be_visible()
    await expect(campaign(player)).to_have_count(0)
