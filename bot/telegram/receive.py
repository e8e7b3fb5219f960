"""What people write to the Telegram bot, by long polling."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass, field

from bot.chats.contract import TransportError
from bot.chats.receiving import Received, ServiceReceiver
from bot.telegram.api import Update
from bot.telegram.send import POLL_SECONDS, TelegramChannel


@dataclass
class TelegramReceiver(ServiceReceiver[TelegramChannel]):
    """Polls for messages and answers them.

    An update counts as handled once Telegram is asked for those after it. A crash between the two
    repeats a command, which then finds its work done; the other way round it would be lost.
    """

    channel_type = "telegram"

    _: KW_ONLY
    poll_seconds: int = POLL_SECONDS
    _offset: int | None = field(default=None, init=False)
    _unconfirmed: bool = field(default=False, init=False)

    async def run(self) -> None:
        """As every receiver's; cancelled, it confirms what it handled."""
        try:
            await super().run()
        finally:
            await self._confirm()

    async def step(self) -> float:
        """One poll and the answers to what came; the seconds to pause before the next."""
        try:
            updates = await self.channel.get_updates(self._offset, seconds=self.poll_seconds)
        except TransportError as error:
            return self.back_off.failed(error.code, error.retry_after)
        self.back_off.succeeded()
        self._unconfirmed = False
        fresh = [each for each in updates if self._offset is None or each.update_id >= self._offset]
        if fresh:
            await self.answer_all(private_messages(fresh))
            self._offset = max(each.update_id for each in fresh) + 1
            self._unconfirmed = True
        return 0.0

    async def _confirm(self) -> None:
        """Tell Telegram what was handled, so that the next start does not get it again."""
        if not self._unconfirmed:
            return
        try:
            async with asyncio.timeout(2):
                await self.channel.get_updates(self._offset, seconds=0)
        except (TransportError, TimeoutError):
            return
        self._unconfirmed = False


def private_messages(updates: Sequence[Update]) -> list[Received]:
    """The texts that people wrote to the bot alone; groups, channels and bots are none of ours."""
    received: list[Received] = []
    for update in updates:
        message = update.message
        if message is not None and message.private and message.text and not message.by_bot:
            received.append(Received(str(message.chat_id), message.text))
    return received
