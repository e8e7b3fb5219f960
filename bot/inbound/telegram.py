"""What people write to the Telegram bot, by long polling."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from aiogram.types import Update

from bot.channels.base import TransportError
from bot.channels.telegram import POLL_SECONDS, TelegramChannel
from bot.inbound.conversation import Conversation
from bot.inbound.receiving import BackOff, Received, answer_all
from muster.clock import utc_now


class TelegramReceiver:
    """Polls for messages and answers them.

    An update counts as handled once Telegram is asked for those after it. A crash between the two
    repeats a command, which then finds its work done; the other way round it would be lost.
    """

    def __init__(
        self,
        channel: TelegramChannel,
        conversation: Conversation,
        *,
        now: Callable[[], datetime] = utc_now,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        poll_seconds: int = POLL_SECONDS,
    ) -> None:
        self._channel = channel
        self._conversation = conversation
        self._now = now
        self._sleep = sleep
        self._poll_seconds = poll_seconds
        self._back_off = BackOff("telegram")
        self._offset: int | None = None
        self._unconfirmed = False

    async def run(self) -> None:
        """Repeat `step` with its pauses; never returns. Cancelled, it confirms what it handled."""
        try:
            while True:
                pause = await self.step()
                if pause > 0:
                    await self._sleep(pause)
        finally:
            await self._confirm()

    async def step(self) -> float:
        """One poll and the answers to what came; the seconds to pause before the next."""
        try:
            updates = await self._channel.get_updates(self._offset, seconds=self._poll_seconds)
        except TransportError as error:
            return self._back_off.failed(error.code, error.retry_after)
        self._back_off.succeeded()
        self._unconfirmed = False
        fresh = [each for each in updates if self._offset is None or each.update_id >= self._offset]
        if fresh:
            await answer_all(
                self._conversation, self._channel, "telegram", private_messages(fresh), self._now
            )
            self._offset = max(each.update_id for each in fresh) + 1
            self._unconfirmed = True
        return 0.0

    async def _confirm(self) -> None:
        """Tell Telegram what was handled, so that the next start does not get it again."""
        if not self._unconfirmed:
            return
        try:
            async with asyncio.timeout(2):
                await self._channel.get_updates(self._offset, seconds=0)
        except (TransportError, TimeoutError):
            return
        self._unconfirmed = False


def private_messages(updates: Sequence[Update]) -> list[Received]:
    """The texts that people wrote to the bot alone; groups, channels and bots are none of ours."""
    received: list[Received] = []
    for update in updates:
        message = update.message
        if message is None or not message.text or message.chat.type != "private":
            continue
        if message.from_user is not None and message.from_user.is_bot:
            continue
        received.append(Received(str(message.chat.id), message.text))
    return received
