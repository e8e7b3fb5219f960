"""A running website and five kinds of caller, at half past eight on a November evening."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Generator
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest
import time_machine

from tests.support.fakes.chats import FakeChats, fake_chats
from tests.support.fakes.services import FakeDiscord, fake_discord
from tests.support.running.websites import RunningWebsite, running_website
from tests.support.scenes.community import ADMIN, EVENING, PLAYER, PROMOTER, UNLINKED, settings_for
from tests.support.scenes.front_door import (
    RunningFrontDoor,
    front_door_settings,
    running_front_door,
)


@dataclass(frozen=True)
class Callers:
    """Everybody who may come along; the last three are linked to players."""

    anonymous: httpx2.AsyncClient
    unlinked: httpx2.AsyncClient
    player: httpx2.AsyncClient
    promoter: httpx2.AsyncClient
    admin: httpx2.AsyncClient

    @property
    def linked(self) -> tuple[httpx2.AsyncClient, ...]:
        return (self.player, self.promoter, self.admin)


@pytest.fixture(autouse=True)
def clock() -> Generator[time_machine.Traveller, None, None]:
    """The machine's clock stands still at `EVENING`; `clock.move_to(…)` sets it."""
    with time_machine.travel(EVENING, tick=False) as traveller:
        yield traveller


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """A built page, as small as one can be."""
    folder = tmp_path / "page"
    (folder / "assets").mkdir(parents=True)
    (folder / "docs").mkdir()
    (folder / "index.html").write_text("<!doctype html><title>Muster</title>")
    (folder / "not-found.html").write_text("<!doctype html><title>Nothing here</title>")
    (folder / "docs" / "index.html").write_text("<!doctype html><title>The API</title>")
    (folder / "assets" / "index-abc123.js").write_text("console.log(1)")
    (folder / "assets" / "index-abc123.js.br").write_bytes(b"brotli bytes")
    return folder


@pytest.fixture
async def website(database_url: str, page: Path) -> AsyncGenerator[RunningWebsite, None]:
    """The website in the sandbox, on a database of this test's own."""
    async with running_website(settings_for(database_url), page=page) as running:
        yield running


@pytest.fixture
async def callers(website: RunningWebsite) -> Callers:
    return Callers(
        anonymous=await website.client(),
        unlinked=await website.signed_in(UNLINKED, username="newcomer"),
        player=await website.signed_in(PLAYER, username="shade", player="Shade"),
        promoter=await website.signed_in(PROMOTER, username="marlow", player="Marlow"),
        admin=await website.signed_in(ADMIN, username="odessa", player="Odessa"),
    )


@pytest.fixture(scope="session")
def _one_discord() -> Generator[FakeDiscord, None, None]:
    with fake_discord() as discord:
        yield discord


@pytest.fixture
def discord(_one_discord: FakeDiscord) -> FakeDiscord:
    """Discord, as far as the website can tell, in a good mood."""
    _one_discord.reset()
    return _one_discord


@pytest.fixture
def chats() -> Generator[FakeChats, None, None]:
    """The chat services, in a good mood; a Discord with one server."""
    with fake_chats() as running:
        yield running


@pytest.fixture
async def door(database_url: str, chats: FakeChats) -> AsyncGenerator[RunningFrontDoor, None]:
    """The bot's front door on that server, connected."""
    async with running_front_door(front_door_settings(database_url, chats), chats) as running:
        yield running
