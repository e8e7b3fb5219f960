"""`#/members`: who could be asked at all, and what is missing of the others."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.app.test_accessibility import violations
from tests.browser.conftest import DESKTOP, PHONE, Site, Visitor, async_fixture, ok
from tests.browser.looks import looks
from tests.browser.screenshots import screenshot
from tests.support.scenes.evening_page import EveningSite, Execute, evening_site

MEMBERS = "#/members"


@async_fixture
async def site(database_url: str, site: Site, execute: Execute) -> AsyncIterator[EveningSite]:
    """Four who may be asked of whom three have answered, one who may not, one without a player."""
    async with evening_site(database_url) as evening:
        await evening.some_people()
        await (await evening.visitor(306)).aclose()
        await execute(
            """
            INSERT INTO availability_subscriptions
                   (user_id, channel_type, enabled, refused_at, refused_reason, created_at,
                    updated_at)
            SELECT user_id, 'discord', false, linked_at, 'Closed.', linked_at, linked_at
              FROM discord_accounts WHERE discord_user_id = 304;
            UPDATE subscription_preferences
               SET away_until = '2026-12-24', away_since = '2026-12-05 12:00+01'
             WHERE user_id = (SELECT user_id FROM discord_accounts WHERE discord_user_id = 303);
            """
        )
        yield evening


def rows(page: Page) -> Locator:
    return page.get_by_role("region", name="Members").get_by_role("listitem")


def filter_by(page: Page, name: str) -> Locator:
    return page.get_by_role("group", name="Show").get_by_role("button", name=name)


async def test_a_promoter_sees_who_could_be_asked_and_finds_the_others(
    visit: Visitor, site: EveningSite
) -> None:
    page = (await visit("promoter", size=DESKTOP, place="#/campaigns")).page
    ways = page.get_by_role("navigation", name="Asking people")
    await ways.get_by_role("link", name="Members").click()
    await expect(page.get_by_role("heading", level=1, name="Members")).to_be_focused()
    head = page.get_by_role("region", name="Who could be asked")
    await expect(head).to_contain_text("2 people could be asked tonight")
    await expect(head).to_contain_text("2 of them have answered already.")
    await expect(head).to_contain_text(
        "9 members, 8 linked to a player: 4 do not want to be asked, "
        "one has no way to be reached, one is away."
    )

    await expect(rows(page)).to_have_count(9)
    await expect(rows(page).first).to_contain_text("Bramble")
    await expect(rows(page).first).to_contain_text("Discord · May be asked · Daily check-in")
    await expect(rows(page).first).to_contain_text("Answered today")
    dunlin = rows(page).filter(has_text="Dunlin")
    await expect(dunlin).to_contain_text("May be asked")
    assert "away" not in (await dunlin.inner_text()).lower()

    await filter_by(page, "No way to reach").click()
    await expect(rows(page)).to_have_count(1)
    await expect(rows(page)).to_contain_text("Egret")
    await filter_by(page, "Everybody").click()
    await page.get_by_role("searchbox", name="Find a member").fill("^1COR")
    await expect(rows(page)).to_have_count(1)
    await expect(rows(page)).to_contain_text("Corvid")
    await page.get_by_role("searchbox", name="Find a member").fill("nobody")
    await expect(page.get_by_text("Nobody here is called “nobody”.")).to_be_visible()

    # Somebody takes another name, and the open page follows.
    await page.get_by_role("searchbox", name="Find a member").fill("cor")
    await expect(rows(page)).to_contain_text("Corvid")
    corvid = await site.visitor(302)
    await ok(corvid.post("/api/me/name", json={"name": "Corax"}))
    await corvid.aclose()
    await expect(rows(page)).to_contain_text("Corax")


@pytest.mark.parametrize(
    ("role", "sentence"),
    [
        (None, "Sign in to see who could be asked, if you promote here."),
        ("player", "What you set for yourself is found under My notifications."),
    ],
)
async def test_nobody_else_sees_more_than_a_sentence(
    visit: Visitor, site: EveningSite, role: str | None, sentence: str
) -> None:
    page = (await visit(role, place=MEMBERS)).page
    await expect(page.get_by_role("main")).to_contain_text(sentence)
    await expect(page.get_by_role("list")).to_have_count(0)


async def test_it_can_be_read_by_everybody(
    visit: Visitor, site: EveningSite, subtests: pytest.Subtests
) -> None:
    page = (await visit("admin", size=PHONE, place="#/profile")).page
    mine = page.get_by_role("navigation", name="My places")
    await mine.get_by_role("link", name="Members").click()
    await expect(rows(page)).to_have_count(9)
    await expect(page.get_by_role("button", name="Make a link")).to_be_visible()
    await expect(page.locator("[aria-busy=true]")).to_have_count(0)
    async for look in looks(page):
        with subtests.test(str(look)):
            assert await violations(page, look) == []
            assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            await screenshot(page, f"members-{look}")
