"""A channel that delivers to nobody: it remembers what was sent, by the rows' references."""

from __future__ import annotations

from datetime import datetime

from bot.chats.contract import Opening, OutgoingMessage
from muster.channels.rules import ChannelType
from muster.notifications.rules import NONCE_REMEMBERED


class SilentChannel:
    """Stands in for one service while an evening is played; nothing leaves."""

    idempotent = True
    remembers = NONCE_REMEMBERED
    most_in_flight = 50

    def __init__(self, channel_type: ChannelType) -> None:
        self.channel_type: ChannelType = channel_type
        self._sent: list[str] = []

    def take(self) -> list[str]:
        """The references (nonces) of what was sent since this was last called."""
        taken, self._sent = self._sent, []
        return taken

    async def open(self) -> None:
        """Nothing to prove."""

    async def close(self) -> None:
        """Nothing is held."""

    async def pace(self) -> None:
        """Never waits."""

    async def send(self, message: OutgoingMessage, opening: Opening | None = None) -> str:
        if opening is not None:
            await opening()
        self._sent.append(message.nonce)
        return message.nonce

    async def find_sent(self, message: OutgoingMessage, since: datetime) -> str | None:
        """Always None: nothing is ever in doubt here."""
        del message, since
        return None

    async def check(self) -> str:
        return "a rehearsal: messages go nowhere"
