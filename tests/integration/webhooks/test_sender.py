"""Nothing is sent into a network where it may not go, whatever a name leads to."""

from __future__ import annotations

import asyncio
import socket
import threading
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from bot.services import webhook_sender
from bot.services.webhook_sender import WebhookSender, look_up
from muster.webhooks.rules import Outcome
from tests.support.fakes.certificates import certificate_for
from tests.support.fakes.webhook_receiver import Receiver, receiver
from tests.support.running.websites import eventually

HEADERS = {"webhook-id": "msg_1"}


class Names:
    """A name server: each look-up of a name takes the next of its answers, the last one stays."""

    def __init__(self, **answers: list[list[str]]) -> None:
        self._answers = answers
        self.asked: list[str] = []

    async def __call__(self, host: str, port: int) -> list[str]:
        self.asked.append(host)
        answers = self._answers.get(host.partition(".")[0])
        if not answers:
            raise OSError("no such name")
        return answers.pop(0) if len(answers) > 1 else answers[0]


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"],
        ["10.0.0.5"],
        ["169.254.169.254"],
        ["::1"],
        ["::ffff:127.0.0.1"],
        ["64:ff9b::7f00:1"],
        ["fd00::1"],
        ["0.0.0.0"],
        ["100.64.0.1"],
        ["93.184.216.34", "127.0.0.1"],
        ["fe80::1%eth0"],
    ],
    ids=str,
)
async def test_a_name_that_leads_into_a_private_network_is_not_connected_to(
    far_end: Receiver, addresses: list[str]
) -> None:
    names = Names(inside=[addresses])
    sender = WebhookSender(allow_private=False, look_up=names)
    port = urlsplit(far_end.url).port
    outcome = await sender.send(f"https://inside.example:{port}/", HEADERS, b"{}")
    assert outcome == Outcome("private_address")
    assert names.asked == ["inside.example"]
    assert far_end.connections == 0


async def test_what_was_judged_is_what_is_connected_to(far_end: Receiver) -> None:
    """A name that leads elsewhere when it is looked up again is not looked up again."""
    names = Names(turns=[["127.0.0.1"], ["169.254.169.254"]])
    sender = WebhookSender(allow_private=True, look_up=names)
    address = far_end.url.replace("127.0.0.1", "turns.example")
    assert await sender.send(f"{address}/in", HEADERS, b"{}") == Outcome(status=204)
    assert names.asked == ["turns.example"]
    (got,) = far_end.got
    assert got.headers["host"] == urlsplit(address).netloc
    assert await sender.send(f"{address}/in", HEADERS, b"{}") == Outcome("private_address")
    assert len(far_end.got) == 1


async def test_without_encryption_nothing_leaves_networks_of_ones_own() -> None:
    sender = WebhookSender(allow_private=True, look_up=Names(outside=[["93.184.216.34"]]))
    outcome = await sender.send("http://outside.example:8080/", HEADERS, b"{}")
    assert outcome == Outcome("private_address")


async def test_what_was_allowed_when_it_was_stored_may_not_be_any_more(far_end: Receiver) -> None:
    sender = WebhookSender(allow_private=False)
    assert await sender.send(f"{far_end.url}/", HEADERS, b"{}") == Outcome("private_address")
    assert far_end.connections == 0


async def test_a_name_without_addresses_and_a_port_without_anybody(far_end: Receiver) -> None:
    sender = WebhookSender(allow_private=True, look_up=Names(empty=[[]]))
    for name in ("nowhere.example", "empty.example"):
        assert await sender.send(f"https://{name}/", HEADERS, b"{}") == Outcome("unknown_host")
    async with receiver() as gone:
        address = gone.url
    assert await sender.send(f"{address}/", HEADERS, b"{}") == Outcome("no_connection")


async def test_a_certificate_has_to_be_trusted_and_be_the_names(tmp_path: Path) -> None:
    shows, trusts = certificate_for("there.example", tmp_path)
    names = Names(there=[["127.0.0.1"]], other=[["127.0.0.1"]])
    async with receiver(ssl=shows) as far_end:
        port = urlsplit(far_end.url).port
        address = f"https://there.example:{port}/in"
        trusting = WebhookSender(allow_private=True, look_up=names, trust=trusts)
        assert await trusting.send(address, HEADERS, b"{}") == Outcome(status=204)
        other = f"https://other.example:{port}/in"
        assert await trusting.send(other, HEADERS, b"{}") == Outcome("tls")
        usual = WebhookSender(allow_private=True, look_up=names)
        assert await usual.send(address, HEADERS, b"{}") == Outcome("tls")
        assert len(far_end.got) == 1


async def test_what_speaks_no_tls_is_no_receiver() -> None:
    async def greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"SSH-2.0-OpenSSH_9.6\r\n")
        await reader.read()
        writer.close()

    async with await asyncio.start_server(greet, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        sender = WebhookSender(allow_private=True)
        assert await sender.send(f"https://127.0.0.1:{port}/", HEADERS, b"{}") == Outcome("tls")


async def test_the_names_of_this_machine_are_looked_up() -> None:
    assert "127.0.0.1" in await look_up("localhost", 443)
    with pytest.raises(socket.gaierror):
        await look_up("nowhere.invalid", 443)
    with pytest.raises(OSError, match="not a name"):
        await look_up("x" * 70 + ".example", 443)


async def test_a_name_server_that_does_not_answer_holds_nobody_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    released = threading.Event()
    looking: list[str] = []

    def never(host: str, *_: object, **__: object) -> list[object]:
        looking.append(host)
        released.wait()
        return []

    monkeypatch.setattr(webhook_sender.socket, "getaddrinfo", never)
    sender = WebhookSender(allow_private=True, seconds=0.5)
    sending = [
        asyncio.create_task(sender.send(f"https://{number}.example/", HEADERS, b"{}"))
        for number in range(10)
    ]
    await eventually(lambda: len(looking) == 10)
    assert await asyncio.gather(*sending) == [Outcome("timeout")] * 10
    released.set()
