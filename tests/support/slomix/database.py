"""slomix's database, with everything in it that is awkward about years of use, at `EVENING`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import asyncpg

from tests.support.slomix.evening_rows import EVENINGS
from tests.support.slomix.people_rows import PEOPLE

SCHEMA = Path(__file__).with_name("schema.sql")


async def fill(url: str) -> None:
    """Make slomix's tables and put the community into them."""
    connection = await asyncpg.connect(url)
    try:
        # Whatever says nothing of a time was last changed in summer.
        schema = SCHEMA.read_text().replace("DEFAULT now()", "DEFAULT '2026-07-01 12:00'")
        await connection.execute(schema)
        for table, rows in (PEOPLE | EVENINGS).items():
            for row in rows:
                await insert(connection, table, **row)
    finally:
        await connection.close()


async def insert(connection: Any, table: str, **values: Any) -> None:
    """Add a row; JSON comes as what it stands for."""
    given = [
        json.dumps(each) if isinstance(each, dict | list) else each for each in values.values()
    ]
    places = ", ".join(f"${place}" for place in range(1, len(given) + 1))
    statement = f"INSERT INTO {table} ({', '.join(values)}) VALUES ({places})"
    await connection.execute(statement, *given)
