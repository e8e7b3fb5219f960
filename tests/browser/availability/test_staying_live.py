"""A page that stays open: through restarts, without a stream, across midnight; and how it loads."""

from __future__ import annotations

from datetime import UTC, datetime

import time_machine
from playwright.async_api import Response, Route, expect

from tests.browser.conftest import DESKTOP, Site, Visitor, answer, option
from tests.browser.screenshots import screenshot

FIRST_LOAD_JAVASCRIPT = 150_000
"""Bytes of JavaScript on the wire that the first load may need."""


async def test_a_page_lives_through_a_restart_of_the_server(visit: Visitor, site: Site) -> None:
    opened = await visit("player")
    page = opened.page
    tonight = page.get_by_role("region", name="Tonight")
    await expect(option(page, "Tonight", "LOOKING")).to_be_enabled()
    await site.stop()
    await expect(page.get_by_text("Reconnecting…")).to_be_visible()
    await screenshot(page, "reconnecting-phone")
    await site.start()
    await site.answer(901, "Nightjar", await site.today(), "LOOKING")
    await expect(tonight).to_contain_text("1 looking")
    await expect(page.get_by_text("Reconnecting…")).to_have_count(0)
    await answer(page, "LOOKING")
    await expect(tonight).to_contain_text("2 looking")
    # The browser notes by itself what was refused meanwhile: connections, and a stream that was
    # asked for while the server was stopping.
    assert all("net::ERR" in problem or " 503 " in problem for problem in opened.problems)
    opened.problems.clear()


async def test_without_a_stream_the_page_asks_by_itself(visit: Visitor, site: Site) -> None:
    opened = await visit(size=DESKTOP, place="#/none")
    page = opened.page

    async def refuse(route: Route) -> None:
        await route.abort()

    await page.route("**/api/availability/events", refuse)
    await page.clock.install()
    await page.goto(f"{site.address}/#/availability")
    await page.reload()
    tonight = page.get_by_role("region", name="Tonight")
    await expect(tonight).to_contain_text("0 looking")
    await site.answer(902, "Nightjar", await site.today(), "LOOKING")
    for _ in range(4):
        await page.clock.run_for(10_000)
    await expect(tonight).to_contain_text("1 looking")
    opened.problems.clear()


async def test_tonight_turns_at_the_community_s_midnight_on_an_open_page(
    visit: Visitor, site: Site
) -> None:
    # 23:59:50 in Ljubljana on the last day of summer time, which has 25 hours.
    before = datetime(2027, 10, 31, 22, 59, 50, tzinfo=UTC)
    with time_machine.travel(before, tick=False) as clock:
        await site.stop()
        await site.start()
        page = (await visit("player", size=DESKTOP)).page
        tonight = page.get_by_role("region", name="Tonight")
        await expect(tonight).to_contain_text("31 Oct")
        await answer(page, "LOOKING")
        await expect(tonight).to_contain_text("1 looking")
        clock.move_to(datetime(2027, 10, 31, 23, 0, 1, tzinfo=UTC))
        await expect(tonight).to_contain_text("1 Nov")
        await expect(tonight).to_contain_text("0 looking")


async def test_the_first_load_is_small_and_soon_there(visit: Visitor, site: Site) -> None:
    opened = await visit(place="#/none")
    page = opened.page
    scripts: list[Response] = []
    page.on(
        "response",
        lambda response: (
            scripts.append(response) if response.request.resource_type == "script" else None
        ),
    )
    await page.goto("about:blank")
    await page.goto(f"{site.address}/#/availability")
    await expect(page.get_by_role("region", name="Tonight")).to_contain_text("looking")
    sizes = [int(response.headers["content-length"]) for response in scripts]
    assert scripts
    assert sum(sizes) <= FIRST_LOAD_JAVASCRIPT
    for response in scripts:
        # What is smaller than its headers is not worth compressing.
        small = int(response.headers["content-length"]) < 512
        assert small or response.headers["content-encoding"] in ("br", "gzip")
        assert "immutable" in response.headers["cache-control"]


async def test_the_api_s_human_pages_work_under_our_own_policy(visit: Visitor) -> None:
    page = (await visit(size=DESKTOP, place="api/docs")).page
    await expect(page.get_by_text("Read availability")).to_be_visible()


async def test_the_sandbox_cannot_be_missed_and_switches_persona(visit: Visitor) -> None:
    page = (await visit(size=DESKTOP)).page
    bar = page.get_by_role("complementary", name="Sandbox")
    await expect(bar).to_contain_text("Sandbox")
    await bar.get_by_role("button", name="Admin").click()
    await expect(page.get_by_text("Aggregate view only.")).to_have_count(0)
    await bar.get_by_role("button", name="Signed out").click()
    await expect(page.get_by_text("Aggregate view only.")).to_be_visible()
