"""HTTP with a signal-cli-rest-api server: its answers, and what it means where none came.

Requests go over aiohttp, which the bot has for Discord anyway.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import aiohttp
from aiohttp.http_exceptions import ContentEncodingError

from bot.chats.contract import Opening, TransportError
from bot.signal.answers import Answer
from muster.refusals import RefusalCode

REQUEST_SECONDS = 20.0
"""How long a send may take: signal-cli encrypts for every device before it answers."""

_CONNECT_SECONDS = 5.0


class SignalApi:
    """Calls to one server; connections are opened by the first and closed by `close`.

    Every call raises `TransportError`, `maybe_sent` unless it is certain that nothing was written.
    """

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        """Close all connections; the next call opens new ones."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def get(
        self, path: str, seconds: float = REQUEST_SECONDS, **parameters: str | int
    ) -> Answer:
        """The answer to a question, during which the server may be silent for `seconds`."""
        return await self._call("GET", path, seconds, params=parameters)

    async def post(self, path: str, body: Any, opening: Opening | None = None) -> Answer:
        """The answer to `body` as JSON; `opening` is awaited before its first byte is written."""
        how = {"json": body, "trace_request_ctx": opening}
        return await self._call("POST", path, REQUEST_SECONDS, **how)

    async def _call(self, method: str, path: str, seconds: float, **request: Any) -> Answer:
        if self._session is None:
            self._session = aiohttp.ClientSession(trace_configs=[_asking()], trust_env=True)
        try:
            async with self._session.request(
                method,
                f"{self._base_url}{path}",
                timeout=aiohttp.ClientTimeout(
                    total=None, connect=_CONNECT_SECONDS, sock_read=seconds
                ),
                # A redirected request would be a second one.
                allow_redirects=False,
                **request,
            ) as response:
                body = await response.read()
            return Answer(response.status, body, response.headers.get("Retry-After"))
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise TransportError(RefusalCode.REFUSED_CONNECTION, everyone=True) from error
        except TimeoutError as error:
            raise TransportError(RefusalCode.TIMEOUT, maybe_sent=True) from error
        except (aiohttp.ClientError, OSError) as error:
            code = RefusalCode.CONNECTION_LOST
            if _is_unreadable(error):
                code = RefusalCode.UNREADABLE_ANSWER
            raise TransportError(code, maybe_sent=True) from error


def _asking() -> aiohttp.TraceConfig:
    """What makes the client ask before it writes a request's first byte."""
    config = aiohttp.TraceConfig()

    async def on_writing(_session: object, context: SimpleNamespace, _params: object) -> None:
        # aiohttp's word for it is "sent", yet it asks before it hands anything to the socket.
        opening: Opening | None = context.trace_request_ctx
        if opening is not None:
            await opening()

    config.on_request_headers_sent.append(on_writing)
    return config


def _is_unreadable(error: Exception) -> bool:
    """Whether something answered, and it was no HTTP."""
    return isinstance(error, aiohttp.ClientResponseError) or isinstance(
        error.__cause__, ContentEncodingError
    )
