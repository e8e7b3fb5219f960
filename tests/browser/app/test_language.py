"""The page in the reader's language: which one, that it comes alone, and how it is changed."""

from __future__ import annotations

import re
from typing import Literal

import pytest
from playwright.async_api import Page, Response, expect

from muster.words import LANGUAGES, words
from tests.browser.app.test_offline import CONTROLLED
from tests.browser.conftest import DESKTOP, PHONE, Site, Visit, Visitor
from tests.support.running.websites import becomes

MOST = 12_000
"""Compressed bytes of words that a place loads."""

TONIGHT = {"en": "Tonight", "sl": "Nocoj", "de": "Heute Abend"}
LOOKING = {"en": "looking", "sl": "igra", "de": "dabei"}
NAMES = {"en": "English", "sl": "Slovenščina", "de": "Deutsch"}
AS_THE_BROWSER = {
    each: words("identity")("language-browser").in_language(each) for each in LANGUAGES
}
CALENDAR = {"en": "Open calendar", "sl": "Odpri koledar", "de": "Kalender öffnen"}
PROFILE = "#/profile"
LANGUAGE_OF_ME = "fetch('/auth/me').then((me) => me.json()).then(({ language }) => language)"


@pytest.fixture
def service_workers() -> Literal["allow", "block"]:
    return "allow"


async def speaks(page: Page, language: str) -> None:
    """Tonight is drawn, in this language."""
    tonight = page.get_by_role("region", name=TONIGHT[language])
    await expect(tonight).to_contain_text(LOOKING[language])
    assert await page.evaluate("document.documentElement.lang") == language
    assert await page.evaluate("document.documentElement.dir") == "ltr"


async def choose(page: Page, name: str) -> None:
    """Choose a language on Me, where the page is by now."""
    await page.get_by_role("radio", name=name, exact=True).click()


async def is_stored(page: Page, language: str | None) -> None:
    await becomes(lambda: page.evaluate(LANGUAGE_OF_ME), language)


def words_of(visit: Visit) -> list[str]:
    """The addresses of words that a visit loads from now on."""
    found: list[str] = []
    visit.page.on(
        "request",
        lambda request: found.append(request.url) if "/assets/words/" in request.url else None,
    )
    return found


# --- the language that a visit begins in ----------------------------------------------------------


@pytest.mark.parametrize(
    ("locale", "language"), [("sl-SI", "sl"), ("de-AT", "de"), ("en-US", "en"), ("fr-FR", "en")]
)
async def test_the_page_speaks_as_the_browser_says_and_loads_that_language_alone(
    visit: Visitor, site: Site, locale: str, language: str
) -> None:
    await site.answer(801, "Fenrir", await site.today(), "LOOKING")
    opened = await visit(place="api/docs", locale=locale)
    sizes: dict[str, int] = {}

    async def note(response: Response) -> None:
        if "/assets/words/" in response.url:
            length = (await response.all_headers())["content-length"]
            sizes[response.url] = int(length)

    opened.page.on("response", note)
    words = words_of(opened)
    page = opened.page
    await page.goto(f"{site.address}/#/availability")
    await speaks(page, language)
    # Once the browser keeps the page, too, it has one language.
    await page.evaluate(CONTROLLED)
    kept = await page.evaluate(
        "caches.keys().then((names) => Promise.all(names.map((name) => caches.open(name)"
        ".then((cache) => cache.keys())))).then((found) => found.flat().map(({url}) => url))"
    )
    words += [url for url in kept if "/assets/words/" in url]
    assert {re.sub(r".*/words/(\w+)-.*", r"\1", url) for url in words} == {language}
    pages = [url for url in kept if "/index." in url]
    ending = "/index.html" if language == "en" else f"/index.{language}.html"
    assert [url.partition("?")[0].endswith(ending) for url in pages] == [True]
    first = next(size for url, size in sizes.items() if url.endswith("/first.js"))
    assert first < 5_000
    assert await page.locator("link[rel=manifest]").get_attribute("href") == (
        f"/manifest.{language}.webmanifest"
    )


async def test_no_place_loads_more_words_than_it_may(visit: Visitor, site: Site) -> None:
    """What `npm run build` reckons is what a browser really loads, for the wordiest language."""
    for place in ("availability", "week", "planning", "history", "campaigns", "members", "admin",
                  "profile", "notifications", "outbox"):  # fmt: skip
        opened = await visit("admin", size=DESKTOP, place=f"#/{place}", locale="sl-SI")
        await expect(opened.page.get_by_role("heading", level=1)).to_be_visible()
        await opened.page.wait_for_load_state("networkidle")
        loaded = await opened.page.evaluate(
            "performance.getEntriesByType('resource')"
            ".filter(({ name }) => name.includes('/words/'))"
            ".map(({ encodedBodySize }) => encodedBodySize)"
        )
        assert loaded, place
        assert sum(loaded) <= MOST, place
        await opened.context.close()


async def test_words_are_asked_for_beside_the_code(visit: Visitor, site: Site) -> None:
    """No way there and back more: the browser reads of them in the page itself."""
    opened = await visit(place="api/docs", locale="sl-SI")
    page = opened.page
    words = words_of(opened)
    await page.goto(f"{site.address}/")
    await expect(page.get_by_role("region", name="Nocoj")).to_be_visible()
    preloaded = page.locator('link[rel="modulepreload"][href*="/words/sl-"]')
    address = await preloaded.get_attribute("href")
    assert [url.removeprefix(site.address) for url in words if url.endswith("/first.js")] == [
        address
    ]


# --- a choice -------------------------------------------------------------------------------------


async def test_a_choice_made_signed_out_is_everywhere_and_stays(visit: Visitor, site: Site) -> None:
    opened = await visit(place=PROFILE)
    page = opened.page
    await choose(page, NAMES["sl"])
    await expect(page.get_by_role("heading", level=1)).to_have_text("Profil")
    await expect(page.get_by_role("group", name="Jezik")).to_be_visible()
    await expect(page).to_have_title("Profil · Muster")
    assert await page.evaluate("document.documentElement.lang") == "sl"
    for _ in range(2):
        await page.goto(f"{site.address}/#/availability")
        await page.reload()
        await expect(page.get_by_role("region", name="Nocoj")).to_be_visible()
    # The server sends it so from the beginning.
    sent = await opened.context.request.get(site.address, headers={"Accept-Language": "en"})
    assert '<html lang="sl"' in await sent.text()
    await page.goto(f"{site.address}/{PROFILE}")
    await choose(page, AS_THE_BROWSER["sl"])
    await expect(page.get_by_role("group", name="Language")).to_be_visible()
    sent = await opened.context.request.get(site.address, headers={"Accept-Language": "de"})
    assert '<html lang="de"' in await sent.text()


async def test_a_change_is_drawn_in_place_and_loses_nothing_that_was_typed(visit: Visitor) -> None:
    opened = await visit("player", place=PROFILE, size=DESKTOP)
    page = opened.page
    await page.get_by_role("button", name="Change player").click()
    field = page.get_by_role("searchbox").first
    await field.fill("Kestrel")
    await page.evaluate("window.still = true")
    await choose(page, NAMES["de"])
    await expect(page.get_by_role("group", name="Sprache")).to_be_visible()
    await expect(page.get_by_role("searchbox").first).to_have_value("Kestrel")
    assert await page.evaluate("window.still")
    await page.evaluate("location.hash = '#/history'")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Abende")


async def test_the_choice_is_the_accounts_and_reaches_other_browsers_at_once(
    visit: Visitor, site: Site
) -> None:
    await site.answer(801, "Fenrir", await site.today(), "LOOKING")
    one = await visit("player", place=PROFILE)
    other = await visit("player")
    await speaks(other.page, "en")
    await choose(one.page, NAMES["sl"])
    await is_stored(one.page, "sl")
    await speaks(other.page, "sl")
    third = await visit("player", locale="de-DE")
    await speaks(third.page, "sl")
    await choose(one.page, AS_THE_BROWSER["sl"])
    await is_stored(one.page, None)
    await speaks(third.page, "de")
    await speaks(other.page, "en")


async def test_what_was_chosen_before_signing_in_is_the_accounts_where_it_had_none(
    visit: Visitor, site: Site
) -> None:
    await site.answer(801, "Fenrir", await site.today(), "LOOKING")
    opened = await visit(place=PROFILE)
    await choose(opened.page, NAMES["sl"])
    await opened.page.get_by_role("button", name="Igralec", exact=True).click()
    await is_stored(opened.page, "sl")
    opened.problems.clear()  # until somebody is signed in, nobody is
    # Somebody who chose another one has that in this browser, too.
    second = await visit("admin", place=PROFILE)
    await choose(second.page, NAMES["de"])
    await is_stored(second.page, "de")
    await opened.page.get_by_role("button", name="Admin", exact=True).click()
    await expect(opened.page.get_by_role("group", name="Sprache")).to_be_visible()


async def test_what_the_browser_says_is_told_once(visit: Visitor, site: Site) -> None:
    opened = await visit("player", place="api/docs", locale="sl-SI")
    heard: list[str | None] = []
    opened.page.on(
        "request",
        lambda request: (
            heard.append(request.post_data)
            if request.url.endswith("/auth/language/heard")
            else None
        ),
    )
    for _ in range(3):
        async with opened.page.expect_response("**/api/availability/events"):
            await opened.page.goto(f"{site.address}/?{len(heard)}")
        await expect(opened.page.get_by_role("region", name="Nocoj")).to_be_visible()
    await becomes(lambda: opened.page.evaluate("localStorage.getItem('muster.heard-language')"),
                  f'"{await opened.page.evaluate(USER_ID)} sl-SI"')  # fmt: skip
    assert heard == ['{"tag":"sl-SI"}']


USER_ID = "fetch('/auth/me').then((me) => me.json()).then((me) => me.website_user_id)"


async def test_what_the_server_says_is_asked_for_in_the_language_of_the_page(
    visit: Visitor,
) -> None:
    opened = await visit("player", place=PROFILE)
    await choose(opened.page, NAMES["de"])
    await is_stored(opened.page, "de")
    async with opened.page.expect_request("**/api/evenings*") as asked:
        await opened.page.evaluate("location.hash = '#/history'")
    headers = await (await asked.value).all_headers()
    assert headers["accept-language"] == "de"
    assert "muster_language=de" in headers["cookie"]


# --- without a network ----------------------------------------------------------------------------


async def test_the_page_opens_without_a_network_in_the_chosen_language(
    visit: Visitor, site: Site
) -> None:
    await site.answer(801, "Fenrir", await site.today(), "LOOKING")
    opened = await visit()
    page = opened.page
    await speaks(page, "en")
    await page.evaluate(CONTROLLED)
    await page.goto(f"{site.address}/{PROFILE}")
    await page.reload()
    await choose(page, NAMES["de"])
    # Until the worker of the new language takes over, the one before lends its page.
    await becomes(lambda: page.evaluate(WAITING), "?de")
    await opened.context.set_offline(True)
    await page.goto(f"{site.address}/#/availability")
    await page.reload()
    await speaks(page, "de")
    await opened.context.set_offline(False)
    await page.close()

    async def opened_again() -> str:
        page = await opened.context.new_page()
        await page.goto(f"{site.address}/")
        await speaks(page, "de")
        worker = await page.evaluate(ACTIVE)
        await page.close()
        return worker

    # A page that was just closed may count as open yet: then the next visit is the one.
    await becomes(opened_again, "?de")
    page = await opened.context.new_page()
    await page.goto(f"{site.address}/")
    await opened.context.set_offline(True)
    await page.reload()
    await speaks(page, "de")
    await page.close()
    opened.problems.clear()


WORKER = "navigator.serviceWorker.getRegistration().then((all) => new URL(all.{state}?.scriptURL ?? location).search)"  # noqa: E501  # one expression
WAITING = WORKER.format(state="waiting")
ACTIVE = WORKER.format(state="active")


async def test_a_language_that_cannot_be_loaded_is_not_chosen(visit: Visitor, site: Site) -> None:
    opened = await visit(place=PROFILE, size=PHONE)
    page = opened.page
    await expect(page.get_by_role("group", name="Language")).to_be_visible()
    await page.evaluate(CONTROLLED)
    await page.reload()
    await expect(page.get_by_role("group", name="Language")).to_be_visible()
    await opened.context.set_offline(True)
    await choose(page, NAMES["de"])
    await expect(page.get_by_role("alert")).to_contain_text("Not saved.")
    await expect(page.get_by_role("radio", name=AS_THE_BROWSER["en"])).to_be_checked()
    await page.reload()
    await expect(page.get_by_role("group", name="Language")).to_be_visible()
    await page.close()
    opened.problems.clear()


# --- dates, hours, weeks --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("locale", "language", "first_day", "hour"),
    [
        ("en-US", "en", "S", "9:00 PM"),
        ("en-GB", "en", "M", "21:00"),
        ("sl-SI", "en", "M", "21:00"),
        ("en-US", "sl", "p", "21:00"),
        ("en-US", "de", "M", "21:00"),
        ("de-AT", "de", "M", "21:00"),
    ],
)
async def test_weeks_and_hours_are_written_as_the_language_has_them(
    visit: Visitor, site: Site, locale: str, language: str, first_day: str, hour: str
) -> None:
    opened = await visit("player", place=PROFILE, locale=locale)
    page = opened.page
    await page.get_by_role("radio", name=NAMES[language], exact=True).check()
    await is_stored(page, language)
    await page.goto(f"{site.address}/#/availability")
    tonight = page.get_by_role("region", name=TONIGHT[language])
    await expect(tonight).to_contain_text(re.compile(hour.replace(" ", r"\s")))
    await page.get_by_role("button", name=CALENDAR[language]).click()
    heads = page.get_by_role("grid").locator("thead th")
    await expect(heads.first).to_contain_text(first_day)
