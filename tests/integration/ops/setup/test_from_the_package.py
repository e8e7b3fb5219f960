"""From an installed package to a doctor without complaints: by `muster setup` and `muster up`."""

from __future__ import annotations

import signal
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest

from tests.integration.ops.test_ops_up import Muster, end, eventually
from tests.support.fakes.chats import FakeChats, fake_chats
from tests.support.fakes.game_server import FakeGameServer, fake_game_server
from tests.support.running.package import Package
from tests.support.scenes.setting_up import (
    ORIGIN,
    answer,
    by_label,
    free_port,
    services,
    setting_up,
)

OFF = {"Redis", "backups", "webhooks", "push devices"}
"""What stays off where one machine runs everything."""


@pytest.fixture
def chats() -> Generator[FakeChats, None, None]:
    with fake_chats() as running:
        running.discord.portal.redirect_uris = [f"{ORIGIN}/auth/callback"]
        yield running


@pytest.fixture
def game() -> Generator[FakeGameServer, None, None]:
    with fake_game_server() as running:
        running.has("Kestrel")
        yield running


class Installed(Muster):
    """The package's commands in the folder that was set up."""

    import_path = ""

    def __init__(self, package: Package, folder: Path, chats: FakeChats) -> None:
        super().__init__(folder)
        self.command = (str(package.command),)
        self.port = int(free_port())
        # What a test's own environment has of settings is not what was set up.
        self._names = dict.fromkeys(self._names, "") | services(chats)

    def complaints(self) -> list[str]:
        """The doctor's lines that are not as they should be."""
        _, out, err = self.run("doctor")
        lines = [*out.splitlines(), *err]
        return [
            line
            for line in lines
            if not line.startswith("ok ")
            and not (line.startswith("off ") and line[5:].split("  ")[0].strip() in OFF)
        ]


@pytest.fixture
def muster(run_folder: Path, chats: FakeChats) -> Iterator[Installed]:
    # Outside pytest's own folders: as root, PostgreSQL runs as another user.
    with tempfile.TemporaryDirectory(prefix="muster set up ä-") as folder:
        installed = Installed(Package(run_folder), Path(folder), chats)
        yield installed
        for process in installed.leftovers():
            process.kill()


def test_from_nothing_to_a_doctor_without_complaints(
    muster: Installed, chats: FakeChats, game: FakeGameServer
) -> None:
    command = [*muster.command, "setup", "--service", "none"]
    with setting_up(muster.folder, chats, command) as terminal:
        answer(terminal, by_label(chats, "game server")[1:])
        answer(terminal, [("game server as", game.address), ("Write ", ""), ("Which one", "caddy")])
        assert terminal.ends() == 0
        assert f"{muster.command[0]} up\n" in terminal.shown.replace("'", "")
    process = muster.up()
    try:
        # The bot stores its commands and posts tonight's message in its own time.
        assert eventually(lambda: not muster.complaints()), muster.complaints()
    finally:
        end(process, signal.SIGTERM)
