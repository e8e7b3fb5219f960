"""What the receivers of all services share: answering in order, and patience with errors."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog

from bot.channels.base import Channel, OutgoingMessage, TransportError
from bot.inbound.conversation import Conversation
from muster.channels.rules import LinkedChannel

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0

_log = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Received:
    """A message from a private chat: `address` is where the answer goes."""

    address: str
    text: str


class BackOff:
    """How long to pause after failures in a row, in seconds; says each kind of failure once."""

    def __init__(self, channel_type: LinkedChannel) -> None:
        self._channel_type = channel_type
        self._failures = 0
        self._said: str | None = None

    def succeeded(self) -> None:
        if self._said is not None:
            _log.info("receiving_again", channel=self._channel_type)
        self._failures, self._said = 0, None

    def failed(self, code: str, retry_after: float | None = None) -> float:
        """Note a failure; the seconds to pause now."""
        if code != self._said:
            _log.warning("receiving_failed", channel=self._channel_type, code=code)
            self._said = code
        self._failures += 1
        pause = min(FIRST_PAUSE * 2 ** min(self._failures - 1, 10), LONGEST_PAUSE)
        jittered = pause * (0.75 + 0.5 * random.random())  # noqa: S311 hides nothing
        return max(jittered, retry_after or 0.0)


async def answer_all(
    conversation: Conversation,
    channel: Channel,
    channel_type: LinkedChannel,
    received: Sequence[Received],
    now: Callable[[], datetime],
) -> None:
    """Carry out each message in its order, then send the answers, chats side by side.

    An answer that cannot be sent is dropped: what was asked for is done, and may be asked again.
    """
    outgoing: list[OutgoingMessage] = []
    for message in received:
        reply = await conversation.answer(channel_type, message.address, message.text, now())
        if reply is not None:
            outgoing.append(OutgoingMessage(message.address, reply, nonce=""))
    await asyncio.gather(*(_send(channel, channel_type, reply) for reply in outgoing))


async def _send(channel: Channel, channel_type: LinkedChannel, reply: OutgoingMessage) -> None:
    try:
        await channel.send(reply)
    except TransportError as error:
        _log.info("answer_not_sent", channel=channel_type, code=error.code)
