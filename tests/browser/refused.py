"""Requests that are refused until somebody presses a button.

The page looks again by itself, too: with requests that only went through again it would be whole
before the button is pressed.
"""

from __future__ import annotations

from typing import Any

from playwright.async_api import Error, Locator, Page, Route

_NOTE_PRESSES = "addEventListener('click', () => { window.pressed = true; }, { capture: true })"


async def refuse_until_pressed(page: Page, address: str, status: int, answer: Any) -> None:
    """Answer requests to `address` (a pattern) so, until `press_at_last`."""

    async def refuse(route: Route) -> None:
        try:
            pressed = await page.evaluate("window.pressed === true")
        except Error:  # the page is just being left
            pressed = False
        if pressed:
            await route.continue_()
        else:
            await route.fulfill(status=status, json=answer)

    await page.route(address, refuse)


async def press_at_last(page: Page, button: Locator) -> None:
    """Press what is to help, which it does from then on."""
    await page.evaluate(_NOTE_PRESSES)
    await button.click()
