"""What people write to the Telegram bot and press below its messages, by long polling."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Coroutine, Sequence
from dataclasses import KW_ONLY, dataclass, field
from typing import Any

from bot.chats.contract import OutgoingMessage, TransportError
from bot.chats.receiving import Received, ServiceReceiver
from bot.telegram.api import CallbackQuery, Update
from bot.telegram.send import POLL_SECONDS, TelegramChannel
from muster.notifications.presses import Told

ACKNOWLEDGE_AFTER_SECONDS = 0.2
"""After this long somebody who pressed gets a sign that we heard them."""

TELL_WITHIN_SECONDS = 1.0
"""After this long new messages are asked for though not everybody has been told."""


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
    _telling: set[asyncio.Task[None]] = field(default_factory=set, init=False)

    async def run(self) -> None:
        """As every receiver's; cancelled, it confirms what it handled."""
        try:
            await super().run()
        finally:
            await self.stop_telling()
            await self._confirm()

    async def stop_telling(self) -> None:
        """Give up on whoever has not been told yet; what they asked for is done."""
        telling = list(self._telling)
        for task in telling:
            task.cancel()
        await asyncio.gather(*telling, return_exceptions=True)

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
            await self._answer_updates(fresh)
            self._offset = max(each.update_id for each in fresh) + 1
            self._unconfirmed = True
        return 0.0

    async def _answer_updates(self, updates: Sequence[Update]) -> None:
        """Carry out messages and presses in their order, and tell people, chats side by side.

        Whoever presses is not kept waiting: what takes longer than a moment is acknowledged first.
        A chat that Telegram is slow about keeps the others' next messages waiting a moment at most.
        """
        presses = [update.press for update in updates if update.press is not None]
        waiting = {press.query_id for press in presses}
        hurrying = asyncio.create_task(self._acknowledge_late(waiting))
        telling: list[asyncio.Task[None]] = []
        try:
            for update in updates:
                if update.press is not None:
                    told = await self._press(update.press)
                    waits = update.press.query_id in waiting
                    waiting.discard(update.press.query_id)
                    telling.append(self._begin(self._tell_presser(update.press, told, waits=waits)))
                for message in private_messages([update]):
                    reply = await self.reply_to(message)
                    if reply is not None:
                        telling.append(self._begin(self.send(reply)))
        finally:
            hurrying.cancel()
        if telling:
            await asyncio.wait(telling, timeout=TELL_WITHIN_SECONDS)

    async def _press(self, press: CallbackQuery) -> Told:
        return await self.conversation.press(
            "telegram", chat_of(press), press.data, self.now(), press.tag
        )

    def _begin(self, telling: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(telling)
        self._telling.add(task)
        task.add_done_callback(self._telling.discard)
        return task

    async def _acknowledge_late(self, waiting: set[str]) -> None:
        """After a moment, end the waiting of whoever pressed and has no answer yet."""
        await asyncio.sleep(ACKNOWLEDGE_AFTER_SECONDS)
        for query_id in waiting:
            self._begin(self.tell(self.channel.acknowledge(query_id)))
        waiting.clear()

    async def _tell_presser(self, press: CallbackQuery, told: Told, *, waits: bool) -> None:
        """Say what became of a press, in its message where that holds from now on.

        `waits`: whether the press has not been acknowledged yet.
        """
        address = chat_of(press)
        telling: list[Awaitable[object]] = []
        if waits:
            alert = not told.replaces
            telling.append(self.channel.acknowledge(press.query_id, told.text, alert=alert))
        elif not told.replaces and address is not None:
            telling.append(self.channel.send(OutgoingMessage(address, told.text, nonce="")))
        if told.replaces and address is not None and press.message_id is not None:
            telling.append(self.channel.edit(address, press.message_id, told.whole, told.answers))
        await asyncio.gather(*map(self.tell, telling))

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


def chat_of(press: CallbackQuery) -> str | None:
    """The chat of whoever pressed, where they pressed in it; None in anybody else's, and in groups.

    A private chat has the number of its person. A message that Telegram does not name any more is
    taken for one in there: whose it was is looked up in any case.
    """
    return str(press.from_id) if press.chat_id in (press.from_id, None) else None


def private_messages(updates: Sequence[Update]) -> list[Received]:
    """The texts that people wrote to the bot alone; groups, channels and bots are none of ours."""
    received: list[Received] = []
    for update in updates:
        message = update.message
        if message is not None and message.private and message.text and not message.by_bot:
            received.append(Received(str(message.chat_id), message.text, tag=message.tag))
    return received
