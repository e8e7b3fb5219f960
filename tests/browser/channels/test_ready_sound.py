"""The page's own sound, on whichever place of it one is."""

from __future__ import annotations

from playwright.async_api import expect

from tests.browser.conftest import DESKTOP, Site, Visitor
from tests.support.running.websites import becomes

COUNTED_SOUNDS = """
    window.sounds = 0;
    const Real = window.AudioContext;
    window.AudioContext = class extends Real { constructor() { super(); window.sounds += 1; } };
"""


async def test_one_sound_when_the_session_becomes_ready(visit: Visitor, site: Site) -> None:
    today = await site.today()
    for number in range(5):
        await site.answer(700 + number, f"Early{number}", today, "LOOKING")
    opened = await visit("player", size=DESKTOP, place="#/profile")
    page = opened.page
    await page.add_init_script(COUNTED_SOUNDS)
    await page.goto(page.url.split("#")[0] + "?#/availability")
    tonight = page.get_by_role("region", name="Tonight")
    await expect(tonight).to_contain_text("5 looking")
    await page.get_by_role("heading", level=1).click()

    await site.answer(710, "Sixth", today, "LOOKING")
    await expect(tonight).to_contain_text("6 looking")
    await expect(page).to_have_title("Ready · Muster")
    await becomes(lambda: page.evaluate("window.sounds"), 1)

    await site.answer(710, "Sixth", today, "MAYBE")
    await expect(tonight).to_contain_text("5 looking")
    await site.answer(710, "Sixth", today, "LOOKING")
    await expect(tonight).to_contain_text("6 looking")
    assert await page.evaluate("window.sounds") == 1, "the cool-down was not honoured"

    await page.reload()
    await page.evaluate("localStorage.removeItem('muster.sound.played')")
    await expect(tonight).to_contain_text("6 looking")
    assert await page.evaluate("window.sounds") == 0, "a page that loads makes no sound"

    await page.evaluate("location.hash = '#/notifications'")
    await page.get_by_role("switch", name="Sounds").click()
    await expect(page.get_by_role("button", name="Play it")).to_be_disabled()
    await page.evaluate("location.hash = '#/availability'")
    await site.answer(710, "Sixth", today, "MAYBE")
    await expect(tonight).to_contain_text("5 looking")
    await site.answer(710, "Sixth", today, "LOOKING")
    await expect(tonight).to_contain_text("6 looking")
    assert await page.evaluate("window.sounds") == 0, "sounds are off"
