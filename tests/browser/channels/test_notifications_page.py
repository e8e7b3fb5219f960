"""My notifications and the sandbox's outbox: linking, saving, what comes where, and the sound."""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import httpx2
import pytest
from playwright.async_api import Locator, Page, Route, expect
from pydantic import SecretStr

from muster.crypto import generate_contact_key
from muster.sandbox.rules import PERSONAS
from muster.settings import Settings, child_environment
from tests.browser.app.test_accessibility import violations
from tests.browser.conftest import DESKTOP, PHONE, Site, Visitor, async_fixture, ok, ok_api
from tests.browser.looks import looks
from tests.browser.screenshots import screenshot
from tests.support.running.patience import PATIENCE

CONTACT_KEY = generate_contact_key()
CHAT = "123456789"
PLACE = "#/notifications"
TOUCH = """
    const real = window.matchMedia.bind(window);
    window.matchMedia = (query) => real(query === '(pointer: fine)' ? 'not all' : query);
"""
AJAX = {"X-Requested-With": "XMLHttpRequest"}
REFUSAL = "The database does not answer; try again in a moment."


class ContactSite(Site):
    """A site that can keep contact data and knows its Telegram bot."""

    def settings(self) -> Settings:
        return (
            super()
            .settings()
            .model_copy(
                update={
                    "contact_data_encryption_key": SecretStr(CONTACT_KEY),
                    "telegram_bot_username": "muster_test_bot",
                }
            )
        )


@async_fixture
async def site(database_url: str, site: Site) -> AsyncIterator[Site]:
    """Beside the plain site, which has linked the personas: one that can keep contact data."""
    with_contacts = ContactSite(database_url)
    await with_contacts.start()
    yield with_contacts
    await with_contacts.stop()


@async_fixture
async def bot(site: Site, tmp_path: Path) -> AsyncIterator[None]:
    """What delivers, as a process of its own."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "ops.cli",
        "bot",
        env=child_environment(
            DATABASE_URL=site.database_url,
            MUSTER_DATA_DIR=str(tmp_path),
            MUSTER_SANDBOX="true",
            AVAILABILITY_DAILY_REMINDER_TIME="",
            CONTACT_DATA_ENCRYPTION_KEY=CONTACT_KEY,
            FRONTEND_ORIGIN=site.address,
        ),
        stderr=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
    )
    yield
    process.terminate()
    await process.wait()


def notifications(page: Page) -> Locator:
    return page.get_by_role("main")


def switch(page: Page, name: str) -> Locator:
    return notifications(page).get_by_role("switch", name=name, exact=True)


async def refuse(route: Route) -> None:
    if route.request.method != "POST":
        await route.continue_()
        return
    await route.fulfill(status=503, json={"detail": REFUSAL, "code": "database_unavailable"})


async def confirm(site: Site, channel: str, command: str, address: str) -> None:
    """What the chat's side does once somebody sent it `/link TOKEN`."""
    async with httpx2.AsyncClient(base_url=site.address, timeout=PATIENCE) as chat:
        body = {
            "channel_type": channel,
            "token": command.removeprefix("/link "),
            "channel_address": address,
        }
        await ok(chat.post("/api/availability/link-confirm", json=body))


@pytest.mark.usefixtures("bot")
async def test_telegram_is_linked_by_its_token_and_the_test_message_is_in_the_outbox(
    visit: Visitor, site: Site
) -> None:
    page = (await visit("player", size=PHONE, place=PLACE)).page
    outbox = (await visit(size=DESKTOP, theme="dark", place="#/outbox")).page
    await expect(outbox.get_by_text("Nothing was sent yet.")).to_be_visible()
    await expect(switch(page, "Telegram")).to_have_count(0)
    await notifications(page).get_by_role("button", name="Link Telegram").click()
    await expect(page.get_by_role("img", name="QR code")).to_be_visible()
    command = await notifications(page).locator("code").inner_text()
    link = page.get_by_role("link", name="Open Telegram")
    token = command.removeprefix("/link ")
    await expect(link).to_have_attribute("href", f"https://t.me/muster_test_bot?start={token}")
    await screenshot(page, "linking-telegram-phone-light")

    await confirm(site, "telegram", command, CHAT)

    await expect(page.get_by_text("Telegram is linked.")).to_be_visible()
    await expect(switch(page, "Telegram")).to_be_checked()
    await expect(notifications(page)).to_contain_text(
        "On Telegram, else Discord, once 6 are looking"
    )

    await switch(page, "Quiet hours").click()
    await page.get_by_role("combobox", name="From", exact=True).select_option("21:30")
    await expect(notifications(page)).to_contain_text("No message from 21:30 to 8:00")

    await (
        notifications(page).get_by_role("button", name="Send me a test message on Telegram").click()
    )
    # The bot may still be starting.
    await expect(page.get_by_text("Sent.", exact=True)).to_be_visible()
    phone = outbox.get_by_role("region", name="Kestrel on Telegram")
    await expect(phone).to_contain_text("This is your test message.")
    assert await violations(outbox) == []
    await screenshot(outbox, "outbox-desktop-dark")

    await notifications(page).get_by_role("button", name="Why did I (not) get this?").click()
    told = notifications(page).locator("li", has=page.locator("time"))
    await expect(told).to_contain_text("Test message on Telegram")
    await expect(told).to_contain_text("Sent")

    await notifications(page).get_by_role("button", name="Unlink Telegram").click()
    await page.get_by_role("alertdialog").get_by_role("button", name="Unlink Telegram").click()
    await expect(notifications(page).get_by_role("button", name="Link Telegram")).to_be_visible()
    await expect(switch(page, "Telegram")).to_have_count(0)


async def test_a_channel_that_no_bot_delivers_on_is_not_offered(
    visit: Visitor, execute: Callable[[str], Awaitable[str]]
) -> None:
    await execute(
        "INSERT INTO live_status VALUES ('bot', '{}', now()), ('delivery_discord', '{}', now()),"
        " ('delivery_telegram', '{}', now())"
    )
    page = (await visit("player", place=PLACE)).page
    channels = notifications(page).get_by_role("listitem")
    signal = channels.filter(has_text="Signal")
    await expect(signal).to_contain_text("This community does not send here yet")
    await expect(switch(page, "Signal")).to_have_count(0)
    await expect(signal.get_by_role("button")).to_have_count(0)
    telegram = channels.filter(has_text="Telegram")
    await expect(telegram.get_by_role("button", name="Link Telegram")).to_be_visible()
    await expect(switch(page, "Discord")).to_be_enabled()
    # Another bot starts, on another machine.
    await execute("INSERT INTO live_status VALUES ('delivery_signal', '{}', now())")
    await page.reload()
    await expect(signal.get_by_role("button", name="Link Signal")).to_be_visible()


async def test_what_is_changed_is_there_after_a_reload(visit: Visitor) -> None:
    page = (await visit("player", size=DESKTOP, place=PLACE)).page
    await switch(page, "Daily check-in").click()
    threshold = notifications(page).get_by_label(
        "Session ready: tell me once this many are looking"
    )
    await threshold.fill("4")
    await threshold.press("Enter")
    await notifications(page).get_by_label("At most once every").select_option("60")
    await switch(page, "Ask me when players are missing").click()
    await notifications(page).get_by_label("Preferred channel").select_option("signal")
    # A name that never works is not sent, and stays to be mended.
    chat_id = notifications(page).get_by_label("Telegram chat id")
    await chat_id.fill("@kestrel_of_the_hills")
    await notifications(page).get_by_label("Signal number").focus()
    await expect(notifications(page).get_by_role("alert")).to_contain_text(
        "Telegram delivers nothing to a name."
    )
    await expect(chat_id).to_have_value("@kestrel_of_the_hills")
    await chat_id.fill(CHAT)
    await notifications(page).get_by_label("Signal number").focus()
    await expect(notifications(page).get_by_role("alert")).to_have_count(0)
    await expect(notifications(page)).to_contain_text("Stored: 12•••89")
    await notifications(page).get_by_label("Signal number").fill("+386 40 123 456")
    async with page.expect_response(lambda found: found.request.method == "POST"):
        await page.keyboard.press("Enter")
    await expect(notifications(page)).to_contain_text("On Signal, else Telegram, else Discord")

    await page.reload()

    await expect(switch(page, "Daily check-in")).not_to_be_checked()
    await expect(threshold).to_have_value("4")
    summary = notifications(page)
    await expect(summary).to_contain_text("once 4 are looking")
    await expect(summary).to_contain_text("at most every 1 minute")
    await expect(summary).to_contain_text("On Signal, else Telegram, else Discord")
    await summary.get_by_role("button", name="Remove Signal number").click()
    await expect(summary).to_contain_text(
        "On Telegram, else Discord, when a promoter asks for players."
    )


async def test_a_refused_change_goes_back_and_others_stay(visit: Visitor) -> None:
    opened = await visit("player", size=DESKTOP, place=PLACE)
    page = opened.page
    await expect(switch(page, "Daily check-in")).to_be_checked()
    await page.route("**/api/availability/settings", refuse)
    await switch(page, "Quiet hours").click()
    await switch(page, "Daily check-in").click()

    await expect(notifications(page).get_by_text(f"Not saved. {REFUSAL}")).to_be_visible()
    await expect(switch(page, "Daily check-in")).to_be_checked()
    await expect(switch(page, "Quiet hours")).to_be_checked()
    await screenshot(page, "refused-setting-desktop-light")
    assert len(opened.problems) == 1
    opened.problems.clear()

    await page.unroute("**/api/availability/settings")
    await switch(page, "Daily check-in").click()
    await expect(switch(page, "Daily check-in")).not_to_be_checked()
    await expect(notifications(page).get_by_text("Not saved.")).to_have_count(0)


async def test_a_time_zone_that_is_only_half_saved_is_not_shown_as_saved(visit: Visitor) -> None:
    opened = await visit("player", size=DESKTOP, place="#/profile")
    page = opened.page
    url = page.url.split("/#")[0] + "/api/availability/promotion-preferences"
    answer = await opened.context.request.post(url, data={"timezone": "Asia/Tokyo"}, headers=AJAX)
    assert answer.ok
    await page.goto(page.url.split("#")[0] + PLACE)
    zone = notifications(page).get_by_role("combobox", name="Time zone")
    await expect(zone).to_have_value("Asia/Tokyo")
    await page.route("**/api/availability/promotion-preferences", refuse)
    await page.get_by_role("button", name=re.compile("Use this device")).click()
    await expect(notifications(page).get_by_text(f"Not saved. {REFUSAL}")).to_be_visible()
    await expect(zone).to_have_value("Asia/Tokyo")
    opened.problems.clear()

    await page.unroute("**/api/availability/promotion-preferences")
    await page.get_by_role("button", name=re.compile("Use this device")).click()
    await expect(zone).to_have_value("Europe/Ljubljana")
    await expect(page.get_by_role("button", name=re.compile("Use this device"))).to_have_count(0)


async def test_a_time_zone_is_chosen_by_keyboard(visit: Visitor) -> None:
    page = (await visit("player", size=DESKTOP, place=PLACE)).page
    zone = notifications(page).get_by_role("combobox", name="Time zone")
    await expect(zone).to_have_value("Europe/Ljubljana")
    await zone.focus()
    await page.keyboard.type("atlantis")
    await page.keyboard.press("Enter")
    await expect(
        notifications(page).get_by_text("There is no time zone “atlantis”")
    ).to_be_visible()
    await expect(zone).to_have_value("Europe/Ljubljana")
    await page.keyboard.press("Control+A")
    await page.keyboard.type("new york")
    async with page.expect_response(lambda found: found.request.method == "POST"):
        await page.keyboard.press("Enter")
    await expect(zone).to_have_value("America/New York")
    await expect(notifications(page).get_by_text("There is no time zone")).to_have_count(0)
    await page.reload()
    await expect(zone).to_have_value("America/New York")


async def test_a_second_code_too_soon_is_answered_kindly(visit: Visitor, site: Site) -> None:
    opened = await visit("promoter", place=PLACE)
    page = opened.page
    await opened.context.request.post(
        f"{site.address}/api/availability/link-token", data={"channel_type": "signal"}, headers=AJAX
    )
    await notifications(page).get_by_role("button", name="Link Signal").click()
    await expect(notifications(page).get_by_role("button", name="Try again")).to_be_visible()
    assert len(opened.problems) == 1
    opened.problems.clear()


async def test_only_linked_people_have_notifications(visit: Visitor) -> None:
    for role in (None, "unlinked"):
        page = (await visit(role, place=PLACE)).page
        await expect(page.get_by_text("Aggregate view only.")).to_be_visible()
        await expect(page.get_by_role("switch")).to_have_count(0)


async def test_nothing_of_one_person_is_shown_to_the_next(visit: Visitor, site: Site) -> None:
    opened = await visit("player", place=PLACE)
    await switch(opened.page, "Daily check-in").click()
    await expect(switch(opened.page, "Daily check-in")).not_to_be_checked()
    promoter = next(persona for persona in PERSONAS if persona.role == "promoter")
    await (
        opened.page.get_by_role("group", name="Look as")
        .get_by_role("button", name="Promoter")
        .click()
    )
    await expect(notifications(opened.page)).to_contain_text("Linked: @ma•••")
    await expect(switch(opened.page, "Daily check-in")).to_be_checked()
    await ok_api(opened.context, site.address, str(promoter.discord_user_id))


async def test_axe_finds_nothing_and_nothing_is_cut_off(
    visit: Visitor, subtests: pytest.Subtests
) -> None:
    sizes = [(320, 700), DESKTOP]
    page = (await visit("player", size=sizes[0], place=PLACE)).page
    await switch(page, "Ask me when players are missing").click()
    await switch(page, "Quiet hours").click()
    await notifications(page).get_by_role("button", name="Link Telegram").click()
    await expect(page.get_by_role("timer")).to_be_visible()
    await notifications(page).get_by_role("button", name="Why did I (not) get this?").click()
    await expect(page.get_by_text("There was nothing to tell you yet.")).to_be_visible()
    await expect(notifications(page).get_by_label("Preferred channel")).to_be_visible()
    beyond = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    low = """section => [...section.querySelectorAll('button, input, select, a')]
        .filter(each => each.checkVisibility() && each.getBoundingClientRect().height < 44)
        .map(each => each.outerHTML)"""
    async for look in looks(page, sizes):
        with subtests.test(f"notifications {look}"):
            assert await violations(page, look) == []
            assert await page.evaluate(beyond) == 0
            assert await notifications(page).evaluate(low) == []
            await screenshot(page, f"notifications-{look}")
    await page.goto(page.url.split("#")[0] + "#/outbox")
    await expect(page.get_by_text("Nothing was sent yet.")).to_be_visible()
    async for look in looks(page, sizes):
        with subtests.test(f"outbox {look}"):
            assert await violations(page, look) == []


async def test_on_a_phone_the_link_comes_first_and_no_code_is_to_be_scanned(visit: Visitor) -> None:
    page = (await visit("player", size=PHONE, place=PLACE, before=TOUCH)).page
    await notifications(page).get_by_role("button", name="Link Telegram").click()
    await expect(page.get_by_text("Open Telegram, then press Start there.")).to_be_visible()
    await expect(page.get_by_role("link", name="Open Telegram")).to_have_attribute(
        "target", "_blank"
    )
    await expect(page.get_by_role("img", name="QR code")).to_have_count(0)
    await screenshot(page, "linking-telegram-touch-light")
