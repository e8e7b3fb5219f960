"""The profile's list of sessions, and the way out of all of them."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from muster.sandbox.rules import PERSONAS
from tests.browser.conftest import DESKTOP, Site, Visitor
from tests.browser.held import Held
from tests.browser.looks import looks
from tests.browser.screenshots import screenshot

PLAYER = next(persona for persona in PERSONAS if persona.role == "player")
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
ACCESS = "**/api/availability/access"
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


async def test_signing_out_everywhere_ends_the_other_browsers_too(
    visit: Visitor, site: Site, subtests: pytest.Subtests
) -> None:
    page = (await visit("player", place="#/profile")).page
    elsewhere = await site.visitor(PLAYER.discord_user_id)
    elsewhere.headers["User-Agent"] = FIREFOX
    await elsewhere.post(
        "/auth/sandbox/login", json={"discord_user_id": str(PLAYER.discord_user_id)}
    )
    await page.reload()
    card = page.get_by_role("region", name="Signed in")
    await expect(card.get_by_role("listitem").first).to_contain_text("Chrome, Linux")
    await expect(card.get_by_role("listitem").first).to_contain_text("This browser, since")
    await expect(card.get_by_text("Firefox, Linux")).to_be_visible()
    async for look in looks(page, themes=["light"]):
        with subtests.test(str(look)):
            assert await page.evaluate(OVERFLOW) == 0
            await screenshot(page, f"sessions-{look}")

    await card.get_by_role("button", name="Sign out everywhere").click()
    dialog = page.get_by_role("alertdialog", name="Sign out everywhere?")
    confirm = dialog.get_by_role("button", name="Sign out everywhere")
    async for look in looks(page, themes=["light"]):
        with subtests.test(f"asking {look}"):
            await confirm.click(trial=True)
            await screenshot(page, f"sessions-asking-{look}")
    await confirm.click()
    await expect(page.get_by_text("You are not signed in.")).to_be_visible()
    assert (await elsewhere.get("/auth/me")).status_code == 401
    await elsewhere.aclose()


async def test_another_persona_sees_nothing_of_the_one_before(visit: Visitor) -> None:
    opened = await visit("player", size=DESKTOP, place="#/profile")
    page = opened.page
    card = page.get_by_role("region", name="Signed in")
    await expect(card.get_by_text("This browser")).to_be_visible()
    await page.route("**/auth/sessions", lambda _route: None)  # the answer is kept back
    await page.get_by_role("button", name="Admin").click()
    await expect(page.get_by_role("region", name="Discord").get_by_text("@odessa")).to_be_visible()
    await expect(card.get_by_text("This browser")).to_have_count(0)


# The server refuses nothing of these: that would be in the console, which the visit's end reads.


async def test_what_is_on_its_way_when_one_signs_out_is_given_up(visit: Visitor) -> None:
    page = (await visit("player", size=DESKTOP)).page
    sessions, access = Held(), Held()
    await page.route("**/auth/sessions", sessions.route)
    await page.goto(f"{page.url.split('#')[0]}#/profile")
    await sessions.asked.wait()
    await page.route(ACCESS, access.route)
    await page.get_by_role("button", name="Sign out", exact=True).click()
    await access.asked.wait()
    async with page.expect_event("requestfinished", lambda done: ACCESS[2:] in done.url):
        sessions.let.set()
        access.let.set()
    await expect(page.get_by_text("You are not signed in.")).to_be_visible()


async def test_what_begins_while_one_signs_out_is_not_asked_for(visit: Visitor) -> None:
    page = (await visit("player", size=DESKTOP)).page
    access = Held()
    await page.route(ACCESS, access.route)
    await page.get_by_role("complementary").get_by_role("button", name="Signed out").click()
    await access.asked.wait()
    await page.goto(f"{page.url.split('#')[0]}#/profile")
    await expect(page.get_by_role("region", name="Signed in")).to_be_visible()
    access.let.set()
    await expect(page.get_by_text("You are not signed in.")).to_be_visible()
