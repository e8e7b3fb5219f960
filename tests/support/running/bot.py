"""The bot as a process of its own, and people that it can reach on the fake chat services."""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncGenerator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from muster.channels.rules import CHANNEL_TYPES, ChannelType
from muster.clock import utc_now
from muster.crypto import ContactCipher, generate_contact_key
from muster.settings import child_environment
from tests.support.fakes.chats import FakeChats
from tests.support.fakes.faults import FakeChat
from tests.support.running.patience import PATIENCE
from tests.support.running.websites import becomes, eventually
from tests.support.scenes.ledger import HANDS_OVER, add_people, add_test_rows

CONTACT_KEY = generate_contact_key()


class BotProcess:
    """`muster bot` in a process; its log is in a file."""

    def __init__(self, process: subprocess.Popen[bytes], log: Path) -> None:
        self.process = process
        self._log = log

    async def exits(self) -> int:
        """The exit status after a SIGTERM, which the bot obeys within a few seconds."""
        self.process.send_signal(signal.SIGTERM)
        return await asyncio.wait_for(asyncio.to_thread(self.process.wait), PATIENCE)

    def log_text(self) -> str:
        return self._log.read_text()

    def log(self, event: str | None = None) -> list[dict[str, Any]]:
        """The lines of the log, or those of one event."""
        lines = [json.loads(line) for line in self.log_text().splitlines()]
        return [line for line in lines if event is None or line["event"] == event]

    def has_started(self) -> bool:
        assert self.process.poll() is None, self.log_text()
        return '"bot_starts"' in self.log_text()


def bot_environment(
    database_url: str, chats: FakeChats, folder: Path, **settings: str
) -> dict[str, str]:
    """What a bot is started with; `settings` are environment variables."""
    return child_environment(
        **{
            **{
                name.upper(): str(value).lower() if isinstance(value, bool) else value
                for name, value in chats.settings.items()
            },
            "DATABASE_URL": database_url,
            "CONTACT_DATA_ENCRYPTION_KEY": CONTACT_KEY,
            "AVAILABILITY_DAILY_REMINDER_TIME": "",
            "MUSTER_DATA_DIR": str(folder),
            "MUSTER_LOG_FORMAT": "json",
            "MUSTER_SANDBOX": "false",
            **settings,
        }
    )


def start_bot(environment: dict[str, str], folder: Path) -> BotProcess:
    """A bot that begins to start; its log goes to a file of `folder`."""
    path = folder / f"bot-{len(list(folder.glob('bot-*')))}.log"
    command = [sys.executable, "-m", "ops.cli", "bot", "--no-env-file"]
    with path.open("wb") as log:
        return BotProcess(subprocess.Popen(command, env=environment, stderr=log), path)


@asynccontextmanager
async def running_bots(
    number: int, database_url: str, chats: FakeChats, folder: Path, **settings: str
) -> AsyncGenerator[list[BotProcess], None]:
    """So many bots at once on one database, started; `settings` are environment variables."""
    environment = bot_environment(database_url, chats, folder, **settings)
    bots: list[BotProcess] = []
    async with AsyncExitStack() as stack:
        for _ in range(number):
            bot = start_bot(environment, folder)
            stack.callback(bot.process.wait)
            stack.callback(bot.process.kill)
            bots.append(bot)
        for bot in bots:
            await eventually(bot.has_started)
        yield bots


@asynccontextmanager
async def running_bot(
    database_url: str, chats: FakeChats, folder: Path, **settings: str
) -> AsyncGenerator[BotProcess, None]:
    """One bot (see `running_bots`)."""
    async with running_bots(1, database_url, chats, folder, **settings) as bots:
        yield bots[0]


def zone_where_it_is_noon(now: datetime) -> ZoneInfo:
    """A zone in which it is between 12:00 and 13:00, so that nothing runs into an evening."""
    return ZoneInfo(f"Etc/GMT{now.hour - 12:+d}")  # the sign in these names is west of Greenwich


@dataclass(frozen=True)
class Person:
    """Somebody whom all three services reach; the addresses are as the fakes know them."""

    user_id: int
    discord: str
    telegram: str
    signal: str


async def add_reachable_people(connection: Any, chats: FakeChats, number: int) -> list[Person]:
    """Linked people with an open DM, a verified Telegram chat and a verified Signal number."""
    now = utc_now()
    cipher = ContactCipher([CONTACT_KEY])
    people: list[Person] = []
    for user_id in await add_people(connection, number, now):
        person = Person(
            user_id, str(5_000 + user_id), str(700_000 + user_id), f"+38640{100_000 + user_id}"
        )
        people.append(person)
        dm_channel_id = int(chats.discord.dm_of(person.discord))
        await _subscribe(connection, user_id, "discord", now, dm_channel_id)
        for channel_type, address in (("telegram", person.telegram), ("signal", person.signal)):
            await _subscribe(connection, user_id, channel_type, now)
            await connection.execute(
                """
                INSERT INTO availability_channel_links
                       (channel_type, address_hash, user_id, address_encrypted, encryption_key_id,
                        deliverable, verified_at, created_at, updated_at)
                VALUES ($1, $2, $3, $4, $5, true, $6, $6, $6)
                """,
                channel_type,
                cipher.hashes(channel_type, address)[0],
                user_id,
                cipher.encrypt(address),
                cipher.key_id,
                now,
            )
    return people


async def _subscribe(
    connection: Any,
    user_id: int,
    channel_type: str,
    now: datetime,
    dm_channel_id: int | None = None,
) -> None:
    await connection.execute(
        """
        INSERT INTO availability_subscriptions
               (user_id, channel_type, enabled, discord_dm_channel_id, created_at, updated_at)
        VALUES ($1, $2, true, $3, $4, $4)
        """,
        user_id,
        channel_type,
        dm_channel_id,
        now,
    )


CHATS: tuple[ChannelType, ...] = ("discord", "telegram", "signal")
"""The channels on which `add_reachable_people` makes somebody reachable."""


async def queue(
    connection: Any,
    people: Sequence[Person],
    *channel_types: ChannelType,
    event_key: str = "TEST:2026-11-20:one",
) -> None:
    """A message to each person that is due now, on the given channels or on all three; each channel
    has an event of its own, since a person hears of an event once.
    """
    now = utc_now()
    ids = [person.user_id for person in people]
    for channel_type in channel_types or CHATS:
        useful_until = now + timedelta(minutes=10)
        event = f"{event_key}:{channel_type}"
        await add_test_rows(
            connection, ids, now, useful_until, channel_type, event, payload=HANDS_OVER
        )


async def outcomes(connection: Any, *channel_types: str) -> Counter[tuple[str, str, str]]:
    """How many rows of these channels (or of all) are in which (channel, state, reason or '')."""
    rows = await connection.fetch(
        """
        SELECT channel_type, state,
               CASE WHEN state <> 'sent' THEN coalesce(reason, last_error, '') ELSE '' END
          FROM notifications_ledger
         WHERE channel_type = ANY($1::text[])
        """,
        channel_types or CHANNEL_TYPES,
    )
    return Counter((row[0], row[1], row[2]) for row in rows)


async def settles(
    connection: Any,
    expected: dict[tuple[str, str, str], int],
    *channel_types: str,
) -> None:
    """Wait until `outcomes` are as expected."""
    await becomes(lambda: outcomes(connection, *channel_types), Counter(expected))


def asked(service: FakeChat) -> int:
    """How many messages a service was asked to send, whatever it answered."""
    return sum(1 for request in service.requests if request[1] == service.sending)
