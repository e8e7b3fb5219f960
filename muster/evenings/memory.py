"""The rules by weekday as this process knows them: read at every request, changed once a month.

They are kept until a notice says that they changed, and never believed while the listening
connection is down: then the database is asked each time.
"""

from __future__ import annotations

from muster.changes import Change, ChangeListener
from muster.database import Connection, Database
from muster.errors import DatabaseUnavailable
from muster.evening import Evenings
from muster.evenings.service import read_evenings


class EveningMemory:
    """The community's evenings.

    Args:
        settings: the evenings as the settings have them.
    """

    def __init__(self, database: Database, listener: ChangeListener, settings: Evenings) -> None:
        self._database = database
        self._listener = listener
        self._latest = settings
        self._known: Evenings | None = None
        self._version = 0
        listener.subscribe(self.on_change)

    @property
    def known(self) -> Evenings | None:
        """The evenings, if memory has them and may be believed; one object until they change."""
        return self._known if self._listener.connected else None

    async def read(self, connection: Connection | None = None) -> Evenings:
        """The evenings as they are now.

        Args:
            connection: by which the database is asked where memory does not know; one of its own
                where None.

        Raises:
            DatabaseUnavailable: it had to be asked and did not answer.
        """
        if (known := self.known) is not None:
            return known
        version = self._version
        if connection is not None:
            found = await read_evenings(connection, self._latest)
        else:
            async with self._database.connection() as own:
                found = await read_evenings(own, self._latest)
        self._latest = found
        if self._listener.connected and version == self._version:
            self._known = found
        return found

    async def read_or_guess(self) -> Evenings:
        """The evenings; where the database does not answer, as they were when it last did."""
        try:
            return await self.read()
        except DatabaseUnavailable:
            return self._latest

    def on_change(self, change: Change) -> None:
        if change.kind in ("evening_rules", "everything"):
            self.forget()

    def forget(self) -> None:
        """Ask the database again at the next request."""
        self._version += 1
        self._known = None
