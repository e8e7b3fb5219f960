"""What was learned as this process knows it: asked for all day, changed once an evening.

It is kept until a notice says that it changed (an evening was learned, somebody was linked or is
away), and never believed while the listening connection is down: then the database is asked.
"""

from __future__ import annotations

from muster.changes import Change, ChangeListener
from muster.database import Connection, Database
from muster.forecast.rules import Learned
from muster.forecast.service import read_learned, read_track_record
from muster.forecast.track_record import TrackRecord


class ForecastMemory:
    """What closed evenings taught, and what had been said of them."""

    def __init__(self, database: Database, listener: ChangeListener) -> None:
        self._database = database
        self._listener = listener
        self._learned: Learned | None = None
        self._record: TrackRecord | None = None
        self._version = 0
        listener.subscribe(self.on_change)

    @property
    def remembered(self) -> Learned | None:
        """What was learned, if memory has it and may be believed."""
        return self._learned if self._listener.connected else None

    async def read(self, connection: Connection | None = None) -> Learned:
        """What was learned; one object until it changes.

        Args:
            connection: by which the database is asked where memory does not know; one of its own
                where None.

        Raises:
            DatabaseUnavailable: it had to be asked and did not answer.
        """
        if (remembered := self.remembered) is not None:
            return remembered
        version = self._version
        if connection is not None:
            found = await read_learned(connection)
        else:
            async with self._database.connection() as own:
                found = await read_learned(own)
        if self._listener.connected and version == self._version:
            self._learned = found
        return found

    async def read_record(self) -> TrackRecord:
        """What was said and what came.

        Raises:
            DatabaseUnavailable: it had to be asked and did not answer.
        """
        if self._record is not None and self._listener.connected:
            return self._record
        version = self._version
        async with self._database.connection() as connection:
            found = await read_track_record(connection)
        if self._listener.connected and version == self._version:
            self._record = found
        return found

    def on_change(self, change: Change) -> None:
        if change.kind in ("forecast", "names", "evening_records", "everything"):
            self._version += 1
            self._record = None
            if change.kind != "evening_records":
                self._learned = None
