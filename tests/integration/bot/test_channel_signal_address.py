"""`SIGNAL_API_BASE_URL`: what is no Signal server, and how one proves who it is."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from bot.chats import pace
from bot.chats.contract import OutgoingMessage, TransportError
from bot.signal.send import SignalChannel
from tests.support.fakes.signal import SENDER

HELLO = OutgoingMessage("+38640123456", "Do you play tonight?", "row-1")


@asynccontextmanager
async def answering(answer: bytes) -> AsyncGenerator[str, None]:
    """The address of something that says the same to everybody, and ends the connection."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (b"\x15\x03\x01\x00\x02\x02F", "no_signal_server"),  # TLS
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\nhello", "no_signal_server"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", "connection_lost"),
        (b"-ERR unknown command\r\n", "connection_lost"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{", "connection_lost"),
        (b"", "connection_lost"),
    ],
)
async def test_no_message_goes_to_what_never_answered_as_a_server(answer: bytes, code: str) -> None:
    async with answering(answer) as url:
        channel = SignalChannel(base_url=url, number=SENDER, limiter=pace.Limiter(None))
        for _ in range(2):
            with pytest.raises(TransportError) as refused:
                await channel.send(HELLO)
            error = refused.value
            assert (error.code, error.everyone, error.maybe_sent) == (code, True, False)
        with pytest.raises(TransportError) as caught:
            await channel.check()
        assert caught.value.code == code
        await channel.close()


@pytest.mark.parametrize("url", ["https://signal.example.org", "HTTPS://signal.example.org"])
async def test_a_server_that_is_asked_by_tls_has_to_prove_who_it_is(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[dict[str, Any]] = []
    monkeypatch.setattr("bot.signal.send.httpx2.AsyncClient", lambda **how: made.append(how))
    for address in (url, "http://127.0.0.1:8080"):
        SignalChannel(base_url=address, number=SENDER, limiter=pace.Limiter(None))._client()
    assert [how["verify"] for how in made] == [True, False]
