"""The rules by weekday as this process knows them: read at every request, changed once a month."""

from __future__ import annotations

from muster.changes import ChangeListener
from muster.database import Connection, Database
from muster.errors import DatabaseUnavailable
from muster.evening import Evenings
from muster.evenings.service import read_evenings
from muster.remembered import Remembered


class EveningMemory(Remembered[Evenings]):
    """The community's evenings.

    Args:
        settings: the evenings as the settings have them.
    """

    def __init__(self, database: Database, listener: ChangeListener, settings: Evenings) -> None:
        super().__init__(database, listener, {"evening_rules"}, self._read_evenings)
        self._latest = settings

    async def _read_evenings(self, connection: Connection) -> Evenings:
        self._latest = await read_evenings(connection, self._latest)
        return self._latest

    async def read_or_guess(self) -> Evenings:
        """The evenings; where the database does not answer, as they were when it last did."""
        try:
            return await self.read()
        except DatabaseUnavailable:
            return self._latest
