"""The contract of what makes and changes scheduled events."""

from __future__ import annotations

from typing import Protocol

from muster.tonight.event_rules import Change, NewEvent, SeenEvent


class Events(Protocol):
    """The scheduled events of one server; every call raises `TransportError` where it fails.

    `permanent` means that the same request is refused again, `unknown_event` that there is none
    of that id any more.
    """

    async def find(self, reference: str) -> SeenEvent | None:
        """Our event whose description holds `reference`, if one is scheduled or active."""
        ...

    async def create(self, event: NewEvent) -> SeenEvent:
        """Make an event; nothing keeps a repeat from making a second one."""
        ...

    async def read(self, event_id: int) -> SeenEvent:
        """The event as it is now."""
        ...

    async def change(self, event_id: int, change: Change) -> SeenEvent:
        """The event after `change`; what it does not name stays as it is."""
        ...
