"""Telegram: messages to private chats over the Bot API.

Telegram remembers no request, so all that counts is whether one was written: once it was, only an
answer that names a refusal, or is that of something else, proves that nobody got the message.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import aiohttp

from bot.chats.attempts import Attempt, attempt
from bot.chats.contract import Opening, OutgoingMessage, TransportError, bad_token
from bot.chats.pace import Limiter
from bot.telegram.api import (
    BotApi,
    BotApiError,
    Keyboard,
    NoBotApi,
    TooManyRequests,
    UnreadableAnswer,
    Update,
)
from bot.telegram.proof import Proof
from muster.channels.rules import ChannelType
from muster.notifications.answers import Offered
from muster.refusals import RefusalCode

TEXT_MOST = 4_096
TOAST_MOST = 200
"""Characters that are shown to whoever pressed."""

_ROWS = ((11, 3), (16, 2))
"""How many buttons stand side by side where none has a longer label than that."""

POLL_SECONDS = 25

_QUESTION_SECONDS = 5.0
"""For the question before a message, so that a send ends in half a minute."""

# Descriptions, in lower case, by what they mean; Telegram has no codes below the HTTP status.
_BLOCKED = ("bot was blocked", "bot was kicked", "can't initiate conversation", "not a member")
_GONE = ("user is deactivated", "can't send messages to bots")
# An edit or the answer to a press that comes too late, or changes nothing: nobody waits for it.
_MOOT = (
    *("message is not modified", "message to edit not found", "message can't be edited"),
    *("message_id_invalid", "query is too old", "query id is invalid", "query_id_invalid"),
)
_UNKNOWN = ("chat not found", "user not found", "peer_id_invalid", "chat_id", "group chat was")


class TelegramChannel:
    """Telegram, as the bot whose token it is.

    Args:
        base_url: of the Bot API, without `/bot`.
        limiter: of all messages under this token.
    """

    channel_type: ChannelType = "telegram"
    idempotent = False
    remembers = timedelta(0)
    most_in_flight = 10

    def __init__(self, token: str, *, base_url: str, limiter: Limiter) -> None:
        self._api = BotApi(token, base_url)
        self._limiter = limiter
        self._proof = Proof(self._ask)
        self.username: str | None = None
        """The bot's own name, without its @, as Telegram said last; None before it was asked."""

    async def open(self) -> None:
        await self.check()
        self._proof.give()

    async def close(self) -> None:
        await self._api.close()

    async def pace(self) -> None:
        await self._limiter.reserve()

    async def send(self, message: OutgoingMessage, opening: Opening | None = None) -> str:
        if not message.address.isdecimal():
            raise TransportError(RefusalCode.UNKNOWN_RECIPIENT, permanent=True)
        # Before the turn: whoever has waited for the answer still leaves at the limiter's pace.
        await self._proof.see()
        async with self._turn(message.address, opening):
            sent = await self._api.send_message(
                int(message.address), _fitting(message.text), keyboard_of(message.answers)
            )
        return str(sent)

    async def edit(
        self, address: str, message_id: int, text: str, answers: Sequence[Offered]
    ) -> None:
        """Let a message that was sent say `text`, with these answers below it.

        One that says so already, is gone, or is too old to be edited is no error.

        Raises:
            TransportError: it may say what it said before.
        """
        async with self._turn(address):
            await _moot_is_done(
                self._api.edit_message_text(
                    int(address), message_id, _fitting(text), keyboard_of(answers)
                )
            )

    async def acknowledge(self, query_id: str, text: str = "", *, alert: bool = False) -> None:
        """End a press's waiting, with a word or without; once a press, and soon.

        Raises:
            TransportError: whoever pressed may be waiting still.
        """
        said = text if len(text) <= TOAST_MOST else text[: TOAST_MOST - 1] + "…"
        async with self._turn(None):
            await _moot_is_done(self._api.answer_callback_query(query_id, said, alert=alert))

    async def find_sent(self, message: OutgoingMessage, since: datetime) -> str | None:
        """Always None: a bot cannot read what it sent."""
        del message, since
        return None

    async def check(self) -> str:
        async with self._call():
            self.username = await self._api.get_me()
        return f"signed in as @{self.username}"

    async def _ask(self) -> None:
        """See that the Bot API answers, and knows us.

        Raises:
            TransportError: it does not.
        """
        async with self._turn(None), asyncio.timeout(_QUESTION_SECONDS):
            await self._api.get_me()

    async def get_updates(self, offset: int | None, *, seconds: int = POLL_SECONDS) -> list[Update]:
        """What people wrote to the bot: waits up to `seconds` for something.

        `offset` is one more than the last update that was handled; asking with it makes Telegram
        forget those before.

        Raises:
            TransportError: `conflict` when another program polls with this token.
        """
        async with self._call(follow=False):
            return await self._api.get_updates(offset, seconds)

    @asynccontextmanager
    async def _turn(
        self, address: str | None, opening: Opening | None = None
    ) -> AsyncGenerator[None, None]:
        """One call in its turn; Telegram that wants us slower slows everybody.

        After one in doubt the next message waits for a proof.
        """
        async with self._limiter.turn(address):
            try:
                async with self._call(opening):
                    yield
            except TransportError as error:
                if error.code is RefusalCode.RATE_LIMITED:
                    self._limiter.hold_everyone(error.retry_after or 1.0)
                if error.maybe_sent or error.code is RefusalCode.NO_TELEGRAM_SERVER:
                    self._proof.lose()
                raise

    @asynccontextmanager
    async def _call(
        self, opening: Opening | None = None, *, follow: bool = True
    ) -> AsyncGenerator[None, None]:
        """One call of the Bot API, its errors in our words.

        `follow` is off for the long poll, which sends nothing and keeps its own time.
        """
        current: Attempt | None = None
        try:
            if not follow:
                yield
                return
            async with attempt(opening=opening) as current:
                yield
        except TransportError:
            raise
        except TooManyRequests as error:
            # It never says whether the chat or the bot was too fast, so the whole bot waits.
            raise TransportError(
                RefusalCode.RATE_LIMITED, retry_after=error.seconds, everyone=True
            ) from error
        except BotApiError as error:
            raise _refusal(error) from error
        except aiohttp.ClientConnectorError as error:
            raise TransportError(RefusalCode.REFUSED_CONNECTION, everyone=True) from error
        except TimeoutError as error:
            raise _lost(RefusalCode.TIMEOUT, current) from error
        except (aiohttp.ClientError, OSError) as error:
            raise _lost(RefusalCode.CONNECTION_LOST, current) from error
        except NoBotApi as error:
            raise TransportError(RefusalCode.NO_TELEGRAM_SERVER, everyone=True) from error
        except UnreadableAnswer as error:
            # It answered, and the message may be out.
            raise TransportError(RefusalCode.UNREADABLE_ANSWER, maybe_sent=True) from error
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
            # The answer is odd, or the request could not even be built.
            raise _lost(RefusalCode.UNREADABLE_ANSWER, current) from error


def keyboard_of(answers: Sequence[Offered]) -> Keyboard:
    """Answers as buttons below a message, so wide that a phone shows their labels whole."""
    longest = max((len(answer.label) for answer in answers), default=0)
    wide = next((number for length, number in _ROWS if longest <= length), 1)
    return [answers[at : at + wide] for at in range(0, len(answers), wide)]


async def _moot_is_done(call: Awaitable[None]) -> None:
    try:
        await call
    except BotApiError as error:
        if error.status != 400 or not any(words in error.description for words in _MOOT):
            raise


def _refusal(error: BotApiError) -> TransportError:
    """What Telegram's refusal means (docs/operations/refusals.md)."""
    match error.status:
        case 401 | 404:
            # An address with a token of no bot at all is "not found".
            return bad_token()
        case 400 | 403:
            return _refused(error.description)
        case 409:
            return TransportError(RefusalCode.CONFLICT)
        case status if status < 500:
            return TransportError(RefusalCode.SERVICE_ERROR)
        case _:
            return TransportError(RefusalCode.SERVICE_ERROR, maybe_sent=True)


def _refused(description: str) -> TransportError:
    if any(words in description for words in _BLOCKED):
        return TransportError(RefusalCode.BOT_BLOCKED, permanent=True)
    if any(words in description for words in (*_GONE, *_UNKNOWN)):
        return TransportError(RefusalCode.UNKNOWN_RECIPIENT, permanent=True)
    if description.startswith("forbidden"):
        # Such as "bot can't send messages to the user", which passes by itself.
        return TransportError(RefusalCode.FORBIDDEN)
    return TransportError(RefusalCode.MESSAGE_REFUSED, permanent=True)


def _lost(code: RefusalCode, current: Attempt | None) -> TransportError:
    return TransportError(code, maybe_sent=current is not None and current.written)


def _fitting(text: str) -> str:
    return text if len(text) <= TEXT_MOST else text[: TEXT_MOST - 1] + "…"
