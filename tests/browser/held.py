"""Requests of a page that a test keeps from the server until it lets them go."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from playwright.async_api import Error, Route


class Held:
    """To be given to `page.route`: what is asked for waits until `let` is set."""

    def __init__(self) -> None:
        self.address = ""
        """Of the last that was asked for; empty before `asked`."""
        self.asked = asyncio.Event()
        self.let = asyncio.Event()

    async def route(self, route: Route) -> None:
        self.address = route.request.url
        self.asked.set()
        await self.let.wait()
        with suppress(Error):  # the page may have given it up
            await route.continue_()
