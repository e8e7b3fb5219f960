"""How python-telegram-bot's calls leave: over aiohttp, so that `Attempt` can follow them."""

from __future__ import annotations

from typing import Any

import aiohttp
from telegram import Update
from telegram.error import BadRequest, TelegramError
from telegram.request import BaseRequest, RequestData

from bot.chats import attempts

_UNNAMED_WAIT_SECONDS = 1.0


class TooManyRequests(TelegramError):
    """A 429 of Telegram's, or of something in front of it; `seconds` is what it asks to wait."""

    def __init__(self, seconds: float) -> None:
        super().__init__("Too Many Requests")
        self.seconds = seconds


class UnreadableAnswer(TelegramError):
    """An answer that is none of the Bot API's."""

    def __init__(self) -> None:
        super().__init__("Unreadable answer")


class TelegramRequest(BaseRequest):
    """Requests for one bot; its connections are opened by the first and closed by `shutdown`.

    An error of aiohttp's leaves as the cause of python-telegram-bot's NetworkError.
    """

    __slots__ = ("_session",)

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """Seconds for one request; the long poll's waiting comes on top."""
        return attempts.REQUEST_SECONDS

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        del write_timeout, connect_timeout, pool_timeout  # one time is for all of it
        if self._session is None:
            self._session = aiohttp.ClientSession(trace_configs=[attempts.traced()])
        seconds = self.read_timeout if read_timeout is self.DEFAULT_NONE else read_timeout
        async with self._session.request(
            method,
            url,
            data=None if request_data is None else request_data.json_parameters,
            headers={"User-Agent": self.USER_AGENT},
            timeout=aiohttp.ClientTimeout(total=seconds),
            # The address holds the token, and a redirected request would be a second one.
            allow_redirects=False,
        ) as response:
            body = await response.read()
        # The two refusals for which python-telegram-bot has no type, or one that warns.
        if response.status == 429:
            raise TooManyRequests(_wait(body, response.headers.get("Retry-After")))
        if response.status == 413:
            raise BadRequest("Request Entity Too Large")
        return response.status, body

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """An answer's members; unlike the inherited, it never logs what people wrote.

        An update that cannot be read keeps its number alone, so that it is passed over instead of
        coming again for ever, and the others with it.

        Raises:
            UnreadableAnswer: it is none of the Bot API's.
        """
        told = attempts.members_of(payload)
        if "ok" not in told:
            raise UnreadableAnswer
        if isinstance(result := told.get("result"), list):
            told["result"] = [_readable(each) for each in result]
        return told


def _readable(update: dict[str, Any]) -> dict[str, Any]:
    try:
        Update.de_json(update)
    except (KeyError, TypeError, ValueError, AttributeError):
        return {"update_id": update["update_id"]}
    return update


def _wait(body: bytes, header: str | None) -> float:
    parameters = attempts.members_of(body).get("parameters")
    named = parameters.get("retry_after") if isinstance(parameters, dict) else None
    return attempts.seconds_of(named) or attempts.seconds_of(header) or _UNNAMED_WAIT_SECONDS
