"""`#/admin`: the admins' place, its sections, and what others see of it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Locator, Page, expect

from muster.identity.rules import canonical_name
from muster.sandbox.rules import PERSONAS
from tests.browser.app.test_accessibility import violations
from tests.browser.conftest import DESKTOP, PHONE, Site, Visitor, async_fixture, ok
from tests.browser.looks import looks
from tests.browser.screenshots import screenshot
from tests.support.scenes.evening_page import EveningSite, Execute, evening_site, number_of

ADMIN, RIGHTS = "#/admin", "#/admin?section=rights"

UNDELIVERED = """
    INSERT INTO notifications_ledger
           (user_id, event_key, channel_type, state, last_error, not_before, useful_until, attempt,
            sent_at, created_at, updated_at)
    SELECT u.id, 'DAILY_REMINDER:' || d.at, c.channel_type, c.state, c.code, d.at,
           d.at + interval '1 hour', 1, CASE WHEN c.state = 'sent' THEN d.at END, d.at, d.at
      FROM website_users u,
           (VALUES ('2026-12-04 15:00Z'::timestamptz), ('2026-12-02 15:00Z')) AS d (at),
           (VALUES ('discord', 'failed', 'dms_closed'), ('telegram', 'sent', NULL),
                   ('signal', 'unknown', 'timeout')) AS c (channel_type, state, code)
     WHERE (d.at > '2026-12-03' OR c.state = 'sent')
        AND (c.channel_type = 'telegram' OR u.id % 2 = CASE c.state WHEN 'failed' THEN 0 ELSE 1 END)
    ON CONFLICT DO NOTHING
"""
"""On a Friday some messages failed and some are in doubt; on the Wednesday before all was well."""


@async_fixture
async def site(database_url: str, site: Site) -> AsyncIterator[EveningSite]:
    """Beside the plain site, which has linked the personas: one whose settings name an admin."""
    async with evening_site(database_url) as evening:
        yield evening


def sections(page: Page) -> Locator:
    return page.get_by_role("navigation", name="Sections")


async def test_an_admin_gets_there_and_to_each_section(visit: Visitor, site: EveningSite) -> None:
    page = (await visit("admin", size=DESKTOP)).page
    places = page.get_by_role("navigation", name="Places")
    await places.get_by_role("link", name="Admin", exact=True).click()
    await expect(page.get_by_role("heading", level=1, name="Admin")).to_be_focused()
    await expect(sections(page).locator("[aria-current]")).to_have_count(1)
    for link in await sections(page).get_by_role("link").all():
        await link.click()
        await expect(link).to_have_attribute("aria-current", "page")
    await sections(page).get_by_role("link", name="Evenings").click()
    await expect(page.get_by_role("region", name="Weekdays")).to_be_visible()
    assert page.url.endswith("#/admin?section=evenings")


async def test_on_a_phone_the_way_leads_through_me(visit: Visitor, site: EveningSite) -> None:
    page = (await visit("admin", size=PHONE, place="#/profile")).page
    mine = page.get_by_role("navigation", name="My places")
    await mine.get_by_role("link", name="Admin").click()
    await expect(page.get_by_role("heading", level=1, name="Admin")).to_be_focused()


@pytest.mark.parametrize(
    ("role", "sentence"),
    [
        (None, "Sign in as an admin to see it."),
        ("player", "Whoever is an admin can let you in."),
        ("promoter", "Whoever is an admin can let you in."),
    ],
)
async def test_nobody_else_sees_more_than_a_sentence(
    visit: Visitor, site: EveningSite, role: str | None, sentence: str
) -> None:
    page = (await visit(role, size=DESKTOP, place="#/admin?section=evenings")).page
    await expect(page.get_by_role("main")).to_contain_text("This place is for admins")
    await expect(page.get_by_role("main")).to_contain_text(sentence)
    await expect(sections(page)).to_have_count(0)
    places = page.get_by_role("navigation", name="Places")
    await expect(places.get_by_role("link", name="Admin", exact=True)).to_have_count(0)


async def test_a_right_is_given_holds_at_once_and_is_taken_back(
    visit: Visitor, site: EveningSite
) -> None:
    player = (await visit("player", size=DESKTOP)).page
    places = player.get_by_role("navigation", name="Places")
    await expect(places.get_by_role("link", name="Tonight")).to_be_visible()
    page = (await visit("admin", size=DESKTOP, place=RIGHTS)).page
    name = canonical_name(
        next(each.player_name or "" for each in PERSONAS if each.role == "player")
    )
    await page.get_by_label("Find somebody who signed in").fill(name)
    await page.get_by_role("button", name=f"Make {name} promoter").click()
    holder = page.get_by_role("region", name="Rights").get_by_role("group", name=name)
    await expect(holder.get_by_role("combobox")).to_have_value("promoter")
    await expect(places.get_by_role("link", name="Campaigns")).to_be_visible()
    await holder.get_by_role("combobox").select_option("admin")
    await expect(places.get_by_role("link", name="Admin", exact=True)).to_be_visible()

    await sections(page).get_by_role("link", name="Done lately").click()
    acts = page.get_by_role("region", name="Done lately").get_by_role("listitem")
    await expect(acts).to_have_count(2)
    await expect(acts.first).to_contain_text(f"made {name} admin (before: promoter)")
    await acts.first.get_by_role("button", name="Undo").click()
    await expect(acts).to_have_count(3)
    await expect(places.get_by_role("link", name="Admin", exact=True)).to_have_count(0)

    await sections(page).get_by_role("link", name="Rights").click()
    await holder.get_by_role("button", name="Take the right").click()
    await page.get_by_role("alertdialog").get_by_role("button", name="Take away").click()
    await expect(holder).to_have_count(0)
    await expect(places.get_by_role("link", name="Campaigns")).to_have_count(0)


async def test_what_did_not_arrive_is_told_with_what_to_do_and_whom(
    visit: Visitor, site: EveningSite, execute: Execute
) -> None:
    await execute(UNDELIVERED)
    opened = await visit("admin", size=PHONE, place="#/admin?section=deliveries")
    page = opened.page
    card = page.get_by_role("region", name="Deliveries")
    await expect(card.get_by_role("heading", level=3)).to_have_text(["4 Dec 2026", "2 Dec 2026"])
    await expect(card).to_contain_text("failed: Discord lets nobody but friends write to them.")
    await card.get_by_role("button", name="Who, on Discord on 4 Dec 2026").click()
    await expect(card.get_by_role("button", name="Hide who, on Discord")).to_be_focused()
    await expect(card).to_contain_text("failed at 16:00.")
    await page.route("**/api/admin/deliveries?to=*", lambda route: route.fulfill(status=418))
    earlier = card.get_by_role("button", name="Show earlier days")
    await earlier.click()
    await expect(card.get_by_role("alert")).to_contain_text("The deliveries could not be loaded.")
    opened.problems.clear()  # the browser's own line about it
    await page.unroute("**/api/admin/deliveries?to=*")
    await earlier.click()
    await expect(card.get_by_role("alert")).to_have_count(0)
    await expect(card).to_contain_text("Nothing was to leave from 7 Nov 2026 to 20 Nov 2026.")


async def test_health_says_what_does_not_work_and_what_to_do(
    visit: Visitor, site: EveningSite
) -> None:
    page = (await visit("admin", size=DESKTOP, place="#/admin?section=health")).page
    card = page.get_by_role("region", name="Health")
    bot = card.get_by_role("listitem").first
    await expect(bot).to_contain_text("Wants a look")
    await expect(bot).to_contain_text("has never run here; muster up or muster bot runs it")
    await card.get_by_role("button", name="Look again").click()
    await expect(card).to_contain_text("Looked at 20:10")


async def test_it_can_be_read_by_everybody(
    visit: Visitor, site: EveningSite, execute: Execute, subtests: pytest.Subtests
) -> None:
    await execute(UNDELIVERED)
    admin = await site.visitor(number_of("admin"))
    for number, tier in ((901, "admin"), (902, "promoter")):
        await (await site.visitor(number, f"Given{number}")).aclose()
        await ok(admin.put(f"/api/admin/rights/{number}", json={"tier": tier}))
    await admin.aclose()
    page = (await visit("admin", place=ADMIN)).page
    await expect(sections(page).locator("[aria-current]")).to_have_count(1)
    for link in await sections(page).get_by_role("link").all():
        await link.click()
        await expect(link).to_have_attribute("aria-current", "page")
        await expect(page.get_by_role("main").get_by_role("region").first).to_be_visible()
        await expect(page.locator("[aria-busy=true]")).to_have_count(0)
        name = (await link.inner_text()).lower().replace(" ", "-")
        async for look in looks(page):
            with subtests.test(f"{name} {look}"):
                assert await violations(page, look) == []
                assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
                await screenshot(page, f"admin-{name}-{look}")
