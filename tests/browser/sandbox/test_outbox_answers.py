"""Answers below the messages in the outbox, pressed there as on a phone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date

import asyncpg
import pytest
from playwright.async_api import expect

from bot.sandbox import SandboxChannel
from muster.database import Database
from tests.browser.app.test_accessibility import violations
from tests.browser.conftest import PHONE, Site, Visitor, async_fixture
from tests.browser.looks import looks
from tests.browser.screenshots import screenshot
from tests.support.scenes.asking import ask
from tests.support.scenes.evening_page import (
    EARLY,
    TONIGHT,
    EveningSite,
    evening_site,
    number_of,
)


@async_fixture
async def site(database_url: str, site: Site) -> AsyncIterator[EveningSite]:
    """Beside the plain site, which has linked the personas: one at ten past eight on a Friday."""
    async with evening_site(database_url) as evening:
        yield evening


async def asked(database_url: str) -> None:
    """The player was called, and everybody was asked in the channel for announcements."""
    database = Database(database_url, application_name="outbox")
    await database.open()
    connection = await asyncpg.connect(database_url)
    try:
        user_id = await connection.fetchval(
            "SELECT user_id FROM discord_accounts WHERE discord_user_id = $1", number_of("player")
        )
        channel = SandboxChannel("discord", database, None)
        day = date.fromisoformat(TONIGHT)
        address = f"user:{number_of('player')}"
        await ask(connection, channel, address, user_id, "call", day=day, at=EARLY)
        await ask(
            connection,
            channel,
            "channel:7",
            None,
            "daily_reminder",
            day=day,
            at=EARLY,
            announced_in=7,
        )
    finally:
        await connection.close()
        await database.close()


async def test_an_answer_is_pressed_and_the_message_says_what_holds(
    visit: Visitor,
    site: EveningSite,
    database_url: str,
    subtests: pytest.Subtests,
) -> None:
    tonight = (await visit("player", size=PHONE)).page
    await asked(database_url)
    page = (await visit("promoter", place="#/outbox")).page
    phone = page.get_by_role("region", name="Kestrel on Discord")
    answers = phone.get_by_role("group", name="Answers")
    await expect(answers.get_by_role("button")).to_have_count(4)
    async for look in looks(page):
        with subtests.test(str(look)):
            for button in await answers.get_by_role("button").all():
                box = await button.bounding_box()
                assert box is not None
                assert box["height"] >= 44
            assert await violations(page, look) == []
            await screenshot(page, f"outbox-answers-{look}")
    await answers.get_by_role("button", name="I am in", exact=True).click()
    await expect(phone).to_contain_text("You are in")
    await expect(answers.get_by_role("button")).to_have_text(["Change"])
    mine = tonight.get_by_role("region", name="Tonight")
    await expect(mine).to_contain_text("You are in, first")

    channel = page.get_by_role("region", name="Announcements on Discord")
    await channel.get_by_role("button", name="Looking").click()
    await expect(channel.get_by_role("status")).to_contain_text("You are")
    await expect(channel.get_by_role("button", name="Looking")).to_be_visible()
    async for look in looks(page):
        await screenshot(page, f"outbox-answered-{look}")


async def test_whoever_is_nobody_is_told_to_sign_in(
    visit: Visitor, site: EveningSite, database_url: str
) -> None:
    await asked(database_url)
    opened = await visit(None, place="#/outbox")
    channel = opened.page.get_by_role("region", name="Announcements on Discord")
    async with opened.page.expect_console_message(lambda message: message.type == "error"):
        await channel.get_by_role("button", name="Looking").click()
    await expect(channel.get_by_role("status")).to_contain_text("Sign in")
    opened.problems.clear()  # the browser's own line about the 401
