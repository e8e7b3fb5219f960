"""How somebody gets about a page by keyboard alone."""

from __future__ import annotations

from playwright.async_api import Locator, Page, expect


async def tab_to(page: Page, wanted: Locator) -> None:
    for _ in range(12):
        await page.keyboard.press("Tab")
        if await wanted.evaluate("element => element === document.activeElement"):
            return
    await expect(wanted).to_be_focused()
