"""Writing and reading what is going on right now."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from muster.database import Connection
from muster.live_status import store
from muster.live_status.rules import LiveStatus, StatusType


async def write_status(
    connection: Connection, status_type: StatusType, data: dict[str, Any], now: datetime
) -> None:
    """Store the latest; writing the same again is a heartbeat that wakes no page."""
    await store.upsert_status(connection, status_type, data, now)


async def read_status(connection: Connection, status_type: StatusType) -> LiveStatus | None:
    return await store.find_status(connection, status_type)
