"""A test's database as those whom Muster runs as: the tables' owner, and the website's role."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager

import pytest

from muster.database import Database


@asynccontextmanager
async def open_database(url: str) -> AsyncGenerator[Database, None]:
    """A pool as the website has it."""
    database = Database(url, application_name="tests of the website")
    await database.open()
    try:
        yield database
    finally:
        await database.close()


@pytest.fixture(params=["owner", "website_app"])
async def database_of_either_role(
    request: pytest.FixtureRequest, database_url: str, url_for_role: Callable[..., str]
) -> AsyncGenerator[Database, None]:
    """A pool as the tables' owner, and as the role `website_app`."""
    url = database_url if request.param == "owner" else url_for_role(database_url)
    async with open_database(url) as database:
        yield database


@pytest.fixture
async def database_of_the_website(
    database_url: str, url_for_role: Callable[..., str]
) -> AsyncGenerator[Database, None]:
    """A pool as the role `website_app`."""
    async with open_database(url_for_role(database_url)) as database:
        yield database
