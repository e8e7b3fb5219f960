"""Whatever throws, the page says so and can be reloaded; what is whole stays on it."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, Route, expect

from tests.browser.app.test_accessibility import violations
from tests.browser.conftest import ANSWERS, DESKTOP, SENTENCES, Site, Visit, Visitor, answer
from tests.browser.looks import looks
from tests.browser.screenshots import screenshot

CODE = "**/assets/index-*.js"
THROWS = "throw new RangeError('Invalid time zone specified: Etc/Unknown');"


async def is_said(page: Page, reason: str) -> None:
    await expect(page.get_by_role("heading", name="This page could not be drawn")).to_be_visible()
    await expect(page.get_by_role("alert")).to_contain_text("Reload the page.")
    await expect(page.get_by_role("main")).to_contain_text(reason)
    await expect(page.get_by_role("main")).to_be_focused()


async def is_reloaded(opened: Visit) -> None:
    """By the button, once the reason is gone."""
    page = opened.page
    await page.unroute_all(behavior="wait")
    await page.get_by_role("button", name="Reload the page").click()
    await expect(page.get_by_role("region", name="Tonight")).to_contain_text("looking")
    await expect(page.get_by_text("could not be drawn").filter(visible=True)).to_have_count(0)
    opened.problems.clear()


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (THROWS, "Invalid time zone specified"),
        ("Promise.reject(new Error('no such thing'));", "no such thing"),
        ("this is no code", "Unexpected identifier"),
        (None, "could not be loaded"),
    ],
    ids=["throws", "rejects", "does not parse", "does not come"],
)
async def test_code_that_does_not_start_is_said(
    visit: Visitor, site: Site, code: str | None, reason: str
) -> None:
    opened = await visit(place="api/docs")

    async def broken(route: Route) -> None:
        if code is None:
            await route.abort()
        else:
            await route.fulfill(content_type="text/javascript", body=code)

    await opened.page.route(CODE, broken)
    await opened.page.goto(site.address)
    await is_said(opened.page, reason)
    await is_reloaded(opened)


async def test_a_page_that_throws_while_it_draws_is_said(
    visit: Visitor, site: Site, subtests: pytest.Subtests
) -> None:
    opened = await visit("player", place="api/docs")

    async def senseless(route: Route) -> None:
        answer = await route.fetch()
        start = await answer.json()
        start["community"]["today"] = "someday"
        await route.fulfill(response=answer, json=start)

    await opened.page.route("**/api/start", senseless)
    await opened.page.goto(site.address)
    await is_said(opened.page, "Invalid time value")
    overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    async for look in looks(opened.page):
        with subtests.test(str(look)):
            assert await violations(opened.page, look) == []
            assert await opened.page.evaluate(overflow) == 0
            await screenshot(opened.page, f"broken-{look}")
    await is_reloaded(opened)


async def test_a_part_that_does_not_come_leaves_the_rest(visit: Visitor, site: Site) -> None:
    opened = await visit("player", size=DESKTOP)
    page = opened.page

    async def gone(route: Route) -> None:
        await route.fulfill(status=404)

    await page.route("**/assets/CalendarMonth-*.js", gone)
    await page.route("**/assets/Profile-*.js", gone)
    await page.get_by_role("button", name="Open calendar").click()
    await expect(page.get_by_role("alert")).to_contain_text("Calendar could not be drawn.")
    await answer(page, "MAYBE")
    await screenshot(page, "broken-calendar-desktop")
    await page.goto(f"{site.address}/#/profile")
    await expect(page.get_by_role("alert")).to_contain_text("The profile could not be drawn.")
    await page.get_by_role("navigation").get_by_role("link", name="Tonight").click()
    await page.get_by_role("button", name="Open calendar").click()
    await is_reloaded(opened)


NOT_MISSED = ("**/api/availability/forecast?**", "**/api/availability/usual")


async def answers_nothing(route: Route) -> None:
    await route.fulfill(json={})


@pytest.mark.parametrize("odd", NOT_MISSED)
@pytest.mark.parametrize("place", ["#/availability?day=2026-12-03", "#/week"])
async def test_a_part_that_throws_and_can_be_done_without_is_not_drawn(
    visit: Visitor, site: Site, odd: str, place: str
) -> None:
    opened = await visit("player", size=DESKTOP, place="api/docs")
    page = opened.page
    await page.route(odd, answers_nothing)
    # What threw is said in the console, which shows that it was to be drawn.
    async with page.expect_console_message(lambda said: "TypeError" in said.text):
        await page.goto(f"{site.address}/{place}")
    day = "Tomorrow" if place == "#/week" else "Tonight"
    button = page.get_by_role("region", name=day).get_by_role("button", name=ANSWERS["MAYBE"])
    await button.click()
    if day == "Tonight":
        await expect(page.get_by_role("grid")).to_be_visible()
        await expect(page.get_by_role("region", name=day)).to_contain_text(SENTENCES["MAYBE"])
    else:
        await expect(button).to_have_attribute("aria-pressed", "true")
    await expect(page.get_by_text("could not be drawn").filter(visible=True)).to_have_count(0)
    await page.close()
    opened.problems.clear()


@pytest.mark.parametrize("part", ["me", "live_status"])
async def test_what_the_start_does_not_say_costs_its_part_alone(
    visit: Visitor, site: Site, part: str
) -> None:
    opened = await visit("player", place="api/docs")
    await start_without(opened.page, part)
    await opened.page.goto(site.address)
    await answer(opened.page, "MAYBE")
    undrawn = opened.page.get_by_text("could not be drawn").filter(visible=True)
    await expect(undrawn).to_have_count(0)


async def test_an_evening_without_days_leaves_the_other_places(visit: Visitor, site: Site) -> None:
    opened = await visit("player", place="api/docs")
    page = opened.page
    await start_without(page, "availability")
    await page.route("**/api/availability?**", answers_nothing)
    await page.goto(site.address)
    await expect(page.get_by_role("alert")).to_contain_text("Tonight could not be drawn.")
    await page.get_by_role("navigation").get_by_role("link", name="Me").click()
    await expect(page.get_by_role("heading", name="My notifications", level=1)).to_be_visible()
    await page.get_by_role("navigation").get_by_role("link", name="Tonight").click()
    # Nor does the next visit begin with what this one stumbled over.
    await is_reloaded(opened)


async def start_without(page: Page, part: str) -> None:
    async def fewer(route: Route) -> None:
        answer = await route.fetch()
        start = await answer.json()
        start[part] = {}
        await route.fulfill(response=answer, json=start)

    await page.route("**/api/start", fewer)


async def test_an_error_beside_a_page_that_is_drawn_is_not_said(visit: Visitor) -> None:
    opened = await visit("player")
    page = opened.page
    await expect(page.get_by_role("region", name="Tonight")).to_contain_text("looking")
    await page.evaluate("setTimeout(() => { throw new Error('of an extension'); })")
    await page.evaluate("void Promise.reject(new Error('of an extension'))")
    await expect(page.locator("#broken-reason")).to_contain_text("of an extension")
    await expect(page.get_by_text("could not be drawn").filter(visible=True)).to_have_count(0)
    opened.problems.clear()


async def test_today_can_be_found_by_eye_and_by_screen_reader(
    visit: Visitor, subtests: pytest.Subtests
) -> None:
    page = (await visit("player")).page
    tonight = page.get_by_role("region", name="Today")
    await expect(tonight).to_have_attribute("aria-busy", "false")
    # The browser's own search goes on from what it found before.
    found = "getSelection().removeAllRanges(), window.find('Today', true)"
    async for look in looks(page):
        with subtests.test(str(look)):
            await expect(page.get_by_role("heading", name="Today")).to_have_count(1)
            await expect(page.get_by_role("heading", name="Tomorrow")).to_have_count(1)
            await expect(page.get_by_text("Today", exact=True)).to_be_visible()
            assert await page.evaluate(found)
            await screenshot(page, f"today-{look}")


async def test_what_tonight_can_do_without_takes_nothing_along(visit: Visitor, site: Site) -> None:
    """The code of a part is gone, as after an update: the rest stays and can be used."""
    opened = await visit("player", place="api/docs")
    gone: list[str] = []

    async def not_found(route: Route) -> None:
        gone.append(route.request.url)
        await route.fulfill(status=404)

    for part in ("ForecastLine", "AsUsualButton"):
        await opened.context.route(f"**/assets/{part}-*.js", not_found)
    async with opened.page.expect_response(lambda found: found.status == 404):
        await opened.page.goto(site.address)
    assert gone
    await answer(opened.page, "MAYBE")
    undrawn = opened.page.get_by_text("could not be drawn").filter(visible=True)
    await expect(undrawn).to_have_count(0)
    await opened.page.close()
    opened.problems.clear()  # the browser's own lines about the 404
