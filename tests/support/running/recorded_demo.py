"""What older Musters' demos left behind, recorded once (`tests/integration/upgrades/record.py`)."""

from __future__ import annotations

import asyncio
import gzip
import json
import subprocess
from pathlib import Path
from typing import Any

import asyncpg

from ops.backup.manifest import TableSum
from ops.backup.store import table_sums
from ops.postgres.files import programs
from ops.postgres.tools import QUIETLY

COMMITS = ("0605d29", "871336a", "829d435")
FOLDER = Path(__file__).parents[2] / "integration" / "upgrades" / "recorded"


def load_demo(url: str, commit: str = COMMITS[-1]) -> None:
    """Put the database of that commit's demo into the empty database at `url`."""
    load_dump(url, FOLDER / f"{commit}.pgdump")


def load_dump(url: str, dump: Path) -> None:
    """Put what pg_dump wrote into the empty database at `url`."""
    read = ("--no-owner", "--no-privileges", "--schema=public", "--file=-")
    script = subprocess.run(
        [str(programs() / "pg_restore"), *read, dump],
        check=True,
        capture_output=True,
    )
    # Servers before 17 do not know it.
    known = script.stdout.replace(b"\nSET transaction_timeout = 0;\n", b"\n", 1)
    subprocess.run([str(programs() / "psql"), *QUIETLY, url], input=known, check=True)


def answers_of(commit: str) -> dict[str, Any]:
    """What that commit's website answered about it: by person, by address, status and body."""
    return json.loads(gzip.decompress((FOLDER / f"{commit}.json.gz").read_bytes()))


async def sums_at(url: str) -> dict[str, TableSum]:
    """Every table's rows, counted and summed."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("SET timezone = 'UTC'")
        return await table_sums(connection)
    finally:
        await connection.close()


def sums(url: str) -> dict[str, TableSum]:
    """`sums_at` from a test that has no loop."""
    return asyncio.run(sums_at(url))
