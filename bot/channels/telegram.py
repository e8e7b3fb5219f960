"""Telegram: messages to private chats over the Bot API, by aiogram.

Telegram remembers no request, so all that counts is whether one was written: once it was, only an
answer that names a refusal proves that nobody got the message.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import datetime

import aiohttp
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramConflictError,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.types import LinkPreviewOptions, Update
from aiogram.utils.token import TokenValidationError

from bot.channels.attempt import REQUEST_SECONDS, Attempt, attempt, traced
from bot.channels.base import OutgoingMessage, TransportError, bad_token
from bot.channels.rate import Limiter
from muster.channels.rules import ChannelType

TEXT_MOST = 4_096
POLL_SECONDS = 25

# Descriptions, in lower case, by what they mean; Telegram has no codes below the HTTP status.
_BLOCKED = ("bot was blocked", "bot was kicked", "can't initiate conversation", "not a member")
_GONE = ("user is deactivated", "can't send messages to bots")
_UNKNOWN = ("chat not found", "user not found", "peer_id_invalid", "chat_id", "group chat was")


class _TracedSession(AiohttpSession):
    """aiogram's session, which has no way to trace a request."""

    async def create_session(self) -> aiohttp.ClientSession:
        session = await super().create_session()
        if not session.trace_configs:
            tracing = traced()
            tracing.freeze()
            session.trace_configs.append(tracing)
        return session


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
        self._server = TelegramAPIServer.from_base(base_url)
        self._limiter = limiter
        self._bot: Bot | None = None

    async def open(self) -> None:
        await self.check()

    async def close(self) -> None:
        bot, self._bot = self._bot, None
        if bot is not None:
            await bot.session.close()

    async def pace(self) -> None:
        await self._limiter.reserve()

    async def send(self, message: OutgoingMessage) -> str:
        if not message.address.isdecimal():
            raise TransportError("unknown_recipient", permanent=True)
        bot = self._client()
        async with self._limiter.turn(message.address):
            try:
                async with self._call():
                    sent = await bot.send_message(
                        int(message.address),
                        _fitting(message.text),
                        link_preview_options=LinkPreviewOptions(is_disabled=True),
                        parse_mode=None,
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
            return await bot.get_updates(
                offset=offset,
                timeout=seconds,
                allowed_updates=["message"],
                request_timeout=seconds + int(REQUEST_SECONDS),
            )

    def _client(self) -> Bot:
        if self._bot is None:
            try:
                session = _TracedSession(api=self._server, timeout=REQUEST_SECONDS)
                self._bot = Bot(self._token, session=session)
            except TokenValidationError:
                raise bad_token() from None
        return self._bot

    @asynccontextmanager
    async def _call(self, *, follow: bool = True) -> AsyncGenerator[None, None]:
        """One call of aiogram, its errors in our words.

        `follow` is off for the long poll, which sends nothing and keeps its own time.
        """
        current: Attempt | None = None
        try:
            if not follow:
                yield
                return
            async with attempt() as current:
                yield
        except TransportError:
            raise
        except TelegramAPIError as error:
            raise _refusal(error, current) from error
        except (ClientDecodeError, TypeError, AttributeError) as error:
            # It answered, and the message may be out.
            raise TransportError("unreadable_answer", maybe_sent=True) from error
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            code = "timeout" if isinstance(error, TimeoutError) else "connection_lost"
            raise TransportError(code, maybe_sent=_written(current)) from error


def _refusal(error: TelegramAPIError, current: Attempt | None) -> TransportError:
    """What Telegram's answer means (docs/operations/refusals.md)."""
    match error:
        case TelegramRetryAfter():
            # It never says whether the chat or the bot was too fast, so the whole bot waits.
            return TransportError(
                "rate_limited", retry_after=float(error.retry_after), everyone=True
            )
        case TelegramUnauthorizedError() | TelegramNotFound():
            # An address with a token of no bot at all is "not found".
            return bad_token()
        case TelegramForbiddenError() | TelegramBadRequest():
            return _refused(error.message.lower())
        case TelegramMigrateToChat():
            return TransportError("unknown_recipient", permanent=True)
        case TelegramConflictError():
            return TransportError("conflict")
        case TelegramEntityTooLarge():
            return TransportError("message_refused", permanent=True)
        case TelegramServerError():
            return TransportError("service_error", maybe_sent=True)
        case TelegramNetworkError():
            return _network_error(error, current)
        case _:
            return TransportError("service_error", maybe_sent=True)


def _refused(description: str) -> TransportError:
    if any(words in description for words in _BLOCKED):
        return TransportError("bot_blocked", permanent=True)
    if any(words in description for words in (*_GONE, *_UNKNOWN)):
        return TransportError("unknown_recipient", permanent=True)
    if description.startswith("forbidden"):
        # Such as "bot can't send messages to the user", which passes by itself.
        return TransportError("forbidden")
    return TransportError("message_refused", permanent=True)


def _network_error(error: TelegramNetworkError, current: Attempt | None) -> TransportError:
    cause = error.__cause__
    if isinstance(cause, aiohttp.ClientConnectorError):
        return TransportError("refused_connection", everyone=True)
    code = "timeout" if isinstance(cause, asyncio.TimeoutError) else "connection_lost"
    return TransportError(code, maybe_sent=_written(current))


def _written(current: Attempt | None) -> bool:
    return current is not None and current.written


def _fitting(text: str) -> str:
    return text if len(text) <= TEXT_MOST else text[: TEXT_MOST - 1] + "…"
