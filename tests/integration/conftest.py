"""What tests of stores and services share: the fresh database, through SQL and through our pool."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Any

import asyncpg
import pytest

from muster.database import Database


@pytest.fixture
async def sql(database_url: str) -> AsyncGenerator[Any, None]:
    """A connection of the test's own, as another program would have one."""
    connection = await asyncpg.connect(database_url)
    yield connection
    await connection.close()


@pytest.fixture
async def database(database_url: str) -> AsyncGenerator[Database, None]:
    """An open pool."""
    database = Database(database_url, application_name="test")
    await database.open()
    yield database
    await database.close()
