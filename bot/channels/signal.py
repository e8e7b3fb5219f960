"""Signal: messages over a signal-cli-rest-api server, the bridge that people run.

It answers 201 also for a recipient that Signal refused, and 400 for almost anything that went wrong
behind it. As Signal remembers no request, a failure whose words do not prove that nothing was sent
counts as one by which the message may be out.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any
from urllib.parse import quote

import httpx2

from bot.channels.base import OutgoingMessage, TransportError
from bot.channels.rate import Limiter
from muster.channels.rules import ChannelType

REQUEST_SECONDS = 20.0
"""signal-cli encrypts for every device of the recipient before it answers."""

_CONNECT_SECONDS = 5.0
_RATE_SECONDS, _CAPTCHA_SECONDS, _SENDER_SECONDS = 60.0, 3600.0, 3600.0

_UNREGISTERED = ("unregistered", "not registered", "unknown recipient", "no such user")
_UNTRUSTED = ("identity", "untrusted")
_SLOWER = ("rate limit", "rate_limit", "ratelimit", "too many")
_CAPTCHA = ("proof", "captcha", "challenge")
_INVALID = ("couldn't process request", "invalid phone", "please provide", "no recipients")


class SignalChannel:
    """Signal, as the number that it sends from.

    Args:
        base_url: of the signal-cli-rest-api server.
        number: the sender's, E.164, registered there.
        limiter: of all messages from this number.
    """

    channel_type: ChannelType = "signal"
    idempotent = False
    most_in_flight = 1

    def __init__(self, *, base_url: str, number: str, limiter: Limiter) -> None:
        self.base_url = base_url
        self.number = number
        self._limiter = limiter
        self._http: httpx2.AsyncClient | None = None

    async def open(self) -> None:
        await self.check()

    async def close(self) -> None:
        client, self._http = self._http, None
        if client is not None:
            await client.aclose()

    async def pace(self) -> None:
        await self._limiter.reserve()

    async def send(self, message: OutgoingMessage) -> str:
        body = {
            "message": message.text,
            "number": self.number,
            # One recipient a request, so that an answer speaks of nobody else.
            "recipients": [message.address],
        }
        async with self._limiter.turn(message.address):
            try:
                async with self._call():
                    response = await self._client().post("/v2/send", json=body)
                return _message_id(response, self.number)
            except TransportError as error:
                if error.code == "rate_limited" and error.everyone:
                    self._limiter.hold_everyone(error.retry_after or _RATE_SECONDS)
                raise

    async def find_sent(self, message: OutgoingMessage, since: datetime) -> str | None:
        """Always None: Signal shows nobody what was sent."""
        del message, since
        return None

    async def check(self) -> str:
        mode = await self.mode()
        async with self._call():
            response = await self._client().get("/v1/accounts")
        accounts = _json(response)
        if response.status_code == 200 and isinstance(accounts, list):
            if self.number not in accounts:
                raise _sender_unknown()
            return f"signal-cli-rest-api in mode {mode}, the number is registered"
        return f"signal-cli-rest-api in mode {mode}"

    async def mode(self) -> str:
        """How the server runs signal-cli: `normal`, `native` or `json-rpc`.

        Raises:
            TransportError: it cannot be reached or is something else.
        """
        async with self._call():
            response = await self._client().get("/v1/about")
        about = _json(response)
        if response.status_code != 200 or not isinstance(about, dict):
            raise TransportError("service_error", everyone=True)
        return str(about.get("mode", "normal"))

    async def poll(self, seconds: int) -> list[Any]:
        """Envelopes that came in, waiting up to `seconds`; for servers outside json-rpc mode.

        Raises:
            TransportError: the server did not answer with envelopes.
        """
        path = f"/v1/receive/{quote(self.number, safe='')}"
        async with self._call():
            response = await self._client().get(
                path, params={"timeout": seconds}, timeout=seconds + REQUEST_SECONDS
            )
        envelopes = _json(response)
        if response.status_code != 200 or not isinstance(envelopes, list):
            raise TransportError("service_error")
        return envelopes

    def _client(self) -> httpx2.AsyncClient:
        if self._http is None:
            self._http = httpx2.AsyncClient(
                base_url=self.base_url,
                timeout=httpx2.Timeout(REQUEST_SECONDS, connect=_CONNECT_SECONDS),
            )
        return self._http

    @asynccontextmanager
    async def _call(self) -> AsyncGenerator[None, None]:
        """One request, the client's errors in our words."""
        try:
            yield
        except (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout) as error:
            raise TransportError("refused_connection", everyone=True) from error
        except httpx2.TimeoutException as error:
            raise TransportError("timeout", maybe_sent=True) from error
        except (httpx2.HTTPError, OSError) as error:
            raise TransportError("connection_lost", maybe_sent=True) from error


def _message_id(response: httpx2.Response, sender: str) -> str:
    """The message's id, its timestamp, of an answer to `/v2/send` (docs/operations/refusals.md)."""
    told = _json(response)
    if response.status_code == 201:
        # Older servers answer with one object, newer ones with a list of one.
        result = told[0] if isinstance(told, list) and told else told
        if not isinstance(result, dict) or not result.get("timestamp"):
            raise TransportError("unreadable_answer", maybe_sent=True)
        if (reason := _refused_because(result)) is not None:
            raise _refusal(reason)
        return str(result["timestamp"])
    words = str(told.get("error", "")) if isinstance(told, dict) else ""
    if response.status_code == 429:
        captcha = isinstance(told, dict) and bool(told.get("challenge_tokens"))
        raise _slower(_retry_after(response), captcha=captcha)
    if response.status_code == 400:
        raise _bad_request(words, sender)
    if response.status_code in (401, 403, 404, 405):
        # A proxy's answer, or the wrong server: /v2/send itself never gives one of these.
        raise TransportError("bad_token", retry_after=_SENDER_SECONDS, everyone=True)
    raise TransportError("service_error", maybe_sent=True)


def _refused_because(result: dict[str, Any]) -> str | None:
    """Why the one recipient was refused under a 201; None when it was not."""
    errors = result.get("errors")
    refused = errors.get("recipients") if isinstance(errors, dict) else None
    if not isinstance(refused, list) or not refused:
        return None
    first = refused[0]
    return str(first.get("reason") or "") if isinstance(first, dict) else ""


def _refusal(reason: str) -> TransportError:
    """A recipient's failure, by signal-cli's names for them or in words."""
    text = reason.lower().replace("_", " ")
    if any(words in text for words in _UNREGISTERED):
        return TransportError("unknown_recipient", permanent=True)
    if any(words in text for words in _CAPTCHA):
        return _slower(None, captcha=True)
    if any(words in text for words in _SLOWER):
        return _slower(None, captcha=False)
    if any(words in text for words in _UNTRUSTED):
        # Their key changed; the operator decides about trust, so nobody is switched off for it.
        return TransportError("untrusted_identity", permanent=True)
    if "pre key" in text or "prekey" in text:
        return TransportError("message_refused", permanent=True)
    return TransportError("service_error", maybe_sent=True)


def _bad_request(words: str, sender: str) -> TransportError:
    text = words.lower()
    if sender in words and "registered" in text:
        return _sender_unknown()
    if any(part in text for part in _INVALID):
        return TransportError("message_refused", permanent=True)
    return _refusal(words)


def _slower(wait: float | None, *, captcha: bool) -> TransportError:
    if captcha:  # until the operator has solved it, nobody gets anything
        return TransportError("rate_limited", retry_after=wait or _CAPTCHA_SECONDS, everyone=True)
    return TransportError("rate_limited", retry_after=wait or _RATE_SECONDS, everyone=True)


def _sender_unknown() -> TransportError:
    return TransportError("bad_token", retry_after=_SENDER_SECONDS, everyone=True)


def _retry_after(response: httpx2.Response) -> float | None:
    try:
        return max(1.0, float(response.headers.get("Retry-After", "")))
    except ValueError:
        return None


def _json(response: httpx2.Response) -> Any:
    try:
        return response.json()
    except ValueError:
        return None
