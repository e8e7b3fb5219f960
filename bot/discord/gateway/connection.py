"""Keeping the bot connected to Discord's gateway, for as long as this process leads.

discord.py resumes and reconnects by itself; its pauses grow to a quarter of an hour, and some ends
are final to it. So a connection that is away for too long is begun anew, and one that Discord
refuses is tried again later: the rest of the bot goes on meanwhile.
"""

from __future__ import annotations

import asyncio
import logging
import random
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

import aiohttp
import discord
import structlog
import yarl
from discord.gateway import DiscordWebSocket, KeepAliveHandler

from bot.discord.asking import UNREADABLE, AnotherAnswers
from bot.discord.gateway.client import GatewayClient
from bot.discord.gateway.command_sync import keep_commands_synced
from bot.discord.gateway.health import DiscordHealth
from bot.discord.send import use_base_url
from muster.backoff import BackOff, Pauses
from muster.clock import monotonic
from muster.live_status.rules import GatewayState

AWAY_MOST_SECONDS = 90.0
"""A connection that is away for longer is begun anew."""

STEADY_SECONDS = 60.0
"""A connection that held for so long was a good one: the next pause is a short one again. Discord
lets a bot begin a thousand sessions a day.
"""

REFUSED_AGAIN_SECONDS = 300.0
"""Until a token or intents that Discord refused are tried again: a person has to act first."""

GATEWAY = "gateway"
"""The place by which `DiscordHealth` names a gateway that is not reached."""

INTERACTIONS = "interactions"
"""The place by which `DiscordHealth` names presses and commands that go to another program."""

_LOOK_EVERY = 1.0
_CLOSE_SECONDS = 2.0
_PAUSES = Pauses(1.0, 60.0)
_BAD_TOKEN, _INTENTS = 4004, (4013, 4014)

_log = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _End:
    """How a connection ended; `seconds` until the next try, None: by the pauses after failures."""

    state: GatewayState
    reason: str
    seconds: float | None = None


class GatewayConnection:
    """Runs one `GatewayClient` after the other, each from its start to its end.

    Args:
        base_url: of the REST API, which says where the gateway is.
        make_client: a new client each time: one that was closed cannot be used again.
    """

    def __init__(
        self,
        token: str,
        base_url: str,
        make_client: Callable[[], GatewayClient],
        health: DiscordHealth,
    ) -> None:
        self._token = token
        self._base_url = base_url
        self._make_client = make_client
        self._health = health
        self._back_off = BackOff(_PAUSES)
        # What it logs of reconnecting is a traceback each time; ours is one line.
        logging.getLogger("discord").setLevel(logging.WARNING)
        logging.getLogger("discord.client").setLevel(logging.CRITICAL)

    async def run(self) -> None:
        """Stay connected; never returns."""
        self._health.set_gateway("connecting")
        try:
            while True:
                end = await self._connect_once()
                self._health.set_gateway(end.state)
                self._health.report(GATEWAY, end.reason if end.state == "unreachable" else None)
                pause = end.seconds
                if pause is None:
                    pause = self._back_off.failed(random.random())  # noqa: S311 hides nothing
                _log.warning("gateway_ended", reason=end.reason, again_in_seconds=round(pause, 1))
                await asyncio.sleep(pause)
        finally:
            # Whoever leads now says how it stands.
            self._health.set_gateway("connecting")

    async def _connect_once(self) -> _End:
        client = self._make_client()
        try:
            async with asyncio.timeout(60.0):
                use_base_url(self._base_url)
                await self._sign_in(client)
                self._look_at_endpoint(client)
                way = await _ask_the_way(client)
            if way.sessions_left <= 0:
                return _End("unreachable", "too_many_sessions", way.more_in_seconds)
            # Where discord.py goes first, and after a session that Discord ended; no setting is it.
            DiscordWebSocket.DEFAULT_GATEWAY = way.address
            return await self._stay(client)
        except AnotherAnswers:
            return _End("unreachable", "something_else")
        except discord.LoginFailure:
            return _End("bad_token", "bad_token", REFUSED_AGAIN_SECONDS)
        except discord.PrivilegedIntentsRequired:
            return _End("missing_intents", "missing_intents", REFUSED_AGAIN_SECONDS)
        except discord.ConnectionClosed as error:
            if error.code == _BAD_TOKEN:
                return _End("bad_token", "bad_token", REFUSED_AGAIN_SECONDS)
            if error.code in _INTENTS:
                return _End("missing_intents", "missing_intents", REFUSED_AGAIN_SECONDS)
            return _End("unreachable", f"closed_{error.code}")
        except discord.HTTPException as error:
            if error.status == 401:
                return _End("bad_token", "bad_token", REFUSED_AGAIN_SECONDS)
            return _End("unreachable", f"http_{error.status}")
        except (discord.DiscordException, aiohttp.ClientError, OSError, TimeoutError) as error:
            return _End("unreachable", cause_of(error))
        except Exception:
            # A mistake of ours, or something on the gateway that discord.py cannot read.
            _log.exception("gateway_failed")
            return _End("unreachable", "unexpected")
        finally:
            await _close(client)

    async def _sign_in(self, client: GatewayClient) -> None:
        """Sign in, so that the client knows its application.

        Raises:
            AnotherAnswers: what came is no answer of Discord's.
        """
        try:
            await client.login(self._token)
        except UNREADABLE as error:
            if client.application is not None:
                raise  # all of Discord's has been read: what failed is our own set-up
            raise AnotherAnswers from error

    def _look_at_endpoint(self, client: GatewayClient) -> None:
        """Report whether Discord sends interactions to an address, so that none comes here."""
        about = client.application
        elsewhere = about is not None and about.interactions_endpoint_url is not None
        self._health.report(INTERACTIONS, "endpoint_url" if elsewhere else None)

    async def _stay(self, client: GatewayClient) -> _End:
        """Hold the connection until it ends for good or is away for too long."""
        watched = _Watch(client, self._health)
        client.add_listener(watched.on_ready)
        client.add_listener(watched.on_resumed)
        client.add_listener(watched.on_disconnect)
        client.add_listener(watched.on_guild_unavailable)
        client.add_listener(watched.on_guild_available)
        connecting = asyncio.create_task(client.connect(), name="gateway")
        syncing: asyncio.Task[None] | None = None
        try:
            while True:
                await asyncio.wait({connecting}, timeout=_LOOK_EVERY)
                if client.first_refusal is not None:
                    return _End("unreachable", cause_of(client.first_refusal))
                if connecting.done():
                    await connecting
                    return _End("unreachable", "closed")
                if watched.is_out_of_date:
                    return _End("connecting", "server_was_away")
                if watched.away_since is None:
                    if monotonic() - watched.there_since > STEADY_SECONDS:
                        self._back_off.succeeded()
                    if syncing is None:
                        syncing = asyncio.create_task(keep_commands_synced(client, self._health))
                elif monotonic() - watched.away_since > AWAY_MOST_SECONDS:
                    return _End("unreachable", "away_for_too_long")
        finally:
            tasks = [task for task in (connecting, syncing) if task is not None]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


@dataclass(frozen=True, slots=True)
class _Way:
    """What Discord says of its gateway: where it is, and how many sessions may be begun there."""

    address: yarl.URL
    sessions_left: int
    more_in_seconds: float


async def _ask_the_way(client: GatewayClient) -> _Way:
    """Ask Discord where its gateway is.

    Raises:
        AnotherAnswers: what came is no answer of Discord's.
    """
    try:
        _shards, url, limit = await client.http.get_bot_gateway()
        address = yarl.URL(url)
        left, seconds = int(limit["remaining"]), float(limit["reset_after"]) / 1000
    except UNREADABLE as error:
        raise AnotherAnswers from error
    if address.scheme not in ("ws", "wss") or not address.host:
        raise AnotherAnswers
    return _Way(address, left, max(1.0, seconds))


async def _close(client: GatewayClient) -> None:
    """Close a client within two seconds; closing it again does nothing."""
    # Each step is taken whatever became of the one before: to somebody who is being cancelled,
    # Python 3.11.2's timeout is a CancelledError.
    try:
        with suppress(Exception):
            async with asyncio.timeout(_CLOSE_SECONDS):
                await client.close()
    finally:
        # Whoever is closed between hello and ready is no connection of discord.py's yet, but has a
        # thread that beats; there is one gateway in a process.
        for thread in threading.enumerate():
            if isinstance(thread, KeepAliveHandler):
                thread.stop()
        # Where the farewell took too long, the connections are given back without one.
        with suppress(Exception):
            await client.http.close()


def cause_of(error: BaseException) -> str:
    """A stable word for why a connection to Discord was not made, or was lost."""
    match error:
        case aiohttp.WSServerHandshakeError():
            return f"http_{error.status}"
        case aiohttp.ClientConnectorDNSError():
            return "no_such_host"
        case aiohttp.ClientSSLError():
            return "certificate"
        case aiohttp.ClientConnectorError():
            return "connection_refused"
        case TimeoutError():
            return "timeout"
        case _:
            return "connection_lost"


class _Watch:
    """Since when the connection is away, or there: monotonic seconds; `away_since` None: there."""

    def __init__(self, client: GatewayClient, health: DiscordHealth) -> None:
        self._client = client
        self._health = health
        self.away_since: float | None = monotonic()
        self.there_since = 0.0
        self._server_was_away = False
        self.is_out_of_date = False
        """Whether what is remembered of the server may be wrong: discord.py keeps the voice states
        from before an outage of the server, also of those who left during it.
        """

    async def on_guild_unavailable(self, guild: discord.Guild) -> None:
        self._server_was_away = self._server_was_away or self._client.is_ours(guild)

    async def on_guild_available(self, guild: discord.Guild) -> None:
        if not self._client.is_ours(guild):
            return
        if self._server_was_away:
            self.is_out_of_date = True
        else:
            self._there()  # nothing else has to be waited for

    async def on_ready(self) -> None:
        self._there()

    async def on_resumed(self) -> None:
        self._there()

    async def on_disconnect(self) -> None:
        if self.away_since is None:
            self.away_since = monotonic()
            _log.info("gateway_lost")
        self._health.set_gateway("connecting")

    def _there(self) -> None:
        if not self._client.session_open:
            return
        if self.away_since is not None:
            self.there_since = monotonic()
            _log.info("gateway_connected", seconds=round(self.there_since - self.away_since, 1))
        self.away_since = None
        self._health.set_gateway("connected")
        self._health.report(GATEWAY, None)
