"""`muster doctor` as a process of its own, against the fake Discord with a bot that runs."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path

import pytest

from muster.crypto import generate_contact_key
from muster.settings import child_environment
from tests.support.fakes.chats import FakeChats, fake_chats
from tests.support.fakes.discord_parts import GUILD_ID
from tests.support.fakes.discord_server import ANNOUNCE_ID, VOICE_ID
from tests.support.running.websites import eventually
from tests.support.scenes.front_door import front_door_settings, running_front_door

SUBJECTS = [
    "Discord bot",
    "Discord server",
    "Discord intents",
    "Discord gateway",
    "Discord channel",
    "Discord channel",
    "Discord commands",
]


@pytest.fixture
def chats() -> Generator[FakeChats, None, None]:
    with fake_chats() as running:
        yield running


def doctor(
    database_url: str, chats: FakeChats, folder: Path, *arguments: str
) -> tuple[int, str, str]:
    """(exit code, standard output, standard error) of the command as a process of its own."""
    environment = child_environment(
        DATABASE_URL=database_url,
        DISCORD_API_BASE_URL=chats.settings["discord_api_base_url"],
        DISCORD_BOT_TOKEN=chats.discord.token,
        DISCORD_GUILD_ID=str(GUILD_ID),
        DISCORD_ANNOUNCE_CHANNEL_ID=str(ANNOUNCE_ID),
        DISCORD_VOICE_CHANNEL_IDS=str(VOICE_ID),
        # The running bot delivers on Telegram and Signal, too.
        CONTACT_DATA_ENCRYPTION_KEY=generate_contact_key(),
        SESSION_SECRET="a secret of this test",
        MUSTER_SANDBOX="false",
    )
    command = [sys.executable, "-m", "ops.cli", "doctor", *arguments]
    done = subprocess.run(
        command, env=environment, cwd=folder, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout, done.stderr


async def test_the_whole_command_where_all_is_well(
    database_url: str, chats: FakeChats, tmp_path: Path
) -> None:
    async with running_front_door(front_door_settings(database_url, chats), chats) as door:
        await door.tonight()
        await eventually(lambda: chats.discord.front.syncs)
        code, out, err = await asyncio.to_thread(doctor, database_url, chats, tmp_path)
    assert (code, err) == (0, "")
    lines = [line for line in out.splitlines() if "Discord " in line and "sign-in" not in line]
    assert [line[5:22].strip() for line in lines] == SUBJECTS
    assert {line[:5].strip() for line in lines} == {"ok"}, out


async def test_the_whole_command_where_the_token_was_revoked(
    database_url: str, chats: FakeChats, tmp_path: Path
) -> None:
    chats.discord.fail(method="me", status=401, body={"message": "401", "code": 0}, times=None)
    code, out, err = await asyncio.to_thread(doctor, database_url, chats, tmp_path)
    assert (code, err) == (1, "")
    lines = [line for line in out.splitlines() if line[5:].startswith("Discord")]
    assert [line[:21].split(maxsplit=1) for line in lines] == [
        ["off", "Discord sign-in "],
        ["FAIL", "Discord bot     "],
        ["off", "Discord         "],
    ]
    assert "Developer Portal → Bot → Reset Token" in lines[1]
    assert chats.discord.token not in out
    # The same for programs: nothing but one document.
    code, out, err = await asyncio.to_thread(doctor, database_url, chats, tmp_path, "--json")
    assert (code, err) == (1, "")
    document = json.loads(out)
    assert document["failed"] is True
    found = {each["check"]: each["state"] for each in document["checks"]}
    assert (found["Discord bot"], found["messages"], found["database"]) == ("fail", "ok", "ok")
    assert lines[1].endswith(
        next(each["text"] for each in document["checks"] if each["check"] == "Discord bot")
    )


async def test_settings_that_cannot_be_read_are_a_document_too(
    chats: FakeChats, tmp_path: Path
) -> None:
    code, out, err = await asyncio.to_thread(doctor, "nonsense", chats, tmp_path, "--json")
    assert (code, err) == (1, "")
    document = json.loads(out)
    assert document["failed"] is True
    assert document["checks"][0]["check"] == "settings"
    assert document["checks"][0]["text"].startswith("DATABASE_URL: ")
