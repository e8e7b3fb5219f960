"""Telegram: messages to private chats over the Bot API, by python-telegram-bot.

Telegram remembers no request, so all that counts is whether one was written: once it was, only an
answer that names a refusal proves that nobody got the message. python-telegram-bot builds the calls
and reads the answers; the requests are ours (`bot/telegram/request.py`), which tells that.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import datetime

import aiohttp
from telegram import Bot, LinkPreviewOptions, Update
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    TelegramError,
)

from bot.chats.attempts import Attempt, attempt
from bot.chats.contract import Opening, OutgoingMessage, TransportError, bad_token
from bot.chats.pace import Limiter
from bot.telegram.request import TelegramRequest, TooManyRequests, UnreadableAnswer
from muster.channels.rules import ChannelType

TEXT_MOST = 4_096
POLL_SECONDS = 25

# Descriptions, in lower case, by what they mean; Telegram has no codes below the HTTP status.
_BLOCKED = ("bot was blocked", "bot was kicked", "can't initiate conversation", "not a member")
_GONE = ("user is deactivated", "can't send messages to bots")
_UNKNOWN = ("chat not found", "user not found", "peer_id_invalid", "chat_id", "group chat was")


class TelegramChannel:
    """Telegram, as the bot whose token it is.

    Args:
        base_url: of the Bot API, without `/bot`.
        limiter: of all messages under this token.
    """

    channel_type: ChannelType = "telegram"
    idempotent = False
    most_in_flight = 10

    def __init__(self, token: str, *, base_url: str, limiter: Limiter) -> None:
        self._token = token
        self._base_url = base_url
        self._limiter = limiter
        self._request = TelegramRequest()
        self._bot: Bot | None = None

    async def open(self) -> None:
        await self.check()

    async def close(self) -> None:
        await self._request.shutdown()

    async def pace(self) -> None:
        await self._limiter.reserve()

    async def send(self, message: OutgoingMessage, opening: Opening | None = None) -> str:
        if not message.address.isdecimal():
            raise TransportError("unknown_recipient", permanent=True)
        bot = self._client()
        async with self._limiter.turn(message.address):
            try:
                async with self._call(opening):
                    sent = await bot.send_message(
                        int(message.address),
                        _fitting(message.text),
                        link_preview_options=LinkPreviewOptions(is_disabled=True),
                    )
                    return str(sent.message_id)
            except TransportError as error:
                if error.code == "rate_limited":
                    self._limiter.hold_everyone(error.retry_after or 1.0)
                raise

    async def find_sent(self, message: OutgoingMessage, since: datetime) -> str | None:
        """Always None: a bot cannot read what it sent."""
        del message, since
        return None

    async def check(self) -> str:
        bot = self._client()
        async with self._call():
            account = await bot.get_me()
        return f"signed in as @{account.username}"

    async def get_updates(self, offset: int | None, *, seconds: int = POLL_SECONDS) -> list[Update]:
        """What people wrote to the bot: waits up to `seconds` for something.

        `offset` is one more than the last update that was handled; asking with it makes Telegram
        forget those before.

        Raises:
            TransportError: `conflict` when another program polls with this token.
        """
        bot = self._client()
        async with self._call(follow=False):
            return list(
                await bot.get_updates(offset=offset, timeout=seconds, allowed_updates=["message"])
            )

    def _client(self) -> Bot:
        if self._bot is None:
            try:
                self._bot = Bot(
                    self._token,
                    base_url=f"{self._base_url}/bot",
                    request=self._request,
                    get_updates_request=self._request,
                )
            except InvalidToken:
                raise bad_token() from None
        return self._bot

    @asynccontextmanager
    async def _call(
        self, opening: Opening | None = None, *, follow: bool = True
    ) -> AsyncGenerator[None, None]:
        """One call of python-telegram-bot, its errors in our words.

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
        except TelegramError as error:
            raise _refusal(error, current) from error
        except TimeoutError as error:
            raise _lost("timeout", current) from error
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            # It answered, and the message may be out.
            raise TransportError("unreadable_answer", maybe_sent=True) from error


def _refusal(error: TelegramError, current: Attempt | None) -> TransportError:
    """What Telegram's answer, or the lack of one, means (docs/operations/refusals.md)."""
    match error:
        case TooManyRequests():
            # It never says whether the chat or the bot was too fast, so the whole bot waits.
            return TransportError("rate_limited", retry_after=error.seconds, everyone=True)
        case _ if isinstance(error, UnreadableAnswer) or isinstance(
            error.__cause__, UnreadableAnswer
        ):
            return TransportError("unreadable_answer", maybe_sent=True)
        case InvalidToken():
            # An address with a token of no bot at all is "not found".
            return bad_token()
        case Forbidden() | BadRequest():
            return _refused(error.message.lower())
        case ChatMigrated():
            return TransportError("unknown_recipient", permanent=True)
        case Conflict():
            return TransportError("conflict")
    match error.__cause__:
        case TransportError() as kept_back:
            return kept_back
        case None:
            return TransportError("service_error", maybe_sent=True)
        case aiohttp.ClientConnectorError():
            return TransportError("refused_connection", everyone=True)
        case TimeoutError():
            return _lost("timeout", current)
        case aiohttp.ClientError() | OSError():
            return _lost("connection_lost", current)
        case _:
            return TransportError("unreadable_answer", maybe_sent=True)


def _refused(description: str) -> TransportError:
    if any(words in description for words in _BLOCKED):
        return TransportError("bot_blocked", permanent=True)
    if any(words in description for words in (*_GONE, *_UNKNOWN)):
        return TransportError("unknown_recipient", permanent=True)
    if description.startswith("forbidden"):
        # Such as "bot can't send messages to the user", which passes by itself.
        return TransportError("forbidden")
    return TransportError("message_refused", permanent=True)


def _lost(code: str, current: Attempt | None) -> TransportError:
    return TransportError(code, maybe_sent=current is not None and current.written)


def _fitting(text: str) -> str:
    return text if len(text) <= TEXT_MOST else text[: TEXT_MOST - 1] + "…"
