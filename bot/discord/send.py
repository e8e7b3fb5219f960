"""Discord: direct messages and channel messages over its REST API, without a gateway.

discord.py keeps the rate limit buckets, builds the requests and reads the answers. Its own retries
are switched off by `_judge`: it would sleep through a 429 or five failures inside one call, longer
than a row's lease, and a global wait of its own that is cancelled never ends. The ledger retries
instead, with the same nonce, which Discord answers with the first message.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import aiohttp
import discord
from discord.http import Route

from bot.chats.attempts import Attempt, attempt, members_of, seconds_of, traced
from bot.chats.contract import (
    Opening,
    OutgoingMessage,
    TransportError,
    bad_token,
)
from bot.chats.pace import Limiter
from bot.discord.buttons import view_of
from bot.discord.views import answer_buttons
from muster.channels.rules import ChannelType
from muster.clock import monotonic
from muster.notifications.messages import refers_to
from muster.notifications.rules import NONCE_REMEMBERED
from muster.refusals import RefusalCode

CONTENT_MOST = 2_000
_HISTORY_MOST = 100
_CLOCKS_DIFFER = timedelta(minutes=5)
_LONGEST_BUCKET_WAIT = 30.0
_REOPEN_SECONDS = 5.0
_QUARANTINE_SECONDS = 3600.0
_TOO_MANY_DMS_SECONDS = 600.0
_CLOUDFLARE_SECONDS = 600.0

# JSON error codes of Discord's documentation; 20026 and 50278 are known from practice alone.
_FLAGGED, _UNVERIFIED, _TOO_MANY_DMS, _SENDING_OFF = 20026, 40002, 40003, 40004
_WRITE_RATE = frozenset({20016, 20028})
_REFUSED: dict[int, RefusalCode] = {
    50007: RefusalCode.DMS_CLOSED,
    50278: RefusalCode.DMS_CLOSED,  # no server in common
    10003: RefusalCode.UNKNOWN_RECIPIENT,
    10013: RefusalCode.UNKNOWN_RECIPIENT,
    50033: RefusalCode.UNKNOWN_RECIPIENT,
}
_UNKNOWN_MESSAGE = 10008
# Of messages that are older than an hour; Discord does not say how many are too many.
_TOO_MANY_EDITS = 30046
_MESSAGE_REFUSED = frozenset({50006, 50008, 50035, 20009, 200000, 200001, 240000})
_NO_ACCESS = frozenset({50001, 50013, 50009, 50083})
_THREAD_REFUSED: dict[int, RefusalCode] = {
    10007: RefusalCode.NOT_A_MEMBER,
    30033: RefusalCode.THREAD_FULL,
    50024: RefusalCode.WRONG_CHANNEL,
    160005: RefusalCode.THREAD_LOCKED,
}
_TOO_MANY_THREADS = frozenset({160006, 160007})
_EVENT_REFUSED: dict[int, RefusalCode] = {
    10004: RefusalCode.UNKNOWN_SERVER,
    10070: RefusalCode.UNKNOWN_EVENT,
    30038: RefusalCode.TOO_MANY_EVENTS,
    180000: RefusalCode.EVENT_OVER,
}


def use_base_url(base_url: str) -> None:
    """Let discord.py ask the REST API at `base_url`, version included.

    It has no setting for it: every route's address begins with this attribute, which its own switch
    of API versions sets in the same way.
    """
    Route.BASE = base_url


class DiscordChannel:
    """Discord, as the bot whose token it is.

    Args:
        base_url: of the REST API, version included.
        limiter: of all requests under this token.
        opening_limiter: of new DM channels.
    """

    channel_type: ChannelType = "discord"
    idempotent = True
    remembers = NONCE_REMEMBERED
    most_in_flight = 20

    def __init__(
        self, token: str, *, base_url: str, limiter: Limiter, opening_limiter: Limiter
    ) -> None:
        self._token = token
        self._base_url = base_url
        self._limiter = limiter
        self._opening_limiter = opening_limiter
        self._client: discord.Client | None = None
        self._opening = asyncio.Lock()
        self._closed_until = 0.0
        self._closed_because = RefusalCode.SERVICE_ERROR

    async def open(self) -> None:
        await self._open()

    async def close(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            await client.close()

    async def pace(self) -> None:
        await self._limiter.reserve()

    async def send(self, message: OutgoingMessage, opening: Opening | None = None) -> str:
        channel_id = await self._channel_id(message.address)
        client = await self._open()
        sending: Attempt | None = None
        try:
            async with self._call(message.address, opening) as sending:
                view = view_of(answer_buttons(message.answers), message.language)
                sent = await client.get_partial_messageable(channel_id).send(
                    content=_fitting(message.text),
                    view=view or discord.utils.MISSING,
                    nonce=message.nonce,
                    allowed_mentions=discord.AllowedMentions.none(),
                    suppress_embeds=True,
                )
            return str(sent.id)
        except TransportError as error:
            # The answer may have come, and a wait for the bucket after it have been cut short.
            answer = None if sending is None else sending.answer
            if error.maybe_sent and (message_id := _id_in(answer)) is not None:
                return message_id
            raise

    async def open_dm(self, discord_user_id: int) -> int:
        """The id of the DM channel with somebody, opened if there is none; nobody is written to.

        Raises:
            TransportError: as for `send`.
        """
        client = await self._open()
        await self._opening_limiter.acquire()
        try:
            async with self._call(None):
                channel = await client.create_dm(discord.Object(discord_user_id))
        except TransportError as error:
            # Opening a channel sends nothing, whatever became of the request.
            error.maybe_sent = False
            if error.code is RefusalCode.RATE_LIMITED:
                self._opening_limiter.hold_everyone(error.retry_after or 1.0)
            raise
        return channel.id

    async def find_sent(self, message: OutgoingMessage, since: datetime) -> str | None:
        client = await self._open()
        channel_id = await self._channel_id(message.address)
        try:
            async with self._call(None):
                history = client.get_partial_messageable(channel_id).history(
                    limit=_HISTORY_MOST, after=since - _CLOCKS_DIFFER, oldest_first=False
                )
                async for found in history:
                    ours = client.user is not None and found.author.id == client.user.id
                    if ours and _is_it(found, message):
                        return str(found.id)
        except TransportError as error:
            error.maybe_sent = False  # reading sends nothing
            raise
        return None

    async def check(self) -> str:
        client = await self._open()
        async with self._call(None):
            account = await client.http.request(Route("GET", "/users/@me"))
        return f"signed in as {account['username']}"

    @asynccontextmanager
    async def calling(self) -> AsyncGenerator[discord.Client, None]:
        """The client, signed in, for a call that is no message; errors are `TransportError`."""
        client = await self._open()
        async with self._call(None):
            yield client

    # --- the client ------------------------------------------------------------------------------

    async def _open(self) -> discord.Client:
        async with self._opening:
            if self._client is not None:
                return self._client
            if (wait := self._closed_until - monotonic()) > 0:
                raise TransportError(self._closed_because, retry_after=wait, everyone=True)
            use_base_url(self._base_url)
            # Nobody here speaks: what is missing for voice is no news at every start.
            discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
            client = discord.Client(
                # Without a gateway they mean nothing; discord.py warns when this one is missing.
                intents=discord.Intents(guilds=True),
                http_trace=traced(before=self._pace, after=self._judge),
                max_ratelimit_timeout=_LONGEST_BUCKET_WAIT,
                max_messages=None,
            )
            try:
                async with self._call(None):
                    await client.login(self._token)
            except BaseException as error:
                await client.close()
                if isinstance(error, TransportError):
                    error.maybe_sent = False  # signing in sends nothing
                    error.everyone = True
                    # Whoever waited for this does not try it again one after the other.
                    error.retry_after = error.retry_after or _REOPEN_SECONDS
                    self._closed_until = monotonic() + error.retry_after
                    self._closed_because = error.code
                raise
            self._client = client
            return client

    async def _channel_id(self, address: str) -> int:
        kind, _, number = address.partition(":")
        if not number.isdecimal() or kind not in ("user", "channel"):
            raise TransportError(RefusalCode.UNKNOWN_RECIPIENT, permanent=True)
        return int(number) if kind == "channel" else await self.open_dm(int(number))

    @asynccontextmanager
    async def _call(
        self, recipient: str | None, opening: Opening | None = None
    ) -> AsyncGenerator[Attempt, None]:
        """One call of discord.py, its errors in our words."""
        current: Attempt | None = None
        try:
            async with attempt(recipient, opening) as current:
                yield current
        except TransportError:
            raise
        except discord.LoginFailure:
            raise bad_token() from None
        except discord.RateLimited as error:
            raise TransportError(RefusalCode.RATE_LIMITED, retry_after=error.retry_after) from error
        except discord.HTTPException as error:
            raise _refusal(error.status, error.code) from error
        except TimeoutError as error:
            raise _lost(RefusalCode.TIMEOUT, current) from error
        except aiohttp.ClientConnectorError as error:
            raise TransportError(RefusalCode.REFUSED_CONNECTION, everyone=True) from error
        except (aiohttp.ClientError, OSError) as error:
            raise _lost(RefusalCode.CONNECTION_LOST, current) from error
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise _lost(RefusalCode.UNREADABLE_ANSWER, current) from error

    def note_refusal(self) -> None:
        """Count a request of another client that was refused: Discord counts by token."""
        self._limiter.note_refusal()

    async def _pace(self, current: Attempt) -> None:
        await self._limiter.acquire(current.recipient)

    async def _judge(self, current: Attempt, response: aiohttp.ClientResponse) -> None:
        """Judge an answer before discord.py sees it (the module says why)."""
        status = response.status
        if status in (401, 403, 429):
            self._limiter.note_refusal()
        if status == 429:
            raise self._too_many(current, response, await response.read())
        if status >= 500:
            await response.read()
            raise TransportError(RefusalCode.SERVICE_ERROR, maybe_sent=True)
        if status < 300:
            current.answer = await response.read()

    def _too_many(
        self, current: Attempt, response: aiohttp.ClientResponse, body: bytes
    ) -> TransportError:
        told = members_of(body)
        named = response.headers.get("Retry-After")
        wait = seconds_of(told.get("retry_after")) or seconds_of(named)
        if told.get("code") == _TOO_MANY_EDITS:
            return TransportError(RefusalCode.TOO_MANY_EDITS, retry_after=wait)
        # Without a body of the API's own it is Cloudflare that refuses, and that means everybody.
        everyone = told.get("global") is True or not ("retry_after" in told or "code" in told)
        if everyone:
            wait = wait or _CLOUDFLARE_SECONDS
            self._limiter.hold_everyone(wait)
        elif current.recipient is not None:
            self._limiter.hold(current.recipient, wait or 1.0)
        return TransportError(RefusalCode.RATE_LIMITED, retry_after=wait or 1.0, everyone=everyone)


def _refusal(status: int, code: int) -> TransportError:
    """What a 4xx answer means (docs/operations/refusals.md)."""
    if status == 401:
        return bad_token()
    if code in _REFUSED:
        return TransportError(_REFUSED[code], permanent=True)
    if code in (_FLAGGED, _UNVERIFIED, _SENDING_OFF):
        return TransportError(
            RefusalCode.QUARANTINED, retry_after=_QUARANTINE_SECONDS, everyone=True
        )
    if code == _TOO_MANY_DMS:
        return TransportError(RefusalCode.RATE_LIMITED, retry_after=_TOO_MANY_DMS_SECONDS)
    if code in _WRITE_RATE:
        return TransportError(RefusalCode.RATE_LIMITED, retry_after=10.0)
    if code == _UNKNOWN_MESSAGE:
        return TransportError(RefusalCode.UNKNOWN_MESSAGE, permanent=True)
    if code in _THREAD_REFUSED:
        return TransportError(_THREAD_REFUSED[code], permanent=True)
    if code in _TOO_MANY_THREADS:
        return TransportError(RefusalCode.TOO_MANY_THREADS)
    if code in _EVENT_REFUSED:
        return TransportError(_EVENT_REFUSED[code], permanent=True)
    if code in _NO_ACCESS:
        return TransportError(RefusalCode.NO_ACCESS, permanent=True)
    if code in _MESSAGE_REFUSED or status in (400, 405, 413):
        return TransportError(RefusalCode.MESSAGE_REFUSED, permanent=True)
    if status == 403 and code == 0:
        # Not the API's own answer: something in front of it bars this machine.
        return TransportError(RefusalCode.BARRED, retry_after=_CLOUDFLARE_SECONDS, everyone=True)
    return TransportError(RefusalCode.SERVICE_ERROR)


def _lost(code: RefusalCode, current: Attempt | None) -> TransportError:
    return TransportError(code, maybe_sent=current is not None and current.written)


def _is_it(found: discord.Message, message: OutgoingMessage) -> bool:
    if message.link is not None and refers_to(found.content, message.nonce):
        return True
    return found.nonce is not None and str(found.nonce) == message.nonce


def _fitting(text: str) -> str:
    return text if len(text) <= CONTENT_MOST else text[: CONTENT_MOST - 1] + "…"


def _id_in(body: bytes | None) -> str | None:
    message_id = None if body is None else members_of(body).get("id")
    return message_id if isinstance(message_id, str) else None
