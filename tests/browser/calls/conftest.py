"""An evening that is short, and the bot that asks."""

from __future__ import annotations

from collections.abc import AsyncIterator

from muster.database import Database
from tests.browser.conftest import Site, async_fixture
from tests.support.scenes.calling_page import CallingBot
from tests.support.scenes.evening_page import EveningSite, Execute, evening_site


@async_fixture
async def site(database_url: str, site: Site) -> AsyncIterator[EveningSite]:
    """Beside the plain site, which has linked the personas: one at ten past eight."""
    async with evening_site(database_url) as evening:
        yield evening


@async_fixture
async def bot(site: EveningSite, database_url: str, execute: Execute) -> AsyncIterator[CallingBot]:
    database = Database(database_url, application_name="bot")
    await database.open()
    yield CallingBot(site, database, execute)
    await database.close()
