"""What all receivers share: their life, answering in order, and patience with errors."""

from __future__ import annotations

import asyncio
import random
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import KW_ONLY, dataclass, field
from datetime import datetime
from typing import ClassVar, Generic, TypeVar

import structlog

from bot.chats.contract import Channel, OutgoingMessage, TransportError
from bot.chats.conversation import Conversation
from muster.backoff import BackOff, Pauses
from muster.channels.rules import LinkedChannel
from muster.clock import utc_now
from muster.refusals import Blame, RefusalCode

PAUSES = Pauses(1.0, 60.0)

UNHEARD_AFTER_SECONDS = 60.0
"""After failures for longer than this nobody is heard; before, it may be a moment's trouble."""

Hears = Callable[[LinkedChannel, RefusalCode | None], None]
"""Is told why nobody is heard on a channel, or (None) that somebody is."""

C = TypeVar("C", bound=Channel)

_log = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Received:
    """A message from a private chat: `address` is where the answer goes.

    `account` is the chat's other name on Signal, where it came along: the id of the account.
    `tag` is the language that the service says its writer reads ("sl-SI"), if it says one.
    """

    address: str
    text: str
    account: str | None = None
    tag: str | None = None


def _tell_nobody(channel_type: LinkedChannel, code: RefusalCode | None) -> None:
    del channel_type, code


class ReceivingBackOff:
    """How long to pause after failures in a row, in seconds; logs each kind of failure once.

    Args:
        now: the present (aware).
        hears: is told that nobody is heard once failures have lasted, or at once where an operator
            alone can end them; and that somebody is with the next success.
    """

    def __init__(
        self,
        channel_type: LinkedChannel,
        now: Callable[[], datetime] = utc_now,
        hears: Hears = _tell_nobody,
    ) -> None:
        self._channel_type: LinkedChannel = channel_type
        self._now = now
        self._hears = hears
        self._back_off = BackOff(PAUSES)
        self._said: str | None = None
        self._fails_since: datetime | None = None

    def succeeded(self) -> None:
        if self._said is not None:
            _log.info("receiving_again", channel=self._channel_type)
        self._back_off.succeeded()
        self._said = None
        self._forget_failures()

    def stopped(self) -> None:
        """Note that nothing is received here any more: whether anybody is heard, others say."""
        self._forget_failures()

    def _forget_failures(self) -> None:
        self._fails_since = None
        self._hears(self._channel_type, None)

    def failed(self, code: RefusalCode, retry_after: float | None = None) -> float:
        """Note a failure; the seconds to pause now."""
        if code != self._said:
            _log.warning("receiving_failed", channel=self._channel_type, code=code)
            self._said = code
        now = self._now()
        self._fails_since = self._fails_since or now
        # Until it may be asked again, nobody is heard either.
        lasts = (now - self._fails_since).total_seconds() + (retry_after or 0.0)
        if code.blames is Blame.OPERATOR or lasts > UNHEARD_AFTER_SECONDS:
            self._hears(self._channel_type, code)
        pause = self._back_off.failed(random.random())  # noqa: S311 hides nothing
        return max(pause, retry_after or 0.0)


@dataclass
class ServiceReceiver(ABC, Generic[C]):
    """Receives what people write on one service, and answers it.

    Attributes:
        channel: where the answers go out.
        poll_seconds: how long the service may keep a poll open.
        now, sleep: the present (aware) and a way to wait; tests pass their own.
        hears: is told when nobody is heard on the service, and when somebody is again.
    """

    channel_type: ClassVar[LinkedChannel]

    channel: C
    conversation: Conversation
    _: KW_ONLY
    poll_seconds: int
    now: Callable[[], datetime] = utc_now
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    hears: Hears = _tell_nobody
    back_off: ReceivingBackOff = field(init=False)

    def __post_init__(self) -> None:
        self.back_off = ReceivingBackOff(self.channel_type, self.now, self.hears)

    @abstractmethod
    async def step(self) -> float:
        """Receive and answer once; the seconds to pause before the next time."""

    async def run(self) -> None:
        """Repeat `step` with its pauses, whatever the service does; never returns."""
        try:
            while True:
                pause = await self.step()
                if pause > 0:
                    await self.sleep(pause)
        except asyncio.CancelledError:
            self.back_off.stopped()  # whoever leads now says whether anybody is heard
            raise
        except Exception:
            self.back_off.failed(RefusalCode.UNEXPECTED)  # a mistake of ours; it is begun again
            raise

    async def answer_all(self, received: Sequence[Received]) -> None:
        """Carry out each message in its order, then send the answers, chats side by side.

        An answer that cannot be sent is dropped: what was asked for is done, and may be asked
        again.
        """
        outgoing = [await self.reply_to(message) for message in received]
        await asyncio.gather(*(self.send(reply) for reply in outgoing if reply is not None))

    async def reply_to(self, message: Received) -> OutgoingMessage | None:
        """Carry out a message; the answer to it, if any."""
        reply = await self.conversation.answer(
            self.channel_type,
            message.address,
            message.text,
            self.now(),
            message.account,
            message.tag,
        )
        return None if reply is None else OutgoingMessage(message.address, reply, nonce="")

    async def send(self, reply: OutgoingMessage) -> None:
        """Send an answer, or drop it."""
        await self.tell(self.channel.send(reply))

    async def tell(self, telling: Awaitable[object]) -> None:
        """Await what tells somebody something; where that is not taken, they go without."""
        try:
            await telling
        except TransportError as error:
            _log.info("answer_not_sent", channel=self.channel_type, code=error.code)
