"""`SIGNAL_API_BASE_URL`: what is no Signal server, and how one proves who it is."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

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
        (b"SSH-2.0-OpenSSH_9.2\r\n", "no_signal_server"),
        (b"-ERR unknown command\r\n", "no_signal_server"),
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


@pytest.fixture
def stranger(tmp_path: Path) -> ssl.SSLContext:
    """What a server proves itself with that nobody here knows."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "stranger")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "stranger.pem"
    file.write_bytes(
        certificate.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


@pytest.mark.parametrize("scheme", ["https", "HTTPS"])
async def test_a_server_that_is_asked_by_tls_has_to_prove_who_it_is(
    scheme: str, stranger: ssl.SSLContext
) -> None:
    heard: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await reader.read(100))
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=stranger)
    async with server:
        url = f"{scheme}://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        channel = SignalChannel(base_url=url, number=SENDER, limiter=pace.Limiter(None))
        with pytest.raises(TransportError) as refused:
            await channel.send(HELLO)
        await channel.close()
    assert (refused.value.code, refused.value.maybe_sent) == ("refused_connection", False)
    assert heard == []
