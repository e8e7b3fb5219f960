"""Everything that is read and heard on the page stands in a catalogue: it is pseudo there."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import Page, Response, expect

from muster.crypto import ContactCipher, generate_contact_key
from ops.demo.data import fill
from tests.browser.conftest import DESKTOP, PHONE, Site, Visitor, async_fixture
from tests.support.pseudo_page import (
    SEEN,
    escaped_from,
    pseudo_module,
    speak_pseudo,
    strings_of,
)

PLACES = ("availability", "week", "planning", "history", "campaigns", "members", "profile",
          "notifications", "outbox", "invite", "nowhere")  # fmt: skip
SECTIONS = ("players", "rights", "deliveries", "evenings", "members", "health", "personal-data",
            "log")  # fmt: skip
CLOSED = "main [aria-expanded=false], main summary"
"""What opens something in its place."""

WIDER = """() => {
  const page = document.documentElement;
  if (page.scrollWidth <= page.clientWidth) return [];
  const wide = [...document.querySelectorAll("main *")].filter(
    (each) => each.getBoundingClientRect().right > page.clientWidth + 1,
  );
  return wide.map((each) => `${each.className}: ${each.textContent}`).slice(-3);
}"""
"""What makes the page wider than the window, though its words are a third longer."""

MOST_OPENED = 8
"""So many of a place; the others are alike."""


@async_fixture
async def site(database_url: str) -> AsyncIterator[Site]:
    """The demo's community, in the middle of things."""
    cipher = ContactCipher([generate_contact_key()])
    await fill(database_url, ZoneInfo("Europe/Ljubljana"), cipher, datetime.now(UTC))
    site = Site(database_url)
    await site.start()
    yield site
    await site.stop()


async def seen_on(page: Page) -> list[str]:
    """All that stands there once the place is drawn, and what its buttons open."""
    await expect(page.get_by_role("heading", level=1)).to_be_visible()
    await page.wait_for_load_state("networkidle")
    found: list[str] = await page.evaluate(SEEN)
    for number in range(await page.locator(CLOSED).count()):
        # What has been opened is none of them any more, unless it was closed by another one.
        closed = page.locator(CLOSED).nth(min(number, MOST_OPENED) // 2)
        if number > MOST_OPENED or await closed.count() == 0:
            break
        await closed.evaluate("(button) => button.click()")
        await page.wait_for_load_state("networkidle")
        found += await page.evaluate(SEEN)
        await page.keyboard.press("Escape")
    return found


@pytest.mark.parametrize(
    ("role", "size"),
    [
        (None, PHONE),
        ("unlinked", PHONE),
        ("player", PHONE),
        ("promoter", DESKTOP),
        ("admin", PHONE),
    ],
)
async def test_nothing_that_is_said_escapes_the_catalogues_or_its_place(
    visit: Visitor, site: Site, role: str | None, size: tuple[int, int]
) -> None:
    opened = await visit(role, size=size, place="api/docs")
    await speak_pseudo(opened.context)
    reads: list[asyncio.Task[set[str]]] = []

    def note(response: Response) -> None:
        if "/api/" in response.url or "/auth/" in response.url:
            reads.append(asyncio.ensure_future(strings_of(response)))

    opened.page.on("response", note)
    places = [*PLACES, *(f"admin?section={each}" for each in SECTIONS if role == "admin"), "admin"]
    found: dict[str, list[str]] = {}
    for place in places:
        await opened.page.goto(f"{site.address}/?{place}#/{place}")
        found[place] = await seen_on(opened.page)
        assert await opened.page.evaluate(WIDER) == [], f"what is wider than {place}"
    answers = await asyncio.gather(*reads, return_exceptions=True)
    data = {each for answer in answers if not isinstance(answer, BaseException) for each in answer}
    assert any("⟦" in text for text in found["availability"])
    assert [each for each in opened.problems if "nothing is written" in each] == []
    opened.problems.clear()  # the demo keeps no avatars
    escapes = {
        place: sorted({*escaped_from(texts, {*data, f"#/{place}"})})
        for place, texts in found.items()
    }
    assert {place: texts for place, texts in escapes.items() if texts} == {}


def test_a_string_that_is_in_no_catalogue_is_found() -> None:
    message = '["Hello ",["name"],", ",["n",{"one":"x"},"one"]]'
    pseudo = pseudo_module(f'export default {{"a":{{"b":{message}}}}};')
    assert pseudo.startswith('export default {"a": {"b": ["\\u27e6", "')
    data = {"Kestrel", "Sit down."}
    for text in ("⟦Ĥéļļö Kestrel⟧", "Sat 28 Nov, 21:00", "Sit down.", "4/6", "Discord: Kestrel"):
        assert escaped_from([text], data) == []
    for text in ("Hello", "⟦Ĥéļļö⟧ looking", "Kestrel is in", "Kestrels", "no-session"):
        assert escaped_from([text], data) == [text]
