"""The reference: a bare FastAPI application on the same uvicorn.

`/ready/N` returns N bytes from memory, `POST /upsert` runs one upsert over a pool into a table of
the shape of ours. Run as ``python -m bench.reference PORT DATABASE_URL SIZE...``.
"""

from __future__ import annotations

import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import date
from typing import Any

import asyncpg
import uvicorn
from fastapi import FastAPI, Response
from pydantic import BaseModel

from muster.availability.rules import Status

TABLE = """
CREATE TABLE reference_entries (
    user_id bigint NOT NULL,
    entry_date date NOT NULL,
    status text NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    arrival_number bigint GENERATED ALWAYS AS IDENTITY,
    PRIMARY KEY (user_id, entry_date)
)
"""
_UPSERT = """
INSERT INTO reference_entries (user_id, entry_date, status, created_at, updated_at)
VALUES ($1, $2, $3, now(), now())
ON CONFLICT (user_id, entry_date) DO UPDATE
   SET status = excluded.status, updated_at = excluded.updated_at
"""


class Entry(BaseModel):
    """What the reference's write takes; our own takes the person from the session."""

    user_id: int
    date: date
    status: Status


async def _no_reset(_connection: Any) -> None:
    """Skip the driver's own reset, which would be a second statement for every upsert."""


def create_reference(database_url: str, sizes: list[int]) -> FastAPI:
    """The reference application; `sizes` are the bytes of the answers it has ready."""
    pool: Any = None

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncGenerator[None, None]:
        nonlocal pool
        pool = await asyncpg.create_pool(database_url, min_size=10, max_size=10, reset=_no_reset)
        yield
        await pool.close()

    app = FastAPI(lifespan=lifespan)

    def add_ready(size: int) -> None:
        body = b'"' + b"x" * (size - 2) + b'"'

        async def ready() -> Response:
            return Response(body, media_type="application/json")

        app.add_api_route(f"/ready/{size}", ready, methods=["GET"])

    for size in sizes:
        add_ready(size)

    async def upsert(entry: Entry) -> dict[str, bool]:
        await pool.execute(_UPSERT, entry.user_id, entry.date, entry.status)
        return {"success": True}

    app.add_api_route("/upsert", upsert, methods=["POST"])
    return app


def main() -> None:
    port, database_url, *sizes = sys.argv[1:]
    uvicorn.run(
        create_reference(database_url, [int(size) for size in sizes]),
        host="127.0.0.1",
        port=int(port),
        loop="uvloop",
        http="httptools",
        ws="none",
        access_log=False,
        log_config=None,
        server_header=False,
    )


if __name__ == "__main__":
    main()
