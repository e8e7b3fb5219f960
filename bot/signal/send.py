"""Signal: messages over a signal-cli-rest-api server, the bridge that people run."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

import httpx2

from bot.chats.contract import Opening, OutgoingMessage, TransportError, bad_token
from bot.chats.names import ChatNames
from bot.chats.pace import Limiter
from bot.signal.answers import (
    is_about,
    is_registered,
    json_of,
    message_id,
    names_in,
    no_signal_server,
    refuses_sender,
    says_nothing,
)
from muster.channels.rules import ChannelType, parse_account
from muster.notifications.answers import numbered
from muster.refusals import RefusalCode

REQUEST_SECONDS = 20.0
"""How long a send may take: signal-cli encrypts for every device before it answers."""

_CONNECT_SECONDS = 5.0
_QUESTION_SECONDS = 8.0
"""For questions before a message or about a refusal, so that a send ends in half a minute."""

_CHECK_SECONDS = 3.0
"""For the last question of a check, which is no reason to fail it."""


class SignalChannel:
    """Signal, as the number that it sends from.

    Args:
        base_url: of the signal-cli-rest-api server.
        number: the sender's, E.164, registered there.
        limiter: of all messages from this number.
        names: keeps which number and account id belong together; None where nothing is kept.
    """

    channel_type: ChannelType = "signal"
    idempotent = False
    remembers = timedelta(0)
    most_in_flight = 1

    def __init__(
        self, *, base_url: str, number: str, limiter: Limiter, names: ChatNames | None = None
    ) -> None:
        self.base_url = base_url
        self.number = number
        self._limiter = limiter
        self._names = names
        self._http: httpx2.AsyncClient | None = None
        self._unproven = True
        """Whether the server has yet to answer as one: at first, and after a message in doubt."""

    async def open(self) -> None:
        await self.check()

    async def close(self) -> None:
        client, self._http = self._http, None
        if client is not None:
            await client.aclose()

    async def pace(self) -> None:
        await self._limiter.reserve()

    async def send(self, message: OutgoingMessage, opening: Opening | None = None) -> str:
        body = {
            "message": _with_answers(message),
            "number": self.number,
            # One recipient a request, so that an answer speaks of nobody else.
            "recipients": [message.address],
            # The server may be set to read *asterisks* as styles.
            "text_mode": "normal",
        }
        async with self._limiter.turn(message.address):
            if self._unproven:
                await self._prove()
            response: httpx2.Response | None = None
            try:
                async with self._call():
                    response = await self._client().post(
                        "/v2/send", json=body, extensions=_asks(opening)
                    )
                if self._names is not None:
                    for number, account in names_in(response):
                        await self._names.join(number, account)
                return message_id(response, self.number)
            except TransportError as error:
                found = await self._looked_into(error, response, message.address)
                self._unproven = found.maybe_sent
                if (
                    found.code in (RefusalCode.RATE_LIMITED, RefusalCode.CAPTCHA_REQUIRED)
                    and found.retry_after
                ):
                    self._limiter.hold_everyone(found.retry_after, found.code)
                if found is error:
                    raise
                raise found from error

    async def _prove(self) -> None:
        """See that a Signal server answers, before a message is written that may end in doubt."""
        try:
            await self.mode()
        except TransportError as error:
            if not error.maybe_sent:
                raise
            raise TransportError(error.code, everyone=True) from error

    async def find_sent(self, message: OutgoingMessage, since: datetime) -> str | None:
        """Always None: Signal shows nobody what was sent."""
        del message, since
        return None

    async def check(self) -> str:
        mode = await self.mode()
        accounts = await self.accounts()
        listed = accounts is not None
        if accounts is not None and self.number not in accounts:
            raise bad_token()
        refused = False
        with suppress(TransportError):  # only a refusal tells us something
            # A number that Signal has unlinked stays on that list. Asking for anybody shows it.
            found = await self._search(self.number, _CHECK_SECONDS)
            refused = refuses_sender(found, self.number)
        if refused:
            raise bad_token()
        ending = ", the number is registered" if listed else ""
        return f"signal-cli-rest-api in mode {mode}{ending}"

    async def accounts(self) -> list[str] | None:
        """The numbers that the server has accounts of; None where it does not say.

        Raises:
            TransportError: it cannot be reached.
        """
        async with self._call():
            response = await self._client().get("/v1/accounts")
        listed = json_of(response)
        if response.status_code != 200 or not isinstance(listed, list):
            return None
        return [each for each in listed if isinstance(each, str)]

    async def mode(self) -> str:
        """How the server runs signal-cli: `normal`, `native` or `json-rpc`.

        Raises:
            TransportError: it cannot be reached or is something else.
        """
        try:
            async with self._call():
                response = await self._client().get("/v1/about", timeout=_QUESTION_SECONDS)
        except TransportError as error:
            if error.code is not RefusalCode.UNREADABLE_ANSWER:
                raise
            raise TransportError(RefusalCode.NO_SIGNAL_SERVER, everyone=True) from error
        if is_about(response):
            self._unproven = False
            return str(json_of(response).get("mode", "normal"))
        if response.status_code >= 500:
            raise TransportError(RefusalCode.SERVICE_ERROR, everyone=True)
        raise TransportError(RefusalCode.NO_SIGNAL_SERVER, everyone=True)

    async def poll(self, seconds: int) -> list[Any]:
        """Envelopes that came in, waiting up to `seconds`; for servers outside json-rpc mode.

        Raises:
            TransportError: the server did not answer with envelopes.
        """
        async with self._call():
            response = await self._client().get(
                f"/v1/receive/{self._own_path}",
                params={"timeout": seconds},
                timeout=seconds + REQUEST_SECONDS,
            )
        if refuses_sender(response, self.number):
            raise TransportError(RefusalCode.BAD_TOKEN)
        envelopes = json_of(response)
        if response.status_code != 200 or not isinstance(envelopes, list):
            raise TransportError(RefusalCode.SERVICE_ERROR)
        return envelopes

    @property
    def _own_path(self) -> str:
        return quote(self.number, safe="")

    async def _looked_into(
        self, error: TransportError, response: httpx2.Response | None, address: str
    ) -> TransportError:
        """The error of a send, or a clearer one that the server gives when it is asked.

        Nothing was sent where the server does not know our number, where Signal does not know the
        recipient's, or where what answers at the address is no Signal server.
        """
        if not error.maybe_sent or error.code in (RefusalCode.TIMEOUT, RefusalCode.CONNECTION_LOST):
            return error
        try:
            if response is not None and says_nothing(response):
                if parse_account("signal", address) is not None:
                    return error  # Signal answers for numbers alone
                found = await self._search(address, _QUESTION_SECONDS)
                if refuses_sender(found, self.number):
                    return bad_token()
                if is_registered(found, address) is False:
                    return TransportError(RefusalCode.UNKNOWN_RECIPIENT, permanent=True)
            else:
                await self.mode()
        except TransportError as other:
            return no_signal_server() if other.code is RefusalCode.NO_SIGNAL_SERVER else error
        return error

    async def _search(self, number: str, seconds: float) -> httpx2.Response:
        """Ask Signal whether a number is registered, for up to `seconds`."""
        params = {"numbers": number}
        async with self._call():
            response = await self._client().get(
                f"/v1/search/{self._own_path}", params=params, timeout=seconds
            )
            if response.status_code == 404:  # older servers
                response = await self._client().get("/v1/search", params=params, timeout=seconds)
        return response

    def _client(self) -> httpx2.AsyncClient:
        if self._http is None:
            self._http = httpx2.AsyncClient(
                base_url=self.base_url,
                # Reading the system's certificates takes a seventh of a second of a start.
                verify=httpx2.URL(self.base_url).scheme != "http",
                timeout=httpx2.Timeout(REQUEST_SECONDS, connect=_CONNECT_SECONDS),
            )
        return self._http

    @asynccontextmanager
    async def _call(self) -> AsyncGenerator[None, None]:
        """One request, the client's errors in our words."""
        try:
            yield
        except (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout) as error:
            raise TransportError(RefusalCode.REFUSED_CONNECTION, everyone=True) from error
        except httpx2.TimeoutException as error:
            raise TransportError(RefusalCode.TIMEOUT, maybe_sent=True) from error
        except (httpx2.RemoteProtocolError, httpx2.DecodingError) as error:
            # What is no HTTP at all, unless the connection ended before there was enough of it.
            code = (
                RefusalCode.CONNECTION_LOST
                if _ended_early(error)
                else RefusalCode.UNREADABLE_ANSWER
            )
            raise TransportError(code, maybe_sent=True) from error
        except (httpx2.HTTPError, OSError) as error:
            raise TransportError(RefusalCode.CONNECTION_LOST, maybe_sent=True) from error


def _with_answers(message: OutgoingMessage) -> str:
    """The text, with the answers as numbers to reply with: Signal has no buttons."""
    if not message.answers:
        return message.text
    asked = numbered(answer.label for answer in message.answers)
    return f"{message.text}\n{asked.in_language(message.language)}"


def _ended_early(error: httpx2.HTTPError) -> bool:
    """Whether a protocol error is one of a connection that ended; the client only says it so."""
    return any(words in str(error) for words in ("disconnected", "closed connection"))


def _asks(opening: Opening | None) -> dict[str, Any]:
    """What makes the client ask before it writes a request's first byte."""
    if opening is None:
        return {}

    async def on_event(name: str, _details: Any) -> None:
        if name.endswith(".send_request_headers.started"):
            await opening()

    return {"trace": on_event}
