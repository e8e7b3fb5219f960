"""A value of the database's that a process keeps until a notice says that it changed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from typing import Generic, TypeVar

from muster.changes import Change, ChangeListener
from muster.database import Connection, Database

T = TypeVar("T")


class Remembered(Generic[T]):
    """What is read often and changes seldom; never believed while the listening connection is down.

    Args:
        kinds: the notices after which it is read anew; `everything` is always one.
        look: reads it from the database.
    """

    def __init__(
        self,
        database: Database,
        listener: ChangeListener,
        kinds: Collection[str],
        look: Callable[[Connection], Awaitable[T]],
    ) -> None:
        self._database = database
        self._listener = listener
        self._kinds = frozenset(kinds) | {"everything"}
        self._look = look
        self._value: T | None = None
        self._version = 0
        listener.subscribe(self.on_change)

    @property
    def known(self) -> T | None:
        """The value, if memory has it and may be believed; one object until it changes."""
        return self._value if self._listener.connected else None

    async def read(self, connection: Connection | None = None) -> T:
        """The value as it is now.

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
            found = await self._look(connection)
        else:
            async with self._database.connection() as own:
                found = await self._look(own)
        # What changed while it was read may not be in it.
        if self._listener.connected and version == self._version:
            self._value = found
        return found

    def forget(self) -> None:
        """Ask the database at the next `read`."""
        self._version += 1
        self._value = None

    def on_change(self, change: Change) -> None:
        """Heed a notice."""
        if change.kind in self._kinds:
            self.forget()
