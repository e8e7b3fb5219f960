"""Asking a real UDP server, on both event loops: the bot runs on uvloop, the doctor on asyncio."""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import Callable, Coroutine, Generator
from typing import Any

import pytest
import uvloop

from bot.getstatus import GameServerError, Reason, ask_players
from tests.support.fakes.game_server import HEADER, OUT_OF_BAND, FakeGameServer, fake_game_server
from tests.support.fakes.game_server import packet as packet_of
from tests.support.fakes.game_server import player as line_of
from tests.support.running.websites import eventually

SOON = 0.2
"""Seconds after which a test takes silence for an answer."""

Run = Callable[[Coroutine[Any, Any, list[str]]], list[str]]


@pytest.fixture
def server() -> Generator[FakeGameServer, None, None]:
    with fake_game_server() as running:
        yield running


@pytest.fixture(params=[asyncio.run, uvloop.run], ids=["asyncio", "uvloop"])
def run(request: pytest.FixtureRequest) -> Run:
    return request.param


def reason(run: Run, address: str, seconds: float = 3.0) -> Reason:
    """Why nobody is known to be at `address`."""
    with pytest.raises(GameServerError) as caught:
        run(ask_players(address, seconds))
    return caught.value.reason


def test_one_question_one_answer(run: Run, server: FakeGameServer) -> None:
    server.has("^1Kes^7trel", b"Jos\xe9")
    assert run(ask_players(server.address)) == ["^1Kes^7trel", "José"]
    (request,) = server.requests
    assert re.fullmatch(OUT_OF_BAND + rb"getstatus [0-9a-f]{16}", request)


def test_every_question_is_a_new_one(server: FakeGameServer) -> None:
    server.has()
    for _ in range(3):
        assert asyncio.run(ask_players(server.address)) == []
    assert len(set(server.requests)) == 3


def test_what_is_no_answer_is_passed_over_until_one_comes(run: Run, server: FakeGameServer) -> None:
    late = packet_of(line_of("Gone"), challenge=b"0123456789abcdef")
    real = packet_of(line_of("Bramble"))
    server.says(b"", b"garbage", OUT_OF_BAND + b"print\nhello\n", late, real)
    assert run(ask_players(server.address)) == ["Bramble"]


def test_what_others_send_is_not_heard(run: Run, server: FakeGameServer) -> None:
    server.from_elsewhere.append(packet_of(line_of("Ghost")))
    server.has("Bramble")
    assert run(ask_players(server.address)) == ["Bramble"]


@pytest.mark.parametrize(
    "datagrams",
    [
        [b"garbage"],
        [b""],
        [HEADER],
        [packet_of(b"garbage")],
        [packet_of(line_of("Bramble"))[:-4]],
        [b"garbage" * 8_000] * 3,
    ],
)
def test_garbage_alone_is_no_status(
    run: Run, server: FakeGameServer, datagrams: list[bytes]
) -> None:
    server.says(*datagrams)
    assert reason(run, server.address, SOON) == "not_a_status"


def test_a_flood_ends_when_the_time_is_up(run: Run, server: FakeGameServer) -> None:
    server.says(*[b"garbage"] * 50_000)
    assert reason(run, server.address, SOON) == "not_a_status"


def test_the_largest_datagram_there_is(run: Run, server: FakeGameServer) -> None:
    most = packet_of(*[line_of(f"player {number}") for number in range(2_800)])
    server.says(most[:65_507])
    assert len(run(ask_players(server.address))) == 256


def test_silence(run: Run, server: FakeGameServer) -> None:
    assert reason(run, server.address, SOON) == "no_answer"
    assert len(server.requests) == 1


def test_a_server_that_is_down_is_noticed_at_once(run: Run, server: FakeGameServer) -> None:
    server.close()
    assert reason(run, server.address, 30) == "refused"


def test_an_address_to_which_nothing_may_be_sent(run: Run) -> None:
    assert reason(run, "255.255.255.255:27960") == "unreachable"


@pytest.mark.parametrize("host", [f"{'a' * 64}.example", "a..example"])
def test_what_cannot_be_a_name_of_a_host(run: Run, host: str) -> None:
    assert reason(run, f"{host}:27960") == "unknown_host"


async def looked_up_for_ever(*_: object, **__: object) -> None:
    await asyncio.sleep(60)


async def not_found(*_: object, **__: object) -> None:
    raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")


async def no_name_server(*_: object, **__: object) -> None:
    raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")


@pytest.mark.parametrize(
    ("look_up", "found"),
    [
        (not_found, "unknown_host"),
        # Nobody said that there is no such name.
        (looked_up_for_ever, "no_answer"),
        (no_name_server, "no_answer"),
    ],
)
def test_a_name_that_leads_nowhere(
    monkeypatch: pytest.MonkeyPatch, look_up: object, found: str
) -> None:
    async def ask() -> list[str]:
        monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", look_up)
        return await ask_players("game.example:27960", SOON)

    with pytest.raises(GameServerError, match=found):
        asyncio.run(ask())


def test_a_server_by_its_name(run: Run, server: FakeGameServer) -> None:
    server.has("Bramble")
    assert run(ask_players(f"localhost:{server.port}")) == ["Bramble"]


@pytest.fixture
def server_of_ipv6() -> Generator[FakeGameServer, None, None]:
    try:
        socket.socket(socket.AF_INET6, socket.SOCK_DGRAM).close()
        with fake_game_server("::1") as running:
            yield running
    except OSError:
        pytest.skip("this machine has no IPv6")


def test_a_server_at_an_address_of_ipv6(run: Run, server_of_ipv6: FakeGameServer) -> None:
    server_of_ipv6.has("Bramble")
    assert run(ask_players(server_of_ipv6.address)) == ["Bramble"]


def test_a_name_of_several_addresses_is_asked_at_the_next_where_the_first_refuses(
    monkeypatch: pytest.MonkeyPatch, server_of_ipv6: FakeGameServer
) -> None:
    server_of_ipv6.has("Bramble")
    port = server_of_ipv6.port

    async def look_up(*_: object, **__: object) -> list[tuple[object, ...]]:
        kind = (socket.SOCK_DGRAM, 17, "")
        return [
            (socket.AF_INET6, *kind, ("::1", port, 0, 0)),
            (socket.AF_INET, *kind, ("127.0.0.1", port)),
        ]

    async def ask() -> list[str]:
        monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", look_up)
        return await ask_players(f"game.example:{port}")

    assert asyncio.run(ask()) == ["Bramble"]
    server_of_ipv6.close()
    with pytest.raises(GameServerError, match="refused"):
        asyncio.run(ask())


async def test_who_is_interrupted_leaves_nothing_open(server: FakeGameServer) -> None:
    asking = asyncio.create_task(ask_players(server.address, 60))
    await eventually(lambda: server.requests)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking  # an open socket would be a ResourceWarning, and warnings are errors
