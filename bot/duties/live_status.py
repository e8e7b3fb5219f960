"""Writes one kind of live status: when it changed, and once a minute as a sign that it is read."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from muster.database import Database
from muster.live_status import service
from muster.live_status.rules import HEARTBEAT_EVERY, StatusType


class LiveStatusWriter:
    """Keeps `live_status` of one type as it is, with as few writes as tell that it is fresh."""

    def __init__(self, database: Database, status_type: StatusType) -> None:
        self._database = database
        self._status_type: StatusType = status_type
        self._written: dict[str, Any] | None = None
        self._written_at: datetime | None = None

    def forget(self) -> None:
        """Let the next `write` store whatever it is given: others may have written meanwhile."""
        self._written = self._written_at = None

    async def write(self, data: dict[str, Any], now: datetime) -> datetime:
        """Store `data` as true at `now`; returns when it is to be said again if nothing changes.

        Raises:
            DatabaseUnavailable: nothing is known to be stored; the next call tries again.
        """
        due = self._due()
        # A clock that was set back must not silence it.
        if data == self._written and due is not None and due - HEARTBEAT_EVERY <= now < due:
            return due
        async with self._database.connection() as connection:
            await service.write_status(connection, self._status_type, data, now)
        self._written, self._written_at = data, now
        return now + HEARTBEAT_EVERY

    def _due(self) -> datetime | None:
        return None if self._written_at is None else self._written_at + HEARTBEAT_EVERY
