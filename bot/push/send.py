"""Web push: a message to all devices of a person, over the push services that their browsers name.

What counts as sent is that one device's service took it. Devices show a message once, however often
it comes: its nonce is the notification's tag, their worker remembers it for days, and what was not
shown yet is replaced at the push service, by its topic. So a message may be sent again whenever its
answer is in doubt, to all devices alike (`idempotent`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from urllib.parse import urlsplit

import aiohttp

from bot.chats.attempts import Attempt, attempt, seconds_of, traced
from bot.chats.contract import Notification, Opening, OutgoingMessage, TransportError
from bot.chats.pace import Limiter
from bot.push.addresses import PublicResolver
from bot.push.gone import GoneDevices
from bot.push.hosts import UNNAMED_WAIT_SECONDS, Hosts
from bot.push.payload import payload_of
from bot.push.sealing import sealed
from muster.channels.push_rules import PushDevice, endpoint_problem
from muster.channels.rules import ChannelType
from muster.clock import monotonic
from muster.refusals import RefusalCode
from muster.web_push import SenderKeys

LONGEST_LIFE = timedelta(days=28)
"""As long as a push service keeps what it could not deliver yet, at most."""

TOPIC_MOST = 32
_CONNECTIONS = 50
_CONNECTIONS_A_HOST = 20

_Outcome = Literal["accepted", "gone"] | TransportError


@dataclass(frozen=True, slots=True)
class _Request:
    """What is the same for all devices of one message."""

    message: OutgoingMessage
    payload: bytes
    headers: dict[str, str]
    opening: Opening | None
    now: datetime


class PushChannel:
    """Web push, as the sender whose keys these are.

    Args:
        limiter: of all messages under these keys.
        gone: hears of devices that there are no more.
        private: whether services on this network are allowed.
    """

    channel_type: ChannelType = "push"
    idempotent = True
    most_in_flight = 20
    remembers = timedelta(days=2)

    def __init__(
        self,
        keys: SenderKeys,
        *,
        limiter: Limiter,
        gone: GoneDevices,
        private: bool,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._keys = keys
        self._limiter = limiter
        self._gone = gone
        self._private = private
        self._hosts = Hosts(clock)
        self._session: aiohttp.ClientSession | None = None

    async def open(self) -> None:
        """Nothing to prove: a push service knows a sender by each message's signature."""

    async def close(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def pace(self) -> None:
        await self._limiter.reserve()

    async def check(self) -> str:
        return f"signs as {self._keys.subject} with the key {self._keys.first.key_id}"

    async def find_sent(self, message: OutgoingMessage, since: datetime) -> str | None:
        """Never says: only the device knows what it showed."""
        del message, since
        raise TransportError(RefusalCode.TIMEOUT)

    async def send(self, message: OutgoingMessage, opening: Opening | None = None) -> str:
        """As `Channel.send`, to every device of the message's at once.

        The id is the nonce: push services number each device's message by itself.
        """
        notification = message.notification
        if notification is None or not notification.devices:
            raise TransportError(RefusalCode.UNKNOWN_RECIPIENT, permanent=True)
        now = self._gone.now()
        async with self._limiter.turn():
            request = _Request(
                message,
                payload_of(message, notification),
                _headers(message, notification, now),
                None if opening is None else _once(opening),
                now,
            )
            outcomes = await self._ask_all(notification.devices, request)
        devices = zip(notification.devices, outcomes, strict=True)
        gone = [device.device_id for device, outcome in devices if outcome == "gone"]
        if gone:
            await self._gone.forget(gone, now)
        if "accepted" in outcomes:
            return message.nonce
        raise _worst(outcomes)

    async def _ask_all(self, devices: tuple[PushDevice, ...], request: _Request) -> list[_Outcome]:
        if len(devices) == 1:
            return [await self._ask(devices[0], request)]
        asked = [asyncio.create_task(self._ask(device, request)) for device in devices]
        try:
            return await asyncio.gather(*asked)
        finally:
            # Where one may not be written, or this one was cancelled, none goes on by itself.
            for task in asked:
                task.cancel()
            await asyncio.gather(*asked, return_exceptions=True)

    async def _ask(self, device: PushDevice, request: _Request) -> _Outcome:
        """What became of the message at one device; raises only what `opening` raised."""
        endpoint = device.subscription.endpoint
        if device.sender_key not in self._keys:
            return "gone"  # it subscribed to a key that we have no more, so nobody takes ours
        if endpoint_problem(endpoint, private=self._private) is not None:
            return "gone"  # what was allowed when it was let in
        host = urlsplit(endpoint).netloc
        resting = self._hosts.resting(host)
        if resting is not None:
            return TransportError(resting[0], retry_after=resting[1])
        try:
            # A third of a millisecond: the way to a thread and back takes longer on a busy machine.
            body = sealed(request.payload, device.subscription)
        except ValueError:
            return "gone"
        current: Attempt | None = None
        try:
            async with attempt(opening=request.opening) as current:
                status, wait = await self._post(
                    endpoint,
                    body,
                    request.headers
                    | {
                        "Authorization": self._keys.authorization(
                            device.sender_key, endpoint, request.now
                        )
                    },
                )
        except aiohttp.ClientConnectorError:
            # Also where a name leads into our own network (`PrivateAddress`): routers and filters
            # answer so for everything while the line is down, which ends nobody's subscription.
            seconds = self._hosts.rest(host, RefusalCode.REFUSED_CONNECTION)
            return TransportError(RefusalCode.REFUSED_CONNECTION, retry_after=seconds)
        except TimeoutError:
            return self._lost(host, RefusalCode.TIMEOUT, current)
        except (aiohttp.ClientResponseError, ValueError):
            return self._lost(host, RefusalCode.UNREADABLE_ANSWER, current)
        except (aiohttp.ClientError, OSError):
            return self._lost(host, RefusalCode.CONNECTION_LOST, current)
        return self._answered(host, request.message.address, status, wait)

    async def _post(
        self, endpoint: str, body: bytes, headers: dict[str, str]
    ) -> tuple[int, float | None]:
        """The answer's status, and for how many seconds it asks us to wait."""
        async with self._opened().post(
            endpoint,
            data=body,
            headers=headers,
            # Another address than the browser's would be somebody else's.
            allow_redirects=False,
        ) as response:
            # Its body is of no interest, however long it is.
            return response.status, seconds_of(response.headers.get("Retry-After"))

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(
                limit=_CONNECTIONS,
                limit_per_host=_CONNECTIONS_A_HOST,
                resolver=None if self._private else PublicResolver(),
                use_dns_cache=self._private,
            )
            self._session = aiohttp.ClientSession(
                connector=connector,
                trace_configs=[traced()],
                # A service names cookies to whoever keeps them, and we are nobody's browser.
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,
            )
        return self._session

    def _answered(self, host: str, recipient: str, status: int, wait: float | None) -> _Outcome:
        """What a push service's answer means (docs/operations/refusals.md)."""
        if 200 <= status < 300:
            self._hosts.accepted(host)
            return "accepted"
        if status in (404, 410):
            return "gone"
        if status in (401, 403):
            seconds = self._hosts.refused_us(host, recipient)
            code = RefusalCode.FORBIDDEN if seconds is None else RefusalCode.BAD_TOKEN
            return TransportError(code, retry_after=seconds)
        if status == 429:
            seconds = self._hosts.rest(host, RefusalCode.RATE_LIMITED, wait or UNNAMED_WAIT_SECONDS)
            return TransportError(RefusalCode.RATE_LIMITED, retry_after=seconds)
        if 400 <= status < 500:
            return TransportError(RefusalCode.MESSAGE_REFUSED, permanent=True)
        if 300 <= status < 400:
            seconds = self._hosts.rest(host, RefusalCode.SERVICE_ERROR)
            return TransportError(RefusalCode.SERVICE_ERROR, retry_after=seconds)
        # It failed, and may have failed behind the point where it had taken the message.
        seconds = self._hosts.rest(host, RefusalCode.SERVICE_ERROR, wait)
        return TransportError(RefusalCode.SERVICE_ERROR, maybe_sent=True, retry_after=seconds)

    def _lost(self, host: str, code: RefusalCode, current: Attempt | None) -> TransportError:
        seconds = self._hosts.rest(host, code)
        written = current is not None and current.written
        return TransportError(code, maybe_sent=written, retry_after=seconds)


def _headers(message: OutgoingMessage, notification: Notification, now: datetime) -> dict[str, str]:
    left = min(max(notification.useful_until - now, timedelta(0)), LONGEST_LIFE)
    return {
        "TTL": str(int(left.total_seconds())),
        "Urgency": "high" if notification.urgent else "normal",
        "Topic": message.nonce[:TOPIC_MOST],
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
    }


def _once(opening: Opening) -> Opening:
    """`opening`, awaited at the first byte of the first device's request; the others wait for it
    and fail as it does.
    """
    asked: asyncio.Future[None] | None = None

    async def shared() -> None:
        nonlocal asked
        if asked is None:
            asked = asyncio.ensure_future(_settled(opening))
        await asyncio.shield(asked)

    return shared


async def _settled(opening: Opening) -> None:
    await opening()


def _worst(outcomes: list[_Outcome]) -> TransportError:
    """What is said of a message that no device's service took for certain.

    Doubt comes first, then what may be tried again; all devices gone is the person's to mend.
    """
    errors = [each for each in outcomes if isinstance(each, TransportError)]
    doubtful = [each for each in errors if each.maybe_sent]
    passing = [each for each in errors if not each.maybe_sent and not each.permanent]
    if doubtful:
        return doubtful[0]
    if passing:
        return min(passing, key=lambda each: each.retry_after or float("inf"))
    return errors[0] if errors else TransportError(RefusalCode.UNKNOWN_RECIPIENT, permanent=True)
