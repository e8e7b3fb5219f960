"""The SQL files, and an empty database to apply them to."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from datetime import UTC, datetime
from typing import Any

import asyncpg
import pytest

from muster.migrations import load_migrations
from tests.conftest import MIGRATIONS_FOLDER

NOW = datetime(2026, 11, 20, 19, 30, tzinfo=UTC)
FILES = load_migrations(MIGRATIONS_FOLDER)


@pytest.fixture
async def empty(empty_database_url: str) -> AsyncGenerator[Any, None]:
    connection = await asyncpg.connect(empty_database_url)
    yield connection
    await connection.close()
