"""The doctor's question to the game server: what it says, and what to do about it."""

from __future__ import annotations

from collections.abc import Generator

import pytest

from muster.health.rules import Finding, Verdict
from ops.doctor import game_server as doctor_game_server
from ops.doctor.game_server import game_server
from tests.support.fakes.game_server import FakeGameServer, fake_game_server
from tests.support.scenes.community import settings_for


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Generator[FakeGameServer, None, None]:
    ask = doctor_game_server.ask_players
    # Silence is silence after a moment, too.
    monkeypatch.setattr(doctor_game_server, "ask_players", lambda address: ask(address, 0.3))
    with fake_game_server() as running:
        yield running


async def look(address: str | None, *, sandbox: bool = False) -> Finding:
    more = {"game_server_address": address, "muster_sandbox": sandbox}
    finding = await game_server(settings_for("postgresql://x/x", **more))
    assert finding.subject == "game server"
    return finding


@pytest.mark.parametrize(
    ("names", "text"),
    [((), "0 players on"), (("Bramble",), "1 player on"), (("Bramble", "Kestrel"), "2 players on")],
)
async def test_a_server_that_answers_says_how_many_are_on_it(
    server: FakeGameServer, names: tuple[str, ...], text: str
) -> None:
    server.has(*names)
    assert await look(server.address) == Finding.ok("game server", f"{text} {server.address}")


async def test_silence_may_be_a_server_that_is_off(server: FakeGameServer) -> None:
    finding = await look(server.address)
    assert finding.state is Verdict.WARN
    assert finding.text.startswith(f"{server.address}: no answer within 3 s; is the server up")


async def test_a_port_at_which_nothing_listens(server: FakeGameServer) -> None:
    server.close()
    finding = await look(server.address)
    assert finding.state is Verdict.WARN
    assert "nothing listens at that port" in finding.text


async def test_another_kind_of_server(server: FakeGameServer) -> None:
    server.says(b"SSH-2.0-nobody\r\n")
    finding = await look(server.address)
    assert finding.state is Verdict.FAIL
    assert "no server of the Quake 3 family" in finding.text


async def test_an_address_to_which_nothing_may_be_sent() -> None:
    finding = await look("255.255.255.255:27960")
    assert finding.state is Verdict.WARN
    assert "the network does not lead there" in finding.text


async def test_a_name_that_leads_nowhere() -> None:
    finding = await look("a..example:27960")
    assert finding.state is Verdict.FAIL
    assert finding.text == "a..example:27960: there is no such host; see GAME_SERVER_ADDRESS"


async def test_none_is_set() -> None:
    assert (await look(None)).state is Verdict.OFF


async def test_the_sandbox_asks_nobody(server: FakeGameServer) -> None:
    server.has("Bramble")
    assert (await look(server.address, sandbox=True)).state is Verdict.OFF
    assert server.requests == []
