"""Discord's gateway (v10, JSON, zlib-stream) as its documentation has it.

Hello, identify, ready, heartbeats, resume with what was missed, dispatch by intents, invalid
sessions and the close codes. Tests of other threads talk to it through its methods, which wait
until the server's thread has done as they say.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import secrets
import zlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from tests.support.fakes.discord_parts import BOT_ID, VIA, account

if TYPE_CHECKING:
    from tests.support.fakes.discord import FakeDiscordRest

DISPATCH, HEARTBEAT, IDENTIFY, RESUME, RECONNECT, INVALID, HELLO, ACK = 0, 1, 2, 6, 7, 9, 10, 11
GUILDS, VOICE_STATES, GUILD_MESSAGES = 1 << 0, 1 << 7, 1 << 9
_PRIVILEGED = 1 << 1 | 1 << 8 | 1 << 15
_ALL_INTENTS = (1 << 26) - 1
_UNKNOWN_OPCODE, _NOT_DECODED, _NOT_AUTHENTICATED = 4001, 4002, 4003
_AUTHENTICATION_FAILED, _ALREADY, _INVALID_INTENTS, _DISALLOWED_INTENTS = 4004, 4005, 4013, 4014
_PATIENCE = 10.0


@dataclass
class Session:
    """One identified session; what it was sent is kept for a resume."""

    session_id: str
    intents: int
    sequence: int = 0
    sent: list[dict[str, Any]] = field(default_factory=list)
    connection: _Connection | None = None

    async def dispatch(self, event: str, data: Any) -> None:
        self.sequence += 1
        message = {"op": DISPATCH, "t": event, "s": self.sequence, "d": data}
        self.sent.append(message)
        if self.connection is not None:
            await self.connection.send(message)


class _Connection:
    """One websocket, with its own compression context."""

    def __init__(self, socket: WebSocket) -> None:
        self.socket = socket
        self._deflate = zlib.compressobj()

    async def send(self, message: dict[str, Any]) -> None:
        data = self._deflate.compress(json.dumps(message).encode())
        with contextlib.suppress(WebSocketDisconnect, RuntimeError):
            await self.socket.send_bytes(data + self._deflate.flush(zlib.Z_SYNC_FLUSH))


class FakeGateway:
    """The gateway of one fake Discord.

    Attributes:
        down: new connections are refused.
        forgets: sessions cannot be resumed.
        hushed: heartbeats get no answer.
        remaining: how many sessions may still be started.
        privileged: privileged intents that the developer portal allows.
        greets: what becomes of a new connection.
        on_ready: what a new session is told after READY: (event, data, intent).
        identified: the payloads of all identifies; `resumed`: of all resumes that worked.
    """

    def __init__(self, rest: FakeDiscordRest) -> None:
        self._rest = rest
        self.down = False
        self.forgets = False
        self.hushed = False
        self.remaining = 1000
        self.reset_after_ms = 5_000
        self.privileged = 0
        self.heartbeat_interval = 41_250
        self.heartbeats = 0
        self.identified: list[dict[str, Any]] = []
        self.resumed: list[dict[str, Any]] = []
        self.on_ready: Callable[[], list[tuple[str, Any, int]]] = list
        self.sessions: dict[str, Session] = {}
        self.greets: Callable[[WebSocket], Awaitable[None]] = self.connect
        self._loop: asyncio.AbstractEventLoop | None = None
        self._connections: set[_Connection] = set()
        self._ids = itertools.count(1)

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/gateway/bot", self.address),
            WebSocketRoute("/gateway", self._greet),
        ]

    # --- for tests --------------------------------------------------------------------------------

    @property
    def connected(self) -> int:
        """How many sessions have a connection."""
        return sum(session.connection is not None for session in self.sessions.values())

    def dispatch(self, event: str, data: Any, intent: int = 0) -> None:
        """Tell every session whose intents ask for it (0: all), also those that may come back."""

        self.run(lambda: self.tell(event, data, intent))

    async def tell(self, event: str, data: Any, intent: int = 0) -> None:
        """As `dispatch`, in the server's own thread."""
        for session in list(self.sessions.values()):
            if not intent or session.intents & intent:
                await session.dispatch(event, data)

    def drop(self, code: int = 1001) -> None:
        """Close every connection."""

        async def close() -> None:
            for connection in list(self._connections):
                with contextlib.suppress(RuntimeError):
                    await connection.socket.close(code)

        self.run(close)

    def ask_to_reconnect(self) -> None:
        self._broadcast({"op": RECONNECT, "d": None})

    def invalidate(self, *, resumable: bool) -> None:
        if not resumable:
            self.sessions = {
                key: each for key, each in self.sessions.items() if each.connection is not None
            }
        self._broadcast({"op": INVALID, "d": resumable})
        if not resumable:
            self.sessions = {}

    def revoke_token(self) -> None:
        """Somebody made a new token: the old one is refused everywhere from now on."""
        self._rest.token = secrets.token_hex(8)
        self.drop(_AUTHENTICATION_FAILED)

    def run(self, work: Callable[[], Any]) -> None:
        """Do something in the server's thread and wait for it; nobody connected: nothing to do."""
        if self._loop is None:
            return
        asyncio.run_coroutine_threadsafe(work(), self._loop).result(_PATIENCE)

    def _broadcast(self, message: dict[str, Any]) -> None:
        async def send() -> None:
            for connection in list(self._connections):
                await connection.send(message)

        self.run(send)

    # --- the protocol -----------------------------------------------------------------------------

    async def address(self, request: Request) -> Response:
        async def work() -> Response:
            scheme = "wss" if request.url.scheme == "https" else "ws"
            limit = {
                "total": 1000,
                "remaining": self.remaining,
                "reset_after": self.reset_after_ms,
                "max_concurrency": 1,
            }
            base = str(request.url.replace(scheme=scheme, path="")).rstrip("/")
            address = f"{base}{request.scope['root_path']}/gateway"
            shown = {"url": address, "shards": 1, "session_start_limit": limit}
            return JSONResponse(shown, headers=VIA)

        return self._rest.refused(request) or await self._rest.serve(request, "gateway", None, work)

    async def _greet(self, socket: WebSocket) -> None:
        await self.greets(socket)

    async def connect(self, socket: WebSocket) -> None:
        self._loop = asyncio.get_running_loop()
        asked = socket.query_params
        if self.down or asked.get("v") != "10" or asked.get("encoding") != "json":
            await socket.close(1008)
            return
        await socket.accept()
        if asked.get("compress") != "zlib-stream":
            await socket.close(_NOT_DECODED)
            return
        connection = _Connection(socket)
        self._connections.add(connection)
        session: Session | None = None
        try:
            await connection.send(
                {"op": HELLO, "d": {"heartbeat_interval": self.heartbeat_interval}}
            )
            while True:
                message = json.loads(await socket.receive_text())
                session = await self._take(connection, session, message)
        except (WebSocketDisconnect, RuntimeError):
            pass
        except ValueError:
            await socket.close(_NOT_DECODED)
        except _Closed as closed:
            with contextlib.suppress(RuntimeError):
                await socket.close(closed.code)
        finally:
            self._connections.discard(connection)
            if session is not None and session.connection is connection:
                session.connection = None

    async def _take(
        self, connection: _Connection, session: Session | None, message: dict[str, Any]
    ) -> Session | None:
        """One message of the client; returns the session that the connection has from here on."""
        match message["op"]:
            case 1:  # a heartbeat
                self.heartbeats += 1
                if not self.hushed:
                    await connection.send({"op": ACK})
                return session
            case 2:  # identify
                if session is not None:
                    raise _Closed(_ALREADY)
                return await self._identify(connection, message["d"])
            case 6:  # resume
                if session is not None:
                    raise _Closed(_ALREADY)
                return await self._resume(connection, message["d"])
            case 3 | 4 | 8:
                if session is None:
                    raise _Closed(_NOT_AUTHENTICATED)
                return session
            case _:
                raise _Closed(_UNKNOWN_OPCODE)

    async def _identify(self, connection: _Connection, asked: dict[str, Any]) -> Session:
        self.identified.append(asked)
        self.remaining -= 1
        if asked.get("token") != self._rest.token:
            raise _Closed(_AUTHENTICATION_FAILED)
        intents = asked.get("intents")
        if not isinstance(intents, int) or intents & ~_ALL_INTENTS:
            raise _Closed(_INVALID_INTENTS)
        if intents & _PRIVILEGED & ~self.privileged:
            raise _Closed(_DISALLOWED_INTENTS)
        session = Session(secrets.token_hex(8), intents, connection=connection)
        self.sessions[session.session_id] = session
        told = self.on_ready()
        guilds = [data["id"] for event, data, _ in told if event == "GUILD_CREATE"]
        await session.dispatch(
            "READY",
            {
                "v": 10,
                "user": account(str(BOT_ID), "muster", bot=True),
                "guilds": [{"id": guild_id, "unavailable": True} for guild_id in guilds],
                "session_id": session.session_id,
                "resume_gateway_url": _address_of(connection.socket),
                "shard": [0, 1],
                "application": {"id": str(BOT_ID), "flags": 0},
            },
        )
        for event, data, intent in told:
            if intents & intent:
                await session.dispatch(event, data)
        return session

    async def _resume(self, connection: _Connection, asked: dict[str, Any]) -> Session | None:
        if asked.get("token") != self._rest.token:
            raise _Closed(_AUTHENTICATION_FAILED)
        session = None if self.forgets else self.sessions.get(asked.get("session_id") or "")
        if session is None:
            await connection.send({"op": INVALID, "d": False})
            return None
        self.resumed.append(asked)
        session.connection = connection
        for message in [each for each in session.sent if each["s"] > (asked.get("seq") or 0)]:
            await connection.send(message)
        await session.dispatch("RESUMED", {})
        return session


class _Closed(Exception):
    """The connection is closed with a code."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


def _address_of(socket: WebSocket) -> str:
    return str(socket.url.replace(query=""))
