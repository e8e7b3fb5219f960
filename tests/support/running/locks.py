"""Locks in the database of a test: the server lists those of other tests' databases beside them."""

from __future__ import annotations

from typing import Any


async def waiting(connection: Any) -> int:
    """How many sessions of the connection's database wait for a lock, at this very moment: inside a
    transaction PostgreSQL would else know of nobody who connected after it was asked first.
    """
    await connection.execute("SELECT pg_stat_clear_snapshot()")
    return await connection.fetchval(
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )


async def advisory(connection: Any) -> int:
    """How many advisory locks are held in the connection's database."""
    return await connection.fetchval(
        "SELECT count(*) FROM pg_locks AS l JOIN pg_database AS d ON d.oid = l.database"
        " WHERE l.locktype = 'advisory' AND d.datname = current_database()"
    )
