"""In voice now, on the server now: who sees whom, and that it appears and goes by itself."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest
from playwright.async_api import Locator, Page, Route, expect

from tests.browser.app.test_accessibility import violations
from tests.browser.conftest import DESKTOP, PHONE, Site, Visitor, async_fixture
from tests.browser.looks import looks
from tests.browser.screenshots import screenshot
from tests.support.scenes.evening_page import EARLY, EveningSite, Execute, evening_site, number_of

NAMES = ("Bramble", "Corvid", "Dunlin", "Egret", "Fulmar", "Godwit", "Harrier", "Ibis", "Jackdaw")
LONG = "A player whose name goes on and on without an end"
ADDRESS = "**/api/live-status"


@async_fixture
async def site(database_url: str) -> AsyncIterator[EveningSite]:
    async with evening_site(database_url) as site:
        for role, name in (("player", "Kestrel"), ("admin", "Odessa")):
            visitor = await site.visitor(number_of(role), name)
            await visitor.aclose()
        yield site


def voice(page: Page) -> Locator:
    return page.get_by_role("region", name="In voice now")


def server(page: Page) -> Locator:
    return page.get_by_role("region", name="On the server now")


async def store(execute: Execute, status_type: str, data: object, at: datetime = EARLY) -> None:
    """What the bot writes."""
    await execute(
        f"INSERT INTO live_status VALUES ('{status_type}', '{json.dumps(data)}', '{at}')"
        " ON CONFLICT (status_type)"
        " DO UPDATE SET status_data = EXCLUDED.status_data, updated_at = EXCLUDED.updated_at"
    )


async def in_voice(execute: Execute, *names: str, at: datetime = EARLY) -> None:
    members = [{"id": str(9000 + number), "name": name} for number, name in enumerate(names)]
    await store(execute, "voice_channel", {"members": members}, at)


async def on_server(execute: Execute, *names: str, at: datetime = EARLY) -> None:
    await store(execute, "game_server", {"players": [{"name": name} for name in names]}, at)


async def test_an_admin_reads_on_which_channel_nothing_leaves(
    visit: Visitor, execute: Execute
) -> None:
    await store(execute, "bot", {"channel_problems": {"signal": "captcha_required"}})
    admin, player = (await visit("admin")).page, (await visit("player")).page
    told = admin.get_by_role("alert").filter(has_text="Messages wait")
    await expect(told).to_contain_text("Signal wants a captcha solved")
    await expect(told).to_contain_text("(captcha_required).")
    assert await violations(admin) == []
    await expect(player.get_by_role("region", name="Tonight")).to_contain_text("looking")
    await expect(player.get_by_text("Messages wait")).to_have_count(0)


async def test_who_comes_and_goes_is_seen_without_reloading(
    visit: Visitor, execute: Execute
) -> None:
    page = (await visit("player")).page
    visitor = (await visit(size=DESKTOP)).page
    for each in (page, visitor):
        await expect(each.get_by_role("region", name="Tonight")).to_contain_text("looking")
        await expect(voice(each)).to_have_count(0)
    members = [{"id": str(number_of("admin")), "name": "odessa_on_discord"}]
    await store(execute, "voice_channel", {"members": members})
    await expect(voice(page).get_by_role("listitem")).to_have_text(["Odessa"])
    await expect(voice(visitor)).to_contain_text("1")
    members.append({"id": "9001", "name": "^1Passerby"})
    await store(execute, "voice_channel", {"members": members})
    await expect(voice(page).get_by_role("listitem")).to_have_text(["Odessa", "Passerby"])
    await expect(voice(visitor)).to_contain_text("2")
    for name in ("Odessa", "Passerby"):
        await expect(visitor.get_by_text(name)).to_have_count(0)
    await expect(server(page)).to_have_count(0)
    await on_server(execute, "^4Odes^7sa")
    await expect(server(page).get_by_role("listitem")).to_have_text(["Odessa"])
    await store(execute, "voice_channel", {"members": []})
    await expect(voice(page)).to_contain_text("Nobody")
    await execute("DELETE FROM live_status WHERE status_type = 'voice_channel'")
    await expect(voice(page)).to_have_count(0)
    await expect(server(page)).to_be_visible()


async def test_a_link_changes_who_is_named_and_what_a_name_is(
    visit: Visitor, site: EveningSite, execute: Execute
) -> None:
    page = (await visit("player")).page
    unlinked = (await visit("unlinked")).page
    members = [{"id": str(number_of("admin")), "name": "odessa_on_discord"}]
    await store(execute, "voice_channel", {"members": members})
    await expect(voice(page)).to_contain_text("Odessa")
    await expect(voice(unlinked)).to_contain_text("1")
    await expect(voice(unlinked).get_by_role("listitem")).to_have_count(0)
    admin = await site.visitor(number_of("admin"))
    await admin.delete("/auth/link")
    await admin.aclose()
    await expect(voice(page)).to_contain_text("odessa_on_discord")
    await page.evaluate(
        "fetch('/auth/link', {method: 'DELETE', headers: {'X-Requested-With': 'XMLHttpRequest'}})"
    )
    await expect(voice(page).get_by_role("listitem")).to_have_count(0)
    await expect(voice(page)).to_contain_text("1")


# --- known and not known --------------------------------------------------------------------------


async def with_a_clock(visit: Visitor, site: EveningSite) -> Page:
    """The page of a player, whose clock the test sets."""
    page = (await visit("player", place="#/none")).page
    await page.clock.install()
    await page.goto(f"{site.address}/#/availability")
    await page.reload()
    return page


async def test_what_nobody_says_any_more_goes_by_itself_and_comes_back(
    visit: Visitor, site: EveningSite, execute: Execute
) -> None:
    await in_voice(execute, "Bramble")
    await on_server(execute, "Corvid")
    page = await with_a_clock(visit, site)
    await expect(voice(page)).to_contain_text("Bramble")
    # The bot still looks at the server; voice has gone silent.
    site.clock.move_to(EARLY + timedelta(minutes=4))
    await on_server(execute, "Corvid", at=EARLY + timedelta(minutes=4))
    await page.clock.run_for(70_000)
    await expect(voice(page)).to_have_count(0)
    await expect(server(page)).to_contain_text("Corvid")
    # A heartbeat is no change, so no notice tells that it is known again.
    await in_voice(execute, "Bramble", at=EARLY + timedelta(minutes=4))
    await expect(voice(page)).to_have_count(0)
    await page.clock.run_for(70_000)
    await expect(voice(page)).to_contain_text("Bramble")


async def test_without_an_answer_a_page_shows_nothing_that_is_older_than_three_minutes(
    visit: Visitor, site: EveningSite, execute: Execute
) -> None:
    await in_voice(execute, "Bramble")
    page = await with_a_clock(visit, site)
    await expect(voice(page)).to_contain_text("Bramble")

    async def unanswered(_route: Route) -> None:
        """Neither an answer nor a failure comes."""

    for address in (ADDRESS, "**/api/start"):  # the start says who is there, too
        await page.route(address, unanswered)
    await page.clock.run_for(170_000)
    await expect(voice(page)).to_contain_text("Bramble")
    await page.clock.run_for(15_000)
    await expect(voice(page)).to_have_count(0)
    await page.unroute_all(behavior="ignoreErrors")


# --- how it looks ---------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(320, 640), PHONE, DESKTOP])
async def test_nothing_moves_when_it_arrives(
    visit: Visitor, site: Site, execute: Execute, size: tuple[int, int]
) -> None:
    await in_voice(execute, *NAMES)
    await on_server(execute, *NAMES[:2])
    page = (await visit("player", size=size)).page
    await expect(server(page)).to_contain_text("Corvid")
    release = asyncio.Event()

    async def later(route: Route) -> None:
        await release.wait()
        await route.continue_()

    async def places() -> list[float]:
        """Where everything down to the upcoming days begins."""
        names = ("Tonight", "In voice now", "On the server now", "Tomorrow", "Current queue")
        regions = [page.get_by_role("region", name=name) for name in (*names, "Upcoming")]
        top = "(each) => each.getBoundingClientRect().top"
        return [await region.evaluate(top) for region in regions]

    await page.route(ADDRESS, later)
    await page.route("**/api/start", later)
    # As if the visit before were longer ago than a day; a page keeps what it knows when left.
    await page.add_init_script("localStorage.removeItem('muster.last-known')")
    await page.reload()
    await expect(page.get_by_role("region", name="Tonight")).to_contain_text("looking")
    await expect(voice(page)).to_have_attribute("aria-busy", "true")
    await page.evaluate("document.fonts.ready.then(() => true)")
    before = await places()
    release.set()
    await expect(voice(page)).to_contain_text("Bramble")
    await expect(page.locator("[aria-busy=true]")).to_have_count(0)
    moved = [abs(there - here) for there, here in zip(await places(), before, strict=True)]
    # What stands in for names wraps nearly as they do: one line at most, further down. On the
    # narrowest phone the start of the session takes a line of its own, too.
    assert max(moved) < (24 if size[0] > 320 else 56), moved


@pytest.mark.parametrize("role", [None, "player"])
async def test_axe_finds_nothing(
    visit: Visitor, execute: Execute, subtests: pytest.Subtests, role: str | None
) -> None:
    await in_voice(execute, *NAMES)
    await on_server(execute)
    page = (await visit(role)).page
    await expect(voice(page)).to_contain_text("9")
    await expect(server(page)).to_contain_text("0")
    async for look in looks(page, [PHONE]):
        with subtests.test(str(look)):
            assert await violations(page, look) == []
            await screenshot(page, f"who-is-there-{role or 'anonymous'}-{look}")


async def test_long_names_and_crowds_stay_on_the_screen(
    visit: Visitor, execute: Execute, subtests: pytest.Subtests
) -> None:
    await in_voice(execute, LONG, "M" * 64, *(f"Player{number}" for number in range(150)))
    await on_server(execute, LONG.replace(" ", "_"))
    page = (await visit("player", size=(320, 800))).page
    await expect(voice(page)).to_contain_text("152")
    await expect(voice(page)).to_contain_text("and 128 more")
    overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    inside = "(each) => each.scrollWidth <= each.clientWidth + 1"
    async for look in looks(page, [(320, 800), (1280, 800)], ["light"]):
        with subtests.test(str(look)):
            assert await page.evaluate(overflow) == 0
            for place in (voice(page), server(page)):
                assert await place.evaluate(inside)
            await screenshot(page, f"who-is-there-crowd-{look}")
