"""Where an evening is played: a PostgreSQL of its own that is thrown away, and who is in it."""

from __future__ import annotations

import io
import shutil
import tempfile
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from muster.database import connect, translated_errors
from muster.migrations import apply
from ops.migrate import connect_patiently, ensure_current, shipped_migrations
from ops.postgres.embedded import EmbeddedPostgres
from ops.rehearse import store

# Nothing here outlives the command, so nothing needs to survive a power cut.
_THROWN_AWAY = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "autovacuum": "off",
    "jit": "off",
}

# Secrets that nobody needs for an evening, and what is written about the running bot.
_LEFT_OUT = frozenset(
    {
        "website_sessions",
        "oauth_states",
        "availability_link_tokens",
        "sandbox_outbox",
        "live_status",
        "tonight_messages",
        "discord_scheduled_events",
    }
)


@asynccontextmanager
async def stage(migrated_at: datetime) -> AsyncGenerator[str, None]:
    """The address of a migrated, empty database that is gone after the block.

    Raises:
        EmbeddedPostgresError: the server cannot be started.
    """
    folder = Path(tempfile.mkdtemp(prefix="muster-rehearsal-"))
    server = EmbeddedPostgres(folder, _THROWN_AWAY)
    try:
        await server.start()
        connection = await connect(server.url, application_name="muster rehearse")
        try:
            await apply(connection, shipped_migrations(), migrated_at)
        finally:
            connection.terminate()
        yield server.url
    finally:
        await server.stop()
        shutil.rmtree(folder, ignore_errors=True)


async def copy_community(source_url: str, url: str) -> None:
    """Copy a community's rows to `url`: people, preferences, answers, the ledger, campaigns.

    The source is only read, as it is at one moment; sessions and tokens are left where they are.
    Addresses stay encrypted.

    Raises:
        DatabaseUnavailable: the source cannot be reached.
        OperatorError: its migrations are not those of this installation.
    """
    source = await connect_patiently(source_url, "muster rehearse")
    target = await connect(url, application_name="muster rehearse")
    try:
        await ensure_current(source)
        with translated_errors():
            # What the rows say of each other holds in the source; nobody is told of the copying.
            await target.execute("SET session_replication_role = replica")
            async with source.transaction(isolation="repeatable_read", readonly=True):
                tables = await store.list_tables(target)
                names = ", ".join(f'"{table}"' for table in tables)  # the catalogue's own
                await target.execute(f"TRUNCATE {names}")
                for table in tables:
                    if table not in _LEFT_OUT:
                        columns = await store.list_columns(target, table)
                        await _copy(source, target, table, columns)
            await target.execute("SET session_replication_role = origin")
            await store.advance_sequences(target)
    finally:
        source.terminate()
        target.terminate()


async def _copy(source: Any, target: Any, table: str, columns: Sequence[str]) -> None:
    rows = io.BytesIO()
    await source.copy_from_table(table, columns=columns, output=rows, format="binary")
    rows.seek(0)
    await target.copy_to_table(table, columns=columns, source=rows, format="binary")
