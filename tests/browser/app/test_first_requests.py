"""How a visit begins: one question, and on the next visit what the last one knew at once."""

from __future__ import annotations

from playwright.async_api import BrowserContext, Page, Route, expect

from tests.browser.conftest import Site, Visitor

FORECAST = "/api/availability/forecast"


def asked(page: Page) -> list[str]:
    """What the page asks of the API from now on."""
    found: list[str] = []

    def note(url: str) -> None:
        path = "/" + url.split("/", 3)[3].partition("?")[0]
        # The personas are the sandbox's own.
        if path.startswith(("/api/", "/auth/")) and path != "/auth/sandbox/personas":
            found.append(path)

    page.on("request", lambda request: note(request.url))
    return found


async def start_fails(context: BrowserContext) -> None:
    async def refuse(route: Route) -> None:
        await route.fulfill(status=503, json={"detail": "not now", "code": "unavailable"})

    await context.route("**/api/start", refuse)


async def test_a_first_visit_asks_once(visit: Visitor, site: Site) -> None:
    await site.answer(801, "Fenrir", await site.today(), "LOOKING")
    opened = await visit(place="api/docs")
    found = asked(opened.page)
    await opened.page.goto(site.address)
    await expect(opened.page.get_by_role("region", name="Tonight")).to_contain_text("1 looking")
    # What was read may be older than the stream that tells of changes: it is asked for once more.
    async with opened.page.expect_response("**/api/start"):
        pass
    # How likely it is that enough come may be known later than who does.
    assert found[0] == "/api/start"
    assert sorted({*found}) == ["/api/availability/events", FORECAST, "/api/start"]
    assert (found.count("/api/start"), found.count(FORECAST)) == (2, 1)


async def test_the_next_visit_shows_what_the_last_one_knew(visit: Visitor, site: Site) -> None:
    await site.answer(801, "Fenrir", await site.today(), "LOOKING")
    first = await visit("player")
    await expect(first.page.get_by_role("region", name="Tonight")).to_contain_text("1 looking")
    await expect(first.page.get_by_text("Fenrir").first).to_be_visible()
    await first.page.close()
    page = await first.context.new_page()
    held: list[Route] = []

    async def hold(route: Route) -> None:
        held.append(route)

    await first.context.route("**/api/**", hold)
    await page.goto(site.address)
    await expect(page.get_by_role("region", name="Tonight")).to_contain_text("1 looking")
    await expect(page.get_by_text("Fenrir").first).to_be_visible()
    assert held
    await first.context.unroute_all()


async def test_without_the_start_every_part_has_its_own_route(visit: Visitor, site: Site) -> None:
    await site.answer(801, "Fenrir", await site.today(), "LOOKING")
    opened = await visit("player", place="api/docs")
    await start_fails(opened.context)
    await opened.page.goto(site.address)
    await expect(opened.page.get_by_text("Fenrir").first).to_be_visible()
    opened.problems.clear()


async def test_nothing_of_a_person_stays_when_they_sign_out(visit: Visitor, site: Site) -> None:
    await site.answer(801, "Fenrir", await site.today(), "LOOKING")
    opened = await visit("player")
    page = opened.page
    await expect(page.get_by_text("Fenrir").first).to_be_visible()
    await page.goto(f"{site.address}/#/profile")
    await page.get_by_role("button", name="Sign out", exact=True).click()
    await expect(page.get_by_text("You are not signed in")).to_be_visible()
    await page.close()
    stored = await opened.context.storage_state()
    assert "Fenrir" not in str(stored)
    assert "Shade" not in str(stored)
