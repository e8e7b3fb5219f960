"""The contract of a channel: it returns the id of what it sent, or raises `TransportError`.

The delivery rules (3 and 4) decide from the error's members alone what becomes of the row, so a
channel's one duty beside sending is to tell them truthfully.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from muster.channels.push_rules import PushDevice
from muster.channels.rules import ChannelType
from muster.notifications.answers import Offered
from muster.refusals import RefusalCode
from muster.words import ENGLISH, Language

BAD_TOKEN_RETRY_SECONDS = 3600.0
"""Until a service that does not know us is asked again; an operator has to act first."""

Opening = Callable[[], Awaitable[None]]
"""What is awaited when a request is about to be written; what it raises keeps the request back."""


@dataclass(frozen=True, slots=True)
class Notification:
    """What a notification on a device needs beside a message's text.

    Attributes:
        devices: where it is shown; one at least.
        title: what stands above the text.
        language: of title, text and answers, such as "sl".
        useful_until: when it may be dropped where it was not shown yet (aware).
        urgent: whether a device that sleeps is to be woken for it.
        badge: the number on the page's icon from then on, 0 for none; None: as it was.
    """

    devices: tuple[PushDevice, ...]
    title: str
    language: str
    useful_until: datetime
    urgent: bool
    badge: int | None = None


@dataclass(frozen=True, slots=True)
class OutgoingMessage:
    """One message to one recipient.

    Attributes:
        address: Discord `user:<id>` or `channel:<id>`, a Telegram chat id, a Signal number
            (E.164) or account id; for push `user:<our id>`, since devices stand in `notification`.
        text: the whole message, the link included.
        nonce: the row's own, the same on every attempt; at most 25 characters.
        link: the page's address with the row's reference in it; None for an answer in a chat.
        answers: what can be answered with one thumb; each service shows them in its own way.
        notification: what push needs; None on all other channels.
        language: what the text is written in, for what a service adds to it.
    """

    address: str
    text: str
    nonce: str
    link: str | None = None
    answers: tuple[Offered, ...] = ()
    notification: Notification | None = None
    language: Language = ENGLISH


class TransportError(Exception):
    """A message was not, or not certainly, delivered.

    Attributes:
        code: why, in one word.
        permanent: trying again on this channel is of no use (delivery rule 4).
        retry_after: seconds that the service asks us to wait, or None.
        everyone: the whole service has to wait, not this recipient alone.
        maybe_sent: the request was written and no answer said that it was refused (rule 3).
    """

    def __init__(
        self,
        code: RefusalCode,
        *,
        permanent: bool = False,
        retry_after: float | None = None,
        everyone: bool = False,
        maybe_sent: bool = False,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.permanent = permanent
        self.retry_after = retry_after
        self.everyone = everyone
        self.maybe_sent = maybe_sent


def bad_token() -> TransportError:
    """The service does not accept who we are; everybody waits, none of them is to blame."""
    return TransportError(RefusalCode.BAD_TOKEN, retry_after=BAD_TOKEN_RETRY_SECONDS, everyone=True)


class Channel(Protocol):
    """One way to reach people."""

    channel_type: ChannelType
    idempotent: bool
    """Whether a repeated nonce gives the first message again."""

    remembers: timedelta
    """How long after its first request a message may be sent again by its nonce alone; it is looked
    for with `find_sent` from then on. Of no meaning where nothing is `idempotent`.
    """

    most_in_flight: int
    """How many sends the service works through at once; more would only wait in line."""

    async def open(self) -> None:
        """Prove to the service who we are.

        Raises:
            TransportError: it cannot be reached, or does not know us. Sending opens by itself what
                is not open, so a caller may log this and go on.
        """
        ...

    async def pace(self) -> None:
        """Wait until one more message may leave; best called before a row is claimed for it.

        Raises:
            TransportError: that takes longer than anybody should wait; `retry_after` says how long.
        """
        ...

    async def send(self, message: OutgoingMessage, opening: Opening | None = None) -> str:
        """Deliver one message; answers or gives up within half a minute.

        Args:
            opening: awaited when all waiting is over and the next thing that happens is the first
                byte. The `TransportError` that it may raise is raised unchanged, and nothing was
                sent then.

        Returns:
            The service's id of the message.

        Raises:
            TransportError: see its attributes.
        """
        ...

    async def find_sent(self, message: OutgoingMessage, since: datetime) -> str | None:
        """The id of this very message if the recipient has it already, sent after `since` (aware).

        A service whose past cannot be read always answers None; `idempotent` is False there, and
        what is in doubt stays in doubt.

        Raises:
            TransportError: the service did not say.
        """
        ...

    async def check(self) -> str:
        """One line for the operator that proves the service works; nobody is written to.

        Raises:
            TransportError: it does not.
        """
        ...

    async def close(self) -> None:
        """Let go of all connections; a closed channel may be opened again."""
        ...
