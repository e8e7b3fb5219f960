"""The sandbox's channels: everything lands in the page's outbox, nothing leaves the machine."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from bot.chats.contract import Opening, OutgoingMessage, TransportError
from muster.channels.rules import ChannelType
from muster.clock import utc_now
from muster.crypto import ContactCipher
from muster.database import Database
from muster.errors import DatabaseUnavailable
from muster.refusals import RefusalCode
from muster.sandbox import service
from muster.sandbox.rules import Answer

_MADE_UP: Final = 4_100_000_000_000_000_000
"""Far above every id that Discord has given out, and within 64 bits."""


class SandboxChannel:
    """Stands in for one chat service; the database must be open."""

    idempotent = False
    remembers = timedelta(0)
    most_in_flight = 10

    def __init__(
        self, channel_type: ChannelType, database: Database, cipher: ContactCipher | None
    ) -> None:
        self.channel_type: ChannelType = channel_type
        self._database = database
        self._cipher = cipher

    async def open(self) -> None:
        """Nothing to prove."""

    async def close(self) -> None:
        """Nothing is held."""

    async def pace(self) -> None:
        """Never waits: the outbox takes messages at any rate."""

    async def send(self, message: OutgoingMessage, opening: Opening | None = None) -> str:
        if opening is not None:
            await opening()
        try:
            async with self._database.connection() as connection:
                outbox_id = await service.record_sent(
                    connection,
                    self._cipher,
                    self.channel_type,
                    message.address,
                    message.text,
                    message.link,
                    [Answer(*each) for each in message.answers],
                    utc_now(),
                )
        except DatabaseUnavailable:
            # The row may have been committed before the connection went.
            raise TransportError(RefusalCode.SERVICE_ERROR, maybe_sent=True) from None
        return str(outbox_id)

    async def find_sent(self, message: OutgoingMessage, since: datetime) -> str | None:
        """Always None: as with Telegram and Signal, doubt stays doubt."""
        del message, since
        return None

    async def check(self) -> str:
        return "the sandbox: messages go to the page's outbox"


class SandboxThreads:
    """Threads with made-up ids; what is posted in them lands in the page's outbox."""

    async def open_thread(self, name: str, reference: str, *, look_first: bool) -> int:
        del name, look_first
        # The same reference is the same thread, also after a crash.
        room_id, _, created_at = reference.lstrip("r").partition("-")
        return _MADE_UP + (int(created_at, 16) % 2**32 << 24) + int(room_id, 16) % 2**24

    async def add_member(self, thread_id: int, discord_user_id: int) -> None:
        """Does nothing: a made-up thread has no members."""

    async def close(self) -> None:
        """Nothing is held."""
