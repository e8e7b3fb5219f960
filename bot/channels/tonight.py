"""The contract of what keeps the tonight message in a Discord channel."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from muster.tonight.rules import Board, StoredMessage


class TonightMessages(Protocol):
    """Messages with the answers' buttons; a repeated nonce gives the first message again for a
    while, so that posting may be repeated.
    """

    async def post(self, message: StoredMessage, board: Board) -> int:
        """The id of the day's message, posted with its nonce.

        Raises:
            TransportError: see its attributes.
        """
        ...

    async def find(self, message: StoredMessage, since: datetime) -> int | None:
        """The id of the day's message if it is among the channel's latest, sent after `since`.

        Raises:
            TransportError: the service did not say.
        """
        ...

    async def edit(self, message: StoredMessage, board: Board, *, closed: bool) -> None:
        """Let the message show `board`; `closed` takes its buttons off.

        Raises:
            TransportError: `unknown_message` when it was deleted, `too_many_edits` when the service
                lets it be edited no more for a while.
        """
        ...

    async def remove(self, message: StoredMessage) -> None:
        """Delete the message; one that is gone already is no error.

        Raises:
            TransportError: it may be there still.
        """
        ...
