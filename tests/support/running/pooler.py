"""A connection pooler in front of the tests' PostgreSQL, as far as its clients can tell.

It knows the start-up parameters that poolers commonly know and refuses every other. By sessions, a
client has a connection of its own to the server; by transactions, it has one only while a statement
or a transaction of its own runs, and notices that arrive at another time reach nobody.
"""

from __future__ import annotations

import asyncio
import struct
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from urllib.parse import parse_qs, urlsplit

KNOWN_PARAMETERS = frozenset(
    {"user", "database", "application_name", "client_encoding", "datestyle", "timezone"}
    | {"standard_conforming_strings"}
)
_TLS, _CANCEL, _PROTOCOL = 80877103, 80877102, 196608


class _Server:
    """One connection to PostgreSQL; its client, if it has one, hears what it says."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer
        self.greeting = b""
        self.client: asyncio.StreamWriter | None = None
        self.unanswered = 0
        self.task: asyncio.Task[None] | None = None


class Pooler:
    """Listens on a port of this machine; `by_transactions` says in which mode it works."""

    def __init__(self, url: str, *, by_transactions: bool = False) -> None:
        parts = urlsplit(url)
        self._user = parts.username or ""
        self._database = parts.path.lstrip("/")
        self._socket = f"{parse_qs(parts.query)['host'][0]}/.s.PGSQL.5432"
        self.by_transactions = by_transactions
        self.notices_pass = True
        self.clients_most: int | None = None
        self._idle: list[_Server] = []
        self._servers: list[_Server] = []
        self._clients: set[asyncio.Task[None]] = set()
        self.url = ""

    async def _open_server(self) -> _Server:
        server = _Server(*await asyncio.open_unix_connection(self._socket))
        try:
            await self._greet(server)
        except BaseException:  # who waits for it may be gone by now
            server.writer.close()
            raise
        server.task = asyncio.create_task(self._pass_on(server))
        self._servers.append(server)
        return server

    async def _greet(self, server: _Server) -> None:
        body = struct.pack("!i", _PROTOCOL)
        for text in ("user", self._user, "database", self._database):
            body += text.encode() + b"\0"
        server.writer.write(struct.pack("!i", len(body) + 5) + body + b"\0")
        while True:
            kind, message = await _read_message(server.reader)
            server.greeting += message
            if kind == b"Z":
                break
            assert kind != b"E", message

    async def _pass_on(self, server: _Server) -> None:
        """What the server says goes to whoever has it now; with nobody there it is lost."""
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            while True:
                kind, message = await _read_message(server.reader)
                client = server.client
                if kind == b"Z":
                    server.unanswered -= 1
                    if self.by_transactions and not server.unanswered and message[-1:] == b"I":
                        server.client = None
                        self._idle.append(server)
                if client is not None and (kind != b"A" or self.notices_pass):
                    client.write(message)
        if server.client is not None:
            server.client.close()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One client, from its first byte to its last."""
        task = asyncio.current_task()
        assert task is not None
        self._clients.add(task)
        server: _Server | None = None
        try:
            if (unknown := await _greeted(reader, writer)) is None:
                return
            if unknown:
                _refuse(writer, f"unsupported startup parameter: {unknown}")
                return
            if self.clients_most is not None and len(self._clients) > self.clients_most:
                _refuse(writer, "no more connections allowed (max_client_conn)")
                return
            server = self._idle.pop() if self._idle else await self._open_server()
            writer.write(server.greeting)
            if self.by_transactions:
                self._idle.append(server)
            else:
                server.client = writer
            while True:
                kind, message = await _read_message(reader)
                if kind == b"X":
                    return
                if server.client is not writer:
                    server = self._idle.pop() if self._idle else await self._open_server()
                    server.client = writer
                server.unanswered += kind in (b"Q", b"S")
                server.writer.write(message)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            return  # `close` cancels; asyncio's streams complain of a handler that ends by it
        finally:
            self._clients.discard(task)
            if server is not None and server.client is writer:
                server.client = None
                server.writer.close()
            writer.close()

    async def close(self) -> None:
        for task in list(self._clients):
            task.cancel()
        for server in self._servers:
            assert server.task is not None
            server.task.cancel()
            server.writer.close()
        tasks = [*self._clients, *(each.task for each in self._servers if each.task)]
        await asyncio.gather(*tasks, return_exceptions=True)


async def _read_message(reader: asyncio.StreamReader) -> tuple[bytes, bytes]:
    head = await reader.readexactly(5)
    (length,) = struct.unpack("!i", head[1:])
    return head[:1], head + await reader.readexactly(length - 4)


def _refuse(writer: asyncio.StreamWriter, text: str) -> None:
    fields = f"SFATAL\0C08P01\0M{text}\0\0".encode()
    writer.write(b"E" + struct.pack("!i", len(fields) + 4) + fields)


async def _greeted(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> str | None:
    """The first start-up parameter that is not known, or ""; None where nothing is to be served."""
    while True:
        length, code = struct.unpack("!ii", await reader.readexactly(8))
        body = await reader.readexactly(length - 8)
        if code == _CANCEL:
            return None
        if code != _TLS:
            break
        writer.write(b"N")
    names = [each.decode() for each in body.rstrip(b"\0").split(b"\0")[::2]]
    return next((name for name in names if name.lower() not in KNOWN_PARAMETERS), "")


@asynccontextmanager
async def running_pooler(
    url: str, *, by_transactions: bool = False
) -> AsyncGenerator[Pooler, None]:
    """A pooler in front of the database at `url`, which names a socket's folder and a user."""
    pooler = Pooler(url, by_transactions=by_transactions)
    listening = await asyncio.start_server(pooler.serve, "127.0.0.1", 0)
    host, port = listening.sockets[0].getsockname()
    parts = urlsplit(url)
    pooler.url = f"postgresql://{parts.username}@{host}:{port}{parts.path}"
    try:
        yield pooler
    finally:
        listening.close()
        await pooler.close()
