"""Seeing that the Bot API is there before a message leaves that may end in doubt."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from bot.chats.contract import TransportError
from muster.refusals import RefusalCode


class Proof:
    """Whether the Bot API has answered as itself since the last doubt; there is none at first.

    Args:
        ask: a question that changes nothing; raises `TransportError` where no Bot API answers it.
    """

    def __init__(self, ask: Callable[[], Awaitable[object]]) -> None:
        self._ask = ask
        self._asking = asyncio.Lock()
        self._stands = False
        self._answered = 0
        self._failure: TransportError | None = None

    def give(self) -> None:
        """The Bot API has answered."""
        self._stands = True

    def lose(self) -> None:
        """A message is in doubt, or something else answered."""
        self._stands = False

    async def see(self) -> None:
        """Ask, unless the proof stands; one question serves all who wait for its answer.

        Raises:
            TransportError: no message can leave. Nobody's was written, so it is nobody's doubt, and
                what keeps the question from being answered concerns everybody.
        """
        if self._stands:
            return
        answered = self._answered
        async with self._asking:
            if self._answered == answered:
                await self._see_anew()
            if self._failure is not None:
                raise _of_everybody(self._failure) from self._failure

    async def _see_anew(self) -> None:
        try:
            await self._ask()
        except TransportError as error:
            self._failure = error
        else:
            self._failure = None
            self._stands = True
        self._answered += 1


def _of_everybody(error: TransportError) -> TransportError:
    # Where our own limiter is behind, whoever waits for their turn waits alone.
    everyone = error.everyone or error.code is not RefusalCode.RATE_LIMITED
    return TransportError(error.code, retry_after=error.retry_after, everyone=everyone)
