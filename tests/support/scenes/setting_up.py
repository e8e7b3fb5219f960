"""Somebody who sets Muster up: what they answer, in a terminal or by the environment."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from ops.setup.asked import QUESTIONS
from ops.setup.extras import extras_of
from tests.support.fakes.chats import FakeChats
from tests.support.fakes.discord_parts import BOT_ID, GUILD_ID
from tests.support.fakes.discord_portal import CLIENT_SECRET
from tests.support.fakes.discord_server import ANNOUNCE_ID, VOICE_ID
from tests.support.running.terminal import TerminalSession, in_a_terminal
from tests.support.running.websites import free_port as bound_port

ORIGIN = "https://muster.example.org"
COMMAND = [sys.executable, "-m", "ops.cli", "setup"]

WEBSITE = [
    ("Where browsers reach", "muster.example.org"),
    ("community's time zone", "vienna"),
]
FIRST = [("systemd unit:", "print"), ("Which of these", ""), *WEBSITE]


def extra(part: str) -> str:
    """The number of what is wanted, in the list of what most can do without."""
    offered = enumerate(extras_of(QUESTIONS), 1)
    (found,) = [number for number, name in offered if part in name]
    return str(found)


def by_label(chats: FakeChats, *extras: str) -> list[tuple[str, str]]:
    """Everything that a newcomer with all three services answers, prompt by prompt."""
    wanted = ", ".join(extra(part) for part in ("an event", "Telegram", "Signal", *extras))
    return [
        ("systemd unit:", "print"),
        ("Which of these", wanted),
        *WEBSITE,
        ("Bot token", chats.discord.token),
        ("Client Secret (", CLIENT_SECRET),
        ("Your server", ""),
        ("channel for announcements", "#tonight"),
        ("voice channels you play in", "1"),
        ("BotFather's token", chats.telegram.token),
        ("your signal-cli-rest-api, such", chats.settings["signal_api_base_url"]),
        ("number that it sends from", ""),
    ]


def in_environment(chats: FakeChats) -> dict[str, str]:
    """The same by the environment."""
    return {
        **services(chats),
        "FRONTEND_ORIGIN": ORIGIN,
        "AVAILABILITY_PROMOTION_TIMEZONE": "Europe/Vienna",
        "DISCORD_CLIENT_ID": str(BOT_ID),
        "DISCORD_CLIENT_SECRET": CLIENT_SECRET,
        "DISCORD_BOT_TOKEN": chats.discord.token,
        "DISCORD_GUILD_ID": str(GUILD_ID),
        "DISCORD_ANNOUNCE_CHANNEL_ID": str(ANNOUNCE_ID),
        "DISCORD_VOICE_CHANNEL_IDS": str(VOICE_ID),
        "TELEGRAM_BOT_TOKEN": chats.telegram.token,
        "SIGNAL_API_BASE_URL": chats.settings["signal_api_base_url"],
        "SIGNAL_SENDER_NUMBER": chats.signal.number,
    }


def services(chats: FakeChats) -> dict[str, str]:
    """Where the services are that stand in for the real ones, and a port that is free."""
    return {
        "DISCORD_API_BASE_URL": chats.settings["discord_api_base_url"],
        "TELEGRAM_API_BASE_URL": chats.settings["telegram_api_base_url"],
        "MUSTER_PORT": free_port(),
    }


@cache
def free_port() -> str:
    """A port of this machine that nobody listens on, the same at each call."""
    with bound_port() as bound:
        return str(bound.getsockname()[1])


def steps_and_seconds(shown: str) -> tuple[int, int]:
    """How many steps a newcomer takes by what setup has shown, and for how long.

    A step is a click (`→`), an address opened, or an answer given: six seconds each. All is read,
    at 200 words a minute, but for the unit and the proxy's snippet, which are copied.
    """
    read = shown.partition("\nThe unit, for")[0]
    steps = len(re.findall(r"→|\bopen\b", read, re.IGNORECASE)) + shown.count("): ")
    return steps, round(len(read.split()) * 60 / 200 + steps * 6)


def secrets_of(chats: FakeChats) -> tuple[str, ...]:
    """What may never be shown."""
    return (CLIENT_SECRET, chats.discord.token, chats.telegram.token)


@contextmanager
def setting_up(
    folder: Path, chats: FakeChats, command: list[str] = COMMAND, **variables: str
) -> Generator[TerminalSession, None, None]:
    """`muster setup` in a terminal, with nothing of this machine's settings around it."""
    environment = {
        "PATH": os.defpath,
        "HOME": str(folder),
        "TERM": "xterm",
        "COLUMNS": "100",
        "LC_ALL": "C.UTF-8",
        **services(chats),
        **variables,
    }
    with in_a_terminal(command, folder, environment) as session:
        yield session


def answer(session: TerminalSession, answers: Iterable[tuple[str, str]]) -> None:
    """Answer prompt by prompt."""
    for label, text in answers:
        session.answer(label, text)


def values(folder: Path) -> dict[str, str]:
    """What `.env` there sets, as Muster reads it."""
    from ops.setup.env_text import values_of

    return values_of((folder / ".env").read_text(encoding="utf-8"))
