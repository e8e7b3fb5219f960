"""The contract of what opens a planning room's thread, and the sandbox's part of it."""

from __future__ import annotations

from typing import Final, Protocol

_MADE_UP: Final = 4_100_000_000_000_000_000
"""Far above every id that Discord has given out, and within 64 bits."""


class Threads(Protocol):
    """Private threads below one channel."""

    async def open_thread(self, name: str, reference: str, *, look_first: bool) -> int:
        """The id of the thread called `name`, opened if there is none.

        Args:
            reference: the end of the name, in no other thread's.
            look_first: it was tried before, so look for it; otherwise there can be none.

        Raises:
            TransportError: `permanent` where somebody has to act first.
        """
        ...

    async def add_member(self, thread_id: int, discord_user_id: int) -> None:
        """Add somebody; adding them again changes nothing.

        Raises:
            TransportError: `permanent` where they cannot be added.
        """
        ...

    async def close(self) -> None:
        """Let go of all connections."""
        ...


class SandboxThreads:
    """Threads with made-up ids; what is posted in them lands in the page's outbox."""

    async def open_thread(self, name: str, reference: str, *, look_first: bool) -> int:
        del name, look_first
        # The same reference is the same thread, also after a crash.
        room_id, _, created_at = reference.lstrip("r").partition("-")
        return _MADE_UP + (int(created_at, 16) % 2**32 << 24) + int(room_id, 16) % 2**24

    async def add_member(self, thread_id: int, discord_user_id: int) -> None:
        """Nobody needs to be."""

    async def close(self) -> None:
        """Nothing is held."""
