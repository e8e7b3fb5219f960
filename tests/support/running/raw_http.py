"""A server with request limits on a real socket, and callers who say whatever they like."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import uvicorn
from starlette.types import Message, Receive, Scope, Send

from tests.support.running.patience import PATIENCE
from tests.support.running.websites import eventually, free_port
from website.backend.limited_http import LimitedHttp, RequestLimits

SOON = 0.1
"""Seconds of a deadline that is waited for."""
LATE = 3600.0
"""Seconds of one that is not."""

GET = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
POST = b"POST / HTTP/1.1\r\nHost: x\r\n"


class App:
    """Answers with how many bytes a body has; `/stream` and `/huge` until they are let go."""

    def __init__(self) -> None:
        self.bodies: list[int] = []
        self.events: asyncio.Queue[bytes] = asyncio.Queue()
        self.headers: list[bytes] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == "/stream":
            await _start(send)
            while event := await self.events.get():
                await send({"type": "http.response.body", "body": event, "more_body": True})
            return
        if scope["path"] == "/huge":
            await _start(send)
            for _ in range(400):
                await send(
                    {"type": "http.response.body", "body": b"x" * 100_000, "more_body": True}
                )
            return
        size, more = 0, True
        while more and scope["path"] != "/unread":
            message: Message = await receive()
            if message["type"] == "http.disconnect":
                return
            size, more = size + len(message["body"]), message["more_body"]
        self.bodies.append(size)
        self.headers = [name for name, _ in scope["headers"]]
        await _start(send)
        await send({"type": "http.response.body", "body": b"%d bytes" % size})


async def _start(send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})


class Server:
    """The app behind `LimitedHttp`; `connections` are those that it holds."""

    def __init__(self, port: int, server: uvicorn.Server, app: App) -> None:
        self.port = port
        self.app = app
        self._server = server
        self._callers: list[Caller] = []

    @property
    def connections(self) -> int:
        return len(self._server.server_state.connections)

    async def connect(self, first: bytes = b"") -> Caller:
        caller = Caller(*await asyncio.open_connection("127.0.0.1", self.port), first)
        self._callers.append(caller)
        return caller

    async def close_callers(self) -> None:
        for caller in self._callers:
            await caller.close()


class Caller:
    """One connection."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, first: bytes
    ) -> None:
        self._reader = reader
        self._writer = writer
        writer.write(first)

    def send(self, data: bytes) -> None:
        self._writer.write(data)

    async def pour(self, pieces: AsyncIterator[bytes]) -> None:
        """Send for as long as the other side takes it."""
        with suppress(ConnectionError):
            async for piece in pieces:
                self._writer.write(piece)
                await self._writer.drain()

    async def close(self) -> None:
        self._writer.transport.abort()
        with suppress(ConnectionError):
            await self._writer.wait_closed()

    async def heard_to_end(self) -> bytes:
        """All that comes until the connection ends."""
        heard = b""
        async with asyncio.timeout(PATIENCE):
            while True:
                try:
                    piece = await self._reader.read(65_536)
                except ConnectionError:
                    piece = b""
                if not piece:
                    await self.close()
                    return heard
                heard += piece

    async def hears(self, text: bytes) -> None:
        async with asyncio.timeout(PATIENCE):
            await self._reader.readuntil(text)

    async def refusal(self) -> tuple[int, str]:
        """(status, code) of the last answer before the connection ended."""
        heard = await self.heard_to_end()
        head, _, body = heard.rpartition(b"\r\n\r\n")
        return int(head.rpartition(b"HTTP/1.1 ")[2][:3]), json.loads(body)["code"]


@asynccontextmanager
async def serving(most: int | None = None, **limits: Any) -> AsyncGenerator[Server, None]:
    values: dict[str, Any] = {
        "head_seconds": LATE,
        "body_seconds": LATE,
        "take_seconds": LATE,
        "linger_seconds": LATE,
        **limits,
    }
    protocol = type("Limited", (LimitedHttp,), {"limits": RequestLimits(**values)})
    app = App()
    with free_port() as bound:
        config = uvicorn.Config(
            app,
            http=protocol,
            ws="none",
            lifespan="off",
            access_log=False,
            log_config=None,
            timeout_keep_alive=int(LATE),
            limit_concurrency=most,
        )
        server = uvicorn.Server(config)
        task = asyncio.create_task(server.serve(sockets=[bound]))
        await eventually(lambda: server.started)
        running = Server(bound.getsockname()[1], server, app)
        try:
            yield running
        finally:
            await running.close_callers()
            app.events.put_nowait(b"")
            server.should_exit = server.force_exit = True
            await asyncio.wait_for(task, PATIENCE)


async def drip(piece: bytes) -> AsyncIterator[bytes]:
    """A little every now and then, for ever."""
    while True:
        yield piece
        await asyncio.sleep(SOON / 20)
